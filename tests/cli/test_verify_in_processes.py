"""`sampan verify` in several processes: the same proof, the same findings in the same order."""

from __future__ import annotations

import csv
import os
import shutil
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
import pytest

from cli.day import recomputed
from cli.day.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from in_process import Sampan

ME = os.getpid()


@pytest.fixture
def run(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run of 205 lines of one's own, recomputed in seven ranges of 32 lines."""
    monkeypatch.setattr(recomputed, "_AT_ONCE", 32)
    return shutil.copytree(demo, tmp_path / "run")


def test_every_column_is_found_in_every_range(sampan: Sampan, run: Path) -> None:
    """A cell altered in each column, in the first, a middle and the last ranges: found alike by 1 and 3 processes.

    What is to be found is known from what was altered.
    """
    path = run / "assignments.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    columns, altered = rows[0], []
    for first in (1, 90, len(rows) - len(rows[0])):
        for number, column in enumerate(columns):
            row = rows[first + number]
            told = row[0]
            row[number] += "9"
            altered.append([told, column, row[number]])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    alone, several = (sampan("verify", run, "--workers", workers, "--format", "csv") for workers in ("1", "3"))
    assert (alone.code, several.code) == (1, 1)
    assert alone.out == several.out
    assert [line[:3] for line in csv.reader(alone.out.splitlines())][1:] == altered


def _without(run: Path, *numbers: int) -> None:
    lines = (run / "assignments.csv").read_bytes().splitlines(keepends=True)
    (run / "assignments.csv").write_bytes(b"".join(line for at, line in enumerate(lines) if at not in numbers))


def _with_bad_sign(run: Path, number: int) -> None:
    lines = (run / "assignments.csv").read_bytes().splitlines(keepends=True)
    lines[number] = b"\xff" + lines[number]
    (run / "assignments.csv").write_bytes(b"".join(lines))


def _fewer_orders(run: Path) -> None:
    pl.read_parquet(run / "orders.parquet").head(150).write_parquet(run / "orders.parquet")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a line gone in the middle": lambda run: _without(run, 100),
    "no text in the middle": lambda run: _with_bad_sign(run, 120),
    "orders gone": _fewer_orders,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_alike(sampan: Sampan, run: Path, damage: str) -> None:
    """Exit code 3 and the sentence that one process says."""
    DAMAGES[damage](run)
    alone, several = (sampan("verify", run, "--workers", workers) for workers in ("1", "2"))
    assert (alone.code, alone.out) == (3, "")
    assert alone.err.startswith("Error: ")
    assert (several.code, several.out, several.err) == (alone.code, alone.out, alone.err)


def _square(number: int) -> int:
    return number * number


def _fragile(parent: int) -> Callable[[int], int]:
    """Squares in this process; every other dies of its first task."""
    return _square if os.getpid() == parent else _die


def _die(code: int) -> int:
    os._exit(code)


def test_a_process_that_dies_takes_no_task_with_it() -> None:
    """What it was at is done by another; the results come in the order of the tasks."""
    assert side_by_side(partial(_fragile, ME), range(20), 3) == [number * number for number in range(20)]


def test_what_ends_all_is_the_last() -> None:
    """Behind a fault nothing needs to be done; everything before it is."""
    found = side_by_side(lambda: _square, range(100), 1, lambda square: square == 49)
    assert found == [number * number for number in range(8)]
