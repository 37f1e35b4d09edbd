"""A sharper bound where each service has one cap of its own: what each parcel is worth, and services filled whole.

Each service takes the parcels that are worth most to it, whole, as its cap allows; what the parcels are worth, less
what the services gain, is a lower bound (Lagrange, with the parcels' constraints relaxed: Fisher 1986).  What parcels
are worth moves along subgradients (Held, Wolfe and Crowder 1974), in whole numbers, so that the bound is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

from routing.allotment.problem import least_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.allotment.bound import Bound
    from routing.allotment.problem import Flags, Int64s, Problem

CELLS_MAX: Final = 60_000
"""Units of all caps together up to which services are filled unit by unit."""
SCALE: Final = 1 << 12
"""Parts of a fen."""
_ROUNDS: Final = 200
"""How often what parcels are worth is moved."""
_STEP: Final = 0.7
"""The first step, as a share of the way from the bound to the allotment that is known."""
_SHRINK: Final = 0.6
_PATIENCE: Final = 12
"""A step falls by that factor after so many rounds without a better bound."""
_NEVER: Final = 1 << 60
"""More than any excess."""
_KEPT: Final = 0.3
"""Share of the last direction that is gone on in."""


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


def sharpened(problem: Problem, prices: Bound, target_fen: int) -> ServiceBound | None:
    """The bound that parcels prove; None where caps are too large.  An allotment is known to cost `target_fen`."""
    services = _services(problem)
    if sum(one.most for one in services) > CELLS_MAX:
        return None
    worth = least_of(problem, _priced(problem, prices))
    best, at = _value(problem, services, worth)[0], worth
    step, since, direction = _STEP, 0, np.zeros(problem.parcels)
    for _ in range(_ROUNDS):
        value, taken = _value(problem, services, worth)
        since += 1
        if value > best:
            best, at, since = value, worth, 0
        if since > _PATIENCE:
            worth, step, since, direction = at, step * _SHRINK, 0, np.zeros(problem.parcels)
            continue
        lacks = 1.0 - taken
        direction = _KEPT * direction + lacks
        length = step * max(target_fen * SCALE - value, SCALE) / max(float(lacks @ lacks), 1.0)
        worth = worth + np.rint(length * direction).astype(np.int64)
    found = np.zeros(len(problem.cost), np.int64)
    for one in services:
        found[one.at] = _excess(one, at[one.parcel] - problem.cost[one.at] * SCALE)
    return ServiceBound(best, found)


def _priced(problem: Problem, prices: Bound) -> Int64s:
    """What options cost with the limits priced, in fen / SCALE."""
    cost = problem.cost.astype(np.float64)
    for limit, price in zip(problem.limits, prices.price, strict=True):
        cost[limit.at] -= limit.use * (price / prices.scale)
    return np.rint(cost * SCALE).astype(np.int64)


def _services(problem: Problem) -> list[_Service]:
    """One for each limit, and one for all that no limit counts."""
    found = [
        _Service(one.at, problem.parcel[one.at], one.use, min(one.most or 0, int(one.use.sum())))
        for one in problem.limits
    ]
    free = np.flatnonzero(~problem.limited)
    return [*found, _Service(free, problem.parcel[free], np.zeros(len(free), np.int64), 0)]


def _value(problem: Problem, services: list[_Service], worth: Int64s) -> tuple[int, npt.NDArray[np.float64]]:
    """The bound at what parcels are worth, in fen / SCALE, and how many services take each parcel."""
    value, taken = int(worth.sum()), np.zeros(problem.parcels)
    for one in services:
        gain = worth[one.parcel] - problem.cost[one.at] * SCALE
        most, chosen = _filled(one, gain)
        value -= most
        taken += np.bincount(one.parcel[chosen], minlength=problem.parcels)
    return value, taken


def _filled(service: _Service, gain: Int64s) -> tuple[int, list[int]]:
    """The most that a service gains within its cap, and the options that make it so."""
    some = _worthy(service, gain)
    best = np.zeros(service.most + 1, np.int64)
    taken = []
    for option in some:
        use = int(service.use[option])
        with_it = best[: len(best) - use] + gain[option]
        taken.append(with_it > best[use:])
        np.maximum(best[use:], with_it, out=best[use:])
    left, chosen = service.most, []
    for option, better in zip(reversed(some), reversed(taken), strict=True):
        use = int(service.use[option])
        if left >= use and better[left - use]:
            chosen.append(option)
            left -= use
    return int(best[-1]), chosen


def _worthy(service: _Service, gain: Int64s) -> list[int]:
    """The options that gain anything and find room."""
    return np.flatnonzero((gain > 0) & (service.use <= service.most)).tolist()


def _excess(service: _Service, gain: Int64s) -> Int64s:
    """How much less a service gains if it must take an option."""
    some = _worthy(service, gain)
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
