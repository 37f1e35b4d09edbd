"""What customs and post would refuse or doubt about an order, before any column is filled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carriers.customs.customs import description_faults, hs_digits, hs_faults, origin_faults, rules
from carriers.customs.terms import nobody
from carriers.finding import WARNING, Finding
from carriers.labels.consignee import phone
from carriers.labels.consignee.address import odd
from carriers.labels.consignee.latin import fold, guessed
from carriers.labels.layouts.fields import BATTERIES, goods_of
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from carriers.labels.layouts.layout import Column, Layout
    from carriers.shipment import Article, Shipment

_ASKS_FOR_GIFT = re.compile(r"\b(?:mark|declare|write|send)\b.*\b(?:gift|present|low|lower|less)\b", re.IGNORECASE)
_MASKED = re.compile(r"[*•＊]{2}")
"""Signs in place of letters, as TikTok Shop exports them: "M***a", "1** Main St"."""
_MASKED_NAME = re.compile(r"[*•＊]{2}|\w[*•＊]")
"""In a person's name one is enough: "J* S*"."""


def customs_findings(shipment: Shipment, layout: Layout) -> Iterator[Finding]:
    """What customs would refuse, of the facts that the layout tells."""
    for number, article in enumerate(shipment.articles, 1):
        for column, value, wrong in _article_faults(article, number, layout):
            for rule, reason in wrong:
                yield Finding(shipment.order_id, column.header, value or "", rule, reason)
        if article.weight_is_gross and layout.field_names & {"item.unit_weight", "item.line_weight"}:
            reason = Reason("label.weight_is_gross")
            yield Finding(shipment.order_id, "weight", str(article.weight_g or ""), "WEIGHT_IS_GROSS", reason, WARNING)
    net = [article.weight_g * (article.quantity or 0) for article in shipment.articles if article.weight_g]
    if shipment.weight_g and sum(net) > shipment.weight_g:
        reason = Reason("label.net_above_gross", net_g=sum(net), gross_g=shipment.weight_g)
        yield Finding(shipment.order_id, "weight", str(shipment.weight_g), "NET_ABOVE_GROSS", reason, WARNING)
    goods = goods_of(shipment)
    if "battery" in layout.field_names and goods is None:
        yield Finding(shipment.order_id, "goods", "", "BATTERY_UNKNOWN", Reason("label.battery_unknown"), WARNING)
    if "battery" not in layout.field_names and not layout.people and goods and not goods.isdisjoint(BATTERIES):
        reason = Reason("label.battery_left_out")
        yield Finding(shipment.order_id, "goods", shipment.goods or "", "BATTERY_LEFT_OUT", reason, WARNING)
    yield from _recipient_id(shipment, has_place="tax_id" in layout.field_names or layout.people)
    if shipment.note and _ASKS_FOR_GIFT.search(shipment.note):
        yield Finding(shipment.order_id, "note", shipment.note, "GIFT_REFUSED", Reason("label.gift_refused"), WARNING)


def _article_faults(
    article: Article, number: int, layout: Layout
) -> Iterator[tuple[Column, str | None, Iterable[tuple[str, Reason]]]]:
    """For each customs fact that the layout tells: its column for this line, the value and what is wrong with it."""
    for fact, columns in layout.customs_columns.items():
        column = columns.get(number) or next(iter(columns.values()))
        if fact == "description":
            yield column, article.name_en, description_faults(article.name_en)
        elif fact == "hs_code" and (column.required or article.hs_code):
            yield column, hs_digits(article.hs_code), hs_faults(article.hs_code)
        elif fact == "origin" and (column.required or article.origin):
            yield column, article.origin, origin_faults(article.origin)


def _recipient_id(shipment: Shipment, *, has_place: bool) -> Iterator[Finding]:
    """Where customs asks for the buyer's number: that it is missing, or that the file has no place for it."""
    if shipment.tax_id and not has_place:
        reason = Reason("label.tax_id_left_out")
        yield Finding(shipment.order_id, "tax_id", shipment.tax_id, "TAX_ID_LEFT_OUT", reason, WARNING)
    for row in rules()["recipient_id"]:
        if row["country"] == shipment.country and not shipment.tax_id:
            reason = Reason("label.tax_id_missing", country=shipment.country, number=row["name"])
            yield Finding(shipment.order_id, "tax_id", "", "TAX_ID_MISSING", reason, WARNING)


def slip_findings(shipment: Shipment, readable: Callable[[str], bool]) -> Iterator[Finding]:
    """What is wrong or doubtful about an order's slip, besides its value.

    Args:
        shipment: the order.
        readable: whether a text can be printed in its own letters.
    """
    for name in ("name", "address1"):
        if not getattr(shipment, name):
            yield Finding(shipment.order_id, name, "", "REQUIRED", Reason("label.parcel_needs_it"))
    for article in shipment.articles:
        for rule, reason in description_faults(article.name_en):
            yield Finding(shipment.order_id, "description", article.name_en or "", rule, reason)
        for rule, reason in hs_faults(article.hs_code):
            yield Finding(shipment.order_id, "hs_code", article.hs_code or "", rule, reason, WARNING)
        for rule, reason in origin_faults(article.origin):
            yield Finding(shipment.order_id, "origin", article.origin or "", rule, reason, WARNING)
    yield from _recipient_id(shipment, has_place=True)
    yield from _name_and_place(shipment)
    if shipment.phone and phone.read(shipment.phone, shipment.country) is None:
        reason = Reason("label.phone_printed_as_is", country=shipment.country)
        yield Finding(shipment.order_id, "phone", shipment.phone, "PHONE_IMPOSSIBLE", reason, WARNING)
    yield from _guesses(shipment, readable)


def party_findings(shipment: Shipment, layout: Layout) -> Iterator[Finding]:
    """What is wrong or doubtful about who gets the parcel, and where."""
    yield from _name_and_place(shipment)
    if layout.charset == "ascii":
        yield from _guesses(shipment, str.isascii)


def _name_and_place(shipment: Shipment) -> Iterator[Finding]:
    if shipment.name and nobody(shipment.name):
        yield Finding(shipment.order_id, "name", shipment.name, "NAME_VAGUE", Reason("label.name_of_nobody"))
    for name in ("name", "company", "address1", "address2", "city", "postcode"):
        text = getattr(shipment, name) or ""
        if (_MASKED_NAME if name == "name" else _MASKED).search(text):
            yield Finding(shipment.order_id, name, text, "MASKED", Reason("label.masked"))
    for doubt in odd(
        {
            "country": shipment.country,
            "postcode": shipment.postcode or "",
            "state": shipment.state or "",
            "city": shipment.city or "",
            "address1": shipment.address1 or "",
        }
    ):
        yield Finding(shipment.order_id, doubt.field, doubt.value, doubt.rule, doubt.reason, WARNING)


def _guesses(shipment: Shipment, readable: Callable[[str], bool]) -> Iterator[Finding]:
    """Texts that are spelt in Latin letters by guess, because they cannot be told in their own."""
    for name in ("name", "address1", "address2", "city"):
        text = getattr(shipment, name) or ""
        if not readable(text) and guessed(text, shipment.country):
            spelt = fold(text, shipment.country)
            reason = Reason("label.spelling_guessed", spelt=spelt)
            yield Finding(shipment.order_id, name, text, "SCRIPT_GUESSED", reason, WARNING)
