"""What a table's destinations mean beside countries: zones of a list, and parts of countries that no list has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from carriers.sheets.destinations import parted, supposed, zone_name
from carriers.sheets.guess.tables import is_destination
from carriers.sheets.guess.zone_lists import chosen
from carriers.sheets.mapping import column_of
from routing.reason import Reason
from routing.values.countries import known_country

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carriers.sheets.guess.found import Found
    from carriers.sheets.guess.guessing import Guessing
    from carriers.sheets.guess.zone_lists import ZoneList
    from carriers.sheets.mapping import ZoneSheet
    from routing.place import Place

    Groups = dict[str, tuple[str, ...]]

NO_ZONE: Final = frozenset({"", "-", "/", "--", "全境", "全部", "all"})


def places_of(one: Found, service: str, at: Guessing) -> tuple[tuple[ZoneSheet, ...], Groups]:
    """The lists of the zones that a table names, and what its names mean where no list with heads says it."""
    names = list(dict.fromkeys(name for _, _, name, _ in _names(one)))
    zoned = [zone for _, _, _, zone in _names(one) if zone]
    strange = [name for name in names if not is_destination(name)] + list(dict.fromkeys(zoned))
    held, others = chosen(at.lists, one.sheet.name, f"{one.title} {one.product}", strange)
    if others:
        said = Reason("assumed.zones", sheet=held[0].sheet, head=held[0].head, others=tuple(
            dict.fromkeys(f"{other.sheet} {other.head}".strip() for other in others)))  # fmt: skip
        at.suppose(said, one.sheet.place(one.header_row), service)
    groups = {
        name: codes
        for name in strange
        for known in held
        if known.groups is not None and (codes := known.groups.get(zone_name(name)))
    }
    groups |= _postal(one, service, at)
    groups |= _meant(one, service, held, at) | _left_out(one, service, held, groups, at)
    return tuple(known.read for known in held if known.read is not None), groups


def _names(one: Found) -> Iterator[tuple[int, int, str, str]]:
    """(row, column, destination, zone beside it) of a table; a zone counts where its country has several."""
    if one.destination:
        yield one.header_row, 0, one.destination, ""
        return
    if one.layout == "bracket_matrix" and one.weights == "down":
        edge = one.columns.get("weight", one.columns.get("upto", 0))
        for column, cell in enumerate(one.sheet.cells[one.header_row]):
            if column > edge and cell:
                yield one.header_row, column, cell, ""
        return
    at, beside = one.columns.get("to", -1), one.columns.get("zone", -1)
    rows = range(one.first_row, min(one.last_row, len(one.sheet.cells)))
    for row in rows if at >= 0 else ():
        name = one.sheet.text(row, at)
        zone = one.sheet.text(row, beside) if beside >= 0 else one.part
        if name:
            yield row, at, name, "" if zone in NO_ZONE else zone


def _meant(one: Found, service: str, held: Sequence[ZoneList], at: Guessing) -> Groups:
    """Names that several countries share, and mainlands, as they are supposed to be meant."""
    found: Groups = {}
    cells = [(one.sheet.place(row, column), name) for row, column, name, _ in _names(one)]
    for cell, name in (*cells, *_listed(held, at)):
        code = supposed(name)
        if code and name not in found:
            found[name] = (code,)
            at.suppose(Reason("assumed.country", name=name, code=code), cell, service)
    return found


def _listed(held: Sequence[ZoneList], at: Guessing) -> Iterator[tuple[Place, str]]:
    """(cell, destination) of the lists of zones."""
    for known in held:
        sheet = next((sheet for sheet in at.sheets if sheet.name == known.sheet), None)
        if known.read is None or sheet is None:
            continue
        column = column_of(sheet, known.read.header_row, known.read.to)
        for row in range(known.read.header_row, len(sheet.cells)) if column is not None else ():
            if text := sheet.text(row, column or 0):
                yield sheet.place(row, column), text


def _postal(one: Found, service: str, at: Guessing) -> Groups:
    """Parts of countries by the postcodes that a sentence or a table without countries says, to be confirmed."""
    parts: dict[str, tuple[str, str]] = {}  # destination with its zone -> country, comparable zone
    for _, _, name, zone in _names(one) if at.postal else ():
        country, part = parted(name)
        if country and not is_destination(name):
            parts[name] = country, part
        elif zone and (known := known_country(name)):
            parts[f"{name} {zone}"] = known, parted(zone)[1] or zone_name(zone)
    alone = {country for country, _ in parts.values()}
    found: Groups = {}
    for name, (country, part) in parts.items():
        fit = [known for known in at.postal
               if part in known.ranges and (known.country or "".join(alone)) == country]  # fmt: skip
        if fit:
            best = max(fit, key=lambda known: (bool(known.country), known.sheet == one.sheet.name))
            found[name] = tuple(f"{country} {ends}".rstrip() for ends in best.ranges[part])
            said = Reason("assumed.postcodes_of", name=name, text=best.text[:80], country=country)
            at.suppose(said, best.place, service)
    return found


def _left_out(one: Found, service: str, held: Sequence[ZoneList], groups: Groups, at: Guessing) -> Groups:
    """Parts of countries whose postcodes nothing lists: they are left out, which a person confirms."""
    listed = frozenset[str]().union(*(known.names for known in held))
    zones: dict[str, set[str]] = {}
    for _, _, name, zone in _names(one):
        if zone and known_country(name):
            zones.setdefault(name, set()).add(zone)
    found: Groups = {}
    for row, column, name, zone in _names(one):
        country, part = parted(name)
        if country and not is_destination(name):
            key, missing = name, part not in listed and zone_name(name) not in listed
        elif zone and (len(zones.get(name, ())) > 1 or one.part):
            country, key = known_country(name) or "", f"{name} {zone}"
            missing = not {zone_name(zone), zone_name(key), parted(zone)[1] or zone_name(zone)} & listed
        else:
            continue
        if missing and country and key not in found and key not in groups:
            found[key] = ()
            said = Reason("assumed.part_left_out", name=key, country=country)
            at.suppose(said, one.sheet.place(row, column), service)
    return found
