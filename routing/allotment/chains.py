"""Parcels moved in chains: one takes the place of a second, that of a third, and the last finds room.

All places that parcels could take from each other are looked at together (a neighbourhood of cyclic and path exchanges,
Thompson and Psaraftis 1993; for this problem Yagiura, Ibaraki and Glover 2004).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from routing.allotment.problem import Int64s

    Floats = npt.NDArray[np.float64]
    Moves = list[tuple[int, int]]  # a parcel, and the service that it goes to

LENGTH: Final = 5
"""Parcels of a chain at most."""
_EACH: Final = 10
"""Chains of each kind that are looked at after each time that all places were compared."""
_LESS: Final = -1e-3
"""What counts as cheaper."""


@frozen(eq=False)
class Table:
    """Parcels (rows) and services (columns): what each option costs and counts, and the most that a service takes.

    An option that a parcel does not have costs infinitely much.
    """

    cost: Floats
    use: Floats
    most: Floats


@frozen(eq=False)
class _Places:
    """The best chain of each length that begins with each parcel, and the best swap, as the last kind.

    `gain` (kinds, parcels) is below 0 where it makes it cheaper; `next` are the parcels that follow, by how many come
    behind them; `end` is the service that takes a parcel as the last.
    """

    gain: npt.NDArray[np.float32]
    next: Sequence[npt.NDArray[np.intp]]
    partner: npt.NDArray[np.intp]
    end: npt.NDArray[np.intp]

    def best(self) -> list[tuple[int, int]]:
        """Kinds and parcels of what saves most, by what it saves."""
        first = np.argsort(self.gain, axis=1, kind="stable")[:, :_EACH]
        kind = np.repeat(np.arange(len(first)), first.shape[1])
        parcel, saved = first.reshape(-1), np.take_along_axis(self.gain, first, axis=1).reshape(-1)
        order = np.argsort(saved, kind="stable")
        order = order[saved[order] < _LESS]
        return list(zip(kind[order].tolist(), parcel[order].tolist(), strict=True))

    def moves(self, kind: int, parcel: int, at: Sequence[int]) -> Moves:
        """The moves of a chain."""
        if kind == LENGTH:
            other = int(self.partner[parcel])
            return [(parcel, at[other]), (other, at[parcel])]
        found = []
        for step in range(kind - 1, -1, -1):
            after = int(self.next[step][parcel])
            found.append((parcel, at[after]))
            parcel = after
        return [*found, (parcel, int(self.end[parcel]))]


@define(eq=False)
class Search:
    """An allotment under way: `at` is each parcel's service; `left` counts down how often places are still compared."""

    table: Table
    at: Int64s
    left: int
    load: Floats = field(init=False)
    _cost: list[list[float]] = field(init=False)
    _use: list[list[float]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._cost, self._use = self.table.cost.tolist(), self.table.use.tolist()
        every = np.arange(len(self.at))
        self.load = np.bincount(self.at, self.table.use[every, self.at], len(self.table.most)).astype(np.float64)

    @property
    def over(self) -> Floats:
        """By how much each service is passed."""
        return np.maximum(self.load - self.table.most, 0)

    @property
    def sum(self) -> float:
        """What the allotment costs."""
        return float(self.table.cost[np.arange(len(self.at)), self.at].sum())

    def descend(self, price: Floats) -> None:
        """Takes chains as long as any makes it cheaper, with a price on each unit by which a service is passed."""
        while self.left > 0:
            self.left -= 1
            places = _places(self.table, self.at, self.load, price)
            if not self._taken(places, price.tolist()):
                return

    def _taken(self, places: _Places, price: Sequence[float]) -> bool:
        """Takes the chains that touch no service of one taken before; whether any was."""
        busy: set[int] = set()
        at, most = self.at.tolist(), self.table.most.tolist()
        for kind, parcel in places.best():
            moves = places.moves(kind, parcel, at)
            touched = {at[one] for one, _ in moves} | {to for _, to in moves}
            if touched & busy or len({one for one, _ in moves}) < len(moves):
                continue
            dearer, more = 0.0, dict.fromkeys(touched, 0.0)
            for one, to in moves:
                more[at[one]] -= self._use[one][at[one]]
                more[to] += self._use[one][to]
                dearer += self._cost[one][to] - self._cost[one][at[one]]
            for service, change in more.items():
                over = float(self.load[service]) - most[service]
                dearer += price[service] * (max(over + change, 0.0) - max(over, 0.0))
            if dearer < _LESS:
                busy |= touched
                for one, to in moves:
                    self.at[one] = to
                for service, change in more.items():
                    self.load[service] += change
        return bool(busy)


def _places(table: Table, at: Int64s, load: Floats, price: Floats) -> _Places:
    """What chains of each length save at best, by the parcel that begins; where services recur this is a guess."""
    cost, use = table.cost.astype(np.float32), table.use.astype(np.float32)
    free, fine = (load - table.most).astype(np.float32), price.astype(np.float32)
    every = np.arange(len(at))
    over = np.maximum(free, 0) * fine
    own, without = cost[every, at], free[at] - use[every, at]
    leaves = np.maximum(without, 0) * fine[at] - over[at]
    enters = np.maximum(free + use, 0) * fine - over + cost - own[:, None]
    enters[every, at] = np.inf
    end = enters.argmin(axis=1)
    instead = use[:, at]
    instead += without
    np.maximum(instead, 0, out=instead)
    instead *= fine[at]
    instead += cost[:, at]
    instead -= own[:, None]
    instead -= over[at]
    instead[at[:, None] == at] = np.inf
    worth, following = [enters[every, end]], []
    for _ in range(LENGTH - 1):
        longer = instead + worth[-1]
        following.append(longer.argmin(axis=1))
        worth.append(longer[every, following[-1]])
    swap = instead + instead.T
    partner = swap.argmin(axis=1)
    gain = np.stack([*(leaves + one for one in worth), swap[every, partner]])
    return _Places(gain, following, partner, end)
