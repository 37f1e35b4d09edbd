"""A card as one workbook that a person can edit, and such a workbook back to the same card."""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import date
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, Final

from carriers.files.toml_text import is_tables, toml_text, toml_value
from routing.errors import Fault, InputError
from routing.place import Place
from routing.reason import Reason
from routing.values.toml_file import load_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from carriers.sheets.workbook import Sheet

CARD: Final = "card"
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_HEADER: Final = ["key", "value"]
_PART: Final = re.compile(r'("(?:[^"\\]|\\.)*"|[^.\[\]"]+)(?:\[(\d+)\])?(?:\.|$)')
_CELL_MAX: Final = 32_767
"""Signs that a cell of a workbook holds."""
_NAME: Final = re.compile(r"[\w-]{1,31}")
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,8}|(?:0|[1-9][0-9]{0,8})\.[0-9]{0,5}[1-9]")
"""Texts that come back unchanged when a spreadsheet holds them as a number."""


def card_workbook(folder: Path) -> bytes:
    """The card's files as an .xlsx: a sheet of keys and values, and one sheet for each of its tables.

    Raises:
        InputError: a file of the card cannot be read.
    """
    import xlsxwriter  # noqa: PLC0415 - only this writes workbooks

    content = BytesIO()
    values = load_toml(folder / "card.toml")
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        rows = [_HEADER, *([key, toml_value(value)] for key, value in flat(values))]
        _too_long(folder / "card.toml", rows)
        _write(book.add_worksheet(CARD), rows, head, text)
        for path in sorted(folder.glob("*.csv"), key=_rank):
            if not _NAME.fullmatch(path.stem) or path.stem.casefold() == CARD:
                message = Reason("workbook.no_sheet_name")
                raise InputError([Fault(str(path), "", message)])
            with path.open(encoding="utf-8-sig", newline="") as file:
                table = list(csv.reader(file))
            _too_long(path, table)
            _write(book.add_worksheet(path.stem), table, head, text)
    return content.getvalue()


def _rank(path: Path) -> tuple[bool, bool, str]:
    return path.stem != "zones", path.stem != "rates", path.stem


def is_card(sheets: Sequence[Sheet]) -> bool:
    """Whether the sheets are those of an exported card."""
    names = {sheet.name for sheet in sheets}
    return {CARD, "zones", "rates"} <= names and bool(sheets[0].cells) and sheets[0].cells[0][:2] == _HEADER


def card_files(sheets: Sequence[Sheet]) -> dict[str, str]:
    """The texts of the card's files by name.

    Raises:
        InputError: a key or value that is none, by its cell.
    """
    faults: list[Fault] = []
    files = {}
    for sheet in sheets:
        if not _NAME.fullmatch(sheet.name):  # a file of that name might lie anywhere
            faults.append(Fault(sheet.file, sheet.name, Reason("workbook.no_table_name")))
        elif sheet.name == CARD:
            files["card.toml"] = toml_text(_tables(sheet, faults))
        else:
            files[f"{sheet.name}.csv"] = _csv(sheet)
    if faults:
        raise InputError(faults)
    return files


def flat(table: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, Any]]:
    """The values of nested tables with their dotted keys: ("service[1].code", "one")."""
    for key, value in table.items():
        name = f"{place}{key if re.fullmatch(r'[A-Za-z0-9_-]+', key) else toml_value(key)}"
        if is_tables(value):
            for number, item in enumerate(value, start=1):
                yield from flat(item, f"{name}[{number}].")
        else:
            yield name, value


def _tables(sheet: Sheet, faults: list[Fault]) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for row, cells in enumerate(sheet.cells[1:], start=1):
        key, text = [*cells, "", ""][:2]
        if not key and not text:
            continue
        try:
            value = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            said = Reason("workbook.no_value", text=text, date=date(2026, 1, 31))
            faults.append(sheet.fault(said, row, 1))
            continue
        if not _put(tables, key, value):
            faults.append(sheet.fault(Reason("workbook.no_key", key=key), row, 0))
    return tables


def _put(tables: dict[str, Any], key: str, value: object) -> bool:
    """Whether the value found its place under a dotted key; numbers count from 1 and rise one by one."""
    parts = list(_PART.finditer(key))
    if not parts or "".join(part.group() for part in parts) != key:
        return False
    table = tables
    for part in parts[:-1]:
        name, number = part.groups()
        if number is None:
            return False
        found = table.setdefault(name, [])
        if int(number) == len(found) + 1:
            found.append({})
        if not 1 <= int(number) <= len(found):
            return False
        table = found[int(number) - 1]
    name, number = parts[-1].groups()
    if number is not None or name in table:
        return False
    table[tomllib.loads(f"name = {name}")["name"] if name.startswith('"') else name] = value
    return True


def _too_long(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Refuses cells that a workbook cannot hold.

    Raises:
        InputError: the first of them.
    """
    for number, row in enumerate(rows, start=1):
        for cell in row:
            if len(cell) > _CELL_MAX:
                reason = Reason("workbook.cell_too_long", signs=len(cell), most=_CELL_MAX)
                raise InputError([Fault(str(path), Place(row=number), reason)])


def _write(sheet: Any, rows: list[list[str]], head: Any, text: Any) -> None:
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if number and _NUMBER.fullmatch(cell):
                sheet.write_number(number, column, float(cell))
            elif cell:
                sheet.write_string(number, column, cell, text if number else head)
    sheet.freeze_panes(1, 0)
    for column in range(max((len(row) for row in rows), default=0)):
        widest = max((len(row[column]) for row in rows if column < len(row)), default=8)
        sheet.set_column(column, column, min(max(widest + 2, 8), 60))


def _csv(sheet: Sheet) -> str:
    header = [cell for cell in sheet.cells[0] if cell] if sheet.cells else []
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for row in sheet.cells[1:]:
        if any(row):
            writer.writerow([*row, *([""] * len(header))][: len(header)])
    return text.getvalue()
