"""Sheets of .xls, .xlsx and .ods workbooks as chunks of text cells."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO

from routing.errors import Fault, InputError
from routing.intake.files.book import SheetReadError, book_sheets
from routing.intake.files.chunk import (
    HEAD_ROWS,
    Chunk,
    Faulty,
    Opening,
    frame_of,
    held_to_length,
    is_long,
    number_text,
    without_errors,
)
from routing.reason import Reason
from routing.values.column_letters import letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


Cell = object


class Page:
    """One filled sheet of a workbook."""

    def __init__(self, name: str, rows: list[list[Cell]], errors: Sequence[tuple[int, int, str]] = ()) -> None:
        """Takes the sheet's cells, and where a formula of it failed; `name` is for the problems."""
        self.name = name
        self._rows = rows
        self._errors = {(row + 1, column): said for row, column, said in errors}

    def openings(self) -> list[Opening]:
        """The first rows of the sheet."""
        return [
            Opening(number, tuple(_text(cell) for cell in row)) for number, row in enumerate(self._rows[:HEAD_ROWS], 1)
        ]

    def chunks(
        self, opening: Opening, wanted: Sequence[int], encodings: Sequence[str], chunk_rows: int
    ) -> Iterator[Chunk]:
        """The rows below the header; one chunk without rows when there are none."""
        _ = encodings
        headless = [at for at, head in enumerate(opening.cells) if not head.strip()]
        for first in range(opening.row, max(len(self._rows), opening.row + 1), chunk_rows):
            rows = self._rows[first : first + chunk_rows]
            texts = [[_text(cell) for cell in row] for row in rows]
            faulty = self._failed(range(first + 1, first + len(rows) + 1), wanted)
            failed = {cell.row for cell in faulty}
            filled = [
                at for at, cells in enumerate(texts) if first + at + 1 in failed or any(cell.strip() for cell in cells)
            ]
            numbers = frozenset(
                (first + at + 1, column)
                for at in filled
                for column in wanted
                if isinstance(number := rows[at][column], float) and is_long(number)
            )
            frame = frame_of([texts[at] for at in filled], [first + at + 1 for at in filled], wanted)
            beside = self._beside(texts, first + 1, headless)
            chunk = Chunk(frame, faulty=faulty, blank=len(rows) - len(filled), numbers=numbers, warnings=beside)
            yield held_to_length(without_errors(chunk))

    def _beside(self, texts: list[list[str]], first: int, headless: Sequence[int]) -> tuple[Reason, ...]:
        """What is to be said of filled cells in columns without a head: nobody reads them."""
        found = [
            f"{letters(at)}{row}" for row, cells in enumerate(texts, first) for at in headless if cells[at].strip()
        ]
        return (Reason("file.cells_beside", file=self.name, cells=len(found), first=found[0]),) if found else ()

    def _failed(self, rows: range, wanted: Sequence[int]) -> tuple[Faulty, ...]:
        """The wanted cells of the rows that hold no value but a formula's error."""
        return tuple(
            Faulty(
                row, column, said, "ERROR_CELL",
                Reason("row.error_in_cell", said=said, place=f"{letters(column)}{row}"),
            )
            for (row, column), said in sorted(self._errors.items())
            if row in rows and column in wanted
        )  # fmt: skip


def pages(name: str, stream: BinaryIO) -> tuple[list[Page], tuple[Reason, ...]]:
    """The filled sheets of a workbook, and what is to be said of those that are hidden.

    Hidden sheets are passed over where a visible one is filled.  Of several, each bears its title in its name.

    Raises:
        InputError: damaged, protected by a password, or without a filled sheet.
    """
    try:
        sheets = book_sheets(name, stream)
    except SheetReadError as error:
        raise InputError([Fault(name, "", Reason("file.no_workbook", why=str(error)))]) from None
    filled = [(sheet, rows) for sheet in sheets if (rows := _down_to_the_last(sheet.rows))]
    if not filled:
        raise InputError([Fault(name, "", Reason("file.no_sheet"))])
    shown = [(sheet, rows) for sheet, rows in filled if not sheet.hidden] or filled
    titles = {sheet.title for sheet, _ in shown}
    remarks = tuple(
        Reason("file.sheet_hidden", file=name, sheet=sheet.title) for sheet, _ in filled if sheet.title not in titles
    )
    if len(shown) == 1:
        return [Page(name, shown[0][1], shown[0][0].more.errors)], remarks
    return [Page(f"{name}/{sheet.title}", rows, sheet.more.errors) for sheet, rows in shown], remarks


def _down_to_the_last(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows without the empty ones below the last that is filled."""
    while rows and not any(cell not in {"", None} for cell in rows[-1]):
        rows.pop()
    return rows


def _text(cell: Cell) -> str:
    """What a person sees in the cell: whole numbers without a point, other numbers with the 15 digits that count."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return number_text(cell) or ""
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return str(cell)
