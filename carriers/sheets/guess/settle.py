"""A proposed mapping tried on its table: small gaps closed, unknown parts left out, each to be confirmed."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, Final

from attrs import evolve

from carriers.sheets.guess.units import weight_cells
from carriers.sheets.heads import head
from carriers.sheets.lanes import bands
from carriers.sheets.layouts import lanes_of
from carriers.sheets.reading import Reading
from carriers.sheets.zone_tables import zones_of
from routing.reason import Reason
from routing.values.units import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carriers.sheets.guess.found import Found
    from carriers.sheets.guess.guessing import Guessing
    from carriers.sheets.lanes import Band
    from carriers.sheets.mapping import SheetMap
    from routing.errors import Fault

    Rows = list[tuple[str, str, Band]]

_MONEY: Final = frozenset({"per_kg", "price", "fee", "settled", "discount", "minimum_charge", "first", "additional"})
_CHARGE: Final = re.compile(r"费|税|附加|燃油|surcharge|fuel|charge|duty|tax", re.IGNORECASE)
_FINE_G: Final = 10
_START: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(kg|g|lb|oz)?\s*(?:[-~至到<≤+]|以上|及以上)", re.IGNORECASE)
_SINGLE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(kg|g|lb|oz)?", re.IGNORECASE)


def settled(one: Found, how: SheetMap, currency: str, at: Guessing) -> tuple[SheetMap, Rows]:
    """The mapping with gaps of the last digit closed, and the prices as it reads them."""
    if "to" not in how.columns and not how.destination and how.layout != "bracket_matrix":
        at.faults.append(one.sheet.fault(Reason("guess.no_destination"), one.header_row))
        return how, []
    tried: list[Fault] = []
    rows, passed = _read(one, how, currency, at, tried)
    gaps = [fault.reason.figures["gap"] for fault in tried if fault.reason.code == "sheet.ranges_gap"]
    small = [gap for gap in gaps if gap <= max(_FINE_G - 1, _whole_unit_g(one, how))]
    if small:
        how = evolve(how, close_gaps_g=max(small))
        at.suppose(Reason("assumed.gaps_closed", grams=max(small)), one.sheet.place(one.header_row), how.service)
        tried = []
        rows, passed = _read(one, how, currency, at, tried)
    at.faults.extend(tried)
    at.passed.extend(passed)
    return how, rows


def unread_charges(found: Sequence[Found], service_of: Callable[[Found], str], at: Guessing) -> None:
    """Has a person confirm that columns which seem to hold money, and are not read, cost nothing."""
    for one in found:
        read = {column for other in found if other.sheet is one.sheet and other.header_row == one.header_row
                for column in other.columns.values()}  # fmt: skip
        if one.layout == "bracket_matrix":
            continue
        for column, text in enumerate(one.sheet.cells[one.header_row]):
            above = one.sheet.text(one.extra_row, column) if one.extra_row is not None else ""
            if column in read or not text or not (head(text).kind in _MONEY or _CHARGE.search(f"{above} {text}")):
                continue
            cells = [one.sheet.text(row, column) for row in range(one.first_row, one.last_row)]
            if any(re.search(r"\d", cell) for cell in cells):
                at.suppose(Reason("assumed.column_unread", head=text), one.sheet.place(one.header_row, column),
                           service_of(one))  # fmt: skip


def _read(one: Found, how: SheetMap, currency: str, at: Guessing, faults: list[Fault]) -> tuple[Rows, list[Reason]]:
    reading = Reading(one.sheet, how, currency, zones_of(at.sheets, how, one.sheet.file, faults), faults)
    lanes = lanes_of(reading)
    for lane in lanes:
        for priced in lane.prices:
            if priced.least_g:
                cell = one.sheet.place(priced.row, one.columns.get("minimum", priced.column))
                at.least.update({(how.service, code): (priced.least_g, cell) for code in lane.codes})
    rows = [(lane.zone, " ".join(lane.codes), band) for lane in lanes for band in bands(lane, how, one.sheet, faults)]
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
