"""The sheets of an .ods looked over: repeats counted out, failed formulas, hidden rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from routing.errors import Fault, InputError
from routing.intake.files.markup import FACTS, SheetSurvey, attributes, hold, hold_area, number, pieces, said_in
from routing.reason import Reason

if TYPE_CHECKING:
    import zipfile

_REPEATED: Final = re.compile(rb"""number-(?:columns|rows)-repeated\s*=\s*["']([0-9]+)["']""")
_BLANKS: Final = re.compile(rb"""<text:s\b[^<>]*?text:c\s*=\s*["']([0-9]{5,})["']""")
"""Ten thousand blanks and more in one cell."""
_PART: Final = re.compile(rb"<table:(table|table-row|(?:covered-)?table-cell)(?=[\s/>])" + FACTS)
_ERROR: Final = re.compile(rb"""\bvalue-type\s*=\s*["']error["']""")
_HIDDEN: Final = re.compile(rb"""\bvisibility\s*=\s*["'](?:collapse|filter)["']""")
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
            if part[1] == b"table-row":
                sheet.row(count, hidden=bool(_HIDDEN.search(facts)))
            elif b"office:value" in facts or b"value-type" in facts:
                failed = said_in(_SAID, piece, part.end(), end) if _ERROR.search(facts) else None
                sheet.cell(count, end - part.start(), failed)
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
        self.filled = self.signs = 0
        self._above = self._empty_rows = self._widest = 0
        self._rows, self._width, self._empty_cells = 0, 0, 0

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

    def cell(self, count: int, signs: int, error: str | None) -> None:
        """A cell that is filled, which stands for so many of the row; with the signs of its text."""
        first = self._width + self._empty_cells
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
        errors = (
            (row + down, column + right, said)
            for row, rows, column, columns, said in self.errors
            for down in range(rows)
            for right in range(columns)
        )
        hidden = (row for rows in self.hidden for row in rows[: max(self._above - rows.start, 0)])
        return SheetSurvey(tuple(errors), frozenset(hidden))


def _repeats(facts: bytes) -> int:
    """For how many cells or rows an element stands."""
    repeated = _REPEATED.search(facts)
    return 1 if repeated is None else number(repeated[1].decode())
