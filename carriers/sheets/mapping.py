"""The mapping of a price sheet: the card's own tables, and for each sheet where its figures stand."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, frozen

from carriers.files.amounts import country
from carriers.files.tables import Table, tables_of
from carriers.sheets.destinations import postcode_ranges
from carriers.sheets.proposed import Proposed, contradictions, read_proposed
from carriers.sheets.rules_taken import with_rules
from carriers.sheets.workbook import plain
from routing.errors import Fault, InputError, ReadError
from routing.reason import Reason
from routing.values.column_letters import column_of_letters
from routing.values.toml_file import load_toml
from routing.values.units import exact, grams

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from carriers.sheets.workbook import Sheet

LAYOUTS: Final = ("per_kg_plus_fee", "first_additional", "bracket_list", "bracket_matrix")
_FEES: Final = ("fee", "fee_2", "fee_3", "fee_4")
_WEIGHTS: Final = ("weight", "over", "upto")
_BILLED: Final = ("minimum", "step", "minimum_charge", "limit")
_NET: Final = ("settled", "discount")
_TO: Final = ("to", "zone")
_COLUMNS: Final = {
    # layout -> columns it needs, columns it may have
    "per_kg_plus_fee": (("per_kg",), ("per_kg_2", "per_kg_3", *_TO, *_FEES, *_WEIGHTS, *_BILLED, *_NET)),
    "first_additional": (
        ("first", "additional"),
        (*_TO, *_FEES, *_WEIGHTS, "first_weight", "step_weight", *_BILLED, *_NET),
    ),
    "bracket_list": (("price",), (*_TO, *_FEES, *_WEIGHTS, *_BILLED, *_NET)),
    "bracket_matrix": ((), ("to", "weight", "upto", "over", *_FEES)),
}
_STEP: Final = re.compile(r"over ([^:]+):(.+)")
_LETTERS: Final = re.compile(r"[A-Z]{1,2}")


@frozen
class ZoneSheet:
    """Where a sheet lists which countries a zone holds."""

    sheet: str
    header_row: int
    zone: str
    to: str
    postcodes: str = ""
    """The column of the zone's postcodes, where it is a part of a country."""
    fill_down: bool = False
    """Whether an empty zone means the one above."""


@frozen
class SheetMap:
    """Where one service's prices stand.  Rows are counted as the spreadsheet shows them, from 1."""

    place: str
    service: str
    sheet: str
    layout: str
    header_row: int
    first_row: int
    last_row: int | None
    weight_unit: str
    columns: Mapping[str, str]
    """What -> header text, or the letter of a column."""
    ignore: tuple[str, ...]
    over_g: int
    upto_g: int | None
    step_g: int
    first_g: int | None
    minimum_g: int
    close_gaps_g: int
    fill_down: bool
    weights: str
    groups: Mapping[str, tuple[str, ...]]
    zones: tuple[ZoneSheet, ...]
    destination: str = ""
    """Where the whole table is for one destination."""
    part: str = ""
    """The zone that all of the table is for, beside its column of destinations."""
    where: Mapping[str, tuple[str, ...]] = Factory(dict)
    """Header -> what must stand there for a row to be this service's."""
    unit_g: Fraction = Fraction(1000)
    """Grams that a price is for: 1000 for a price per kg, 100 for one per 100 g."""
    steps: tuple[tuple[int, int], ...] = ()
    """(over, step) in grams: the started steps in which weights are billed."""
    per_kg_over_g: int | None = None
    """In a matrix: rows that begin from here on are prices per kg."""
    cheaper_bracket: bool = False
    """Whether a weight may be charged as the start of a heavier range where that is cheaper."""
    decimal_comma: bool = False
    """Whether 1,001 is 1.001."""
    free: bool = False
    """Whether 0 is a price; else it says that nothing is offered."""


@frozen
class SheetMapping:
    """A whole mapping file: `card` becomes card.toml as it stands."""

    file: str
    card: dict[str, Any]
    sheets: tuple[SheetMap, ...]
    rules: tuple[Proposed, ...] = ()
    """Rules from notes that a person has confirmed."""
    files: Mapping[str, str] = Factory(dict)
    """The lists of places that those rules name, by file."""


def read_mapping(path: Path) -> SheetMapping:
    """The mapping a file states.

    Raises:
        InputError: all faults of its [[sheet]] tables; the card's own keys are checked with the card.
    """
    values = load_toml(path)
    faults: list[Fault] = []
    table = Table(str(path), "", values, faults)
    sheets = tuple(_sheet(part) for part in table.tables("sheet"))
    if not sheets:
        table.fault("sheet", Reason("mapping.no_sheet"))
    rules = tuple(read_proposed(table, _steps))
    faults += contradictions(rules, str(path))
    named = (part.get("code") for part in tables_of(values.get("service")))
    codes = {code for code in named if isinstance(code, str)}
    faults += [
        Fault(str(path), f"{one.place}.service", Reason("mapping.no_such_service", service=one.service))
        for one in sheets
        if one.service and one.service not in codes
    ]
    if faults:
        raise InputError(faults)
    card, files = with_rules({key: value for key, value in values.items() if key != "sheet"}, rules)
    return SheetMapping(str(path), card, sheets, rules, files)


def column_of(sheet: Sheet, header_row: int, wanted: str) -> int | None:
    """The column whose header reads so, or whose letter it is; None where there is none."""
    cells = sheet.cells[header_row - 1] if header_row <= len(sheet.cells) else []
    for at, cell in enumerate(cells):
        if _same(cell, wanted):
            return at
    if _LETTERS.fullmatch(wanted):
        at = column_of_letters(wanted)
        return at if at < max((len(row) for row in sheet.cells), default=0) else None
    return None


def _same(cell: str, wanted: str) -> bool:
    return "".join(cell.casefold().split()) == "".join(plain(wanted).casefold().split())


def _sheet(table: Table) -> SheetMap:
    layout = table.choice("layout", LAYOUTS)
    columns = _texts_of(table, "columns")
    need, may = _COLUMNS[layout]
    destination = table.text("destination", "")
    if not destination and layout != "bracket_matrix":
        need = ("to", *need)
    allowed = tuple(dict.fromkeys(need + may))
    for key in need:
        if key not in columns:
            table.fault("columns", Reason("mapping.column_missing", key=key, layout=layout, columns=allowed))
    for key in columns:
        if key not in allowed:
            table.fault("columns", Reason("mapping.column_unknown", key=key, layout=layout, columns=allowed))
    weights = table.choice("weights", ("down", "across"), "down")
    if layout == "bracket_matrix":
        edge = "weight" if weights == "down" else "to"
        if edge not in columns and not (edge == "weight" and "upto" in columns):
            table.fault("columns", Reason("mapping.edge_missing", edge=edge, weights=weights))
    header = table.integer("header_row", 1)
    last = table.integer("last_row") if table.has("last_row") else None
    found = SheetMap(
        place=table.place,
        service=table.text("service"),
        sheet=table.text("sheet", ""),
        layout=layout,
        header_row=header,
        first_row=table.integer("first_row", header + 1),
        last_row=last,
        weight_unit=table.choice("weight_unit", ("kg", "g", "lb", "oz"), "kg"),
        columns=columns,
        ignore=table.texts("ignore"),
        over_g=_weight(table, "over", "") or 0,
        upto_g=_weight(table, "upto", ""),
        step_g=_weight(table, "step", "1 g") or 1,
        first_g=_weight(table, "first", ""),
        minimum_g=_weight(table, "minimum", "") or 0,
        close_gaps_g=_weight(table, "close_gaps", "1 g") or 1,
        fill_down=table.flag("fill_down", default=False),
        weights=weights,
        groups=_groups(table),
        zones=_zones(table),
        destination=destination,
        part=table.text("part", ""),
        where=_where(table),
        unit_g=table.read("price_unit", _unit, "1 kg") or Fraction(1000),
        steps=_steps(table),
        per_kg_over_g=_weight(table, "per_kg_over", ""),
        cheaper_bracket=table.flag("cheaper_bracket", default=False),
        free=table.flag("free", default=False),
        decimal_comma=table.flag("decimal_comma", default=False),
    )
    if found.header_row < 1 or found.first_row <= found.header_row:
        table.fault("first_row", Reason("mapping.first_row_above"))
    if layout == "first_additional" and found.first_g is None and "first_weight" not in columns:
        table.fault("first", Reason("mapping.first_missing"))
    table.finish()
    return found


def _weight(table: Table, key: str, default: str) -> int | None:
    """Grams; zero only where it is written "0 g"."""
    if table.has(key) and table.values[key] == "0 g":
        return 0
    return table.read(key, grams, default)


def _unit(text: str) -> Fraction:
    """The grams that a price is for: "1 kg", "100 g", "1 lb"."""
    found = exact(text, None, "gram")
    if found <= 0:
        raise ReadError(Reason("mapping.unit_zero", text=text))
    return found


def _steps(table: Table) -> tuple[tuple[int, int], ...]:
    """Started steps by weight, as ["10 g", "over 2 kg: 500 g"]."""
    found: list[tuple[int, int]] = []
    for text in table.texts("steps"):
        match = _STEP.fullmatch(text)
        try:
            step = grams(match[2] if match else text)
            found.append((grams(match[1]) if match else 0, step))
        except ReadError as error:
            table.fault("steps", Reason("toml_key.unreadable", error=error))
    if found and (found[0][0] or [over for over, _ in found] != sorted({over for over, _ in found})):
        table.fault("steps", Reason("mapping.steps_order"))
    return tuple(found)


def _where(table: Table) -> dict[str, tuple[str, ...]]:
    """Header -> the texts of which one must stand in the column."""
    part = table.table("where") if table.has("where") else None
    if part is None:
        return {}
    found = {}
    for name, value in part.values.items():
        found[name] = part.texts(name) if isinstance(value, list) else (part.text(name),)
    return {name: tuple(plain(text) for text in texts) for name, texts in found.items()}


def _texts_of(table: Table, key: str) -> dict[str, str]:
    part = table.table(key)
    return {name: part.text(name) for name in part.values}


def _groups(table: Table) -> dict[str, tuple[str, ...]]:
    part = table.table("groups")
    return {name: tuple(sorted(dict.fromkeys(_places(part, name)))) for name in part.values}


def _places(part: Table, name: str) -> Iterator[str]:
    """Countries, and ranges of their postcodes: "AU 2000-2234" as "AU 2000 2234"."""
    for text in part.texts(name):
        code, _, ends = text.strip().partition(" ")
        try:
            yield from (f"{country(code)} {ends}" for ends in postcode_ranges(ends)) if ends and any(
                map(str.isdigit, ends)) else (country(text),)  # fmt: skip
        except ReadError as error:
            part.fault(name, Reason("toml_key.unreadable", error=error))


def _zones(table: Table) -> tuple[ZoneSheet, ...]:
    """The lists of zones: one table, or several."""
    if not table.has("zones"):
        return ()
    parts = table.tables("zones") if isinstance(table.values["zones"], list) else [table.table("zones")]
    return tuple(_zone_list(part) for part in parts)


def _zone_list(part: Table) -> ZoneSheet:
    found = ZoneSheet(
        part.text("sheet"),
        part.integer("header_row", 1),
        part.text("zone"),
        part.text("to"),
        part.text("postcodes", ""),
        part.flag("fill_down", default=False),
    )
    part.finish()
    return found
