"""Work by the processor time that it takes beside other work: a busy machine spoils seconds, not such ratios."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_benchmark.fixture import BenchmarkFixture

TIMER = time.process_time
"""User and system time of all threads of this process: what `@pytest.mark.benchmark(timer=TIMER)` measures."""


def ratio_in_turn(
    benchmark: BenchmarkFixture, work: Callable[[], object], beside: Callable[[], object], rounds: int = 3
) -> float:
    """How many times as much processor time the work takes: the least of each, taken in turn."""
    gc.collect()
    gc.freeze()  # what other measurements left is not looked through again and again
    others: list[float] = []

    def measure() -> None:
        begun = TIMER()
        beside()
        others.append(TIMER() - begun)

    benchmark.pedantic(work, setup=measure, rounds=rounds)  # type: ignore[no-untyped-call]
    assert benchmark.stats is not None
    ratio = float(benchmark.stats.stats.min) / min(others)
    benchmark.extra_info["ratio"] = round(ratio, 2)
    print(f"\n{benchmark.name}: {ratio:.2f}")
    return ratio
