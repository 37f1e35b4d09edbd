"""The sheets of an .ods looked over: repeats counted out, failed formulas, what is hidden, comments, currencies."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

from routing.errors import Fault, InputError
from routing.intake.files.markup import FACTS, SheetSurvey, attributes, hold, hold_area, number, pieces, said_in
from routing.reason import Reason

if TYPE_CHECKING:
    import zipfile

_REPEATED: Final = re.compile(rb"""number-(?:columns|rows)-repeated\s*=\s*["']([0-9]+)["']""")
_BLANKS: Final = re.compile(rb"""<text:s\b[^<>]*?text:c\s*=\s*["']([0-9]{5,})["']""")
"""Ten thousand blanks and more in one cell."""
_PART: Final = re.compile(rb"<table:(table|table-column|table-row|(?:covered-)?table-cell)(?=[\s/>])" + FACTS)
_ERROR: Final = re.compile(rb"""\bvalue-type\s*=\s*["']error["']""")
_HIDDEN: Final = re.compile(rb"""\bvisibility\s*=\s*["'](?:collapse|filter)["']""")
_CURRENCY: Final = re.compile(rb"""\boffice:currency\s*=\s*["']([A-Z]{3})["']""")
_REMARK: Final = re.compile(rb"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_SAID: Final = re.compile(rb"<text:p\b[^<>]*>([^<]+)<")


def ods_sheets(name: str, archive: zipfile.ZipFile, most: int) -> dict[str, SheetSurvey]:
    """Sheet -> what it holds besides its values.

    Args:
        name: the file, for messages.
        archive: its parts.
        most: bytes to which its texts may unpack.

    Raises:
        InputError: its repeats stand for far more than is written.
    """
    found: dict[str, SheetSurvey] = {}
    title, sheet, signs = "", _Sheet(), 0
    for piece in pieces(archive, "content.xml"):
        if _BLANKS.search(piece):
            raise InputError([Fault(name, "", Reason("workbook.blanks"))])
        parts = list(_PART.finditer(piece))
        ends = [part.start() for part in parts[1:]] + [len(piece)]
        for part, end in zip(parts, ends, strict=False):
            facts = part[2]
            if part[1] == b"table":
                found[title] = sheet.surveyed(f"{name}/{title}")
                signs += sheet.signs
                title, sheet = attributes(facts).get("table:name", ""), _Sheet()
                continue
            count = _repeats(facts)
            if part[1] == b"table-column":
                sheet.column(count, hidden=bool(_HIDDEN.search(facts)))
                continue
            if part[1] == b"table-row":
                sheet.row(count, hidden=bool(_HIDDEN.search(facts)))
                continue
            if remark := _REMARK.search(piece, part.end(), end):
                sheet.remark(b"\n".join(_SAID.findall(remark[0])))
            if b"office:value" in facts or b"value-type" in facts:
                failed = said_in(_SAID, piece, part.end(), end) if _ERROR.search(facts) else None
                sheet.cell(count, end - part.start(), failed, _CURRENCY.search(facts))
            else:
                sheet.empty(count)
    found[title] = sheet.surveyed(f"{name}/{title}")
    hold(name, signs + sheet.signs, most)
    return found


class _Sheet:
    """A sheet of an .ods while its elements come by; an empty tail that fills it is left out by every reader."""

    def __init__(self) -> None:
        self.errors: list[tuple[int, int, int, int, str]] = []
        """First row, rows, first column, columns, what stands there."""
        self.hidden: list[range] = []
        self._columns: list[range] = []
        self._remarks: list[tuple[int, int, str]] = []
        self._formats: list[tuple[int, int, int, int, str]] = []
        self.filled = self.signs = 0
        self._above = self._empty_rows = self._widest = 0
        self._rows, self._width, self._empty_cells = 0, 0, 0

    def column(self, count: int, *, hidden: bool) -> None:
        """Declares so many columns."""
        first = self._columns[-1].stop if self._columns else 0
        self._columns.append(range(first, first + count) if hidden else range(first + count, first + count))

    def remark(self, said: bytes) -> None:
        """A comment of the cell that comes."""
        text = unescape(said.decode("utf-8", "replace")).strip()
        self._remarks.append((self._above + self._empty_rows, self._width + self._empty_cells, text))

    def row(self, rows: int, *, hidden: bool) -> None:
        """A row begins, which stands for so many."""
        self._end_row()
        self._rows, self._width, self._empty_cells = rows, 0, 0
        if hidden:
            first = self._above + self._empty_rows
            self.hidden.append(range(first, first + rows))

    def _end_row(self) -> None:
        if self._width:
            self._above, self._empty_rows = self._above + self._empty_rows + self._rows, 0
            self._widest = max(self._widest, self._width)
        else:
            self._empty_rows += self._rows

    def cell(self, count: int, signs: int, error: str | None, money: re.Match[bytes] | None) -> None:
        """A cell that is filled, which stands for so many of the row; with the signs of its text."""
        first = self._width + self._empty_cells
        if money is not None:
            code = f"[${money[1].decode()}]0"
            self._formats.append((self._above + self._empty_rows, self._rows, first, count, code))
        if error is not None:
            self.errors.append((self._above + self._empty_rows, self._rows, first, count, error))
        self.filled += 1
        self.signs += signs * count * self._rows
        self._width, self._empty_cells = first + count, 0

    def empty(self, count: int) -> None:
        """So many empty cells."""
        self._empty_cells += count

    def surveyed(self, name: str) -> SheetSurvey:
        """The sheet's end.

        Raises:
            InputError: its cells reach far beyond those that are written.
        """
        self._end_row()
        hold_area(name, self._above * self._widest, self.filled)
        hidden = (row for rows in self.hidden for row in rows[: max(self._above - rows.start, 0)])
        aside = (at for columns in self._columns for at in columns[: max(self._widest - columns.start, 0)])
        return SheetSurvey(
            _each(self.errors), frozenset(hidden), frozenset(aside), tuple(self._remarks), _each(self._formats)
        )


def _each(areas: list[tuple[int, int, int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """The cells of areas: first row, rows, first column, columns, what stands there."""
    return tuple(
        (row + down, column + right, said)
        for row, rows, column, columns, said in areas
        for down in range(rows)
        for right in range(columns)
    )


def _repeats(facts: bytes) -> int:
    """For how many cells or rows an element stands."""
    repeated = _REPEATED.search(facts)
    return 1 if repeated is None else number(repeated[1].decode())
