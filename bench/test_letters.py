"""How many replies a core renders: values read, policy, truth and lint included; each order has its own name."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from templates_en.catalogue import bundled
from templates_en.consistency import Background
from templates_en.platforms import platform
from templates_en.render import render
from templates_en.windows import Window

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
WINDOW = Window(8, 25, "days", "seller's handbook", date(2026, 11, 21), service_class="economy")
FIRST = ("Anna", "Bo", "Carla", "Dieter", "Eva", "Farid", "Gina", "Hugo")
LAST = ("Kowalska", "Smith", "Silva", "Meyer", "Rossi", "Khan", "Ito", "Lund")


def facts(number: int) -> dict[str, Any]:
    """The facts of one order."""
    sent = NOW.date() - timedelta(days=3 + number % 15)
    return {
        "buyer_name": f"{FIRST[number % 8]} {LAST[number // 8 % 8]} {chr(65 + number // 64 % 26)}",
        "shop_name": "Ocean Lantern Shop",
        "order_id": f"ORD-{number}",
        "carrier": "China Post",
        "dispatched_on": sent,
        "last_event": "transit",
        "last_event_on": sent + timedelta(days=2),
        "last_place": "Los Angeles",
        "tracking_no": f"LX{number:09d}CN",
        "window": WINDOW,
        "window_end": WINDOW.last_day(sent),
    }


@pytest.mark.parametrize("count", [10_000])
def test_bench_render(benchmark: BenchmarkFixture, count: int) -> None:
    """Renders the status letter for so many orders."""
    letter, where = bundled()["in_transit.normal"], platform("ebay")
    background = Background(NOW, service_class="economy", destination="US")
    orders = [facts(number) for number in range(count)]
    replies = benchmark(lambda: [render(letter, order, where, background) for order in orders])
    assert all(reply.text for reply in replies)
