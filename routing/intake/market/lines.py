"""Rows of a marketplace's file to order lines: which rows belong together, which hold an article, and what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.errors import ReadError
from routing.intake.cells import fields
from routing.intake.cells.plain import plain_columns
from routing.intake.files.chunk import ROW
from routing.intake.market.packed import Line, packed_lines, paired_lines
from routing.reason import Reason

if TYPE_CHECKING:
    from routing.intake.cells.ledger import Ledger

AT = "at"
"""Column of a row's index in its chunk."""
ORDER = "order"
"""Column of an order's index in its chunk, in the order of their first rows."""
_ARTICLE = ("sku", "title", "items", "item_number")
_CONSIGNEE = ("country", "postcode", "city", "address1", "name")
_BLOCK_FIELDS = ("title", "variant", "sku", "quantity")
_FIELDS = {"blocks": _BLOCK_FIELDS, "pairs": (*_BLOCK_FIELDS, "line_price")}
"""How lines are packed -> what each says of itself."""


def with_orders(text: pl.DataFrame, head: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with AT, ORDER and `is_line`, and one row an order: the one that holds the order's own columns.

    An order's row also has `alone`: whether it is the only one.

    Rows belong together when their order id is the same.  The head of an order is its first row in which the field
    `head` is filled.  A row without article is no line where other rows of the order have one: a summary.
    """
    rows = text.with_row_index(AT).with_columns(pl.col(AT).cast(pl.Int64))
    filled = pl.any_horizontal(pl.col(name).is_not_null() for name in _ARTICLE if name in text.columns)
    rows = rows.with_columns(filled.alias("is_line"))
    at = pl.col(AT)
    has_head = pl.col(head).is_not_null() if head in rows.columns else pl.lit(value=False)
    groups = rows.group_by("order_id", maintain_order=True).agg(
        pl.coalesce(at.filter(has_head).first(), at.first()).alias("head"),
        at.first().alias("first"),
        pl.col("is_line").any().alias("any_line"),
        (pl.len() == 1).alias("alone"),
    )
    groups = groups.with_row_index(ORDER).with_columns(pl.col(ORDER).cast(pl.Int64))
    rows = rows.join(groups.select("order_id", ORDER, "any_line"), on="order_id", how="left", maintain_order="left")
    rows = rows.with_columns(is_line=pl.col("is_line") | ~pl.col("any_line")).drop("any_line")
    first = rows[ROW].gather(groups["first"]).alias(ROW)
    orders = text[groups["head"]].with_columns(
        groups[ORDER], groups["alone"], first, rows["is_line"].gather(groups["head"])
    )
    return rows, orders


def refuse_repeated(rows: pl.DataFrame, head: str, ledger: Ledger) -> None:
    """Refuses the lines that repeat an earlier one of their order in every cell: a file put together twice.

    Sent as they are, the parcel would be billed for twice its weight.  Only rows with the order's own columns are
    compared: where a marketplace leaves them empty, two articles that differ in nothing shown may well be two.
    """
    if head not in rows.columns:
        return
    lines = rows.filter(pl.col("is_line") & pl.col(head).is_not_null() & (pl.len().over(ORDER) > 1))
    cells = lines.drop(AT, ROW, "is_line")
    first = pl.col(ROW).first().over(cells.columns)
    twins = lines.with_columns(first.alias("first")).filter(pl.col(ROW) > pl.col("first"))
    for at, order, row in twins.select(AT, "order_id", "first").iter_rows():
        ledger.refuse(at, "order_id", order, "DUPLICATE_ORDER", Reason("lines.repeated", order_id=order, row=row))


def refuse_contradicting(rows: pl.DataFrame, ledger: Ledger) -> None:
    """Refuses the rows that name another consignee than an earlier row of their order: one parcel goes to one door."""
    several = rows.filter(pl.len().over(ORDER) > 1)
    for name in (name for name in _CONSIGNEE if name in rows.columns):
        consignees = several.select(AT, ORDER, ROW, name).drop_nulls(name)
        first = pl.col(name, ROW).first().over(ORDER).name.prefix("first_")
        other = consignees.with_columns(first).filter(pl.col(name) != pl.col(f"first_{name}"))
        for at, text, row in other.select(AT, name, f"first_{ROW}").iter_rows():
            ledger.refuse(at, name, text, "CONTRADICTION", Reason("lines.another_consignee", text=text, row=row))


def articles(rows: pl.DataFrame, ledger: Ledger, packed: str = "blocks") -> pl.DataFrame:
    """One row a line to ship: AT, ORDER, sku, quantity and all other columns of its row; packed cells taken apart.

    `fewer`: the quantity is what is left of a line of which pieces were paid back.  `paid_back`: the file says that
    some were, be they taken off the quantity or not.
    """
    lines = _unpacked(rows, ledger, packed) if "items" in rows.columns else rows
    lines = lines.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in ("sku", "title", "variant") if name not in lines.columns
    )
    plain = plain_columns(lines.select("quantity"))["quantity"]
    pieces = taken("quantity", lines, fields.quantities(lines["quantity"], plain), ledger)
    sku = ("items", Reason("lines.packed_no_sku")) if "items" in rows.columns else ("sku", Reason("lines.no_sku"))
    for name, (column, reason) in {"quantity": ("quantity", Reason("lines.no_quantity")), "sku": sku}.items():
        for at in lines[AT].filter(lines[name].is_null()):
            ledger.refuse(at, column, "", "MISSING", reason)
    left = _left(lines, pieces, ledger)
    return lines.with_columns(
        left.fill_null(pieces).alias("quantity"),
        fewer=(left < pieces).fill_null(value=False),
        paid_back=(left < pieces).fill_null(value=False) | _returned(lines),
    )


def _left(lines: pl.DataFrame, pieces: pl.Series, ledger: Ledger) -> pl.Series:
    """The pieces of each line that were not paid back, null where the file does not say."""
    if "kept_quantity" not in lines.columns:
        return pieces.clear(len(pieces))
    left = taken("kept_quantity", lines, fields.quantities(lines["kept_quantity"]), ledger)
    for at in lines[AT].filter(left > pieces):
        ledger.refuse(at, "kept_quantity", "", "UNREADABLE_QUANTITY", Reason("lines.more_left_than_bought"))
    return left


def _returned(lines: pl.DataFrame) -> pl.Series:
    """A mask of lines of which pieces were given back, without a word whether the quantity still counts them."""
    if "returned_quantity" not in lines.columns:
        return pl.Series([False]).new_from_index(0, len(lines))
    return (lines["returned_quantity"] != "0").fill_null(value=False)


def taken(name: str, lines: pl.DataFrame, parsed: fields.Parsed, ledger: Ledger) -> pl.Series:
    """The parsed values of a column of lines; the rows of lines that could not be read are refused."""
    if parsed.fails:
        for at, text in zip(lines[AT], lines[name], strict=True):
            if text in parsed.fails:
                ledger.refuse(at, name, text, parsed.fails[text].code, parsed.fails[text].reason)
    return parsed.values


def _unpacked(rows: pl.DataFrame, ledger: Ledger, packed: str) -> pl.DataFrame:
    read = paired_lines if packed == "pairs" else packed_lines
    unpacked: dict[str, list[Line]] = {}
    fails: dict[str, Reason] = {}
    for cell in rows["items"].unique().drop_nulls().sort():
        try:
            unpacked[cell] = read(cell)
        except ReadError as error:
            fails[cell] = Reason("packed.unreadable", what=error.reason, way_out=error.way_out)
    for at, cell in zip(rows[AT], rows["items"], strict=True):
        if cell is None:
            ledger.refuse(at, "items", "", "MISSING", Reason("lines.no_article"))
        elif cell in fails:
            ledger.refuse(at, "items", cell, "UNREADABLE_ITEMS", fails[cell])
    names = _FIELDS[packed]
    kind = pl.List(pl.Struct(dict.fromkeys(names, pl.String)))
    taken_apart = pl.DataFrame(
        {"items": list(unpacked), "packed": list(unpacked.values())}, schema={"items": pl.String, "packed": kind}
    )
    alone = rows.drop(name for name in names if name in rows.columns)
    return alone.join(taken_apart, on="items", how="inner", maintain_order="left").explode("packed").unnest("packed")
