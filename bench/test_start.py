"""How long the command takes to begin, beside the interpreter and its library for commands."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from generate import write

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

_CLICK = ["-c", "import click"]
_HELP = ["-m", "cli.main", "--help"]
_EXPLAIN = ["-m", "cli.main", "explain", "8100000000000005", "--run"]
_SUGGEST = ["-m", "cli.main", "reply", "suggest", "8100000000000005", "--run"]
_ROUTE = ["-m", "cli.main", "route", "--now", "2026-11-20T10:00:00+08:00"]
_FEW = 300
_QUOTE = ["-m", "cli.main", "quote", "--to", "US", "--weight", "350g", "--size", "20x15x10cm", "--value", "12 USD"]


@pytest.mark.benchmark(group="start", min_rounds=7)
@pytest.mark.parametrize("words", [_CLICK, _HELP, _QUOTE], ids=["import-click", "help", "quote"])
def test_start(benchmark: BenchmarkFixture, words: list[str]) -> None:
    """A process from start to end."""
    benchmark(lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True))


@pytest.mark.benchmark(group="start", min_rounds=7)
@pytest.mark.parametrize("words", [_EXPLAIN, _SUGGEST], ids=["explain", "suggest"])
def test_of_a_run(benchmark: BenchmarkFixture, short_run: Path, words: list[str]) -> None:
    """One order of a finished run."""
    command = [sys.executable, *words, str(short_run)]
    done = benchmark(lambda: subprocess.run(command, check=False, capture_output=True))
    assert done.returncode in {0, 1}  # a letter may ask for a fact first


@pytest.mark.benchmark(group="start", min_rounds=7)
def test_few_orders(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """Orders as a small shop has them in a day."""
    write(tmp_path / "orders.csv", _FEW)
    words = [sys.executable, *_ROUTE, str(tmp_path / "orders.csv"), "--out", str(tmp_path / "run")]
    done = benchmark(lambda: subprocess.run(words, check=False, capture_output=True))
    assert done.returncode in {0, 1}  # some orders need a person
