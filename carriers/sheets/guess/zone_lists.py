"""Where a workbook lists which countries its zones hold: in tables with heads, below zone names, or in sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from carriers.sheets.destinations import countries, names_destination, zone_name
from carriers.sheets.heads import head
from carriers.sheets.mapping import ZoneSheet
from routing.errors import ReadError
from routing.values.column_letters import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from carriers.sheets.workbook import Sheet

_LOOKED: Final = 40
POSTCODE_HEAD: Final = re.compile(r"邮编|邮政编码|post ?code|zip", re.IGNORECASE)
TO_HEAD: Final = re.compile(r"国家|国别|目的地|countr|destination|territor|^to$", re.IGNORECASE)
ZONE_HEAD: Final = re.compile(r"分区|区域|资费区|计费区|区号|分组|zone|^区$|区$", re.IGNORECASE)
_ZONE: Final = re.compile(
    r"(?:第|zone|区)?\s*(?:\d{1,2}|[a-z]|[一二三四五六七八九十]{1,2})\s*(?:区)?|.{0,8}(?:\d{1,2}|[一二三四五六七八九十a-z])区",
    re.IGNORECASE,
)
NAMED_ZONE: Final = re.compile(
    r"(?:第?\s*(?:\d{1,2}|[a-z]|[一二三四五六七八九十]{1,2})\s*区|(?:zone|分区|资费区|区域?)\s*(?:\d{1,2}|[a-z]))",
    re.IGNORECASE,
)
_SAID: Final = re.compile(
    r"(?:^|[;；。\n,，])\s*(" + NAMED_ZONE.pattern + r")\s*[:：(]\s*([^;；。\n:：)]+)", re.IGNORECASE
)
_PRICES: Final = frozenset({"per_kg", "price", "first", "additional", "settled", "fee", "weight", "over", "upto"})


@frozen
class ZoneList:
    """A list of zones: how a mapping reads it, or the countries themselves where no heads stand above it."""

    sheet: str
    names: frozenset[str]
    """The comparable names of its zones."""
    read: ZoneSheet | None = None
    groups: Mapping[str, tuple[str, ...]] | None = None
    """Comparable zone name -> countries."""
    head: str = ""


def zone_lists(sheets: Iterable[Sheet]) -> list[ZoneList]:
    """Every list of zones, in the order of the sheets."""
    found: list[ZoneList] = []
    for sheet in sheets:
        headed = list(_with_heads(sheet))
        found += headed
        for groups in () if headed else (_across(sheet), _down(sheet), _said(sheet)):
            if groups:
                found.append(ZoneList(sheet.name, frozenset(groups), groups=groups))
    return found


def chosen(
    lists: Sequence[ZoneList], sheet: str, title: str, strange: Iterable[str]
) -> tuple[list[ZoneList], list[ZoneList]]:
    """The lists that hold a table's zones, and others that might be meant as well.

    Args:
        lists: all lists of the workbook.
        sheet: where the table stands.
        title: what names the table.
        strange: its destinations that are no countries.
    """
    wanted = {zone_name(name) for name in strange}
    fit = [one for one in lists if wanted & one.names]
    if not fit:
        return [], []

    def rank(one: ZoneList) -> tuple[int, int, bool]:
        return (
            _alike(f"{sheet} {title}", f"{one.sheet} {one.head}"), len(wanted & one.names), one.sheet == sheet,
        )  # fmt: skip

    best = max(map(rank, fit))
    held = [one for one in fit if rank(one) == best]
    same = [one for one in held if _one_list(one) == _one_list(held[0])]  # blocks side by side
    others = [one for one in fit if one not in same and len(wanted & one.names) == best[1]]
    return same, [one for one in others if rank(one) == best]


def _one_list(one: ZoneList) -> tuple[object, ...]:
    """What blocks of one list have in common."""
    if one.read is None:
        return one.sheet, id(one)
    return one.sheet, one.read.header_row, "".join(one.head.split())


def _alike(table: str, listed: str) -> int:
    """How many signs in a row two names share, of those that tell products apart."""
    plain = [re.sub(r"[\s\d]|报价|价格|价目|分区|国家|资费|区|表|zone|rate|price|list", "", text.casefold())
             for text in (table, listed)]  # fmt: skip
    short, long = sorted(plain, key=len)
    sizes = range(min(len(short), 12), 1, -1)
    return next((size for size in sizes for at in range(len(short) - size + 1) if short[at : at + size] in long), 0)


def _with_heads(sheet: Sheet) -> Iterator[ZoneList]:
    for row, cells in enumerate(sheet.cells):
        to = [at for at, cell in enumerate(cells) if len(cell) < 40 and TO_HEAD.search(cell)]
        if not to or any(head(cell).kind in _PRICES for cell in cells if cell):
            continue
        below = [sheet.cells[at] for at in range(row + 1, min(row + 1 + _LOOKED, len(sheet.cells)))]
        to = [at for at in to if sum(names_destination(line[at]) for line in below if at < len(line) and line[at])]
        zoned = [
            at for at, cell in enumerate(cells)
            if cell and at not in to and not POSTCODE_HEAD.search(cell) and _holds_zones(below, at, cell)
        ]  # fmt: skip
        if to and zoned:
            yield from _pairs(sheet, row, to, zoned, below)


def _holds_zones(below: Sequence[Sequence[str]], at: int, headed: str) -> bool:
    texts = [line[at] for line in below if at < len(line) and line[at]]
    if ZONE_HEAD.search(headed):
        return bool(texts)
    return len(texts) > 1 and all(_ZONE.fullmatch(text) for text in texts) and not re.search(r"\d", headed)


def _pairs(
    sheet: Sheet, row: int, to: list[int], zoned: list[int], below: Sequence[Sequence[str]]
) -> Iterator[ZoneList]:
    """Each column of zones with its column of countries."""
    cells = sheet.cells[row]
    best = max(to, key=lambda at: sum(names_destination(line[at]) for line in below if at < len(line) and line[at]))
    beside = len(to) == len(zoned) > 1 and len({at < other for at, other in zip(to, zoned, strict=True)}) == 1
    beside = beside and all(max(one) < min(other) for one, other in zip(list(zip(to, zoned, strict=True))[:-1],
                                                                        list(zip(to, zoned, strict=True))[1:],
                                                                        strict=True))  # fmt: skip
    post = next((at for at, cell in enumerate(cells) if POSTCODE_HEAD.search(cell)), None)
    for number, at in enumerate(zoned):
        place = to[number] if beside else best
        names = {zone_name(line[at]) for line in sheet.cells[row + 1 :] if at < len(line) and line[at]}
        empty = any(
            place < len(line) and line[place] and at < len(line) and not line[at] for line in sheet.cells[row + 1 :]
        )
        read = ZoneSheet(
            sheet.name, row + 1, _told(cells, at), _told(cells, place), _told(cells, post) if post is not None else "",
            fill_down=empty and at < place,
        )  # fmt: skip
        yield ZoneList(sheet.name, frozenset(names), read, head=cells[at])


def _told(cells: Sequence[str], at: int) -> str:
    """A column by its head, or by its letter where several read alike."""
    text = cells[at]
    return text if sum(cell == text for cell in cells) == 1 and not re.fullmatch(r"[A-Z]{1,2}", text) else letters(at)


def _across(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """Countries below the names of zones."""
    for row, cells in enumerate(sheet.cells):
        zones = [(at, cell) for at, cell in enumerate(cells) if NAMED_ZONE.fullmatch(cell)]
        if len(zones) < 2:
            continue
        found: dict[str, tuple[str, ...]] = {}
        for at, name in zones:
            for line in sheet.cells[row + 1 :]:
                text = line[at] if at < len(line) else ""
                if text and not names_destination(text):
                    break
                found[zone_name(name)] = found.get(zone_name(name), ()) + _codes(text)
        if len([codes for codes in found.values() if codes]) > 1:
            return {name: tuple(dict.fromkeys(codes)) for name, codes in found.items() if codes}
    return {}


def _down(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """Zones and countries in two cells side by side, without heads."""
    found: dict[str, tuple[str, ...]] = {}
    for cells in sheet.cells:
        filled = [cell for cell in cells if cell]
        if len(filled) == 2 and NAMED_ZONE.fullmatch(filled[0]) and names_destination(filled[1]):
            found[zone_name(filled[0])] = found.get(zone_name(filled[0]), ()) + _codes(filled[1])
    return found if len(found) > 1 else {}


def _said(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """Sentences like 一区:日本、韩国."""
    found: dict[str, tuple[str, ...]] = {}
    for cells in sheet.cells:
        for cell in dict.fromkeys(cells):
            for match in _SAID.finditer(cell) if len(cell) > 4 else ():
                if names_destination(match[2].strip()):
                    found[zone_name(match[1])] = found.get(zone_name(match[1]), ()) + _codes(match[2].strip())
    return found if len(found) > 1 else {}


def _codes(text: str) -> tuple[str, ...]:
    try:
        return countries(text, {}) if text else ()
    except ReadError:
        return ()
