"""Months that went otherwise than the others of a lane: a strike, a season's rush, a holiday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from routing.promise.survival import FEWEST_AT_RISK, LifeTable, arrived_share

if TYPE_CHECKING:
    import numpy.typing as npt

_ASKED: Final = (0.5, 0.8, 0.9)
"""Shares of the other months' parcels: on the days by which so many of them had arrived the months are compared."""
_APART: Final = 0.10
"""A month is odd when the shares differ by more, ..."""
_SIGMAS: Final = 4
"""... and by more standard errors than chance brings about in hundreds of comparisons."""
_FEWEST_MONTHS: Final = 3


def odd_months(life: LifeTable) -> npt.NDArray[np.bool_]:
    """Which of the months (groups of `life`) differ from the rest; the most different goes first, at most half go.

    With fewer than three months nobody can say which of them is the odd one.
    """
    count = len(life.parcels)
    odd = np.zeros(count, np.bool_)
    present = life.parcels > 0
    while (present & ~odd).sum() >= _FEWEST_MONTHS and 2 * (odd.sum() + 1) <= present.sum():
        apart = _apart(life, present & ~odd)
        if not apart.max() > _APART:
            break
        odd[int(np.argmax(apart))] = True
    return odd


def _apart(life: LifeTable, kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """By how much each kept month's share of arrived parcels differs from that of the others; 0 where within chance."""
    rows = np.flatnonzero(kept)
    months = LifeTable(life.arrived[rows], life.left[rows])
    whole = months.sum()
    others = LifeTable(whole.arrived - months.arrived, whole.left - months.left)
    (own, own_error), (usual, usual_error) = arrived_share(months), arrived_share(others)
    known = _seen(months)
    found = np.zeros(len(rows))
    for asked in _ASKED:
        reached = usual >= asked
        day = np.argmax(reached, axis=1)
        at = np.arange(len(rows)), day
        error = np.hypot(own_error[at], usual_error[at])
        gap = np.abs(own[at] - usual[at])
        counts = reached[at] & (known[at] >= FEWEST_AT_RISK) & (gap > _SIGMAS * error)
        found = np.maximum(found, np.where(counts, gap, 0))
    apart = np.zeros(len(kept))
    apart[rows] = found
    return apart


def _seen(life: LifeTable) -> npt.NDArray[np.int64]:
    """Parcels of which it is known by each day whether they had arrived."""
    arrived_before = np.cumsum(life.arrived, axis=-1) - life.arrived
    return arrived_before + life.at_risk
