"""The rows of many orders: a column of texts for each of the layout's, one row an order, or one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from carriers.labels.columns.cells import CellMaker, has_affixes, plain_texts
from carriers.labels.columns.consignee_doubts import put_lines
from carriers.labels.columns.item_texts import OF_ITEMS, ItemTexts
from carriers.labels.columns.order_texts import CONSTANT, OF_ORDERS, OrderTexts, no_texts
from carriers.labels.columns.table import codes_of
from carriers.labels.order_rows import street_lines
from carriers.shipment import Shipment

if TYPE_CHECKING:
    from carriers.labels.columns.found import Findings
    from carriers.labels.columns.placed import PlacedOrders
    from carriers.labels.layouts.fields import TaxNumbers
    from carriers.labels.layouts.layout import Layout

_ROW: Final = 4096
"""More than a layout has columns: the place of a cell among an order's is row * _ROW + column."""


def tells_all(layout: Layout) -> bool:
    """Whether all columns of the layout are told in columns."""
    known = OF_ORDERS | OF_ITEMS
    return all(one.field in known or one.field.partition(".")[0] in CONSTANT for one in layout.columns)


def rows_of(
    placed: PlacedOrders, items: pl.DataFrame, found: Findings, numbers: list[TaxNumbers], which: pl.Series
) -> pl.DataFrame:
    """`order`, and a column of texts for each of the layout's; what cells break goes to `found`.

    Args:
        placed: the orders.
        items: their lines as the layout tells them.
        found: takes the findings of streets and cells.
        numbers: the distinct numbers of tax.
        which: of them each order has.
    """
    layout = placed.setup.layout
    street, fitting = _street(placed, found)
    found.soft = False
    of_orders = OrderTexts(placed, numbers, which, street)
    of_items, maker = ItemTexts(of_orders), CellMaker(placed, found, fitting)
    by_item = layout.rows != "order"
    told = items["order"] if by_item else placed.orders.filter(pl.col("told"))["order"]
    rows = items["item"].cast(pl.UInt32) if by_item else pl.zeros(len(told), dtype=pl.UInt32, eager=True)
    per_number = {number: items.filter(pl.col("item") == number) for number in range(1, (layout.items_max or 0) + 1)}
    columns = []
    for n, column in enumerate(layout.columns):
        if not by_item and column.item:
            mine = per_number[column.item]
            place = pl.zeros(mine.height, dtype=pl.UInt32, eager=True) + n
            filled = maker.cells(n, of_items.texts(column, mine), mine["order"], place)
            columns.append(_spread(filled, mine["order"], told).alias(str(n)))
        else:
            of_line = by_item and column.field.startswith("item.")
            raw = of_items.texts(column, items) if of_line else of_orders.texts(column).gather(told)
            columns.append(maker.cells(n, raw, told, rows * _ROW + n))
    return pl.DataFrame([told.alias("order"), *columns])


def _spread(texts: pl.Series, orders: pl.Series, all_orders: pl.Series) -> pl.Series:
    """The texts of some orders as a column of all; empty for the others."""
    if len(orders) == len(all_orders):
        return texts
    whole = pl.DataFrame({"order": orders, "text": texts})
    joined = all_orders.to_frame("order").join(whole, on="order", how="left", maintain_order="left")
    return joined["text"].fill_null("")


def _street(placed: PlacedOrders, found: Findings) -> tuple[list[pl.Series], pl.Series]:
    """The street address on the layout's lines, and whether it fits them."""
    layout, frame = placed.setup.layout, placed.frame
    columns = layout.address_columns
    fitting = pl.Series([True]).new_from_index(0, len(frame))
    if not columns:
        return [], fitting
    first, second = frame["address1"], frame["address2"]
    easy = pl.Series([False]).new_from_index(0, len(frame))
    if not has_affixes(columns[0]):
        easy = (second.fill_null("") == "") & plain_texts(first, columns[0], layout)
    if columns[0].max is not None:
        easy &= first.str.len_chars() <= columns[0].max
    at = (~easy.fill_null(value=False)).arg_true()
    lines = [first, *(no_texts(len(frame)) for _ in columns[1:])]
    if not at.len():
        return lines, fitting
    keys = pl.DataFrame({"country": placed.country, "address1": first, "address2": second})[at]
    put_lines(found, at, keys, placed.setup)
    distinct, codes = codes_of(keys)
    told = [
        street_lines(Shipment("", country, address1=one, address2=two), layout, [])
        for country, one, two in distinct.iter_rows()
    ]
    fit = pl.Series([bool(line) for line in told], dtype=pl.Boolean)
    for number in range(len(columns)):
        texts = pl.Series([line[number] if number < len(line) else None for line in told], dtype=pl.String)
        lines[number] = lines[number].scatter(at, texts.gather(codes))
    return lines, fitting.scatter(at, fit.gather(codes))
