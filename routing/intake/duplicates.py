"""Order ids seen so far in a run, over all its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from attrs import frozen

if TYPE_CHECKING:
    import polars as pl

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]

_SEED = 20_261_122
_IDS = 1 << 22
"""Ids that one filter holds; a further one is begun for more."""
_BITS_LOG2 = 27
_PROBES = 3
"""With 32 bits an id and three probes, 7 of 10,000 new ids are looked up in vain."""


class Seen:
    """Remembers each id by its 64-bit hash and row.

    Two different ids share a hash with a chance of 3 in a million among ten million orders; the second would then be
    refused as a duplicate, by name, so that a person sees it.  A filter of bits answers for nearly all new ids; only
    the rest are looked up among the hashes.
    """

    def __init__(self) -> None:
        """Nothing seen."""
        self._runs: list[_Run] = []
        self._filters: list[_Filter] = []

    def add(self, file: str, ids: pl.Series, rows: pl.Series) -> dict[int, tuple[str, int]]:
        """Index of each id that was seen before, here or earlier -> file and row where it was first.

        Null ids are passed over.
        """
        places = np.flatnonzero(ids.is_not_null().to_numpy())
        if not places.size:
            return {}
        hashes = ids.hash(_SEED).to_numpy()[places]
        order = np.argsort(hashes)
        run = _Run(file, hashes[order], rows.to_numpy()[places][order])
        found = self._earlier(run) | run.repeated()
        fresh = np.ones(run.hashes.size, dtype=bool)
        fresh[list(found)] = False
        self._remember(_Run(file, run.hashes[fresh], run.rows[fresh]))
        index_of = places[order]
        return {int(index_of[at]): first for at, first in found.items()}

    def _earlier(self, run: _Run) -> dict[int, tuple[str, int]]:
        """Position in the run -> where an earlier run has the same id."""
        maybe = np.zeros(run.hashes.size, dtype=bool)
        for known in self._filters:
            maybe |= known.may_hold(run.hashes)
        suspects = np.flatnonzero(maybe)
        found: dict[int, tuple[str, int]] = {}
        for old in self._runs if suspects.size else ():
            at = np.minimum(np.searchsorted(old.hashes, run.hashes[suspects]), old.hashes.size - 1)
            for hit in np.flatnonzero(old.hashes[at] == run.hashes[suspects]):
                found[int(suspects[hit])] = (old.file, int(old.rows[at[hit]]))
        return found

    def _remember(self, run: _Run) -> None:
        if not run.hashes.size:
            return
        if not self._filters or self._filters[-1].held + run.hashes.size > _IDS:
            self._filters.append(_Filter())
        self._filters[-1].add(run.hashes)
        self._runs.append(run)


@frozen(eq=False)
class _Run:
    """Hashes of one chunk's ids in ascending order, and the row of each."""

    file: str
    hashes: Hashes
    rows: Rows

    def repeated(self) -> dict[int, tuple[str, int]]:
        """Positions of ids that stand in this very chunk on a smaller row -> file and that row."""
        same = np.flatnonzero(self.hashes[1:] == self.hashes[:-1])
        first: dict[int, int] = {}
        for at in {*same.tolist(), *(same + 1).tolist()}:
            key = int(self.hashes[at])
            first[key] = min(first.get(key, int(self.rows[at])), int(self.rows[at]))
        found = {}
        for at in {*same.tolist(), *(same + 1).tolist()}:
            row = first[int(self.hashes[at])]
            if int(self.rows[at]) != row:
                found[at] = (self.file, row)
        return found


class _Filter:
    """A Bloom filter: says for sure that a hash was never added, or that it may have been."""

    def __init__(self) -> None:
        self.held = 0
        self._bits = np.zeros(1 << (_BITS_LOG2 - 3), dtype=np.uint8)

    def add(self, hashes: Hashes) -> None:
        self.held += hashes.size
        for byte, bit in self._probes(hashes):
            at, mask = byte, bit
            while at.size:  # of two bits for one byte the first is overwritten, and set again in the next round
                self._bits[at] |= mask
                lost = (self._bits[at] & mask) == 0
                at, mask = at[lost], mask[lost]

    def may_hold(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        held = np.ones(hashes.size, dtype=bool)
        for byte, bit in self._probes(hashes):
            held &= (self._bits[byte] & bit) != 0
        return held

    @staticmethod
    def _probes(hashes: Hashes) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]]:
        mask = np.uint64((1 << _BITS_LOG2) - 1)
        step = hashes >> np.uint64(64 - _BITS_LOG2)
        spots = [(hashes + np.uint64(probe) * step) & mask for probe in range(_PROBES)]
        return [
            ((spot >> np.uint64(3)).astype(np.int64), np.uint8(1) << (spot & np.uint64(7)).astype(np.uint8))
            for spot in spots
        ]
