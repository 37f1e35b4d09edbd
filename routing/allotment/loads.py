"""The loads of services that are worth taking: each service's best at what parcels are worth, until none is better.

A program of one load for each service has a far higher bound than one of parcels (Savelsbergh 1997).  Its loads are
generated: the relaxed choice among those known tells what parcels are worth, and what is worth most to a service at
that is its next load.  What parcels are worth moves only part of the way, which keeps it steady (Wentges 1997).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import define, field, frozen

from routing.allotment.fill import filled
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
_FIXED: Final = 6_000
"""What a load takes that is sought, beyond the units of its cap."""
_SOLVED: Final = 40_000
"""What a relaxed choice takes, in the same."""
_STEP: Final = 8
"""And what a step of the solver takes for each of its rows."""


@frozen(eq=False)
class Options:
    """What each option (parcels, services) costs and counts, infinitely much if there is none; and what services take.

    `spare` is what a parcel costs that none of them takes: `free` tells which ones may be left so in the end.
    """

    cost: Floats
    use: Int64s
    most: Int64s
    spare: Floats
    free: Flags

    def loads(self, allowed: Flags, worth: Floats) -> tuple[float, list[Int64s]]:
        """The load of allowed options that is worth most to each service; and the bound that they prove.

        Args:
            allowed: which options (parcels, services) loads may hold.
            worth: what each parcel is worth.
        """
        bound, found = float(np.minimum(worth, self.spare).sum()), []
        gain = worth[:, None] - self.cost
        some = allowed & (gain > _GAIN)
        for service, most in enumerate(self.most.tolist()):
            parcels = np.flatnonzero(some[:, service])
            best, chosen = filled(self.use[parcels, service], gain[parcels, service], most)
            bound -= best
            found.append(parcels[chosen])
        return bound, found

    def of(self, parcels: Int64s, most: Int64s) -> Options:
        """The same for some parcels alone, where services have so much room left."""
        return Options(self.cost[parcels], self.use[parcels], most, self.spare[parcels], self.free[parcels])


@frozen(eq=False)
class Relaxed:
    """No choice costs less than `bound`, at what parcels are `worth`; `shares` is None where that is too much."""

    bound: float
    worth: Floats
    shares: RelaxedSelection | None


@define(eq=False)
class Columns:
    """The loads known: each one's service and parcels.  `left` counts down the work."""

    options: Options
    left: int
    service: list[int] = field(factory=list)
    parcels: list[Int64s] = field(factory=list)
    _known: set[tuple[int, bytes]] = field(factory=set)
    _allowed: Flags = field(factory=lambda: np.ones(0, np.bool_))
    _master: ColumnMaster = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._master = ColumnMaster(self.options.spare, len(self.options.most))

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
            self.left -= _SOLVED + shares.steps * _STEP * (sum(self.options.cost.shape) + len(self.service) // 8)
            if shares.cost - best <= max(_HALF, _CLOSE * best, _NEAR * (below - best)) or (not new and kept <= 0):
                break
            kept = kept if new else max(0.0, kept - _LESS)
            worth = kept * at + (1 - kept) * shares.worth
        return Relaxed(best, at, shares)

    def _sought(self, allowed: Flags, worth: Floats) -> tuple[float, int]:
        """The bound at what parcels are worth, and how many loads are new."""
        bound, loads = self.options.loads(allowed, worth)
        self.left -= len(loads) * _FIXED + int(self.options.most.sum())
        return bound, sum(self._added(service, parcels) for service, parcels in enumerate(loads))

    def _added(self, service: int, parcels: Int64s) -> bool:
        """Adds a load; whether it is new."""
        key = (service, parcels.tobytes())
        if not len(parcels) or key in self._known:
            return False
        self._known.add(key)
        self.service.append(service)
        self.parcels.append(parcels)
        self._master.add(service, parcels, float(self.options.cost[parcels, service].sum()))
        return True

    def _allow(self, allowed: Flags) -> None:
        """Allows the loads that hold allowed options alone."""
        before = np.ones(len(self.service), np.bool_)
        before[: len(self._allowed)] = self._allowed
        sizes = [len(of) for of in self.parcels]
        service = np.repeat(np.array(self.service, np.int64), sizes)
        held = allowed[np.concatenate([*self.parcels, np.zeros(0, np.int64)]), service]
        self._allowed = np.logical_and.reduceat(held, np.cumsum([0, *sizes])[:-1])
        changed = np.flatnonzero(self._allowed != before)
        self._master.allow(changed, self._allowed[changed])
