"""A better allotment of whole loads, where a service takes few parcels: from the best known, by dives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from routing.allotment.dive import ColumnSearch
from routing.allotment.loads import Columns
from routing.allotment.table import table_of

if TYPE_CHECKING:
    from routing.allotment.bound import Bound
    from routing.allotment.problem import Floats, Int64s, Problem


CELLS_MAX: Final = 60_000
"""Units of all caps together up to which services are filled unit by unit."""
_FEW: Final = 12
"""Parcels for each service, on average, up to which loads are sought: relaxed choices of larger ones take too long."""
_LARGE: Final = 6
"""Those have that part of the work only."""
_WORK: Final = 2_500_000_000
"""Three quarters of a minute or so."""
_OPTIONS: Final = 8
"""How many options a parcel are searched, those that are least dear."""


def loadable(problem: Problem) -> bool:
    """Whether caps are small enough for loads.  Of what is `searchable` alone."""
    return sum(limit.most or 0 for limit in problem.limits) <= CELLS_MAX


def few(problem: Problem) -> bool:
    """Whether loads are of few parcels."""
    return problem.parcels <= _FEW * len(problem.limits)


def dived(problem: Problem, chosen: Int64s, prices: Bound) -> tuple[Int64s, Floats]:
    """The best allotment found, and what parcels are worth for the bound of full services.

    Of what is `loadable` alone.
    """
    option, table, worth = table_of(problem, prices)
    every, capped = np.arange(problem.parcels), np.zeros(len(worth), np.bool_)
    capped[problem.service[problem.limited]] = True
    alone = np.where(capped, np.inf, table.cost)  # without a cap
    none = 2 * problem.cost.max() + (table.use * worth).max()
    loads = Columns(
        table.cost,
        table.use.astype(np.int64),
        table.most.astype(np.int64),
        np.minimum(alone.min(axis=1), none),
        _WORK if few(problem) else _WORK // _LARGE,
    )
    at = np.where(capped[problem.service[chosen]], problem.service[chosen], -1)
    for service in np.flatnonzero(capped).tolist():
        loads.add(service, np.flatnonzero(at == service))
    reduced = table.cost + worth * table.use
    least = reduced.min(axis=1)
    dear = reduced - least[:, None]
    width = float(np.sort(dear, axis=None)[min(_OPTIONS * problem.parcels, dear.size) - 1])
    allowed = (dear <= width) & np.isfinite(table.cost) & (table.use <= table.most) & capped
    allowed[every[at >= 0], at[at >= 0]] = True
    dive = ColumnSearch(loads, float(problem.cost_of(chosen)), width)
    known = dive.search(allowed, least)
    if dive.at is None:
        return chosen, known
    return option[every, np.where(dive.at < 0, alone.argmin(axis=1), dive.at)], known
