"""Parsed columns to a batch: the good rows as an order table, the rest named, every row accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from attrs import field, frozen

from routing.errors import Problem
from routing.intake.batch import Batch
from routing.intake.cells.ledger import by_row
from routing.orders import SCHEMA, OrderTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from routing.intake.cells.ledger import Ledger
    from routing.intake.files.chunk import Broken, Chunk
    from routing.intake.source_file import SourceFile

BLANK = "blank row"
_EMPTY: dict[str, pl.Series] = {}
"""Column -> one of that kind without a value, as long as any that was asked for."""


@frozen
class Apart:
    """Rows of a chunk that never became columns: refused or skipped at the first look."""

    problems: Sequence[Problem] = ()
    rejected: int = 0
    skipped: Mapping[str, int] = field(factory=dict)


def finished(
    columns: Mapping[str, pl.Series],
    flags: Mapping[str, pl.Series | None],
    chunk: Chunk,
    run: SourceFile,
    ledger: Ledger,
    apart: Apart,
) -> Batch:
    """The batch of a chunk in which each row is one order; `apart` are the rows that were taken out before."""
    table = order_table(columns, flags, run.file, ledger.good)
    broken = [as_problem(bad, run.file) for bad in chunk.broken]
    return Batch(
        table=table,
        problems=by_row([*apart.problems, *ledger.problems(), *broken]),
        rows_read=chunk.frame.height + len(chunk.broken) + chunk.blank,
        order_rows=len(table),
        rejected_rows=apart.rejected + len(ledger.bad) + len(chunk.broken),
        skipped={**apart.skipped, **({BLANK: chunk.blank} if chunk.blank else {})},
        warnings=chunk.warnings,
    )


def order_table(
    columns: Mapping[str, pl.Series], flags: Mapping[str, pl.Series | None], file: str, good: pl.Series
) -> OrderTable:
    """The rows of the mask as an order table; columns that the file does not have are null."""
    filled = {name: series for name, series in columns.items() if series.null_count() < len(series)}
    raised = {flag: mask for flag, mask in sorted(flags.items()) if mask is not None and mask.any()}
    frame = pl.DataFrame([series.alias(name) for name, series in filled.items()])
    exprs = [pl.col(name).cast(SCHEMA[name]) for name, series in filled.items() if series.dtype != SCHEMA[name]]
    frame = frame.with_columns(*exprs, *([_flags(raised)] if raised else []))
    frame = frame if good.all() else frame.filter(good)
    source = pl.Series("source", [file]).new_from_index(0, frame.height)
    return OrderTable(pl.DataFrame([
        source if name == "source" else frame[name] if name in frame.columns else empty_column(name, frame.height)
        for name in SCHEMA
    ]))  # fmt: skip


def _flags(raised: Mapping[str, pl.Series]) -> pl.Series:
    """The codes raised for each row; few have any."""
    marked = pl.DataFrame(raised).fill_null(value=False).with_row_index("at").filter(pl.any_horizontal(*raised))
    words = [pl.when(flag).then(pl.lit(flag)) for flag in raised]
    joined = marked.select(pl.concat_str(words, separator=";", ignore_nulls=True)).to_series()
    height = len(next(iter(raised.values())))
    return pl.Series("flags", [None], pl.String).new_from_index(0, height).scatter(marked["at"], joined)


def empty_column(name: str, height: int) -> pl.Series:
    """A column of an order table without a value; all of a kind share their memory."""
    held = _EMPTY.get(name)
    if held is None or len(held) < height:
        held = _EMPTY[name] = pl.Series(name, [None], SCHEMA[name]).new_from_index(0, height)
    return held.head(height)


def as_problem(bad: Broken, file: str) -> Problem:
    """A row that is no row of the table, as a problem."""
    return Problem(file, bad.row, bad.order_id, "", bad.text, bad.code, bad.reason)
