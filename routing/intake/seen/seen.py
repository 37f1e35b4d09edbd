"""Order ids seen so far in a run, over all its files, in memory that hardly grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from routing.intake.seen.hashes import Archive, Filter, Hashes, Places

if TYPE_CHECKING:
    import polars as pl

_SEED = 20_261_122
_FILTER_IDS = 6_000_000
"""Ids that one filter holds; a further one is begun for more."""
_MEMORY_IDS = 1 << 19
"""Ids that are kept in memory; more are put away to disk together."""
_FILE_SHIFT = 32
"""A place is the number of its file and, in the lower bits, the row."""


def hashes_of(ids: pl.Series) -> Hashes:
    """A 64-bit hash of each id; ids that differ share one with a chance of 3 in a million among ten million."""
    return ids.hash(_SEED).to_numpy()


class Seen:
    """Remembers each id by its 64-bit hash and the place where it was first.

    Two different ids share a hash with a chance of 3 in a million among ten million orders; the second would then be
    refused as a duplicate, by name, so that a person sees it.  A filter of bits answers for nearly all new ids; only
    the rest are looked up, in memory or on disk.
    """

    def __init__(self) -> None:
        """Nothing seen."""
        self.contested: set[str] = set()
        """Ids that came up in two chunks or files, as orders to ship or as orders that are done."""
        self._done: Seen | None = None
        self._lost: tuple[str, Seen] | None = None
        self._files: list[str] = []
        self._filters: list[Filter] = []
        self._recent: list[tuple[Hashes, Places]] = []
        self._archive = Archive()

    def add(self, file: str, ids: pl.Series, rows: pl.Series) -> dict[int, tuple[str, int]]:
        """Index of each id that was seen before, here or earlier -> file and row where it was first.

        Null ids are passed over.
        """
        if file not in self._files[-1:]:
            self._files.append(file)
        at = np.flatnonzero(ids.is_not_null().to_numpy())
        hashes = hashes_of(ids)[at]
        order = np.argsort(hashes)
        hashes, at = hashes[order], at[order]
        places = rows.to_numpy()[at].astype(np.uint64) | np.uint64((len(self._files) - 1) << _FILE_SHIFT)
        before = self.earlier(hashes)
        found = _repeated(hashes, places) | before
        elsewhere = before.keys() | (self._done.earlier(hashes).keys() if self._done is not None else set())
        self.contested.update(ids[int(at[index])] for index in elsewhere)
        self._meet_shown(file, ids)
        fresh = np.ones(hashes.size, dtype=bool)
        fresh[list(found)] = False
        self.remember(hashes[fresh], places[fresh])
        return {int(at[index]): self._place(place) for index, place in found.items()}

    def add_done(self, file: str, ids: pl.Series, rows: pl.Series) -> None:
        """Remembers orders that a file knows to be sent, cancelled or paid back."""
        if self._done is None:
            self._done = Seen()
        self._done.add(file, ids, rows)
        self.contested |= self.met(ids, done=True)
        self._meet_shown(file, ids)

    def meet_lost(self, file: str, shown: pl.Series) -> None:
        """Notes the orders of earlier chunks of a file whose ids stand in a row that cannot be read."""
        if len(shown):
            self.contested |= self.of_file(file, shown)
            if self._done is not None:
                self.contested |= self._done.of_file(file, shown)

    def add_lost(self, file: str, shown: pl.Series) -> None:
        """Remembers what such rows show, for the orders of later chunks of the file."""
        if len(shown):
            if self._lost is None or self._lost[0] != file:
                self._lost = file, Seen()
            known, hashes = self._lost[1], np.unique(hashes_of(shown))
            fresh = np.delete(hashes, list(known.earlier(hashes)))
            known.remember(fresh, np.zeros_like(fresh))

    def _meet_shown(self, file: str, ids: pl.Series) -> None:
        if self._lost is not None and self._lost[0] == file:
            self.contested |= self._lost[1].met(ids, done=True)

    def of_file(self, file: str, ids: pl.Series) -> set[str]:
        """Those of the ids that an earlier call has brought, whose first place is in that file."""
        unique = ids.unique()
        hashes = hashes_of(unique)
        order = np.argsort(hashes)
        found = self.earlier(hashes[order]).items()
        return {unique[int(order[at])] for at, place in found if self._place(place)[0] == file}

    def met(self, ids: pl.Series, *, done: bool) -> set[str]:
        """Those of the ids that an earlier call has brought, of which one of the two is to ship; none is remembered.

        Args:
            ids: nulls are passed over.
            done: whether the orders are done here.
        """
        known = ids.drop_nulls()
        hashes = known.hash(_SEED).to_numpy()
        order = np.argsort(hashes)
        found = set(self.earlier(hashes[order]))
        if not done and self._done is not None:
            found |= self._done.earlier(hashes[order]).keys()
        return {known[int(order[index])] for index in found}

    def _place(self, place: int) -> tuple[str, int]:
        return self._files[place >> _FILE_SHIFT], place & ((1 << _FILE_SHIFT) - 1)

    def earlier(self, hashes: Hashes) -> dict[int, int]:
        """Index of each hash that an earlier call has brought -> its place."""
        maybe = np.zeros(hashes.size, dtype=bool)
        for known in self._filters:
            maybe |= known.may_hold(hashes)
        suspects = np.flatnonzero(maybe)
        found: dict[int, int] = {}
        for old, places in self._recent if suspects.size else ():
            at = np.minimum(np.searchsorted(old, hashes[suspects]), old.size - 1)
            hits = np.flatnonzero(old[at] == hashes[suspects])
            found |= zip(suspects[hits].tolist(), places[at[hits]].tolist(), strict=True)
        for index in suspects.tolist():
            place = None if index in found else self._archive.find(int(hashes[index]))
            if place is not None:
                found[index] = place
        return found

    def remember(self, hashes: Hashes, places: Places) -> None:
        """Takes up hashes that are new, in their order, with their places."""
        if not hashes.size:
            return
        if not self._filters or self._filters[-1].held + hashes.size > _FILTER_IDS:
            self._filters.append(Filter())
        self._filters[-1].add(hashes)
        self._recent.append((hashes, places))
        if sum(run.size for run, _ in self._recent) > _MEMORY_IDS:
            self._archive.add(*(np.concatenate(parts) for parts in zip(*self._recent, strict=True)))
            self._recent.clear()


def _repeated(hashes: Hashes, places: Places) -> dict[int, int]:
    """Index of each hash that stands more than once among these -> the smallest place, if that is another."""
    same = np.flatnonzero(hashes[1:] == hashes[:-1])
    twins = sorted({*same.tolist(), *(same + 1).tolist()})
    first: dict[int, int] = {}
    for at in twins:
        key, place = int(hashes[at]), int(places[at])
        first[key] = min(first.get(key, place), place)
    return {at: first[int(hashes[at])] for at in twins if int(places[at]) != first[int(hashes[at])]}
