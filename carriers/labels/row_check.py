"""Rows of a written file held to what customs, post and tax ask: the rules by which orders are held when it is written.

`layouts.cell` looks at a cell alone; here are the rules that need the row's country, its other cells, or other rows.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from carriers.customs.customs import description_faults, hs_faults, origin_faults, rules
from carriers.customs.tax_area import EU_CUSTOMS, EU_VAT, lies_in, place_name
from carriers.customs.terms import nobody
from carriers.finding import HELD, WARNING, Finding
from carriers.labels.consignee import phone
from carriers.labels.consignee.address import odd
from carriers.labels.consignee.country import countries
from carriers.labels.consignee.state import CODED, state_code
from carriers.labels.layouts.fields import PER_UNIT
from carriers.labels.order_findings import masked
from carriers.shipment import Shipment
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from carriers.labels.layouts.layout import Column, Layout
    from routing.place import Place

_E_NOTATION = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+")
_LONG: Final = re.compile(r"[0-9]{15}0+")
"""A spreadsheet keeps fifteen digits of a number and writes zeros for the rest."""
_MASKABLE: Final = (
    "name",
    "company",
    "company_or_name",
    "address",
    "address1",
    "address2",
    "address3",
    "city",
    "postcode",
)
_COUNTRIES: Final = ("country", "country_code", "country_en", "country_zh")


@frozen
class _Cell:
    """One filled cell of a row: its column and its text without prefix and suffix."""

    column: Column
    text: str


@define
class _Order:
    """What the rows of one order have said so far."""

    place: Place
    cells: dict[str, str]
    tracking: str
    value: Fraction | None = None
    lines: Fraction = Fraction(0)
    gross_g: Fraction | None = None
    net_g: Fraction = Fraction(0)
    headers: dict[str, str] = field(factory=dict)


class RowCheck:
    """Takes row after row, and at the end says what only all of them tell."""

    def __init__(self, layout: Layout, on: date) -> None:
        self._layout = layout
        self._on = on
        self._orders: dict[str | Place, _Order] = {}
        self._numbers: dict[str, tuple[str | Place, Place]] = {}

    def check(self, row: Sequence[str], place: Place) -> Iterator[Finding]:
        """What is wrong with a row."""
        cells = [
            _Cell(column, text.removeprefix(column.prefix).removesuffix(column.suffix))
            for text, column in zip(row, self._layout.columns, strict=True)
            if text and column.field
        ]
        told = {cell.column.field: cell.text for cell in cells if not cell.column.item}
        shipment = self._shipment(told)
        for cell in cells:
            for rule, reason, level in self._of_cell(cell, shipment):
                yield _found(place, cell.column.header, cell.text, rule, reason, level)
        if shipment is not None:
            yield from self._of_place(cells, shipment, place)
        yield from self._of_order(cells, told, place)

    def _shipment(self, told: dict[str, str]) -> Shipment | None:
        """The consignee's place as the row tells it; None where its country is none."""
        country = next((code for name in _COUNTRIES if (code := self._country(name, told.get(name)))), None)
        if country is None:
            return None
        return Shipment(
            order_id=told.get("order_id", ""),
            country=country,
            postcode=told.get("postcode"),
            state=told.get("state") or told.get("state_or_city"),
            city=told.get("city"),
            address1=told.get("address1") or told.get("address"),
        )

    def _country(self, name: str, text: str | None) -> str | None:
        style = {"country": self._layout.country, "country_code": "iso2", "country_en": "en"}.get(name, "zh")
        if not text or style == "iso2":
            return text if text in countries() else None
        at = 0 if style == "en" else 1
        return next((code for code, names in countries().items() if names[at] == text), None)

    def _of_cell(self, cell: _Cell, shipment: Shipment | None) -> Iterator[tuple[str, Reason, str]]:
        """(rule, reason, level) of one cell, by what its column holds."""
        name, text = cell.column.field, cell.text
        if name in _MASKABLE and masked(text, is_name=name == "name"):
            yield "MASKED", Reason("label.masked"), HELD
        if name == "name" and nobody(text):
            yield "NAME_VAGUE", Reason("label.name_of_nobody"), HELD
        if name in {"order_id", "platform_order_id", "item.sku"}:
            yield from _mangled(name, text)
        country = shipment.country if shipment else ""
        for rule, reason in self._of_article(name, text, country):
            yield rule, reason, HELD
        if name == "phone" and shipment and phone.read(_dialled(text), country) is None:
            yield "PHONE_IMPOSSIBLE", Reason("label.phone_impossible", country=country), HELD

    def _of_article(self, name: str, text: str, country: str) -> Iterable[tuple[str, Reason]]:
        """What customs would refuse of a description, a code or an origin."""
        if name == "item.name_en":
            return description_faults(text)
        if name == "description":
            return [fault for part in text.split(", ") for fault in description_faults(part)][:1]
        if name == "item.hs_code":
            return hs_faults(text, country, self._on)
        return origin_faults(text) if name in {"item.origin", "item.origin_lower"} else ()

    def _of_place(self, cells: Sequence[_Cell], shipment: Shipment, place: Place) -> Iterator[Finding]:
        """What does not go together with the consignee's country and territory."""
        by_field = {cell.column.field: cell for cell in cells}
        ioss, eori, state = by_field.get("ioss"), by_field.get("eori"), by_field.get("state")
        if ioss and not lies_in(EU_VAT, shipment, self._on):
            reason = Reason("customs.ioss_not_there", place=place_name(shipment))
            yield _found(place, ioss.column.header, ioss.text, "IOSS_NOT_THERE", reason)
        members = tuple(rules()["eu"]["countries"])
        if eori and lies_in(EU_CUSTOMS, shipment, self._on) and not eori.text.startswith((*members, "XI")):
            reason = Reason(
                "customs.eori_of_other_area", number=eori.text, place=place_name(shipment), area="the EU", key="eori_eu"
            )
            yield _found(place, eori.column.header, eori.text, "EORI_OF_OTHER_AREA", reason)
        if state and state.column.codes and shipment.country in CODED and not state_code(shipment.country, state.text):
            reason = Reason("label.state_unknown", country=shipment.country)
            yield _found(place, state.column.header, state.text, "STATE_UNKNOWN", reason)
        parts = ("postcode", "state", "city", "address1")
        asked = {name: getattr(shipment, name) or "" for name in parts if name in self._layout.field_names}
        for doubt in odd({**dict.fromkeys(parts, "-"), **asked, "country": shipment.country}):
            if doubt.field in asked:
                header = next(one.header for one in self._layout.columns if one.field == doubt.field)
                yield _found(place, header, doubt.value, doubt.rule, doubt.reason, WARNING)
        for rule in rules()["recipient_id"]:
            if rule["country"] == shipment.country and "tax_id" in self._layout.field_names - set(by_field):
                header = next(one.header for one in self._layout.columns if one.field == "tax_id")
                reason = Reason("label.tax_id_missing", country=shipment.country, number=rule["name"])
                yield _found(place, header, "", "TAX_ID_MISSING", reason, WARNING)

    def _of_order(self, cells: Sequence[_Cell], told: dict[str, str], place: Place) -> Iterator[Finding]:
        """What does not go together with the order's other rows, or with other orders."""
        order_id, tracking = told.get("order_id", ""), told.get("tracking", "")
        headers = {cell.column.field: cell.column.header for cell in cells}
        key = order_id or place
        if tracking:
            other, where = self._numbers.setdefault(tracking, (key, place))
            if other != key:
                reason = Reason("label_check.number_twice", place=where)
                yield _found(place, headers["tracking"], tracking, "NUMBER_TWICE", reason)
        whole = {name: text for name, text in told.items() if not name.startswith(("item.", "shop.", "sender."))}
        order = self._orders.get(key)
        if order is None:
            order = self._orders[key] = _Order(place, whole, tracking, headers=headers)
            order.value = _figure(cells, "value")
            order.gross_g = _grams(cells, "weight")
        for name in sorted(whole.keys() | order.cells.keys()):
            if whole.get(name) != order.cells.get(name):
                header = headers.get(name) or order.headers.get(name) or name
                reason = Reason("label_check.order_differs", place=order.place, other=order.cells.get(name, ""))
                yield _found(place, header, whole.get(name, ""), "ORDER_DIFFERS", reason)
        order.lines += _sum(cells)
        order.net_g += _net(cells)

    def end(self) -> Iterator[Finding]:
        """What only all rows of an order tell: sums of values and of weights."""
        prices = {"item.unit_value", "item.line_value"} & self._layout.field_names
        for order in self._orders.values():
            if prices and order.value is not None and order.value != order.lines:
                reason = Reason("label_check.sum_differs", total=_decimal(order.value), lines=_decimal(order.lines))
                yield _found(order.place, order.headers["value"], _decimal(order.value), "SUM_DIFFERS", reason)
            if order.gross_g is not None and order.net_g > order.gross_g:
                reason = Reason("label.net_above_gross", net_g=int(order.net_g), gross_g=int(order.gross_g))
                yield _found(order.place, order.headers["weight"], str(int(order.gross_g)), "NET_ABOVE_GROSS", reason)


def _found(place: Place, header: str, value: str, rule: str, reason: Reason, level: str = HELD) -> Finding:
    """What is wrong in a row."""
    return Finding(place.order, header, value, rule, reason, level, place)


def _mangled(name: str, text: str) -> Iterator[tuple[str, Reason, str]]:
    """Numbers that a spreadsheet has shortened."""
    if _E_NOTATION.fullmatch(text):
        yield "ID_MANGLED", Reason("label_check.id_mangled"), HELD
    elif name != "item.sku" and _LONG.fullmatch(text):
        yield "ID_MAYBE_MANGLED", Reason("label.id_maybe_mangled"), WARNING


def _dialled(text: str) -> str:
    return text if text.startswith(("+", "00")) else f"+{text}"


def _number(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]{1,6})?", text) else None


def _figure(cells: Sequence[_Cell], name: str) -> Fraction | None:
    return next((_number(cell.text) for cell in cells if cell.column.field == name), None)


def _grams(cells: Sequence[_Cell], name: str) -> Fraction | None:
    for cell in cells:
        if cell.column.field == name and (figure := _number(cell.text)) is not None:
            # A figure is rounded up to its last decimal: as much may be too much by that.
            return figure * PER_UNIT[cell.column.unit or "g"]
    return None


def _by_item(cells: Sequence[_Cell], name: str) -> dict[int, tuple[Column, Fraction]]:
    figures = ((cell.column, _number(cell.text)) for cell in cells if cell.column.field == name)
    return {column.item: (column, figure) for column, figure in figures if figure is not None}


def _sum(cells: Sequence[_Cell]) -> Fraction:
    """The value of the row's lines."""
    lines = _by_item(cells, "item.line_value")
    if lines:
        return sum((figure for _, figure in lines.values()), Fraction(0))
    counts: dict[int, Any] = _by_item(cells, "item.quantity")
    prices = _by_item(cells, "item.unit_value")
    return sum((price * counts[at][1] for at, (_, price) in prices.items() if at in counts), Fraction(0))


def _net(cells: Sequence[_Cell]) -> Fraction:
    """The weight of the row's lines in grams, as far as it is surely so."""
    counts: dict[int, Any] = _by_item(cells, "item.quantity")
    pieces = _by_item(cells, "item.unit_weight")
    one_by_one = (_least_g(column, figure) * counts[at][1] for at, (column, figure) in pieces.items() if at in counts)
    lines = (_least_g(column, figure) for column, figure in _by_item(cells, "item.line_weight").values())
    return sum((*one_by_one, *lines), Fraction(0))


def _least_g(column: Column, figure: Fraction) -> Fraction:
    """The least weight that is written so: what does not come out even in the column's unit was rounded up."""
    unit, step = Fraction(PER_UNIT[column.unit or "g"]), 10 ** (column.decimals or 0)
    whole_grams = (unit / step).denominator == 1 and unit / step == 1
    return figure * unit if whole_grams or unit == 1 else max((figure - Fraction(1, step)) * unit, Fraction(0))


def _decimal(value: Fraction) -> str:
    return f"{float(value):.2f}"
