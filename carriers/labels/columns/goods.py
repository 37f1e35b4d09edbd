"""The articles of many orders and what they are worth: one row a line, the lines of an order one behind the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import define, evolve, fields

from carriers.customs.customs import Declared, declare
from carriers.customs.rounded_up import decimals_of
from carriers.labels.columns.table import codes_of
from carriers.labels.order_rows import asked_currency
from carriers.shipment import Article, listed_article, only_article, pieces_of

if TYPE_CHECKING:
    from carriers.finding import Finding
    from carriers.labels.columns.table import ShipmentTable
    from carriers.labels.file_setup import FileSetup
    from carriers.labels.layouts.layout import Layout

_OF_LINE: Final = tuple(a.name for a in fields(Article) if a.name not in {"weight_is_gross", "manufacturer_id", "gtin"})
_OF_ORDER: Final = ("sku", "description", "hs_code", "origin", "goods")
_SAFE_E4: Final = 10**15
"""Amounts and counts beyond this are worked out one by one, where nothing overflows."""
_COUNT_MAX: Final = 10**6
_KNOWN_MAX: Final = 50_000


@define(eq=False)
class Goods:
    """The distinct articles without quantity and value, and the lines of all orders.

    `lines`: order, number, article (its place among `articles`), quantity, unit_e4, weight_g, gross, and how many lines
    the order has.
    """

    articles: list[Article]
    lines: pl.DataFrame


def goods_of_table(table: ShipmentTable) -> Goods:
    """The lines of all orders."""
    frame = table.frame.with_row_index("order")
    many = pl.col("items").list.len().fill_null(0) > 0
    one, several = frame.filter(~many), frame.filter(many)
    articles: list[Article] = []
    parts = [_single(one, table, articles), _listed(several, table, articles)]
    lines = pl.concat(parts).sort("order", "number", maintain_order=True)
    return Goods(articles, lines)


def _single(frame: pl.DataFrame, table: ShipmentTable, articles: list[Article]) -> pl.DataFrame:
    """The one line of orders that their own columns tell."""
    keys, codes = codes_of(frame.select(_OF_ORDER))
    first = len(articles)
    known = table.known
    if len(known) > _KNOWN_MAX:
        known.clear()
    for row in keys.iter_rows():
        if row not in known:
            # Of one piece without a weight the article is what it is of any; a product master's weight goes before.
            known[row] = only_article({**dict(zip(_OF_ORDER, row, strict=True)), "quantity": 1}, table.master)
        articles.append(known[row])
    net = pl.Series([one.weight_g for one in articles[first:]], dtype=pl.Int64).gather(codes)
    counted = pl.col("quantity").fill_null(0) != 0
    value, weight, quantity = pl.col("value_e4"), pl.col("weight_g"), pl.col("quantity")
    return frame.select(
        pl.col("order").cast(pl.UInt32),
        number=pl.lit(1, pl.UInt32),
        article=(codes + first).cast(pl.UInt32),
        quantity=pl.when(counted).then(quantity),
        unit_e4=pl.when(counted & (value % quantity == 0)).then(value // quantity),
        weight_g=pl.coalesce(net, pl.when(counted).then(weight // quantity)),
        gross=pl.Series(net).is_null(),
        lines=pl.lit(1, pl.UInt32),
    )


def _listed(frame: pl.DataFrame, table: ShipmentTable, articles: list[Article]) -> pl.DataFrame:
    """The lines of orders that list them."""
    rows = (
        frame.select("order", pl.col("items").list.len().alias("lines"), "items")
        .with_columns(number=pl.int_ranges(1, pl.col("lines") + 1))
        .explode("items", "number")
        .unnest("items")
    )
    static = [name for name in _OF_LINE if name not in {"quantity", "unit_value_e4"}]
    keys, codes = codes_of(rows.select(static))
    first = len(articles)
    articles += [listed_article(row, table.master) for row in keys.iter_rows(named=True)]
    return rows.select(
        pl.col("order").cast(pl.UInt32),
        pl.col("number").cast(pl.UInt32),
        article=(codes + first).cast(pl.UInt32),
        quantity=pl.col("quantity"),
        unit_e4=pl.col("unit_value_e4"),
        weight_g=pl.col("weight_g"),
        gross=pl.lit(value=False),
        lines=pl.col("lines").cast(pl.UInt32),
    )


def per_order(lines: pl.DataFrame, told: pl.Expr) -> pl.Series:
    """What the lines of each order tell together: of all orders, in their order."""
    return lines.group_by("order", maintain_order=True).agg(told=told)["told"]


SIMPLE, WITHOUT_VALUE, ALONE = "simple", "without", "alone"
"""What an order's values are: told in columns; none for a reason that hangs on no article; or worked out alone."""


def declared(table: ShipmentTable, goods: Goods, setup: FileSetup) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is declared of each line, and of each order.

    Returns:
        (lines with `total_e4` and `told_e4`; of each order `way` (SIMPLE, WITHOUT_VALUE, ALONE), `currency` and
        `total_e4`).  Both columns of amounts hold for simple orders only.
    """
    own = table.frame["currency"].cast(pl.String)
    asked = _asked_currencies(own, setup)
    cents = {code: 10 ** (4 - decimals_of(code)) for code in own.unique().drop_nulls()}
    per_order = table.frame.select(
        "value_e4",
        currency=own,
        asked=asked,
        cent=own.replace_strict(cents, default=1, return_dtype=pl.Int64),
    ).with_row_index("order")
    known = pl.Series([one.declared_e4 is not None for one in goods.articles], dtype=pl.Boolean)
    worth = pl.Series([one.declared_e4 for one in goods.articles], dtype=pl.Int64)
    listed_in = pl.Series([one.declared_currency for one in goods.articles], dtype=pl.String)
    at = goods.lines["article"]
    lines = goods.lines.with_columns(
        known=known.gather(at), worth=worth.gather(at), listed_in=listed_in.gather(at)
    ).join(per_order, on="order", how="left", maintain_order="left")
    each = pl.col("unit_e4") * pl.col("quantity")
    lines = lines.with_columns(
        below=((pl.col("worth") < pl.col("unit_e4")) & (pl.col("listed_in") == pl.col("currency"))).fill_null(
            value=False
        ),
        each=each,
    )
    counted = (pl.col("quantity") >= 1).fill_null(value=False)
    order = lines.group_by("order", maintain_order=True).agg(
        counted=counted.all(),
        large=((pl.col("quantity") > _COUNT_MAX) | (pl.col("unit_e4").abs() > _SAFE_E4 // _COUNT_MAX)).any(),
        priced=pl.col("unit_e4").is_not_null().all(),
        known=pl.col("known").any(),
        below=pl.col("below").any(),
        even=(pl.col("each") % pl.col("cent") == 0).all(),
        least=pl.col("each").min(),
        each_sum=pl.col("each").sum(),
        lines=pl.len(),
        **{name: pl.col(name).first() for name in ("value_e4", "currency", "asked", "cent")},
    )
    paid = pl.col("currency").is_not_null()
    by_line = paid & pl.col("priced")
    by_total = paid & (pl.col("value_e4").fill_null(0) != 0) & (pl.col("lines") == 1) & ~pl.col("priced")
    other = pl.col("asked").is_not_null() & (pl.col("asked") != pl.col("currency"))
    total = pl.when(by_line).then("each_sum").otherwise("value_e4")
    least = pl.when(by_line).then("least").otherwise("value_e4")
    rounds = (pl.col("lines") == 1) | pl.col("even")
    plain = ~pl.col("large") & ~pl.col("below") & (pl.col("value_e4").fill_null(0).abs() <= _SAFE_E4)
    valued = by_line | by_total
    order = order.with_columns(total_e4=total, least=least, valued=valued).with_columns(
        way=pl.when(~plain)
        .then(pl.lit(ALONE))
        .when(~pl.col("counted"))
        .then(pl.lit(WITHOUT_VALUE))
        .when(~valued & ~pl.col("known"))
        .then(pl.lit(WITHOUT_VALUE))
        .when(~valued)
        .then(pl.lit(ALONE))
        .when(pl.col("least") <= 0)
        .then(pl.lit(WITHOUT_VALUE))
        .when(other)
        .then(pl.lit("other"))
        .when(rounds)
        .then(pl.lit(SIMPLE))
        .otherwise(pl.lit(ALONE))
    )
    order = _without_rate(order, table, setup)
    cent = pl.col("cent")
    amount = pl.when("priced").then("each").otherwise("value_e4")
    rounded = pl.max_horizontal((2 * amount + cent) // (2 * cent), pl.lit(1)) * cent
    lines = lines.drop("known", "worth", "listed_in", "below").join(
        order.select("order", "way", "priced"), on="order", how="left", maintain_order="left"
    )
    lines = lines.with_columns(total_e4=amount, told_e4=pl.when(amount % cent == 0).then(amount).otherwise(rounded))
    why = (
        pl.concat_list("valued", "known", pl.col("least") <= 0)
        .cast(pl.List(pl.String))
        .list.join(",", ignore_nulls=False)
    )
    return lines, order.select("order", "way", "currency", "total_e4", why=why.fill_null(""))


def _asked_currencies(own: pl.Series, setup: FileSetup) -> pl.Series:
    """The `asked_currency` of each order."""
    layout = setup.layout
    nothing = pl.Series([layout.currency], dtype=pl.String).new_from_index(0, len(own))
    if layout.currency is not None or not layout.currencies:
        return nothing
    first = next(iter(layout.currencies))
    return pl.select(
        pl.when(~own.is_in(list(layout.currencies)).fill_null(value=False)).then(pl.lit(first))
    ).to_series()


def _without_rate(order: pl.DataFrame, table: ShipmentTable, setup: FileSetup) -> pl.DataFrame:
    """Orders in another currency: those that no rate brings into the wanted one are told so, the others alone."""
    others = order.filter(pl.col("way") == "other")
    if not others.height:
        return order
    on = table.frame["dispatch_on"].fill_null(setup.on)
    keys, codes = codes_of(others.select("currency", "asked").with_columns(on=on.gather(others["order"])))
    ways = [
        WITHOUT_VALUE if setup.rates.convert(1, currency, asked, day) is None else ALONE
        for currency, asked, day in keys.iter_rows()
    ]
    found = others.select("order", other=pl.Series(ways, dtype=pl.String).gather(codes))
    return (
        order.join(found, on="order", how="left", maintain_order="left")
        .with_columns(way=pl.coalesce("other", "way"))
        .drop("other")
    )


def why_without_value(table: ShipmentTable, at: int, setup: FileSetup) -> list[Finding]:
    """Why the values of one order of the table cannot be told; the findings name no order."""
    shipment = table.shipment(at)
    currency, on = asked_currency(shipment, setup.layout), shipment.dispatch_on or setup.on
    return [evolve(one, order_id="") for one in declare(shipment, currency, setup.rates, on)[1]]


def split(lines: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The lines as a layout tells them: with `item` (counted from 1) and `exact`.

    Where it tells the price of a piece, one that does not divide evenly is two, see `carriers.customs.pieces`; save in
    a list of articles, which is the same for all orders.
    """
    decimals = layout.unit_decimals
    if decimals is None:
        return lines.with_columns(item=pl.col("number"), exact=pl.lit(value=True))
    steps = {code: 10 ** (4 - min(decimals, decimals_of(code))) for code in lines["currency"].unique().drop_nulls()}
    step = pl.col("currency").replace_strict(steps, default=1, return_dtype=pl.Int64)
    told, quantity = pl.col("told_e4"), pl.col("quantity")
    lines = lines.with_columns(step=step).with_columns(
        exact=(told % (quantity * pl.col("step")) == 0) & (told > 0),
        whole=(told % pl.col("step") == 0) & (told >= quantity * pl.col("step")),
    )
    if layout.rows == "sku":
        return lines.with_columns(item=pl.col("number"))
    uneven = pl.col("whole") & ~pl.col("exact")
    price, left = told // pl.col("step") // quantity, (told // pl.col("step")) % quantity
    same = lines.filter(~uneven).with_columns(half=pl.lit(0))
    parts = [same]
    rest = lines.filter(uneven)
    if rest.height:
        for half, count, steps_ in ((0, quantity - left, price), (1, left, price + 1)):
            parts.append(
                rest.with_columns(
                    half=pl.lit(half), quantity=count, told_e4=count * steps_ * pl.col("step"), exact=pl.lit(value=True)
                )
            )
    items = pl.concat(parts).sort("order", "number", "half", maintain_order=True)
    return items.with_columns(item=pl.int_range(1, pl.len() + 1).over("order"))


def one_declared(
    article: Article, quantity: int | None, told_e4: int, weight_g: int | None, *, gross: bool = False
) -> Declared:
    """A line as the functions of one order want it."""
    return Declared(pieces_of(article, quantity, weight_g, gross=gross), told_e4, "", told_e4)
