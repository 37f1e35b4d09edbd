"""Tracking numbers given out one by one from a carrier's pool: to each parcel one, the same one on every run.

The ledgers beside the pool files remember for good which parcel has which number; nothing else decides.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from carriers.labels.numbers.allocation import ANY, letters_for, may_bear
from carriers.labels.numbers.parcels import ParcelKey, key_of
from carriers.labels.numbers.s10 import fault_of
from routing.errors import Fault, InputError
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from carriers.shipment import Shipment

LEDGER_COLUMNS: Final = ("tracking", "order_id", "platform", "shop", "paid_at", "country", "name", "postcode")
_FIRST_COLUMNS: Final = ("tracking", "order_id")
_MANGLED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
"""How a spreadsheet writes a long order id it took for a number."""


@frozen
class Given:
    """One number and the parcel it belongs to."""

    number: str
    parcel: ParcelKey


class Pool:
    """The numbers of a pool file that no parcel has yet, and the parcels that have one."""

    def __init__(
        self, numbers: Sequence[str], given: Iterable[Given] = (), *, shop: str = "", trusted: Collection[str] = ()
    ) -> None:
        """`given`: from all ledgers there are; `trusted`: services that the seller named for these numbers."""
        self._shop = shop
        self._trusted = frozenset(trusted)
        self._given: dict[str, list[Given]] = {}
        for one in given:
            self._given.setdefault(one.parcel.order_id, []).append(one)
        used = {one.number for ones in self._given.values() for one in ones}
        self._free: dict[str, list[str]] = {}  # by first letter, the last one first out
        self._place = {number: at for at, number in enumerate(numbers)}
        for number in reversed(numbers):
            if number not in used:
                self._free.setdefault(number[0], []).append(number)
        self.new: list[Given] = []  # given out now
        self.taken: list[Given] = []  # all that were asked for now

    @property
    def is_empty(self) -> bool:
        """Whether no parcel has a number, nor can have one."""
        return not self._place and not self._given

    def take(self, shipment: Shipment) -> str | None:
        """The parcel's number: the one it has, or the next free one that its service may bear; None where none is."""
        key = key_of(shipment, self._shop)
        ones = self._given.setdefault(key.order_id, [])
        for at, one in enumerate(ones):
            if key.is_same(one.parcel):
                if not may_bear(one.number, shipment, self._trusted) or not letters_for(shipment, self._trusted):
                    return None  # another carrier's today
                ones[at] = known = evolve(one, parcel=key)
                self.taken.append(known)
                return one.number
        number = self._next(shipment)
        if number is None:
            return None
        given = Given(number, key)
        ones.append(given)
        self.new.append(given)
        self.taken.append(given)
        return number

    def _next(self, shipment: Shipment) -> str | None:
        letters = letters_for(shipment, self._trusted)
        order = sorted(self._free, key=self._first_place) if letters == ANY else list(letters)
        for letter in order:
            free = self._free.get(letter, [])
            if free and may_bear(free[-1], shipment, self._trusted):
                return free.pop()
        return None

    def _first_place(self, letter: str) -> int:
        free = self._free[letter]
        return self._place[free[-1]] if free else len(self._place)


def ledger_text(given: Iterable[Given]) -> bytes:
    """A ledger: CSV, one line a number, in the order in which they were given."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(LEDGER_COLUMNS)
    for one in given:
        key = one.parcel
        marks = (key.platform, key.shop, key.paid_at, key.country, key.name_mark, key.postcode_mark)
        writer.writerow((one.number, key.order_id, *marks))
    return text.getvalue().encode()


def read_ledger(lines: Iterable[str], file: str) -> list[Given]:
    """The numbers of a ledger; of one of the first sampan, with order ids alone, too.

    Raises:
        InputError: a line is damaged, or a number stands twice.
    """
    faults: list[Fault] = []
    given: dict[str, Given] = {}
    keys: set[ParcelKey] = set()
    reader = csv.reader(lines)
    head = tuple(next(reader, LEDGER_COLUMNS))
    if head not in {LEDGER_COLUMNS, _FIRST_COLUMNS}:
        begins = Reason("tracking.no_ledger", header=",".join(LEDGER_COLUMNS))
        raise InputError([Fault(file, Place(row=1), begins)])
    for row, cells in enumerate(reader, 2):
        if len(cells) != len(head) or fault_of(cells[0]) or not cells[1] or _MANGLED.fullmatch(cells[1]):
            faults.append(Fault(file, Place(row=row), Reason("tracking.ledger_damaged")))
            continue
        number, key = cells[0], ParcelKey(*cells[1:])
        if number in given or (head == _FIRST_COLUMNS and key in keys):
            twice = Reason("tracking.ledger_twice", number=number, order_id=key.order_id)
            faults.append(Fault(file, Place(row=row), twice))
        keys.add(key)
        given[number] = Given(number, key)
    if faults:
        raise InputError(faults)
    return list(given.values())


def merged(ledgers: Iterable[tuple[str, Iterable[Given]]]) -> list[Given]:
    """All numbers of several ledgers (file name and content), each once.

    Raises:
        InputError: one number was given to two parcels.
    """
    known: dict[str, tuple[str, Given]] = {}
    faults: list[Fault] = []
    for file, given in ledgers:
        for one in given:
            where, before = known.setdefault(one.number, (file, one))
            if not before.parcel.is_same(one.parcel):
                both = Reason(
                    "tracking.number_of_two", file=where,
                    order_id=before.parcel.order_id, other=one.parcel.order_id,
                )  # fmt: skip
                faults.append(Fault(file, one.number, both))
            elif one.parcel.platform and not before.parcel.platform:
                known[one.number] = (file, one)
    if faults:
        raise InputError(faults)
    return [one for _, one in known.values()]
