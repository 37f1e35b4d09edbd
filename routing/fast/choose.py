"""Grids to choices: tier by tier, the cheapest service that takes each parcel, and the runner-up of the same tier."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve, fields, frozen

from routing.fast.parcels import UNKNOWN
from routing.fast.spans import WORD
from routing.fast.tariff import NO_KEY, NO_PRICE, RANK_BITS
from routing.services.refusal import ELIGIBLE, MISSING, NUMBER
from routing.services.service import is_requested

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.fast.conditions import Figures
    from routing.fast.eligible import Load
    from routing.fast.parcels import Flags, Int32s, Int64s
    from routing.fast.tariff import Layout, Tariff
    from routing.fast.weighing import Weighing
    from routing.services.policy import Tier

    Rows = npt.NDArray[np.intp]

_RANK: Final = (1 << RANK_BITS) - 1
_OPEN: Final = np.uint8(min(NUMBER[code] for code in MISSING.values()))
"""From this code on a service takes the parcel, or only what is not known speaks against it."""

_BIT: Final = np.uint8(1) << np.arange(WORD, dtype=np.uint8)


@frozen(eq=False)
class Choices:
    """What is decided, one element a parcel.  Services and tiers as numbers, UNKNOWN for none; prices in fen.

    `tier` counts the policy's tiers, and the tier of orders that ask for a service comes after the last.
    `blocked` is the number of the code of what is missing where the choice hangs on it, 0 elsewhere.
    """

    tier: npt.NDArray[np.int16]
    service: npt.NDArray[np.int16]
    price_fen: Int64s
    runner_up: npt.NDArray[np.int16]
    runner_up_fen: Int64s
    chargeable_g: Int32s
    blocked: npt.NDArray[np.uint8]

    @classmethod
    def none(cls, count: int) -> Choices:
        """Nothing chosen yet for so many parcels."""
        return cls(
            tier=np.full(count, UNKNOWN, np.int16),
            service=np.full(count, UNKNOWN, np.int16),
            price_fen=np.full(count, NO_PRICE, np.int64),
            runner_up=np.full(count, UNKNOWN, np.int16),
            runner_up_fen=np.full(count, NO_PRICE, np.int64),
            chargeable_g=np.full(count, UNKNOWN, np.int32),
            blocked=np.zeros(count, np.uint8),
        )

    def put(self, rows: Rows, part: Choices) -> None:
        """Takes the choices of some rows."""
        for name in (one.name for one in fields(Choices)):
            getattr(self, name)[rows] = getattr(part, name)

    def renumbered(self, number: npt.NDArray[np.int16]) -> Choices:
        """The same choices with services numbered anew; the last number stands for none."""
        return evolve(self, service=number[self.service], runner_up=number[self.runner_up])


class _Choosing:
    """Works through a chunk tier by tier, by the services' keys."""

    def __init__(self, load: Load) -> None:
        self.load = load
        count = len(load.parcels)
        self.best = np.full(count, NO_KEY, np.int64)
        self.second = np.full(count, NO_KEY, np.int64)
        self.tiers = np.full(count, UNKNOWN, np.int16)
        self.chargeable_g = load.parcels.weight_g.copy()
        self.blocked = np.zeros(count, np.uint8)

    def run(self) -> Choices:
        """Orders with a wish first, the others tier by tier."""
        grid, wishes = self.load.grid, self.load.parcels.requested
        left = np.ones(len(self.best), np.bool_)
        for number, wish in enumerate(wishes.words):
            wished = [column for column, one in enumerate(grid.standings) if is_requested(one.service, wish)]
            wishing = wishes.index == number
            self.settle(np.flatnonzero(wishing & self.found(wished)), wished, len(grid.policy.tiers))
            left &= ~wishing
        for number, tier in enumerate(grid.policy.tiers):
            self.tier(left, tier, number)
        return self.choices()

    def tier(self, left: Flags, tier: Tier, number: int) -> None:
        """Settles the rows that the tier takes, and strikes them from those left."""
        load, grid = self.load, self.load.grid
        candidates = [column for column, one in enumerate(grid.standings) if tier.allow.has(one.service)]
        found = self.found(candidates)
        meant = load.takes(len(grid) + number)
        meant &= left
        rows = np.flatnonzero(meant & found)
        self.settle(rows, candidates, number)
        left[rows] = False
        rows = np.flatnonzero(meant > found)
        for column in candidates if rows.size else ():
            codes = load.code(column).take(rows)
            blocked = (codes >= _OPEN) & left.take(rows)
            self.block(rows.compress(blocked), codes.compress(blocked), left)
        if not load.figures_known:
            self.untold(load.code(len(grid) + number), candidates, left)

    def untold(self, told: npt.NDArray[np.uint8], candidates: list[int], left: Flags) -> None:
        """Blocks the rows of which nobody can tell whether the tier takes them, where one of its services might."""
        rows = np.flatnonzero((told >= _OPEN) & (told != ELIGIBLE) & left)
        open_to = np.zeros(len(rows), np.bool_)
        for column in candidates:
            open_to |= self.load.code(column).take(rows) >= _OPEN
        rows = rows.compress(open_to)
        self.block(rows, told.take(rows), left)

    def found(self, candidates: list[int]) -> Flags:
        """Where one of the services takes the parcel."""
        found = np.zeros(len(self.best), np.bool_)
        for word, taken in enumerate(self.load.taken):
            bits = [_BIT[column % WORD] for column in candidates if column // WORD == word]
            if bits:
                found |= (taken & np.bitwise_or.reduce(bits)) != 0
        return found

    def block(self, rows: Rows, codes: npt.NDArray[np.uint8], left: Flags) -> None:
        """Leaves the rows without a channel: the choice hangs on what is not known."""
        self.blocked[rows] = codes
        left[rows] = False

    def settle(self, rows: Rows, candidates: list[int], number: int) -> None:
        """Chooses among the candidates for the rows, each of which some of them take."""
        if not rows.size:
            return
        some = _Some(self.load, rows)
        best, second = some.keys(candidates[0]), None
        for column in candidates[1:]:
            keys = some.keys(column)
            lost = np.maximum(best, keys)
            second = lost if second is None else np.minimum(second, lost, out=second)
            np.minimum(best, keys, out=best)
        self.best[rows], self.tiers[rows] = best, number
        if second is not None:
            self.second[rows] = second
        self.weigh(some, best & _RANK, candidates)

    def choices(self) -> Choices:
        """The keys taken apart."""
        number = np.arange(_RANK + 1, dtype=np.int16)
        number[_RANK] = UNKNOWN  # the rank that NO_KEY shows
        service = number.take(self.best & _RANK)
        self.chargeable_g[np.flatnonzero(service == UNKNOWN)] = UNKNOWN
        return Choices(
            tier=self.tiers,
            service=service,
            price_fen=_fen(self.best),
            runner_up=number.take(self.second & _RANK),
            runner_up_fen=_fen(self.second),
            chargeable_g=self.chargeable_g,
            blocked=self.blocked,
        )

    def weigh(self, some: _Some, winners: Int64s, candidates: list[int]) -> None:
        """Notes what the winners charge, where that is not the actual weight."""
        tariffs = self.load.grid.tariffs
        for column in candidates:
            if not tariffs[column].weighs_plainly:
                won = np.flatnonzero(winners == column)
                self.chargeable_g[some.rows.take(won)] = some.chargeable(tariffs[column]).take(won)


class _Some:
    """Some rows of a load, before one candidate after the other; their columns are taken once."""

    def __init__(self, load: Load, rows: Rows) -> None:
        self.load, self.rows = load, rows
        self.places = load.places.take(rows)
        self.weight_g = load.parcels.weight_g.take(rows)
        self._chargeable: dict[Weighing, Int32s] = {}
        self._slots: dict[tuple[Layout, Weighing], Int64s] = {}
        self._words: dict[int, npt.NDArray[np.uint8]] = {}

    def keys(self, column: int) -> Int64s:
        """Price and rank; NO_KEY where the service refuses."""
        tariff = self.load.grid.tariffs[column]
        chargeable = self.chargeable(tariff)
        pattern = tariff.pattern(self.figures, self.places, chargeable) if tariff.conditional else None
        taken = self.taken(column // WORD) & _BIT[column % WORD] != 0
        return tariff.keys(self.places, chargeable, taken, pattern, self.slots(tariff, chargeable))

    def slots(self, tariff: Tariff, chargeable_g: Int32s) -> Int64s | None:
        """Places in a table, worked out once for services with the same zones, steps and rules; None without one."""
        layout = tariff.layout
        if layout is None:
            return None
        shared = (layout, tariff.weighing)
        if shared not in self._slots:
            self._slots[shared] = layout.slots(self.places, chargeable_g)
        return self._slots[shared]

    def taken(self, word: int) -> npt.NDArray[np.uint8]:
        """Where nothing is refused, for eight services."""
        if word not in self._words:
            self._words[word] = self.load.taken[word].take(self.rows)
        return self._words[word]

    def chargeable(self, tariff: Tariff) -> Int32s:
        """Chargeable grams, worked out once for services with the same rules."""
        if tariff.weighs_plainly:
            return self.weight_g
        weighing = tariff.weighing
        if weighing not in self._chargeable:
            self._chargeable[weighing] = weighing.chargeable(self.figures)
        return self._chargeable[weighing]

    @cached_property
    def figures(self) -> Figures:
        """The columns that conditions ask for."""
        return self.load.figures.part(self.rows)


def _fen(keys: Int64s) -> Int64s:
    prices = keys >> RANK_BITS
    prices[np.flatnonzero(keys == NO_KEY)] = NO_PRICE
    return prices


def choose(load: Load) -> Choices:
    """The choice for every parcel of the chunk."""
    return _Choosing(load).run()
