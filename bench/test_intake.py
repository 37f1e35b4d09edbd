"""Order files to orders, beside the plainest reading of the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from bench_days import ROWS

from routing.intake import order_files, read_orders

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.mark.benchmark(group="intake")
def test_canonical(benchmark: BenchmarkFixture, orders_file: Path) -> None:
    """Every cell checked and exact."""
    assert benchmark(lambda: sum(len(batch.table) for batch in read_orders(order_files([orders_file])))) == ROWS


@pytest.mark.benchmark(group="intake")
def test_floor(benchmark: BenchmarkFixture, orders_file: Path) -> None:
    """The same file as text, nothing understood."""
    assert benchmark(lambda: pl.read_csv(orders_file, infer_schema=False).height) == ROWS
