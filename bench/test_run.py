"""A whole run, file to run directory, beside the fastest plain reading and writing of the same files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from bench_days import ROWS
from jobs import job

from cli.run.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.mark.benchmark(group="run")
def test_route(benchmark: BenchmarkFixture, orders_file: Path, tmp_path: Path) -> None:
    """Orders in; assignments, problems, normalised orders, manifest with hashes out."""
    manifest, _ = benchmark(lambda: run(job(orders_file, tmp_path / "run")))
    assert manifest["counts"]["orders"] == ROWS


@pytest.mark.benchmark(group="run")
@pytest.mark.parametrize("way", ["eager", "streaming"])
def test_floor(benchmark: BenchmarkFixture, orders_file: Path, tmp_path: Path, way: str) -> None:
    """The same file read as text, and the same assignments and orders written, nothing decided."""
    run(job(orders_file, tmp_path / "run"))
    lines = pl.read_csv(tmp_path / "run" / "assignments.csv", infer_schema=False)
    orders = pl.read_parquet(tmp_path / "run" / "orders.parquet")

    def eager() -> None:
        pl.read_csv(orders_file, infer_schema=False)
        lines.write_csv(tmp_path / "lines.csv")
        orders.write_parquet(tmp_path / "orders.parquet", compression="lz4")

    def streaming() -> None:
        pl.scan_csv(orders_file, infer_schema=False).select(pl.all().count()).collect(engine="streaming")
        lines.lazy().sink_csv(tmp_path / "lines.csv")
        orders.lazy().sink_parquet(tmp_path / "orders.parquet", compression="lz4")

    benchmark(eager if way == "eager" else streaming)
