"""A bill as long as a run, one line in twenty with a charge that the card does not have."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import polars as pl
import pytest
from bench_days import ROWS
from jobs import job

from cli.run.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

EXTRA = 8  # yuan


def write_bill(assignments: Path, bill: Path) -> int:
    """A bill of every assigned order by the heads of YunExpress; how many lines."""
    lines = pl.read_csv(assignments, infer_schema=False).filter(pl.col("status") == "assigned")
    extra = pl.when(pl.int_range(pl.len()) % 20 == 3).then(pl.lit(EXTRA)).otherwise(0).cast(pl.Decimal(12, 2))
    kilograms = (pl.col("chargeable_g").cast(pl.Int64).cast(pl.Decimal(12, 3)) / 1000).cast(pl.String)
    told = lines.select(
        pl.concat_str(pl.lit("YT"), "order_id").alias("运单号"),
        pl.col("order_id").alias("客户订单号"),
        pl.concat_str(pl.lit("LX"), "order_id", pl.lit("CN")).alias("跟踪号"),
        pl.col("country").alias("发货国家"),
        pl.col("service").alias("运输方式"),
        kilograms.alias("计费重量(kg)"),
        pl.col("price_cny").alias("运费"),
        extra.cast(pl.String).alias("特殊费"),
        (pl.col("price_cny").cast(pl.Decimal(12, 2)) + extra).cast(pl.String).alias("总费用"),
    )
    told.write_csv(bill)
    return told.height


@pytest.mark.benchmark(group="bills")
def test_check(benchmark: BenchmarkFixture, orders_file: Path, tmp_path: Path) -> None:
    """Bill and run in; lines, summary, dispute workbook, weights and picture out; claims kept."""
    run(job(orders_file, tmp_path / "run"))
    bill = tmp_path / "bill.csv"
    assert write_bill(tmp_path / "run" / "assignments.csv", bill) > ROWS * 0.9
    command = [
        sys.executable,
        "-m",
        "cli.main",
        "bill",
        "check",
        bill,
        "--run",
        tmp_path / "run",
        "--out",
        tmp_path / "out",
    ]
    done = benchmark.pedantic(subprocess.run, (command,), {"capture_output": True}, rounds=1)  # type: ignore[no-untyped-call]
    assert done.returncode == 1  # claims
