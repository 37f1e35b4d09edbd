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
    frame = pl.DataFrame({name: series.rename(name) for name, series in columns.items()})
    exprs = [
        pl.col(name).cast(kind) if name in columns else pl.lit(None, dtype=kind).alias(name)
        for name, kind in SCHEMA.items()
        if name not in {"flags", "source"}
    ]
    raised = {flag: mask for flag, mask in sorted(flags.items()) if mask is not None and mask.any()}
    words = [pl.when(mask).then(pl.lit(flag)) for flag, mask in raised.items()]
    joined = pl.concat_str(words, separator=";", ignore_nulls=True) if words else pl.lit(None, dtype=pl.String)
    exprs += [
        pl.when(joined != "").then(joined).alias("flags") if words else joined.alias("flags"),
        pl.lit(file).alias("source"),
    ]
    filled = frame.select(exprs).select(SCHEMA.names())
    return OrderTable(filled if good.all() else filled.filter(good))


def as_problem(bad: Broken, file: str) -> Problem:
    """A row that is no row of the table, as a problem."""
    return Problem(file, bad.row, bad.order_id, "", bad.text, bad.code, bad.reason)
