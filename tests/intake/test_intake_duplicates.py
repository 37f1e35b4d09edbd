"""Ids seen before are found again, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from routing.intake.seen.hashes import Archive
from routing.intake.seen.seen import Seen

if TYPE_CHECKING:
    import pytest


def test_ids_are_remembered_over_chunks_and_filters() -> None:
    """Whatever the order of hashes, the row named is that of the first; null ids are passed over."""
    seen = Seen()
    ids = pl.Series([f"A{at}" for at in range(5000)])
    assert seen.add("a", ids, pl.int_range(2, 5002, eager=True)) == {}
    again = pl.Series(["B", None, "A4999", "B", None, "B"], dtype=pl.String)
    assert seen.add("b", again, pl.int_range(2, 8, eager=True)) == {2: ("a", 5001), 3: ("b", 2), 5: ("b", 2)}
    assert seen.add("c", pl.Series([None], dtype=pl.String), pl.Series([2])) == {}
    assert seen.add("c", pl.Series(["B"]), pl.Series([2])) == {0: ("b", 2)}


def test_the_filter_of_ids_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full filter is joined by a second one, and both are asked."""
    monkeypatch.setattr("routing.intake.seen.seen._FILTER_IDS", 10)
    seen = Seen()
    for first in range(0, 40, 8):
        assert seen.add("a", pl.Series([str(at) for at in range(first, first + 8)]), pl.int_range(8, eager=True)) == {}
    assert set(seen.add("b", pl.Series([str(at) for at in range(40)]), pl.int_range(40, eager=True))) == set(range(40))


def test_ids_put_away_to_disk_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """With ten ids in memory at a time, all others lie in the archive; file and row of the first are still told."""
    monkeypatch.setattr("routing.intake.seen.seen._MEMORY_IDS", 10)
    seen = Seen()
    for first in range(0, 1000, 7):
        ids = pl.Series([str(at) for at in range(first, first + 7)])
        assert seen.add(f"f{first // 500}", ids, pl.int_range(first + 2, first + 9, eager=True)) == {}
    again = seen.add("g", pl.Series(["0", "new", "999", "503"]), pl.int_range(2, 6, eager=True))
    assert again == {0: ("f0", 2), 2: ("f1", 1001), 3: ("f0", 505)}


def test_a_hash_far_from_where_it_should_be_is_found() -> None:
    """Hashes are spread evenly by chance alone; where they are not, the whole run is looked through."""
    archive = Archive()
    hashes = np.arange(10_000, dtype=np.uint64)
    archive.add(hashes, hashes + np.uint64(7))
    archive.add(hashes[::-1] + np.uint64(1 << 63), hashes)
    assert [archive.find(at) for at in (0, 9_999, 5_000)] == [7, 10_006, 5_007]
    assert archive.find((1 << 63) + 9_999) == 0
    assert archive.find(10_000) is None
    assert archive.find((1 << 64) - 1) is None


def test_an_id_that_is_done_in_one_place_and_to_ship_in_another_is_met() -> None:
    """Whichever came first; two places that both know it to be done have nothing to settle."""
    seen, ids, rows = Seen(), pl.Series(["A", "B"]), pl.Series([2, 3])
    seen.add_done("a", ids, rows)
    seen.add_done("b", ids, rows)
    assert seen.contested == set()
    assert seen.met(pl.Series(["B", "C", None]), done=False) == {"B"}
    assert seen.met(pl.Series(["B"]), done=True) == set()
    seen.add("c", pl.Series(["C", "A"]), rows)
    assert seen.contested == {"A"}
