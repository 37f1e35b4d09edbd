"""The four layouts of price sheets: where destinations, weights and prices stand in each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field

from carriers.sheets.destinations import countries, folded
from carriers.sheets.figures import Span, price, span
from carriers.sheets.lanes import Lane, Priced
from carriers.sheets.mapping import SheetMap, column_of
from routing.errors import Fault, ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from carriers.sheets.workbook import Sheet

_TOTAL = re.compile(r"(合计|总计|小计|total|subtotal|sum)\b.*|(合计|总计|小计).*", re.IGNORECASE)
_REMARK = re.compile(r"(备注|说明|注|note|remark|参考时效|时效|transit|comment)", re.IGNORECASE)
_OPEN = Span(None, None)


@define
class Reading:
    """One sheet being read: lanes found so far, faults, and what was passed over."""

    sheet: Sheet
    how: SheetMap
    currency: str
    zones: dict[str, tuple[str, ...]]
    faults: list[Fault]
    passed: list[str] = field(factory=list)
    lanes: dict[str, Lane] = field(factory=dict)

    def run(self) -> list[Lane]:
        """The lanes of the sheet, in its order."""
        if self.how.header_row > len(self.sheet.cells):
            message = f"header_row is {self.how.header_row}, but the sheet ends at row {len(self.sheet.cells)}."
            self.faults.append(Fault(self.sheet.file, self.sheet.name, message))
            return []
        at = {name: self._column(name, header) for name, header in self.how.columns.items()}
        if None in at.values():
            return []
        columns = {name: column for name, column in at.items() if column is not None}
        self._unread(columns)
        _READERS[self.how.layout](self, columns)
        return [lane for lane in self.lanes.values() if lane.prices]

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
                self.passed.append(f"{self.sheet.place(row)}: {said!r}, a total")
            elif cells == header:
                self.passed.append(f"{self.sheet.place(row)}: the header again")
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
            way_out = "Fill it in, or set fill_down = true where it means the one above."
            self.faults.append(self.sheet.fault(f"names no destination. {way_out}", row, column))
            return None
        if name not in self.lanes:
            try:
                codes = self.zones[folded(name)] if folded(name) in self.zones else self._codes(name)
            except ReadError as error:
                self.faults.append(self.sheet.fault(str(error), row, column))
                return None
            self.lanes[name] = Lane(name, row, column, codes)
        return self.lanes[name]

    def read(self, row: int, column: int, reader: Callable[[str], Decimal | Span | int | None]) -> object:
        """A cell through a reader; its fault is noted by the cell, and REFUSED comes back."""
        try:
            return reader(self.sheet.text(row, column))
        except ReadError as error:
            self.faults.append(self.sheet.fault(str(error), row, column))
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

    def refuse_empty(self, row: int, column: int, what: str) -> None:
        """Notes a cell that must say something."""
        self.faults.append(self.sheet.fault(f"is empty; {what} is missing.", row, column))

    def _codes(self, name: str) -> tuple[str, ...]:
        if self.how.zones is not None:
            raise ReadError(f"{name!r} is no zone of sheet {self.how.zones.sheet}.")
        return countries(name, self.how.groups)

    def _column(self, name: str, header: str) -> int | None:
        at = column_of(self.sheet, self.how.header_row, header)
        if at is None:
            row = self.how.header_row - 1
            found = ", ".join(repr(cell) for cell in dict.fromkeys(self.sheet.cells[row]) if cell)
            message = f"no column is headed {header!r} ({name}). The row holds {found}."
            self.faults.append(self.sheet.fault(message, row))
        return at

    def _unread(self, columns: dict[str, int]) -> None:
        if self.how.layout == "bracket_matrix":
            return
        header = self.sheet.cells[self.how.header_row - 1]
        unread = [cell for at, cell in enumerate(header) if cell and at not in columns.values()]
        if unread:
            said = ", ".join(map(repr, unread))
            self.passed.append(f"{self.sheet.place(self.how.header_row - 1)}: columns not read: {said}")


REFUSED = object()


def _grams(text: str, unit: str) -> int:
    if text in {"", "0"}:
        return 0
    found = span(text, unit)
    return found.upto_g or 0


def _per_kg(reading: Reading, columns: dict[str, int]) -> None:
    for row in reading.rows():
        rate = reading.amount(row, columns["per_kg"])
        fee = reading.amount(row, columns["fee"]) if "fee" in columns else None
        if rate is None and fee is None:
            _pass(reading, row, columns["to"])
            continue
        _add(reading, row, columns, "per_kg", {"per_kg": rate, "fee": fee, "step_g": reading.how.step_g})


def _first_additional(reading: Reading, columns: dict[str, int]) -> None:
    unit = reading.how.weight_unit
    for row in reading.rows():
        first, more = reading.amount(row, columns["first"]), reading.amount(row, columns["additional"])
        fee = reading.amount(row, columns["fee"]) if "fee" in columns else None
        if first is None and more is None:
            _pass(reading, row, columns["to"])
            continue
        weights: dict[str, object] = {"first_g": reading.how.first_g, "step_g": reading.how.step_g}
        for name, key in (("first_weight", "first_g"), ("step_weight", "step_g")):
            if name in columns:
                weights[key] = reading.read(row, columns[name], lambda text: span(text, unit).upto_g)
        if more is None:
            reading.refuse_empty(row, columns["additional"], "the additional price")
            continue
        _add(reading, row, columns, "first", {"price": first, "per_kg": more, "fee": fee, **weights})


def _bracket_list(reading: Reading, columns: dict[str, int]) -> None:
    for row in reading.rows():
        flat = reading.amount(row, columns["price"])
        fee = reading.amount(row, columns["fee"]) if "fee" in columns else None
        if flat is None:
            _pass(reading, row, columns["to"])
            continue
        _add(reading, row, columns, "price", {"price": flat, "fee": fee})


def _bracket_matrix(reading: Reading, columns: dict[str, int]) -> None:
    down = reading.how.weights == "down"
    edge = columns["weight" if down else "to"]
    across = _across(reading, edge, weights=not down)
    unit = reading.how.weight_unit
    for row in reading.rows():
        amounts = {column: reading.amount(row, column) for column in across}
        if all(amount is None for amount in amounts.values()):
            _pass(reading, row, edge)
            continue
        if down:
            said = reading.read(row, edge, lambda text: span(text, unit))
            pairs = [(reading.lane(reading.how.header_row - 1, column), said, column) for column in across]
        else:
            lane = reading.lane(row, edge)
            pairs = [(lane, across[column], column) for column in across]
        for lane, weight, column in pairs:
            amount = amounts[column]
            if lane is None or not isinstance(weight, Span) or amount is None or amount is REFUSED:
                continue
            lane.prices.append(_flat(row, column, weight, amount, reading.how.step_g))


def _across(reading: Reading, edge: int, *, weights: bool) -> dict[int, object]:
    """The columns with prices: column -> weight range, or None for a destination."""
    row = reading.how.header_row - 1
    found: dict[int, object] = {}
    for column, header in enumerate(reading.sheet.cells[row]):
        if column <= edge or not header:
            continue
        if header in reading.how.ignore or _REMARK.match(header):
            reading.passed.append(f"{reading.sheet.place(row, column)}: column {header!r} not read")
            continue
        found[column] = reading.read(row, column, lambda text: span(text, reading.how.weight_unit)) if weights else None
    return found


def _flat(row: int, column: int, weight: Span, amount: object, step_g: int) -> Priced:
    if weight.per_kg:
        return Priced(row, column, weight, per_kg=amount, step_g=step_g)  # type: ignore[arg-type]
    return Priced(row, column, weight, price=amount)  # type: ignore[arg-type]


def _add(reading: Reading, row: int, columns: dict[str, int], main: str, facts: dict[str, object]) -> None:
    """Adds a row's price to its lane, unless something in the row was refused."""
    lane, weight = reading.lane(row, columns["to"]), reading.weight(row, columns)
    key = {"per_kg": "per_kg", "first": "price", "price": "price"}[main]
    if facts[key] is None:
        reading.refuse_empty(row, columns[main], "the price")
        return
    if lane is None or not isinstance(weight, Span) or REFUSED in facts.values():
        return
    if weight.per_kg and main == "first":
        message = "is a price per kg among first and additional weights. Give it a [[sheet]] of its own."
        reading.faults.append(reading.sheet.fault(message, row, columns["weight"]))
        return
    if weight.per_kg and main == "price":
        facts = {**facts, "price": None, "per_kg": facts["price"], "step_g": reading.how.step_g}
    given = {name: value for name, value in facts.items() if value is not None}
    lane.prices.append(Priced(row, columns[main], weight, **given))  # type: ignore[arg-type]


def _pass(reading: Reading, row: int, column: int) -> None:
    said = reading.sheet.text(row, column) or next(cell for cell in reading.sheet.cells[row] if cell)
    reading.passed.append(f"{reading.sheet.place(row)}: {said[:40]!r} has no price")


_READERS: dict[str, Callable[[Reading, dict[str, int]], None]] = {
    "per_kg_plus_fee": _per_kg,
    "first_additional": _first_additional,
    "bracket_list": _bracket_list,
    "bracket_matrix": _bracket_matrix,
}
