"""Sheets that list which countries a zone holds: read as a mapping describes them, or found by their headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from carriers.sheets.destinations import countries, folded
from carriers.sheets.mapping import ZoneSheet, column_of
from routing.errors import ReadError
from routing.reason import Reason
from routing.values.postcode import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carriers.sheets.mapping import SheetMap
    from carriers.sheets.workbook import Sheet
    from routing.errors import Fault

_HEADER_ROWS: Final = 25
_ZONE: Final = re.compile(r"分区|区域|资费区|计费区|区号|分组|zone", re.IGNORECASE)
_POSTCODE: Final = re.compile(r"邮编|邮政编码|post ?code|zip", re.IGNORECASE)
_TO: Final = re.compile(r"国家|目的地|countr|destination", re.IGNORECASE)


def zone_table(sheet: Sheet, at: ZoneSheet, how: SheetMap, faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    """Folded zone name -> its countries; what cannot be read is added to `faults`."""
    heads = tuple(filter(None, (at.zone, at.to, at.postcodes)))
    columns = [column_of(sheet, at.header_row, name) for name in heads]
    if None in columns:
        missing = [name for name, column in zip(heads, columns, strict=True) if column is None]
        faults.append(sheet.fault(Reason("sheet.no_columns", headers=tuple(missing)), at.header_row - 1))
        return {}
    found: dict[str, tuple[str, ...]] = {}
    zone_at, to_at, post_at = [*(column or 0 for column in columns), -1][:3]
    above = ""
    for row in range(at.header_row, len(sheet.cells)):
        zone, to = sheet.text(row, zone_at), sheet.text(row, to_at)
        above = zone or above
        if not to:
            continue
        try:
            codes = countries(to, how.groups)
        except ReadError as error:
            if zone or how.fill_down:  # else a remark below the table
                faults.append(sheet.fault(Reason("sheet.unreadable", error=error), row, to_at))
            continue
        if not zone and not how.fill_down:
            faults.append(sheet.fault(Reason("sheet.names_no_zone", to=to), row, zone_at))
            continue
        if post_at >= 0 and (ends := sheet.text(row, post_at)):
            codes = tuple(f"{code} {part}" for code in codes for part in postcode_ranges(ends))
        key = folded(zone or above)
        found[key] = found.get(key, ()) + codes
    return found


def postcode_ranges(text: str) -> list[str]:
    """Postcodes and ranges of them in a cell, as "from to" without blanks of their own.

    >>> postcode_ranges("2000-2234, 2555；BT1~BT94")
    ['2000 2234', '2555 2555', 'BT1 BT94']
    """
    found = []
    for part in re.split(r"[,、;；，\n]+", text):
        low, _, high = (fold(end) for end in re.sub(r"[~～至到—–]", "-", part).partition("-"))
        if low:
            found.append(f"{low} {high or low}")
    return found


def zone_sheets(sheets: Sequence[Sheet]) -> Iterator[tuple[ZoneSheet, frozenset[str]]]:
    """Where sheets seem to list the countries of zones, each with the folded names of its zones."""
    for sheet in sheets:
        for row, cells in enumerate(sheet.cells[:_HEADER_ROWS]):
            zone = next((head for head in cells if _ZONE.search(head)), None)
            to = next((head for head in cells if head != zone and _TO.search(head)), None)
            if zone is not None and to is not None:
                at = cells.index(zone)
                names = {folded(sheet.text(below, at)) for below in range(row + 1, len(sheet.cells))}
                post = next((head for head in cells if _POSTCODE.search(head)), "")
                yield ZoneSheet(sheet.name, row + 1, zone, to, post), frozenset(names - {""})
                break
