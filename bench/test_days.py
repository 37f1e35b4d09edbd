"""Whole runs of days of which one row in twenty is not plain, beside the same day without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from bench_days import ROWS, SPOILED, spoiled_rows, write_spoiled
from jobs import job
from processor import TIMER, ratio_in_turn

from cli.run.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

MOST = {"no-channel": 1.4, "rejected-times": 1.4, "rejected-weights": 1.5, "quoted": 1.2, "fractions": 1.2}
"""How many times the processor time of a good day such a day may take; the aims are in `README.md`."""
REFUSED = {"rejected-times": "UNREADABLE_TIME", "rejected-weights": "UNREADABLE_WEIGHT"}


@pytest.mark.benchmark(group="days", timer=TIMER)
@pytest.mark.parametrize("kind", SPOILED)
def test_day(benchmark: BenchmarkFixture, orders_file: Path, tmp_path: Path, kind: str) -> None:
    """Orders without a channel, rows refused, cells in quotes with separators, weights with decimals."""
    write_spoiled(tmp_path / "orders.csv", kind)
    made: dict[str, Any] = {}

    def good_day() -> None:
        made["good"], _ = run(job(orders_file, tmp_path / "good"))

    def day() -> None:
        made["day"], _ = run(job(tmp_path / "orders.csv", tmp_path / "run"))

    ratio = ratio_in_turn(benchmark, day, good_day)
    good, counts, problems = made["good"]["counts"], made["day"]["counts"], made["day"]["problems"]
    spoiled = spoiled_rows(ROWS)
    assert counts["rows_read"] == ROWS
    assert {code: problems.get(code, 0) for code in REFUSED.values()} == {
        code: int(spoiled.sum()) if kind == of else 0 for of, code in REFUSED.items()
    }
    if kind == "quoted":
        assert counts == good
    elif kind != "fractions":  # none of the spoiled orders is sent, and each of the others goes as on the good day
        lines = pl.read_csv(tmp_path / "good" / "assignments.csv", columns=["order_id", "status"], infer_schema=False)
        ids = pl.read_csv(orders_file, columns=["order_id"], infer_schema=False).filter(~pl.Series(spoiled))
        assert counts["assigned"] == lines.filter(pl.col("status") == "assigned").join(ids, on="order_id").height
    if kind == "no-channel":  # of some both figures are so high that the parcel is denser than gold
        assert counts["no_channel"] > int(spoiled.sum()) * 3 // 4
    assert ratio <= MOST[kind]
