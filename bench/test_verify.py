"""How long a finished run takes to be recomputed by the exact path, in one process and in two."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from bench_days import write_spoiled
from jobs import job

from cli.run.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

LINES = 100_000
_MORE = 1.35
"""What two processes may need in all, to one; the aim is 1.1, and 1.24 came on two virtual cores."""


@pytest.fixture(scope="module")
def verified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a day of which one order in twenty has no channel."""
    folder = tmp_path_factory.mktemp("verified")
    write_spoiled(folder / "orders.csv", "no-channel", LINES)
    run(job(folder / "orders.csv", folder / "run"))
    return folder / "run"


@pytest.mark.benchmark(group="verify", min_rounds=1, warmup=False)
@pytest.mark.parametrize("processes", [1, 2])
def test_verify(benchmark: BenchmarkFixture, verified: Path, processes: int) -> None:
    """Wall time, start to end: two processes on two free processors take about half of one's."""
    benchmark.pedantic(lambda: _seconds(verified, processes), rounds=1)  # type: ignore[no-untyped-call]


def test_processes_cost_little(verified: Path) -> None:
    """The work of two processes together, to that of one."""
    one, two = _seconds(verified, 1), _seconds(verified, 2)
    assert two < one * _MORE


def _seconds(verified: Path, processes: int) -> float:
    """Processor time of a `sampan verify` with all its processes."""
    words = [sys.executable, "-m", "cli.main", "verify", str(verified), "--workers", str(processes)]
    before = os.times()
    subprocess.run(words, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
