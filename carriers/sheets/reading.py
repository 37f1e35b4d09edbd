"""One sheet being read: its rows, cells and destinations, with every fault noted by its cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field

from carriers.sheets.destinations import countries, folded
from carriers.sheets.figures import Span, price, span
from carriers.sheets.lanes import Lane
from carriers.sheets.mapping import SheetMap, column_of
from routing.errors import Fault, ReadError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from carriers.sheets.workbook import Sheet

_TOTAL = re.compile(r"(合计|总计|小计|total|subtotal|sum)\b.*|(合计|总计|小计).*", re.IGNORECASE)
REFUSED = object()
"""What stands for a cell that could not be read; its fault is noted."""


@define
class Reading:
    """One sheet being read: lanes found so far, faults, and what was passed over."""

    sheet: Sheet
    how: SheetMap
    currency: str
    zones: dict[str, tuple[str, ...]]
    faults: list[Fault]
    passed: list[Reason] = field(factory=list)
    lanes: dict[str, Lane] = field(factory=dict)

    def begin(self) -> dict[str, int] | None:
        """What -> its column; None where the header lacks one, which is noted."""
        if self.how.header_row > len(self.sheet.cells):
            message = Reason("sheet.header_beyond", header_row=self.how.header_row, cells=len(self.sheet.cells))
            self.faults.append(Fault(self.sheet.file, self.sheet.name, message))
            return None
        at = {name: self._column(name, header) for name, header in self.how.columns.items()}
        columns = {name: column for name, column in at.items() if column is not None}
        if len(columns) < len(at):
            return None
        self._unread(columns)
        return columns

    def rows(self) -> Iterator[int]:
        """The rows with prices: totals, repeated headers and blank lines are passed over, and said so."""
        header = self.sheet.cells[self.how.header_row - 1] if self.how.header_row <= len(self.sheet.cells) else []
        last = self.how.last_row or len(self.sheet.cells)
        for row in range(self.how.first_row - 1, min(last, len(self.sheet.cells))):
            cells = self.sheet.cells[row]
            said = next((cell for cell in cells if cell), "")
            if not said:
                continue
            if _TOTAL.fullmatch(said):
                self.passed.append(Reason("sheet.passed_total", place=self.sheet.place(row), text=said))
            elif cells == header:
                self.passed.append(Reason("sheet.passed_header", place=self.sheet.place(row)))
            else:
                yield row

    def lane(self, row: int, column: int) -> Lane | None:
        """The lane of a destination cell; None where nobody knows the destination, which is noted."""
        name = self.sheet.text(row, column)
        above = row
        while not name and self.how.fill_down and above >= self.how.first_row:
            above -= 1
            name = self.sheet.text(above, column)
        if not name:
            self.faults.append(self.sheet.fault(Reason("sheet.names_no_destination"), row, column))
            return None
        if name not in self.lanes:
            try:
                codes = self.zones[folded(name)] if folded(name) in self.zones else self._codes(name)
            except ReadError as error:
                self.faults.append(self.sheet.fault(Reason("sheet.unreadable", error=error), row, column))
                return None
            self.lanes[name] = Lane(name, row, column, codes)
        return self.lanes[name]

    def read(self, row: int, column: int, reader: Callable[[str], Decimal | Span | int | None]) -> object:
        """A cell through a reader; its fault is noted by the cell, and REFUSED comes back."""
        try:
            return reader(self.sheet.text(row, column))
        except ReadError as error:
            self.faults.append(self.sheet.fault(Reason("sheet.unreadable", error=error), row, column))
            return REFUSED

    def amount(self, row: int, column: int) -> object:
        """The price in a cell."""
        return self.read(row, column, lambda text: price(text, self.currency))

    def weight(self, row: int, columns: dict[str, int]) -> object:
        """The weight range of a row, from one column or two, or the mapping's."""
        unit = self.how.weight_unit
        if "weight" in columns:
            return self.read(row, columns["weight"], lambda text: span(text, unit))
        if "upto" not in columns:
            return Span(self.how.over_g, self.how.upto_g)
        upto = self.read(row, columns["upto"], lambda text: span(text, unit))
        over = self.read(row, columns["over"], lambda text: _grams(text, unit)) if "over" in columns else None
        if not isinstance(upto, Span) or over is REFUSED:
            return REFUSED
        return Span(over if isinstance(over, int) else None, upto.upto_g, upto.per_kg)

    def refuse_empty(self, row: int, column: int, what: Reason) -> None:
        """Notes a cell that must say something."""
        self.faults.append(self.sheet.fault(Reason("sheet.empty_cell", what=what), row, column))

    def _codes(self, name: str) -> tuple[str, ...]:
        if self.how.zones is not None:
            raise ReadError(Reason("sheet.no_zone_of_list", name=name, sheet=self.how.zones.sheet))
        return countries(name, self.how.groups)

    def _column(self, name: str, header: str) -> int | None:
        at = column_of(self.sheet, self.how.header_row, header)
        if at is None:
            row = self.how.header_row - 1
            found = tuple(cell for cell in dict.fromkeys(self.sheet.cells[row]) if cell)
            self.faults.append(self.sheet.fault(Reason("sheet.no_column", header=header, name=name, row=found), row))
        return at

    def _unread(self, columns: dict[str, int]) -> None:
        if self.how.layout == "bracket_matrix":
            return
        header = self.sheet.cells[self.how.header_row - 1]
        unread = [cell for at, cell in enumerate(header) if cell and at not in columns.values()]
        if unread:
            place = self.sheet.place(self.how.header_row - 1)
            self.passed.append(Reason("sheet.passed_columns", place=place, columns=tuple(unread)))


def _grams(text: str, unit: str) -> int:
    if text in {"", "0"}:
        return 0
    found = span(text, unit)
    return found.upto_g or 0
