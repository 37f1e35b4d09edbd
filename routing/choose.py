"""Grids to choices: tier by tier, the cheapest service that takes each parcel, and the runner-up of the same tier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve, field, fields, frozen

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

    Rows = npt.NDArray[np.intp]

SIZE, VALUE, RATE = MISSING["size"], MISSING["value"], MISSING["rate"]
_SERVICES_MAX: Final = 1 << 10
_DEAREST: Final = np.iinfo(np.int64).max


@frozen(eq=False)
class Choices:
    """What is decided, one element a parcel.  Services and tiers as numbers, UNKNOWN for none; prices in fen.

    `tier` counts the policy's tiers, and the tier of orders that ask for a service comes after the last.
    `blocked` is the number of a refusal code where a tier could not be told to apply or not, 0 elsewhere.
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


@frozen(eq=False)
class _Choosing:
    load: Load
    choices: Choices = field(init=False)

    @choices.default
    def _none_yet(self) -> Choices:
        return Choices.none(len(self.load.parcels))

    def run(self) -> Choices:
        """Orders with a wish first, the others tier by tier."""
        tiers = self.load.grid.policy.tiers
        wishes = self.load.parcels.requested
        left = np.arange(len(self.load.parcels))
        for number, wish in enumerate(wishes.words):
            rows = np.flatnonzero(wishes.index == number)
            wished = [c for c, one in enumerate(self.load.grid.standings) if is_requested(one.service, wish)]
            self.settle(rows, wished, len(tiers))
        if wishes.words:
            left = np.flatnonzero(wishes.index == UNKNOWN)
        for number, tier in enumerate(tiers):
            left = self.tier(left, tier, number)
        return self.choices

    def tier(self, left: Rows, tier: Tier, number: int) -> Rows:
        """Settles the rows that the tier takes; the others come back."""
        candidates = [column for column, one in enumerate(self.load.grid.standings) if tier.allow.has(one.service)]
        applies, missing = _applies(tier, self.load)
        taken = self.settle(left[applies[left]], candidates, number)
        if missing is None:
            return left[~taken[left]]
        for code, flags in missing.items():
            rows = left[flags[left]]
            open_to = np.zeros(len(rows), np.bool_)
            for column in candidates:
                open_to |= self.load.code(column)[rows] == ELIGIBLE
            self.choices.blocked[rows[open_to]] = NUMBER[code]
            taken[rows[open_to]] = True
        return left[~taken[left]]

    def settle(self, rows: Rows, candidates: list[int], number: int) -> Flags:
        """Chooses among the candidates for the rows; where none takes the parcel, nothing is written."""
        taken = np.zeros(len(self.load.parcels), np.bool_)
        best = np.full(len(rows), _DEAREST, np.int64)
        second = best.copy()
        for column in candidates:
            keys = self.keys(rows, column)
            np.minimum(second, np.maximum(best, keys), out=second)
            np.minimum(best, keys, out=best)
        found = best != _DEAREST
        rows, best, second = rows[found], best[found], second[found]
        service = (best % _SERVICES_MAX).astype(np.int16)
        choices = self.choices
        choices.tier[rows] = number
        choices.service[rows] = service
        choices.price_fen[rows] = best // _SERVICES_MAX
        beaten = second != _DEAREST
        choices.runner_up[rows[beaten]] = second[beaten] % _SERVICES_MAX
        choices.runner_up_fen[rows[beaten]] = second[beaten] // _SERVICES_MAX
        for column in candidates:
            own = rows[service == column]
            choices.chargeable_g[own] = self.load.chargeable(self.load.grid.tariffs[column])[own]
        taken[rows] = True
        return taken

    def keys(self, rows: Rows, column: int) -> Int64s:
        """Price and rank in one number, so that the least is the cheapest and of equals the better ranked."""
        load, tariff = self.load, self.load.grid.tariffs[column]
        eligible = load.code(column)[rows] == ELIGIBLE
        chargeable = load.chargeable(tariff)
        fen = tariff.fen(load.places[rows], chargeable[rows])
        triggered = load.triggered(column)
        if triggered is not None:
            own = np.flatnonzero(triggered[rows] & eligible)
            fen[own] = tariff.fen_of_rows(rows[own], load.figures, load.places, chargeable)
        return np.where(eligible, fen * _SERVICES_MAX + column, _DEAREST)


def choose(load: Load) -> Choices:
    """The choice for every parcel of the chunk."""
    return _Choosing(load).run()


def _applies(tier: Tier, load: Load) -> tuple[Flags, dict[str, Flags] | None]:
    """Where the tier applies; and, by refusal code, where that cannot be told."""
    figures, parcels = load.figures, load.parcels
    applies = np.ones(len(parcels), np.bool_)
    if tier.countries:
        applies &= figures.bound_for(tier.countries)
    if tier.platforms:
        applies &= figures.said(parcels.platform, tier.platforms)
    if tier.goods:
        applies &= figures.holding(tier.goods)
    if tier.tracked is not None:
        applies &= parcels.tracked == tier.tracked
    asked = [figures.settle(condition, load.grid.rates, load.grid.on) for condition in tier.when]
    if tier.bulky is not None:
        asked.append(figures.bulky(load.grid.policy.bulky_divisor, wanted=tier.bulky))
    possible = applies.copy()
    for one in asked:
        possible &= one.true | one.missing
        applies &= one.true
    if not (possible & ~applies).any():
        return applies, None
    unsettled = possible & ~applies
    missing: dict[str, Flags] = {}
    for one in asked:
        for code, flags in ((SIZE, one.size), (VALUE, one.value), (RATE, one.rate)):
            first = unsettled & flags
            unsettled &= ~flags
            missing[code] = missing.get(code, first) | first
    return applies, missing
