"""How likely services are to deliver in time, for columns of parcels; `routing.promise.on_time` is the same for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from routing.fast.tariff import NO_PRICE_RANK
from routing.promise.law import DAY_S, LEVELS, SURE
from routing.values.countries import COUNTRY_CODES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from routing.fast.parcels import DueColumns, Int32s, Int64s
    from routing.promise.law import Law
    from routing.promise.promise import KnownLaw, Target
    from routing.services.service import Service

    RowNumbers = npt.NDArray[np.intp]

_MONTHS = 13
_NEVER = SURE + 1
"""A shortfall greater than any: of a service that does not take the parcel."""


class LawTable:
    """The laws that were asked for, one behind the other in one array, so that many parcels find theirs at once."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.chances = np.empty(0, np.int64)
        self._place: dict[Law, tuple[int, int, bool]] = {}

    def places(self, laws: Iterable[Law]) -> Int64s:
        """Of each law where its chances begin, how many there are, and whether they rise with whole days only."""
        return np.array([self._place.get(law) or self._take_in(law) for law in laws], np.int64).reshape(-1, 3)

    def _take_in(self, law: Law) -> tuple[int, int, bool]:
        self._place[law] = len(self.chances), len(law.chances), law.stepwise
        self.chances = np.append(self.chances, np.array(law.chances, np.int64))
        return self._place[law]


@frozen(eq=False)
class OnTimeColumns:
    """A chunk of parcels that are due, before the services."""

    due: DueColumns
    country: Int32s
    table: LawTable
    _lanes: tuple[Int64s, npt.NDArray[np.intp]] = field(init=False)

    @_lanes.default
    def _distinct(self) -> tuple[Int64s, npt.NDArray[np.intp]]:
        """The distinct (country, month), and which of them each parcel is of."""
        return np.unique(self.country.astype(np.int64) * _MONTHS + self.due.month, return_inverse=True)

    def on_time(self, service: Service, rows: RowNumbers) -> tuple[Int64s, npt.NDArray[np.int8]]:
        """The chance in ten-thousandths of some of the parcels, -1 where the date is not known; and its level."""
        lanes, which = self._lanes
        told = [self._told(service, lane) for lane in lanes.tolist()]
        start, count, stepwise = self.table.places(one.law for one in told)[which.take(rows)].T
        day, rest = np.divmod(self.due.seconds.take(rows), DAY_S)
        day = np.clip(day, 0, count - 1)
        chances = self.table.chances
        here = chances[start + day]
        rise = (chances[start + np.minimum(day + 1, count - 1)] - here) * rest // DAY_S
        chance = here + np.where(stepwise != 0, 0, rise)
        chance[self.due.seconds.take(rows) < 0] = 0
        known = self.due.known.take(rows)
        levels = np.array([LEVELS.index(one.level) for one in told], np.int8)
        return np.where(known, chance, -1), np.where(known, levels[which.take(rows)], np.int8(-1))

    def shortfall(self, service: Service, rows: RowNumbers) -> Int64s:
        """By how much the chance misses the target; 0 where it does not, or where nothing is due."""
        chance, _ = self.on_time(service, rows)
        return np.where(chance < 0, 0, np.maximum(self.table.target.chance - chance, 0))

    def _told(self, service: Service, lane: int) -> KnownLaw:
        country, month = divmod(lane, _MONTHS)
        return self.table.target.promise.told(service, COUNTRY_CODES[country], month)


def two_best(candidates: Iterable[tuple[Int64s, Int64s]], count: int) -> tuple[Int64s, Int64s]:
    """The ranked prices of the best and the second among candidates, by shortfall first.

    Args:
        candidates: for each the shortfalls and the ranked prices of all parcels.
        count: of the parcels.
    """
    best, second = (_Best(np.full(count, _NEVER), np.full(count, NO_PRICE_RANK)) for _ in range(2))
    for shortfall, ranked in candidates:
        short = np.where(ranked == NO_PRICE_RANK, _NEVER, shortfall)
        lost = best.challenge(short, ranked)
        second.challenge(*lost)
    return best.ranked, second.ranked


@frozen(eq=False)
class _Best:
    """The best so far of each parcel."""

    shortfall: Int64s
    ranked: Int64s

    def challenge(self, shortfall: Int64s, ranked: Int64s) -> tuple[Int64s, Int64s]:
        """Takes those that are better; the losers of each pair come back."""
        wins = (shortfall < self.shortfall) | ((shortfall == self.shortfall) & (ranked < self.ranked))
        lost = np.where(wins, self.shortfall, shortfall), np.where(wins, self.ranked, ranked)
        self.shortfall[wins], self.ranked[wins] = shortfall[wins], ranked[wins]
        return lost
