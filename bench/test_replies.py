"""The morning round: a suggested reply for every order of a run."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.mark.benchmark(group="desk", min_rounds=2)
def test_suggestions(benchmark: BenchmarkFixture, short_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What to write to whom, as CSV."""
    command = import_module("cli.reply.reply").command
    words = ["suggest", "--all", "--run", str(short_run), "--now", "2026-11-25T09:00:00+08:00", "--format", "csv"]
    benchmark(lambda: command.main(words, standalone_mode=False))
    assert capsys.readouterr().out
