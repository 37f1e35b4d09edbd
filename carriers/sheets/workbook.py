"""Spreadsheet files as grids of text: merged cells filled, figures as a person reads them, every cell with its name."""

from __future__ import annotations

import csv
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from carriers.sheets.shown import Shown, shown_in, shown_of
from routing.errors import Fault, InputError
from routing.intake.files.book import SheetReadError, book_sheets
from routing.intake.files.sources import readable
from routing.place import Place
from routing.reason import Reason
from routing.values.column_letters import letters
from routing.values.traditional import simplified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from routing.intake.files.book import SheetSource

_SPREADSHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_WITHOUT_BOXES = {".xls", ".ods"}
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
    hidden_columns: frozenset[int] = frozenset()
    """Columns likewise."""
    comments: tuple[tuple[int, int, str], ...] = ()
    """The comments of cells: row, column, what each says."""
    boxes: tuple[tuple[int, int, str], ...] = ()
    """Text boxes likewise, by the cell where each begins."""

    def text(self, row: int, column: int) -> str:
        """The cell's text; empty beyond the edge."""
        return self.cells[row][column] if row < len(self.cells) and column < len(self.cells[row]) else ""

    def place(self, row: int, column: int | None = None) -> Place:
        """Where a cell stands, or a row."""
        cell = "" if column is None else f"{letters(column)}{row + 1}"
        return Place(sheet=self.name, row=row + 1, cell=cell)

    def cell_name(self, row: int, column: int) -> str:
        """The cell as a spreadsheet calls it: "Prices!C7"."""
        return f"{self.name}!{letters(column)}{row + 1}"

    def fault(self, reason: Reason, row: int, column: int | None = None) -> Fault:
        """What is wrong in a cell or row."""
        return Fault(self.file, self.place(row, column), reason)


def unseen(sheets: Sequence[Sheet]) -> list[Reason]:
    """What a file of this kind may show and its reader does not see."""
    ending = next((Path(one.file).suffix.lower() for one in sheets), "")
    name = Path(sheets[0].file).name if sheets else ""
    return [Reason("sheet.passed_boxes", file=name, ending=ending)] if ending in _WITHOUT_BOXES else []


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


def plain(value: object) -> str:
    """A cell's value as a person reads it: signs narrow, Chinese simplified, 0.07000000000000001 as 0.07."""
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
            return simplified(" ".join(unicodedata.normalize("NFKC", str(value)).split()))


def exact_text(value: object) -> str:
    """A cell's value with nothing changed: texts as they stand, numbers to the last digit."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and not value.is_integer():
        return format(Decimal(repr(value)), "f")
    return plain(value)


def _spreadsheet(path: Path, text: Callable[[object], str]) -> list[Sheet]:
    try:
        with readable(str(path)), path.open("rb") as stream:
            found = book_sheets(str(path), stream)
        shown = shown_in(path) if text is plain else {}
        old = {sheet.title: shown_of(sheet.more) for sheet in found} if text is plain else {}
        sheets = [
            _filled(path, sheet, text, shown.get(sheet.title) or old.get(sheet.title, Shown())) for sheet in found
        ]
    except SheetReadError as error:
        raise InputError([Fault(str(path), "", Reason("workbook.unreadable", error=str(error)))]) from None
    if not sheets:
        raise InputError([Fault(str(path), "", Reason("workbook.no_sheets"))])
    return sheets


def _filled(path: Path, found: SheetSource, text: Callable[[object], str], shown: Shown) -> Sheet:
    cells = [[text(value) for value in row] for row in found.rows]
    _sign(cells, found, shown)
    free = sum(map(len, cells))
    for (top, left), (bottom, right) in found.merged:
        area = [row[left : right + 1] for row in cells[top : bottom + 1]]
        free -= sum(map(len, area))
        if free < 0:
            raise InputError([Fault(str(path), found.title, Reason("workbook.merged_twice"))])
        for row, part in enumerate(area, top):
            if part:
                cells[row][left : left + len(part)] = [cells[top][left]] * len(part)
    for row, column, said in found.more.errors:
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = said
    unseen = frozenset(row for row in found.more.hidden if row < len(cells) and any(cells[row]))
    for row in unseen:
        cells[row] = [""] * len(cells[row])
    aside = _hide(cells, shown)
    comments = tuple((row, column, text(said)) for row, column, said in shown.comments if row not in unseen)
    boxes = tuple((row, column, text(said)) for row, column, said in shown.boxes)
    return Sheet(str(path), found.title, cells, found.hidden, unseen, aside, comments, boxes)


def _sign(cells: list[list[str]], found: SheetSource, shown: Shown) -> None:
    """Writes beside numbers what their formats show there: $9.5."""
    for (row, column), (before, behind) in shown.signs.items():
        value = found.rows[row][column] if row < len(cells) and column < len(cells[row]) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            cells[row][column] = plain(f"{before}{cells[row][column]}{behind}")


def _hide(cells: list[list[str]], shown: Shown) -> frozenset[int]:
    """Empties the columns that a person does not see; those that held something come back."""
    aside = frozenset(at for at in shown.hidden_columns if any("".join(row[at : at + 1]) for row in cells))
    for line in cells:
        for column in aside.intersection(range(len(line))):
            line[column] = ""
    return aside


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
