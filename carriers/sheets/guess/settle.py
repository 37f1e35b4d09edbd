"""A proposed mapping tried on its table: small gaps closed, unknown parts left out, each to be confirmed."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from carriers.sheets.guess.guessing import PricedRow
from carriers.sheets.guess.notes import SHORTEST, rules_of
from carriers.sheets.guess.tables import is_price, is_weight
from carriers.sheets.guess.units import weight_cells
from carriers.sheets.heads import head
from carriers.sheets.lanes import bands
from carriers.sheets.layouts import lanes_of
from carriers.sheets.reading import Reading
from carriers.sheets.zone_tables import zones_of
from routing.reason import Reason
from routing.values.countries import COUNTRY_CODES, known_country
from routing.values.units import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from carriers.sheets.guess.found import Found
    from carriers.sheets.guess.guessing import Guessing
    from carriers.sheets.lanes import Band
    from carriers.sheets.mapping import SheetMap
    from routing.errors import Fault

    Rows = list[tuple[str, str, Band]]

_MONEY: Final = frozenset({"per_kg", "price", "fee", "settled", "discount", "minimum_charge", "first", "additional"})
_NO_FIGURES: Final = frozenset({
    "transit", "remark", "code", "postcode", "product", "group", "warehouse", "to", "zone", "currency", "weight_unit",
})  # fmt: skip
"""Heads of columns whose figures are no part of a price, or are read elsewhere."""
_ELSEWHERE: Final = frozenset({"transit", "remark", "code", "postcode", "to"})
"""Heads of columns that are read as sentences, or cost nothing whatever word stands in them."""
_COUNTED: Final = re.compile(r"序号|编号|no\.?|#|num(?:ber)?", re.IGNORECASE)
_CHARGE: Final = re.compile(r"费|税|附加|燃油|surcharge|fuel|charge|duty|tax", re.IGNORECASE)
_SPEAKS: Final = re.compile(
    r"重|尺寸|规格|体积|[泡抛]|材积|长度|边长|进位|最[低小高大]|偏远|旺季|加收|保险|保价|货值|申报|价值|金额|汇率|币种|折扣"
    r"|DD[UP]|weight|size|dimension|volum|rounding|minimum|maximum|limit|remote|peak|insurance|value|currency|exchange",
    re.IGNORECASE,
)
"""Heads of columns that are asked about whatever stands below them."""
_NOTHING: Final = re.compile(r"[-—–/\\\s]+|无|没有|none|n/?a", re.IGNORECASE)
_SHORT: Final = 20
_FINE_G: Final = 10
_KG: Final = 1000
_START: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(kg|g|lb|oz)?\s*(?:[-~至到<≤+]|以上|及以上)", re.IGNORECASE)
_SINGLE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(kg|g|lb|oz)?", re.IGNORECASE)


def settled(one: Found, how: SheetMap, currency: str, at: Guessing) -> tuple[SheetMap, Rows]:
    """The mapping with gaps of the last digit closed, and the prices as it reads them."""
    if "to" not in how.columns and not how.destination and how.layout != "bracket_matrix":
        at.faults.append(one.sheet.fault(Reason("guess.no_destination"), one.header_row))
        return how, []
    tried: list[Fault] = []
    rows, passed = _read(one, how, currency, at, tried)
    gaps = [fault.reason.figures for fault in tried if fault.reason.code == "sheet.ranges_gap"]
    unit_g = _whole_unit_g(one, how)
    small = [gap["gap"] for gap in gaps if _of_last_digit(gap, how, unit_g)]
    if small and all(gap["gap"] in small or gap["gap"] > max(small) for gap in gaps):
        how = evolve(how, close_gaps_g=max(small))
        at.suppose(Reason("assumed.gaps_closed", grams=max(small)), one.sheet.place(one.header_row), how.service)
        tried = []
        rows, passed = _read(one, how, currency, at, tried)
    at.faults.extend(tried)
    at.passed.extend(passed)
    _ask_about_cells(one, how, at)
    return how, rows


def _of_last_digit(gap: Mapping[str, Any], how: SheetMap, unit_g: int) -> bool:
    """Whether a range goes on from the one before it, and only the last digit of its start says otherwise."""
    size, top, over = int(gap["gap"]), int(gap["top"]), int(gap["over"])
    if size < _FINE_G:
        return True
    if how.per_kg_over_g is not None and over + 1 >= how.per_kg_over_g and size <= how.step_g:
        return True  # 20.6 kg is billed as 21 kg
    whole = top % _KG == 0 and over % _KG == 0 if how.weight_unit in {"kg", "g"} else True
    return whole and size <= unit_g


def _ask_about_cells(one: Found, how: SheetMap, at: Guessing) -> None:
    """Has a person confirm what single weights mean, and that empty fees are none."""
    rows = range(one.first_row, min(one.last_row, len(one.sheet.cells)))
    main = next((one.columns[kind] for kind in ("per_kg", "price", "first") if kind in one.columns), None)
    if main is None:
        return
    for row in rows if "code" in one.columns else ():
        name, code = one.sheet.text(row, one.columns["to"]), one.sheet.text(row, one.columns["code"])
        country = known_country(name)
        if country and code in COUNTRY_CODES and code != country:
            told = Reason("guess.code_differs", name=name, code=code, country=country)
            at.faults.append(one.sheet.fault(told, row, one.columns["code"]))
    priced = [row for row in rows if re.search(r"\d", one.sheet.text(row, main))]
    weights = [(row, one.sheet.text(row, one.columns["weight"])) for row in priced if "weight" in how.columns]
    if weights and all(_SINGLE.fullmatch(text) for _, text in weights if text) and any(text for _, text in weights):
        at.suppose(Reason("assumed.single_weights"), one.sheet.place(weights[0][0], one.columns["weight"]), how.service)
    for kind in ("fee", "fee_2", "fee_3", "fee_4"):
        if kind in one.columns:
            empty = [row for row in priced if not one.sheet.text(row, one.columns[kind])]
            if empty and any(one.sheet.text(row, one.columns[kind]) for row in rows):
                said = Reason("assumed.fees_empty", head=one.text(kind), cells=len(empty))
                at.suppose(said, one.sheet.place(empty[0], one.columns[kind]), how.service)


def unread_columns(
    found: Sequence[Found], maps: Sequence[SheetMap], service_of: Callable[[Found], str], at: Guessing
) -> None:
    """Has a person confirm that columns which speak of money, weights or sizes, and are not read, change no price."""
    for one, how in zip(found, maps, strict=True):
        read = {column for other in found if other.sheet is one.sheet and other.header_row == one.header_row
                for column in other.columns.values()}  # fmt: skip
        heads = one.sheet.cells[one.header_row]
        behind = (
            other for other in found
            if other.breaks and other.sheet is one.sheet and other.header_row == one.header_row
        )  # fmt: skip
        read |= {column for other in behind for column, text in enumerate(heads) if text not in other.ignore}
        if "limit" not in how.columns:  # sizes and words stand in it
            read.discard(one.columns.get("limit", -1))
        rows = range(one.first_row, min(one.last_row, len(one.sheet.cells)))
        for column, text in enumerate(heads):
            if (
                (column in read and head(text).kind != "remark")
                or not text
                or (one.layout == "bracket_matrix" and text not in one.ignore)
            ):
                continue
            above = one.sheet.text(one.extra_row, column) if one.extra_row is not None else ""
            cells = [one.sheet.text(row, column) for row in rows if (one.sheet.name, row, column) not in at.answered]
            kind = head(text).kind
            place = one.sheet.place(one.header_row, column)
            if _is_charge(kind, f"{above} {text}"):
                if any(cell and not _NOTHING.fullmatch(cell) for cell in cells):
                    at.suppose(Reason("assumed.column_unread", head=text), place, service_of(one))
            elif _figures(kind, text, cells) or any(_costs(kind, cell) for cell in cells):
                at.suppose(Reason("assumed.figures_unread", head=text), place, service_of(one))


def _is_charge(kind: str, text: str) -> bool:
    """Whether the head of a column speaks of money."""
    return kind not in _ELSEWHERE and bool(kind in _MONEY or _CHARGE.search(text))


def may_cost(kind: str, text: str, cells: Sequence[str]) -> bool:
    """Whether a column of a table that is not read may change a price."""
    if _is_charge(kind, text):
        return any(re.search(r"\d", cell) for cell in cells)
    return _figures(kind, text, cells)


def _costs(kind: str, cell: str) -> bool:
    """Whether a cell speaks of a charge, and is neither read as a sentence nor states a rule."""
    if kind in _ELSEWHERE and (kind != "remark" or len(cell) >= SHORTEST):
        return False
    return len(cell) < _SHORT and bool(_CHARGE.search(cell)) and (len(cell) < SHORTEST or not rules_of(cell))


def _figures(kind: str, text: str, cells: Sequence[str]) -> bool:
    """Whether a column may change a price: by its head, or by weights, amounts and shares below it."""
    if kind in _NO_FIGURES or _COUNTED.fullmatch(text):
        return False
    if kind in {"step", "minimum", "limit"} or _SPEAKS.search(text):
        return any(cell and not _NOTHING.fullmatch(cell) for cell in cells)
    return any(re.search(r"\d", cell) and (is_price(cell.rstrip("%‰")) or is_weight(cell)) for cell in cells)


def _read(one: Found, how: SheetMap, currency: str, at: Guessing, faults: list[Fault]) -> tuple[Rows, list[Reason]]:
    reading = Reading(one.sheet, how, currency, zones_of(at.sheets, how, one.sheet.file, faults), faults)
    lanes = lanes_of(reading)
    for lane in lanes:
        for priced in lane.prices:
            if priced.least_g:
                cell = one.sheet.place(priced.row, one.columns.get("minimum", priced.column))
                at.least.update({(how.service, code): (priced.least_g, cell) for code in lane.codes})
    at.rows.setdefault((one.sheet.name, one.header_row, one.columns.get("to", -1)), []).extend(
        PricedRow(how.service, priced.row, lane.zone, lane.codes, priced.span.over_g or 0, priced.span.upto_g)
        for lane in lanes for priced in lane.prices
    )  # fmt: skip
    rows: Rows = []
    for lane in lanes:
        found = bands(lane, how, one.sheet, faults)
        rows += [(lane.zone, " ".join(lane.codes), band) for band in found]
        for country in dict.fromkeys(code.partition(" ")[0] for code in lane.codes if found):
            at.reach(how.service, country, found[0].over_g, found[-1].upto_g)
    return rows, reading.passed


def _whole_unit_g(one: Found, how: SheetMap) -> int:
    """The grams of the weights' unit, rounded up, where every range begins at a whole one; else 0."""
    starts = [match for cell in weight_cells(one) if (match := _START.match(cell))]
    if "over" in one.columns:
        cells = [one.sheet.text(row, one.columns["over"]) for row in range(one.first_row, one.last_row)]
        starts = [match for cell in cells if (match := _SINGLE.fullmatch(cell))]
    if not starts or any("." in match[1].rstrip("0").rstrip(".") for match in starts):
        return 0
    return max(ceil(exact("1", match[2] or how.weight_unit, "gram")) for match in starts)
