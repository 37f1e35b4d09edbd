"""Rows of a marketplace's file to order lines: which rows belong together, which hold an article, and what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.errors import ReadError
from routing.intake import fields
from routing.intake.chunk import ROW
from routing.intake.packed import packed_lines

if TYPE_CHECKING:
    from routing.intake.ledger import Ledger
    from routing.intake.run import Run

AT = "at"
"""Column of a row's index in its chunk."""
ORDER = "order"
"""Column of an order's index in its chunk, in the order of their first rows."""
_ARTICLE = ("sku", "title", "items", "item_number")
_PACKED = pl.List(pl.Struct(dict.fromkeys(("title", "variant", "sku", "quantity"), pl.String)))


def with_orders(text: pl.DataFrame, head: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with AT, ORDER and `is_line`, and one row an order: the one that holds the order's own columns.

    Rows belong together when their order id is the same.  The head of an order is its first row in which the field
    `head` is filled.  A row without article is no line where other rows of the order have one: a summary.
    """
    rows = text.with_row_index(AT).with_columns(pl.col(AT).cast(pl.Int64))
    filled = pl.any_horizontal(pl.col(name).is_not_null() for name in _ARTICLE if name in text.columns)
    rows = rows.with_columns(filled.alias("is_line"))
    at, has_head = pl.col(AT), pl.col(head).is_not_null()
    groups = rows.group_by("order_id", maintain_order=True).agg(
        pl.coalesce(at.filter(has_head).first(), at.first()).alias("head"),
        at.first().alias("first"),
        pl.col("is_line").any().alias("any_line"),
    )
    groups = groups.with_row_index(ORDER).with_columns(pl.col(ORDER).cast(pl.Int64))
    rows = rows.join(groups.select("order_id", ORDER, "any_line"), on="order_id", how="left", maintain_order="left")
    rows = rows.with_columns(is_line=pl.col("is_line") | ~pl.col("any_line")).drop("any_line")
    orders = text[groups["head"]].with_columns(groups[ORDER], rows[ROW].gather(groups["first"]).alias(ROW))
    return rows, orders


def articles(rows: pl.DataFrame, run: Run, ledger: Ledger) -> pl.DataFrame:
    """One row a line to ship: AT, ORDER, sku, title, variant, quantity, and the line's own amounts and weight."""
    lines = rows
    if "items" in rows.columns:
        lines = _unpacked(rows, ledger)
    quantity = fields.quantities(lines["quantity"])
    places = lines[AT]
    _refuse(lines["quantity"], quantity.fails, "quantity", places, ledger)
    empty = places.filter(lines["quantity"].is_null())
    for at in empty:
        ledger.refuse(at, "quantity", "", "MISSING", "is empty. Write how many pieces to send.")
    return lines.with_columns(quantity.values.alias("quantity"))


def _unpacked(rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    cells = rows["items"]
    found, fails = {}, {}
    for cell in cells.unique().drop_nulls():
        try:
            found[cell] = packed_lines(cell)
        except ReadError as error:
            fails[cell] = str(error)
    for at, cell in zip(rows[AT], cells, strict=True):
        if cell in fails:
            ledger.refuse(at, "items", cell, "UNREADABLE_ITEMS", fails[cell])
