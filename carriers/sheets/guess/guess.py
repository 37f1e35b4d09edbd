"""A proposal of the mapping for a sheet nobody has described yet; a person reads it before it is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from carriers.files.toml_text import toml_value
from carriers.sheets.destinations import countries, folded
from carriers.sheets.figures import Span, price, span
from carriers.sheets.lanes import Band, bands
from carriers.sheets.layouts import lanes_of
from carriers.sheets.mapping import SheetMap
from carriers.sheets.reading import Reading
from carriers.sheets.workbook import letter
from carriers.sheets.zone_tables import zone_sheets, zone_table
from routing.errors import Fault, InputError, ReadError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from carriers.sheets.mapping import ZoneSheet
    from carriers.sheets.workbook import Sheet

    Zoned = Sequence[tuple[ZoneSheet, frozenset[str]]]

_HEADER_ROWS: Final = 25
_WORDS: Final = {
    "additional": r"续重|additional|each add|next",
    "first": r"首重|first",
    "fee": r"挂号|处理费|操作费|手续费|registration|handling|\bfee\b|元/(?:件|票|单)",
    "weight": r"重量|weight",
    "per_kg": r"公斤|千克|/ ?kg|per kg|运费|单价|资费",
    "price": r"价格|price|运价|rate",
    "to": r"国家|目的地|destination|country|地区|区域|分区|zone",
}
_AS_WEIGHT: Final = {"first": "first_weight", "additional": "step_weight"}
"""What a column means whose cells hold weights, although its header speaks of first and additional."""
_UNIT: Final = re.compile(r"kg|公斤|千克|[^k]g\b|克", re.IGNORECASE)
_WEIGHT: Final = re.compile(r"(\d+(?:\.\d+)?) ?(kg|g|公斤|克)", re.IGNORECASE)
_CARD: Final = """\
# Proposed for {file}: read it, fill in what is empty, and run cards import with --map.
name = ""
currency = "CNY"
basis = "contract"
valid_from = {today}
source = ""

[[service]]
code = ""
carrier = ""
name = ""
class = ""
# tracked = true or false
transit_days = []
goods = []
limits = ["weight <= {most} g"]

[[sheet]]
service = ""
"""


@frozen
class Guess:
    """A proposed mapping as text, and the first prices as it would read them."""

    text: str
    rows: tuple[tuple[str, str, Band], ...]
    """(destination, countries, band)"""
    passed: tuple[Reason, ...]
    faults: tuple[Fault, ...]


def guess(sheets: Sequence[Sheet], today: str) -> Guess:
    """The likeliest mapping.

    Raises:
        InputError: no row looks like the header of a price table.
    """
    zoned = tuple(zone_sheets(sheets))
    tried = [found for sheet in sheets for row in range(_HEADER_ROWS) if (found := _layout(sheet, row, zoned))]
    if not tried:
        message = Reason("guess.no_header")
        raise InputError([Fault(sheets[0].file, sheets[0].name, message)])
    best = max(tried, key=lambda one: one[0])
    _, sheet, how = best
    faults: list[Fault] = []
    zones: dict[str, tuple[str, ...]] = {}
    if how.zones is not None:
        lists = next(one for one in sheets if one.name == how.zones.sheet)
        zones = zone_table(lists, how.zones, how, faults)
    reading = Reading(sheet, how, "CNY", zones, faults)
    lanes = lanes_of(reading)
    rows = [(lane.zone, " ".join(lane.codes), band) for lane in lanes for band in bands(lane, how, sheet, faults)]
    most = max((band.upto_g for _, _, band in rows), default=2000)
    card = _CARD.format(file=sheet.file.rsplit("/", 1)[-1], today=today, most=most)
    return Guess(card + _text(how), tuple(rows), tuple(reading.passed), tuple(faults))


def _layout(sheet: Sheet, row: int, zoned: Zoned) -> tuple[int, Sheet, SheetMap] | None:
    """How well a row would do as a header, and the mapping that goes with it."""
    cells = sheet.cells[row] if row < len(sheet.cells) else []
    if sum(bool(cell) for cell in cells) < 2:
        return None
    below = _below(sheet, row)
    named = _named(cells, below)
    if {"to", "first", "additional"} <= named.keys():
        first, step = (_weight(cells[named[key]]) or "500 g" for key in ("first", "additional"))
        columns = _picked(cells, named, ("to", "first_weight", "first", "step_weight", "additional", "fee"))
        how = _map(sheet, row, "first_additional", columns, _unit(cells), first=first, step=step)
        return 40, sheet, _filled(how, sheet, named, zoned)
    listed = _list(sheet, row, named)
    return _matrix(sheet, row, zoned) or (listed and (*listed[:2], _filled(listed[2], sheet, named, zoned)))


def _filled(how: SheetMap, sheet: Sheet, named: dict[str, int], zoned: Zoned) -> SheetMap:
    """The mapping of a list, with empty destinations read as the one above, and zones as the sheet that lists them."""
    rows = [row for row in sheet.cells[how.first_row - 1 :] if len(row) > max(named.values())]
    empty = any(not row[named["to"]] and all(row[at] for key, at in named.items() if key != "to") for row in rows)
    return evolve(how, fill_down=empty, zones=_zones_of({row[named["to"]] for row in rows}, zoned))


def _zones_of(names: Iterable[str], zoned: Zoned) -> ZoneSheet | None:
    """The sheet that lists the zones of these names, where they are no destinations themselves."""
    strange = {folded(name) for name in names if name and not _is_destination(name)}
    return next((at for at, zones in zoned if strange & zones), None)


def _matrix(sheet: Sheet, row: int, zoned: Zoned) -> tuple[int, Sheet, SheetMap] | None:
    """A matrix: weights across and destinations down, or the other way round."""
    cells = sheet.cells[row]
    below = _below(sheet, row)
    edge = next(column for column, cell in enumerate(cells) if cell)
    right = cells[edge + 1 :]
    kind = [key for key in ("to", "weight") if re.search(_WORDS[key], cells[edge], re.IGNORECASE)]
    if "to" in kind and sum(map(_is_weight, right)) >= 3:
        names = [line[edge] for line in below if len(line) > edge]
        zones = _zones_of(names, zoned)
        if zones is not None or any(map(_is_destination, names)):
            how = _map(sheet, row, "bracket_matrix", {"to": cells[edge]}, _unit(cells), weights="across")
            return 30, sheet, evolve(how, zones=zones)
    if "weight" in kind and _rows_of(below, edge, _is_weight) >= 2:
        zones = _zones_of(right, zoned)
        if zones is not None or sum(map(_is_destination, right)) >= 2:
            how = _map(sheet, row, "bracket_matrix", {"weight": cells[edge]}, _unit(cells))
            return 30, sheet, evolve(how, zones=zones)
    return None


def _list(sheet: Sheet, row: int, named: dict[str, int]) -> tuple[int, Sheet, SheetMap] | None:
    """A price a row: per kg and a fee, or one for each weight range."""
    cells = sheet.cells[row]
    if {"to", "per_kg"} <= named.keys():
        columns = _picked(cells, named, ("to", "weight", "per_kg", "fee"))
        return 20 + ("fee" in named), sheet, _map(sheet, row, "per_kg_plus_fee", columns, _unit(cells))
    if {"to", "weight", "price"} <= named.keys():
        columns = _picked(cells, named, ("to", "weight", "price", "fee"))
        return 20, sheet, _map(sheet, row, "bracket_list", columns, _unit(cells))
    return None


def _picked(cells: Sequence[str], named: dict[str, int], keys: tuple[str, ...]) -> dict[str, str]:
    return {key: cells[named[key]] for key in keys if key in named}


def _below(sheet: Sheet, row: int) -> list[list[str]]:
    """The first rows under a header."""
    return [sheet.cells[at] for at in range(row + 1, min(row + 12, len(sheet.cells)))]


def _named(cells: Sequence[str], below: Sequence[Sequence[str]]) -> dict[str, int]:
    """What -> the first column whose header says so; each column says one thing."""
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        key = next((key for key, words in _WORDS.items() if re.search(words, cell, re.IGNORECASE)), None)
        if key in _AS_WEIGHT and _WEIGHT.fullmatch(next((row[column] for row in below if len(row) > column), "")):
            key = _AS_WEIGHT[key]
        if key == "to" and "to" in found and not _rows_of(below, found["to"], _is_destination):
            found["to"] = column  # 分区 stands before 国家: the column whose cells are destinations
        if key is not None:
            found.setdefault(key, column)
    return found


def _unit(cells: Sequence[str]) -> str:
    """The unit of bare weights, as the header names it."""
    weight = next((cell for cell in cells if re.search(_WORDS["weight"], cell, re.IGNORECASE)), "")
    match = _UNIT.search(weight)
    return "g" if match and match[0].casefold() not in {"kg", "公斤", "千克"} else "kg"


def _weight(cell: str) -> str | None:
    match = _WEIGHT.search(cell)
    if match is None:
        return None
    return f"{match[1]} {'kg' if match[2].casefold() in {'kg', '公斤'} else 'g'}"


def _reads(text: str, reader: Callable[[str], object]) -> bool:
    try:
        return bool(text) and reader(text) is not None
    except ReadError:
        return False


def _is_destination(text: str) -> bool:
    return _reads(text, lambda one: countries(one, {})) and not _reads(text, lambda one: price(one, "CNY"))


def _is_weight(text: str) -> bool:
    return _reads(text, lambda one: span(one, "kg"))


def _rows_of(below: Sequence[Sequence[str]], column: int, test: Callable[[str], bool]) -> int:
    return sum(len(row) > column and test(row[column]) for row in below)


def _map(
    sheet: Sheet, row: int, layout: str, columns: dict[str, str], unit: str, *,
    first: str = "", step: str = "", weights: str = "down",
) -> SheetMap:  # fmt: skip
    has_weights = layout in {"bracket_matrix", "bracket_list"} or "weight" in columns
    return SheetMap(
        place="sheet[1]", service="", sheet=sheet.name, layout=layout, header_row=row + 1, first_row=row + 2,
        last_row=None, weight_unit=unit, columns=_told(sheet, row, columns), ignore=(), over_g=0,
        upto_g=None if has_weights else 30_000 if layout == "first_additional" else 2_000,
        step_g=_grams(step) or 1, first_g=_grams(first), minimum_g=0, close_gaps_g=1, fill_down=False,
        weights=weights, groups={}, zones=None,
    )  # fmt: skip


def _told(sheet: Sheet, row: int, columns: dict[str, str]) -> dict[str, str]:
    """Columns by their header; by their letter where two headers read alike."""
    cells = sheet.cells[row]
    return {key: head if cells.count(head) == 1 else letter(cells.index(head)) for key, head in columns.items()}


def _grams(text: str) -> int | None:
    found = span(text, "g") if text else Span(None, None)
    return found.upto_g


def _text(how: SheetMap) -> str:
    lines = [
        f"sheet = {toml_value(how.sheet)}",
        f"layout = {toml_value(how.layout)}",
        f"header_row = {how.header_row}",
        f"weight_unit = {toml_value(how.weight_unit)}",
        f"columns = {toml_value(dict(how.columns))}",
    ]
    lines += ["fill_down = true"] if how.fill_down else []
    if how.zones is not None:
        head = {"header_row": how.zones.header_row} if how.zones.header_row != 1 else {}
        zones = {"sheet": how.zones.sheet, **head, "zone": how.zones.zone, "to": how.zones.to}
        lines.append(f"zones = {toml_value(zones)}")
    lines += [f"weights = {toml_value(how.weights)}"] if how.layout == "bracket_matrix" else []
    lines += [f'first = "{how.first_g} g"'] if how.first_g else []
    lines += [f'step = "{how.step_g} g"'] if how.step_g != 1 else []
    lines += [f'upto = "{how.upto_g} g"'] if how.upto_g else []
    return "\n".join(lines) + "\n"
