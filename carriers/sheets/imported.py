"""A price sheet and its mapping to the three files of a card."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from attrs import define, evolve, frozen

from carriers.cards.catalogue import read_card
from carriers.files.amounts import COUNTRIES
from carriers.files.toml_text import toml_text
from carriers.sheets.billing import Billing
from carriers.sheets.destinations import REST, countries
from carriers.sheets.lanes import Band, Lane, bands
from carriers.sheets.layouts import lanes_of
from carriers.sheets.proposed import billing_of
from carriers.sheets.reading import Reading
from carriers.sheets.workbook import unseen
from carriers.sheets.zone_tables import named, zones_of
from routing.errors import Fault, InputError, ReadError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carriers.sheets.mapping import SheetMap, SheetMapping
    from carriers.sheets.workbook import Sheet

ZONES = ("service", "zone", "country", "source")
RATES = ("service", "zone", "over_g", "upto_g", "base", "base_covers_g", "step_g", "per_step")


@frozen
class Imported:
    """The texts of a card's files by name, and what the sheet held that was passed over."""

    files: dict[str, str]
    passed: tuple[Reason, ...]
    zones: int
    bands: int


_Read: TypeAlias = "tuple[Lane, SheetMap, Sheet, Billing]"


def _gone_on(before: _Read | None, more: _Read) -> _Read:
    """A lane with the prices of another table that goes on with its destination; open ends end with the further one."""
    if before is None:
        return more
    before[0].prices += more[0].prices
    further = before[1].upto_g is not None and (more[1].upto_g or 0) > before[1].upto_g
    return (before[0], more[1], *before[2:]) if further else before


@define
class _Claims:
    """Who has claimed a country for a service: a country in two zones is a fault of the sheet."""

    found: dict[tuple[str, str], tuple[str, str]]
    """(service, country) -> zone and cell."""
    faults: list[Fault]

    def claim(self, service: str, code: str, sheet: Sheet, lane: Lane) -> bool:
        """Whether the country is newly this zone's; a claim by another zone is noted."""
        if (service, code) not in self.found:
            self.found[service, code] = lane.zone, sheet.cell_name(lane.row, lane.column)
            return True
        zone, before = self.found[service, code]
        if zone != lane.zone:
            message = Reason("sheet.claimed_twice", code=code, before=before)
            self.faults.append(sheet.fault(message, lane.row, lane.column))
        return False


def import_sheet(sheets: Sequence[Sheet], mapping: SheetMapping) -> Imported:
    """The card that the mapping makes of the sheets.

    Raises:
        InputError: every fault of the sheets by cell, or of the mapping's own card by key.
    """
    faults: list[Fault] = []
    passed: list[Reason] = []
    zone_rows: list[tuple[str, ...]] = []
    rate_rows: list[tuple[object, ...]] = []
    claims = _Claims({}, faults)
    currencies = {str(one.get("code")): str(one.get("currency", "")) for one in mapping.card.get("service", [])}
    passed += unseen(sheets)
    passed += [Reason("sheet.passed_hidden_sheet", sheet=sheet.name) for sheet in sheets if sheet.hidden]
    rests: list[tuple[str, str, str]] = []
    lanes: dict[tuple[str, str], _Read] = {}
    for how in mapping.sheets:
        sheet = named(sheets, how.sheet)
        if sheet is None:
            known = tuple(one.name for one in sheets)
            message = Reason("sheet.none_named", name=how.sheet, known=known)
            faults.append(Fault(mapping.file, f"{how.place}.sheet", message))
            continue
        zones = zones_of(sheets, how, mapping.file, faults)
        currency = currencies.get(how.service) or str(mapping.card.get("currency", ""))
        reading = Reading(sheet, how, currency, zones, faults)
        for lane in lanes_of(reading):
            for part, billing in _billed(lane, how, mapping):
                key = how.service, part.zone
                lanes[key] = _gone_on(lanes.get(key), (part, how, sheet, billing))
                place = sheet.cell_name(part.row, part.column)
                own = [code for code in part.codes if claims.claim(how.service, code, sheet, part)]
                zone_rows += [(how.service, part.zone, code, place) for code in own if code != REST]
                rests += [(how.service, part.zone, place) for code in own if code == REST]
        passed += reading.passed
        closed = any(one.code == "sheet.passed_closed" for one in reading.passed)
        if not reading.lanes and not faults and not closed:
            faults.append(sheet.fault(Reason("sheet.no_price_below"), how.header_row - 1))
    for service, zone, place in rests:
        told = {code.partition(" ")[0] for other, _, code, _ in zone_rows if other == service}
        left_out = {code for how in mapping.sheets for name, codes in how.groups.items() if not codes
                    for code in _codes_of(name)}  # fmt: skip
        zone_rows += [(service, zone, code, place) for code in sorted(COUNTRIES - told - left_out - {"CN"})]
    for (service, zone), (lane, how, sheet, billing) in lanes.items():
        rate_rows += [_rate(service, zone, band) for band in bands(lane, how, sheet, faults, billing)]
    if faults:
        raise InputError(dict.fromkeys(faults))
    files = {
        "card.toml": toml_text(mapping.card),
        "zones.csv": _csv(*_zones_csv(zone_rows)),
        "rates.csv": _csv(RATES, rate_rows),
        **mapping.files,
    }
    check_files(files, mapping.file)
    return Imported(files, tuple(passed), len({row[:2] for row in zone_rows}), len(rate_rows))


def _billed(lane: Lane, how: SheetMap, mapping: SheetMapping) -> list[tuple[Lane, Billing]]:
    """The lane by how its countries' weights are billed: rules from notes may be for some of them."""
    plain = Billing(how.minimum_g, how.steps)
    if not lane.codes:  # a destination that the mapping leaves out everywhere
        return []
    kinds: dict[Billing, list[str]] = {}
    for code in lane.codes:
        kinds.setdefault(billing_of(mapping.rules, how.service, code, plain), []).append(code)
    if len(kinds) == 1:
        return [(lane, next(iter(kinds)))]
    return [
        (evolve(lane, zone=f"{lane.zone} {' '.join(codes)}", codes=tuple(codes), prices=list(lane.prices)), billing)
        for billing, codes in kinds.items()
    ]


def check_files(files: dict[str, str], told_as: str) -> None:
    """Refuses what the loader of cards would refuse.

    Raises:
        InputError: the loader's faults; those of card.toml under the name `told_as`.
    """
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        faults: list[Fault] = []
        read_card(Path(folder), faults)
    if faults:
        card = str(Path(folder) / "card.toml")
        raise InputError(
            Fault(told_as if fault.file == card else Path(fault.file).name, fault.place, fault.reason)
            for fault in faults
        )


def _rate(service: str, zone: str, band: Band) -> tuple[object, ...]:
    return (service, zone, band.over_g, band.upto_g, band.base, band.base_covers_g, band.step_g, band.per_step)


def _zones_csv(rows: Sequence[tuple[str, ...]]) -> tuple[Iterable[str], Iterable[Iterable[str]]]:
    """Header and rows of zones.csv; with columns for postcodes where a place is a part of a country."""
    if not any(" " in row[2] for row in rows):
        return ZONES, list(rows)
    found = []
    for service, zone, place, source in rows:
        country, _, ends = place.partition(" ")
        start, _, end = ends.partition(" ")
        found.append((service, zone, country, start, end or start, source))
    return (*ZONES[:3], "postcode_from", "postcode_to", "source"), found


def _codes_of(name: str) -> tuple[str, ...]:
    try:
        return countries(name, {})
    except ReadError:
        return ()


def _csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
