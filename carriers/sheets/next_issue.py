"""A new issue of a price book by the mapping of the last: its tables found again, and what has changed told."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from carriers.sheets.mapping import column_of
from routing.errors import Fault
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from carriers.sheets.workbook import Sheet
    from routing.place import Place

_KEYS: Final = ("to", "zone", "weight", "over", "upto")
_DATES: Final = re.compile(r"[\d.\-/年月日_\s]+")
_NOTE: Final = 4
"""Signs from which a text outside the tables is a note."""


@frozen
class NextIssue:
    """The kept mapping moved to where the new book has its tables, and what differs between the books."""

    values: dict[str, Any]
    """The mapping's values."""
    changes: tuple[Reason, ...]
    faults: tuple[Fault, ...]


@frozen
class _Books:
    before: Sequence[Sheet]
    after: Sequence[Sheet]
    faults: list[Fault] = field(factory=list)


def next_issue(values: dict[str, Any], before: Sequence[Sheet], after: Sequence[Sheet]) -> NextIssue:
    """The mapping of a book for its next issue.

    Args:
        values: the kept mapping.
        before: the book it was made for.
        after: the new book.
    """
    books = _Books(before, [sheet for sheet in after if not sheet.hidden])
    tables: list[dict[str, Any]] = values.get("sheet", [])
    moved = [_moved(table, tables, books) for table in tables]
    changes: list[Reason] = []
    for old, new in zip(tables, moved, strict=True):
        one, other = _sheet(before, old.get("sheet", "")), _sheet(books.after, new.get("sheet", ""))
        if one is not None and other is not None:
            changes += _rows(old, new, one, other)
    changes += _notes(tables, moved, books)
    return NextIssue({**values, "sheet": moved}, tuple(changes), tuple(books.faults))


def _sheet(sheets: Iterable[Sheet], name: str) -> Sheet | None:
    return next((sheet for sheet in sheets if not name or sheet.name.strip() == name.strip()), None)


def _like(sheets: Sequence[Sheet], name: str) -> Sheet | None:
    """The sheet of that name, or the only one whose name differs in its date alone."""
    found = _sheet(sheets, name)
    if found is None:
        alike = [sheet for sheet in sheets if _DATES.sub("", sheet.name) == _DATES.sub("", name)]
        found = alike[0] if len(alike) == 1 else None
    return found


def _moved(table: dict[str, Any], tables: Sequence[dict[str, Any]], books: _Books) -> dict[str, Any]:
    """A table of the mapping where the new book has it."""
    old, new = _sheet(books.before, table.get("sheet", "")), _like(books.after, table.get("sheet", ""))
    if old is None or new is None:
        known = tuple(sheet.name for sheet in books.after)
        file = books.after[0].file if books.after else ""
        books.faults.append(Fault(file, "", Reason("sheet.none_named", name=table.get("sheet", ""), known=known)))
        return table
    header = int(table.get("header_row", 1))
    at = _head_again(old, new, header)
    if at is None:
        books.faults.append(new.fault(Reason("kept.head_gone", heads=_heads(old, header), row=header), header - 1))
        return table
    found = {**table, "header_row": at}
    if "sheet" in table:
        found["sheet"] = new.name
    if "first_row" in table:
        found["first_row"] = table["first_row"] + at - header
    if "last_row" in table:
        found["last_row"] = _last_row(table, tables, old, new)
    if "zones" in table:
        lists = table["zones"] if isinstance(table["zones"], list) else [table["zones"]]
        placed = [_zones_moved(one, books) for one in lists]
        found["zones"] = placed if isinstance(table["zones"], list) else placed[0]
    return found


def _zones_moved(zones: dict[str, Any], books: _Books) -> dict[str, Any]:
    old, new = _sheet(books.before, zones["sheet"]), _like(books.after, zones["sheet"])
    at = _head_again(old, new, int(zones.get("header_row", 1))) if old is not None and new is not None else None
    if new is None or at is None:
        return zones  # the import says what it does not find
    return {**zones, "sheet": new.name, "header_row": at}


def _heads(sheet: Sheet, row: int) -> tuple[str, ...]:
    cells = sheet.cells[row - 1] if 0 < row <= len(sheet.cells) else []
    return tuple("".join(cell.casefold().split()) for cell in cells if cell)


def _head_again(old: Sheet, new: Sheet, row: int) -> int | None:
    """The row with the same heads: the first of them for the first, the second for the second; from 1."""
    heads = _heads(old, row)
    before = [at for at in range(1, len(old.cells) + 1) if _heads(old, at) == heads]
    after = [at for at in range(1, len(new.cells) + 1) if _heads(new, at) == heads]
    if not heads or len(before) != len(after):
        return None
    return after[before.index(row)]


def _last_row(table: dict[str, Any], tables: Sequence[dict[str, Any]], old: Sheet, new: Sheet) -> int:
    """The last row: as far above the next table's head as it was, else as far from the end."""
    below = sorted(
        int(one["header_row"]) for one in tables
        if one.get("sheet", "") == table.get("sheet", "") and int(one.get("header_row", 1)) > table["last_row"]
    )  # fmt: skip
    for head in below:
        again = _head_again(old, new, head)
        if again is not None:
            return again - (head - int(table["last_row"]))
    return len(new.cells) - (len(old.cells) - int(table["last_row"]))


def _rows(old: dict[str, Any], new: dict[str, Any], before: Sheet, after: Sheet) -> Iterator[Reason]:
    """Which rows of a table came, went, or have other figures."""
    was, now = _keyed(old, before), _keyed(new, after)
    for key, (row, cells) in now.items():
        if key not in was:
            yield Reason("kept.row_new", place=after.place(row), row=_told(key))
        else:
            for name, text in cells.items():
                earlier = was[key][1].get(name, "")
                if earlier != text:
                    place = after.place(row)
                    yield Reason("kept.cell_changed", place=place, row=_told(key), head=name, old=earlier, new=text)
    for key, (row, _) in was.items():
        if key not in now:
            yield Reason("kept.row_gone", place=before.place(row), row=_told(key))


def _told(key: tuple[str, ...]) -> str:
    return " ".join(part for part in key[:-1] if part)


def _keyed(table: dict[str, Any], sheet: Sheet) -> dict[tuple[str, ...], tuple[int, dict[str, str]]]:
    """Destination, weight and what else names a row -> its row from 0, and its other cells by head."""
    header = int(table.get("header_row", 1))
    columns = {name: column_of(sheet, header, told) for name, told in table.get("columns", {}).items()}
    keys = [columns[name] for name in _KEYS if columns.get(name) is not None]
    keys += [column_of(sheet, header, name) for name in table.get("where", {})]
    matrix = table.get("layout") == "bracket_matrix"
    wanted = range(len(sheet.cells[header - 1])) if matrix else tuple(columns.values())
    found: dict[tuple[str, ...], tuple[int, dict[str, str]]] = {}
    times: Counter[tuple[str, ...]] = Counter()
    last = int(table.get("last_row") or len(sheet.cells))
    for row in range(int(table.get("first_row", header + 1)) - 1, min(last, len(sheet.cells))):
        key = tuple(sheet.text(row, at) for at in keys if at is not None)
        others = {sheet.text(header - 1, at): sheet.text(row, at) for at in wanted if at is not None and at not in keys}
        if any(key) and any(others.values()):
            times[key] += 1
            found[(*key, str(times[key]))] = row, others
    return found


def _notes(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], books: _Books) -> Iterator[Reason]:
    """The sentences outside the tables that came or went."""
    was, now = _loose(old, books.before), _loose(new, books.after)
    yield from (Reason("kept.note_new", place=place, text=text) for text, place in now.items() if text not in was)
    yield from (Reason("kept.note_gone", place=place, text=text) for text, place in was.items() if text not in now)


def _loose(tables: Sequence[dict[str, Any]], sheets: Sequence[Sheet]) -> dict[str, Place]:
    """Text -> its cell, of all texts outside the figures of the tables."""
    inside: dict[str, set[int]] = {}
    for table in tables:
        sheet = _sheet(sheets, table.get("sheet", ""))
        if sheet is not None:
            last = int(table.get("last_row") or len(sheet.cells))
            rows = range(int(table.get("header_row", 1)) - 1, min(last, len(sheet.cells)))
            filled = (row for row in rows if len(set(filter(None, sheet.cells[row]))) > 1)
            inside.setdefault(sheet.name, set()).update(filled)
    found: dict[str, Place] = {}
    for sheet in sheets:
        for row, cells in enumerate(sheet.cells):
            for column, text in enumerate(cells):
                if len(text) >= _NOTE and row not in inside.get(sheet.name, ()):
                    found.setdefault(text, sheet.place(row, column))
        for row, column, text in (*sheet.comments, *sheet.boxes):
            found.setdefault(text, sheet.place(row, column))
    return found
