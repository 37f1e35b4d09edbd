"""What a column may hold: each word of a layout's `field` key, and the text it stands for before any rule."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import frozen

from carriers.customs.customs import hs_digits
from carriers.customs.rounded_up import rounded_up
from carriers.labels.consignee.country import country_text
from carriers.labels.consignee.phone import read
from carriers.labels.consignee.state import CODED, state_code
from routing.values.formulas import SIGNS
from routing.values.money import cny

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from carriers.customs.customs import Declared
    from carriers.labels.consignee.phone import Phone
    from carriers.labels.layouts.layout import Column, Layout
    from carriers.labels.shop import Shop
    from carriers.shipment import Shipment

BATTERIES = frozenset({"battery", "battery_pure"})
EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
PER_UNIT: dict[str, int | Fraction] = {  # grams in one unit of weight, millimetres in one unit of length
    "g": 1,
    "kg": 1000,
    "oz": Fraction("28.349523125"),
    "lb": Fraction("453.59237"),
    "mm": 1,
    "cm": 10,
    "in": Fraction("25.4"),
}


@frozen
class TaxNumbers:
    """What may be told of the seller's numbers on one parcel; "" where none applies."""

    ioss: str = ""
    eori: str = ""
    seller: str = ""
    """VOEC, British VAT, Australian or New Zealand GST."""
    seller_name: str = ""


@frozen
class OrderFacts:
    """One order ready to be facts: its shipment, and what was worked out from it."""

    shipment: Shipment
    layout: Layout
    shop: Shop
    declared: tuple[Declared, ...]
    items: tuple[Declared, ...]  # the same, a line of two prices in two where the layout tells the price of a piece
    lines: Sequence[str]  # the street address, wrapped to the layout's address columns
    phone: Phone | None
    numbers: TaxNumbers
    zone: tzinfo  # in which the shop counts its days


def source_of(column: Column) -> Callable[[OrderFacts, Declared | None], str | None]:
    """What gives the column's raw text for an order (and its article); None from it: unknown, or no such article."""
    word, _, key = column.field.partition(".")
    if not word:
        return lambda _facts, _article: column.value
    if word == "item":
        of_article = ARTICLE[column.field]
        return lambda facts, article: of_article(article, column, facts) if article else None
    if word == "shop":
        return lambda facts, _article: facts.shop.setting(facts.layout.name, key)
    if word == "sender":
        return lambda facts, _article: _sender_phone(facts) if key == "phone" else facts.shop.sender.get(key)
    of_order = ORDER[word]
    return lambda facts, _article: of_order(facts, column)


def _measure(value: int | None, column: Column) -> str | None:
    if value is None:
        return None
    return rounded_up(value, column.decimals or 0, PER_UNIT[column.unit or "g"])


def _amount(value_e4: int | Fraction, column: Column) -> str:
    return rounded_up(value_e4, 2 if column.decimals is None else column.decimals, 10_000)


def _currency(facts: OrderFacts) -> str | None:
    code = facts.declared[0].currency if facts.declared else None
    return facts.layout.currencies.get(code, code) if code else None


def _battery(facts: OrderFacts) -> str | None:
    """Yes or no; None where neither the order nor all of its articles say what they are."""
    goods = goods_of(facts.shipment)
    if goods is None:
        return None
    return facts.layout.yes if goods & BATTERIES else facts.layout.no


def email_of(shipment: Shipment) -> str | None:
    """The e-mail address as a file can carry it; None where the text is none, or begins as a formula does."""
    text = (shipment.email or "").strip()
    return text if EMAIL.fullmatch(text) and text[0] not in SIGNS else None


def goods_of(shipment: Shipment) -> frozenset[str] | None:
    """What kinds of goods are in the parcel; None where that is not known of all of it."""
    words = [shipment.goods] if shipment.goods else [article.goods for article in shipment.articles]
    return None if None in words else frozenset(word for each in words for word in (each or "").split(";"))


def _description(facts: OrderFacts, column: Column) -> str | None:
    """All articles' names, or, where they do not fit, the name of the one worth most."""
    named = list(dict.fromkeys(line.article.name_en for line in facts.declared if line.article.name_en))
    together = ", ".join(named)
    if column.max is None or len(together) <= column.max or not facts.declared:
        return together or None
    return max(facts.declared, key=lambda line: line.total_e4).article.name_en


def _dispatched(facts: OrderFacts) -> str | None:
    day = facts.shipment.dispatch_on
    return day.strftime(facts.layout.date) if day else None


def _paid(facts: OrderFacts) -> str | None:
    moment = facts.shipment.paid_at
    return moment.astimezone(facts.zone).strftime(facts.layout.date) if moment else None


def _phone(facts: OrderFacts) -> str | None:
    """The number as the layout wants it; in a list for people, one that cannot be read as the buyer typed it."""
    if facts.phone is None:
        return facts.shipment.phone if facts.layout.people else None
    extension = f" ext. {facts.phone.extension}" if facts.layout.people and facts.phone.extension else ""
    return facts.phone.written(facts.layout.phone) + extension


def _sender_phone(facts: OrderFacts) -> str | None:
    number = read(facts.shop.sender.get("phone", ""), facts.shop.sender.get("country", "CN"))
    return number.written(facts.layout.phone) if number else None


def _state(facts: OrderFacts, column: Column) -> str | None:
    """The state; as its code where the column wants codes and the country has them."""
    state, country = facts.shipment.state, facts.shipment.country
    if state and column.codes and country in CODED:
        return state_code(country, state) or state
    return state


def _line(number: int) -> Callable[[OrderFacts, Column], str | None]:
    return lambda facts, _column: facts.lines[number] if number < len(facts.lines) else None


ORDER: dict[str, Callable[[OrderFacts, Column], str | None]] = {
    "order_id": lambda facts, _: facts.shipment.order_id,
    "tracking": lambda _facts, _column: "",  # given out last, to orders that have no fault (write.py)
    "service": lambda facts, _: facts.shop.service(facts.layout.name, facts.shipment.service),
    "carrier": lambda facts, _: facts.shipment.carrier,
    "platform": lambda facts, _: facts.shipment.platform,
    "platform_order_id": lambda facts, _: facts.shipment.order_id if facts.shipment.platform else None,
    "country": lambda facts, _: country_text(facts.shipment.country, facts.layout.country),
    "country_code": lambda facts, _: facts.shipment.country,
    "country_en": lambda facts, _: country_text(facts.shipment.country, "en"),
    "country_zh": lambda facts, _: country_text(facts.shipment.country, "zh"),
    "name": lambda facts, _: facts.shipment.name,
    "company": lambda facts, _: facts.shipment.company,
    "company_or_name": lambda facts, _: facts.shipment.company or facts.shipment.name,
    "address": lambda facts, _: ", ".join(part for part in (facts.shipment.address1, facts.shipment.address2) if part),
    "address1": _line(0),
    "address2": _line(1),
    "address3": _line(2),
    "city": lambda facts, _: facts.shipment.city,
    "state": _state,
    "state_or_city": lambda facts, column: _state(facts, column) or facts.shipment.city,
    "postcode": lambda facts, _: facts.shipment.postcode,
    "phone": lambda facts, _: _phone(facts),
    "phone_extension": lambda facts, _: facts.phone.extension if facts.phone else None,
    "email": lambda facts, _: facts.shipment.email if facts.layout.people else email_of(facts.shipment),
    "tax_id": lambda facts, _: facts.shipment.tax_id,
    "note": lambda facts, _: facts.shipment.note,
    "weight": lambda facts, column: _measure(facts.shipment.weight_g, column),
    "heavier": lambda facts, column: _measure(facts.shipment.heavier_g, column),
    "heavier_saving": lambda facts, _: (
        None if facts.shipment.heavier_saving_fen is None else cny(facts.shipment.heavier_saving_fen)
    ),
    "length": lambda facts, column: _measure(facts.shipment.length_mm, column),
    "width": lambda facts, column: _measure(facts.shipment.width_mm, column),
    "height": lambda facts, column: _measure(facts.shipment.height_mm, column),
    "net_weight": lambda facts, column: _measure(_net_g(facts), column),
    "row_number": lambda _facts, _column: "",  # counted last, over the orders that have no fault (write.py)
    "value": lambda facts, column: (
        _amount(sum(line.told_e4 for line in facts.declared), column) if facts.declared else None
    ),
    "currency": lambda facts, _: _currency(facts),
    "quantity": lambda facts, _: str(sum(line.article.quantity or 0 for line in facts.declared)),
    "description": _description,
    "contents_zh": lambda facts, _: ", ".join(
        dict.fromkeys(line.article.name_zh for line in facts.declared if line.article.name_zh)
    ),
    "contents": lambda facts, _: "; ".join(_picked(line) for line in facts.declared),
    "battery": lambda facts, _: _battery(facts),
    "ioss": lambda facts, _: facts.numbers.ioss,
    "dhl_fiscal_id_type": lambda facts, _: "3" if facts.numbers.ioss else None,  # DHL eCommerce: 3 is IOSS
    "eori": lambda facts, _: facts.numbers.eori,
    "seller_tax_number": lambda facts, _: facts.numbers.seller,
    "dispatch_on": lambda facts, _: _dispatched(facts),
    "paid_on": lambda facts, _: _paid(facts),
}
"""Fields of the whole order."""

ARTICLE: dict[str, Callable[[Declared, Column, OrderFacts], str | None]] = {
    "item.sku": lambda line, _column, _facts: line.article.sku,
    "item.title": lambda line, _column, _facts: line.article.title or line.article.name_en,
    "item.variant": lambda line, _column, _facts: line.article.variant,
    "item.name_en": lambda line, _column, _facts: line.article.name_en,
    "item.name_zh": lambda line, _column, _facts: line.article.name_zh,
    "item.hs_code": lambda line, _column, _facts: hs_digits(line.article.hs_code) or None,
    "item.origin": lambda line, _column, _facts: (line.article.origin or "").upper() or None,
    "item.origin_lower": lambda line, _column, _facts: (line.article.origin or "").lower() or None,
    "item.spec": lambda line, _column, _facts: line.article.variant or line.article.material,
    "item.number": lambda line, _column, facts: str(next(at for at, one in enumerate(facts.items, 1) if one is line)),
    "item.customs_unit": lambda line, _column, facts: _customs_unit(line, facts),
    "item.customs_quantity": lambda line, column, facts: _customs_quantity(line, facts, column.decimals or 0),
    "item.material": lambda line, _column, _facts: line.article.material,
    "item.manufacturer_id": lambda line, _column, _facts: line.article.manufacturer_id,
    "item.gtin": lambda line, _column, _facts: line.article.gtin,
    "item.quantity": lambda line, _column, _facts: str(line.article.quantity) if line.article.quantity else None,
    "item.unit_value": lambda line, column, _facts: _amount(line.unit_e4, column),
    "item.line_value": lambda line, column, _facts: _amount(line.told_e4, column),
    "item.unit_weight": lambda line, column, _facts: _measure(line.article.weight_g, column),
    "item.line_weight": lambda line, column, _facts: _measure(
        None if line.article.weight_g is None else line.article.weight_g * (line.article.quantity or 1), column
    ),
    "item.currency": lambda _line, _column, facts: _currency(facts),
}
"""Fields of one order line.  A value or weight is of one piece (unit_) or of the whole line (line_)."""

_SENDER = frozenset(
    f"sender.{name}"
    for name in ("name", "company", "phone", "email", "country", "state", "city", "postcode", "address1", "address2")
)
KNOWN = frozenset(ORDER) | frozenset(ARTICLE) | _SENDER
"""Every word of a layout's `field` key; `shop.NAME`, a setting of [layout.<its name>] in the shop file, besides."""

NUMBERS = frozenset(
    {
        "weight",
        "heavier",
        "heavier_saving",
        "net_weight",
        "length",
        "width",
        "height",
        "value",
        "quantity",
        "row_number",
    }
    | {"item.quantity", "item.unit_value", "item.line_value", "item.unit_weight", "item.line_weight"}
    | {"item.number", "item.customs_quantity"}
)
IDENTIFIERS = frozenset(
    {"order_id", "platform_order_id", "tracking", "item.sku", "tax_id", "item.hs_code", "ioss", "eori", "email"}
)
"""Cells that must arrive as they are: nothing may be taken off them, so a dangerous first sign holds the order."""
PHONES = frozenset({"phone", "sender.phone"})


KILOGRAM: Final = "千克"
"""The customs unit of weight; every other unit of [layout.NAME.units] counts pieces."""


def _customs_unit(line: Declared, facts: OrderFacts) -> str | None:
    """The statutory unit of the article's customs code, by the longest beginning of it that the shop file names."""
    code = hs_digits(line.article.hs_code) or ""
    units = facts.shop.layouts.get(facts.layout.name, {}).get("units", {})
    fits = [prefix for prefix in units if prefix and code.startswith(prefix)]
    return str(units[max(fits, key=len)]) if fits else None


def _customs_quantity(line: Declared, facts: OrderFacts, decimals: int) -> str | None:
    """How much of the statutory unit the line has: kilograms net, or pieces."""
    unit = _customs_unit(line, facts)
    pieces, piece_g = line.article.quantity, line.article.weight_g
    if unit is None or not pieces:
        return None
    if unit != KILOGRAM:
        return rounded_up(pieces, decimals, 1)
    return None if piece_g is None else rounded_up(piece_g * pieces, decimals, 1000)


def _net_g(facts: OrderFacts) -> int | None:
    """What all articles of the parcel weigh; None where that of one is not known, or is its share of the parcel's."""
    weights = [
        None if line.weight_g is None or line.weight_is_gross else line.weight_g * (line.quantity or 0)
        for line in facts.shipment.articles
    ]
    return None if None in weights or not weights else sum(weight or 0 for weight in weights)


def _picked(line: Declared) -> str:
    """What to take off the shelf: number, count, name and variant, as far as they are known."""
    article = line.article
    what = article.name_zh or article.title or article.name_en or ""
    number = article.sku or what or "article without number and name"
    variant = f"({article.variant})" if article.variant else ""
    parts = (number, f"x{article.quantity or ' unknown'}", what if what != number else "", variant)
    return " ".join(part for part in parts if part)
