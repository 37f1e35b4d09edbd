"""One sheet being read: its rows, cells and destinations, with every fault noted by its cell."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import define, field

from carriers.sheets.destinations import REST, countries, folded, is_rest, part_of, parted, zone_name
from carriers.sheets.figures import Span, price, price_is_for, share, span
from carriers.sheets.heads import HUNDREDTHS, head
from carriers.sheets.lanes import Lane
from carriers.sheets.mapping import SheetMap, column_of
from carriers.sheets.weight_columns import odd_weights
from routing.errors import Fault, ReadError
from routing.reason import Reason
from routing.values.column_letters import letters
from routing.values.countries import known_country
from routing.values.units import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from carriers.sheets.workbook import Sheet

_TOTAL = re.compile(r"(合计|总计|小计|平均|total|subtotal|sum|average)\b.*|(合计|总计|小计|平均).*", re.IGNORECASE)
_CLOSED = re.compile(
    r"(?:已|暂时?|临时)?(?:关停|停收|停运|停用|停发|关闭)(?:收货|收寄|服务)?|暂停(?:收货|收寄|服务|收件)|suspended|closed",
    re.IGNORECASE,
)
_FREE = frozenset({"免", "免费", "包含", "已含", "含", "free", "Free", "FREE", "included"})
"""What a fee's cell holds where there is none."""
_BILLED = re.compile(r"按照?|以|每|为|进[位制]+|单位|计费|[起首]重?|\(|\)")
"""What stands beside a least weight or a step: 按10g进位, 50g起."""
_POINT = re.compile(r"(?<=\d),(?=\d)")
_NO_ZONE = frozenset({"", "-", "/", "--", "全境", "全部", "all"})
_SENTENCE = 12
"""Signs from which a text alone in its row is a sentence."""
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
    holes: dict[str, list[Span]] = field(factory=dict)
    """Destination with its zone -> the ranges for which it is not offered."""
    edges: tuple[int, ...] = ()
    """The columns that are no prices of a matrix."""
    _unknown: set[str] = field(factory=set)
    _units: dict[str, str] = field(factory=dict)
    _zeros: dict[int, list[int]] = field(factory=dict)

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
        self._units = {name: self._unit(name, column) for name, column in columns.items()}
        self._unread(columns)
        self.edges = tuple(columns.values())
        if "weight" in columns and self.how.layout != "bracket_matrix":
            last = min(self.how.last_row or len(self.sheet.cells), len(self.sheet.cells))
            main = next((columns[name] for name in ("per_kg", "price", "first") if name in columns), 0)
            rows = [row for row in range(self.how.first_row - 1, last) if self.sheet.text(row, main)]
            self.faults += odd_weights(self.sheet, rows, columns["weight"], columns.get("to"), self.how.weight_unit)
        self.passed += [
            Reason("sheet.passed_hidden_row", place=self.sheet.place(row)) for row in sorted(self.sheet.hidden_rows)
        ]
        if self.sheet.hidden_columns:
            named = tuple(map(letters, sorted(self.sheet.hidden_columns)))
            self.passed.append(Reason("sheet.passed_hidden_columns", sheet=self.sheet.name, columns=named))
        return columns

    def _unit(self, name: str, column: int) -> str:
        """The unit of weights below a head; a head that says another unit or currency than the mapping is a fault."""
        row, text = self.how.header_row - 1, self.sheet.text(self.how.header_row - 1, column)
        said = head(text)
        kind = name.partition("_")[0]
        money = {"per": "per_kg", "price": "price", "first": "first", "settled": "settled", "additional": "first"}
        if (kind in money or kind == "fee" or name == "minimum_charge") and not name.endswith("_weight"):
            if said.currency and self.currency and said.currency != self.currency:
                other = Reason("sheet.head_currency", head=text, named=said.currency, currency=self.currency)
                self.faults.append(self.sheet.fault(other, row, column))
            if HUNDREDTHS.search(text):
                self.faults.append(self.sheet.fault(Reason("sheet.head_hundredths", head=text), row, column))
            if (name == "settled" or name.startswith("per_kg")) and said.unit and self.how.layout == "per_kg_plus_fee":
                unit_g = exact(said.unit, None, "gram")
                if unit_g != self.how.unit_g:
                    other = Reason("sheet.head_price_unit", head=text, named=said.unit)
                    self.faults.append(self.sheet.fault(other, row, column))
        unit = said.weight_unit or self.how.weight_unit
        by_letter = self.how.columns[name] != text
        if kind in {"weight", "over", "upto"} and unit != self.how.weight_unit:
            if not by_letter:
                other = Reason("sheet.head_weight_unit", head=text, named=unit, unit=self.how.weight_unit)
                self.faults.append(self.sheet.fault(other, row, column))
            return self.how.weight_unit
        return unit

    def finish(self) -> None:
        """Notes the zeros that were passed over, once for each column."""
        for column, rows in self._zeros.items():
            first, last = (self.sheet.place(row, column) for row in (rows[0], rows[-1]))
            if len(rows) == 1:
                self.passed.append(Reason("sheet.passed_zero", place=first))
            else:
                said = Reason("sheet.passed_zeros", place=first, last=last.cell, cells=len(rows))
                self.passed.append(said)

    def rows(self, columns: dict[str, int]) -> Iterator[int]:
        """The rows with prices: totals, repeated headers, notes and blank lines are passed over, and said so."""
        header = self.sheet.cells[self.how.header_row - 1] if self.how.header_row <= len(self.sheet.cells) else []
        last = min(self.how.last_row or len(self.sheet.cells), len(self.sheet.cells))
        where = {at: texts for name, texts in self.how.where.items() if (at := self._column("where", name)) is not None}
        for row in range(self.how.first_row - 1, last):
            cells = self.sheet.cells[row]
            said = next((cell for cell in cells if cell), "")
            if not said or not all(self.sheet.text(row, at) in texts for at, texts in where.items()):
                continue
            if _TOTAL.fullmatch(said):
                self.passed.append(Reason("sheet.passed_total", place=self.sheet.place(row), text=said))
            elif cells == header:
                self.passed.append(Reason("sheet.passed_header", place=self.sheet.place(row)))
            elif closed := next((cell for cell in cells if _CLOSED.fullmatch(cell)), ""):
                self.passed.append(Reason("sheet.passed_closed", place=self.sheet.place(row), text=closed))
            elif _is_note(cells, columns):
                self.passed.append(Reason("sheet.passed_no_price", place=self.sheet.place(row), text=said[:40]))
            else:
                yield row

    def destination(self, row: int, columns: dict[str, int]) -> Lane | None:
        """The lane of a row: of its destination cell, with its zone where there is a column for it, or the table's."""
        if self.how.destination:
            return self._lane(self.how.destination, row, min(columns.values()))
        if "to" not in columns:  # a guess found neither a column of destinations nor one for all, and says so
            return None
        zone = self.sheet.text(row, columns["zone"]) if "zone" in columns else self.how.part
        return self.lane(row, columns["to"], "" if zone in _NO_ZONE else zone)

    def lane(self, row: int, column: int, zone: str = "") -> Lane | None:
        """The lane of a destination cell; None where nobody knows the destination, which is noted."""
        name = self.sheet.text(row, column)
        above = row
        while not name and self.how.fill_down and above >= self.how.first_row:
            above -= 1
            name = self.sheet.text(above, column)
        if not name:
            self.faults.append(self.sheet.fault(Reason("sheet.names_no_destination"), row, column))
            return None
        return self._lane(name, row, column, zone)

    def _lane(self, name: str, row: int, column: int, zone: str = "") -> Lane | None:
        """The lane of a destination by its name; each unknown name is noted once."""
        key = f"{name} {zone}".rstrip()
        if key not in self.lanes and key not in self._unknown:
            try:
                own = {folded(group): codes for group, codes in self.how.groups.items()}.get(folded(key))
                codes = own if own is not None else self._listed(name, zone) or self._codes(name)
            except ReadError as error:
                self._unknown.add(key)
                self.faults.append(self.sheet.fault(Reason("sheet.unreadable", error=error), row, column))
                return None
            self.lanes[key] = Lane(key, row, column, codes)
        return self.lanes.get(key)

    def _listed(self, name: str, zone: str) -> tuple[str, ...]:
        """The countries and postcodes that a list of zones has for a destination; none where it has no such zone."""
        if not self.zones:
            return ()
        country, part = parted(name)
        for one in (f"{name} {zone}" if zone else "", name):
            if one and (found := self.zones.get(zone_name(one))):
                return found
        if not country and zone:
            country, part = known_country(name) or "", parted(zone)[1] or zone_name(zone)
        found = self.zones.get(part, ()) if country else ()
        return tuple(code for code in found if code.partition(" ")[0] == country)

    def read(self, row: int, column: int, reader: Callable[[str], Decimal | Fraction | Span | int | None]) -> object:
        """A cell through a reader; its fault is noted by the cell, and REFUSED comes back."""
        text = self.sheet.text(row, column)
        try:
            return reader(_POINT.sub(".", text) if self.how.decimal_comma else text)
        except ReadError as error:
            self.faults.append(self.sheet.fault(Reason("sheet.unreadable", error=error), row, column))
            return REFUSED

    def amount(self, row: int, column: int) -> object:
        """The price in a cell."""
        return self.read(row, column, lambda text: price(text, self.currency))

    def offered(self, row: int, column: int) -> object:
        """The price in a cell; 0 says that nothing is offered, unless the mapping says that it is a price."""
        found = self.amount(row, column)
        if isinstance(found, Decimal) and not found and not self.how.free:
            self._zeros.setdefault(column, []).append(row)
            return None
        return found

    def says_none(self, row: int, column: int) -> bool:
        """Whether a cell says that nothing is offered: "-", "不通"; an empty one beside a fee does not, nor 0."""
        text = self.sheet.text(row, column)
        return text not in {"", "0"} and self.amount(row, column) is None

    def not_offered(self, row: int, columns: dict[str, int]) -> None:
        """Notes the range of a row without a price."""
        if "to" not in columns or not {"weight", "upto"} & columns.keys():
            return
        name = self.sheet.text(row, columns["to"])
        zone = self.sheet.text(row, columns["zone"]) if "zone" in columns else self.how.part
        at = columns["weight"] if "weight" in columns else columns["upto"]
        with suppress(ReadError):
            found = span(self.sheet.text(row, at), self.how.weight_unit)
            self.holes.setdefault(f"{name} {'' if zone in _NO_ZONE else zone}".rstrip(), []).append(found)

    def price_is_for(self, row: int, column: int) -> str:
        """What a price's cell says that it is for: "kg", "parcel" or ""."""
        return price_is_for(self.sheet.text(row, column))

    def with_others(self, row: int, columns: dict[str, int], rate: object) -> object:
        """The price per kg with the further ones of the row: fuel and the like; REFUSED where one cannot be read."""
        found = [self.amount(row, columns[name]) for name in ("per_kg_2", "per_kg_3") if name in columns]
        if rate is REFUSED or REFUSED in found:
            return REFUSED
        return sum((one for one in found if isinstance(one, Decimal)), rate) if isinstance(rate, Decimal) else rate

    def fees(self, row: int, columns: dict[str, int]) -> object:
        """The fees of a row together; REFUSED where one cannot be read."""
        found = [
            self.amount(row, at) for name, at in columns.items()
            if name.partition("_")[0] == "fee" and self.sheet.text(row, at) not in _FREE
        ]  # fmt: skip
        if REFUSED in found:
            return REFUSED
        return sum((fee for fee in found if isinstance(fee, Decimal)), Decimal(0))

    def net(self, row: int, columns: dict[str, int], main: str) -> object:
        """What is paid: the settlement price, else the list price less its discount."""
        listed = self.offered(row, columns[main])
        if "settled" in columns and self.sheet.text(row, columns["settled"]):
            settled = self.offered(row, columns["settled"])
            if settled is None and listed is not None and listed is not REFUSED:
                self.faults.append(self.sheet.fault(Reason("sheet.settled_none"), row, columns["settled"]))
                return REFUSED
            return settled
        if "discount" not in columns or not isinstance(listed, Decimal):
            return listed
        left = self.read(row, columns["discount"], share)
        if left is REFUSED or left is None:
            return listed if left is None else REFUSED
        return _decimal(Fraction(listed) * left)  # type: ignore[operator]

    def billed(self, row: int, columns: dict[str, int]) -> dict[str, object]:
        """How the row's weights are billed: at least so much, in started steps, for at least such a price."""
        found: dict[str, object] = {"step_g": self.how.step_g}
        for name, key in (("minimum", "least_g"), ("step", "step_g")):
            if name in columns and self.sheet.text(row, columns[name]) not in {"", "-", "/", "0"}:
                unit = self._units[name]
                found[key] = self.read(row, columns[name], lambda text, unit=unit: _one_weight(text, unit))  # type: ignore[misc]
        if "minimum_charge" in columns:
            found["minimum"] = self.amount(row, columns["minimum_charge"])
        return found

    def weight(self, row: int, columns: dict[str, int]) -> object:
        """The weight range of a row, from one column or two, or the mapping's."""
        unit = self.how.weight_unit
        if "weight" in columns:
            return self.read(row, columns["weight"], lambda text: span(text, unit))
        if "upto" not in columns and "over" in columns:
            start = self.read(row, columns["over"], lambda text: _grams(text, unit))
            return Span(start, None) if isinstance(start, int) else REFUSED
        if "upto" not in columns:
            return Span(self.how.over_g, self.how.upto_g)
        upto = self.read(row, columns["upto"], lambda text: span(text, unit))
        over = self.read(row, columns["over"], lambda text: _grams(text, unit)) if "over" in columns else None
        if not isinstance(upto, Span) or over is REFUSED:
            return REFUSED
        return Span(over if isinstance(over, int) else None, upto.upto_g, upto.per_kg)

    def within_limit(self, row: int, columns: dict[str, int]) -> object:
        """The weight range of a row up to the limit beside it; None where all of it lies above, which is told."""
        found = self.weight(row, columns)
        if "limit" not in columns or not isinstance(found, Span) or not self.sheet.text(row, columns["limit"]):
            return found
        most = self.read(row, columns["limit"], lambda text: span(text, self._units["limit"]).upto_g)
        if not isinstance(most, int):
            return found if most is None else REFUSED
        if (found.over_g or 0) >= most:
            self.passed.append(Reason("sheet.passed_above_limit", place=self.sheet.place(row), grams=most))
            return None
        return Span(found.over_g, min(found.upto_g or most, most), found.per_kg)

    def single_weight(self, row: int, columns: dict[str, int], name: str) -> object:
        """The weight in a cell, in the unit of its head."""
        return self.read(row, columns[name], lambda text: _one_weight(text, self._units[name]))

    def refuse_empty(self, row: int, column: int, what: Reason) -> None:
        """Notes a cell that must say something."""
        self.faults.append(self.sheet.fault(Reason("sheet.empty_cell", what=what), row, column))

    def _codes(self, name: str) -> tuple[str, ...]:
        if is_rest(name, self.how.groups):
            return (REST,)
        try:
            return countries(name, self.how.groups)
        except ReadError:
            country = part_of(name)
            if country:
                raise ReadError(Reason("sheet.part_of_country", name=name, country=country)) from None
            if self.how.zones:
                raise ReadError(Reason("sheet.no_zone_of_list", name=name, sheet=self.how.zones[0].sheet)) from None
            raise

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


def _one_weight(text: str, unit: str) -> int:
    """A single weight; rounded up, as a least weight or a step that is none of whole grams is met by the next."""
    found = span(_BILLED.sub("", text), unit)
    if found.over_g is not None or not found.upto_g:
        raise ReadError(Reason("sheet.no_single_weight", text=text))
    return found.upto_g


def _decimal(exact: Fraction) -> Decimal:
    """The same amount as a decimal; a share of up to six decimals of one ends."""
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _is_note(cells: Sequence[str], columns: dict[str, int]) -> bool:
    """Whether a row is a sentence: a text that fills a merged row, or stands alone and long, where prices would be."""
    filled = {cell for cell in cells if cell}
    longest = max(map(len, filled))
    if len(filled) == 1 and sum(map(bool, cells)) > 1:  # one text over several cells
        return not re.search(r"\d", next(iter(filled))) or longest > _SENTENCE
    if longest <= _SENTENCE or len(filled) == 1:
        return longest > _SENTENCE
    if len(columns) == 1:  # a matrix: a row with figures is none, however long its label
        return not any(cell[:1].isdigit() for at, cell in enumerate(cells) if at not in columns.values())
    return all(not _at(cells, at) for at in list(columns.values())[1:])


def _at(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""
