"""What is wrong, doubtful or worth knowing about many orders: the functions for one order, asked once for each key.

Each step names the columns that its answer hangs on; rows that surely have no finding are left out before it is asked.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import define

from carriers.customs.customs import SDR, Declared, hs_digits, hs_digits_of, limit_in, rules
from carriers.customs.tax_area import lies_in
from carriers.customs.terms import may_be_nobody, nobody, party_terms
from carriers.customs.thresholds import thresholds
from carriers.labels.columns.goods import WITHOUT_VALUE, why_without_value
from carriers.labels.columns.table import mapped
from carriers.labels.consignee.phone import read
from carriers.labels.layouts.fields import TaxNumbers
from carriers.labels.order_findings import (
    MASKABLE,
    PARTY,
    article_findings,
    battery_findings,
    email_findings,
    flag_findings,
    gift_findings,
    gross_findings,
    guess_findings,
    lack_findings,
    mask_findings,
    name_findings,
    odd_findings,
    recipient_findings,
    state_findings,
)
from carriers.labels.order_rows import notes_of, phone_of, street_lines
from carriers.labels.tax_numbers import tax_numbers
from carriers.shipment import Article, Shipment
from routing.intake.columns.addresses import territory_codes

if TYPE_CHECKING:
    from datetime import date

    from carriers.finding import Finding
    from carriers.labels.columns.found import Findings
    from carriers.labels.columns.goods import Goods
    from carriers.labels.columns.table import ShipmentTable
    from carriers.labels.file_setup import FileSetup

VALUES, LINES, PHONE, ARTICLES, LACKS, BATTERY, RECIPIENT, GIFT = range(8)
NAME, MASKS, ODD, EMAIL, STATE, GUESSES, TAX, CELLS, NOTES = range(8, 17)
"""The steps, in the order in which an order's findings are told."""
_ADDRESS: Final = ("postcode", "state", "city")
_OTHER_SIGNS: Final = r"[^\x00-\x7f]"
PLAIN_EMAIL: Final = r"^[A-Za-z0-9][A-Za-z0-9._]{0,60}@[A-Za-z0-9]{1,60}\.[A-Za-z]{2,60}$"
"""Surely an address of e-mail; others are looked at one by one."""


@define(eq=False)
class Day:
    """Orders with the day and the place of each.

    `orders` are as `goods.declared` tells them; `place` has `country`, `on`, and the parts of the address that tell a
    territory, which are null in the main part of a country.
    """

    table: ShipmentTable
    goods: Goods
    orders: pl.DataFrame
    setup: FileSetup
    place: pl.DataFrame

    @property
    def frame(self) -> pl.DataFrame:
        """The orders' own columns."""
        return self.table.frame

    @property
    def country(self) -> pl.Series:
        """Of each order."""
        return self.place["country"]

    @property
    def on(self) -> pl.Series:
        """When each order is handed over."""
        return self.place["on"]

    @classmethod
    def of(cls, table: ShipmentTable, goods: Goods, orders: pl.DataFrame, setup: FileSetup) -> Day:
        """The orders with their places."""
        frame = table.frame
        country = frame["country"].cast(pl.String)
        cells = {name: frame[name] for name in _ADDRESS}
        within = pl.col("territory").is_not_null()
        place = pl.DataFrame(
            {
                "country": country,
                "on": frame["dispatch_on"].fill_null(setup.on),
                "territory": territory_codes(country, cells),
                **cells,
            }
        ).with_columns(pl.when(within).then(pl.col(name)).alias(name) for name in _ADDRESS)
        return cls(table, goods, orders, setup, place.drop("territory"))


def flagged(table: ShipmentTable) -> pl.Series:
    """A mask of the orders of whose flags something is told: it names the order."""
    flags = table.frame["flags"]
    if flags.null_count() == len(flags):
        return pl.Series([False]).new_from_index(0, len(flags))
    return mapped(flags.to_frame(), lambda text: any(flag_findings(Shipment("", "", flags=text))), pl.Boolean)


def find(found: Findings, day: Day) -> None:
    """All findings that are there before tax numbers and cells; those of street lines are the cells' to tell."""
    _values(found, day)
    _phones(found, day)
    _articles(found, day)
    _batteries(found, day)
    _wishes(found, day)
    _names(found, day)
    _addresses(found, day)


def _values(found: Findings, day: Day) -> None:
    """Why values cannot be told."""
    without = day.orders.filter(pl.col("way") == WITHOUT_VALUE)
    at = without["order"]
    if not at.len():
        return
    uncounted = day.goods.lines.filter(~(pl.col("quantity") >= 1).fill_null(value=False))["order"].unique()
    keys = without.select("currency", "why").with_columns(on=day.on.gather(at), uncounted=at.is_in(uncounted.implode()))
    firsts = dict(zip(reversed(keys.rows()), reversed(at.to_list()), strict=True))

    def tell(*row: Any) -> list[Finding]:
        return why_without_value(day.table, firsts[row], day.setup)

    found.put(VALUES, at, keys, tell)


def _phones(found: Findings, day: Day) -> None:
    layout = day.setup.layout
    if "phone" not in layout.field_names:
        return
    at = day.frame["phone"].is_not_null().arg_true()

    def tell(phone: str, country: str) -> list[Finding]:
        number = read(phone, country)
        if number is not None and number.valid and not number.extension:
            return []
        findings: list[Finding] = []
        phone_of(Shipment("", country, phone=phone), layout, findings)
        return findings

    found.put(PHONE, at, pl.DataFrame({"phone": day.frame["phone"], "country": day.country})[at], tell)


def put_lines(found: Findings, orders: pl.Series, keys: pl.DataFrame, setup: FileSetup) -> None:
    """What is wrong with street addresses on the layout's lines; `keys`: country, address1, address2."""

    def tell(country: str, one: str | None, two: str | None) -> list[Finding]:
        findings: list[Finding] = []
        street_lines(Shipment("", country, address1=one, address2=two), setup.layout, findings)
        return findings

    found.put(LINES, orders, keys, tell)


def _articles(found: Findings, day: Day) -> None:
    """What customs would refuse of each article, and asks of it though the layout has no column."""
    layout, lines, articles = day.setup.layout, day.goods.lines, day.goods.articles
    digits = mapped(day.place.select("country", "on"), _digits_word)
    asked = digits
    if not layout.people:
        asked = digits + "/" + mapped(day.place, _identifiers_word)
    first = {asked[at]: day.place.row(at) for at in asked.arg_unique()}
    of_line = lines.select("article", "number", several=pl.col("lines") > 1).with_columns(
        asked=asked.gather(lines["order"])
    )

    def shipped(article: int, number: int, several: Any, word: str) -> tuple[Shipment, date]:
        country, on, *address = first[word]
        # What the other articles are does not matter, only that there are some.
        count = max(number, 2) if several else 1
        return _to(country, *address, articles=(articles[article],) * count), on

    def of_article(article: int, number: int, several: Any, word: str) -> list[Finding]:
        shipment, on = shipped(article, number, several, word)
        return list(article_findings(shipment, number, layout, on))

    def lacking(article: int, number: int, several: Any, word: str) -> list[Finding]:
        shipment, on = shipped(article, number, several, word)
        return list(lack_findings(shipment, layout, on, strict=False, line=number))

    if layout.customs_columns:
        found.put(ARTICLES, lines["order"], of_line, of_article, lines["number"] * 2)
    gross = lines.filter(pl.col("gross"))
    found.put(
        ARTICLES,
        gross["order"],
        gross.select("weight_g"),
        lambda weight: list(gross_findings(Shipment("", ""), Article(weight_g=weight, weight_is_gross=True), layout)),
        gross["number"] * 2 + 1,
    )
    if not layout.people:
        found.put(LACKS, lines["order"], of_line, lacking, lines["number"])


def _digits_word(country: str, on: date) -> str:
    """What a customs code is asked for on the way to a country: "" where no more than everywhere."""
    digits = hs_digits_of(country, on)
    return "" if digits == int(rules()["hs"]["digits_min"]) else f"{country} {digits}"


def _identifiers_word(country: str, on: date, *address: str | None) -> str:
    """Which identifiers of a product customs asks for at an address on that day."""
    shipment = _to(country, *address)
    asked = (on >= rule["valid_from"] and lies_in(rule["area"], shipment, on) for rule in rules()["product_identifier"])
    return "".join("1" if one else "0" for one in asked)


def _to(country: str, postcode: str | None = None, state: str | None = None, city: str | None = None,
        **more: Any) -> Shipment:  # fmt: skip
    """A shipment to an address, without what does not tell its territory."""
    return Shipment("", country, postcode=postcode, state=state, city=city, **more)


def _batteries(found: Findings, day: Day) -> None:
    layout, articles = day.setup.layout, day.goods.articles
    kinds = pl.Series([one.goods for one in articles], dtype=pl.String)
    of_articles = (
        day.goods.lines.select("order", kind=kinds.gather(day.goods.lines["article"]).fill_null(_UNKNOWN))
        .group_by("order", maintain_order=True)
        .agg("kind")
        .select(pl.col("kind").list.join(_AND))
        .to_series()
    )
    goods = day.frame["goods"]
    keys = pl.DataFrame({"goods": goods, "kinds": of_articles}).with_columns(
        pl.when(pl.col("goods").fill_null("") == "").then("kinds")
    )

    def tell(word: str | None, told: str | None) -> list[Finding]:
        each = (told or "").split(_AND)
        lines = tuple(Article(goods=None if one == _UNKNOWN else one) for one in each)
        return list(battery_findings(Shipment("", "", goods=word, articles=lines), layout))

    found.put(BATTERY, day.orders["order"], keys, tell)


_UNKNOWN, _AND = "\x00", "\x1f"


def _wishes(found: Findings, day: Day) -> None:
    """The buyer's tax number, and what the buyer's note asks for."""
    layout, frame = day.setup.layout, day.frame
    wanting = [rule["country"] for rule in rules()["recipient_id"]]
    at = (day.country.is_in(wanting) | frame["tax_id"].is_not_null()).arg_true()
    has_place = "tax_id" in layout.field_names or layout.people
    found.put(
        RECIPIENT,
        at,
        pl.DataFrame({"country": day.country, "tax_id": frame["tax_id"]})[at],
        lambda country, number: list(recipient_findings(Shipment("", country, tax_id=number), has_place=has_place)),
    )
    at = frame["note"].is_not_null().arg_true()
    found.put(
        GIFT, at, frame["note"].gather(at).to_frame(), lambda note: list(gift_findings(Shipment("", "", note=note)))
    )


def _names(found: Findings, day: Day) -> None:
    names = day.frame["name"]
    words = names.str.to_lowercase().str.replace_all("[^a-z-]+", " ").str.strip_chars(" ")
    maybe = words.str.contains(may_be_nobody()).fill_null(value=False).arg_true()
    told = names.str.to_lowercase().str.strip_chars().str.strip_chars(".").is_in(list(party_terms()))
    doubtful = told.fill_null(value=False)
    if maybe.len():
        doubtful = doubtful.scatter(
            maybe, doubtful.gather(maybe) | mapped(words.gather(maybe).to_frame(), nobody, pl.Boolean)
        )
    at = doubtful.arg_true()
    found.put(NAME, at, names.gather(at).to_frame(), lambda name: list(name_findings(Shipment("", "", name=name))))


def _addresses(found: Findings, day: Day) -> None:
    layout, frame, country = day.setup.layout, day.frame, day.country
    for number, name in enumerate(MASKABLE):
        at = frame[name].str.contains("[*•＊]").fill_null(value=False).arg_true()
        found.put(
            MASKS,
            at,
            frame[name].gather(at).to_frame(),
            lambda text, name=name: list(mask_findings(Shipment("", "", **{name: text}))),
            number,
        )
    there = (
        pl.when(pl.col(name).fill_null("") != "").then(pl.lit("-")).alias(name)
        for name in ("state", "city", "address1")
    )
    found.put(
        ODD,
        day.orders["order"],
        frame.select("postcode", *there).select(country, "postcode", "state", "city", "address1"),
        lambda *address: odd_findings("", *address),
    )
    if "email" in layout.field_names and not layout.people:
        at = (~frame["email"].str.contains(PLAIN_EMAIL)).fill_null(value=False).arg_true()
        found.put(
            EMAIL,
            at,
            frame["email"].gather(at).to_frame(),
            lambda email: list(email_findings(Shipment("", "", email=email), layout)),
        )
    if layout.state_codes:
        at = frame["state"].is_not_null().arg_true()
        found.put(
            STATE,
            at,
            pl.DataFrame({"country": country, "state": frame["state"]})[at],
            lambda code, state: list(state_findings(Shipment("", code, state=state), layout)),
        )
    if layout.charset != "ascii":
        return
    told = PARTY if layout.people else layout.told_of_party
    for number, name in enumerate(name for name in PARTY if name in told):
        at = frame[name].str.contains(_OTHER_SIGNS).fill_null(value=False).arg_true()
        found.put(
            GUESSES,
            at,
            pl.DataFrame({"country": country, "text": frame[name]})[at],
            lambda code, text, name=name: list(
                guess_findings(Shipment("", code, **{name: text}), (name,), str.isascii)
            ),
            number,
        )


def bands(day: Day) -> pl.Series:
    """A number for each order's value: two of one number, currency and day are alike to every limit of law."""
    found = pl.Series([0], dtype=pl.UInt32).new_from_index(0, len(day.table))
    keys = pl.DataFrame({"currency": day.orders["currency"], "on": day.on})
    for currency, on in keys.unique().drop_nulls().iter_rows():
        at = ((keys["currency"] == currency) & (keys["on"] == on)).fill_null(value=False).arg_true()
        edges = pl.Series(_edges(currency, on, day.setup), dtype=pl.Int64)
        totals = day.orders["total_e4"].gather(at).fill_null(0)
        found = found.scatter(at, edges.search_sorted(totals, side="right").cast(pl.UInt32))
    return found


def _edges(currency: str, on: date, setup: FileSetup) -> list[int]:
    """The least whole amounts that are on a limit, or above one."""
    law = rules()
    limits = [(rule.limit_e4, rule.currency) for rule in thresholds()]
    limits.append((law["cn22"]["limit_sdr"] * 10_000, SDR))
    limits.append((law["ioss"]["limit_eur"] * 10_000, "EUR"))
    limits += [(rule["limit"] * 10_000, rule["currency"]) for rule in law["seller_number"]]
    edges: set[int] = set()
    for limit_e4, of in limits:
        limit = limit_in(limit_e4, of, currency, setup.rates, on)
        if limit is not None:
            edges |= {floor(limit) + 1} | ({floor(limit)} if limit == floor(limit) else set())
    return sorted(edge for edge in edges if edge < 2**62)


def _first_total(keys: pl.DataFrame) -> pl.DataFrame:
    """The keys with one total for all rows that are otherwise the same."""
    names = [name for name in keys.columns if name != "total_e4"]
    return keys.with_columns(pl.col("total_e4").first().over(names))


def put_tax(found: Findings, day: Day, band: pl.Series) -> tuple[list[TaxNumbers], pl.Series]:
    """The numbers of tax that orders tell: the distinct ones, and which each order has; what is left out is noted.

    Orders without values have none.
    """
    frame, orders, shop = day.frame, day.orders, day.setup.shop
    at = (orders["way"] != WITHOUT_VALUE).arg_true()
    collected = (frame["vat_collected"].fill_null(value=False)) | frame["ioss"].is_not_null()
    # Without a number to tell, and where nobody collected, neither the marketplace nor the value matters.
    asked = collected if not any(shop.seller_numbers.values()) else pl.Series([True]).new_from_index(0, len(frame))
    keys = _first_total(
        pl.DataFrame(
            {
                **day.place.to_dict(),
                **{name: frame[name] for name in ("platform", "vat_collected", "ioss")},
                "currency": orders["currency"],
                "band": band,
                "asked": asked,
                "total_e4": orders["total_e4"],
            }
        )
        .with_columns(pl.when("asked").then(pl.col(name)).alias(name) for name in ("platform", "currency", "band"))
        .drop("asked")
    )[at]
    numbers: list[TaxNumbers] = [TaxNumbers()]
    made: dict[tuple[Any, ...], int] = {}

    def tell(*row: Any) -> list[Finding]:
        country, on, postcode, state, city, platform, vat, ioss, currency, _band, total = row
        shipment = _to(country, postcode, state, city, platform=platform, vat_collected=vat, ioss=ioss)
        lines = (Declared(Article(), total or 0, currency or "", total or 0),)
        told, left_out = tax_numbers(shipment, lines, shop, day.setup.rates, on, day.setup.layout)
        made[row] = len(numbers)
        numbers.append(told)
        return left_out

    found.put(TAX, at, keys, tell)
    which = mapped(keys, lambda *row: made[row], pl.UInt32)
    return numbers, pl.Series([0], dtype=pl.UInt32).new_from_index(0, len(frame)).scatter(at, which)


def put_notes(found: Findings, day: Day, band: pl.Series, written: pl.Series) -> None:
    """What tax and customs will do with the parcels that are written; `written`: a mask of the orders."""
    at = (written & day.orders["currency"].is_not_null()).arg_true()
    if not at.len():
        return
    frame, lines = day.frame, day.goods.lines
    limit_g = rules()["cn22"]["limit_g"]
    codes = pl.Series([hs_digits(one.hs_code)[:6] for one in day.goods.articles], dtype=pl.String)
    of_order = (
        lines.select("order", code=codes.gather(lines["article"]))
        .group_by("order", maintain_order=True)
        .agg(pl.col("code").unique(maintain_order=True))
        .select(pl.col("code").list.join(" "))
        .to_series()
    )
    keys = _first_total(
        pl.DataFrame(
            {
                **day.place.to_dict(),
                "service_class": frame["service_class"],
                "currency": day.orders["currency"],
                "band": band,
                "heavy": frame["weight_g"] > limit_g,
                "codes": of_order,
                "total_e4": day.orders["total_e4"],
            }
        )
    )[at]

    def tell(*row: Any) -> list[Finding]:
        country, on, postcode, state, city, service_class, currency, _band, heavy, told, total = row
        weight_g = None if heavy is None else limit_g + heavy
        shipment = _to(country, postcode, state, city, service_class=service_class, weight_g=weight_g)
        each = ((code or None, 0 if number else total) for number, code in enumerate(told.split(" ")))
        lines = tuple(Declared(Article(hs_code=code), worth, currency) for code, worth in each)
        return list(notes_of(shipment, lines, day.setup, on))

    found.put(NOTES, at, keys, tell)
