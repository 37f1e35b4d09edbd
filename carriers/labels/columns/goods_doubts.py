"""What is wrong or doubtful about what lies in the parcels: values, articles, batteries, and flags of the orders.

The functions for one order are asked once for each key; lines that surely have no finding are left out before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from carriers.customs.customs import description_faults, hs_digits_of, hs_faults, origin_faults, rules
from carriers.customs.demands import identifier_lacks
from carriers.customs.tax_area import lies_in
from carriers.finding import WARNING, Finding
from carriers.labels.columns.goods import WITHOUT_VALUE, why_without_value
from carriers.labels.columns.placed import kinds_of, shipment_to
from carriers.labels.columns.steps import ARTICLES, BATTERY, LACKS, PRICES, VALUES
from carriers.labels.columns.table import mapped
from carriers.labels.order_findings import (
    article_findings,
    battery_findings,
    flag_findings,
    gross_findings,
    lack_findings,
    of_article,
)
from carriers.shipment import Article, Shipment
from routing.reason import Reason

if TYPE_CHECKING:
    from datetime import date

    from carriers.labels.columns.found import Findings
    from carriers.labels.columns.placed import PlacedOrders
    from carriers.labels.columns.table import ShipmentTable

_FINE, _WRONG, _SHORT = range(3)
"""A customs code: as it should be, or wrong whatever the country, or too short for the country."""


def flagged(table: ShipmentTable) -> pl.Series:
    """A mask of the orders of whose flags something is told: it names the order."""
    flags = table.frame["flags"]
    if flags.null_count() == len(flags):
        return pl.Series([False]).new_from_index(0, len(flags))
    return mapped(flags.to_frame(), lambda text: any(flag_findings(Shipment("", "", flags=text))), pl.Boolean)


def find_of_goods(found: Findings, placed: PlacedOrders) -> None:
    """All findings of values, articles and batteries."""
    _values(found, placed)
    _articles(found, placed)
    _gross(found, placed)
    _batteries(found, placed)


def _values(found: Findings, placed: PlacedOrders) -> None:
    """Why values cannot be told."""
    without = placed.orders.filter(pl.col("way") == WITHOUT_VALUE)
    at = without["order"]
    if not at.len():
        return
    uncounted = placed.goods.lines.filter(~(pl.col("quantity") >= 1).fill_null(value=False))["order"].unique()
    keys = without.select("currency", "why").with_columns(
        on=placed.on.gather(at), uncounted=at.is_in(uncounted.implode())
    )
    firsts = dict(zip(reversed(keys.rows()), reversed(at.to_list()), strict=True))

    def tell(*row: Any) -> list[Finding]:
        return why_without_value(placed.table, firsts[row], placed.setup)

    found.put(VALUES, at, keys, tell)


def _articles(found: Findings, placed: PlacedOrders) -> None:
    """What customs would refuse of each article, and asks of it though the layout has no column."""
    layout, lines, articles = placed.setup.layout, placed.goods.lines, placed.goods.articles
    digits = mapped(placed.place.select("country", "on"), _digits_word)
    asked = digits
    if not layout.people:
        asked = digits + "/" + mapped(placed.place, _identifiers_word)
    first = {asked[at]: placed.place.row(at) for at in asked.arg_unique()}
    of_line = lines.select("order", "article", "number", several=pl.col("lines") > 1).with_columns(
        asked=asked.gather(lines["order"])
    )

    def shipped(article: int, number: int, several: Any, word: str) -> tuple[Shipment, date]:
        country, on, *address = first[word]
        # What the other articles are does not matter, only that there are some.
        count = max(number, 2) if several else 1
        return shipment_to(country, *address, articles=(articles[article],) * count), on

    def refused(article: int, number: int, several: Any, word: str) -> list[Finding]:
        shipment, on = shipped(article, number, several, word)
        return list(article_findings(shipment, number, layout, on))

    def lacking(article: int, number: int, several: Any, word: str) -> list[Finding]:
        shipment, on = shipped(article, number, several, word)
        return list(lack_findings(shipment, layout, on, strict=False, line=number))

    codes = _codes(of_line, articles, first)
    names = ("article", "number", "several", "asked")
    if layout.customs_columns:
        wrong = of_line.filter((codes != _FINE) | _unclear(articles).gather(lines["article"]))
        found.put(ARTICLES, wrong["order"], wrong.select(names), refused, wrong["number"] * 2)
    if not layout.people:
        short = of_line.filter((codes == _SHORT) | _unidentified(of_line, articles, first))
        found.put(LACKS, short["order"], short.select(names), lacking, short["number"])


def _unclear(articles: list[Article]) -> pl.Series:
    """A mask of the articles whose English name or origin customs would refuse."""
    facts = pl.DataFrame(
        [(one.name_en, one.origin) for one in articles],
        schema=dict.fromkeys(("name", "origin"), pl.String),
        orient="row",
    )
    return mapped(facts, lambda name, origin: bool(description_faults(name)) or any(origin_faults(origin)), pl.Boolean)


def _codes(of_line: pl.DataFrame, articles: list[Article], first: dict[str, tuple[Any, ...]]) -> pl.Series:
    """How the customs code of each line is, by where it goes."""
    codes = pl.Series([one.hs_code for one in articles], dtype=pl.String)

    def judge(code: str | None, word: str) -> int:
        country, on, *_ = first[word]
        rule = next((rule for rule, _ in hs_faults(code, country, on)), None)
        return _FINE if rule is None else _SHORT if rule == "HS_CODE_SHORT" else _WRONG

    return mapped(of_line.select(codes.gather(of_line["article"]).alias("code"), "asked"), judge, pl.UInt8)


def _unidentified(of_line: pl.DataFrame, articles: list[Article], first: dict[str, tuple[Any, ...]]) -> pl.Series:
    """A mask of the lines that lack an identifier which is asked for where they go, or whose identifier is wrong."""
    asked = rules()["product_identifier"]
    names = list(dict.fromkeys(rule["column"] for rule in asked))
    checked = {rule["column"] for rule in asked if rule.get("check")}
    facts = pl.DataFrame(
        [[_asked_of(getattr(one, name), checked=name in checked) for one in articles] for name in names],
        schema=dict.fromkeys(names, pl.String),
    )

    def lacks(*row: str) -> bool:
        *told, word = row
        country, on, *address = first[word]
        article = Article(**dict(zip(names, told, strict=True)))
        return any(identifier_lacks(shipment_to(country, *address), article, 1, on))

    return mapped(facts[of_line["article"]].with_columns(of_line["asked"]), lacks, pl.Boolean)


def _asked_of(text: str | None, *, checked: bool) -> str | None:
    """The identifier; of one that is not checked only its length."""
    return text if checked or text is None else "-" * len(text)


def _digits_word(country: str, on: date) -> str:
    """What a customs code is asked for on the way to a country: "" where no more than everywhere."""
    digits = hs_digits_of(country, on)
    return "" if digits == int(rules()["hs"]["digits_min"]) else f"{country} {digits}"


def _identifiers_word(country: str, on: date, *address: str | None) -> str:
    """Which identifiers of a product customs asks for at an address on that day."""
    shipment = shipment_to(country, *address)
    asked = (on >= rule["valid_from"] and lies_in(rule["area"], shipment, on) for rule in rules()["product_identifier"])
    return "".join("1" if one else "0" for one in asked)


def _gross(found: Findings, placed: PlacedOrders) -> None:
    """That the weight told of an article is its share of the parcel's."""
    layout, gross = placed.setup.layout, placed.goods.lines.filter(pl.col("gross"))
    found.put(
        ARTICLES,
        gross["order"],
        gross.select("weight_g"),
        lambda weight: list(gross_findings(Shipment("", ""), Article(weight_g=weight, weight_is_gross=True), layout)),
        gross["number"] * 2 + 1,
    )


def _batteries(found: Findings, placed: PlacedOrders) -> None:
    layout = placed.setup.layout

    def tell(word: str | None, told: str | None) -> list[Finding]:
        lines = tuple(Article(goods=one) for one in kinds_of(told))
        return list(battery_findings(Shipment("", "", goods=word, articles=lines), layout))

    found.put(BATTERY, placed.orders["order"], placed.goods_keys, tell)


def put_rounded(found: Findings, placed: PlacedOrders, items: pl.DataFrame) -> None:
    """That a list of articles tells the price of a piece rounded up."""
    articles, decimals = placed.goods.articles, placed.setup.layout.unit_decimals
    rounded = items.filter(~pl.col("exact"))

    def tell(article: int, number: int, several: Any) -> list[Finding]:
        shipment = Shipment("", "", articles=(articles[article],) * (max(number, 2) if several else 1))
        reason = of_article(shipment, number, Reason("label.value_rounded_up", decimals=decimals))
        return [Finding("", "value", "", "VALUE_ROUNDED_UP", reason, WARNING)]

    keys = rounded.select("article", "number", several=pl.col("lines") > 1)
    found.put(PRICES, rounded["order"], keys, tell, rounded["number"])
