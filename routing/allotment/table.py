"""Options as a table of parcels and services, where each service has one cap of its own at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from routing.allotment.bound import Bound
    from routing.allotment.problem import Floats, Int64s, Problem


_PARCELS: Final = 600
"""More are left to the solver alone."""
_LEAST: Final = 0.05
"""What is worth less than this share of the dearest limit is priced at it."""


@frozen(eq=False)
class Table:
    """Parcels (rows) and services (columns): what each option costs and counts, and the most that a service takes.

    An option that a parcel does not have costs infinitely much.  What has no limit counts nothing and takes 0.
    """

    cost: Floats
    use: Floats
    most: Floats


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


def table_of(problem: Problem, prices: Bound) -> tuple[Int64s, Table, Floats]:
    """The options by parcel and service, what they cost and count, and what a unit of each service is worth."""
    services = int(problem.service.max()) + 1
    option = np.full((problem.parcels, services), -1, np.int64)
    option[problem.parcel, problem.service] = np.arange(len(problem.cost))
    cost, use = np.full(option.shape, np.inf), np.zeros(option.shape)
    cost[problem.parcel, problem.service] = problem.cost
    most, worth = np.zeros(services), np.zeros(services)
    for limit, price in zip(problem.limits, prices.price, strict=True):
        own = problem.service[limit.at]
        use[problem.parcel[limit.at], own] = limit.use
        most[own[:1]] = limit.most or 0
        worth[own[:1]] = -price / prices.scale
    return option, Table(cost, use, most), np.maximum(worth, _LEAST * worth.max(initial=0))
