"""The loads of services that are worth taking: each service's best at what parcels are worth, until none is better.

A program of one load for each service has a far higher bound than one of parcels (Savelsbergh 1997).  Its loads are
generated: the relaxed choice among those known tells what parcels are worth, and what is worth most to a service at
that is its next load.  What parcels are worth moves only part of the way, which keeps it steady (Wentges 1997).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import define, field, frozen

from routing.allotment.solver import ColumnMaster

if TYPE_CHECKING:
    from routing.allotment.problem import Flags, Floats, Int64s
    from routing.allotment.solver import RelaxedSelection


_KEPT: Final = 0.7
"""Share of what parcels were worth that is kept."""
_LESS: Final = 0.35
"""How much less is kept once no load was new."""
_CLOSE: Final = 2e-5
"""Share of the bound by which the choice may lie above it."""
_HALF: Final = 0.5
_NEAR: Final = 0.05
_GAIN: Final = 1e-9
"""What a parcel gains at least."""
_FIXED: Final = 1_000
"""What looking at a parcel takes, in units of a cap."""
_STEP: Final = 8
"""What a step of the solver takes for each of its rows, in the same."""


@frozen(eq=False)
class Relaxed:
    """No choice costs less than `bound`, at what parcels are `worth`; `shares` is None where that is too much."""

    bound: float
    worth: Floats
    shares: RelaxedSelection | None


@define(eq=False)
class Columns:
    """The loads known.

    `cost` and `use` tell options by parcel (row) and service; `spare` what a parcel costs that no service takes.
    `left` counts down the work.
    """

    cost: Floats
    use: Int64s
    most: Int64s
    spare: Floats
    left: int
    service: list[int] = field(factory=list)
    parcels: list[Int64s] = field(factory=list)
    _known: set[tuple[int, bytes]] = field(factory=set)
    _allowed: Flags = field(factory=lambda: np.ones(0, np.bool_))
    _master: ColumnMaster = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._master = ColumnMaster(self.spare, len(self.most))

    def add(self, service: int, parcels: Int64s) -> bool:
        """Adds a load; whether it is new."""
        key = (service, parcels.tobytes())
        if not len(parcels) or key in self._known:
            return False
        self._known.add(key)
        self.service.append(service)
        self.parcels.append(parcels)
        self._master.add(service, parcels, float(self.cost[parcels, service].sum()))
        return True

    def price(self, spare: Floats) -> None:
        """Lets parcels cost less for now that no service takes, which bounds what they are worth."""
        self._master.price(np.minimum(spare, self.spare))

    def relaxed(self, allowed: Flags, worth: Floats, below: float, rounds: int) -> Relaxed:
        """The relaxed choice of loads, with new ones.

        Args:
            allowed: which options (parcels, services) they may hold.
            worth: what parcels are worth, at first.
            below: what it must cost less than.
            rounds: how often loads are sought.
        """
        self._allow(allowed)
        best, at, kept, shares = -np.inf, worth, _KEPT, None
        for _ in range(rounds):
            bound, new = self._sought(allowed, worth)
            if bound > best:
                best, at = bound, worth
            if best > below - 1:
                return Relaxed(best, at, None)
            shares = self._master.solve()
            self.left -= shares.steps * _STEP * (len(self.cost) + len(self.most) + len(self.service) // 8)
            if shares.cost - best <= max(_HALF, _CLOSE * best, _NEAR * (below - best)) or (not new and kept <= 0):
                break
            kept = kept if new else max(0.0, kept - _LESS)
            worth = kept * at + (1 - kept) * shares.worth
        return Relaxed(best, at, shares)

    def _sought(self, allowed: Flags, worth: Floats) -> tuple[float, int]:
        """The bound at what parcels are worth, and how many loads are new."""
        bound, new = float(worth.sum()), 0
        for service, most in enumerate(self.most.tolist()):
            gain = worth - self.cost[:, service]
            some = np.flatnonzero(allowed[:, service] & (gain > _GAIN))
            best, chosen = filled(self.use[some, service], gain[some], most)
            self.left -= len(some) * (_FIXED + most)
            bound -= best
            new += self.add(service, some[chosen])
        return bound - float(np.maximum(worth - self.spare, 0).sum()), new

    def _allow(self, allowed: Flags) -> None:
        now = np.array(
            [bool(allowed[of, service].all()) for service, of in zip(self.service, self.parcels, strict=True)], np.bool_
        )
        before = np.ones(len(now), np.bool_)
        before[: len(self._allowed)] = self._allowed
        changed = np.flatnonzero(now != before)
        if len(changed):
            self._master.allow(changed, now[changed])
        self._allowed = now


def filled(use: Int64s, gain: Floats | Int64s, most: int) -> tuple[float, Int64s]:
    """The most that can be gained within a cap, and which of those that gain make it so."""
    if int(use.sum()) <= most:
        return gain.sum(), np.arange(len(use))
    best, better = np.zeros(most + 1, gain.dtype), []
    for one, gains in zip(use.tolist(), gain.tolist(), strict=True):
        with_it = best[: max(len(best) - one, 0)] + gains
        better.append(with_it > best[one:])
        np.maximum(best[one:], with_it, out=best[one:])
    left, chosen = most, []
    for at in range(len(use) - 1, -1, -1):
        one = int(use[at])
        if left >= one and better[at][left - one]:
            chosen.append(at)
            left -= one
    return best[-1], np.array(chosen[::-1], np.int64)
