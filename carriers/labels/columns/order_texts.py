"""What each order tells in a column of the layout, before any rule: plain columns as they are, all else once a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import polars as pl
from attrs import define

from carriers.labels.columns.amounts import amounts_told
from carriers.labels.columns.consignee_doubts import PLAIN_EMAIL
from carriers.labels.columns.goods import one_declared, per_order
from carriers.labels.columns.placed import kinds_of
from carriers.labels.columns.table import mapped
from carriers.labels.layouts.fields import OrderFacts
from carriers.shipment import Article, Shipment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from carriers.customs.customs import Declared
    from carriers.labels.columns.placed import PlacedOrders
    from carriers.labels.consignee.phone import Phone
    from carriers.labels.layouts.fields import TaxNumbers
    from carriers.labels.layouts.layout import Column

STREET: Final = ("address1", "address2", "address3")
NOBODY: Final = Shipment("", "")
_BY_SHIPMENT: Final[dict[str, tuple[str, ...]]] = {
    "service": ("service",), "carrier": ("carrier",), "platform": ("platform",), "name": ("name",),
    "company": ("company",), "company_or_name": ("company", "name"), "city": ("city",), "postcode": ("postcode",),
    "state": ("state", "country"), "state_or_city": ("state", "country", "city"), "tax_id": ("tax_id",),
    "note": ("note",), "country": ("country",), "country_code": ("country",), "country_en": ("country",),
    "country_zh": ("country",), "email": ("email",), "weight": ("weight_g",), "heavier": ("heavier_g",),
    "heavier_saving": ("heavier_saving_fen",), "length": ("length_mm",), "width": ("width_mm",),
    "height": ("height_mm",), "dispatch_on": ("dispatch_on",), "paid_on": ("paid_at",),
    "address": ("address1", "address2"), "order_id": ("order_id",), "platform_order_id": ("order_id", "platform"),
}  # fmt: skip
"""Fields of the order that hang on some of its own columns alone."""
_AS_IT_IS: Final = {"order_id", "carrier", "platform", "name", "company", "city", "postcode", "tax_id", "note"}
_FILLED: Final = {name: pl.when(pl.col(name) != "").then(pl.col(name)) for name in ("address1", "address2", "company")}
_JOINED: Final = {
    "address": pl.concat_str(_FILLED["address1"], _FILLED["address2"], separator=", ", ignore_nulls=True),
    "company_or_name": pl.coalesce(_FILLED["company"], "name"),
    "platform_order_id": pl.when(pl.col("platform") != "").then(pl.col("order_id")),
}
_BY_NUMBERS: Final = frozenset({"ioss", "dhl_fiscal_id_type", "eori", "seller_tax_number"})
_NAMES: Final = {"description": "name_en", "contents_zh": "name_zh"}
_DAYS: Final = r"(?:[^%]|%[YmdyBbjaAe])*"
"""Ways of writing a moment that tell no more of it than its day."""
CONSTANT: Final = frozenset({"", "shop", "sender"})
"""How fields begin that are the same for all orders: fixed texts, the shop's and the sender's."""
OF_ORDERS: Final = frozenset(_BY_SHIPMENT) | _BY_NUMBERS | {
    "description", "contents_zh", "contents", "battery", "net_weight", "quantity", *STREET, "phone", "phone_extension",
    "value", "currency", "tracking", "row_number",
}  # fmt: skip
"""All that is told of orders here."""


@define(eq=False)
class OrderTexts:
    """What the orders of a chunk tell.

    `numbers` are the distinct numbers of tax, `which` says which of them each order has; `street` are the layout's
    lines of the street address.
    """

    placed: PlacedOrders
    numbers: list[TaxNumbers]
    which: pl.Series
    street: list[pl.Series]

    def texts(self, column: Column) -> pl.Series:
        """What the column is made of, for each order."""
        name, count = column.field, len(self.placed.table)
        if name.partition(".")[0] in CONSTANT:
            text = self.source(column)(self.facts(NOBODY), None)
            return pl.Series([text], dtype=pl.String).new_from_index(0, count)
        if name in {"tracking", "row_number"}:
            return no_texts(count)
        if name in STREET:
            at = STREET.index(name)
            return self.street[at] if at < len(self.street) else no_texts(count)
        if name in {"phone", "phone_extension"}:
            return self._phone(column)
        if name in _BY_NUMBERS:
            texts = [self.source(column)(self.facts(NOBODY, numbers=one), None) for one in self.numbers]
            return pl.Series(texts, dtype=pl.String).gather(self.which)
        return self._of_shipment(column) if name in _BY_SHIPMENT else self._of_lines(column)

    def source(self, column: Column) -> Callable[[OrderFacts, Declared | None], str | None]:
        """What gives the column's text of one order."""
        return next(source for one, source in self.placed.setup.sources if one is column)

    def facts(self, shipment: Shipment, **more: Any) -> OrderFacts:
        """The facts of one order of which only some are needed."""
        setup = self.placed.setup
        told: dict[str, Any] = {
            "declared": (), "items": (), "lines": (), "phone": None, "numbers": self.numbers[0], **more,
        }  # fmt: skip
        return OrderFacts(shipment=shipment, layout=setup.layout, shop=setup.shop, zone=setup.zone, **told)

    def _of_shipment(self, column: Column) -> pl.Series:
        """What hangs on some of each order's own columns alone."""
        frame, name = self.placed.frame, column.field
        if name in _AS_IT_IS or (name == "email" and self.placed.setup.layout.people):
            return frame[name].cast(pl.String)
        if name == "email":
            rest = (~frame["email"].str.contains(PLAIN_EMAIL)).fill_null(value=False).arg_true()
            made = mapped(frame["email"].gather(rest).to_frame(), self._by_shipment(column))
            return frame["email"].scatter(rest, made)
        if name in _JOINED:
            return frame.select(_JOINED[name]).to_series()
        if name == "paid_on":
            return mapped(self._paid().to_frame(), self._by_shipment(column))
        keys = frame.select(
            pl.col(one).cast(pl.String) if one == "country" else pl.col(one) for one in _BY_SHIPMENT[name]
        )
        return mapped(keys, self._by_shipment(column))

    def _paid(self) -> pl.Series:
        """When each order was paid; where the layout tells the day only, the first moment of it in the shop's zone."""
        paid, zone = self.placed.frame["paid_at"], self.placed.setup.zone
        if not isinstance(zone, ZoneInfo) or not re.fullmatch(_DAYS, self.placed.setup.layout.date):
            return paid
        days = paid.dt.convert_time_zone(zone.key).dt.date()
        firsts: dict[object, datetime] = {}
        for day, moment in zip(days.to_list(), paid.to_list(), strict=True):
            if moment is not None:
                firsts.setdefault(day, moment)
        return days.replace_strict(firsts, default=None, return_dtype=paid.dtype)

    def _by_shipment(self, column: Column) -> Callable[..., str | None]:
        source, names = self.source(column), _BY_SHIPMENT[column.field]

        def tell(*row: Any) -> str | None:
            told: dict[str, Any] = {"order_id": "", "country": "", **dict(zip(names, row, strict=True))}
            return source(self.facts(Shipment(**told)), None)

        return tell

    def _phone(self, column: Column) -> pl.Series:
        """The numbers as the layout writes them; in a list for people, one that cannot be read as it was typed."""
        source, layout = self.source(column), self.placed.setup.layout
        numbers, which = self.placed.phones

        def tell(phone: Phone | None) -> str | None:
            return None if phone is None else source(self.facts(NOBODY, phone=phone), None)

        told = pl.Series(list(map(tell, numbers)), dtype=pl.String).gather(which)
        if not layout.people or column.field != "phone":
            return told
        unread = pl.Series([phone is None for phone in numbers], dtype=pl.Boolean).gather(which)
        typed = pl.DataFrame({"told": told, "unread": unread, "typed": self.placed.frame["phone"]})
        return typed.select(
            pl.when(pl.col("unread") | pl.col("unread").is_null()).then("typed").otherwise("told")
        ).to_series()

    def _of_lines(self, column: Column) -> pl.Series:
        """What all lines of an order tell together."""
        name = column.field
        if name == "value":
            sums = per_order(self.placed.goods.lines, pl.col("told_e4").sum())
            return amounts_told(sums, 2 if column.decimals is None else column.decimals)
        if name == "currency":
            words, own = self.placed.setup.layout.currencies, self.placed.orders["currency"]
            return own.replace(words) if words else own
        if name == "quantity":
            return per_order(self.placed.goods.lines, pl.col("quantity").fill_null(0).sum()).cast(pl.String)
        if name == "net_weight":
            return self._net_weight(column)
        if name == "battery":
            return self._battery(column)
        return self._contents(column) if name == "contents" else self._names(column)

    def _net_weight(self, column: Column) -> pl.Series:
        """The weight of all lines, where that of each is known."""
        quantity, weight = pl.col("quantity").fill_null(0), pl.col("weight_g")
        known = weight.is_not_null().all() & ~pl.col("gross").any()
        net = per_order(self.placed.goods.lines, pl.when(known).then((weight * quantity).sum()))
        source = self.source(column)

        def tell(net_g: int | None) -> str | None:
            article = Article(quantity=1, weight_g=net_g)
            return source(self.facts(Shipment("", "", articles=(article,))), None)

        return mapped(net.to_frame(), tell)

    def _battery(self, column: Column) -> pl.Series:
        """Whether a battery is inside."""
        source = self.source(column)

        def tell(goods: str | None, kinds: str | None) -> str | None:
            articles = tuple(Article(goods=one) for one in kinds_of(kinds))
            return source(self.facts(Shipment("", "", goods=goods, articles=articles)), None)

        return mapped(self.placed.goods_keys, tell)

    def _contents(self, column: Column) -> pl.Series:
        """What to take off the shelf, line by line."""
        lines, articles, source = self.placed.goods.lines, self.placed.goods.articles, self.source(column)

        def tell(article: int, quantity: int | None) -> str | None:
            return source(self.facts(NOBODY, declared=(one_declared(articles[article], quantity, 0, None),)), None)

        told = lines.select("order", text=mapped(lines.select("article", "quantity"), tell))
        return per_order(told, pl.col("text")).list.join("; ")

    def _names(self, column: Column) -> pl.Series:
        """The names of all articles of an order, each once; where they do not fit, that of the one worth most."""
        lines, articles, name = self.placed.goods.lines, self.placed.goods.articles, _NAMES[column.field]
        names = pl.Series([getattr(one, name) or None for one in articles], dtype=pl.String)
        named = lines.select("order", name=names.gather(lines["article"]))
        joined = per_order(named, pl.col("name").drop_nulls().unique(maintain_order=True)).list.join(", ")
        if column.field != "description" or column.max is None:
            return joined
        long = (joined.str.len_chars() > column.max).arg_true()
        if not long.len():
            return joined
        source = self.source(column)
        their = lines.filter(pl.col("order").is_in(long.implode()))

        def tell(order: int) -> str | None:
            rows = their.filter(pl.col("order") == order).select("article", "told_e4")
            declared = tuple(one_declared(articles[article], 1, told or 0, None) for article, told in rows.iter_rows())
            return source(self.facts(NOBODY, declared=declared, items=declared), None)

        return joined.scatter(long, pl.Series(list(map(tell, long)), dtype=pl.String))


def no_texts(count: int) -> pl.Series:
    """A column of so many orders that tells nothing."""
    return pl.Series([None], dtype=pl.String).new_from_index(0, count)
