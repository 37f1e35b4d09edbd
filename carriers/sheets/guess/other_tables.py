"""Tables beside those of prices: fees by destination on a list of their own, and others that may change a price."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from carriers.sheets.destinations import countries, is_rest
from carriers.sheets.figures import price
from carriers.sheets.guess.notes import Rule
from carriers.sheets.guess.propose import Assumed, Noted
from carriers.sheets.guess.settle import may_cost
from carriers.sheets.guess.tables import is_destination, is_price
from carriers.sheets.heads import currency_of, head
from routing.errors import ReadError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carriers.sheets.guess.found import Found
    from carriers.sheets.guess.guessing import Guessing
    from carriers.sheets.mapping import SheetMap
    from carriers.sheets.workbook import Sheet

_PLACES: Final = frozenset({"to", "code"})
_BESIDE: Final = frozenset({*_PLACES, "transit", "remark", "zone", "fee"})
"""Heads of a list of fees by destination."""
_NUMBER: Final = re.compile(r"-?[\d.,]+%?")


@frozen
class _Table:
    """A table that holds no prices of parcels: its head and its rows, from 0, up to an empty one."""

    sheet: Sheet
    row: int
    rows: Sequence[int]
    kinds: Mapping[int, str]
    """Column -> what its head says; "" where that is not known."""

    def cells(self, column: int) -> list[str]:
        """What stands in a column."""
        return [self.sheet.text(row, column) for row in self.rows]


def fees_elsewhere(found: Sequence[Found], maps: Sequence[SheetMap], at: Guessing) -> Iterator[Noted]:
    """Fees by destination on a list of their own, for services that have none; other tables are asked about."""
    free = {how.service for how in maps} - {
        how.service for how in maps if any(name.partition("_")[0] == "fee" for name in how.columns)
    }
    codes = () if len(free) == len(at.services) else tuple(sorted(free))
    for table in _tables(found, at):
        fees = list(_fees(table, at)) if free else []
        if fees:
            yield from (Noted(rule, table.sheet.place(table.row), codes) for rule in fees)
            continue
        costs = tuple(
            text for column, kind in table.kinds.items()
            if may_cost(kind, text := table.sheet.text(table.row, column), table.cells(column))
        )  # fmt: skip
        if costs:
            at.assumed.append(Assumed(Reason("assumed.table_unread", heads=costs), table.sheet.place(table.row)))


def _fees(table: _Table, at: Guessing) -> Iterator[Rule]:
    """A surcharge for each fee of the list, where it is nothing but fees by destination, and all of it is read."""
    kinds = list(table.kinds.values())
    if kinds.count("fee") != 1 or not _PLACES & set(kinds) or set(kinds) - _BESIDE:
        return
    to = max((one for one, kind in table.kinds.items() if kind in _PLACES),
             key=lambda one: sum(map(is_destination, table.cells(one))))  # fmt: skip
    fee = kinds.index("fee")
    column = list(table.kinds)[fee]
    title = table.sheet.text(table.row, column)
    currencies = {one.currency for one in at.services.values()}
    money = currency_of(title) or (currencies.pop() if len(currencies) == 1 else "")
    if not money:  # whose currency the fees are in, a person tells
        return
    amounts: dict[str, dict[str, None]] = {}
    rest, named = "", dict[str, None]()
    for name, text in zip(table.cells(to), table.cells(column), strict=True):
        amount, codes = _amount(text, money), _codes(name)
        if amount is None or not (codes or is_rest(name, {})):
            return
        if codes:
            amounts.setdefault(amount, {}).update(dict.fromkeys(codes))
            named |= dict.fromkeys(codes)
        else:
            rest = amount
    for amount, codes_ in amounts.items():
        yield _rule(title, amount, money, tuple(sorted(codes_)), ())
    if rest:
        yield _rule(title, rest, money, (), tuple(sorted(named)))


def _rule(title: str, amount: str, money: str, own: tuple[str, ...], others: tuple[str, ...]) -> Rule:
    facts = {"amount": amount, "currency": money, "per": "parcel"}
    return Rule("surcharge", f"{title}: {amount}", own, others, facts)


def _codes(name: str) -> tuple[str, ...]:
    """The countries of a cell; none for the rest of the world, and for a name that is not known."""
    try:
        return () if is_rest(name, {}) else tuple(code for code in countries(name, {}) if " " not in code)
    except ReadError:
        return ()


def _amount(text: str, money: str) -> str | None:
    try:
        found = price(text, money)
    except ReadError:
        return None
    return None if found is None else format(found, "f")


def _tables(found: Sequence[Found], at: Guessing) -> Iterator[_Table]:
    """The tables of all sheets in which amounts stand below heads, and that are no tables of prices."""
    for sheet in at.sheets:
        own = [one for one in (*found, *at.aside) if one.sheet is sheet]
        taken = {row for one in own for row in range(one.header_row, _end(one, at))}
        taken.update(one.extra_row for one in own if one.extra_row is not None)
        row = 0
        while row < len(sheet.cells):
            table = _table(sheet, row, taken) if row not in taken else None
            if table is not None:
                yield table
            row = table.rows[-1] + 1 if table is not None else row + 1


def _end(one: Found, at: Guessing) -> int:
    """The row behind the last one with a price: below it another table may begin."""
    priced = [
        row.row for key, rows in at.rows.items() if key[:2] == (one.sheet.name, one.header_row) for row in rows
    ]  # fmt: skip
    return max(priced, default=one.last_row - 1) + 1


def _table(sheet: Sheet, row: int, taken: set[int]) -> _Table | None:
    """The table whose head stands in a row; None where it is none."""
    filled = {column: cell for column, cell in enumerate(sheet.cells[row]) if cell}
    if len(set(filled.values())) < 2 or any(map(_NUMBER.fullmatch, filled.values())):
        return None
    end = row + 1
    while end < len(sheet.cells) and end not in taken and any(sheet.cells[end]):
        end += 1
    kinds = {column: head(cell).kind for column, cell in filled.items()}
    table = _Table(sheet, row, range(row + 1, end), kinds)
    if not table.rows or not any(is_price(cell) for column in filled for cell in table.cells(column) if cell):
        return None
    return table
