"""Some thousand orders as the rows of one layout, with all their findings: what `order_rows` says of each, at once.

Orders that are plain are told in columns.  Of the others `order_rows` is asked, one by one, and their rows and findings
are put between the rest: a property test holds the two ways equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from carriers.labels.columns.consignee_doubts import find_of_consignee
from carriers.labels.columns.found import Findings, held_orders
from carriers.labels.columns.goods import ALONE, SIMPLE, WITHOUT_VALUE, declared, goods_of_table, per_order, split
from carriers.labels.columns.goods_doubts import find_of_goods, flagged, put_rounded
from carriers.labels.columns.placed import PlacedOrders
from carriers.labels.columns.rows import rows_of, tells_all
from carriers.labels.columns.steps import CELLS
from carriers.labels.columns.tax import bands, put_notes, put_tax
from carriers.labels.order_rows import VALUES, order_rows
from carriers.labels.tables.told_rows import ChunkRows

if TYPE_CHECKING:
    from collections.abc import Callable

    from carriers.finding import Finding
    from carriers.labels.columns.goods import Goods
    from carriers.labels.columns.table import ShipmentTable
    from carriers.labels.file_setup import FileSetup
    from carriers.labels.layouts.layout import Layout
    from carriers.labels.order_rows import RenderedOrder
    from carriers.shipment import Article, Shipment

_LONG: Final = 4000
_LINES_MAX: Final = 50
"""Texts of more bytes and orders of more lines are told alone: a worksheet's cell may not hold what they make."""


def knows(layout: Layout) -> bool:
    """Whether a layout's orders can be told in columns."""
    # How full a file is by its bytes is counted order by order.
    return tells_all(layout) and layout.bytes_max is None


def chunk_rows(
    table: ShipmentTable, setup: FileSetup, late: Callable[[Shipment, RenderedOrder], list[Finding]]
) -> ChunkRows:
    """The rows and findings of all orders of the table.

    Args:
        table: orders that the layout takes.
        setup: its layout is one that `knows` knows.
        late: what can only be said when an order itself has no fault, of one that is told alone.
    """
    goods = goods_of_table(table)
    goods.lines, orders = declared(table, goods, setup)
    alone = _alone(table, goods, orders, setup)
    numbers = pl.Series("order", range(len(table)), dtype=pl.UInt32)
    plain_at, alone_at = (~alone).arg_true().cast(pl.UInt32), alone.arg_true().cast(pl.UInt32)
    found = Findings(soft=setup.layout.people, cells=CELLS)
    rows, amounts = [], []
    if plain_at.len():
        if alone_at.len():
            plain = table.filter(~alone)
            goods = goods_of_table(plain)
            goods.lines, orders = declared(plain, goods, setup)
            made, told = _plain_rows(plain, goods, orders, setup, found)
        else:
            made, told = _plain_rows(table, goods, orders, setup, found)
        rows.append(made)
        amounts.append(told)
    of_plain = found.rows()
    parts = [of_plain.with_columns(order=plain_at.gather(of_plain["order"]))] if plain_at.len() else []
    if alone_at.len():
        others = Findings()
        made, told = _rows_alone(table, alone_at, setup, late, others)
        parts.append(others.rows().with_columns(pl.col("finding") + len(found.kept)))
        found.kept += others.kept
        rows = [one.with_columns(order=plain_at.gather(one["order"])) for one in rows] + [made]
        amounts = [one.with_columns(order=plain_at.gather(one["order"])) for one in amounts] + [told]
    order = pl.concat(parts).sort("order", "step", "number", "seq")
    held = held_orders(order, found.kept, len(table))
    written = numbers.filter(~held)
    return ChunkRows(
        pl.concat(rows).filter(pl.col("order").is_in(written.implode())).sort("order", maintain_order=True),
        order.select("order", "finding"),
        found.kept,
        held,
        pl.concat(amounts).filter(pl.col("order").is_in(written.implode())).sort("order", maintain_order=True),
    )


def _alone(table: ShipmentTable, goods: Goods, orders: pl.DataFrame, setup: FileSetup) -> pl.Series:
    """A mask of the orders that are told one by one."""
    layout, lines = setup.layout, goods.lines
    alone = (orders["way"] == ALONE) | flagged(table)
    if not layout.field_names & VALUES:
        alone |= orders["way"] == WITHOUT_VALUE
    weight = pl.col("weight_g").fill_null(0) * pl.col("quantity").fill_null(0)
    net = per_order(lines, weight.sum())
    alone |= ((table.frame["weight_g"].fill_null(0) != 0) & (net > table.frame["weight_g"])).fill_null(value=False)
    items = split(lines.filter(pl.col("way") == SIMPLE), layout)
    counts = items.group_by("order", maintain_order=True).agg(exact=pl.col("exact").all(), count=pl.len())
    long = table.frame.select(pl.any_horizontal(pl.col(pl.String).str.len_bytes() > _LONG)).to_series()
    alone |= long.fill_null(value=False)
    alone |= per_order(lines, pl.len()) > _LINES_MAX
    giants = [at for at, one in enumerate(goods.articles) if _is_giant(one)]
    if giants:
        alone = alone.scatter(lines.filter(pl.col("article").is_in(giants))["order"].unique(), values=True)
    most = [one for one in (layout.items_max, layout.rows_max) if one is not None]
    exact = pl.lit(value=True) if layout.rows == "sku" else pl.col("exact")
    wrong = counts.filter(~exact | (pl.col("count") > min(most) if most else pl.lit(value=False)))["order"]
    return alone.scatter(wrong, values=True) if wrong.len() else alone


def _is_giant(article: Article) -> bool:
    """Whether a text of the article is very long."""
    told = (article.sku, article.title, article.variant, article.name_en, article.name_zh, article.material)
    return any(text is not None and len(text) > _LONG for text in told)


def _plain_rows(
    table: ShipmentTable, goods: Goods, orders: pl.DataFrame, setup: FileSetup, found: Findings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows and declared amounts of orders, none of which is told alone; findings go to `found`."""
    layout = setup.layout
    orders = orders.with_columns(told=pl.col("way") == SIMPLE)
    placed = PlacedOrders(table, goods, orders, setup)
    find_of_goods(found, placed)
    find_of_consignee(found, placed)
    band = bands(placed)
    soft, found.soft = found.soft, False
    numbers, which = put_tax(found, placed, band)
    items = split(goods.lines.filter(pl.col("way") == SIMPLE), layout)
    found.soft = soft  # of the street's lines, which cells tell with the others
    if layout.rows == "sku":
        put_rounded(found, placed, items)
    rows = rows_of(placed, items, found, numbers, which)
    found.drop_said()
    held = found.held(len(table))
    put_notes(found, placed, band, ~held & orders["told"])
    told = goods.lines.filter(pl.col("way") == SIMPLE).select("order", "currency", "told_e4")
    return rows, told


def _rows_alone(
    table: ShipmentTable,
    orders: pl.Series,
    setup: FileSetup,
    late: Callable[[Shipment, RenderedOrder], list[Finding]],
    found: Findings,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows and declared amounts of orders, one by one."""
    names = [str(n) for n in range(len(setup.layout.columns))]
    cells: list[tuple[int, *tuple[str, ...]]] = []
    amounts: list[tuple[int, str, int]] = []
    told: list[list[Finding]] = []
    for at in orders:
        shipment = table.shipment(at)
        rendered = order_rows(shipment, setup)
        told.append([*rendered.findings, *late(shipment, rendered)])
        cells += [(at, *row) for row in rendered.rows]
        amounts += [(at, line.currency, line.told_e4) for line in rendered.declared if line.currency]
    found.put_codes(0, orders, pl.int_range(len(orders), eager=True, dtype=pl.UInt32), told)
    schema = {"order": pl.UInt32, **dict.fromkeys(names, pl.String)}
    of_lines = {"order": pl.UInt32, "currency": pl.String, "told_e4": pl.Int64}
    return pl.DataFrame(cells, schema=schema, orient="row"), pl.DataFrame(amounts, schema=of_lines, orient="row")
