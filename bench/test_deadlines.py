"""Payment times to dispatch days and deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from bench_days import ROWS

from routing.deadlines import compute

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

    from routing.facts import Facts


@pytest.mark.benchmark(group="deadlines")
def test_deadlines(benchmark: BenchmarkFixture, facts: Facts) -> None:
    """Times over a year, in no order."""
    paid_s = np.random.default_rng(7).integers(1_767_225_600, 1_798_000_000, ROWS)
    due = benchmark(lambda: compute(paid_s, facts.schedule))
    assert len(due.target_s) == ROWS
