"""The faults of a chunk's rows, gathered column by column; a row is refused once however many faults it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.errors import Problem
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from routing.intake.cells.fields import Parsed
    from routing.intake.files.chunk import Faulty

_ID_SHOWN = 100  # signs of an order id in a problem


class Ledger:
    """Collects problems of the rows of one chunk."""

    def __init__(self, file: str, rows: pl.Series, ids: pl.Series, headers: Mapping[str, str]) -> None:
        """Starts with no faults.

        Args:
            file: name for the problems.
            rows: each row's number in the file.
            ids: each row's order id, null where there is none.
            headers: field -> how the file heads its column, for the problems.
        """
        self._file = file
        self.rows = rows
        self.ids = ids
        self._headers = headers
        self.bad: set[int] = set()
        self._problems: list[tuple[int, Problem]] = []
        self._faulty: set[tuple[int, str]] = set()

    def take(self, field: str, texts: pl.Series, parsed: Parsed) -> pl.Series:
        """The parsed values; every row whose text could not be read is refused."""
        if parsed.fails:
            places = texts.is_in(list(parsed.fails)).arg_true()
            cells = (column.gather(places).to_list() for column in (texts, self.rows, self.ids))
            header = self._headers.get(field, field)
            for at, text, row, order_id in zip(places.to_list(), *cells, strict=True):
                fail, shown = parsed.fails[text], (order_id or "")[:_ID_SHOWN]
                self._refuse(at, field, Problem(self._file, row, shown, header, text, fail.code, fail.reason))
        return parsed.values

    def refuse(self, at: int, field: str, value: str, code: str, reason: Reason) -> None:
        """Refuses the row at an index of the chunk."""
        column, order_id = self._headers.get(field, field), (self.ids[at] or "")[:_ID_SHOWN]
        self._refuse(at, field, Problem(self._file, self.rows[at], order_id, column, value, code, reason))

    def _refuse(self, at: int, field: str, problem: Problem) -> None:
        if problem.code == "MISSING" and (at, field) in self._faulty:
            return  # the cell is not empty: why it has no value is told
        self.bad.add(at)
        self._problems.append((at, problem))

    def refuse_where(
        self, mask: pl.Series, field: str, code: str, reason: Reason, texts: pl.Series | None = None
    ) -> None:
        """Refuses the rows of a mask; null in the mask is no.

        The sentence of `reason` begins with a verb, of which the cell's text is the subject, or the column's name where
        it is empty.
        """
        for at in mask.fill_null(value=False).arg_true().to_list():
            text = (texts[at] or "") if texts is not None else ""
            column = self._headers.get(field, field)
            of_cell = Reason("cell.of_text", text=text, what=reason) if text else None
            self.refuse(at, field, text, code, of_cell or Reason("cell.of_column", column=column, what=reason))

    def missing(self, field: str, texts: pl.Series, way_out: Reason) -> None:
        """Refuses the rows in which the cell is empty."""
        if texts.null_count():
            self.refuse_where(texts.is_null(), field, "MISSING", Reason("cell.empty", way_out=way_out))

    def refuse_faulty(self, faulty: Iterable[Faulty], places: Mapping[str, int]) -> None:
        """Refuses the rows of this chunk in which a cell held no value.

        Args:
            faulty: such cells, of this chunk's rows and perhaps of others.
            places: field -> index of its column.
        """
        named = {at: name for name, at in places.items()}
        for cell in faulty:
            for at in (self.rows == cell.row).arg_true().to_list():
                self.refuse(at, named.get(cell.column, ""), cell.text, cell.code, cell.reason)
                self._faulty.add((at, named.get(cell.column, "")))

    @property
    def good(self) -> pl.Series:
        """A mask of the rows without fault so far."""
        mask = pl.Series([True]).new_from_index(0, len(self.rows))
        return mask.scatter(sorted(self.bad), False) if self.bad else mask

    def problems(self, keep: pl.Series | None = None) -> list[Problem]:
        """All problems in the order they were found; only those of the rows in the mask when one is given."""
        return [problem for at, problem in self._problems if keep is None or keep[at]]


def by_row(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by row, those of one row in the order they were found."""
    return tuple(sorted(problems, key=lambda problem: problem.row))
