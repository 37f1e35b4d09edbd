"""A better allotment by cycles of moves, for programs too hard to be searched whole.

Services may be passed for a while, at a price.  It begins a little above what the limits are worth (`bound`) and rises
for those that are passed until none is; then it falls, and the search goes on from there.  The same numbers are drawn
each time, so that it repeats itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from routing.allotment.cycles import Search
from routing.allotment.table import searchable, table_of

if TYPE_CHECKING:
    from routing.allotment.bound import Bound
    from routing.allotment.problem import Floats, Int64s, Problem
    from routing.allotment.table import Table


_PAIRS: Final = 300_000_000
_TURNS: Final = 12_000
"""Pairs that are looked at in all, and turns at most."""
_SHORT: Final = 4
"""A short search has that part of both."""
_ABOVE: Final = 0.2
_RISE: Final = 1.3
_FIRST_RISE: Final = 0.1
_FALL: Final = 0.7
"""Passing a service costs more than it is worth by a share that rises by a factor, from the first rise on, and then
falls by a factor drawn up to the greatest, not below one drawn up to another share."""


def exchanged(problem: Problem, chosen: Int64s, prices: Bound, *, short: bool = False) -> Int64s:
    """The best allotment found from one that keeps the limits: never dearer than it.  Of what is `searchable` alone."""
    if not searchable(problem):
        return chosen
    option, table, worth = table_of(problem, prices)
    turns = min(_TURNS, _PAIRS // problem.parcels**2)
    found = _searched(table, problem.service[chosen], worth, turns // _SHORT if short else turns)
    better = option[np.arange(problem.parcels), found]
    return better if problem.cost_of(better) < problem.cost_of(chosen) and problem.holds(better) else chosen


def _searched(table: Table, start: Int64s, worth: Floats, turns: int) -> Int64s:
    """The services of the cheapest allotment met that keeps the limits."""
    draw = np.random.default_rng(0)
    best, at_best = start.copy(), float(table.cost[np.arange(len(start)), start].sum())
    search = Search(table, worth, start.copy(), turns)
    share = np.full(len(worth), _FIRST_RISE)
    while search.left > 0:
        search.descend(share * worth)
        over = search.over > 0
        if over.any():
            share = np.where(over, np.maximum(share, _FIRST_RISE) * _RISE, share)
            continue
        if search.sum < at_best:
            best, at_best = search.at.copy(), search.sum
        share = np.maximum(_ABOVE * draw.random(len(worth)), share * draw.uniform(0, _FALL))
    return best
