"""Spreadsheet files as grids of text: merged cells filled, figures as a person reads them, every cell with its name."""

from __future__ import annotations

import csv
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

from attrs import define, field

from routing.errors import Fault, InputError
from routing.intake.files.sources import readable
from routing.intake.files.survey import SheetSurvey, survey
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_SPREADSHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_ENCODINGS = ("utf-8-sig", "gb18030")


@define
class Sheet:
    """One sheet of a file.  `cells[row][column]`, both from 0; empty cells are the empty text."""

    file: str
    name: str
    cells: list[list[str]] = field(factory=list)
    hidden: bool = False
    """Whether the sheet is hidden."""
    hidden_rows: frozenset[int] = frozenset()
    """Rows that a person does not see, from 0; their cells are empty here."""

    def text(self, row: int, column: int) -> str:
        """The cell's text; empty beyond the edge."""
        return self.cells[row][column] if row < len(self.cells) and column < len(self.cells[row]) else ""

    def place(self, row: int, column: int | None = None) -> str:
        """The cell's name as a spreadsheet shows it: "Prices!C7", or "Prices!row 7"."""
        where = f"row {row + 1}" if column is None else f"{letter(column)}{row + 1}"
        return f"{self.name}!{where}"

    def fault(self, reason: Reason, row: int, column: int | None = None) -> Fault:
        """What is wrong in a cell or row."""
        return Fault(self.file, self.place(row, column), reason)


def read_workbook(path: Path, *, exact: bool = False) -> list[Sheet]:
    """The sheets of an .xlsx, .xls, .ods or .csv file.

    Args:
        path: the file.
        exact: leave texts as they are; else they are folded as `plain` does, for sheets that people typed.

    Raises:
        InputError: the file cannot be read, or is of another kind.
    """
    if path.suffix.lower() in _SPREADSHEETS:
        return _spreadsheet(path, exact_text if exact else plain)
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        return [_delimited(path, exact_text if exact else plain)]
    allowed = tuple(sorted(_SPREADSHEETS | {".csv", ".tsv"}))
    raise InputError([Fault(str(path), "", Reason("workbook.not_by_name", allowed=allowed))])


def letter(column: int) -> str:
    """The name of a column counted from 0.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    before, rest = divmod(column, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + rest)


def plain(value: object) -> str:
    """A cell's value as a person reads it: full-width signs narrow, spaces single, 0.07000000000000001 as 0.07."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 10**15:
            return str(int(value))
        case float():
            return format(Decimal(f"{value:.10g}"), "f")
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time() | timedelta():
            return str(value)
        case _:
            return " ".join(unicodedata.normalize("NFKC", str(value)).split())


def exact_text(value: object) -> str:
    """A cell's value with nothing changed: texts as they stand, numbers to the last digit."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and not value.is_integer():
        return format(Decimal(repr(value)), "f")
    return plain(value)


def _spreadsheet(path: Path, text: Callable[[object], str]) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 - few need it

    try:
        with readable(str(path)), path.open("rb") as stream:
            looked = survey(str(path), stream)
            with CalamineWorkbook.from_path(str(path)) as book:
                sheets = [
                    _filled(path, book, kind.name, text, looked.get(kind.name, SheetSurvey()), hidden=hidden)
                    for kind in book.sheets_metadata
                    for hidden in (kind.visible != SheetVisibleEnum.Visible,)
                ]
    except (CalamineError, ValueError) as error:
        raise InputError([Fault(str(path), "", Reason("workbook.unreadable", error=str(error)))]) from None
    if not sheets:
        raise InputError([Fault(str(path), "", Reason("workbook.no_sheets"))])
    return sheets


def _filled(
    path: Path, book: object, name: str, text: Callable[[object], str], looked: SheetSurvey, *, hidden: bool
) -> Sheet:
    found = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
    cells = [[text(value) for value in row] for row in found.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in found.merged_cell_ranges or ():
        for row in range(top, min(bottom, len(cells) - 1) + 1):
            for column in range(left, min(right, len(cells[row]) - 1) + 1):
                cells[row][column] = cells[top][left]
    for row, column, said in looked.errors:
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = said
    unseen = frozenset(row for row in looked.hidden if row < len(cells) and any(cells[row]))
    for row in unseen:
        cells[row] = [""] * len(cells[row])
    return Sheet(str(path), name, cells, hidden, unseen)


def _delimited(path: Path, shown: Callable[[object], str]) -> Sheet:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError([Fault(str(path), "", Reason("file.unreadable", why=error.strerror or str(error)))]) from None
    text = _decoded(path, content)
    lines = text.splitlines()
    delimiter = max(",;\t", key=lambda sign: sum(line.count(sign) for line in lines[:20]))
    try:
        rows: Iterable[list[str]] = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError([Fault(str(path), "", Reason("table.not_csv", error=str(error)))]) from None
    return Sheet(str(path), path.stem, [[shown(cell) for cell in row] for row in rows])


def _decoded(path: Path, content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError([Fault(str(path), "", Reason("workbook.encoding"))])
