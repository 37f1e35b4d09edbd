"""The decision for parcels in memory: every refusal code, price, choice and runner-up."""

from __future__ import annotations

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


@pytest.mark.benchmark(group="kernel")
def test_tables(benchmark: BenchmarkFixture, tables: list[OrderTable], any_facts: Facts) -> None:
    """Services to the tables that the others look up, once a run; a thousand parcels call for nearly all of them."""
    few = parcels_of(OrderTable(tables[0].frame.head(1000)))
    assert benchmark(lambda: choose(Eligibility(few, Plan(any_facts).grid(DAY))))
