"""A better allotment by diving: the load that the relaxed choice takes most of is fixed, and loads are sought anew.

Where that ends above the best known, one of the load's parcels is kept from its service instead, a few times on each
way down (limited discrepancy search: Sadykov, Vanderbeck, Pessoa, Tahiri and Uchoa 2019).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import define

if TYPE_CHECKING:
    from routing.allotment.loads import Columns
    from routing.allotment.problem import Flags, Floats, Int64s


_FIRST_ROUNDS: Final = 80
_ROUNDS: Final = 8
"""How often loads are sought, at first and after each that was fixed."""
_SOME: Final = 1e-6
_NEARLY: Final = 0.95
"""From this share on a load is fixed together with others."""
_TURNS_AWAY: Final = (1, 2, 2, 3, 3, 4, 4, 6, 6, 12, 24)
"""How many parcels are kept from a service on a way down, in one search after the other, each with more loads."""


@define(eq=False)
class ColumnSearch:
    """The search: `at` is each parcel's service in the best allotment found, -1 for none, and None before any is."""

    loads: Columns
    below: float
    at: Int64s | None = None

    def search(self, allowed: Flags, worth: Floats) -> None:
        """Searches options (parcels, services) for what costs less than `below`, as long as there is work left.

        Args:
            allowed: those options.
            worth: what parcels are worth, about.
        """
        worth = self.loads.relaxed(allowed, worth, self.below, _FIRST_ROUNDS).worth
        for away in _TURNS_AWAY:
            self._down(allowed, worth, away)

    def _down(self, allowed: Flags, worth: Floats, away: int) -> None:
        if self.loads.left <= 0:
            return
        relaxed = self.loads.relaxed(allowed, worth, self.below, _ROUNDS)
        if relaxed.shares is None:
            return
        share = relaxed.shares.share
        some = np.flatnonzero(share > _SOME)
        open_ = some[share[some] < 1 - _SOME]
        if not len(open_):
            self._whole(some)
            return
        first = open_[np.argmax(share[open_])]
        self._down(self._fixed(allowed, [*some[share[some] > _NEARLY].tolist(), int(first)]), relaxed.worth, away)
        if away:
            self._down(self._kept_away(allowed, int(first), share), relaxed.worth, away - 1)

    def _whole(self, loads: Int64s) -> None:
        """Takes whole loads, if they are cheaper."""
        options = self.loads.options
        cost, price = options.cost, options.spare.copy()
        at = np.full(len(cost), -1, np.int64)
        for load in loads.tolist():
            service, parcels = self.loads.service[load], self.loads.parcels[load]
            better = parcels[cost[parcels, service] < price[parcels]]
            at[better], price[better] = service, cost[better, service]
        if price.sum() < self.below - 0.5 and bool((options.free | (at >= 0)).all()):
            self.at, self.below = at, float(price.sum())

    def _fixed(self, allowed: Flags, loads: list[int]) -> Flags:
        """With some loads as the only ones of their services and of their parcels."""
        found = allowed.copy()
        for load in loads:
            service = self.loads.service[load]
            parcels = self.loads.parcels[load]
            parcels = parcels[found[parcels, service]]
            found[:, service] = False
            found[parcels] = False
            found[parcels, service] = True
        return found

    def _kept_away(self, allowed: Flags, load: int, share: Floats) -> Flags:
        """Without the parcel of a load of which its service takes least, among those that have another if any has."""
        service, parcels = self.loads.service[load], self.loads.parcels[load]
        takes = np.zeros(len(allowed))
        for other in np.flatnonzero(share > _SOME).tolist():
            if self.loads.service[other] == service:
                takes[self.loads.parcels[other]] += share[other]
        alone = allowed[parcels].sum(axis=1) == 1
        found = allowed.copy()
        found[parcels[(takes[parcels] + 2 * alone).argmin()], service] = False
        return found
