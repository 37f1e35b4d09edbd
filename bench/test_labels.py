"""A run's label file, from the run directory to the upload file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from bench_days import FEW_ROWS

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.mark.benchmark(group="desk", min_rounds=2)
def test_labels(benchmark: BenchmarkFixture, finished_run: Path, tmp_path: Path) -> None:
    """The list of addresses, for every assigned order."""
    command, out = import_module("cli.labels.labels").command, tmp_path / "labels.csv"
    words = ["write", str(finished_run), "--layout", "address-list", "-o", str(out)]
    benchmark(lambda: command.main(words, standalone_mode=False))
    assert out.read_bytes().count(b"\n") > FEW_ROWS // 2
