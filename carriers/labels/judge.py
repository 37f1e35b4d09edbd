"""What customs and post would refuse or doubt about an order, before any column is filled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carriers.labels.address import odd
from carriers.labels.customs import description_faults, hs_digits, hs_faults, origin_faults
from carriers.labels.fields import goods_of
from carriers.labels.finding import WARNING, Finding
from carriers.labels.latin import fold, guessed
from carriers.labels.terms import nobody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from carriers.labels.layout import Column, Layout
    from carriers.labels.shipment import Article, Shipment

_ASKS_FOR_GIFT = re.compile(r"\b(?:mark|declare|write|send)\b.*\b(?:gift|present|low|lower|less)\b", re.IGNORECASE)


def customs_findings(shipment: Shipment, layout: Layout) -> Iterator[Finding]:
    """What customs would refuse, of the facts that the layout tells."""
    for number, article in enumerate(shipment.articles, 1):
        for column, value, wrong in _article_faults(article, number, layout):
            for rule, way_out in wrong:
                yield Finding(shipment.order_id, column.header, value or "", rule, way_out)
        if article.weight_is_gross and layout.told & {"item.unit_weight", "item.line_weight"}:
            text = "No net weight is known: the parcel's weight is told. Give weight_g in the product master."
            yield Finding(shipment.order_id, "weight", str(article.weight_g or ""), "WEIGHT_IS_GROSS", text, WARNING)
    net = [article.weight_g * (article.quantity or 0) for article in shipment.articles if article.weight_g]
    if shipment.weight_g and sum(net) > shipment.weight_g:
        text = f"The articles weigh {sum(net)} g together, the parcel {shipment.weight_g} g. Weigh it again."
        yield Finding(shipment.order_id, "weight", str(shipment.weight_g), "NET_ABOVE_GROSS", text, WARNING)
    if "battery" in layout.told and goods_of(shipment) is None:
        text = "Whether it holds a battery is not known: the column stays empty. Give goods in the product master."
        yield Finding(shipment.order_id, "goods", "", "BATTERY_UNKNOWN", text, WARNING)
    if shipment.note and _ASKS_FOR_GIFT.search(shipment.note):
        text = "The buyer asks for a gift mark or a lower value. The file tells the sale and the price paid."
        yield Finding(shipment.order_id, "note", shipment.note, "GIFT_REFUSED", text, WARNING)


def _article_faults(
    article: Article, number: int, layout: Layout
) -> Iterator[tuple[Column, str | None, Iterable[tuple[str, str]]]]:
    """For each customs fact that the layout tells: its column for this line, the value and what is wrong with it."""
    for fact, columns in layout.customs_columns.items():
        column = columns.get(number) or next(iter(columns.values()))
        if fact == "description":
            yield column, article.name_en, description_faults(article.name_en)
        elif fact == "hs_code" and (column.required or article.hs_code):
            yield column, hs_digits(article.hs_code), hs_faults(article.hs_code)
        elif fact == "origin" and (column.required or article.origin):
            yield column, article.origin, origin_faults(article.origin)


def party_findings(shipment: Shipment, layout: Layout) -> Iterator[Finding]:
    """What is wrong or doubtful about who gets the parcel, and where."""
    if shipment.name and nobody(shipment.name):
        way_out = "Customs refuses names that stand for nobody. Ask the buyer for the name."
        yield Finding(shipment.order_id, "name", shipment.name, "NAME_VAGUE", way_out)
    for one in odd(
        {
            "country": shipment.country,
            "postcode": shipment.postcode or "",
            "state": shipment.state or "",
            "city": shipment.city or "",
            "address1": shipment.address1 or "",
        }
    ):
        yield Finding(shipment.order_id, one.field, one.value, one.rule, one.message, WARNING)
    if layout.charset != "ascii":
        return
    for name in ("name", "address1", "address2", "city"):
        text = getattr(shipment, name) or ""
        if guessed(text, shipment.country):
            spelt = fold(text, shipment.country)
            way_out = f"A table spells it {spelt!r}; the post there may not. Ask the buyer for Latin letters."
            yield Finding(shipment.order_id, name, text, "SCRIPT_GUESSED", way_out, WARNING)
