"""Kaplan-Meier: how soon parcels arrive, those still on the way counted for as long as they were seen.

A parcel that is not yet delivered says that it took longer than the days seen so far.  Left out, only the quick ones
would count; so it stays among those at risk until it was last known of.
Source: E. L. Kaplan, P. Meier, Nonparametric Estimation from Incomplete Observations, JASA 53 (1958), 457-481.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

from routing.promise.law import SURE, Law

if TYPE_CHECKING:
    import numpy.typing as npt

    Int64s = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

HORIZON: Final = 180
"""Days after which a parcel that has not come is no longer waited for: sea mail takes up to 90."""
FEWEST_AT_RISK: Final = 20
"""Parcels still at risk on a day below which the day says little: a wider law goes on from there, ..."""
_OF_NO_MATTER: Final = 0.01
"""... unless it cannot move the chance by more than this, so few parcels are left of all."""
_WIDEST_ERROR: Final = 0.5
"""Standard error of a share of one parcel, at most."""


@frozen(eq=False)
class LifeTable:
    """Parcels counted by day: `arrived[..., d]` on day d, `left[..., d]` last seen on it, arrived or not.

    Day d is the one that ends d times 24 hours after the start.  int64, the last axis is of HORIZON + 1 days.
    """

    arrived: Int64s
    left: Int64s

    @classmethod
    def of(cls, group: Int64s, groups: int, arrived_day: Int64s, seen_days: Int64s) -> LifeTable:
        """Counts parcels by group.

        Args:
            group: of each parcel, from 0.
            groups: how many there are.
            arrived_day: the day on which it arrived; -1: it has not.
            seen_days: whole days for which its arrival would have been seen; one that came later is still on the way.
        """
        seen = np.minimum(seen_days, HORIZON)
        arrives = (arrived_day >= 0) & (arrived_day <= seen)
        left_day = np.where(arrives, arrived_day, seen)
        known = left_day >= 0
        place = group * (HORIZON + 1) + left_day
        shape = (groups, HORIZON + 1)
        size = groups * (HORIZON + 1)
        left = np.bincount(place[known], minlength=size).reshape(shape).astype(np.int64)
        arrived = np.bincount(place[known & arrives], minlength=size).reshape(shape).astype(np.int64)
        return cls(arrived, left)

    def sum(self, rows: npt.NDArray[np.bool_] | None = None) -> LifeTable:
        """The parcels of some groups (None: of all) as one."""
        some = slice(None) if rows is None else rows
        return LifeTable(self.arrived[some].sum(axis=0), self.left[some].sum(axis=0))

    @property
    def at_risk(self) -> Int64s:
        """Parcels that had not arrived before a day, and were seen to its end or arrived on it."""
        return np.flip(np.cumsum(np.flip(self.left, -1), axis=-1), -1)

    @property
    def parcels(self) -> Int64s:
        """All parcels of each group."""
        total: Int64s = self.left.sum(axis=-1)
        return total

    @property
    def delivered(self) -> Int64s:
        """Those that arrived."""
        total: Int64s = self.arrived.sum(axis=-1)
        return total

    def hazards(self) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Of those at risk on each day the share that arrives on it, and whether enough were at risk to tell."""
        at_risk = self.at_risk
        shares = self.arrived / np.maximum(at_risk, 1)
        staying = np.cumprod(1 - shares, axis=-1)
        before = np.concatenate([np.ones_like(staying[..., :1]), staying[..., :-1]], axis=-1)
        error = before * _WIDEST_ERROR / np.sqrt(np.maximum(at_risk, 1))
        return shares, (at_risk >= FEWEST_AT_RISK) | ((at_risk > 0) & (error <= _OF_NO_MATTER))


def law_of(life: LifeTable, wider: LifeTable | None = None) -> Law:
    """The law of one group of parcels.

    Args:
        life: the parcels, of one group.
        wider: parcels whose law goes on from the first day on which too few of the group were still at risk.
    """
    shares, told = life.hazards()
    if wider is not None:
        beyond, known = wider.hazards()
        shares = np.where(told, shares, np.where(known, beyond, 0.0))
    else:
        shares = np.where(told, shares, 0.0)
    arrived = 1 - np.cumprod(1 - shares)
    chances = np.floor(arrived * SURE + 0.5).astype(np.int64)
    last = int(np.argmax(chances == chances[-1]))
    return Law(tuple(chances[: last + 1].tolist()))


def arrived_share(life: LifeTable) -> tuple[Floats, Floats]:
    """The share arrived by each day and its standard error (Greenwood), of the shape of `life`."""
    at_risk = np.maximum(life.at_risk, 1)
    staying = np.cumprod(1 - life.arrived / at_risk, axis=-1, dtype=np.float64)
    spread = np.cumsum(life.arrived / (at_risk * np.maximum(at_risk - life.arrived, 1)), axis=-1)
    return 1 - staying, staying * np.sqrt(spread)
