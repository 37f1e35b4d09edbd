"""Chunks of rows to chunks of whole orders: the rows of the last order wait for the next chunk."""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import evolve

from routing.intake.files.chunk import ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from routing.intake.files.chunk import Chunk

_TRIED: Final = 64
"""So many of the last orders are tried, so that memory stays flat where every other row is broken."""


def whole_orders(chunks: Iterable[Chunk], id_column: int, *, fill_down: bool) -> Iterator[Chunk]:
    """The same rows, cut so that rows of one order that stand together stay in one chunk.

    Args:
        chunks: of one file.
        id_column: index of the column with the order id.
        fill_down: an empty id belongs to the order above.
    """
    held: Chunk | None = None
    for chunk in chunks:
        if held is None:
            held = chunk
            continue
        cut = _cut(held, str(id_column), fill_down=fill_down)
        above, tail = held.frame.head(cut), held.frame.slice(cut)
        last = above[ROW][-1] if cut else 0
        if fill_down and tail.height:
            last = tail[ROW][0]
        lost = [bad for bad in held.broken if bad.row > last] if tail.height else []
        yield evolve(held, frame=above, broken=tuple(bad for bad in held.broken if bad not in lost))
        held = evolve(
            chunk,
            frame=pl.concat([tail, chunk.frame]),
            broken=(*lost, *chunk.broken),
            numbers=held.numbers | chunk.numbers,
            faulty=held.faulty + chunk.faulty,
        )
    if held is not None:
        yield held


def _cut(chunk: Chunk, ids: str, *, fill_down: bool) -> int:
    """Index of the first row of the last order; of an earlier one, where a row that cannot be read stands above it.

    Such a row stays with the orders on both of its sides, for it may be a line of either.  Where one stands above each
    of very many, the last order waits alone; the row stays with the order that it follows if that may be its own.
    """
    filled = chunk.frame[ids].forward_fill() if fill_down else chunk.frame[ids]
    changes = filled.ne_missing(filled.shift(1)).arg_true()
    last = int(changes[-1]) if len(changes) else 0
    if not chunk.broken:
        return last
    rows, lost = chunk.frame[ROW], sorted(bad.row for bad in chunk.broken)
    for start in reversed(changes[-_TRIED:].to_list()):
        if start and bisect(lost, rows[start - 1]) == bisect(lost, rows[start]):
            return int(start)
    return last if len(changes) > _TRIED else 0
