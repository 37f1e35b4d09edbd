"""The decision for parcels in memory: every refusal code, price, choice and runner-up."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bench_days import DAY, ROWS

from routing.fast.choose import choose
from routing.fast.eligible import Eligibility
from routing.fast.parcels import parcels_of
from routing.orders import OrderTable
from routing.plan import Plan

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

    from routing.facts import Facts

LEARNT_MAX = 24 << 20
"""Bytes; 16 MiB of them may be prices."""


@pytest.mark.benchmark(group="kernel")
def test_choose(benchmark: BenchmarkFixture, tables: list[OrderTable], any_facts: Facts) -> None:
    """Parcels to choices."""
    grid, parcels = Plan(any_facts).grid(DAY), [parcels_of(table) for table in tables]
    chosen = benchmark(lambda: [choose(Eligibility(chunk, grid)) for chunk in parcels])
    assert sum(len(one.service) for one in chosen) == ROWS


@pytest.mark.benchmark(group="kernel")
def test_codes(benchmark: BenchmarkFixture, tables: list[OrderTable], any_facts: Facts) -> None:
    """Parcels to the refusal code of every service."""
    grid, parcels = Plan(any_facts).grid(DAY), [parcels_of(table) for table in tables]
    words = benchmark(lambda: [Eligibility(chunk, grid).codes for chunk in parcels])
    assert len(words) == len(tables)


@pytest.mark.parametrize(("threads", "aim"), [("1", 1.25), ("2", 1)])
def test_ahead_of_polars(threads: str, aim: float) -> None:
    """On the common problem one thread of sampan, with the reasons, is ahead of polars on one thread and on two."""
    pytest.importorskip("duckdb", reason="needs the extra bench")
    asked = [sys.executable, str(Path(__file__).with_name("peers.py")), threads, "polars"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert float(told) >= aim


def test_what_is_learnt_stays_small(tables: list[OrderTable], any_facts: Facts) -> None:
    """All that is learnt of codes, candidates and prices, over four chunks, in bytes."""
    grid, parcels = Plan(any_facts).grid(DAY), [parcels_of(table) for table in tables]
    grid.prepare()
    tracemalloc.start()
    for _ in range(3):
        for chunk in parcels:
            choose(Eligibility(chunk, grid))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{held / 2**20:.1f} MiB")
    assert held < LEARNT_MAX


@pytest.mark.benchmark(group="kernel")
def test_tables(benchmark: BenchmarkFixture, tables: list[OrderTable], any_facts: Facts) -> None:
    """Services to the tables that the others look up, once a run; a thousand parcels call for nearly all of them."""
    few = parcels_of(OrderTable(tables[0].frame.head(1000)))
    assert benchmark(lambda: choose(Eligibility(few, Plan(any_facts).grid(DAY))))
