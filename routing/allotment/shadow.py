"""What one more place under a limit saves: the difference of two allotments, not an estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import evolve, frozen

from routing.allotment.bound import bound_of, excess
from routing.allotment.core import NODES, allotted, reallotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from routing.allotment.bound import Bound
    from routing.allotment.core import Allotment
    from routing.allotment.problem import Limit, Problem

    Binds = Literal["most", "least", ""]


@frozen
class Shadow:
    """`saved_fen`: by how much the cheapest allotment falls if the bound that `binds` is wider by one unit.

    `binds` is "most", "least" or "" where there is room for another parcel and nothing is saved.  `exact`: what is
    saved is proven to be just that.
    """

    binds: Binds
    saved_fen: int
    exact: bool


@frozen(eq=False)
class Rival:
    """The same parcels under the same limits at other prices, and `dearer_fen` on top: another way to claim rebates."""

    problem: Problem
    prices: Bound
    dearer_fen: int = 0


def shadow(
    problem: Problem, allotment: Allotment, number: int, unit: int, nodes: int = NODES, rivals: Sequence[Rival] = ()
) -> Shadow:
    """What a unit more of the most, or a unit less of the least, saves: whichever saves more.

    Args:
        problem: what was allotted.
        allotment: how.
        number: of the limit.
        unit: of what it counts: one parcel, a kilogram in grams, a yuan in fen.
        nodes: how long to search.
        rivals: what else may be cheaper once the bound is wider.
    """
    limit = problem.limits[number]
    used = problem.used(allotment.chosen)[number]
    heaviest = int(limit.use.max(initial=0))
    best = Shadow(_full(limit, used, heaviest), 0, exact=allotment.proven)
    for binds, wider in _wider(limit, unit):
        own = _under(problem, number, wider)
        lowest = least = allotment.cost_fen
        if _may_pass(own, allotment, limit):
            found = reallotted(own, allotment, nodes)
            lowest, least = found.bound_fen, found.cost_fen
        for rival in rivals:
            its = _under(rival.problem, number, wider)
            other = allotted(its, nodes) if bound_of(its, rival.prices).fen + rival.dearer_fen < least else None
            if other is not None:
                lowest = min(lowest, other.bound_fen + rival.dearer_fen)
                least = min(least, other.cost_fen + rival.dearer_fen)
        exact = best.exact and least <= lowest
        saved = allotment.cost_fen - least
        best = Shadow(binds, saved, exact) if saved > best.saved_fen else evolve(best, exact=exact)
    return best


def _full(limit: Limit, used: int, heaviest: int) -> Binds:
    """The bound that leaves no room for another parcel."""
    if limit.most is not None and used + heaviest > limit.most:
        return "most"
    return "least" if limit.least and used - heaviest < limit.least else ""


def _wider(limit: Limit, unit: int) -> Iterator[tuple[Binds, Limit]]:
    """The limit with each of its bounds wider by a unit."""
    if limit.most is not None:
        yield "most", evolve(limit, most=limit.most + unit)
    if limit.least:
        yield "least", evolve(limit, least=max(limit.least - unit, 0))


def _under(problem: Problem, number: int, limit: Limit) -> Problem:
    """The problem with another limit in the place of one."""
    return evolve(problem, limits=(*problem.limits[:number], limit, *problem.limits[number + 1 :]))


def _may_pass(wider: Problem, allotment: Allotment, before: Limit) -> bool:
    """Whether what could be part of a cheaper allotment can pass the bounds that were there before.

    An option that is dearer than its parcel's cheapest, with the limits priced, by more than lies between the
    allotment and the bound is part of none.
    """
    prices = bound_of(wider, allotment.prices)
    near = excess(wider, prices) <= (allotment.cost_fen - 1) * prices.scale - prices.scaled
    near[allotment.chosen] = True
    use = np.zeros(len(wider.cost), np.int64)
    use[before.at] = before.use
    most = np.maximum.reduceat(np.where(near, use, 0), wider.first).sum()
    least = np.minimum.reduceat(np.where(near, use, use.max()), wider.first).sum()
    return bool(least < before.least or (before.most is not None and most > before.most))
