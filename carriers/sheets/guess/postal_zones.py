"""Which postcodes a zone of a country holds, where a sentence says it, or a table that names no country."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from carriers.sheets.destinations import postcode_ranges, zone_name
from carriers.sheets.guess.note_places import countries_in
from carriers.sheets.guess.zone_lists import NAMED_ZONE, POSTCODE_HEAD, TO_HEAD, ZONE_HEAD
from carriers.sheets.zone_tables import REST_OF_POSTCODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from carriers.sheets.workbook import Sheet
    from routing.place import Place

_CODES: Final = r"[A-Z]{0,3}\d[A-Z\d]*(?:\s*[-~至到]\s*[A-Z]{0,3}\d[A-Z\d]*)?"
_SAID: Final = re.compile(
    rf"(?P<zone>{NAMED_ZONE.pattern})\s*(?:的?(?:邮编|邮政编码|postcodes?|zip))?(?:范围)?\s*[:为是(]{{1,2}}\s*"
    rf"(?:邮编|postcodes?)?\s*:?\s*(?P<codes>{_CODES}(?:\s*[,、/;]\s*{_CODES}(?!\s*区))*|{REST_OF_POSTCODES.pattern})",
    re.IGNORECASE,
)


_SHORTEST: Final = 6


@frozen
class PostalZones:
    """Zones of one country by their postcodes."""

    sheet: str
    country: str
    """Empty where nothing names it."""
    ranges: Mapping[str, tuple[str, ...]]
    """Comparable zone name -> ranges as "from to"; the empty range stands for all that no other zone holds."""
    place: Place
    text: str


def postal_zones(sheets: Iterable[Sheet]) -> list[PostalZones]:
    """All of a workbook."""
    return [one for sheet in sheets for one in (*_said(sheet), *_listed(sheet))]


def _said(sheet: Sheet) -> Iterator[PostalZones]:
    """Sentences like 1区邮编:2000-2234;2区:3000-3999; several in one sheet go together."""
    found: dict[str, tuple[str, ...]] = {}
    place, text = sheet.place(0), ""
    texts = ((row, column, cell) for row, cells in enumerate(sheet.cells) for column, cell in enumerate(cells))
    for row, column, cell in (*texts, *sheet.comments, *sheet.boxes):
        matches = list(_SAID.finditer(cell)) if len(cell) > _SHORTEST and POSTCODE_HEAD.search(cell) else []
        if not matches:
            continue
        place, text = (place, text) if found else (sheet.place(row, column), cell)
        found |= {zone_name(match["zone"]): _ranges(match["codes"]) for match in matches}
    if len(found) > 1:
        yield PostalZones(sheet.name, _country(text, sheet.name), found, place, text)


def _listed(sheet: Sheet) -> Iterator[PostalZones]:
    """A table of zones and postcodes without a column of countries."""
    for row, cells in enumerate(sheet.cells):
        zone = next((at for at, cell in enumerate(cells) if len(cell) < 20 and ZONE_HEAD.search(cell)), None)
        post = next((at for at, cell in enumerate(cells) if len(cell) < 20 and POSTCODE_HEAD.search(cell)), None)
        if zone is None or post is None or zone == post or any(TO_HEAD.search(cell) for cell in cells):
            continue
        found: dict[str, tuple[str, ...]] = {}
        name = ""
        for line in sheet.cells[row + 1 :]:
            name = (line[zone] if zone < len(line) else "") or name
            codes = line[post] if post < len(line) else ""
            if name and codes:
                key = zone_name(name)
                found[key] = found.get(key, ()) + _ranges(codes)
        if len(found) > 1:
            yield PostalZones(sheet.name, _country(sheet.name), found, sheet.place(row), cells[zone])
        return


def _ranges(codes: str) -> tuple[str, ...]:
    return ("",) if REST_OF_POSTCODES.fullmatch(codes.strip()) else tuple(postcode_ranges(codes))


def _country(*texts: str) -> str:
    """The one country that a text names; the first text that names any counts."""
    for text in texts:
        named = countries_in(text)
        if named:
            return next(iter(named)) if len(named) == 1 else ""
    return ""
