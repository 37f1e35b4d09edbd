"""Of allotments that cost the same, the one by the written rule.

A parcel stays where it would go without limits if that costs nothing more; of parcels that may be exchanged without
any difference, the earlier stay and the later move.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from routing.allotment.problem import Int64s, Problem

_NONE = -1
"""Stands for an option that a parcel does not have."""


def settled(problem: Problem, chosen: Int64s, home: Int64s) -> Int64s:
    """The allotment of the same cost that the rule prefers.

    Args:
        problem: the parcels, in the order of the run.
        chosen: an option for each.
        home: the option that each would take without limits.
    """
    settled = _home_for_nothing(problem, chosen.copy(), home)
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
