"""What one more place under a limit saves: the difference of two allotments, not an estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from routing.allotment.core import NODES, reallotted

if TYPE_CHECKING:
    from routing.allotment.core import Allotment
    from routing.allotment.problem import Problem


@frozen
class Shadow:
    """`saved_fen`: by how much the cheapest allotment falls if the bound that `binds` is wider by one unit.

    `binds` is "most", "least" or "" where there is room.  `exact`: what is saved is proven to be just that.
    """

    binds: str
    saved_fen: int
    exact: bool


def shadow(problem: Problem, allotment: Allotment, number: int, unit: int, nodes: int = NODES) -> Shadow:
    """What a unit more of the most, or where the least is what binds, a unit less of it, saves.

    Args:
        problem: what was allotted.
        allotment: how.
        number: of the limit.
        unit: of what it counts: one parcel, a kilogram in grams, a yuan in fen.
        nodes: how long to search.
    """
    limit = problem.limits[number]
    used = problem.used(allotment.chosen)[number]
    heaviest = int(limit.use.max(initial=0))
    if limit.most is not None and used + heaviest > limit.most:
        binds, wider = "most", evolve(limit, most=limit.most + unit)
    elif limit.least and used - heaviest < limit.least:
        binds, wider = "least", evolve(limit, least=max(limit.least - unit, 0))
    else:
        return Shadow("", 0, exact=allotment.proven)
    limits = (*problem.limits[:number], wider, *problem.limits[number + 1 :])
    other = reallotted(evolve(problem, limits=limits), allotment, nodes)
    return Shadow(binds, allotment.cost_fen - other.cost_fen, exact=allotment.proven and other.proven)
