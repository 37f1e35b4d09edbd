"""A better allotment by moving single parcels and swapping two, for programs too hard to be searched whole.

Limits may be passed for a while, at a price that falls while all hold and rises while one does not; a parcel that has
moved stays for some turns (tabu search).  The same numbers are drawn each time, so that it repeats itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.allotment.problem import Int64s, Problem

    Floats = npt.NDArray[np.float64]

_PARCELS: Final = 600
"""More would be too many pairs to look at in each turn."""
_TURNS: Final = 6_000
_TURNS_A_PARCEL: Final = 20
_STAYS: Final = (4, 14)
_FALL, _RISE = 0.97, 1.02
_PRICES: Final = (0.05, 50.0)


@frozen(eq=False)
class _Table:
    """Parcels (rows) and services (columns): what each option costs and counts, and each service's bound."""

    option: Int64s
    cost: Floats
    use: Floats
    most: Floats


def exchanged(problem: Problem, chosen: Int64s) -> Int64s:
    """The best allotment found from one that keeps the limits: never dearer than it.

    It speaks only of few parcels, where each option counts for one limit at most and no least volume is asked for.
    """
    table = _table(problem)
    if table is None:
        return chosen
    found = _searched(table, problem.service[chosen])
    better = table.option[np.arange(problem.parcels), found]
    return better if problem.cost_of(better) < problem.cost_of(chosen) and problem.holds(better) else chosen


def _table(problem: Problem) -> _Table | None:
    counted = np.zeros(len(problem.cost), np.int64)
    for limit in problem.limits:
        counted[limit.at] += 1
    if problem.parcels > _PARCELS or counted.max(initial=0) > 1 or any(limit.least for limit in problem.limits):
        return None
    services = int(problem.service.max()) + 1
    option = np.full((problem.parcels, services), -1, np.int64)
    option[problem.parcel, problem.service] = np.arange(len(problem.cost))
    cost = np.full(option.shape, np.inf)
    cost[problem.parcel, problem.service] = problem.cost
    use, most = np.zeros(option.shape), np.full(services, np.inf)
    for limit in problem.limits:
        own = np.unique(problem.service[limit.at])
        if len(own) > 1 or limit.most is None or most[own[0]] < np.inf:
            return None
        use[problem.parcel[limit.at], own[0]] = limit.use
        most[own[0]] = limit.most
    return _Table(option, cost, use, most)


def _searched(table: _Table, start: Int64s) -> Int64s:
    """The services of the cheapest allotment met that keeps the limits."""
    cost, use, most = table.cost, table.use, table.most
    parcels, services = cost.shape
    every = np.arange(parcels)
    draw = np.random.default_rng(0)
    at, best = start.copy(), start.copy()
    best_cost = cost[every, at].sum()
    load = np.bincount(at, use[every, at], services)
    price, stays = 1.0, np.zeros(parcels, np.int64)
    for turn in range(1, min(_TURNS, _TURNS_A_PARCEL * parcels) + 1):
        over, own, counts = np.maximum(load - most, 0), cost[every, at], use[every, at]
        relief = price * (np.maximum(load[at] - counts - most[at], 0) - over[at])
        moves = cost - own[:, None] + price * (np.maximum(load + use - most, 0) - over) + relief[:, None]
        half = cost[:, at] - own + price * (np.maximum((load - most)[at] - counts + use[:, at], 0) - over[at])
        swaps = half + half.T
        moves[every, at] = np.inf
        swaps[at[:, None] == at] = np.inf
        held = stays >= turn
        moves[held], swaps[held], swaps[:, held] = np.inf, np.inf, np.inf
        move, swap = int(moves.argmin()), int(swaps.argmin())
        one, other = divmod(swap, parcels)
        to_one, to_other = (int(at[other]), int(at[one]))
        if moves.flat[move] <= swaps.flat[swap]:
            one, to_one = divmod(move, services)
            other, to_other = one, to_one
        for parcel, to in {one: to_one, other: to_other}.items():
            load[at[parcel]] -= use[parcel, at[parcel]]
            load[to] += use[parcel, to]
            at[parcel] = to
            stays[parcel] = turn + draw.integers(*_STAYS)
        holds = bool((load <= most).all())
        price = min(max(price * (_FALL if holds else _RISE), _PRICES[0]), _PRICES[1])
        now = cost[every, at].sum()
        if holds and now < best_cost:
            best, best_cost = at.copy(), now
    return best
