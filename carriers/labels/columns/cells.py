"""The cells of many orders: plain text and figures as columns, all else once for each distinct text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import define, field

from carriers.customs.customs import Declared
from carriers.finding import Finding
from carriers.labels.columns.doubts import CELLS, PLAIN_EMAIL, put_lines
from carriers.labels.columns.goods import one_declared
from carriers.labels.columns.table import codes_of, mapped
from carriers.labels.consignee.phone import read
from carriers.labels.layouts import cell
from carriers.labels.layouts.fields import NUMBERS, OrderFacts
from carriers.labels.layouts.layout import CUSTOMS_FACTS
from carriers.labels.order_rows import street_lines
from carriers.shipment import Article, Shipment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carriers.labels.columns.doubts import Day
    from carriers.labels.columns.found import Findings
    from carriers.labels.layouts.fields import TaxNumbers
    from carriers.labels.layouts.layout import Column

_VERBATIM: Final = frozenset(
    """
    order_id platform platform_order_id carrier service name company company_or_name address address1 address2 address3
    city state state_or_city postcode tax_id note description contents contents_zh item.sku item.title item.variant
    item.name_en item.name_zh item.spec item.material
    """.split()  # noqa: SIM905 - easier to check than forty quoted words
)
"""Fields of text whose cells have no rule of their own besides their column's."""
_PLAIN: Final = r"^[A-Za-z0-9](?:[ -~]*[!-~])?$"
_STREET: Final = ("address1", "address2", "address3")
_NOBODY: Final = Shipment("", "")
_ROW: Final = 4096
"""More than a layout has columns: the place of a cell among an order's is row * _ROW + column."""
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
_BY_ARTICLE: Final[dict[str, tuple[str, ...]]] = {
    "item.sku": ("sku",), "item.title": ("title", "name_en"), "item.variant": ("variant",),
    "item.name_en": ("name_en",), "item.name_zh": ("name_zh",), "item.hs_code": ("hs_code",),
    "item.origin": ("origin",), "item.origin_lower": ("origin",), "item.spec": ("variant", "material"),
    "item.customs_unit": ("hs_code",), "item.material": ("material",),
    "item.manufacturer_id": ("manufacturer_id",), "item.gtin": ("gtin",),
}  # fmt: skip
"""Fields of a line that hang on some facts of its article alone."""
_ARTICLE_AS_IT_IS: Final = frozenset(f"item.{name}" for name in ("sku", "variant", "name_en", "name_zh", "material",
                                                                 "manufacturer_id", "gtin"))  # fmt: skip
_NAMES: Final = {"description": "name_en", "contents_zh": "name_zh"}
_OF_LINES: Final = frozenset({"description", "contents_zh", "contents", "battery", "net_weight", "quantity"})
CONSTANT: Final = frozenset({"", "shop", "sender"})
"""How fields begin that are the same for all orders: fixed texts, the shop's and the sender's."""
KNOWN: Final = (
    frozenset(_BY_SHIPMENT) | _BY_NUMBERS | frozenset(_BY_ARTICLE) | _OF_LINES
    | {"address1", "address2", "address3", "phone", "phone_extension", "value", "currency", "tracking", "row_number"}
    | {"item.number", "item.quantity", "item.unit_value", "item.line_value", "item.unit_weight", "item.line_weight",
       "item.customs_quantity", "item.currency"}
)  # fmt: skip
"""All that is told here; a field that is not makes its layout be written order by order."""


@define(eq=False)
class CellMaker:
    """Fills the cells of one chunk of orders.  `items`: its lines as the layout tells them."""

    day: Day
    items: pl.DataFrame
    found: Findings
    numbers: list[TaxNumbers]
    which: pl.Series
    fitting: pl.Series = field(init=False)
    """Whether each order's street fits the layout's lines."""

    def rows(self) -> pl.DataFrame:
        """`order`, and a column of texts for each of the layout's; one row an order, or one for each item."""
        layout = self.day.setup.layout
        street = self._street()
        self.found.soft = False
        if layout.rows == "order":
            at = self.day.orders.filter(pl.col("told"))["order"]
            rows = pl.zeros(len(at), dtype=pl.UInt32, eager=True)
            per_number = {
                number: self.items.filter(pl.col("item") == number) for number in range(1, (layout.items_max or 0) + 1)
            }
            columns = [
                self._item_column(n, column, per_number[column.item], at)
                if column.item
                else self._order_column(n, column, at, rows, street)
                for n, column in enumerate(layout.columns)
            ]
            return pl.DataFrame([at, *columns])
        rows = self.items["item"].cast(pl.UInt32)
        columns = [
            self._items_column(n, column)
            if column.field.startswith("item.")
            else self._order_column(n, column, self.items["order"], rows, street)
            for n, column in enumerate(layout.columns)
        ]
        return pl.DataFrame([self.items["order"], *columns])

    def _order_column(
        self, n: int, column: Column, orders: pl.Series, rows: pl.Series, street: list[pl.Series]
    ) -> pl.Series:
        """A column that tells the order itself."""
        raw = self._order_raw(column, street)
        return self._cells(n, column, raw.gather(orders), orders, rows * _ROW + n)

    def _item_column(self, n: int, column: Column, items: pl.DataFrame, orders: pl.Series) -> pl.Series:
        """A column that tells the n-th line of each order; empty where there is none."""
        raw = self._item_raw(column, items)
        filled = self._cells(n, column, raw, items["order"], pl.zeros(len(raw), dtype=pl.UInt32, eager=True) + n)
        whole = pl.DataFrame({"order": items["order"], "text": filled})
        return (
            orders.to_frame("order").join(whole, on="order", how="left", maintain_order="left")["text"]
            .fill_null("").alias(str(n))
        )  # fmt: skip

    def _items_column(self, n: int, column: Column) -> pl.Series:
        """A column that tells the line of its row."""
        raw = self._item_raw(column, self.items)
        return self._cells(n, column, raw, self.items["order"], self.items["item"].cast(pl.UInt32) * _ROW + n)

    def _order_raw(self, column: Column, street: list[pl.Series]) -> pl.Series:
        """What the column is made of, for each order of the chunk."""
        name = column.field
        if name.partition(".")[0] in CONSTANT:
            return self._constant(column)
        if name in {"tracking", "row_number"}:
            return _nothing(len(self.day.frame))
        if name in _STREET:
            at = _STREET.index(name)
            return street[at] if at < len(street) else _nothing(len(self.day.frame))
        if name in {"phone", "phone_extension"}:
            return self._phone(column)
        if name in _BY_NUMBERS:
            texts = [self._source(column)(self._facts(_NOBODY, numbers=one), None) for one in self.numbers]
            return pl.Series(texts, dtype=pl.String).gather(self.which)
        return self._declared(column) if name in {"value", "currency", *_OF_LINES} else self._of_shipment(column)

    def _declared(self, column: Column) -> pl.Series:
        """What hangs on the articles of each order."""
        if column.field == "value":
            return self._value(column)
        if column.field == "currency":
            layout, own = self.day.setup.layout, self.day.orders["currency"]
            return own.replace(layout.currencies) if layout.currencies else own
        return self._of_lines(column)

    def _of_shipment(self, column: Column) -> pl.Series:
        """What hangs on some of each order's own columns alone."""
        frame, name = self.day.frame, column.field
        if name in _AS_IT_IS or (name == "email" and self.day.setup.layout.people):
            return frame[name].cast(pl.String)
        if name == "email":
            rest = (~frame["email"].str.contains(PLAIN_EMAIL)).fill_null(value=False).arg_true()
            made = mapped(frame["email"].gather(rest).to_frame(), self._by_shipment(column))
            return frame["email"].scatter(rest, made)
        if name in _JOINED:
            return frame.select(_JOINED[name]).to_series()
        keys = frame.select(
            pl.col(one).cast(pl.String) if one == "country" else pl.col(one) for one in _BY_SHIPMENT[name]
        )
        return mapped(keys, self._by_shipment(column))

    def _by_shipment(self, column: Column) -> Callable[..., str | None]:
        source, names = self._source(column), _BY_SHIPMENT[column.field]

        def tell(*row: Any) -> str | None:
            told: dict[str, Any] = {"order_id": "", "country": "", **dict(zip(names, row, strict=True))}
            return source(self._facts(Shipment(**told)), None)

        return tell

    def _source(self, column: Column) -> Callable[[OrderFacts, Any], str | None]:
        return next(source for one, source in self.day.setup.sources if one is column)

    def _facts(self, shipment: Shipment, **more: Any) -> OrderFacts:
        setup = self.day.setup
        told: dict[str, Any] = {
            "declared": (), "items": (), "lines": (), "phone": None, "numbers": self.numbers[0], **more,
        }  # fmt: skip
        return OrderFacts(shipment=shipment, layout=setup.layout, shop=setup.shop, zone=setup.zone, **told)

    def _constant(self, column: Column) -> pl.Series:
        text = self._source(column)(self._facts(_NOBODY), None)
        return pl.Series([text], dtype=pl.String).new_from_index(0, len(self.day.table))

    def _phone(self, column: Column) -> pl.Series:
        source, layout = self._source(column), self.day.setup.layout

        def tell(text: str | None, country: str) -> str | None:
            phone = read(text, country) if text else None
            if phone is None:
                return text if layout.people and column.field == "phone" else None
            return source(self._facts(_NOBODY, phone=phone), None)

        return mapped(pl.DataFrame({"phone": self.day.frame["phone"], "country": self.day.country}), tell)

    def _value(self, column: Column) -> pl.Series:
        """The sum of what the lines are told to be worth; empty where nothing is declared."""
        sums = self.day.goods.lines.group_by("order", maintain_order=True).agg(pl.col("told_e4").sum())["told_e4"]
        decimals = 2 if column.decimals is None else column.decimals
        return _amounts(sums, decimals)

    def _of_lines(self, column: Column) -> pl.Series:
        """What all lines of an order tell together."""
        if column.field in {"quantity", "net_weight"}:
            return self._sums(column)
        if column.field in _NAMES and column.max is None:
            return self._names(_NAMES[column.field])
        lines, articles, source = self.day.goods.lines, self.day.goods.articles, self._source(column)
        counted = column.field == "contents"
        frame = self.day.frame
        parts = lines.select(
            "order",
            part=pl.format(
                "{}/{}/{}",
                "article",
                pl.col("quantity").fill_null(-1) if counted else pl.lit(0),
                pl.col("told_e4") if column.field == "description" and column.max is not None else pl.lit(0),
            ),
        )
        of_order = parts.group_by("order", maintain_order=True).agg("part")
        keys = pl.DataFrame(
            {
                "parts": of_order.select(pl.col("part").list.join(" ")).to_series(),
                "goods": frame["goods"] if column.field == "battery" else _nothing(len(frame)),
            }
        )

        def tell(text: str, goods: str | None) -> str | None:
            declared = []
            for part in text.split(" "):
                article, quantity, told = map(int, part.split("/"))
                declared.append(one_declared(articles[article], quantity if quantity >= 0 else None, told, None))
            shipment = Shipment("", "", goods=goods, articles=tuple(line.article for line in declared))
            return source(self._facts(shipment, declared=tuple(declared), items=tuple(declared)), None)

        return mapped(keys, tell)

    def _sums(self, column: Column) -> pl.Series:
        """Pieces of all lines, or their weight where that of each is known."""
        quantity, weight = pl.col("quantity").fill_null(0), pl.col("weight_g")
        if column.field == "quantity":
            return (
                self.day.goods.lines.group_by("order", maintain_order=True)
                .agg(quantity.sum())["quantity"]
                .cast(pl.String)
            )
        known = weight.is_not_null().all() & ~pl.col("gross").any()
        net = (
            self.day.goods.lines.group_by("order", maintain_order=True)
            .agg(net=pl.when(known).then((weight * quantity).sum()))
            .select("net")
        )
        source = self._source(column)

        def tell(net_g: int | None) -> str | None:
            article = Article(quantity=1, weight_g=net_g)
            return source(self._facts(Shipment("", "", articles=(article,))), None)

        return mapped(net, tell)

    def _names(self, name: str) -> pl.Series:
        """The names of all articles of an order, each once."""
        lines, articles = self.day.goods.lines, self.day.goods.articles
        names = pl.Series([getattr(one, name) or None for one in articles], dtype=pl.String)
        named = lines.select("order", name=names.gather(lines["article"]))
        joined = named.group_by("order", maintain_order=True).agg(
            pl.col("name").drop_nulls().unique(maintain_order=True)
        )
        return joined.select(pl.col("name").list.join(", ")).to_series()

    def _item_raw(self, column: Column, items: pl.DataFrame) -> pl.Series:
        """What the column is made of, for each of the lines."""
        name = column.field
        if name in {"item.number", "item.quantity"}:
            return items[name.removeprefix("item.").replace("number", "item")].cast(pl.String)
        if name in {"item.unit_value", "item.line_value"}:
            amounts = items["told_e4"] if name == "item.line_value" else items["told_e4"] // items["quantity"]
            return _amounts(amounts, 2 if column.decimals is None else column.decimals)
        if name == "item.currency":
            words = self.day.setup.layout.currencies
            return items["currency"].replace(words) if words else items["currency"]
        if name in _BY_ARTICLE:
            return self._of_article(column).gather(items["article"])
        return self._measured(column, items)

    def _measured(self, column: Column, items: pl.DataFrame) -> pl.Series:
        """A weight, or how much of the statutory unit, of each of the lines."""
        source, articles = self._source(column), self.day.goods.articles
        names = ["weight_g", *(["quantity"] if column.field != "item.unit_weight" else [])]
        names += ["article"] if column.field == "item.customs_quantity" else []

        def tell(*row: Any) -> str | None:
            told = dict(zip(names, row, strict=True))
            line = one_declared(articles[told.get("article", 0)], told.get("quantity", 1), 0, told["weight_g"])
            return source(self._facts(_NOBODY, declared=(line,), items=(line,)), line)

        return mapped(items.select(names), tell)

    def _of_article(self, column: Column) -> pl.Series:
        """What the column is made of, for each of the articles."""
        names, source = _BY_ARTICLE[column.field], self._source(column)
        articles = self.day.goods.articles
        keys = pl.DataFrame(
            {name: pl.Series([getattr(one, name) for one in articles], dtype=pl.String) for name in names}
        )
        if column.field in _ARTICLE_AS_IT_IS:
            return keys.to_series()

        def tell(*row: Any) -> str | None:
            line = Declared(Article(**dict(zip(names, row, strict=True))), 0, "")
            return source(self._facts(_NOBODY), line)

        return mapped(keys, tell)

    def _street(self) -> list[pl.Series]:
        """The street address on the layout's lines."""
        day = self.day
        columns, frame = day.setup.layout.address_columns, day.frame
        self.fitting = pl.Series([True]).new_from_index(0, len(frame))
        if not columns:
            return []
        first, second = frame["address1"], frame["address2"]
        alone = second.fill_null("") == ""
        most = columns[0].max
        easy = (
            alone & self._plain(first, columns[0])
            if not _has_affixes(columns[0])
            else pl.Series([False]).new_from_index(0, len(frame))
        )
        if most is not None:
            easy &= first.str.len_chars() <= most
        easy = easy.fill_null(value=False)
        at = (~easy).arg_true()
        lines = [first, *(_nothing(len(frame)) for _ in columns[1:])]
        keys = pl.DataFrame({"country": day.country, "address1": first, "address2": second})[at]
        put_lines(self.found, at, keys, day.setup)
        distinct, codes = codes_of(keys)
        told = [
            street_lines(Shipment("", country, address1=one, address2=two), day.setup.layout, [])
            for country, one, two in distinct.iter_rows()
        ]
        fit = pl.Series([bool(line) for line in told], dtype=pl.Boolean)
        self.fitting = self.fitting.scatter(at, fit.gather(codes)) if at.len() else self.fitting
        for number in range(len(columns)):
            texts = pl.Series([line[number] if number < len(line) else None for line in told], dtype=pl.String)
            lines[number] = lines[number].scatter(at, texts.gather(codes)) if at.len() else lines[number]
        return lines

    def _plain(self, raw: pl.Series, column: Column) -> pl.Series:
        """A mask of the texts that stand in the cell as they are, and break no rule but that of length."""
        layout = self.day.setup.layout
        mask = raw.str.contains(_PLAIN) & ~raw.str.contains("  ", literal=True)
        odd = "".join(sorted(set(layout.drop)))
        if odd:
            mask &= ~raw.str.contains(f"[{re.escape(odd)}]")
        if column.strip_start:
            mask &= ~raw.str.contains(f"^[{re.escape(column.strip_start)}]")
        return mask.fill_null(value=False)

    def _cells(self, n: int, column: Column, raw: pl.Series, orders: pl.Series, place: pl.Series) -> pl.Series:
        """The cells made of raw texts; what they break is noted.

        Args:
            n: the column's place.
            column: the column.
            raw: what each row tells.
            orders: of each row.
            place: of the cell among its order's.
        """
        setup = self.day.setup
        layout = setup.layout
        raw = raw.fill_null("")
        empty = raw == ""
        if column.required and column.field not in CUSTOMS_FACTS:
            self._required(column, orders.filter(empty), place.filter(empty))
        easy = empty
        if not _has_affixes(column):
            fits = (
                pl.Series([True]).new_from_index(0, len(raw))
                if column.max is None
                else raw.str.len_chars() <= column.max
            )
            if column.field in NUMBERS and not set(layout.drop) & set("0123456789."):
                decimals = 2 if column.decimals is None and column.field.endswith("value") else column.decimals or 0
                shape = r"^[0-9]+" + (rf"\.[0-9]{{{decimals}}}$" if decimals else "$")
                easy |= fits & raw.str.contains(shape) & raw.str.contains("[1-9]")
            elif column.field in _VERBATIM:
                easy |= fits & self._plain(raw, column)
        rest = (~easy).arg_true()
        if not rest.len():
            return raw.alias(str(n))
        texts = raw.gather(rest)
        abroad = texts.str.contains(r"[^\x00-\x7f]")
        keys = pl.DataFrame(
            {
                "raw": texts,
                "country": pl.select(
                    pl.when(abroad).then(self.day.country.gather(orders.gather(rest))).otherwise(pl.lit(""))
                ).to_series(),
            }
        )
        distinct, codes = codes_of(keys)
        made = [setup.cell(n, one, country) for one, country in distinct.iter_rows()]
        found = [_faults(column, one, text, faults) for one, (text, faults) in zip(distinct["raw"], made, strict=True)]
        self.found.put_codes(CELLS, orders.gather(rest), codes, found, place.gather(rest))
        filled = pl.Series([text for text, _ in made], dtype=pl.String).gather(codes)
        return raw.scatter(rest, filled).alias(str(n))

    def _required(self, column: Column, orders: pl.Series, place: pl.Series) -> None:
        """Notes that a required cell is empty, unless it has been said why, or will be."""
        day, layout = self.day, self.day.setup.layout
        if column.field == "tracking" or not orders.len():
            return
        if column.field == "phone":
            silent = day.frame["phone"].gather(orders).fill_null("") == ""
            orders, place = orders.filter(silent), place.filter(silent)
        if column.field == "address1" and layout.address_columns:
            fits = self.fitting.gather(orders)  # what does not fit is told so
            orders, place = orders.filter(fits), place.filter(fits)
        self._lacking(column, orders, place)

    def _lacking(self, column: Column, orders: pl.Series, place: pl.Series) -> None:
        layout = self.day.setup.layout
        found = [Finding("", column.header, "", rule, reason) for rule, reason in cell.faults("", column, layout)]
        self.found.put(
            CELLS, orders, pl.DataFrame({"header": [column.header] * orders.len()}), lambda _header: found, place
        )


def _faults(column: Column, raw: str, text: str, faults: Sequence[Any]) -> list[Finding]:
    return [Finding("", column.header, text or raw, rule, reason) for rule, reason in faults]


def _has_affixes(column: Column) -> bool:
    """Whether a cell is more than its text, or has rules that hang on the text itself."""
    return bool(
        column.prefix or column.suffix or column.pattern or column.choices or column.min is not None
        or column.field in {"", "email"}
    )  # fmt: skip


def _nothing(count: int) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, count)


def _amounts(e4: pl.Series, decimals: int) -> pl.Series:
    """Amounts as texts, never below: see `rounded_up`."""
    if decimals > 4:
        e4, scale = e4 * 10 ** (decimals - 4), 1
    else:
        scale = 10 ** (4 - decimals)
    steps = (e4 + (scale - 1)) // scale
    if not decimals:
        return steps.cast(pl.String)
    whole, rest = steps // 10**decimals, steps % 10**decimals
    frame = pl.DataFrame({"whole": whole, "rest": rest})
    return frame.select(
        pl.col("whole").cast(pl.String) + "." + pl.col("rest").cast(pl.String).str.zfill(decimals)
    ).to_series()
