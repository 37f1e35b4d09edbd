"""Parcels moved in cycles: one takes the place of a second, that of a third, and the last goes where the first was.

Every place may also be free room, so that a cycle may be a path from one service to another.  A cycle that makes it
cheaper has a first parcel from which on every part of it does (Thompson and Psaraftis 1993): only such parts are made
longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from routing.allotment.problem import Floats, Int64s
    from routing.allotment.table import Table

    Cycle = list[int]

_LENGTH: Final = 8
"""Parcels of a cycle at most."""
_PARTS: Final = 256
"""Parts that are made longer, at most."""
_LESS: Final = -1e-3
"""What counts as cheaper."""


@define(eq=False)
class Search:
    """An allotment under way: `at` is each parcel's service; `left` counts down how often cycles are still sought.

    `worth` is what a unit of each service is worth.  Places are parcels, then the free room of each service.
    """

    table: Table
    worth: Floats
    at: Int64s
    left: int
    load: Floats = field(init=False)
    _reduced: Floats = field(init=False)
    _saved: npt.NDArray[np.float32] = field(init=False)
    """What is paid when one place (row) takes another (column)."""

    def __attrs_post_init__(self) -> None:
        parcels, services = self.table.cost.shape
        self._reduced = self.table.cost + self.worth * self.table.use
        used = self.table.use[np.arange(parcels), self.at]
        self.load = np.bincount(self.at, used, services).astype(np.float64)
        self._saved = np.full((parcels + services, parcels + services), np.inf, np.float32)

    @property
    def over(self) -> Floats:
        """By how much each service is passed."""
        return np.maximum(self.load - self.table.most, 0)

    @property
    def sum(self) -> float:
        """What the allotment costs."""
        return float(self.table.cost[np.arange(len(self.at)), self.at].sum())

    def descend(self, price: Floats) -> None:
        """Takes cycles as long as any makes it cheaper.

        A unit by which a service is passed costs `price` more than a unit in it is worth.
        """
        self._compare(range(len(self._saved)), price)
        while self.left > 0:
            self.left -= 1
            changed = self._taken(_cycles(self._saved, self._services()), price)
            if not changed:
                return
            self._compare(np.flatnonzero(np.isin(self._services(), list(changed))), price)

    def _services(self) -> Int64s:
        """Each place's service."""
        return np.concatenate([self.at, np.arange(len(self.load))])

    def _paid(self, load: Floats, service: Int64s, price: Floats) -> Floats:
        """What the free room of services, or that by which they are passed, costs."""
        beyond = load - self.table.most[service]
        return np.maximum(beyond * price[service], -beyond * self.worth[service])

    def _compare(self, places: Iterable[int], price: Floats) -> None:
        """What it costs to take some places, and what their parcels cost elsewhere."""
        some, parcels, service = np.array(places, np.int64), len(self.at), self._services()
        to = service[some]
        used = np.concatenate([self.table.use[np.arange(parcels), self.at], np.zeros(len(self.load))])
        own = self._reduced[np.arange(parcels), self.at]
        room = self.load[to] - used[some]
        paid = self._paid(self.load[to], to, price)
        gains = self._paid(room + self.table.use[:, to], to, price) - paid + self._reduced[:, to] - own[:, None]
        gains[self.at[:, None] == to] = np.inf
        self._saved[:parcels, some] = gains
        leaves = np.where(some < parcels, self._paid(room, to, price) - paid, np.inf)
        self._saved[parcels:, some] = np.where(service[parcels:, None] == to, np.inf, leaves)
        moved = some[some < parcels]
        self._rows(moved, used, price)

    def _rows(self, moved: Int64s, used: Floats, price: Floats) -> None:
        """What parcels cost in each place, where these have not changed."""
        service = self._services()
        room, paid = self.load[service] - used, self._paid(self.load[service], service, price)
        gains = self._paid(room + self.table.use[moved][:, service], service, price) - paid
        gains += self._reduced[moved][:, service] - self._reduced[moved, self.at[moved]][:, None]
        gains[self.at[moved][:, None] == service] = np.inf
        self._saved[moved] = gains

    def _taken(self, cycles: list[tuple[float, Cycle]], price: Floats) -> set[int]:
        """Takes the cycles that touch no service of one taken before; the services that were touched."""
        changed: set[int] = set()
        service = self._services()
        for _, cycle in cycles:
            touched = service[cycle]
            if changed.isdisjoint(touched.tolist()) and self._pays(cycle, touched, price):
                changed.update(touched.tolist())
        return changed

    def _pays(self, cycle: Cycle, own: Int64s, price: Floats) -> bool:
        """Takes a cycle if it is cheaper, worked out exactly; whether it was."""
        parcels = np.array(cycle) < len(self.at)
        who, to = np.array(cycle)[parcels], np.roll(own, -1)[parcels]
        load = self.load[own].copy()
        at = own.tolist()
        for one, goes in zip(who.tolist(), to.tolist(), strict=True):
            load[at.index(int(self.at[one]))] -= self.table.use[one, self.at[one]]
            load[at.index(goes)] += self.table.use[one, goes]
        dearer = (self._reduced[who, to] - self._reduced[who, self.at[who]]).sum()
        dearer += (self._paid(load, own, price) - self._paid(self.load[own], own, price)).sum()
        if dearer >= _LESS:
            return False
        self.load[own], self.at[who] = load, to
        return True


def _cycles(paid: npt.NDArray[np.float32], service: Int64s) -> list[tuple[float, Cycle]]:
    """Cycles of places of different services that make it cheaper, that which saves most first."""
    places, bit = len(paid), np.int64(1) << service
    found: list[tuple[float, Cycle]] = []
    parts = _cheapest(paid)
    paths = np.stack([parts // places, parts % places], axis=1)
    cost, mask = paid.reshape(-1)[parts], bit[paths].sum(axis=1)
    while len(paths):
        closed = cost + paid[paths[:, -1], paths[:, 0]]
        found += [(float(closed[at]), paths[at].tolist()) for at in np.flatnonzero(closed < _LESS)]
        if paths.shape[1] == _LENGTH:
            break
        longer = paid[paths[:, -1]] + cost[:, None]
        longer[(mask[:, None] & bit) != 0] = np.inf
        parts = _cheapest(longer)
        before, last = parts // places, parts % places
        cost, mask = longer.reshape(-1)[parts], mask[before] | bit[last]
        paths = np.concatenate([paths[before], last[:, None]], axis=1)
    return sorted(found)


def _cheapest(paid: npt.NDArray[np.float32]) -> Int64s:
    """Where less than nothing is paid: where least, if that is in too many places."""
    flat = paid.reshape(-1)
    some = np.flatnonzero(flat < _LESS)
    return some if len(some) <= _PARTS else some[np.argpartition(flat[some], _PARTS - 1)[:_PARTS]]
