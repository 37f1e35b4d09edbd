"""Tracking numbers given out one by one from a carrier's pool: to each order one, the same one on every run.

The ledger beside the pool file remembers for good which order has which number; nothing else decides.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from carriers.labels.numbers.s10 import fault_of
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEDGER_COLUMNS = ("tracking", "order_id")


class Pool:
    """The numbers of a pool file that no order has yet, and the orders that have one."""

    def __init__(self, numbers: Sequence[str], given: dict[str, str]) -> None:
        """`given`: order -> number, from the ledger."""
        self._given = dict(given)
        taken = frozenset(given.values())
        self._free = iter([number for number in numbers if number not in taken])
        self.new: dict[str, str] = {}  # given out now
        self.taken: dict[str, str] = {}  # all that were asked for now, by order

    def take(self, order_id: str) -> str | None:
        """The order's number: the one it has, or the next free one; None when the pool is empty."""
        if order_id not in self._given:
            number = next(self._free, None)
            if number is None:
                return None
            self._given[order_id] = self.new[order_id] = number
        self.taken[order_id] = self._given[order_id]
        return self.taken[order_id]

    def ledger(self) -> bytes:
        """The ledger's new content: CSV, one line a number, in the order in which they were given."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(LEDGER_COLUMNS)
        writer.writerows((number, order_id) for order_id, number in self._given.items())
        return text.getvalue().encode()


def read_ledger(lines: Iterable[str], file: str) -> dict[str, str]:
    """Order -> number of a ledger's lines.

    Raises:
        InputError: a line is damaged, or a number or an order stands twice.
    """
    faults: list[Fault] = []
    given: dict[str, str] = {}
    numbers: set[str] = set()
    reader = csv.reader(lines)
    if tuple(next(reader, LEDGER_COLUMNS)) != LEDGER_COLUMNS:
        begins = Reason("tracking.no_ledger", header=",".join(LEDGER_COLUMNS))
        raise InputError([Fault(file, "row 1", begins)])
    for row, cells in enumerate(reader, 2):
        number, order_id = cells if len(cells) == 2 else ("", "")
        if fault_of(number) or not order_id:
            faults.append(Fault(file, f"row {row}", Reason("tracking.ledger_damaged")))
        elif number in numbers or order_id in given:
            twice = Reason("tracking.ledger_twice", number=number, order_id=order_id)
            faults.append(Fault(file, f"row {row}", twice))
        numbers.add(number)
        given[order_id] = number
    if faults:
        raise InputError(faults)
    return given
