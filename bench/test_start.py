"""How long the command takes to begin, beside the interpreter and its library for commands."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

_CLICK = ["-c", "import click"]
_HELP = ["-m", "cli.main", "--help"]
_QUOTE = ["-m", "cli.main", "quote", "--to", "US", "--weight", "350g", "--size", "20x15x10cm", "--value", "12 USD"]


@pytest.mark.benchmark(group="start", min_rounds=7)
@pytest.mark.parametrize("words", [_CLICK, _HELP, _QUOTE], ids=["import-click", "help", "quote"])
def test_start(benchmark: BenchmarkFixture, words: list[str]) -> None:
    """A process from start to end."""
    benchmark(lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True))
