"""Sheets of .xls, .xlsx and .ods workbooks as chunks of text cells."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO

import python_calamine as calamine

from routing.errors import Fault, InputError
from routing.intake.files.chunk import Chunk, Opening, frame_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEAD_ROWS = 6
_LONG = 10**15
"""Spreadsheets keep 15 digits of a number: a longer one may have lost its last ones."""
_WHOLE_MAX = 2**53
"""Above this a number cell cannot hold every whole number."""

Cell = object


class Page:
    """One filled sheet of a workbook."""

    def __init__(self, name: str, rows: list[list[Cell]]) -> None:
        """Takes the sheet's cells; `name` is for the problems."""
        self.name = name
        self._rows = rows

    def openings(self) -> list[Opening]:
        """The first rows of the sheet."""
        return [
            Opening(number, tuple(_text(cell) for cell in row)) for number, row in enumerate(self._rows[:_HEAD_ROWS], 1)
        ]

    def chunks(
        self, opening: Opening, wanted: Sequence[int], encodings: Sequence[str], chunk_rows: int
    ) -> Iterator[Chunk]:
        """The rows below the header; one chunk without rows when there are none."""
        _ = encodings
        for first in range(opening.row, max(len(self._rows), opening.row + 1), chunk_rows):
            rows = self._rows[first : first + chunk_rows]
            texts = [[_text(cell) for cell in row] for row in rows]
            filled = [at for at, cells in enumerate(texts) if any(cell.strip() for cell in cells)]
            numbers = frozenset(
                (first + at + 1, column)
                for at in filled
                for column in wanted
                if isinstance(rows[at][column], float) and abs(float(str(rows[at][column]))) >= _LONG
            )
            frame = frame_of([texts[at] for at in filled], [first + at + 1 for at in filled], wanted)
            yield Chunk(frame, blank=len(rows) - len(filled), numbers=numbers)


def pages(name: str, stream: BinaryIO) -> tuple[list[Page], tuple[str, ...]]:
    """The filled sheets of a workbook, and what is to be said of those that are hidden.

    Hidden sheets are passed over where a visible one is filled.  Of several, each bears its title in its name.

    Raises:
        InputError: damaged, protected by a password, or without a filled sheet.
    """
    try:
        book = calamine.load_workbook(io.BytesIO(stream.read()))
        filled = [(kind, rows) for kind in book.sheets_metadata if (rows := _cells(book.get_sheet_by_name(kind.name)))]
    except (calamine.CalamineError, OSError, ValueError) as error:
        message = f"is no workbook that can be read ({error}). Save it again as .xlsx, without password."
        raise InputError([Fault(name, "", message)]) from None
    if not filled:
        raise InputError([Fault(name, "", "holds no filled sheet. Export the orders again.")])
    shown = [(kind, rows) for kind, rows in filled if kind.visible == calamine.SheetVisibleEnum.Visible] or filled
    titles = {kind.name for kind, _ in shown}
    remarks = tuple(
        f"{name}: the sheet {kind.name!r} is hidden and was not read." for kind, _ in filled if kind.name not in titles
    )
    if len(shown) == 1:
        return [Page(name, shown[0][1])], remarks
    return [Page(f"{name}/{kind.name}", rows) for kind, rows in shown], remarks


def _cells(sheet: calamine.CalamineSheet) -> list[list[Cell]]:
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    while rows and not any(cell not in {"", None} for cell in rows[-1]):
        rows.pop()
    return rows


def _text(cell: Cell) -> str:
    """What a person sees in the cell: whole numbers without a point, other numbers with the 15 digits that count."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        whole = cell.is_integer()
        if whole and abs(cell) <= _WHOLE_MAX:
            return str(int(cell))
        return f"{cell:.6E}" if whole else f"{cell:.15g}"
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return str(cell)
