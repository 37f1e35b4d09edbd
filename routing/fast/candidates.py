"""Codes to candidates: which tier settles each parcel of a chunk, and which services compete for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from routing.fast.known_rows import KnownCodes
from routing.fast.parcels import UNKNOWN
from routing.fast.tier_codes import ServiceSets, TierCodes

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.fast.eligible import Eligibility
    from routing.fast.parcels import Int32s

    Bytes = npt.NDArray[np.uint8]


@frozen(eq=False)
class Candidates:
    """What is known of a chunk's parcels before prices, an element each.

    `tier` is the one that settles the parcel, UNKNOWN for none; that of orders that ask for a service comes after the
    last.  `blocked` is the code of what is missing where the choice hangs on it, else 0.  `number` tells which of
    `sets` holds the services that compete for the parcel.
    """

    tier: npt.NDArray[np.int16]
    blocked: Bytes
    number: Int32s
    sets: ServiceSets
    known: bool
    """Whether the sets are those that the grid keeps for all chunks."""


def candidates_of(eligibility: Eligibility) -> Candidates:
    """What is known of the parcels of a chunk before prices."""
    grid, codes = eligibility.grid, eligibility.codes
    requested = eligibility.parcels.requested
    asking = np.flatnonzero(requested.codes != UNKNOWN) if requested.values else np.empty(0, np.intp)
    if isinstance(codes, KnownCodes):
        known = grid.known_tiers
        known.learn()
        tier, blocked = known.tier.take(codes.numbers), known.blocked.take(codes.numbers)
        number, sets = known.settled.take(codes.numbers), known.sets
        number[asking] = known.requested.take(codes.numbers.take(asking))
    else:
        own = TierCodes.of(grid.allowed, len(grid), codes.words())
        tier, blocked = own.tier, own.blocked
        number, sets = np.arange(len(tier), dtype=np.int32), ServiceSets(own.candidates)
        sets.bits[:, asking] = own.eligible[:, asking]
    if asking.size:
        takes = sets.bits.any(axis=0).take(number.take(asking))
        tier[asking], blocked[asking] = np.where(takes, np.int16(len(grid.policy.tiers)), np.int16(UNKNOWN)), 0
    return Candidates(tier, blocked, number, sets, known=isinstance(codes, KnownCodes))
