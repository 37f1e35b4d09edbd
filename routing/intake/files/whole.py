"""Chunks of rows to chunks of whole orders: the rows of the last order wait for the next chunk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from attrs import evolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from routing.intake.files.chunk import Chunk


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
        cut = _last_order(held.frame.get_column(str(id_column)), fill_down=fill_down)
        yield evolve(held, frame=held.frame.head(cut))
        tail = pl.concat([held.frame.slice(cut), chunk.frame])
        held = evolve(chunk, frame=tail, numbers=held.numbers | chunk.numbers, faulty=held.faulty + chunk.faulty)
    if held is not None:
        yield held


def _last_order(ids: pl.Series, *, fill_down: bool) -> int:
    """Index of the first row of the last order."""
    filled = ids.forward_fill() if fill_down else ids
    changes = filled.ne_missing(filled.shift(1)).arg_true()
    return int(changes[-1]) if len(changes) else 0
