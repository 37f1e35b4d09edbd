"""What a discount of a whole order leaves to each of its lines: shares that add up to what was paid for the goods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake.cells import fields
from routing.intake.market.lines import ORDER

if TYPE_CHECKING:
    from routing.intake.source_file import SourceFile

_MONEY = ("discount", "shipping_price", "taxes", "total")
"""Columns of an order that its discount is told by."""


def discounted(lines: pl.DataFrame, orders: pl.DataFrame, rows: pl.DataFrame, run: SourceFile) -> pl.DataFrame:
    """The lines with `line_e4` and `unit_value_e4` less their share of the order's discount.

    Args:
        lines: the lines to ship, with their full price.
        orders: one row an order, with its amounts as text.
        rows: all rows of the file, those not to be shipped too: a discount was given for all of them.
        run: the file.
    """
    own = "unit_discount" in lines.columns and _any_amount(lines["unit_discount"])
    if "discount" not in orders.columns or not (own or _any_amount(orders["discount"])):
        return lines
    paid = _paid_for_goods(orders, rows, run)
    shares = {order: (price, goods) for order, price, goods in paid if goods != price}
    if not shares:
        return lines
    changed: dict[int, tuple[int, int]] = {}
    touched = lines.with_row_index("index").filter(pl.col(ORDER).is_in(list(shares)) & pl.col("line_e4").is_not_null())
    before: dict[int, int] = {}
    for index, order, line, pieces in touched.select("index", ORDER, "line_e4", "quantity").iter_rows():
        price, goods = shares[order]
        start = before.get(order, 0)
        share = (start + line) * goods // price - start * goods // price  # rounded as one sum, so that nothing is lost
        before[order] = start + line
        changed[index] = share, (2 * share + pieces) // (2 * pieces)
    at = list(changed)
    return lines.with_columns(
        lines["line_e4"].scatter(at, [share for share, _ in changed.values()]),
        lines["unit_value_e4"].scatter(at, [unit for _, unit in changed.values()]),
    )


def _any_amount(texts: pl.Series) -> bool:
    """Whether one of the texts is an amount above zero."""
    values = fields.amounts(texts.str.strip_chars_start("-").unique()).values
    return bool((values > 0).any())


def _paid_for_goods(orders: pl.DataFrame, rows: pl.DataFrame, run: SourceFile) -> list[tuple[int, int, int]]:
    """Of each order with a discount: its index, the full price of its goods, and what was paid for them."""
    full = rows.filter(pl.col("is_line") & pl.col(ORDER).is_in(orders[ORDER].implode()))
    amounts = pl.DataFrame(
        {
            ORDER: full[ORDER],
            "price": _amounts(full, "unit_price", run) * fields.quantities(full["quantity"]).values,
            "own": _amounts(full, "unit_discount", run).fill_null(0),
        }
    )
    sums = amounts.group_by(ORDER).agg(pl.col("price", "own").sum(), pl.col("price").is_not_null().all().alias("known"))
    money = pl.DataFrame({ORDER: orders[ORDER], **{name: _amounts(orders, name, run) for name in _MONEY}})
    both = money.join(sums, on=ORDER, how="inner", maintain_order="left")
    both = both.filter(pl.col("known") & (pl.col("price") > 0)).with_columns(
        pl.col("discount", "shipping_price", "taxes").fill_null(0)
    )
    paid = []
    for order, discount, shipping, taxes, total, price, own in both.select(ORDER, *_MONEY, "price", "own").iter_rows():
        if discount or own:
            left = [max(price - off, 0) for off in (discount, own, discount + own)]
            sure = [goods for goods in left if total in {goods + shipping, goods + shipping + taxes}]
            paid.append((order, price, sure[0] if sure else min(price, left[0] if total is None else total)))
    return paid


def _amounts(frame: pl.DataFrame, name: str, run: SourceFile) -> pl.Series:
    """Ten-thousandths of the column, a minus sign left out; null where it is not there or cannot be read."""
    if name not in frame.columns:
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, frame.height)
    return fields.amounts(frame[name].str.strip_chars_start("-"), run.decimal).values
