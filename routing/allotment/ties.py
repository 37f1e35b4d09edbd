"""Of allotments that cost the same, the one by the written rule.

A parcel stays where it would go without limits if that costs nothing more; of parcels that may be exchanged without
any difference, the earlier stay and the later move.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from routing.allotment.problem import Int64s, Problem


def settled(problem: Problem, chosen: Int64s, home: Int64s) -> Int64s:
    """The allotment of the same cost that the rule prefers.

    Args:
        problem: the parcels, in the order of the run.
        chosen: an option for each.
        home: the option that each would take without limits.
    """
    settled = _home_for_nothing(problem, chosen.copy(), home)
    counted = _counted(problem)
    services = sorted({int(one) for one in problem.service[np.concatenate([settled, home])].tolist()})
    option = {(int(parcel), int(service)): at for at, (parcel, service) in enumerate(
        zip(problem.parcel.tolist(), problem.service.tolist(), strict=True)
    ) if service in services}  # fmt: skip
    for one, other in combinations(services, 2):
        _exchange(problem, settled, home, (one, other), option, counted)
    return settled


def _home_for_nothing(problem: Problem, chosen: Int64s, home: Int64s) -> Int64s:
    """Parcels go back home where that costs the same and all limits still hold."""
    away = np.flatnonzero((chosen != home) & (problem.cost[chosen] == problem.cost[home]))
    if not away.size:
        return chosen
    used, counts = problem.used(chosen), _counted(problem)
    for parcel in away.tolist():
        after = list(used)
        for option, sign in ((int(chosen[parcel]), -1), (int(home[parcel]), 1)):
            for number, use in counts.get(option, ()):
                after[number] += sign * use
        if all(
            limit.least <= sum_ and (limit.most is None or sum_ <= limit.most)
            for limit, sum_ in zip(problem.limits, after, strict=True)
        ):
            chosen[parcel], used = home[parcel], after
    return chosen


def _counted(problem: Problem) -> dict[int, tuple[tuple[int, int], ...]]:
    """Option -> the limits it counts for, with what it counts there."""
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, limit in enumerate(problem.limits):
        for option, use in zip(limit.at.tolist(), limit.use.tolist(), strict=True):
            found[option].append((number, use))
    return {option: tuple(counts) for option, counts in found.items()}


def _exchange(
    problem: Problem,
    chosen: Int64s,
    home: Int64s,
    pair: tuple[int, int],
    option: dict[tuple[int, int], int],
    counted: dict[int, tuple[tuple[int, int], ...]],
) -> None:
    """Deals the places of two services anew among the parcels for which it makes no difference which they take."""
    alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    one, other = pair
    for parcel in np.flatnonzero(np.isin(problem.service[chosen], pair)).tolist():
        first, second = option.get((parcel, one)), option.get((parcel, other))
        if first is not None and second is not None:
            dearer = int(problem.cost[second] - problem.cost[first])
            alike[dearer, counted.get(first), counted.get(second)].append(parcel)
    for parcels in alike.values():
        places = sum(int(problem.service[chosen[parcel]]) == one for parcel in parcels)
        if 0 < places < len(parcels):
            ranked = sorted(parcels, key=lambda parcel: _claim(parcel, int(problem.service[home[parcel]]), pair))
            for place, parcel in enumerate(ranked):
                chosen[parcel] = option[parcel, one if place < places else other]


def _claim(parcel: int, at_home: int, pair: tuple[int, int]) -> tuple[int, int]:
    """The order in which parcels may have the first service of a pair."""
    one, other = pair
    if at_home == one:
        return 0, parcel
    return (2, -parcel) if at_home == other else (1, parcel)
