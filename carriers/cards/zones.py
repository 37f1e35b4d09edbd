"""The table of countries of a card, and lists of places, to `Zone` lines; every line at fault is noted by its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.files.amounts import country
from carriers.files.rows import Row, load_csv
from routing.reason import Reason
from routing.services.service import Zone
from routing.values.postcode import fold, within

if TYPE_CHECKING:
    from pathlib import Path

    from routing.errors import Fault

ZONE_COLUMNS = ("service", "zone", "country"), ("postcode_from", "postcode_to", "source")
PLACE_COLUMNS = ("country",), ("postcode_from", "postcode_to", "source")


def read_zones(path: Path, faults: list[Fault]) -> dict[str, list[Zone]]:
    """Service -> its lines of a zone table; what is wrong with the table is added to `faults`."""
    found: dict[str, list[Zone]] = {}
    seen: dict[tuple[str, str], list[tuple[Row, Zone]]] = {}
    for row in load_csv(path, *ZONE_COLUMNS, faults):
        zone = _place(row)
        if not row.text("zone"):
            row.fault(Reason("rates.zone_empty"))
            continue
        if zone is None:
            continue
        found.setdefault(row.text("service"), []).append(zone)
        others = seen.setdefault((row.text("service"), zone.country), [])
        for other, claimed in others:
            if _same_place(zone, claimed):
                row.fault(Reason("zones.claimed_twice", country=zone.country, place=other.place))
        others.append((row, zone))
    return found


def read_places(path: Path, faults: list[Fault]) -> tuple[Zone, ...]:
    """The places of a list of countries or postcodes; what is wrong with the list is added to `faults`."""
    rows = load_csv(path, *PLACE_COLUMNS, faults)
    return tuple(zone for zone in map(_place, rows) if zone is not None)


def _place(row: Row) -> Zone | None:
    code = row.read("country", country)
    start, end = fold(row.text("postcode_from")), fold(row.text("postcode_to"))
    if bool(start) != bool(end):
        row.fault(Reason("zones.range_one_end"))
        return None
    if start > end and not start.startswith(end):
        row.fault(Reason("postcode.range_reversed", start=start, end=end))
        return None
    return None if code is None else Zone(row.text("zone"), code, start, end)


def _same_place(one: Zone, other: Zone) -> bool:
    if not one.postcode_from or not other.postcode_from:
        return one.postcode_from == other.postcode_from
    return within(one.postcode_from, other.postcode_from, other.postcode_to) or within(
        other.postcode_from, one.postcode_from, one.postcode_to
    )
