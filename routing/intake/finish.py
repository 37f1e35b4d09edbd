"""Parsed columns to a batch: the good rows as an order table, the rest named, every row accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import field, frozen

from routing.errors import Problem
from routing.intake.batch import Batch
from routing.intake.cells.ledger import by_row
from routing.orders import COUNTRY, SCHEMA, OrderTable
from routing.values.countries import COUNTRY_CODES
from routing.values.postcode import restored, zeros

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from routing.intake.cells.ledger import Ledger
    from routing.intake.files.chunk import Broken, Chunk
    from routing.intake.source_file import SourceFile

BLANK = "blank row"
_DIGITS = np.array([*(zeros().get(country, (0,))[0] for country in COUNTRY_CODES), 0])
"""Country -> the figures of its postcodes where some begin with a zero; 0 for all others, and for none."""
_LOWEST = np.array([*(int(zeros().get(country, (0, "0"))[1]) for country in COUNTRY_CODES), 0])
"""The same for the lowest postcode in use."""
_ODD = r"[^!-~]"
"""In a postcode: blanks, and signs beyond ASCII, among which are figures of full width."""


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
    columns, flags = _with_zeros(columns, flags)
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
    return Problem(file, bad.row, "", "", bad.text, bad.code, bad.reason)


def _with_zeros(
    columns: Mapping[str, pl.Series], flags: Mapping[str, pl.Series | None]
) -> tuple[Mapping[str, pl.Series], Mapping[str, pl.Series | None]]:
    """The columns with the zeros that a spreadsheet took off postcodes, and the flag of the orders concerned."""
    if not {"postcode", "country"} <= columns.keys():
        return columns, flags
    postcodes, countries = columns["postcode"], columns["country"].cast(COUNTRY)
    places = countries.to_physical().fill_null(len(COUNTRY_CODES)).to_numpy()
    short = np.flatnonzero(postcodes.str.len_bytes().fill_null(99).to_numpy() < _DIGITS.take(places))
    if not short.size:
        return columns, flags
    whole = _restored(postcodes.gather(short), countries.gather(short))
    changed = whole.is_not_null()
    if not changed.any():
        return columns, flags
    at, whole = pl.Series(short).filter(changed), whole.filter(changed)
    mask = pl.Series([False]).new_from_index(0, len(postcodes)).scatter(at, values=True)
    return {**columns, "postcode": postcodes.scatter(at, whole)}, {**flags, "POSTCODE_ZERO": mask}


def _restored(postcodes: pl.Series, countries: pl.Series) -> pl.Series:
    """The postcodes that get zeros, with them; null for all others.  Each must be shorter than its country's."""
    places = countries.to_physical().to_numpy()
    figures = pl.when(postcodes.str.contains("^[0-9]+$")).then(postcodes)
    large = figures.cast(pl.Int64) >= pl.Series(_LOWEST.take(places))
    found = pl.select(pl.when(large).then(figures.str.zfill(pl.Series(_DIGITS.take(places))))).to_series()
    odd = postcodes.str.contains(_ODD).arg_true()
    texts = postcodes.gather(odd)
    read = [restored(text, country) for text, country in zip(texts, countries.gather(odd), strict=True)]
    codes = [code if code != text else None for code, text in zip(read, texts, strict=True)]
    return found.scatter(odd, codes) if odd.len() else found
