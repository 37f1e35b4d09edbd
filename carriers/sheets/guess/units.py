"""The currency of a table, the unit of its weights, and what its prices are for: of its heads, else to be confirmed."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from carriers.sheets.figures import Span, price, span
from carriers.sheets.guess.tables import is_destination, reads
from carriers.sheets.heads import HUNDREDTHS, UNITS, currency_of, head, unit_of
from routing.errors import Fault, ReadError
from routing.reason import Reason
from routing.values.units import exact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from carriers.sheets.guess.found import Found
    from carriers.sheets.guess.guessing import Guessing
    from routing.place import Place

_PLACES: Final = frozenset({"to", "zone", "weight", "over", "upto", "minimum", "step", "first_weight", "step_weight",
                            "discount", "transit", "remark", "limit", "code"})  # fmt: skip
_HEAVY_KG: Final = 200
"""Bare weights above this are no kilograms."""
_FIRST_KG: Final = 50
"""Whole figures whose lightest range ends from here on are no kilograms either."""
_LONG: Final = 60
_SHORT: Final = 3
_OF_PRICES: Final = re.compile(
    r"(?:价格?|报价|费用|运费|资费|币种|货币|单位|结算)[^,;。]{0,10}?(?:usd|美[元金]|hkd|港[币元]|eur|欧元|gbp|英镑|rmb|cny|人民币)"
    r"|(?:prices?|rates?|currency)[^,;.]{0,12}(?:usd|hkd|eur|gbp|cny|rmb)",
    re.IGNORECASE,
)
"""Sentences on the currency of all prices."""
_OTHER_MONEY: Final = re.compile(
    r"汇率|exchange|申报|货值|价值|保价|保险|赔|value|declar|insur|不超过|以下", re.IGNORECASE
)
"""Texts whose money is not that of the prices."""
_OF_WEIGHTS: Final = re.compile(
    r"(?:重量?\s*单位|计重单位|weight\s*(?:unit|in)?|units?(?: of weight)?|重量)\s*[:为是(\s]*\(?"
    r"(kgs?|公斤|千克|克|g|grams?|lbs?|磅|pounds?|oz|ounces?|盎司)(?![a-z/])",
    re.IGNORECASE,
)
_PER_KG: Final = re.compile(
    r"(?:元|rmb|cny|usd|hkd|eur|价|费|[$¥€])\s*[/每]\s*(?:1|0\.5)?\s*(?:kg|公斤|千克)"
    r"|每\s*(?:kg|公斤|千克)|per (?:kg|kilo)|公斤价",
    re.IGNORECASE,
)
_PER_PARCEL: Final = re.compile(
    r"(?:元|rmb|cny|usd|hkd|eur|[$¥€])\s*/\s*(?:票|件|单|包|parcel|piece|item)|每[票件单]|per (?:parcel|piece|item)",
    re.IGNORECASE,
)
_OF_MONEY: Final = re.compile(
    r"(?:元|rmb|cny|usd|hkd|eur|gbp|美金|港币|[$¥€£])\s*[/每]\s*[\d.]*\s*(?:kgs?|公斤|千克|克|g|lbs?|磅)(?![a-z])",
    re.IGNORECASE,
)
HALVES: Final = frozenset({"0.5 kg", "500 g"})
"""What a price is for that is charged for each one begun."""
_WORDS: Final = {"grams": "g", "gram": "g", "pound": "lb", "pounds": "lb", "ounce": "oz", "ounces": "oz"}


def currency(one: Found, service: str, at: Guessing) -> str:
    """The currency of a table: of its heads or its cells; of a text above it, to be confirmed; else CNY, likewise."""
    named = {one.currency} - {""} or {code for text in _cells(one, "currency") if (code := currency_of(text))}
    if not named:
        heads = [one.text(kind) for kind in one.columns if kind not in _PLACES]
        named = {code for text in heads if (code := currency_of(text))}
    if not named:
        rows = one.sheet.cells[one.first_row : one.first_row + 8]
        body = (cell for row in rows for cell in row if re.search(r"\d", cell))
        named = {code for cell in body if len(cell) < 20 and not is_destination(cell) and (code := currency_of(cell))}
    place = one.sheet.place(one.header_row)
    for text, cell in _around(one):
        if HUNDREDTHS.search(text):
            told = Reason("sheet.head_hundredths", head=text)
            at.faults.append(Fault(one.sheet.file, cell, told))
            at.suppose(told, cell, service)
    if len(named) > 1:  # the mapping asks as well: what is confirmed is one currency for all
        told = Reason("guess.currencies", named=tuple(sorted(named)))
        at.faults.append(one.sheet.fault(told, one.header_row))
        at.suppose(told, place, service)
    if named:
        return min(named)
    for text, cell in (*_around(one), *_said_of_all(one, at, _OF_PRICES)):
        code = "" if _OTHER_MONEY.search(text) else currency_of(text)
        if code:
            at.suppose(Reason("assumed.currency_above", code=code, text=text), cell, service)
            return code
    at.suppose(Reason("assumed.currency"), place, service)
    return "CNY"


def weight_unit(one: Found, service: str, at: Guessing) -> str:
    """The unit of bare weights: of the head; of a text above it, or told by the figures, to be confirmed."""
    listed = {UNITS.get(text.lower(), "") for text in _cells(one, "weight_unit")}
    if len(listed) == 1 and listed != {""}:
        return listed.pop()
    for kind in ("weight", "upto", "over"):
        unit = head(one.text(kind)).weight_unit if kind in one.columns else ""
        if unit:
            return unit
    cells = weight_cells(one)
    bare = [cell for cell in cells if not re.search(r"[a-z公斤千克磅]", re.sub(r"[wW]|重量", "", cell), re.IGNORECASE)]
    figures = [float(text) for cell in bare for text in re.findall(r"\d+(?:\.\d+)?", cell)]
    if not figures:
        return "kg"
    for text, cell in (*_around(one), *_said_of_all(one, at, _OF_WEIGHTS)):
        if said := _OF_WEIGHTS.search(text):
            word = said[1].lower()
            unit = UNITS.get(word) or _WORDS[word]
            at.suppose(Reason("assumed.weight_unit_of", unit=unit, text=text), cell, service)
            return unit
    ends = [found.upto_g or 0 for cell in cells if (found := _span(cell))]
    light = len(ends) > 1 and min(ends) >= _FIRST_KG * 1000 and all(figure.is_integer() for figure in figures)
    unit = "g" if max(figures) > _HEAVY_KG or light else "kg"
    at.suppose(Reason("assumed.weight_unit", unit=unit), one.sheet.place(one.header_row), service)
    return unit


def price_unit_g(one: Found, service: str, at: Guessing) -> Fraction:
    """The grams that a price is for; supposed to be 1 kg, to be confirmed, where no head says it."""
    kinds = [kind for kind in ("settled", "per_kg", "price") if kind in one.columns]
    if one.layout != "per_kg_plus_fee" or not kinds:
        return Fraction(1000)
    units = [unit for kind in kinds if (unit := head(one.text(kind)).unit)]
    if not units:
        units = [f"1 {unit}" for kind in kinds if (unit := head(one.text(kind)).weight_unit)]
    cell = one.sheet.place(one.header_row, one.columns[kinds[-1]])
    for text, place in _around(one) if not units else ():
        if _OF_MONEY.search(text) and (unit := unit_of(text)):  # 单位:元/克
            at.suppose(Reason("assumed.price_unit_of", unit=unit, text=text), place, service)
            return Fraction(exact(unit, None, "gram"))
    if not units:
        at.suppose(Reason("assumed.price_unit", head=one.text(kinds[-1])), cell, service)
        return Fraction(1000)
    found = Fraction(exact(units[0], None, "gram"))
    if found.denominator > 1 or units[0] in HALVES:
        at.suppose(Reason("assumed.by_the_unit", unit=units[0]), cell, service)
    elif found not in {1, 1000}:
        at.suppose(Reason("assumed.by_the_gram", unit=units[0]), cell, service)
    return found


def prices_per_kg(one: Found, service: str, currency: str, unit: str, at: Guessing) -> bool:
    """Whether prices by weight ranges are prices per kg: of a text that says it, or because they fall with the weight.

    Where nothing tells, a person confirms what is supposed.
    """
    heads = [one.text(kind) for kind in ("price", "to", "weight", "upto") if kind in one.columns]
    cell = one.sheet.place(one.header_row)
    if any(_PER_PARCEL.search(text) for text in heads):
        return False
    if any(_PER_KG.search(text) for text in heads):
        return True
    if _fall(one, currency, unit):
        at.suppose(Reason("assumed.per_kg_falls"), cell, service)
        return True
    for text, place in _around(one):
        if _PER_KG.search(text) and one.layout == "bracket_list":
            at.suppose(Reason("assumed.per_kg_of", text=text), place, service)
            return True
    if "fee" in one.columns:
        at.suppose(Reason("assumed.per_kg_beside_fee"), cell, service)
        return True
    if one.layout == "bracket_list":
        at.suppose(Reason("assumed.flat_prices", head=one.text("price")), cell, service)
    return False


def _fall(one: Found, currency: str, unit: str) -> bool:
    """Whether heavier ranges cost less everywhere, as prices of whole parcels never do."""
    series: dict[object, list[tuple[int, Decimal]]] = {}
    last = min(one.last_row, len(one.sheet.cells))
    weights = [one.columns[kind] for kind in ("weight", "upto", "over") if kind in one.columns]
    across = {
        column: found
        for column, cell in enumerate(one.sheet.cells[one.header_row])
        if one.weights == "across" and (found := _start(cell, unit)) is not None
    }
    for row in range(one.first_row, last):
        cells = one.sheet.cells[row]
        if one.weights == "across":
            pairs = [(row, at, cells[column]) for column, at in across.items() if column < len(cells)]
        else:
            start = next(
                (found for at in weights if (found := _start(one.sheet.text(row, at), unit)) is not None), None
            )
            if start is None:
                continue
            if one.layout == "bracket_list":
                place = one.sheet.text(row, one.columns["to"]) if "to" in one.columns else ""
                pairs = [(place, start, one.sheet.text(row, one.columns["price"]))]  # type: ignore[list-item]
            else:
                pairs = [(column, start, cell) for column, cell in enumerate(cells) if column not in weights]
        for key, start, text in pairs:
            amount = _price(text, currency)
            if amount:
                series.setdefault(key, []).append((start, amount))
    ordered = [[amount for _, amount in sorted(one)] for one in series.values() if len(one) > 1]
    falling = [all(more <= less for less, more in pairwise(one)) and one[-1] < one[0] for one in ordered]
    return len(falling) > 0 and all(falling)


def _start(text: str, unit: str) -> int | None:
    try:
        found = span(text, unit) if text else None
    except ReadError:
        return None
    if found is None:
        return None
    return found.over_g if found.over_g is not None else found.upto_g


def _price(text: str, currency: str) -> Decimal | None:
    try:
        return price(text, currency)
    except ReadError:
        return None


def _cells(one: Found, kind: str) -> list[str]:
    """The cells of a column that says the unit or the currency of each row."""
    rows = range(one.first_row, min(one.last_row, len(one.sheet.cells))) if kind in one.columns else ()
    return [text for row in rows if (text := one.sheet.text(row, one.columns[kind]))]


def weight_cells(one: Found) -> list[str]:
    """The cells that hold a table's weights."""
    if one.layout == "bracket_matrix" and one.weights == "across":
        return [cell for cell in one.sheet.cells[one.header_row] if reads(cell, lambda text: span(text, "kg"))]
    columns = [one.columns[kind] for kind in ("weight", "over", "upto") if kind in one.columns]
    rows = one.sheet.cells[one.first_row : one.last_row]
    return [row[column] for row in rows for column in columns if column < len(row) and row[column]]


def _span(text: str) -> Span | None:
    try:
        return span(text, "kg")
    except ReadError:
        return None


def _said_of_all(one: Found, at: Guessing, pattern: re.Pattern[str]) -> Iterator[tuple[str, Place]]:
    """Sentences below a table, then those of sheets without a table, that say what holds for all of it."""
    others = (sheet for sheet in at.sheets if sheet is not one.sheet and sheet.name not in at.tabled)
    for sheet in (one.sheet, *others):
        for row in range(one.header_row + 1 if sheet is one.sheet else 0, len(sheet.cells)):
            for column, cell in enumerate(sheet.cells[row]):
                if len(cell) > _SHORT and pattern.search(cell):
                    yield cell, sheet.place(row, column)


def _around(one: Found) -> Iterator[tuple[str, Place]]:
    """Short texts that may speak of the table: those above it from below to above, then its sheet's name."""
    for row in range(one.header_row, -1, -1):
        for column, cell in enumerate(one.sheet.cells[row]):
            if cell and len(cell) < _LONG and not is_destination(cell):
                yield cell, one.sheet.place(row, column)
    yield one.sheet.name, one.sheet.place(one.header_row)
