"""A better allotment of whole loads: where the relaxed choice is clear it is kept, and the rest is allotted by dives.

What each parcel is worth is climbed to; most parcels are taken by one service nearly always on the way, and stay
there.  What is left is small, and dives find nearly the best of it.  That is done again and again, each time with
another number of parcels left, and with a little chance in which they are.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import define

from routing.allotment.climb import climbed
from routing.allotment.dive import ColumnSearch
from routing.allotment.loads import Columns, Options
from routing.allotment.table import table_of

if TYPE_CHECKING:
    from routing.allotment.bound import Bound
    from routing.allotment.climb import RelaxedBound
    from routing.allotment.problem import Flags, Floats, Int64s, Problem


_CELLS: Final = 200_000
"""Units of all caps together, about, at most: where there are more they are made coarser, and nothing is proven."""
_WORK: Final = 1_200_000_000
"""Twenty seconds or so."""
_ROUND: Final = 120_000_000
"""Of that, what a round takes at most."""
_LEFT: Final = (4, 6, 5, 8)
"""Parcels for each service that are left, in one round after the other."""
_KEPT: Final = 10
"""One in so many parcels is kept at least: no two rounds are the same."""
_CHANCE: Final = 0.3
"""Share by which chance moves what is kept."""
_WITHIN: Final = 1 - 1e-6
"""Costs are whole fen: what is not so much above the bound is the best."""
_OPTIONS: Final = 8
"""How many options a parcel are searched, those that are least dear."""


def dived(problem: Problem, chosen: Int64s, prices: Bound) -> tuple[Int64s, Floats]:
    """The best allotment found, and what parcels are worth for the bound of full services.

    Of what is `searchable` alone.
    """
    option, table, worth = table_of(problem, prices)
    every, capped = np.arange(problem.parcels), np.zeros(len(worth), np.bool_)
    capped[problem.service[problem.limited]] = True
    alone = np.where(capped, np.inf, table.cost)  # without a cap
    none = 2 * problem.cost.max() + (table.use * worth).max()
    spare = alone.min(axis=1)
    unit = max(np.ceil(table.most.sum() / _CELLS), 1)
    use, most = np.ceil(table.use / unit).astype(np.int64), (table.most // unit).astype(np.int64)
    options = Options(table.cost, use, most, np.minimum(spare, none), np.isfinite(spare))
    reduced = table.cost + worth * table.use
    least = reduced.min(axis=1)
    dear = reduced - least[:, None]
    width = float(np.sort(dear, axis=None)[min(_OPTIONS * problem.parcels, dear.size) - 1])
    allowed = (dear <= width) & np.isfinite(table.cost) & capped
    at = np.where(capped[problem.service[chosen]], problem.service[chosen], -1)
    allowed[every[at >= 0], at[at >= 0]] = True
    allowed &= use <= most
    climb = climbed(options, allowed, least, float(problem.cost_of(chosen)))
    rounds = _Rounds(options, allowed, climb, float(problem.cost_of(chosen)))
    rounds.run()
    if rounds.at is None:
        return chosen, climb.worth
    return option[every, np.where(rounds.at < 0, alone.argmin(axis=1), rounds.at)], climb.worth


@define(eq=False)
class _Rounds:
    """The rounds: `at` is each parcel's service in the best allotment found, -1 for none; `cost` what it costs."""

    options: Options
    allowed: Flags
    climb: RelaxedBound
    cost: float
    at: Int64s | None = None

    def run(self) -> None:
        """Rounds until the work is done or nothing can be cheaper than the bound."""
        draw, work, left = np.random.default_rng(0), _WORK, cycle(_LEFT)
        parcels, services = self.allowed.shape
        while work > 0 and self.cost > self.climb.bound + _WITHIN:
            clear = self._clear(draw)
            kept = max(parcels - next(left) * services, parcels // _KEPT)
            clearest = np.argsort(-clear.max(axis=1), kind="stable")[:kept]
            work -= self._round(clear, clearest, min(work, _ROUND))

    def _clear(self, draw: np.random.Generator) -> Floats:
        """How clear it is that a service, or in the last column none, takes a parcel."""
        none = np.where(self.options.free, 1 - self.climb.taken.sum(axis=1), 0)
        share = np.column_stack([self.climb.taken, none])
        return share + _CHANCE * draw.random(share.shape) * (share > 0)

    def _round(self, clear: Floats, kept: Int64s, work: int) -> int:
        """Allots anew what is not kept; the work done."""
        parcels, services = self.allowed.shape
        at, room = np.full(parcels, -1, np.int64), self.options.most.copy()
        open_ = np.ones(parcels, np.bool_)
        for parcel, service in zip(kept.tolist(), clear[kept].argmax(axis=1).tolist(), strict=True):
            if service == services:
                open_[parcel] = False
            elif self.options.use[parcel, service] <= room[service]:
                at[parcel], open_[parcel] = service, False
                room[service] -= self.options.use[parcel, service]
        rest = np.flatnonzero(open_)
        taken = at >= 0
        fixed = self.options.cost[taken, at[taken]].sum() + self.options.spare[~open_ & ~taken].sum()
        few = self.options.of(rest, room)
        search = ColumnSearch(Columns(few, work), self.cost - fixed)
        search.search(self.allowed[rest] & (few.use <= room), self.climb.worth[rest])
        if search.at is not None:
            at[rest] = search.at
            self.at, self.cost = at, fixed + search.below
        return work - search.loads.left
