"""A run's label file, from the run directory to the upload file."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from bench_days import FEW_ROWS
from labels import make_run

from carriers.labels.write import LayoutWriter

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.mark.benchmark(group="desk", min_rounds=2)
@pytest.mark.parametrize("layout", ["address-list", "hualei"])
def test_labels(benchmark: BenchmarkFixture, shipped_run: Path, tmp_path: Path, layout: str) -> None:
    """A file for every assigned order, of articles with all that customs asks for."""
    command, out = import_module("cli.labels.labels").command, tmp_path / "labels.csv"
    words = ["write", str(shipped_run), "--layout", layout, "-o", str(out)]
    benchmark(lambda: command.main(words, standalone_mode=False))
    assert out.read_bytes().count(b"\n") == FEW_ROWS + 1


def test_columns_are_quicker_than_rows(shipped_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders told in columns take a third of the processor time of orders told one after another, and less."""
    command, out = import_module("cli.labels.labels").command, tmp_path / "labels.csv"
    words = ["write", str(shipped_run), "--layout", "hualei", "-o", str(out)]
    taken = []
    for columns in (True, False):
        if not columns:
            monkeypatch.setattr(LayoutWriter, "in_columns", False)
        start = time.process_time()
        command.main(words, standalone_mode=False)
        taken.append(time.process_time() - start)
    assert taken[0] * 3 < taken[1]


@pytest.fixture(scope="session")
def shipped_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of FEW_ROWS orders with all that a carrier asks for."""
    folder = tmp_path_factory.mktemp("shipped")
    make_run(folder, FEW_ROWS)
    return folder
