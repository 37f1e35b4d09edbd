"""Fetching ahead and writing behind keep the order, bound what waits, and lose no fault."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from cli.run.pipeline import BackgroundWriter, prefetched

if TYPE_CHECKING:
    from collections.abc import Iterator


def _then_fault(count: int) -> Iterator[int]:
    yield from range(count)
    raise KeyError(count)


def test_items_come_in_order_and_a_fault_where_it_belongs() -> None:
    """All items before the fault are handed over first."""
    got: list[int] = []

    def take_all() -> None:
        with prefetched(_then_fault(9)) as items:
            got.extend(items)

    with pytest.raises(KeyError):
        take_all()
    assert got == list(range(9))


def test_fetching_ends_when_the_block_is_left() -> None:
    """A source without end is not read on after the one who asked has gone."""
    before = threading.active_count()
    with prefetched(iter(int, 1)) as items:
        assert next(items) == 0
    assert threading.active_count() == before


def test_a_fault_behind_is_raised_at_a_later_call_and_nothing_hangs() -> None:
    """Also when more is handed over than may wait."""

    def work(items: Iterator[int]) -> None:
        for item in items:
            if item == 3:
                raise KeyError(item)

    behind = BackgroundWriter(work)

    def hand_over() -> None:
        for item in range(100):
            behind.put(item)

    with pytest.raises(KeyError):
        hand_over()
    with pytest.raises(KeyError):
        behind.close()
    behind.abort()


def test_ending_before_the_last_item_is_a_fault() -> None:
    """A writer that stops early and says nothing has lost what came after."""
    behind = BackgroundWriter(next)
    behind.put(1)
    with pytest.raises(RuntimeError, match="before all was written"):
        behind.close()


def test_giving_up_drops_what_waits() -> None:
    """What is being done is finished, the rest is not begun."""
    done: list[int] = []

    def slow(items: Iterator[int]) -> None:
        for item in items:
            time.sleep(0.05)
            done.append(item)

    behind = BackgroundWriter(slow)
    for item in range(2):
        behind.put(item)
    behind.abort()
    assert done in ([], [0])
