"""The limits of services, with what parcels miss them by: whole billionths of each limit."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import field, frozen

from routing.services.condition import MEASURES, MONEY, ROLL_AS, Condition
from routing.values.countries import COUNTRY_CODES
from routing.values.units import E9

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy.typing as npt

    from routing.fast.conditions import Measures
    from routing.fast.eligible import Eligibility
    from routing.fast.parcels import Flags, Int64s
    from routing.services.service import Service

    RowNumbers = npt.NDArray[np.intp]

FAR: Final = 2**57
"""Billionths of a limit beyond which nothing is told apart."""
_SAFE: Final = 2**62


@frozen(eq=False)
class Limits:
    """The limits of a grid's services, with what parcels miss them by."""

    eligibility: Eligibility
    _broken: dict[int, Flags] = field(init=False, factory=dict)
    _shares: dict[int, Int64s] = field(init=False, factory=dict)

    @cached_property
    def all(self) -> tuple[Condition, ...]:
        """Each of them once."""
        return tuple(
            dict.fromkeys(limit for version in self.eligibility.grid.versions for limit in _stated(version.service))
        )

    @cached_property
    def numbers(self) -> dict[Condition, int]:
        """Limit -> its place among all."""
        return {limit: number for number, limit in enumerate(self.all)}

    def sets(self, column: int, rows: RowNumbers) -> list[tuple[RowNumbers, tuple[Condition, ...]]]:
        """The limits that a service sets to some parcels: places among `rows`, and the limits that hold there."""
        service, parcels = self.eligibility.grid.versions[column].service, self.eligibility.parcels
        kinds = parcels.country.take(rows) * 2 + parcels.roll.take(rows)
        alike: dict[tuple[Condition, ...], list[int]] = {}
        for kind in np.unique(kinds).tolist():
            limits = service.limits_of(COUNTRY_CODES[kind // 2], roll=bool(kind % 2))
            alike.setdefault(limits, []).append(kind)
        if len(alike) == 1:
            return [(np.arange(len(rows)), limits) for limits in alike]
        return [(np.flatnonzero(np.isin(kinds, kinds_of)), limits) for limits, kinds_of in alike.items()]

    def broken(self, limit: Condition) -> Flags:
        """Where the limit does not hold."""
        number = self.numbers[limit]
        if number not in self._broken:
            told = self.eligibility.measures.evaluate(limit, self.eligibility.grid.rates, self.eligibility.grid.on)
            broken = ~told.true
            self._broken[number] = broken if told.missing is None else broken & ~told.missing
        return self._broken[number]

    def share_e9(self, limit: Condition) -> Int64s:
        """By how much each parcel lies beyond the limit, in billionths of it; 0 where it holds."""
        number = self.numbers[limit]
        if number not in self._shares:
            shares = np.zeros(len(self.eligibility.parcels), np.int64)
            rows = np.flatnonzero(self.broken(limit))
            part = self.eligibility.measures.part(rows)
            shares[rows] = self._of_value(limit, part) if MEASURES[limit.measure] == MONEY else _of_figure(limit, part)
            self._shares[number] = shares
        return self._shares[number]

    def _of_value(self, limit: Condition, measures: Measures) -> Int64s:
        """The same for a limit on the value, of parcels that break it."""
        grid = self.eligibility.grid
        shares = np.zeros(len(measures), np.int64)
        for code in np.unique(measures.currency.codes).tolist():
            rows = np.flatnonzero(measures.currency.codes == code)
            own = measures.currency.values[code]
            worth = None if own == limit.currency else grid.rates.convert(1, own, limit.currency, grid.on)
            over, under = (1, 1) if worth is None else (worth.numerator, worth.denominator)
            beyond = abs(measures.value_e4.take(rows).astype(object) * over - limit.figure * under)
            shares[rows] = _in_e9(beyond, max(limit.figure, 1) * under)
        return shares


def _stated(service: Service) -> list[Condition]:
    """Every limit of a service, those on rolls also as the sides they stand for."""
    stated = [*service.limits, *(limit for own in service.limits_for for limit in own.limits)]
    rolls = [Condition(ROLL_AS[one.measure], one.operator, one.figure) for one in stated if one.measure in ROLL_AS]
    return [*(one for one in stated if one.measure not in ROLL_AS), *rolls]


def _of_figure(limit: Condition, measures: Measures) -> Int64s:
    """By how many whole grams or millimetres each parcel must change to keep a limit it breaks, as a share of it."""
    exact_e9 = measures.exact_e9(limit.measure)
    if exact_e9 is None:
        figures = measures.measure(limit.measure).astype(np.int64)
        change = figures - limit.edge if limit.upper else limit.edge + 1 - figures
    else:
        beyond = exact_e9 - limit.edge_e9 if limit.upper else limit.edge_e9 + 1 - exact_e9
        change = -(-beyond // E9)
    return _in_e9(change, max(limit.figure, 1))


def _in_e9(beyond: npt.NDArray[Any], bound: int | Fraction) -> Int64s:
    """Billionths of the bound, rounded down; FAR for what lies farther."""
    times, over = E9 * bound.denominator, bound.numerator
    safe = int(beyond.max(initial=0)) * times < _SAFE
    shares: npt.NDArray[Any] = beyond.astype(np.int64 if safe else object) * times // over
    in_e9: Int64s = np.minimum(shares, FAR).astype(np.int64)
    return in_e9
