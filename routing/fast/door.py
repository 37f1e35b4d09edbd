"""The cost at the door for a chunk: worked out once for orders that differ in nothing the door asks.

Between two limits of value each sum is a straight line over the value; the exact function tells it at two points.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import define, field, frozen

from routing.fast.consignments import NO_VALUE
from routing.landed.door import NO_CLASS, DoorCharges, DoorCost, door_charges, shared_out
from routing.reason import Reason
from routing.services.door_terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from fractions import Fraction

    import numpy.typing as npt

    from routing.fast.consignments import ConsignmentKind, Consignments, Int64s
    from routing.landed.facts import DoorFacts
    from routing.services.door_terms import DoorTerms
    from routing.values.money import ExchangeRates

    Entries = tuple[DoorTerms, ...]
    Notes = tuple[Reason, ...]

NOT_KNOWN: Final = -1
_FEN: Final = 100
_SAFE: Final = 1 << 61


@frozen
class _Line:
    """fen(value) = (start + slope x value) / below, halves up."""

    start: int
    slope: int
    below: int

    @classmethod
    def through(cls, one: tuple[int, Fraction], other: tuple[int, Fraction]) -> _Line:
        """The line through two sums in CNY at two values, which may be one."""
        (value, cny), (further, more) = one, other
        slope = (more - cny) / (further - value) * _FEN if further != value else cny * 0
        start = cny * _FEN - slope * value
        below = start.denominator * slope.denominator
        return cls(start.numerator * slope.denominator, slope.numerator * start.denominator, below)


_UNKNOWN: Final = _Line(NOT_KNOWN, 0, 1)


@frozen
class _Outcome:
    """What one set of terms makes of orders of a group between two limits of value; None: not known."""

    duty: _Line | None
    fees: _Line | None
    notes: Notes

    @classmethod
    def of(cls, one: tuple[int, DoorCost], other: tuple[int, DoorCost]) -> _Outcome:
        """From the costs at two values."""
        (value, first), (further, second) = one, other
        duty, fees = ((first.duty_cny, second.duty_cny), (first.fees_cny, second.fees_cny))
        return cls(_through(value, further, *duty), _through(value, further, *fees), first.notes)


def _through(value: int, further: int, one: Fraction | None, other: Fraction | None) -> _Line | None:
    return None if one is None or other is None else _Line.through((value, one), (further, other))


@frozen(eq=False)
class DoorTable:
    """The door on a day, by these facts and rates; what was worked out is kept for later chunks."""

    facts: DoorFacts
    rates: ExchangeRates
    on: date
    _edges: dict[tuple[str, str | None], tuple[int, ...]] = field(init=False, factory=dict)
    _charges: dict[tuple[ConsignmentKind, int], tuple[tuple[int, DoorCharges], tuple[int, DoorCharges]]] = field(
        init=False, factory=dict
    )
    _outcomes: dict[tuple[ConsignmentKind, int, DoorTerms], _Outcome] = field(init=False, factory=dict)

    def edges(self, place: str, currency: str | None) -> tuple[int, ...]:
        """The values in the currency above which another charge counts, in order; nothing at all is one of them."""
        key = (place, currency)
        if key not in self._edges:
            limits = {(charge.limit_e4, charge.limit_currency) for charge in self.facts.charges_of(place, self.on)}
            told = [currency and self.rates.convert(limit, of, currency, self.on) for limit, of in limits]
            self._edges[key] = tuple(sorted({0, *(int(edge) for edge in told if edge)}))
        return self._edges[key]

    def outcome(self, group: ConsignmentKind, span: int, terms: DoorTerms) -> _Outcome:
        """What the terms make of orders of the group; span 0 is the unknown value, 1 is none, 2 lies above it."""
        key = (group, span, terms)
        if key not in self._outcomes:
            (value, charges), (further, others) = self._charged(group, span)
            one, other = (shared_out(each, terms, self.rates, self.on) for each in (charges, others))
            self._outcomes[key] = _Outcome.of((value, one), (further, other))
        return self._outcomes[key]

    def _charged(self, group: ConsignmentKind, span: int) -> tuple[tuple[int, DoorCharges], tuple[int, DoorCharges]]:
        """The charges at the two ends of a span of values."""
        key = (group, span)
        if key not in self._charges:
            edges = self.edges(group.place, group.currency)
            if span == 0:
                values: tuple[int, int] = (NO_VALUE, NO_VALUE)
            elif span == 1:
                values = (0, 0)
            else:
                least = edges[span - 2] + 1
                values = (least, edges[span - 1] if span <= len(edges) else least + 1)
            self._charges[key] = (self._at(group, values[0]), self._at(group, values[1]))
        return self._charges[key]

    def _at(self, group: ConsignmentKind, value: int) -> tuple[int, DoorCharges]:
        sample = group.sample(None if value == NO_VALUE else value)
        return value, door_charges(sample, self.facts, self.rates, self.on)


@frozen(eq=False)
class DoorSums:
    """Of each order duty and fees in fen, int64, NOT_KNOWN where they are not; and which notes are to be said."""

    duty_fen: Int64s
    fees_fen: Int64s
    notes: tuple[Notes, ...]
    note_index: npt.NDArray[np.intp]

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Where the sums are known."""
        known: npt.NDArray[np.bool_] = self.duty_fen != NOT_KNOWN
        return known


@define(eq=False)
class DoorColumns:
    """The door of each order with the service chosen for it: sums in fen, NOT_KNOWN, and the number of its notes."""

    duty_fen: Int64s
    fees_fen: Int64s
    note_index: npt.NDArray[np.intp]
    notes: list[Notes]

    @classmethod
    def none(cls, count: int) -> DoorColumns:
        """Nothing known yet of so many orders; the first of the notes are none."""
        unknown = np.full(count, NOT_KNOWN, np.int64)
        return cls(unknown, unknown.copy(), np.zeros(count, np.intp), [()])

    def put(
        self, rows: npt.NDArray[np.intp], doors: Doors, services: npt.NDArray[np.int16], entries: Mapping[int, Entries]
    ) -> None:
        """Takes the sums of some orders, by the number of the service chosen for each."""
        said: dict[Entries, list[int]] = {}
        for service in np.unique(services).tolist():
            said.setdefault(entries[service], []).append(service)
        for terms, alike in said.items():
            own, sums = np.flatnonzero(np.isin(services, alike)), doors.sums(terms)
            into = rows.take(own)
            self.duty_fen[into], self.fees_fen[into] = sums.duty_fen.take(own), sums.fees_fen.take(own)
            self._take_notes(into, sums, own, doors.consignments)

    def _take_notes(
        self, into: npt.NDArray[np.intp], sums: DoorSums, own: npt.NDArray[np.intp], consignments: Consignments
    ) -> None:
        """The notes; an article without a class is named as its own order names it."""
        count = len(consignments.articles)
        both, which = np.unique(
            sums.note_index.take(own) * count + consignments.unclassed.take(own), return_inverse=True
        )
        self.note_index[into] = which + len(self.notes)
        for note, articles in (divmod(one, count) for one in both.tolist()):
            self.notes.append(tuple(_naming(reason, consignments.articles[articles]) for reason in sums.notes[note]))


def _naming(reason: Reason, articles: tuple[str, ...]) -> Reason:
    return Reason("door.hs_code_missing", articles=articles) if reason.code == NO_CLASS else reason


class Doors:
    """The consignments of a chunk before the door of a day."""

    def __init__(self, consignments: Consignments, table: DoorTable) -> None:
        self.consignments, self.table = consignments, table
        self._sums: dict[Entries, DoorSums] = {}

    def sums(self, entries: Entries) -> DoorSums:
        """What the door costs with a service whose card says this of it."""
        if entries not in self._sums:
            self._sums[entries] = self._summed(entries)
        return self._sums[entries]

    @cached_property
    def _width(self) -> int:
        return max((len(edges) for edges in self._edges), default=0) + 2

    @cached_property
    def _edges(self) -> list[tuple[int, ...]]:
        return [self.table.edges(group.place, group.currency) for group in self.consignments.groups]

    @cached_property
    def _code(self) -> npt.NDArray[np.intp]:
        """Each order's group and span of value as one number."""
        value, group = self.consignments.value_e4, self.consignments.group
        most = np.iinfo(np.int64).max
        padded = np.array([[*edges, *[most] * (self._width - 2 - len(edges))] for edges in self._edges], np.int64)
        span = (value != NO_VALUE).astype(np.intp)
        for column in padded.T:
            span += (value > column.take(group)).astype(np.intp)
        code: npt.NDArray[np.intp] = group * self._width + span
        return code

    @cached_property
    def _present(self) -> list[int]:
        """The codes that orders of the chunk have."""
        return np.flatnonzero(np.bincount(self._code)).tolist()

    def _summed(self, entries: Entries) -> DoorSums:
        groups, width = self.consignments.groups, self._width
        place = np.zeros(len(groups) * width, np.intp)
        place[self._present] = np.arange(len(self._present))
        outcomes = []
        for code in self._present:
            group, span = groups[code // width], code % width
            outcomes.append(self.table.outcome(group, span, terms_of(entries, group.country)))
        which, value = place.take(self._code), self.consignments.value_e4
        notes: dict[Notes, int] = {}
        index = np.array([notes.setdefault(one.notes, len(notes)) for one in outcomes], np.intp)
        return DoorSums(
            _fen((one.duty for one in outcomes), which, value),
            _fen((one.fees for one in outcomes), which, value),
            tuple(notes),
            index.take(which),
        )


def _fen(lines: Iterable[_Line | None], which: npt.NDArray[np.intp], value_e4: npt.NDArray[Any]) -> Int64s:
    """Each order's sum by its line."""
    told = [one or _UNKNOWN for one in lines]
    flat = np.array([0 if one.slope else (2 * one.start + one.below) // (2 * one.below) for one in told], np.int64)
    fen: Int64s = flat.take(which)
    sloped = np.array([one.slope != 0 for one in told], np.bool_)
    rows = np.flatnonzero(sloped.take(which))
    if rows.size:
        value, own = value_e4.take(rows), which.take(rows)
        most = max(abs(one.start) + one.slope * int(value.max()) + one.below for one in told)
        number = np.int64 if most < _SAFE else object
        start, slope, below = (
            np.array([getattr(one, name) for one in told], number).take(own) for name in ("start", "slope", "below")
        )
        fen[rows] = (2 * (start + slope * value) + below) // (2 * below)
    return fen
