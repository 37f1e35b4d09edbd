"""The cheapest allotment: few options can be part of it, and those are searched whole.

With the limits priced (`bound`), an option that is dearer than its parcel's cheapest by more than the best allotment
known lies above the bound cannot be in a better one.  What is left, the core, is small however many parcels there are.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve, frozen

from routing.allotment.bound import Bound, bound, bound_of, excess, impossible
from routing.allotment.knapsacks import countable, possible, sharpened
from routing.allotment.problem import worthwhile
from routing.allotment.solver import whole_numbers
from routing.allotment.table import searchable
from routing.allotment.whole_loads import dived
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from routing.allotment.problem import Flags, Int64s, Problem

_AT_FIRST: Final = 400
"""Options beyond one a parcel that the first core holds."""
_WIDER: Final = 8
_FIRST_NODES: Final = 200
_WIDE: Final = 50_000_000
"""Nodes, times the options of a core squared, that a hard program is searched for: ten seconds or so."""
_AT_ONCE: Final = 4
"""The part of it before dives."""
_FEW_NODES: Final = 20
"""Nodes for a first allotment of a hard program; and what a core is searched for at least."""
_ROUNDING: Final = 1e-6
"""Fen by which the solver's bound may be off."""
_NONE: Final = 1 << 62
"""Above any cost."""
NODES: Final = 50_000
"""Nodes of the search tree, at most, of each program."""


@frozen(eq=False)
class Allotment:
    """One option for each parcel.

    `cost_fen` is their sum; no allotment costs less than `bound_fen`, which is the same where `proven`.
    """

    chosen: Int64s
    cost_fen: int
    bound_fen: int
    prices: Bound

    @property
    def proven(self) -> bool:
        """Whether nothing is cheaper."""
        return self.cost_fen == self.bound_fen


def allotted(problem: Problem, nodes: int = NODES) -> Allotment | None:
    """The cheapest allotment, or the best found with its bound; None where it is proven that none keeps the limits.

    Args:
        problem: parcels, options and limits.
        nodes: how long to search, in nodes of the search tree.
    """
    kept = worthwhile(problem)
    small = problem.only(kept)
    if impossible(small):
        return None
    prices = bound(small)
    hard = searchable(small)
    first = _first(small, prices, nodes, _FEW_NODES if hard else _FIRST_NODES)
    if first is None:
        return None
    found = _best(small, prices, first, nodes, hard=hard)
    return evolve(found, chosen=np.flatnonzero(kept)[found.chosen])


def reallotted(problem: Problem, before: Allotment, nodes: int = NODES) -> Allotment:
    """The cheapest allotment of the same parcels under limits that are wider than before."""
    kept = worthwhile(problem)
    kept[before.chosen] = True
    small = problem.only(kept)
    start = (np.cumsum(kept) - 1)[before.chosen]
    prices = bound_of(small, before.prices)
    dear = excess(small, prices)
    core = dear <= _first_width(dear)
    core[start] = True
    nearer = _of_core(small, core, start, min(_FIRST_NODES, nodes)).chosen
    found = _best(small, prices, start if nearer is None else nearer, nodes, hard=False)
    return evolve(found, chosen=np.flatnonzero(kept)[found.chosen])


def _first(problem: Problem, prices: Bound, nodes: int, few: int) -> Int64s | None:
    """An allotment from the narrowest core that holds one; None where it is proven that there is none."""
    dear = excess(problem, prices)
    width, effort = _first_width(dear), min(few, nodes)
    while True:
        core = dear <= width
        whole = bool(core.all())
        found = _of_core(problem, core, None, effort)
        if found.chosen is not None or (whole and found.proven):
            return found.chosen
        if whole and effort == nodes:
            raise InputError([Fault("sampan allot", "", Reason("allotment.not_found", nodes=nodes))])
        width, effort = (width, nodes) if whole else (max(width, 1) * _WIDER, effort)


def _best(problem: Problem, prices: Bound, best: Int64s, nodes: int, *, hard: bool) -> Allotment:
    """The cheapest allotment: in the core there is all that could be better than the one known.

    What is not settled by a few nodes is, if `hard`, improved by dives first, and is bounded by full services.
    """
    dear = excess(problem, prices)
    effort, lowest, sharp, share = min(_FIRST_NODES, nodes), prices.fen, None, _AT_ONCE
    while True:
        width = _needed(problem, prices, best)
        cost = problem.cost_of(best)
        if lowest >= cost:
            return Allotment(best, cost, cost, prices)
        core = dear <= width
        if sharp is not None:
            core &= possible(sharp, cost)
        core[best] = True
        within = min(effort, _affordable(core, share)) if hard else effort
        if within >= min(_FEW_NODES, nodes):
            found = _of_core(problem, core, best, within)
            best, cost = found.chosen if found.chosen is not None else best, min(cost, found.cost_fen)
            if found.proven:
                return Allotment(best, cost, cost, prices)
            lowest = max(lowest, min(found.lowest_fen, cost))
        if effort == nodes:
            return Allotment(best, cost, lowest, prices)
        effort, share = nodes, 1
        if hard:
            best, worth = dived(problem, best, prices)
            if countable(problem):
                sharp = sharpened(problem, worth)
                lowest = max(lowest, min(sharp.fen, problem.cost_of(best)))


def _affordable(core: Flags, share: int) -> int:
    """Nodes for which a core of a hard program is searched, given one part in so many of the work."""
    return max(_WIDE // int(core.sum()) ** 2 // share, 1)


@frozen(eq=False)
class _Core:
    """What a core holds: the cheapest found in it, whether that is proven, and what nothing in it goes below."""

    chosen: Int64s | None
    proven: bool
    cost_fen: int
    lowest_fen: int


def _of_core(problem: Problem, core: Flags, best: Int64s | None, nodes: int) -> _Core:
    number = np.cumsum(core) - 1
    found = whole_numbers(problem.only(core), nodes, None if best is None else number[best])
    chosen = None if found.chosen is None else np.flatnonzero(core)[found.chosen]
    if best is not None and (chosen is None or problem.cost_of(best) < problem.cost_of(chosen)):
        chosen = best
    cost = _NONE if chosen is None else problem.cost_of(chosen)
    lowest = math.ceil(found.bound - _ROUNDING) if math.isfinite(found.bound) else -_NONE
    return _Core(chosen, found.proven, cost, lowest)


def _first_width(dear: Int64s) -> int:
    beyond = np.sort(dear[dear > 0])
    return int(beyond[min(_AT_FIRST, len(beyond)) - 1]) if len(beyond) else 0


def _needed(problem: Problem, prices: Bound, best: Int64s) -> int:
    """How much dearer than its parcel's cheapest an option of a better allotment can be."""
    return (problem.cost_of(best) - 1) * prices.scale - prices.scaled
