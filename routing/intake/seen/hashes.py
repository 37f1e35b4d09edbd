"""Sets of 64-bit hashes too many to keep in memory: a filter of bits, and sorted runs on disk."""

from __future__ import annotations

import tempfile
from weakref import finalize

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.uint64]

_WORDS_LOG2 = 21
_PROBES = 6
"""With 22 bits for each of six million hashes, some 1 of 1,000 new ones are looked up in vain."""
_DEVIATIONS = 6
"""How far from where chance puts it a hash is looked for at first, in standard deviations."""
_BYTES = 8


class Filter:
    """A Bloom filter: says for sure that a hash was never added, or that it may have been.

    All bits of a hash stand in one word, so that one look at memory answers.
    """

    def __init__(self) -> None:
        """Nothing added."""
        self.held = 0
        self._words = np.zeros(1 << _WORDS_LOG2, dtype=np.uint64)

    def add(self, hashes: Hashes) -> None:
        """Adds hashes, each of them once."""
        self.held += hashes.size
        at, bits = _spots(hashes)
        while at.size:  # of two hashes for one word the first is overwritten, and added again in the next round
            self._words[at] |= bits
            lost = np.flatnonzero((self._words.take(at) & bits) != bits)
            at, bits = at.take(lost), bits.take(lost)

    def may_hold(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """False for each hash that was never added."""
        at, bits = _spots(hashes)
        held: npt.NDArray[np.bool_] = (self._words.take(at) & bits) == bits
        return held


class Archive:
    """Hashes with their places, on disk in sorted runs; the file has no name and goes with the process."""

    def __init__(self) -> None:
        """Nothing put away; the file is made when it is needed."""
        self._runs: list[tuple[int, int]] = []  # offset of the run in hashes, and its length

    def add(self, hashes: Hashes, places: Places) -> None:
        """Puts a run away."""
        if not self._runs:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the archive
            finalize(self, self._file.close)
        offset = sum(2 * size for _, size in self._runs)
        order = np.argsort(hashes)
        self._file.seek(offset * _BYTES)
        self._file.write(hashes[order].data)
        self._file.write(places[order].data)
        self._runs.append((offset, hashes.size))

    def find(self, wanted: int) -> int | None:
        """The place of a hash, None when it was never added."""
        for offset, size in self._runs:
            at = self._position(wanted, offset, size)
            if at is not None:
                return int(self._read(offset + size + at, 1)[0])
        return None

    def _position(self, wanted: int, offset: int, size: int) -> int | None:
        """Index of the hash in a run.  Hashes are spread evenly, so it is looked for near where it should be."""
        near, reach = wanted * size >> 64, int(_DEVIATIONS * size**0.5 / 2) + 1
        first, last = max(near - reach, 0), min(near + reach, size)
        window = self._read(offset + first, last - first)
        inside = (first == 0 or int(window[0]) <= wanted) and (last == size or wanted <= int(window[-1]))
        if not inside:
            first, window = 0, self._read(offset, size)
        at = int(np.searchsorted(window, np.uint64(wanted)))
        return first + at if at < window.size and int(window[at]) == wanted else None

    def _read(self, first: int, count: int) -> Hashes:
        self._file.seek(first * _BYTES)
        return np.frombuffer(self._file.read(count * _BYTES), np.uint64)


def _spots(hashes: Hashes) -> tuple[npt.NDArray[np.int64], Hashes]:
    """Each hash's word, and the bits that it sets there."""
    at = (hashes >> np.uint64(64 - _WORDS_LOG2)).astype(np.int64)
    bits = np.zeros_like(hashes)
    for probe in range(_PROBES):
        bits |= np.uint64(1) << ((hashes >> np.uint64(6 * probe)) & np.uint64(63))
    return at, bits
