"""Grids to choices: tier by tier, the cheapest service that takes each parcel, and the runner-up of the same tier."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve, fields, frozen

from routing.choice import MISSING
from routing.explain import is_requested
from routing.parcels import UNKNOWN
from routing.refusal import ELIGIBLE, NUMBER
from routing.tariff import NO_PRICE

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.eligible import Load
    from routing.parcels import Flags, Int32s, Int64s
    from routing.policy import Tier
    from routing.settle import Figures
    from routing.tariff import Tariff
    from routing.weighing import Weighing

    Rows = npt.NDArray[np.intp]

SIZE, VALUE, RATE = MISSING["size"], MISSING["value"], MISSING["rate"]
_RANK_BITS: Final = 10  # up to 1,023 services
_RANK: Final = (1 << _RANK_BITS) - 1
_OPEN: Final = min(NUMBER[code] for code in MISSING.values())
"""From this code on a service takes the parcel, or only what is not known speaks against it."""
_DEAREST: Final = np.iinfo(np.int64).max


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
    """Works through a chunk tier by tier.  A key is a price and a rank in one number: the least of several wins."""

    def __init__(self, load: Load) -> None:
        self.load = load
        count = len(load.parcels)
        self.best = np.full(count, _DEAREST, np.int64)
        self.second = np.full(count, _DEAREST, np.int64)
        self.tiers = np.full(count, UNKNOWN, np.int16)
        self.chargeable_g = load.parcels.weight_g.copy()
        self.blocked = np.zeros(count, np.uint8)

    def run(self) -> Choices:
        """Orders with a wish first, the others tier by tier."""
        grid, wishes = self.load.grid, self.load.parcels.requested
        left = np.ones(len(self.best), np.bool_)
        for number, wish in enumerate(wishes.words):
            rows = np.flatnonzero(wishes.index == number)
            wished = [column for column, one in enumerate(grid.standings) if is_requested(one.service, wish)]
            self.settle(rows, wished, len(grid.policy.tiers))
            left[rows] = False
        for number, tier in enumerate(grid.policy.tiers):
            self.tier(left, tier, number)
        return self.choices()

    def tier(self, left: Flags, tier: Tier, number: int) -> None:
        """Settles the rows that the tier takes, and strikes them from those left."""
        grid = self.load.grid
        candidates = [column for column, one in enumerate(grid.standings) if tier.allow.has(one.service)]
        applies, missing = _applies(tier, self.load)
        rows = np.flatnonzero(applies & left)
        found = self.settle(rows, candidates, number)
        left[rows if found.all() else rows.compress(found)] = False
        for column in candidates if not found.all() else ():
            rows = np.flatnonzero(applies & left)
            codes = self.load.code(column).take(rows)
            self.block(rows.compress(codes >= _OPEN), codes.compress(codes >= _OPEN), left)
        for code, flags in missing.items():
            rows = np.flatnonzero(flags & left)
            open_to = np.zeros(len(rows), np.bool_)
            for column in candidates:
                open_to |= self.load.code(column).take(rows) >= _OPEN
            self.block(rows.compress(open_to), NUMBER[code], left)

    def block(self, rows: Rows, code: int | npt.NDArray[np.uint8], left: Flags) -> None:
        """Leaves the rows without a channel: the choice hangs on what is not known."""
        self.blocked[rows] = code
        left[rows] = False

    def settle(self, rows: Rows, candidates: list[int], number: int) -> Flags:
        """Chooses among the candidates for the rows; where some take the parcel comes back."""
        if not candidates or not rows.size:
            return np.zeros(len(rows), np.bool_)
        some = _Some(self.load, rows)
        best, second = some.keys(candidates[0]), np.full(len(rows), _DEAREST, np.int64)
        for column in candidates[1:]:
            keys = some.keys(column)
            np.minimum(second, np.maximum(best, keys), out=second)
            np.minimum(best, keys, out=best)
        found = np.asarray(best != _DEAREST)
        if not found.all():
            rows, best, second = rows.compress(found), best.compress(found), second.compress(found)
        self.best[rows], self.second[rows], self.tiers[rows] = best, second, number
        self.weigh(some, candidates)
        return found

    def choices(self) -> Choices:
        """The keys taken apart."""
        number = np.arange(_RANK + 1, dtype=np.int16)
        number[_RANK] = UNKNOWN  # the rank that _DEAREST shows
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

    def weigh(self, some: _Some, candidates: list[int]) -> None:
        """Notes what the winners charge, where that is not the actual weight."""
        tariffs = self.load.grid.tariffs
        for column in candidates:
            if not tariffs[column].weighs_plainly:
                won = np.flatnonzero((self.best.take(some.rows) & _RANK) == column)
                self.chargeable_g[some.rows.take(won)] = some.chargeable(tariffs[column]).take(won)


class _Some:
    """Some rows of a load, before one candidate after the other; their columns are taken once."""

    def __init__(self, load: Load, rows: Rows) -> None:
        self.load, self.rows = load, rows
        self.places = load.places.take(rows)
        self.weight_g = load.parcels.weight_g.take(rows)
        self._chargeable: dict[Weighing, Int32s] = {}
        self._words: dict[int, npt.NDArray[np.uint8]] = {}

    def keys(self, column: int) -> Int64s:
        """Price and rank; _DEAREST where the service refuses."""
        tariff = self.load.grid.tariffs[column]
        chargeable = self.chargeable(tariff)
        pattern = tariff.pattern(self.figures, self.places, chargeable) if tariff.conditional else None
        keys = tariff.fen(self.places, chargeable, pattern)
        keys <<= _RANK_BITS
        keys |= column
        refused = self.codes(column // 8)[:, column % 8] != ELIGIBLE
        keys |= refused * np.int64(_DEAREST)  # all its bits set: faster than a masked copy
        keys &= _DEAREST  # and no sign, where a refused parcel has no price
        return keys

    def codes(self, word: int) -> npt.NDArray[np.uint8]:
        """The codes of eight services, uint8, shape (rows, 8)."""
        if word not in self._words:
            words = self.load.codes[word].view(np.uint64).ravel().take(self.rows)
            self._words[word] = words.view(np.uint8).reshape(-1, 8)
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
    prices = keys >> _RANK_BITS
    prices[np.flatnonzero(keys == _DEAREST)] = NO_PRICE
    return prices


def choose(load: Load) -> Choices:
    """The choice for every parcel of the chunk."""
    return _Choosing(load).run()


def _applies(tier: Tier, load: Load) -> tuple[Flags, dict[str, Flags]]:
    """Where the tier applies; and, by refusal code, where that cannot be told."""
    grid = load.grid
    asked = [load.figures.settle(condition, grid.rates, grid.on) for condition in tier.when]
    if tier.bulky is not None:
        asked.append(load.figures.bulky(grid.policy.bulky_divisor, wanted=tier.bulky))
    plain = _plainly(tier, load)
    applies = plain.copy()
    for one in asked:
        applies &= one.true
    missing: dict[str, Flags] = {}
    if all(one.missing is None for one in asked):
        return applies, missing
    unsettled = plain & ~applies
    for one in asked:
        unsettled &= one.true if one.missing is None else one.true | one.missing
    for one in asked:
        for code, lacking in ((SIZE, one.size), (VALUE, one.value), (RATE, one.rate)):
            if lacking is not None:
                first = unsettled & lacking
                unsettled &= ~lacking
                missing[code] = missing.get(code, first) | first
    return applies, missing


def _plainly(tier: Tier, load: Load) -> Flags:
    """Where the conditions hold that every order settles: destination, platform, goods, tracking."""
    figures, parcels = load.figures, load.parcels
    plain = np.ones(len(parcels), np.bool_)
    if tier.countries:
        plain &= figures.bound_for(tier.countries)
    if tier.platforms:
        plain &= figures.said(parcels.platform, tier.platforms)
    if tier.goods:
        plain &= figures.holding(tier.goods)
    if tier.tracked is not None:
        plain &= parcels.tracked == tier.tracked
    return plain
