"""What customs and post would refuse or doubt about an order, before any column is filled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from carriers.customs.customs import description_faults, hs_digits, hs_faults, origin_faults, rules
from carriers.customs.demands import lacks, recipient_lacks
from carriers.customs.terms import nobody
from carriers.finding import HELD, NOTE, WARNING, Finding
from carriers.labels.consignee import phone
from carriers.labels.consignee.address import odd
from carriers.labels.consignee.latin import fold, guessed
from carriers.labels.consignee.state import CODED, state_code
from carriers.labels.layouts.fields import BATTERIES, email_of, goods_of
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date

    from carriers.labels.layouts.layout import Column, Layout
    from carriers.shipment import Article, Shipment

_ASKS_FOR_GIFT = re.compile(r"\b(?:mark|declare|write|send)\b.*\b(?:gift|present|low|lower|less)\b", re.IGNORECASE)
_MASKED = re.compile(r"[*•＊]{2}")
"""Signs in place of letters, as TikTok Shop exports them: "M***a", "1** Main St"."""
_MASKED_NAME = re.compile(r"[*•＊]{2}|\w[*•＊]")
"""In a person's name one is enough: "J* S*"."""
_FACT_OF: Final = {"description": "name_en", "hs_code": "hs_code", "origin": "origin"}
"""Customs fact of a layout -> the column of the product master that tells it."""
_TOLD_ANYWAY: Final = {
    "HS_CODE_SHORT": WARNING, "PRODUCT_ID_MISSING": NOTE, "PRODUCT_ID_LONG": WARNING, "GTIN_WRONG": WARNING,
}  # fmt: skip
"""What is told of an order though the layout has no column for it, because customs will ask, and how loud."""
MASKABLE: Final = ("name", "company", "address1", "address2", "city", "postcode")
"""What a marketplace may hide."""
PARTY: Final = ("name", "company", "address1", "address2", "city", "state")


def flag_findings(shipment: Shipment, checked: Collection[str] = ()) -> Iterator[Finding]:
    """What intake asked a person to look at first: an asked cancellation, money paid back, a doubtful id, a pre-order.

    Args:
        shipment: the order.
        checked: ids of orders that a person has looked at; they are warned of and no longer held.
    """
    flags = set((shipment.flags or "").split(";"))
    for rule in rules()["ask_first"]:
        flag = rule["flag"]
        if flag in flags:
            held = rule["held"] and shipment.order_id not in checked
            reason = Reason("label.ask_first", flag=_flag_reason(flag), order_id=shipment.order_id)
            if not held:
                reason = _flag_reason(flag)
            yield Finding(shipment.order_id, "flags", flag, flag, reason, HELD if held else WARNING)


def ask_first(rule: str) -> bool:
    """Whether a finding of that rule asks a person to look before the order is sent."""
    return any(one["flag"] == rule for one in rules()["ask_first"])


def _flag_reason(flag: str) -> Reason:
    if flag == "CANCEL_ASKED":
        return Reason("label.cancel_asked")
    if flag == "PARTLY_REFUNDED":
        return Reason("label.partly_refunded")
    if flag == "PRE_ORDER":
        return Reason("label.pre_order")
    return Reason("label.id_maybe_mangled")


def customs_findings(shipment: Shipment, layout: Layout, on: date, *, strict: bool = False) -> Iterator[Finding]:
    """What customs would refuse on that day.

    What the layout tells holds the order; what it has no column for is a warning, or holds too where `strict`.
    """
    for number, article in enumerate(shipment.articles, 1):
        yield from article_findings(shipment, number, layout, on)
        yield from gross_findings(shipment, article, layout)
    if not layout.people:
        yield from lack_findings(shipment, layout, on, strict=strict)
    yield from _net_above_gross(shipment)
    yield from battery_findings(shipment, layout)
    has_place = "tax_id" in layout.field_names or layout.people
    yield from recipient_findings(shipment, has_place=has_place, level=HELD if strict else WARNING)
    yield from gift_findings(shipment)


def article_findings(shipment: Shipment, number: int, layout: Layout, on: date) -> Iterator[Finding]:
    """What customs would refuse of the n-th article, as far as the layout tells it."""
    for column, value, wrong in _article_faults(shipment, shipment.articles[number - 1], number, layout, on):
        for rule, reason in wrong:
            said = of_article(shipment, number, reason)
            yield Finding(shipment.order_id, column.header, value or "", rule, said)


def gross_findings(shipment: Shipment, article: Article, layout: Layout) -> Iterator[Finding]:
    """That the weight told of an article is its share of the parcel's."""
    if article.weight_is_gross and layout.field_names & {"item.unit_weight", "item.line_weight"}:
        reason = Reason("label.weight_is_gross")
        yield Finding(shipment.order_id, "weight", str(article.weight_g or ""), "WEIGHT_IS_GROSS", reason, WARNING)


def gift_findings(shipment: Shipment) -> Iterator[Finding]:
    """That the buyer asks for papers that are not true."""
    if shipment.note and _ASKS_FOR_GIFT.search(shipment.note):
        yield Finding(shipment.order_id, "note", shipment.note, "GIFT_REFUSED", Reason("label.gift_refused"), WARNING)


def lack_findings(
    shipment: Shipment, layout: Layout, on: date, *, strict: bool, line: int | None = None
) -> Iterator[Finding]:
    """What customs of the destination asks for and is missing, though the layout has no column that tells it.

    `line`: of that article alone.
    """
    told = {_FACT_OF[fact]: next(iter(columns.values())) for fact, columns in layout.customs_columns.items()}
    for lack in lacks(shipment, on):
        if line is not None and lack.line != line:
            continue
        column = told.get(lack.column)
        said_by_column = column is not None and (column.required or bool(lack.value))
        if lack.line is not None and not said_by_column and (strict or lack.rule in _TOLD_ANYWAY):
            said = of_article(shipment, lack.line, lack.reason)
            tells = f"item.{lack.column}" in layout.field_names - {"item.sku"}
            level = HELD if strict or tells else _TOLD_ANYWAY[lack.rule]
            yield Finding(shipment.order_id, lack.column, lack.value, lack.rule, said, level)


def battery_findings(shipment: Shipment, layout: Layout) -> Iterator[Finding]:
    """Whether the file tells that a battery is inside."""
    goods, has_place = goods_of(shipment), "battery" in layout.field_names
    if has_place and goods is None:
        yield Finding(shipment.order_id, "goods", "", "BATTERY_UNKNOWN", Reason("label.battery_unknown"), WARNING)
    if not has_place and not layout.people and goods and not goods.isdisjoint(BATTERIES):
        reason = Reason("label.battery_left_out")
        yield Finding(shipment.order_id, "goods", shipment.goods or "", "BATTERY_LEFT_OUT", reason, WARNING)


def of_article(shipment: Shipment, number: int, reason: Reason) -> Reason:
    """The reason with the line and the article it speaks of, where an order could have meant another."""
    article = shipment.articles[number - 1]
    if article.sku:
        return Reason("label.of_article", line=number, sku=article.sku, reason=reason)
    return Reason("label.of_line", line=number, reason=reason) if len(shipment.articles) > 1 else reason


def _net_above_gross(shipment: Shipment) -> Iterator[Finding]:
    net = [article.weight_g * (article.quantity or 0) for article in shipment.articles if article.weight_g]
    if shipment.weight_g and sum(net) > shipment.weight_g:
        reason = Reason("label.net_above_gross", net_g=sum(net), gross_g=shipment.weight_g)
        yield Finding(shipment.order_id, "weight", str(shipment.weight_g), "NET_ABOVE_GROSS", reason)


def _article_faults(
    shipment: Shipment, article: Article, number: int, layout: Layout, on: date
) -> Iterator[tuple[Column, str | None, Iterable[tuple[str, Reason]]]]:
    """For each customs fact that the layout tells: its column for this line, the value and what is wrong with it."""
    for fact, columns in layout.customs_columns.items():
        column = columns.get(number) or next(iter(columns.values()))
        if fact == "description":
            yield column, article.name_en, description_faults(article.name_en)
        elif fact == "hs_code" and (column.required or article.hs_code):
            yield column, hs_digits(article.hs_code), hs_faults(article.hs_code, shipment.country, on)
        elif fact == "origin" and (column.required or article.origin):
            yield column, article.origin, origin_faults(article.origin)


def recipient_findings(shipment: Shipment, *, has_place: bool, level: str = WARNING) -> Iterator[Finding]:
    """Where customs asks for the buyer's number: that it is missing or none, or that the file has no place for it."""
    if shipment.tax_id and not has_place:
        reason = Reason("label.tax_id_left_out")
        yield Finding(shipment.order_id, "tax_id", shipment.tax_id, "TAX_ID_LEFT_OUT", reason, WARNING)
    for lack in recipient_lacks(shipment):
        yield Finding(shipment.order_id, lack.column, lack.value, lack.rule, lack.reason, level)


def slip_findings(shipment: Shipment, readable: Callable[[str], bool], on: date) -> Iterator[Finding]:
    """What is wrong or doubtful about an order's slip, besides its value.

    Args:
        shipment: the order.
        readable: whether a text can be printed in its own letters.
        on: the day it is handed over.
    """
    for name in ("name", "address1"):
        if not getattr(shipment, name):
            yield Finding(shipment.order_id, name, "", "REQUIRED", Reason("label.parcel_needs_it"))
    for number, article in enumerate(shipment.articles, 1):
        for field, value, wrong, level in (
            ("description", article.name_en, description_faults(article.name_en), HELD),
            ("hs_code", article.hs_code, hs_faults(article.hs_code, shipment.country, on), WARNING),
            ("origin", article.origin, origin_faults(article.origin), WARNING),
        ):
            for rule, reason in wrong:
                said = of_article(shipment, number, reason)
                yield Finding(shipment.order_id, field, value or "", rule, said, level)
    yield from _net_above_gross(shipment)
    yield from recipient_findings(shipment, has_place=True)
    yield from _name_and_place(shipment)
    if shipment.phone and phone.read(shipment.phone, shipment.country) is None:
        reason = Reason("label.phone_printed_as_is", country=shipment.country)
        yield Finding(shipment.order_id, "phone", shipment.phone, "PHONE_IMPOSSIBLE", reason, WARNING)
    yield from guess_findings(shipment, PARTY, readable)


def party_findings(shipment: Shipment, layout: Layout) -> Iterator[Finding]:
    """What is wrong or doubtful about who gets the parcel, and where."""
    yield from _name_and_place(shipment)
    yield from email_findings(shipment, layout)
    yield from state_findings(shipment, layout)
    if layout.charset == "ascii":
        told = PARTY if layout.people else layout.told_of_party
        yield from guess_findings(shipment, [name for name in PARTY if name in told], str.isascii)


def email_findings(shipment: Shipment, layout: Layout) -> Iterator[Finding]:
    """That the file leaves out what is no address of e-mail."""
    if shipment.email and "email" in layout.field_names and not layout.people and not email_of(shipment):
        reason = Reason("label.email_left_out")
        yield Finding(shipment.order_id, "email", shipment.email, "EMAIL_LEFT_OUT", reason, WARNING)


def state_findings(shipment: Shipment, layout: Layout) -> Iterator[Finding]:
    """That the carrier wants a state's code, and there is none."""
    column, country, state = layout.state_codes, shipment.country, shipment.state
    if column and state and country in CODED and state_code(country, state) is None:
        reason = Reason("label.state_unknown", country=country)
        yield Finding(shipment.order_id, column.header, state, "STATE_UNKNOWN", reason)


def _name_and_place(shipment: Shipment) -> Iterator[Finding]:
    yield from name_findings(shipment)
    yield from mask_findings(shipment)
    yield from odd_findings(
        shipment.order_id, shipment.country, shipment.postcode, shipment.state, shipment.city, shipment.address1
    )


def name_findings(shipment: Shipment) -> Iterator[Finding]:
    """That the name is nobody's."""
    if shipment.name and nobody(shipment.name):
        yield Finding(shipment.order_id, "name", shipment.name, "NAME_VAGUE", Reason("label.name_of_nobody"))


def mask_findings(shipment: Shipment) -> Iterator[Finding]:
    """What a marketplace hides of the consignee."""
    for name in MASKABLE:
        text = getattr(shipment, name) or ""
        if masked(text, is_name=name == "name"):
            yield Finding(shipment.order_id, name, text, "MASKED", Reason("label.masked"))


def odd_findings(
    order_id: str, country: str, postcode: str | None, state: str | None, city: str | None, address1: str | None
) -> list[Finding]:
    """What the post of the country would not expect of the address."""
    return [
        Finding(order_id, doubt.field, doubt.value, doubt.rule, doubt.reason, WARNING)
        for doubt in odd(
            {
                "country": country,
                "postcode": postcode or "",
                "state": state or "",
                "city": city or "",
                "address1": address1 or "",
            }
        )
    ]


def masked(text: str, *, is_name: bool) -> bool:
    """Whether a marketplace has put signs in place of letters."""
    return bool((_MASKED_NAME if is_name else _MASKED).search(text))


def guess_findings(shipment: Shipment, names: Iterable[str], readable: Callable[[str], bool]) -> Iterator[Finding]:
    """Texts that would be spelt in Latin letters by guess, because they cannot be told in their own: held."""
    for name in names:
        text = getattr(shipment, name) or ""
        if not readable(text) and guessed(text, shipment.country):
            reason = Reason("label.spelling_guessed", spelt=fold(text, shipment.country))
            yield Finding(shipment.order_id, name, text, "SCRIPT_GUESSED", reason)
