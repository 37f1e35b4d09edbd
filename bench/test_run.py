"""A whole run, file to run directory, beside the plain reading and writing of the same files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from bench_days import ROWS
from generate import write
from jobs import job
from processor import TIMER, ratio_in_turn

from cli.run.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

MANY_ROWS = 1_000_000
MOST = 2.4
"""How many times the processor time of the floor a run may take; the aim is 1.7 (`README.md`)."""


@pytest.mark.benchmark(group="run")
def test_route(benchmark: BenchmarkFixture, orders_file: Path, tmp_path: Path) -> None:
    """Orders in; assignments, problems, normalised orders, manifest with hashes out."""
    manifest, _ = benchmark(lambda: run(job(orders_file, tmp_path / "run")))
    assert manifest["counts"]["orders"] == ROWS


@pytest.mark.benchmark(group="run", timer=TIMER)
def test_beside_the_floor(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """A million orders, by processor time, to the same file read as text and the same lines and orders written.

    Nothing is understood or decided for the floor; it writes with the settings of the run.
    """
    orders_file, folder = tmp_path / "orders.csv", tmp_path / "run"
    write(orders_file, MANY_ROWS)
    run(job(orders_file, folder))
    lines = pl.read_csv(folder / "assignments.csv", infer_schema=False)
    orders = pl.read_parquet(folder / "orders.parquet")

    def floor() -> None:
        pl.read_csv(orders_file, infer_schema=False)
        lines.write_csv(tmp_path / "lines.csv")
        orders.write_parquet(tmp_path / "orders.parquet", compression="zstd", compression_level=1, statistics=False)

    assert ratio_in_turn(benchmark, lambda: run(job(orders_file, folder)), floor) <= MOST
