"""What no allotment can go below: the prices of the limits that bound the least cost best, and the bound they prove.

With a price on every limit each parcel chooses for itself, and what the cheapest choices cost, less what the limits
themselves are worth, is a lower bound (Lagrange).  The best prices are found by cutting planes (Kelley); the bound
is then worked out in whole numbers, so that it does not hang on the solver's rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve, frozen

from routing.allotment.problem import cheapest, least_of
from routing.allotment.solver import BoundMaster

if TYPE_CHECKING:
    from routing.allotment.problem import Floats, Int64s, Problem

_ROUNDS: Final = 1_500
_CLOSE: Final = 1e-9
"""Share of the bound by which the planes may lie above it."""
_DIGITS: Final = 30
"""Binary digits behind the point that prices keep at most."""
_SAFE_BITS: Final = 60


@frozen(eq=False)
class Bound:
    """`price[k]` is what a unit under limit k is worth, in fen / `scale`; `scaled` the bound, in fen / `scale`."""

    price: tuple[int, ...]
    scale: int
    scaled: int

    @property
    def fen(self) -> int:
        """The least whole fen that an allotment may cost."""
        return -(-self.scaled // self.scale)


def bound(problem: Problem) -> Bound:
    """The best bound that prices on the limits give."""
    if not problem.limits:
        return _exact(problem, np.zeros(0))
    best, at = -np.inf, np.zeros(len(problem.limits))
    master = BoundMaster(problem.limits, float(problem.cost.max(initial=1)) * (len(problem.limits) + 1))
    price = at
    for turn in range(_ROUNDS):
        chosen, value = _relaxed(problem, price)
        value += _worth(problem, price)
        if value > best:
            best, at = value, price
        ceiling, proposed = master.cut(problem.used(chosen), problem.cost_of(chosen))
        if ceiling - best <= _CLOSE * max(abs(ceiling), 1.0):
            break
        price = (proposed + at) / 2 if turn % 2 else proposed  # every other one half way, which keeps them steady
    return _exact(problem, at)


def impossible(problem: Problem) -> bool:
    """Whether it is proven that no allotment keeps the limits, were parcels divisible or not."""
    return bound(evolve(problem, cost=np.zeros_like(problem.cost))).scaled > 0


def excess(problem: Problem, prices: Bound) -> Int64s:
    """By how much each option is dearer than its parcel's cheapest, with the limits priced; in fen / `scale`."""
    reduced = _reduced(problem, prices)
    return reduced - least_of(problem, reduced)[problem.parcel]


def bound_of(problem: Problem, prices: Bound) -> Bound:
    """The bound that known prices prove for a problem with other bounds of its limits."""
    low = least_of(problem, _reduced(problem, prices))
    scaled = _sum(low)
    for limit, price in zip(problem.limits, prices.price, strict=True):
        scaled += price * (limit.least if price > 0 else limit.most or 0)
    return Bound(prices.price, prices.scale, scaled)


def _relaxed(problem: Problem, price: Floats) -> tuple[Int64s, float]:
    """Each parcel's cheapest option with the limits priced, and what these come to."""
    reduced = problem.cost.astype(np.float64)
    for limit, one in zip(problem.limits, price, strict=True):
        if one:
            reduced[limit.at] -= one * limit.use
    chosen = cheapest(problem, reduced)  # type: ignore[arg-type] # of floats here
    return chosen, float(reduced[chosen].sum())


def _worth(problem: Problem, price: Floats) -> float:
    """What the limits themselves are worth at these prices."""
    pairs = zip(problem.limits, price.tolist(), strict=True)
    return float(sum(one * (limit.least if one > 0 else limit.most or 0) for limit, one in pairs))


def _exact(problem: Problem, price: Floats) -> Bound:
    """The prices as whole numbers of a scale at which nothing passes 64 bits, and the bound that they prove."""
    largest = float(problem.cost.max(initial=1))
    for limit, one in zip(problem.limits, price.tolist(), strict=True):
        largest += abs(one) * float(limit.use.max(initial=1))
    scale = 1 << max(min(_DIGITS, _SAFE_BITS - int(largest).bit_length()), 0)
    whole = tuple(
        min(round(one * scale), 0) if limit.least == 0 else round(one * scale)
        for limit, one in zip(problem.limits, price.tolist(), strict=True)
    )
    whole = tuple(max(one, 0) if limit.most is None else one for limit, one in zip(problem.limits, whole, strict=True))
    return bound_of(problem, Bound(whole, scale, 0))


def _reduced(problem: Problem, prices: Bound) -> Int64s:
    reduced = problem.cost * prices.scale
    for limit, price in zip(problem.limits, prices.price, strict=True):
        reduced[limit.at] -= price * limit.use
    return reduced


def _sum(values: Int64s) -> int:
    """The sum beyond 64 bits."""
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())
