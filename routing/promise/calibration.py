"""What was promised against what came true, for parcels that no law was learnt from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

from routing.promise.law import DAY_S, SURE
from routing.promise.survival import FEWEST_AT_RISK

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt
    import polars as pl

    from routing.promise.law import Law
    from routing.promise.promise import Promise
    from routing.promise.survival import Int64s

ASKED: Final = (8_000, 9_000, 9_500)
"""The chances that are held against what came true."""


@frozen
class Calibration:
    """Of the parcels promised with a chance within some days, the share that came within them; in ten-thousandths.

    `observed` is None where too few of them were seen so long.
    """

    chance: int
    observed: int | None
    parcels: int


@frozen(eq=False)
class Outcomes:
    """Parcels by what was promised of them.

    `chance` is the chance that the law gave to arriving by the moment of arrival, or by the last moment at which a
    parcel was seen that has not arrived; `most` the greatest chance that its law gives at all.
    """

    chance: Int64s
    arrived: npt.NDArray[np.bool_]
    most: Int64s

    def take(self, rows: npt.NDArray[np.bool_]) -> Outcomes:
        """Some of the parcels."""
        return Outcomes(self.chance[rows], self.arrived[rows], self.most[rows])

    def calibrated(self, asked: Iterable[int] = ASKED) -> tuple[Calibration, ...]:
        """What came true of each chance; parcels whose law never is so sure are left out of it."""
        return tuple(self._one(chance) for chance in asked)

    def _one(self, chance: int) -> Calibration:
        some = self.most >= chance
        observed = _arrived_by(self.chance[some], self.arrived[some], chance)
        return Calibration(chance, observed, int(some.sum()))


def outcomes(promise: Promise, parcels: pl.DataFrame) -> tuple[Outcomes, npt.NDArray[np.bool_]]:
    """How the parcels came out by the promise; and which of them it knows a law for: only those are in the outcomes.

    Args:
        promise: learnt from others.
        parcels: of the schema SEEN.
    """
    start = parcels["dispatched_s"].to_numpy()
    arrived = parcels["delivered_s"].is_not_null().to_numpy()
    until = parcels["delivered_s"].fill_null(parcels["seen_s"]).to_numpy() - start
    lanes = list(zip(parcels["service"], parcels["country"], parcels["dispatch_on"].dt.month(), strict=True))
    numbers = {lane: number for number, lane in enumerate(dict.fromkeys(lanes))}
    lane_of = np.array([numbers[lane] for lane in lanes], np.int64)
    chance, most = np.zeros(len(lanes), np.int64), np.full(len(lanes), -1)
    for (service, country, month), number in numbers.items():
        told = promise.learnt(service, country, month)
        if told is not None:
            rows = lane_of == number
            chance[rows], most[rows] = chances_within(told.law, until[rows]), told.law.chances[-1]
    known = most >= 0
    return Outcomes(chance[known], arrived[known], most[known]), known


def chances_within(law: Law, seconds: Int64s) -> Int64s:
    """`law.within` for many parcels."""
    chances = np.array([*law.chances, law.chances[-1]], np.int64)
    day, rest = np.divmod(seconds, DAY_S)
    day = np.clip(day, 0, len(law.chances) - 1)
    here = chances[day]
    rise = 0 if law.stepwise else (chances[day + 1] - here) * rest // DAY_S
    return np.where(seconds < 0, 0, here + rise)


def _arrived_by(chance: Int64s, arrived: npt.NDArray[np.bool_], asked: int) -> int | None:
    """The share that arrived by a chance, those not seen so long counted for as long as they were (Kaplan-Meier)."""
    left = np.bincount(chance, minlength=SURE + 1)
    came = np.bincount(chance[arrived], minlength=SURE + 1)
    at_risk = np.cumsum(left[::-1])[::-1]
    told = at_risk[asked] + came[:asked].sum()
    if told < FEWEST_AT_RISK:
        return None
    shares = came[: asked + 1] / np.maximum(at_risk[: asked + 1], 1)
    return int(np.floor((1 - np.prod(1 - shares)) * SURE + 0.5))
