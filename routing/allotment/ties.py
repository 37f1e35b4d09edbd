"""Of allotments that cost the same, the one by the written rule.

As many parcels as can stay where they would go without limits; of parcels that may be exchanged without any
difference, the earlier stay and the later move.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve

from routing.allotment.bound import excess
from routing.allotment.problem import Limit
from routing.allotment.solver import whole_numbers

if TYPE_CHECKING:
    from routing.allotment.core import Allotment
    from routing.allotment.problem import Int64s, Problem

_NODES: Final = 200
"""Nodes of the search for the allotment that moves the fewest parcels."""
_NONE = -1
"""Stands for an option that a parcel does not have."""


def settled(problem: Problem, allotment: Allotment, home: Int64s) -> Int64s:
    """The allotment of the same cost that the rule prefers.

    Args:
        problem: the parcels, in the order of the run.
        allotment: an option for each.
        home: the option that each would take without limits.
    """
    settled = _home_for_nothing(problem, allotment.chosen.copy(), home)
    settled = _most_at_home(problem, evolve(allotment, chosen=settled), home)
    option = np.full((problem.parcels, int(problem.service.max()) + 1), _NONE, np.int64)
    option[problem.parcel, problem.service] = np.arange(len(problem.cost))
    kind = _kinds(problem)
    for pair in combinations(np.unique(problem.service[settled]).tolist(), 2):
        _exchange(problem, settled, home, pair, option, kind)
    return settled


def _home_for_nothing(problem: Problem, chosen: Int64s, home: Int64s) -> Int64s:
    """Parcels go back home where that costs the same and all limits still hold."""
    away = np.flatnonzero((chosen != home) & (problem.cost[chosen] == problem.cost[home]))
    used = problem.used(chosen)
    for parcel in away.tolist():
        after = list(used)
        for number, limit in enumerate(problem.limits):
            for option, sign in ((chosen[parcel], -1), (home[parcel], 1)):
                at = int(np.searchsorted(limit.at, option))
                if at < len(limit.at) and limit.at[at] == option:
                    after[number] += sign * int(limit.use[at])
        if all(
            limit.least <= sum_ and (limit.most is None or sum_ <= limit.most)
            for limit, sum_ in zip(problem.limits, after, strict=True)
        ):
            chosen[parcel], used = home[parcel], after
    return chosen


def _most_at_home(problem: Problem, allotment: Allotment, home: Int64s) -> Int64s:
    """Of all allotments of the same cost one that moves the fewest parcels; the one known where the search is long.

    Only options that are near enough to their parcel's cheapest, with the limits priced, are part of any.
    """
    chosen, prices = allotment.chosen, allotment.prices
    near = excess(problem, prices) <= allotment.cost_fen * prices.scale - prices.scaled
    near[chosen] = True
    if not allotment.proven or not near[home[chosen != home]].any():
        return chosen
    away = np.ones(len(problem.cost), np.int64)
    away[home] = 0
    costs = Limit(np.flatnonzero(problem.cost > 0), problem.cost[problem.cost > 0], 0, allotment.cost_fen)
    among = evolve(problem, cost=away, limits=(*problem.limits, costs)).only(near)
    found = whole_numbers(among, _NODES, (np.cumsum(near) - 1)[chosen])
    if found.chosen is None or among.cost_of(found.chosen) >= int((chosen != home).sum()):
        return chosen
    return np.flatnonzero(near)[found.chosen]


def _kinds(problem: Problem) -> Int64s:
    """A number for each option, equal for those that count the same for every limit."""
    kind = np.zeros(len(problem.cost), np.int64)
    for limit in problem.limits:
        _, here = np.unique(np.stack([kind[limit.at], limit.use]), axis=1, return_inverse=True)
        kind[limit.at] = kind.max() + 1 + here.reshape(-1)
    return kind


def _exchange(
    problem: Problem, chosen: Int64s, home: Int64s, pair: tuple[int, int], option: Int64s, kind: Int64s
) -> None:
    """Deals the places of two services anew among the parcels for which it makes no difference which they take.

    Those at home in the first of the two have the first claim to it, by their order; those at home in the second have
    the last, the earliest of them at the end.
    """
    one, other = pair
    has_both = (option[:, one] != _NONE) & (option[:, other] != _NONE)
    parcels = np.flatnonzero(np.isin(problem.service[chosen], pair) & has_both)
    first, second = option[parcels, one], option[parcels, other]
    dearer = problem.cost[second] - problem.cost[first]
    at_home = problem.service[home[parcels]]
    claim = np.select([at_home == one, at_home == other], [0, 2], 1)
    turn = np.where(at_home == other, -parcels, parcels)
    order = np.lexsort((turn, claim, kind[second], kind[first], dearer))
    alike = np.stack([dearer, kind[first], kind[second]])[:, order]
    starts = np.flatnonzero(np.concatenate([[True], (np.diff(alike, axis=1) != 0).any(axis=0)])[: len(order)])
    group = np.cumsum(np.isin(np.arange(len(order)), starts)) - 1
    places = np.bincount(group, problem.service[chosen[parcels[order]]] == one).astype(np.int64)
    place = np.arange(len(order)) - starts[group]
    chosen[parcels[order]] = np.where(place < places[group], first[order], second[order])
