"""The articles that orders name and the product master does not describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake.cells.ledger import Ledger
from routing.intake.cells.measures import MEASURES, SIDES, measured
from routing.intake.files.chunk import ROW, texts_of
from routing.intake.market.lines import articles
from routing.intake.market.market import sort_rows
from routing.intake.read import opened_files
from routing.intake.reading import BY_HEADER
from routing.intake.seen.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from routing.intake.files.chunk import Chunk
    from routing.intake.files.find import OrderFile
    from routing.intake.reading import Reading
    from routing.intake.source_file import SourceFile


def missing_products(files: Iterable[OrderFile], how: Reading = BY_HEADER) -> pl.DataFrame:
    """One row an article that lacks weight or size: `sku`, `title` as the marketplace shows it, and its `lines`.

    Articles come in the order in which the files name them first.  Rows without an article number are left out, as
    are orders that are not to be shipped and canonical orders that carry their own weight and size.

    Raises:
        InputError: a file cannot be used at all.
    """
    found = [_named(chunk, run) for run, chunks in opened_files(files, how, Seen()) for chunk in chunks]
    named = pl.concat(found) if found else pl.DataFrame(schema={"sku": pl.String, "title": pl.String})
    if how.products is not None:
        complete = how.products.frame.drop_nulls(["weight_g", *SIDES])
        named = named.join(complete, on="sku", how="anti", maintain_order="left")
    title = pl.col("title").drop_nulls().first()
    return named.group_by("sku", maintain_order=True).agg(title, pl.len().alias("lines"))


def _named(chunk: Chunk, run: SourceFile) -> pl.DataFrame:
    if run.profile.by_order:
        lines = _unmeasured(chunk, run)
    else:
        sorted_rows = sort_rows(chunk, run)
        lines = articles(sorted_rows.lines(), sorted_rows.row_ledger, run.profile.packed)
    return lines.select("sku", "title").filter(pl.col("sku").is_not_null())


def _unmeasured(chunk: Chunk, run: SourceFile) -> pl.DataFrame:
    """Canonical rows that need the product master."""
    text = texts_of(chunk, run.places)
    ledger = Ledger(run.file, text[ROW], text["order_id"], run.headers)
    known = pl.DataFrame(measured(text, ledger, {}))
    needing = text.filter(known.select(pl.any_horizontal(pl.col(MEASURES).is_null())).to_series())
    blank = [pl.lit(None, dtype=pl.String).alias(name) for name in ("sku", "title") if name not in needing.columns]
    return needing.with_columns(blank)
