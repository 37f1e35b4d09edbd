"""A service filled: of the parcels that gain, those that gain the most within its cap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from routing.allotment.problem import Flags, Floats, Int64s

_ROUNDING: Final = 1e-9
"""Share of what can be gained by which a bound may be off."""


def filled(use: Int64s, gain: Floats | Int64s, most: int) -> tuple[float, Int64s]:
    """The most that can be gained within a cap, and which of those that gain make it so.

    Args:
        use: what each counts, none above `most`.
        gain: what each gains, above 0.  Whole numbers are added up as such.
        most: the cap.
    """
    if int(use.sum()) <= most:
        return gain.sum(), np.arange(len(use))
    sure, open_ = _decided(use, gain, most)
    some = np.flatnonzero(open_)
    taken = some[_fullest(use[some], gain[some], most - int(use[sure].sum()))]
    chosen = np.sort(np.concatenate([np.flatnonzero(sure), taken]))
    return gain[chosen].sum(), chosen


def _decided(use: Int64s, gain: Floats | Int64s, most: int) -> tuple[Flags, Flags]:
    """Which are part of every best load, and of which that is open.

    That a parcel differs from the divisible load costs at least what it gains more or less than its room is worth there
    (Dembo and Hammer 1980): where that leads below a load that is known, it does not differ.
    """
    with np.errstate(divide="ignore"):
        order = np.argsort(-gain / use, kind="stable")
    use, gain = use[order], gain[order]
    sums = np.cumsum(use)
    first = int(np.searchsorted(sums, most, side="right"))  # that finds no room
    room = most - int(sums[first - 1]) if first else most
    base, per = float(gain[:first].sum()), float(gain[first] / use[first])
    left, known = room, base
    for one, gains in zip(use[first:].tolist(), gain[first:].tolist(), strict=True):
        if one <= left:
            left, known = left - one, known + gains
    bound = base + room * per
    sure, open_ = np.zeros(len(use), np.bool_), np.zeros(len(use), np.bool_)
    open_[order] = bound - np.abs(gain - per * use) >= known - _ROUNDING * bound
    sure[order[:first]] = True
    return sure & ~open_, open_


def _fullest(use: Int64s, gain: Floats | Int64s, most: int) -> Int64s:
    """The best load, unit by unit of the cap."""
    best, better = np.zeros(most + 1, gain.dtype), []
    for one, gains in zip(use.tolist(), gain.tolist(), strict=True):
        with_it = best[: max(len(best) - one, 0)] + gains
        better.append(with_it > best[one:])
        np.maximum(best[one:], with_it, out=best[one:])
    left, chosen = most, []
    for at in range(len(use) - 1, -1, -1):
        one = int(use[at])
        if left >= one and better[at][left - one]:
            chosen.append(at)
            left -= one
    return np.array(chosen[::-1], np.int64)
