"""A better allotment by chains of moves, for programs too hard to be searched whole.

Services may be passed for a while, at a price.  It begins a little above what the limits are worth (`bound`) and rises
for those that are passed until none is; then it falls, and the search goes on from there.  The same numbers are drawn
each time, so that it repeats itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from routing.allotment.chains import Search, Table

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.allotment.bound import Bound
    from routing.allotment.problem import Int64s, Problem

    Floats = npt.NDArray[np.float64]

_PARCELS: Final = 600
"""More would be too many pairs to look at in each turn."""
_PAIRS: Final = 1_000_000_000
_TURNS: Final = 30_000
"""Pairs that are looked at in all, and turns at most."""
_RISE: Final = 1.25
_FALL: Final = (0.3, 0.9)
"""The factors by which prices rise and fall; that of a fall is drawn between two."""
_ABOVE: Final = 0.2
"""The least price lies above what a limit is worth by up to this share, drawn anew for each service."""
_LEAST: Final = 0.05
"""What is worth less than this share of the dearest limit is priced at it."""


def searchable(problem: Problem) -> bool:
    """Whether there are few parcels, each option counts for one limit at most, and no least volume is asked for."""
    counted = np.zeros(len(problem.cost), np.int64)
    for limit in problem.limits:
        counted[limit.at] += 1
    if problem.parcels > _PARCELS or counted.max(initial=0) > 1:
        return False
    each = [np.unique(problem.service[limit.at]).tolist() for limit in problem.limits]
    single = all(len(own) <= 1 for own in each) and len({*map(tuple, each)}) == len(each)
    return single and all(limit.most is not None and not limit.least for limit in problem.limits)


def exchanged(problem: Problem, chosen: Int64s, prices: Bound) -> Int64s:
    """The best allotment found from one that keeps the limits: never dearer than it.  Of what is `searchable` alone."""
    if not searchable(problem):
        return chosen
    option, table, worth = _table(problem, prices)
    found = _searched(table, problem.service[chosen], worth)
    better = option[np.arange(problem.parcels), found]
    return better if problem.cost_of(better) < problem.cost_of(chosen) and problem.holds(better) else chosen


def _table(problem: Problem, prices: Bound) -> tuple[Int64s, Table, Floats]:
    """The options by parcel and service, what they cost and count, and what a unit of each service is worth."""
    services = int(problem.service.max()) + 1
    option = np.full((problem.parcels, services), -1, np.int64)
    option[problem.parcel, problem.service] = np.arange(len(problem.cost))
    cost, use = np.full(option.shape, np.inf), np.zeros(option.shape)
    cost[problem.parcel, problem.service] = problem.cost
    most, worth = np.full(services, np.inf), np.zeros(services)
    for limit, price in zip(problem.limits, prices.price, strict=True):
        own = problem.service[limit.at]
        use[problem.parcel[limit.at], own] = limit.use
        most[own[:1]] = limit.most or 0
        worth[own[:1]] = -price / prices.scale
    return option, Table(cost, use, most), np.maximum(worth, _LEAST * worth.max(initial=0))


def _searched(table: Table, start: Int64s, worth: Floats) -> Int64s:
    """The services of the cheapest allotment met that keeps the limits."""
    draw = np.random.default_rng(0)
    best, at_best = start.copy(), float(table.cost[np.arange(len(start)), start].sum())
    chains = Search(table, start.copy(), min(_TURNS, _PAIRS // len(start) ** 2))
    price = worth
    while chains.left > 0:
        chains.descend(price)
        over = chains.over > 0
        if over.any():
            price = np.where(over, np.maximum(price, 1.0) * _RISE, price)
            continue
        if chains.sum < at_best:
            best, at_best = chains.at.copy(), chains.sum
        lowest = worth * (1 + _ABOVE * draw.random(len(worth)))
        price = np.maximum(lowest, price * draw.uniform(*_FALL))
    return best
