"""What a column may hold: each word of a layout's `field` key, and the text it stands for before any rule."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from attrs import frozen

from carriers.customs.customs import hs_digits
from carriers.customs.rounded_up import rounded_up
from carriers.labels.consignee.country import country_text
from carriers.labels.consignee.phone import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carriers.customs.customs import Declared
    from carriers.labels.consignee.phone import Phone
    from carriers.labels.layouts.layout import Column, Layout
    from carriers.labels.shop import Shop
    from carriers.shipment import Shipment

BATTERIES = frozenset({"battery", "battery_pure"})
SHANGHAI = ZoneInfo("Asia/Shanghai")
_PER_UNIT: dict[str, int | Fraction] = {  # grams in one unit of weight, millimetres in one unit of length
    "g": 1,
    "kg": 1000,
    "oz": Fraction("28.349523125"),
    "lb": Fraction("453.59237"),
    "mm": 1,
    "cm": 10,
    "in": Fraction("25.4"),
}


@frozen
class Told:
    """One order ready to be told: its shipment, and what was worked out from it."""

    shipment: Shipment
    layout: Layout
    shop: Shop
    declared: tuple[Declared, ...]
    lines: Sequence[str]  # the street address, wrapped to the layout's address columns
    phone: Phone | None
    ioss: str


def source_of(column: Column) -> Callable[[Told, Declared | None], str | None]:
    """What gives the column's raw text for an order (and its article); None from it: unknown, or no such article."""
    word, _, key = column.field.partition(".")
    if not word:
        return lambda _told, _article: column.value
    if word == "item":
        of_article = ARTICLE[column.field]
        return lambda told, article: of_article(article, column, told) if article else None
    if word == "shop":
        return lambda told, _article: told.shop.setting(told.layout.name, key)
    if word == "sender":
        return lambda told, _article: _sender_phone(told) if key == "phone" else told.shop.sender.get(key)
    of_order = ORDER[word]
    return lambda told, _article: of_order(told, column)


def _measure(value: int | None, column: Column) -> str | None:
    if value is None:
        return None
    return rounded_up(value, column.decimals or 0, _PER_UNIT[column.unit or "g"])


def _amount(value_e4: int | Fraction, column: Column) -> str:
    return rounded_up(value_e4, 2 if column.decimals is None else column.decimals, 10_000)


def _currency(told: Told) -> str | None:
    code = told.declared[0].currency if told.declared else None
    return told.layout.currencies.get(code, code) if code else None


def _battery(told: Told) -> str | None:
    """Yes or no; None where neither the order nor all of its articles say what they are."""
    goods = goods_of(told.shipment)
    if goods is None:
        return None
    return told.layout.yes if goods & BATTERIES else told.layout.no


def goods_of(shipment: Shipment) -> frozenset[str] | None:
    """What kinds of goods are in the parcel; None where that is not known of all of it."""
    told = [shipment.goods] if shipment.goods else [article.goods for article in shipment.articles]
    return None if None in told else frozenset(word for words in told for word in (words or "").split(";"))


def _description(told: Told, column: Column) -> str | None:
    """All articles' names, or, where they do not fit, the name of the one worth most."""
    named = list(dict.fromkeys(line.article.name_en for line in told.declared if line.article.name_en))
    together = ", ".join(named)
    if column.max is None or len(together) <= column.max or not told.declared:
        return together or None
    return max(told.declared, key=lambda line: line.total_e4).article.name_en


def _dispatched(told: Told) -> str | None:
    day = told.shipment.dispatch_on
    return day.strftime(told.layout.date) if day else None


def _paid(told: Told) -> str | None:
    moment = told.shipment.paid_at
    return moment.astimezone(SHANGHAI).strftime(told.layout.date) if moment else None


def _phone(told: Told) -> str | None:
    """The number as the layout wants it; in a list for people, one that cannot be read as the buyer typed it."""
    if told.phone is None:
        return told.shipment.phone if told.layout.people else None
    extension = f" ext. {told.phone.extension}" if told.layout.people and told.phone.extension else ""
    return told.phone.written(told.layout.phone) + extension


def _sender_phone(told: Told) -> str | None:
    number = read(told.shop.sender.get("phone", ""), told.shop.sender.get("country", "CN"))
    return number.written(told.layout.phone) if number else None


def _line(number: int) -> Callable[[Told, Column], str | None]:
    return lambda told, _column: told.lines[number] if number < len(told.lines) else None


ORDER: dict[str, Callable[[Told, Column], str | None]] = {
    "order_id": lambda told, _: told.shipment.order_id,
    "tracking": lambda _told, _column: "",  # given out last, to orders that have no fault (write.py)
    "service": lambda told, _: told.shop.service(told.layout.name, told.shipment.service),
    "carrier": lambda told, _: told.shipment.carrier,
    "platform": lambda told, _: told.shipment.platform,
    "platform_order_id": lambda told, _: told.shipment.order_id if told.shipment.platform else None,
    "country": lambda told, _: country_text(told.shipment.country, told.layout.country),
    "country_code": lambda told, _: told.shipment.country,
    "country_en": lambda told, _: country_text(told.shipment.country, "en"),
    "country_zh": lambda told, _: country_text(told.shipment.country, "zh"),
    "name": lambda told, _: told.shipment.name,
    "company": lambda told, _: told.shipment.company,
    "company_or_name": lambda told, _: told.shipment.company or told.shipment.name,
    "address": lambda told, _: ", ".join(part for part in (told.shipment.address1, told.shipment.address2) if part),
    "address1": _line(0),
    "address2": _line(1),
    "address3": _line(2),
    "city": lambda told, _: told.shipment.city,
    "state": lambda told, _: told.shipment.state,
    "state_or_city": lambda told, _: told.shipment.state or told.shipment.city,
    "postcode": lambda told, _: told.shipment.postcode,
    "phone": lambda told, _: _phone(told),
    "phone_extension": lambda told, _: told.phone.extension if told.phone else None,
    "email": lambda told, _: told.shipment.email,
    "tax_id": lambda told, _: told.shipment.tax_id,
    "note": lambda told, _: told.shipment.note,
    "weight": lambda told, column: _measure(told.shipment.weight_g, column),
    "length": lambda told, column: _measure(told.shipment.length_mm, column),
    "width": lambda told, column: _measure(told.shipment.width_mm, column),
    "height": lambda told, column: _measure(told.shipment.height_mm, column),
    "value": lambda told, column: (
        _amount(sum(line.total_e4 for line in told.declared), column) if told.declared else None
    ),
    "currency": lambda told, _: _currency(told),
    "quantity": lambda told, _: str(sum(line.article.quantity or 0 for line in told.declared)),
    "description": _description,
    "contents_zh": lambda told, _: ", ".join(
        dict.fromkeys(line.article.name_zh for line in told.declared if line.article.name_zh)
    ),
    "contents": lambda told, _: "; ".join(_picked(line) for line in told.declared),
    "battery": lambda told, _: _battery(told),
    "ioss": lambda told, _: told.ioss,
    "dhl_fiscal_id_type": lambda told, _: "3" if told.ioss else None,  # DHL eCommerce: 3 is IOSS
    "eori": lambda told, _: told.shop.tax.get("eori"),
    "dispatch_on": lambda told, _: _dispatched(told),
    "paid_on": lambda told, _: _paid(told),
}
"""Fields of the whole order."""

ARTICLE: dict[str, Callable[[Declared, Column, Told], str | None]] = {
    "item.sku": lambda line, _column, _told: line.article.sku,
    "item.title": lambda line, _column, _told: line.article.title or line.article.name_en,
    "item.variant": lambda line, _column, _told: line.article.variant,
    "item.name_en": lambda line, _column, _told: line.article.name_en,
    "item.name_zh": lambda line, _column, _told: line.article.name_zh,
    "item.hs_code": lambda line, _column, _told: hs_digits(line.article.hs_code) or None,
    "item.origin": lambda line, _column, _told: (line.article.origin or "").upper() or None,
    "item.origin_lower": lambda line, _column, _told: (line.article.origin or "").lower() or None,
    "item.material": lambda line, _column, _told: line.article.material,
    "item.quantity": lambda line, _column, _told: str(line.article.quantity) if line.article.quantity else None,
    "item.unit_value": lambda line, column, _told: _amount(line.unit_e4, column),
    "item.line_value": lambda line, column, _told: _amount(line.total_e4, column),
    "item.unit_weight": lambda line, column, _told: _measure(line.article.weight_g, column),
    "item.line_weight": lambda line, column, _told: _measure(
        None if line.article.weight_g is None else line.article.weight_g * (line.article.quantity or 1), column
    ),
    "item.currency": lambda _line, _column, told: _currency(told),
}
"""Fields of one order line.  A value or weight is of one piece (unit_) or of the whole line (line_)."""

_SENDER = frozenset(
    f"sender.{name}"
    for name in ("name", "company", "phone", "email", "country", "state", "city", "postcode", "address1", "address2")
)
KNOWN = frozenset(ORDER) | frozenset(ARTICLE) | _SENDER
"""Every word of a layout's `field` key; `shop.NAME`, a setting of [layout.<its name>] in the shop file, besides."""

NUMBERS = frozenset(
    {"weight", "length", "width", "height", "value", "quantity"}
    | {"item.quantity", "item.unit_value", "item.line_value", "item.unit_weight", "item.line_weight"}
)
IDENTIFIERS = frozenset(
    {"order_id", "platform_order_id", "tracking", "item.sku", "tax_id", "item.hs_code", "ioss", "eori", "email"}
)
"""Cells that must arrive as they are: nothing may be taken off them, so a dangerous first sign holds the order."""
PHONES = frozenset({"phone", "sender.phone"})


def _picked(line: Declared) -> str:
    """What to take off the shelf: number, count, name and variant, as far as they are known."""
    article = line.article
    what = article.name_zh or article.title or article.name_en or ""
    number = article.sku or what or "article without number and name"
    variant = f"({article.variant})" if article.variant else ""
    parts = (number, f"x{article.quantity or ' unknown'}", what if what != number else "", variant)
    return " ".join(part for part in parts if part)
