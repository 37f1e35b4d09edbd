"""A run's parcels as columns, and what caps and rebates count among their options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, field, frozen

from routing.allotment.problem import Limit, Problem
from routing.deadlines.workdays import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import numpy.typing as npt

    from routing.allotment.caps import Cap, Measure, Scope, Step
    from routing.allotment.problem import Flags, Int64s

UNKNOWN = -1
"""Stands for a value or a day that nobody knows."""


@frozen(eq=False)
class Lines:
    """Parcels, in the order of the run, and their options.

    `weight_g`, `value_fen` (UNKNOWN where not known) and `dispatch_day` (days since 1970, UNKNOWN where not known)
    tell the parcels; `parcel`, `service` and `price_fen` the options, by parcel; `home` the option of each parcel
    without any cap.  `services` and `carriers` name what the numbers of services stand for.
    """

    services: Sequence[str]
    carriers: Sequence[str]
    weight_g: Int64s
    value_fen: Int64s
    dispatch_day: Int64s
    country: npt.NDArray[np.str_]
    parcel: Int64s
    service: Int64s
    price_fen: Int64s
    home: Int64s
    _covered: dict[Scope, Flags] = field(init=False, factory=dict)

    def staying(self, parcels: Int64s) -> Lines:
        """The same, with some parcels that stay at home whatever it costs."""
        stays = np.zeros(len(self.weight_g), np.bool_)
        stays[parcels] = True
        kept = ~stays[self.parcel]
        kept[self.home] = True
        home = (np.cumsum(kept) - 1)[self.home]
        return evolve(
            self, parcel=self.parcel[kept], service=self.service[kept], price_fen=self.price_fen[kept], home=home
        )

    def covered(self, scope: Scope) -> Flags:
        """The options that count in a scope, whatever their day."""
        if scope not in self._covered:
            named = np.array([scope.names(*both) for both in zip(self.services, self.carriers, strict=True)], np.bool_)[
                self.service
            ]
            if scope.countries:
                named &= np.isin(self.country, sorted(scope.countries))[self.parcel]
            self._covered[scope] = named
        return self._covered[scope]

    def by_day(self, scope: Scope) -> Iterator[tuple[date | None, Int64s]]:
        """The options of a scope: all together, or those of each dispatch day."""
        at = np.flatnonzero(self.covered(scope)).astype(np.int64)
        days = self.dispatch_day[self.parcel[at]]
        if scope.day is not None:
            yield scope.day, at[days == _number(scope.day)]
        elif scope.each_day:
            for day in np.unique(days[days != UNKNOWN]).tolist():
                yield day_of(day), at[days == day]
        else:
            yield None, at

    def used(self, by: Measure, at: Int64s) -> Int64s:
        """What options count: parcels, grams, fen of value or of freight."""
        if by == "parcels":
            return np.ones(len(at), np.int64)
        if by == "freight_cny":
            return self.price_fen[at]
        return (self.weight_g if by == "kg" else self.value_fen)[self.parcel[at]]

    def without_value(self, caps: Sequence[Cap]) -> Int64s:
        """The parcels that a cap on value would count, and whose value nobody knows."""
        unknown = np.zeros(len(self.value_fen), np.bool_)
        for cap in caps:
            if cap.by == "value_cny":
                unknown[self.parcel[self.covered(cap.scope)]] = True
        return np.flatnonzero(unknown & (self.value_fen == UNKNOWN)).astype(np.int64)


@frozen(eq=False)
class Counted:
    """A cap on one day, or on all: the limit it sets, and its name."""

    cap: Cap
    day: date | None
    limit: Limit


def counted(lines: Lines, caps: Sequence[Cap]) -> list[Counted]:
    """What each cap counts; those by the day once a day."""
    found = []
    for cap in caps:
        for day, at in lines.by_day(cap.scope):
            use = lines.used(cap.by, at)
            some = use > 0
            found.append(Counted(cap, day, Limit(at[some], use[some], cap.least, cap.most)))
    return found


def problem_of(lines: Lines, limits: Sequence[Limit]) -> Problem:
    """The lines under limits, with their plain prices."""
    return Problem(lines.parcel, lines.service, lines.price_fen, tuple(limits))


def rebated(problem: Problem, at: Int64s, step: Step, use: Int64s) -> tuple[Problem, int]:
    """The problem with the prices that a step of a rebate gives, and the limit that earns it; and the fen on top."""
    cost = problem.cost.copy()
    if step.share is not None:
        whole = cost[at] * step.share.numerator * 2 + step.share.denominator
        off = whole // (2 * step.share.denominator)  # half a fen is rounded up, for the seller
    else:
        off = np.minimum(cost[at], step.fen)
    cost[at] -= off
    some = use > 0
    earned = Limit(at[some], use[some], step.at_least)
    extra = step.at_least * step.fen if step.further else 0
    return evolve(problem, cost=cost, limits=(*problem.limits, earned)), extra


def _number(day: date) -> int:
    return int((np.datetime64(day) - np.datetime64(0, "D")).astype(np.int64))
