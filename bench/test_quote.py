"""One parcel in plain arithmetic, every service answering."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bench_days import DAY

from routing.exact.choice import decide
from routing.exact.parcel import Parcel
from routing.services.in_force import versions_on

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

    from routing.facts import Facts


@pytest.mark.benchmark(group="quote")
def test_quote(benchmark: BenchmarkFixture, facts: Facts) -> None:
    """350 g to the United States."""
    parcel = Parcel(country="US", weight_g=350, sides=(200, 150, 100), value_e4=120_000, currency="USD")
    services = versions_on(facts.services, DAY)
    choice = benchmark(lambda: decide(parcel, services, facts.policy, facts.rates, DAY))
    assert choice.chosen
