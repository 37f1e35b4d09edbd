"""A sharper bound where each service has one cap of its own: what each parcel is worth, and services filled whole.

Each service takes the parcels that are worth most to it, whole, as its cap allows; what the parcels are worth, less
what the services gain, is a lower bound (Lagrange, with the parcels' constraints relaxed: Fisher 1986).  It is worked
out in whole numbers, so that it is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

from routing.allotment.fill import filled

if TYPE_CHECKING:
    from routing.allotment.problem import Flags, Floats, Int64s, Problem

SCALE: Final = 1 << 12
"""Parts of a fen."""
CELLS_MAX: Final = 60_000
"""Units of all caps together up to which services are filled unit by unit."""
_NEVER: Final = 1 << 60
"""More than any excess."""


@frozen(eq=False)
class ServiceBound:
    """No allotment costs less than `fen`; with an option, none less than the bound and its `excess`, in fen / SCALE."""

    scaled: int
    excess: Int64s

    @property
    def fen(self) -> int:
        """The least whole fen."""
        return -(-self.scaled // SCALE)


@frozen(eq=False)
class _Service:
    """Its options, which parcels they are, what each counts, and its cap."""

    at: Int64s
    parcel: Int64s
    use: Int64s
    most: int


def countable(problem: Problem) -> bool:
    """Whether caps are small enough for this bound.  Of what is `searchable` alone."""
    return sum(limit.most or 0 for limit in problem.limits) <= CELLS_MAX


def sharpened(problem: Problem, worth: Floats) -> ServiceBound:
    """The bound that parcels prove by what each is worth, in fen.  Of what is `searchable` and `countable` alone."""
    whole = np.rint(worth * SCALE).astype(np.int64)
    bound, found = int(whole.sum()), np.zeros(len(problem.cost), np.int64)
    for one in _services(problem):
        gain = whole[one.parcel] - problem.cost[one.at] * SCALE
        some = _worthy(one, gain)
        bound -= int(filled(one.use[some], gain[some], one.most)[0])
        found[one.at] = _excess(one, gain)
    return ServiceBound(bound, found)


def _services(problem: Problem) -> list[_Service]:
    """One for each limit, and one for all that no limit counts."""
    found = [
        _Service(one.at, problem.parcel[one.at], one.use, min(one.most or 0, int(one.use.sum())))
        for one in problem.limits
    ]
    free = np.flatnonzero(~problem.limited)
    return [*found, _Service(free, problem.parcel[free], np.zeros(len(free), np.int64), 0)]


def _worthy(service: _Service, gain: Int64s) -> Int64s:
    """The options that gain anything and find room."""
    return np.flatnonzero((gain > 0) & (service.use <= service.most)).astype(np.int64)


def _excess(service: _Service, gain: Int64s) -> Int64s:
    """How much less a service gains if it must take an option."""
    some = _worthy(service, gain).tolist()
    before = np.zeros(service.most + 1, np.int64)
    behind = np.zeros((len(some) + 1, service.most + 1), np.int64)
    for row, option in reversed(list(enumerate(some))):
        behind[row] = _added(behind[row + 1], int(service.use[option]), int(gain[option]))
    most = int(behind[0, -1])
    found = np.full(len(gain), most, np.int64) - gain
    found -= behind[0, np.maximum(service.most - service.use, 0)]
    for row, option in enumerate(some):
        room = service.most - int(service.use[option]) + 1
        found[option] = most - gain[option] - int((before[:room] + behind[row + 1, :room][::-1]).max())
        before = _added(before, int(service.use[option]), int(gain[option]))
    found[service.use > service.most] = _NEVER
    return found


def _added(best: Int64s, use: int, gain: int) -> Int64s:
    after = best.copy()
    np.maximum(after[use:], best[: len(best) - use] + gain, out=after[use:])
    return after


def possible(sharp: ServiceBound, best_fen: int) -> Flags:
    """The options that an allotment cheaper than the best known may have."""
    return sharp.scaled + sharp.excess <= (best_fen - 1) * SCALE
