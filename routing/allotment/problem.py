"""The parcels, the services that may take each, what each costs, and the limits that they share.

An option is one service for one parcel.  All figures are whole numbers.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

Int64s: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]


@frozen(eq=False)
class Limit:
    """What the chosen ones of some options may come to together.

    `at`: options, ascending, each once; `use`: what each counts, above 0; `least` and `most` bound the sum of the
    chosen ones, `most` None for no bound above.
    """

    at: Int64s
    use: Int64s
    least: int = 0
    most: int | None = None


@frozen(eq=False)
class Problem:
    """One option is to be chosen for every parcel, so that all limits hold and the costs add up to the least.

    `parcel` numbers the parcels from 0, ascending, with at least one option each; `service` and `cost` (fen) tell the
    options.
    """

    parcel: Int64s
    service: Int64s
    cost: Int64s
    limits: tuple[Limit, ...] = ()
    _first: Int64s = field(init=False)

    @_first.default
    def _starts(self) -> Int64s:
        return np.flatnonzero(np.diff(self.parcel, prepend=-1)).astype(np.int64)

    @property
    def first(self) -> Int64s:
        """The first option of each parcel."""
        return self._first

    @property
    def parcels(self) -> int:
        """How many parcels there are."""
        return len(self._first)

    @cached_property
    def limited(self) -> Flags:
        """Which options count for some limit."""
        found = np.zeros(len(self.cost), np.bool_)
        for limit in self.limits:
            found[limit.at] = True
        return found

    def used(self, chosen: Int64s) -> list[int]:
        """What the chosen options come to under each limit."""
        taken = np.zeros(len(self.cost), np.bool_)
        taken[chosen] = True
        return [int(limit.use[taken[limit.at]].sum()) for limit in self.limits]

    def holds(self, chosen: Int64s) -> bool:
        """Whether every limit holds."""
        return all(
            limit.least <= used and (limit.most is None or used <= limit.most)
            for limit, used in zip(self.limits, self.used(chosen), strict=True)
        )

    def cost_of(self, chosen: Int64s) -> int:
        """The sum of the chosen options' costs, in fen."""
        return int(self.cost[chosen].sum())

    def only(self, kept: Flags) -> Problem:
        """The same with some options alone; every parcel keeps one at least."""
        number = np.cumsum(kept) - 1
        return Problem(
            self.parcel[kept],
            self.service[kept],
            self.cost[kept],
            tuple(
                Limit(number[limit.at[kept[limit.at]]], limit.use[kept[limit.at]], limit.least, limit.most)
                for limit in self.limits
            ),
        )

    def under(self, numbers: Iterable[int]) -> Problem:
        """The same under some of the limits alone."""
        return Problem(self.parcel, self.service, self.cost, tuple(self.limits[number] for number in numbers))


def least_of(problem: Problem, values: Int64s) -> Int64s:
    """The least value among each parcel's options."""
    return np.minimum.reduceat(values, problem.first)


def cheapest(problem: Problem, values: Int64s) -> Int64s:
    """Each parcel's option with the least value; of equals the first."""
    at = np.flatnonzero(values == least_of(problem, values)[problem.parcel])
    return at[np.flatnonzero(np.diff(problem.parcel[at], prepend=-1))].astype(np.int64)


def worthwhile(problem: Problem) -> Flags:
    """The options without which the least cost is the same: what costs more than one that no limit counts is left out.

    An option that helps to reach a least volume stays.
    """
    free = ~problem.limited
    cost = np.where(free, problem.cost, np.iinfo(np.int64).max)
    ceiling = least_of(problem, cost)[problem.parcel]
    wanted = np.zeros(len(cost), np.bool_)
    for limit in problem.limits:
        if limit.least:
            wanted[limit.at] = True
    kept: Flags = wanted | (problem.cost <= ceiling)
    return kept
