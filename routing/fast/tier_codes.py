"""Rows of codes to what comes of them: which tier settles a parcel, or what is missing to tell, and who competes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

from routing.fast.code_table import WORD, column_of
from routing.fast.known_rows import ROWS
from routing.fast.parcels import UNKNOWN
from routing.services.refusal import ELIGIBLE, MISSING, NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from routing.fast.code_table import Bytes, Words64
    from routing.fast.known_rows import KnownRows
    from routing.fast.parcels import Flags


OPEN: Final = np.uint8(min(NUMBER[code] for code in MISSING.values()))
"""From this code on a service takes the parcel, or only what is not known speaks against it."""
Allowed = tuple[tuple[int, ...], ...]
"""For each tier the columns of the services that compete in it."""


@frozen(eq=False)
class ServiceSets:
    """Sets of services, bit by bit: column c is bit c % 8 of `bits[c // 8]`, shape (words, sets)."""

    bits: Bytes

    def __len__(self) -> int:
        return int(self.bits.shape[1])

    def having(self, columns: Iterable[int]) -> Flags:
        """Which of the sets have one of several services."""
        flags: Flags = (self.bits & mask_of(columns, len(self.bits)) != 0).any(axis=0)
        return flags


@frozen(eq=False)
class TierCodes:
    """Some rows of codes, and what comes of a parcel that meets each: an element a row."""

    tier: npt.NDArray[np.int16]
    blocked: Bytes
    candidates: Bytes
    """Of the tier, bits of shape (words, rows)."""
    eligible: Bytes
    """All services that refuse nothing."""

    @classmethod
    def of(cls, allowed: Allowed, services: int, packed: Words64) -> TierCodes:
        """Goes tier by tier, each time over the rows that are left; the tiers stand behind so many services."""
        codes = [column_of(packed, column) for column in range(services + len(allowed))]
        count = packed.shape[1]
        made = cls(
            np.full(count, UNKNOWN, np.int16),
            np.zeros(count, np.uint8),
            np.zeros((len(packed), count), np.uint8),
            np.zeros((len(packed), count), np.uint8),
        )
        for column in range(services):
            made.eligible[column // WORD] |= (codes[column] == ELIGIBLE) * np.uint8(1 << column % WORD)
        left = np.ones(count, np.bool_)
        for number, columns in enumerate(allowed):
            made._settle(number, codes[services + number], {column: codes[column] for column in columns}, left)
        return made

    def _settle(self, number: int, speaks: Bytes, codes: dict[int, Bytes], left: Flags) -> None:
        """Settles the rows of which a tier speaks, or might; strikes them from those left."""
        takers = self.eligible & mask_of(codes, len(self.eligible))
        takes, concerned = takers.any(axis=0), speaks == ELIGIBLE
        settled = left & concerned & takes
        self.tier[settled] = number
        self.candidates[:, settled] = takers[:, settled]
        left &= ~settled
        open_to = np.zeros(len(left), np.bool_)
        for code in codes.values():
            blocked = left & concerned & (code >= OPEN)
            self.blocked[blocked] = code[blocked]
            left &= ~blocked
            open_to |= code >= OPEN
        undecided = left & (speaks >= OPEN) & ~concerned & open_to
        self.blocked[undecided] = speaks[undecided]
        left &= ~undecided


class KnownTiers:
    """What comes of every row of codes that parcels met so far, kept for every chunk."""

    def __init__(self, allowed: Allowed, services: int, rows: KnownRows) -> None:
        self.allowed, self.services, self.rows = allowed, services, rows
        self.tier = np.empty(ROWS, np.int16)
        self.blocked = np.empty(ROWS, np.uint8)
        self.settled, self.requested = np.empty(ROWS, np.int32), np.empty(ROWS, np.int32)
        """The sets of candidates of the tier, and of orders that ask for a service."""
        self.sets = ServiceSets(np.zeros((len(rows.packed), 1), np.uint8))
        self._learnt = 0
        self._numbers: dict[bytes, int] = {bytes(len(rows.packed)): 0}

    def learn(self) -> None:
        """Takes in the rows that are new."""
        first, count = self._learnt, len(self.rows)
        if first == count:
            return
        rows = slice(first, count)
        made = TierCodes.of(self.allowed, self.services, np.ascontiguousarray(self.rows.packed[:, rows]))
        self.tier[rows], self.blocked[rows] = made.tier, made.blocked
        self.settled[rows] = [self._number(one) for one in made.candidates.T]
        self.requested[rows] = [self._number(one) for one in made.eligible.T]
        bits = np.frombuffer(b"".join(self._numbers), np.uint8).reshape(-1, len(self.rows.packed))
        self.sets = ServiceSets(np.ascontiguousarray(bits.T))
        self._learnt = count

    def _number(self, bits: Bytes) -> int:
        return self._numbers.setdefault(bits.tobytes(), len(self._numbers))


def mask_of(columns: Iterable[int], words: int) -> Bytes:
    """The bits of some services, shape (words, 1)."""
    mask = np.zeros((words, 1), np.uint8)
    for column in columns:
        mask[column // WORD] |= np.uint8(1 << column % WORD)
    return mask
