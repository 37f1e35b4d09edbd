"""The table of countries of a card, and lists of places, to `Zone` lines; every line at fault is noted by its row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Final

from carriers.files.amounts import country
from carriers.files.rows import Row, load_csv
from routing.reason import Reason
from routing.services.service import Zone
from routing.values.postcode import comparable, fold_end

if TYPE_CHECKING:
    from carriers.files.tables import Table
    from routing.errors import Fault

ZONE_COLUMNS = ("service", "zone", "country"), ("postcode_from", "postcode_to", "source")
_LAST: Final = "\U0010ffff"  # sorts behind every sign of a postcode
PLACE_COLUMNS = ("country",), ("postcode_from", "postcode_to", "source")


def read_zones(path: Path, faults: list[Fault]) -> dict[str, list[Zone]]:
    """Service -> its lines of a zone table; what is wrong with the table is added to `faults`."""
    found: dict[str, list[Zone]] = {}
    seen: dict[tuple[str, str], _Claimed] = {}
    for row in load_csv(path, *ZONE_COLUMNS, faults):
        zone = _place(row)
        if not row.text("zone"):
            row.fault(Reason("rates.zone_empty"))
            continue
        if zone is None:
            continue
        found.setdefault(row.text("service"), []).append(zone)
        for other in seen.setdefault((row.text("service"), zone.country), _Claimed()).add(row, zone):
            row.fault(Reason("zones.claimed_twice", country=zone.country, place=other.place))
    return found


def read_places(path: Path, faults: list[Fault]) -> tuple[Zone, ...]:
    """The places of a list of countries or postcodes; what is wrong with the list is added to `faults`."""
    rows = load_csv(path, *PLACE_COLUMNS, faults)
    return tuple(zone for zone in map(_place, rows) if zone is not None)


def listed_places(table: Table, key: str, folder: Path) -> tuple[Zone, ...]:
    """The places of the list in the card's folder that a key names; none where the key is not there."""
    if not table.has(key):
        return ()
    name = table.text(key)
    if Path(name).name != name:
        table.fault(key, Reason("surcharge.places_no_file_name", name=name))
        return ()
    before = len(table.faults)
    places = read_places(folder / name, table.faults)
    if not places and len(table.faults) == before:  # a list without places would speak of every parcel, or of none
        table.fault(key, Reason("surcharge.no_place"))
    return places


def _place(row: Row) -> Zone | None:
    code = row.read("country", country)
    if not (row.text("postcode_from") or row.text("postcode_to")):
        return None if code is None else Zone(row.text("zone"), code)
    start, end = (fold_end(row.text(name), code or "") for name in ("postcode_from", "postcode_to"))
    if bool(start) != bool(end):
        row.fault(Reason("zones.range_one_end"))
        return None
    first, last = comparable(start, code or ""), comparable(end, code or "")
    if first > last and not first.startswith(last):
        row.fault(Reason("postcode.range_reversed", start=start, end=end))
        return None
    return None if code is None else Zone(row.text("zone"), code, start, end)


class _Claimed:
    """The lines of one country in a zone table, in the order of their postcodes, which never overlap."""

    def __init__(self) -> None:
        self._whole: Row | None = None
        self._starts: list[str] = []
        self._lines: list[tuple[str, Row]] = []

    def add(self, row: Row, zone: Zone) -> list[Row]:
        """Takes a line; those that claim some of its postcodes already come back, and it is not kept then."""
        if not zone.postcode_from:
            other, self._whole = self._whole, self._whole or row
            return [] if other is None else [other]
        start, end = zone.span
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._starts, end + _LAST)
        claimed = [other for stop, other in self._lines[max(first, 0) : last] if start < stop + _LAST]
        if not claimed:
            self._starts.insert(first + 1, start)
            self._lines.insert(first + 1, (end, row))
        return claimed
