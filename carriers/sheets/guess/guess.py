"""A proposal of the mapping for a workbook nobody has described yet; a person reads it before it is used."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field, frozen

from carriers.sheets.destinations import folded
from carriers.sheets.figures import Span, price, span
from carriers.sheets.guess.heads import UNITS, currency_of, head
from carriers.sheets.guess.notes import rules_of, tells
from carriers.sheets.guess.propose import Assumed, Noted, mapping_tables, mapping_text
from carriers.sheets.guess.services import key_of, services_of, valid_from
from carriers.sheets.guess.tables import Found, is_destination, is_price, reads, tables
from carriers.sheets.lanes import Band, bands
from carriers.sheets.layouts import lanes_of
from carriers.sheets.mapping import SheetMap
from carriers.sheets.reading import Reading
from carriers.sheets.workbook import letter
from carriers.sheets.zone_tables import zone_sheets, zone_table
from routing.errors import Fault, InputError, ReadError
from routing.reason import Reason
from routing.values.units import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from carriers.sheets.guess.propose import Service
    from carriers.sheets.mapping import ZoneSheet
    from carriers.sheets.workbook import Sheet

    Zoned = Sequence[tuple[ZoneSheet, frozenset[str]]]

_NO_PRICES: Final = re.compile(
    r"试算|重派|退件|退货|目录|操作流程|赔偿|理赔|派送范围|偏远|查询|分区表|禁运|index|contents|calculator",
    re.IGNORECASE,
)
_COLUMNS: Final = ("to", "zone", "weight", "over", "upto", "per_kg", "price", "first", "first_weight", "additional",
                   "step_weight", "settled", "discount", "fee", "fee_2", "fee_3", "fee_4", "minimum", "step",
                   "minimum_charge")  # fmt: skip
_OF_MATRIX: Final = ("to", "weight", "over", "upto")
_HEAVY_KG: Final = 200
"""Bare weights above this are no kilograms."""
_FINE_G: Final = 10
_OPEN_UPTO_G: Final = 30_000


@frozen
class Guess:
    """A proposed mapping as text, and the first prices as it would read them."""

    tables: Mapping[str, Any]
    """The mapping as TOML's values, and reasons where a sentence is for a person."""
    rows: tuple[tuple[str, str, Band], ...]
    """(destination, countries, band)"""
    passed: tuple[Reason, ...]
    faults: tuple[Fault, ...]

    def text(self, say: Callable[[Reason], str]) -> str:
        """The mapping as TOML text; `say` puts a reason in words."""
        return mapping_text(self.tables, say)


@frozen
class _Guessing:
    """What has been found out so far."""

    sheets: tuple[Sheet, ...]
    zoned: Zoned
    services: dict[str, Service] = field(factory=dict)
    assumed: list[Assumed] = field(factory=list)
    faults: list[Fault] = field(factory=list)
    passed: list[Reason] = field(factory=list)


def guess(sheets: Sequence[Sheet], today: str) -> Guess:
    """The likeliest mapping of every visible price table.

    Raises:
        InputError: no row looks like the header of a price table.
    """
    shown = tuple(sheet for sheet in sheets if not sheet.hidden)
    at = _Guessing(shown, tuple(zone_sheets(shown)))
    at.passed.extend(Reason("sheet.passed_hidden_sheet", sheet=sheet.name) for sheet in sheets if sheet.hidden)
    found = list(_tables(at))
    if not found:
        raise InputError([Fault(sheets[0].file, shown[0].name if shown else "", Reason("guess.no_header"))])
    at.services.update(services_of(found, at.assumed))
    maps: list[SheetMap] = []
    rows: list[tuple[str, str, Band]] = []
    for one in found:
        service = at.services[key_of(one)]
        currency = _currency(one, at)
        how, read = _settled(one, _map(one, service.code, currency, at), currency, at)
        maps.append(how)
        rows += read
        most = max((band.upto_g for _, _, band in read), default=0)
        at.services[key_of(one)] = evolve(service, currency=currency, most_g=max(most, service.most_g))
    begins = valid_from(shown)
    if begins is None:
        at.assumed.append(Assumed(Reason("assumed.valid_from", day=today)))
    proposal = mapping_tables(
        file=Path(sheets[0].file).name, valid_from=begins or today, services=list(at.services.values()), maps=maps,
        notes=list(_notes(found, at)), assumed=at.assumed,
    )  # fmt: skip
    return Guess(proposal, tuple(rows), tuple(dict.fromkeys(at.passed)), tuple(dict.fromkeys(at.faults)))


def _tables(at: _Guessing) -> Iterator[Found]:
    """The price tables; those whose title says that they hold other charges are passed over."""
    zones = frozenset[str]().union(*(names for _, names in at.zoned))
    for sheet in at.sheets:
        for one in tables(sheet, zones):
            title = one.title or sheet.name
            if _NO_PRICES.search(title):
                at.passed.append(Reason("sheet.passed_table", place=sheet.place(one.header_row), title=title))
            else:
                yield one


def _map(one: Found, service: str, currency: str, at: _Guessing) -> SheetMap:
    """The mapping of a table, as its heads and its figures have it."""
    kinds = _OF_MATRIX if one.layout == "bracket_matrix" else _COLUMNS
    columns = {kind: _told(one, one.columns[kind]) for kind in kinds if kind in one.columns}
    unit = _weight_unit(one, service, at)
    zones, destination = _zones(one, at.zoned), one.destination
    if "to" not in columns and not destination and one.layout != "bracket_matrix":
        destination = _destination(one, service, at)
    if one.layout == "bracket_matrix" and one.weights == "down" and "upto" in columns:
        columns.pop("weight", None)
    if _starts(one):
        columns = {("over" if kind == "weight" else kind): head for kind, head in columns.items()}
    first, step, breaks = _steps(one, service, currency, unit, at)
    below = one.sheet.cells[one.first_row : one.last_row]
    to = one.columns.get("to", -1)
    price_at = next((one.columns[kind] for kind in ("per_kg", "price", "first") if kind in one.columns), -1)
    empty = any(
        0 <= to < len(row) and not row[to] and 0 <= price_at < len(row) and is_price(row[price_at]) for row in below
    )
    return SheetMap(
        place="", service=service, sheet=one.sheet.name, layout=one.layout, header_row=one.header_row + 1,
        first_row=one.first_row + 1, last_row=one.last_row if one.last_row < len(one.sheet.cells) else None,
        weight_unit=unit, columns=columns, ignore=(), over_g=0, upto_g=_upto(one), step_g=step, first_g=first,
        minimum_g=0, close_gaps_g=1, fill_down=empty, weights=one.weights, groups={}, zones=zones,
        destination=destination, part=one.part,
        where={_told(one, column): (text,) for column, text in one.where.items()},
        unit_g=_unit_g(one, service, at), per_kg_over_g=breaks,
    )  # fmt: skip


def _settled(one: Found, how: SheetMap, currency: str, at: _Guessing) -> tuple[SheetMap, list[tuple[str, str, Band]]]:
    """The mapping with gaps of the last digit closed, and the prices as it reads them."""
    if "to" not in how.columns and not how.destination and how.layout != "bracket_matrix":
        at.faults.append(one.sheet.fault(Reason("guess.no_destination"), one.header_row))
        return how, []
    zones: dict[str, tuple[str, ...]] = {}
    if how.zones is not None:
        lists = next(sheet for sheet in at.sheets if sheet.name == how.zones.sheet)
        zones = zone_table(lists, how.zones, how, at.faults)
    reading = Reading(one.sheet, how, currency, zones, at.faults)
    lanes = lanes_of(reading)
    at.passed.extend(reading.passed)
    tried: list[Fault] = []
    rows = [(lane.zone, " ".join(lane.codes), band) for lane in lanes for band in bands(lane, how, one.sheet, tried)]
    gaps = [fault.reason.figures["gap"] for fault in tried if fault.reason.code == "sheet.ranges_gap"]
    if gaps and max(gaps) < _FINE_G:
        how = evolve(how, close_gaps_g=max(gaps))
        said = Reason("assumed.gaps_closed", grams=max(gaps))
        at.assumed.append(Assumed(said, one.sheet.place(one.header_row), (how.service,)))
        tried = []
        rows = [(lane.zone, " ".join(lane.codes), band) for lane in lanes for band in bands(lane, how, one.sheet, tried)]
    at.faults.extend(tried)
    return how, rows


def _told(one: Found, column: int) -> str:
    """A column by its head; by its letter where two heads read alike or it has none."""
    cells = one.sheet.cells[one.header_row]
    text = cells[column] if column < len(cells) else ""
    alike = [cell for cell in cells if "".join(cell.casefold().split()) == "".join(text.casefold().split())]
    return text if text and len(alike) == 1 and not re.fullmatch(r"[A-Z]{1,2}", text) else letter(column)


def _currency(one: Found, at: _Guessing) -> str:
    """The currency of a table: of its heads, of its cells, of the texts above it; else CNY, to be confirmed."""
    cells = one.sheet.cells
    heads = [one.sheet.text(one.header_row, column) for kind, column in one.columns.items() if kind not in _OF_MATRIX]
    named = {code for text in heads if (code := currency_of(text))}
    if not named:
        body = (cell for row in cells[one.first_row : one.first_row + 8] for cell in row if re.search(r"\d", cell))
        named = {code for cell in body if len(cell) < 20 and (code := currency_of(cell))}
    if not named:
        above = [cell for row in cells[: one.header_row + 1] for cell in row if cell and not is_destination(cell)]
        named = {code for text in above if len(text) < 60 and (code := currency_of(text))}
    place = one.sheet.place(one.header_row)
    service = at.services[key_of(one)].code
    if len(named) == 1:
        return named.pop()
    said = Reason("assumed.currency_of", named=tuple(sorted(named))) if named else Reason("assumed.currency")
    at.assumed.append(Assumed(said, place, (service,)))
    return "CNY"


def _weight_unit(one: Found, service: str, at: _Guessing) -> str:
    """The unit of bare weights: of the head, else told by the figures, to be confirmed."""
    for kind in ("weight", "upto", "over"):
        unit = head(one.text(kind)).weight_unit if kind in one.columns else ""
        if unit:
            return unit
    bare = [cell for cell in _weights(one) if not re.search(r"[a-z公斤千克磅]", cell, re.IGNORECASE)]
    figures = [float(text) for cell in bare for text in re.findall(r"\d+(?:\.\d+)?", cell)]
    above = " ".join(cell for row in one.sheet.cells[: one.header_row + 1] for cell in row if len(cell) < 60)
    said = re.search(r"重量?单位\s*:?\s*\(?(kgs?|公斤|千克|克|g|lbs?)", above, re.IGNORECASE)
    if said:
        return UNITS[said[1].lower()]
    unit = "g" if figures and max(figures) > _HEAVY_KG else "kg"
    if figures:
        place = one.sheet.place(one.header_row)
        at.assumed.append(Assumed(Reason("assumed.weight_unit", unit=unit), place, (service,)))
    return unit


def _unit_g(one: Found, service: str, at: _Guessing) -> Fraction:
    """The grams that a price is for; supposed to be 1 kg, to be confirmed, where no head says it."""
    kinds = [kind for kind in ("settled", "per_kg", "price") if kind in one.columns]
    if one.layout != "per_kg_plus_fee" or not kinds:
        return Fraction(1000)
    units = [unit for kind in kinds if (unit := head(one.text(kind)).unit)]
    if not units and any(head(one.text(kind)).weight_unit for kind in kinds):
        units = [f"1 {head(one.text(kind)).weight_unit}" for kind in kinds if head(one.text(kind)).weight_unit]
    if not units:
        said = Reason("assumed.price_unit", head=one.text(kinds[-1]))
        at.assumed.append(Assumed(said, one.sheet.place(one.header_row, one.columns[kinds[-1]]), (service,)))
        return Fraction(1000)
    found = Fraction(exact(units[0], None, "gram"))
    if found not in {1, 1000}:
        said = Reason("assumed.by_the_gram", unit=units[0])
        at.assumed.append(Assumed(said, one.sheet.place(one.header_row, one.columns[kinds[-1]]), (service,)))
    return found


def _weights(one: Found) -> list[str]:
    """The cells that hold a table's weights."""
    if one.layout == "bracket_matrix" and one.weights == "across":
        return [cell for cell in one.sheet.cells[one.header_row] if reads(cell, lambda text: span(text, "kg"))]
    columns = [one.columns[kind] for kind in ("weight", "over", "upto") if kind in one.columns]
    rows = one.sheet.cells[one.first_row : one.last_row]
    return [row[column] for row in rows for column in columns if column < len(row) and row[column]]


def _starts(one: Found) -> bool:
    """Whether single weights are the starts of ranges: the lightest is 0."""
    if "weight" not in one.columns or one.layout == "bracket_matrix":
        return False
    cells = _weights(one)
    return (
        bool(cells)
        and all(re.fullmatch(r"\d+(?:\.\d+)?\s*(?:kg|g)?", cell) for cell in cells)
        and any(re.fullmatch(r"0(?:\.0+)?\s*(?:kg|g)?", cell) for cell in cells)
    )


def _steps(one: Found, service: str, currency: str, unit: str, at: _Guessing) -> tuple[int | None, int, int | None]:
    """The first weight, the step, and the weight from which rows of a matrix are prices per kg."""
    if one.layout == "first_additional":
        first = head(one.text("first")).grams if "first_weight" not in one.columns else None
        step = head(one.text("additional")).grams
        if (first is None and "first_weight" not in one.columns) or (step is None and "step_weight" not in one.columns):
            said = Reason("assumed.first_weights")
            at.assumed.append(Assumed(said, one.sheet.place(one.header_row), (service,)))
        return first or (None if "first_weight" in one.columns else 500), step or 500, None
    if one.layout != "bracket_matrix" or one.weights != "down":
        return None, 1, None
    edge = one.columns.get("weight", one.columns.get("upto", 0))
    last: float | None = None
    for row in one.sheet.cells[one.first_row : one.last_row]:
        label = row[edge] if edge < len(row) else ""
        weight = _span(label, unit)
        amounts = [float(value) for cell in row[edge + 1 :] if (value := _amount(cell, currency))]
        if weight is None or not amounts:
            continue
        if weight.upto_g is None and (weight.per_kg or (last is not None and max(amounts) < last / 2)):
            start = (weight.over_g or 0) + 1
            why = Reason("assumed.per_kg_from", label=label)
            at.assumed.append(Assumed(why, one.sheet.place(one.first_row, edge), (service,)))
            return None, 1000, start
        last = min(amounts)
    return None, 1, None


def _upto(one: Found) -> int | None:
    """The heaviest weight of tables that name none."""
    if one.layout == "first_additional" and not {"weight", "upto"} & one.columns.keys():
        return _OPEN_UPTO_G
    if one.layout == "bracket_matrix" and not any(_span(cell, "kg") for cell in _weights(one)):
        return _OPEN_UPTO_G
    if one.layout in {"per_kg_plus_fee", "bracket_list"} and not {"weight", "upto", "over"} & one.columns.keys():
        return 2_000
    starts = [found.over_g or 0 for cell in _weights(one) if (found := _span(cell, "kg")) and found.upto_g is None]
    if starts:
        return max(_OPEN_UPTO_G, 3 * (max(starts) + 1))
    return 2 * _OPEN_UPTO_G if _starts(one) else None


def _span(text: str, unit: str) -> Span | None:
    try:
        return span(text, unit) if text else None
    except ReadError:
        return None


def _amount(text: str, currency: str) -> Decimal | None:
    try:
        return price(text, currency)
    except ReadError:
        return None


def _zones(one: Found, zoned: Zoned) -> ZoneSheet | None:
    """The sheet that lists the zones of a table's destinations, where they are no countries themselves."""
    names: Iterable[str]
    if one.destination:
        names = [one.destination]
    elif one.layout == "bracket_matrix" and one.weights == "down":
        edge = one.columns.get("weight", one.columns.get("upto", 0))
        names = one.sheet.cells[one.header_row][edge + 1 :]
    else:
        at = one.columns.get("to", -1)
        names = [row[at] for row in one.sheet.cells[one.first_row : one.last_row] if 0 <= at < len(row)]
    strange = {folded(name) for name in names if name and not is_destination(name)}
    return next((place for place, zones in zoned if strange & zones), None)


def _destination(one: Found, service: str, at: _Guessing) -> str:
    """The one country of a table without a column for it: of its title or its sheet's name."""
    above = (cell for cells in one.sheet.cells[: one.header_row] for cell in cells if len(cell) < 40)
    for text in (one.title, one.sheet.name, at.services[key_of(one)].name, *above):
        name = next((word for word in _names_in(text) if is_destination(word)), "")
        if name:
            said = Reason("assumed.destination", name=name, text=text)
            at.assumed.append(Assumed(said, one.sheet.place(one.header_row), (service,)))
            return name
    return ""


def _names_in(text: str) -> Iterator[str]:
    """What may be a country's name in a text: Chinese signs in a row, the longest first, and whole Latin words."""
    for run in re.findall(r"[\u4e00-\u9fff]{2,20}", text):
        for size in range(min(len(run), 10), 1, -1):
            yield from (run[start : start + size] for start in range(len(run) - size + 1))
    words = re.findall(r"[A-Za-z]{3,}", text)
    for size in (3, 2, 1):
        yield from (" ".join(words[start : start + size]) for start in range(len(words) - size + 1))


def _notes(found: Sequence[Found], at: _Guessing) -> Iterator[Noted]:
    """The rules of every sheet's notes, for the services of that sheet; else for all."""
    for sheet in at.sheets:
        codes = tuple(dict.fromkeys(at.services[key_of(one)].code for one in found if one.sheet is sheet))
        whole = len(codes) == len(at.services) or not codes
        for row, column, text in _sentences(sheet, found):
            rules = rules_of(text)
            for rule in rules:
                yield Noted(rule, sheet.place(row, column), () if whole else codes)
            if not rules and tells(text):
                at.passed.append(Reason("sheet.passed_note", place=sheet.place(row, column), text=text[:200]))


def _sentences(sheet: Sheet, found: Sequence[Found]) -> Iterator[tuple[int, int, str]]:
    """The texts outside the tables, and those in columns of remarks."""
    inside: dict[int, set[int]] = {}
    for one in found:
        if one.sheet is sheet:
            aside = {one.columns[kind] for kind in ("remark",) if kind in one.columns}
            used = set(one.columns.values()) - aside if one.layout != "bracket_matrix" else set(range(300))
            for row in range(one.header_row, one.last_row):
                inside.setdefault(row, set()).update(used)
    seen: set[str] = set()
    for row, cells in enumerate(sheet.cells):
        for column, text in enumerate(cells):
            if len(text) < 6 or text in seen or re.fullmatch(r"[\d.,%-]+", text):
                continue
            if column in inside.get(row, ()) and not (row not in inside or _alone(cells)):
                continue
            seen.add(text)
            yield row, column, text


def _alone(cells: Sequence[str]) -> bool:
    """Whether a row holds one text alone."""
    return len({cell for cell in cells if cell}) == 1
