"""Deadlines of a chunk and of a million orders spread over nine years, notes included and not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from carriers.calendars.shop_schedule import load_schedule
from routing.deadlines.deadline_columns import deadlines_of

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

FIRST_S, LAST_S = 1_514_736_000, 1_798_646_400  # 2018-01-01 and 2026-12-31 in Shanghai


@pytest.mark.parametrize("orders", [65_536, 1_000_000], ids=["65_536", "1_000_000"])
def test_deadlines(benchmark: BenchmarkFixture, orders: int) -> None:
    """Dispatch day, target, latest, elapsed clocks and the index of the note."""
    schedule = load_schedule()
    paid_s = np.random.default_rng(1).integers(FIRST_S, LAST_S, orders)
    assert len(benchmark(deadlines_of, paid_s, schedule)) == orders


def test_notes_of_a_days_orders(benchmark: BenchmarkFixture) -> None:
    """The sentences of 65,536 orders of three weeks."""
    schedule = load_schedule()
    paid_s = np.random.default_rng(1).integers(LAST_S - 60 * 86_400, LAST_S - 39 * 86_400, 65_536)
    assert len(benchmark(lambda: deadlines_of(paid_s, schedule).notes)) < 70
