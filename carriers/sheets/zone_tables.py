"""Sheets that list which countries a zone holds, read as a mapping describes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carriers.sheets.destinations import countries, postcode_ranges, zone_name
from carriers.sheets.mapping import column_of
from routing.errors import Fault, ReadError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carriers.sheets.mapping import SheetMap, ZoneSheet
    from carriers.sheets.workbook import Sheet

REST_OF_POSTCODES = re.compile(r"(?:其他|其它|其余|剩余|全境|全国)(?:地区|邮编|区域)?|all|rest|other", re.IGNORECASE)
"""What stands for all postcodes of a country that no other line names."""


def zones_of(sheets: Sequence[Sheet], how: SheetMap, file: str, faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    """Comparable zone name -> its countries, of all lists that a mapping names; faults are noted."""
    found: dict[str, tuple[str, ...]] = {}
    for at in how.zones:
        sheet = named(sheets, at.sheet)
        if sheet is None:
            known = tuple(one.name for one in sheets)
            faults.append(Fault(file, f"{how.place}.zones", Reason("sheet.none_named", name=at.sheet, known=known)))
            continue
        for zone, codes in zone_table(sheet, at, how, faults).items():
            found[zone] = found.get(zone, ()) + codes
    return found


def named(sheets: Sequence[Sheet], name: str) -> Sheet | None:
    """The sheet of that name; the first one where none is named; None where there is none."""
    return next((sheet for sheet in sheets if not name or sheet.name.strip() == name.strip()), None)


def zone_table(sheet: Sheet, at: ZoneSheet, how: SheetMap, faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    """Comparable zone name -> its countries; what cannot be read is added to `faults`."""
    heads = tuple(filter(None, (at.zone, at.to, at.postcodes)))
    columns = [column_of(sheet, at.header_row, name) for name in heads]
    if None in columns:
        missing = [name for name, column in zip(heads, columns, strict=True) if column is None]
        faults.append(sheet.fault(Reason("sheet.no_columns", headers=tuple(missing)), at.header_row - 1))
        return {}
    found: dict[str, tuple[str, ...]] = {}
    zone_at, to_at, post_at = [*(column or 0 for column in columns), -1][:3]
    above, filled = "", at.fill_down or how.fill_down
    unknown: set[str] = set()
    for row in range(at.header_row, len(sheet.cells)):
        zone, to = sheet.text(row, zone_at), sheet.text(row, to_at)
        above = zone or above
        if not to:
            continue
        try:
            codes = countries(to, how.groups)
        except ReadError as error:
            if (zone or filled) and to not in unknown:  # else a remark below the table, or told before
                unknown.add(to)
                faults.append(sheet.fault(Reason("sheet.unreadable", error=error), row, to_at))
            continue
        if not codes:  # left out everywhere
            continue
        if not zone and not filled:
            faults.append(sheet.fault(Reason("sheet.names_no_zone", to=to), row, zone_at))
            continue
        if post_at >= 0 and (ends := sheet.text(row, post_at)) and not REST_OF_POSTCODES.fullmatch(ends):
            codes = tuple(f"{code} {part}" for code in codes for part in postcode_ranges(ends))
        key = zone_name(zone or above)
        found[key] = found.get(key, ()) + codes
    return found
