"""Whole runs of days of which one row in twenty is not plain, beside a good one (`test_run.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bench_days import ROWS, SPOILED, write_spoiled
from jobs import job

from cli.run.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.mark.benchmark(group="run", min_rounds=2)
@pytest.mark.parametrize("kind", SPOILED)
def test_day(benchmark: BenchmarkFixture, tmp_path: Path, kind: str) -> None:
    """Orders without a channel, rows refused, cells in quotes with separators, weights with decimals."""
    write_spoiled(tmp_path / "orders.csv", kind)
    manifest, _ = benchmark(lambda: run(job(tmp_path / "orders.csv", tmp_path / "run")))
    counts = manifest["counts"]
    assert counts["rows_read"] == ROWS
    assert (counts["no_channel"] > ROWS // 30) == (kind == "no-channel")
    assert (counts["rejected"] > ROWS // 30) == kind.startswith("rejected")
