"""What parcels are worth, so that the bound of full services is nearly as high as it can be: the bound is climbed.

From what a parcel is worth a step leads up where no service takes it and down where several do (Held, Wolfe and
Crowder 1974); directions are averaged, and steps shorten where the bound stands still.  It takes far less than relaxed
choices do, and how often a service takes a parcel on the way is near to its share in these (Barahona and Anbil 2000).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from routing.allotment.loads import Options
    from routing.allotment.problem import Flags, Floats

_STEPS: Final = 300
_LENGTH: Final = 1.0
"""Of the first steps, as a share of the way to what is known."""
_PATIENCE: Final = 10
"""Steps without a higher bound, after which they shorten."""
_SHORTER: Final = 0.7
_NEWEST: Final = 0.7
"""Share of the newest direction."""
_RECENT: Final = 0.1
"""Share of the newest loads in what was taken."""
_LEAST: Final = 1e-3
"""What counts as higher; and of the length of steps, as none."""


@frozen(eq=False)
class RelaxedBound:
    """No choice costs less than `bound`, at what parcels are `worth`.

    `taken` (parcels, services) is the share of the last steps in which a service took a parcel.
    """

    bound: float
    worth: Floats
    taken: Floats


def climbed(options: Options, allowed: Flags, worth: Floats, below: float) -> RelaxedBound:
    """The highest bound met.

    Args:
        options: what services may take.
        allowed: which options (parcels, services) they may.
        worth: what parcels are worth, at first.
        below: what a choice costs that is known.
    """
    best, at, still, length = -np.inf, worth, 0, _LENGTH
    taken, direction = np.zeros(allowed.shape), np.zeros(len(worth))
    for step in range(_STEPS):
        bound, loads = options.loads(allowed, worth)
        still += 1
        if bound > best + _LEAST:
            best, at, still = bound, worth, 0
        elif still > _PATIENCE:
            length, still = length * _SHORTER, 1
        taken *= 1 - max(_RECENT, 1 / (step + 1))
        for service, parcels in enumerate(loads):
            taken[parcels, service] += max(_RECENT, 1 / (step + 1))
        times = np.bincount(np.concatenate(loads), minlength=len(worth))
        wanted = np.where((times == 0) & (worth >= options.spare), 0, 1 - times)
        direction = (1 - _NEWEST) * direction + _NEWEST * wanted
        square = float((direction**2).sum())
        if not square or best > below - 1 or length < _LEAST:
            break
        worth = np.clip(worth + length * (below - bound) / square * direction, 0, options.spare)
    return RelaxedBound(best, at, taken)
