"""Rows of order files read in a second: sampan's own columns, and Shopify's 79 with the product master.

`python -m pytest bench/test_intake_shopify.py --benchmark-only`; the Shopify figure is to be a quarter of the other at
least.
"""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from routing.intake import Reading, order_files, read_orders, read_products

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

ROWS = 100_000
DATA = Path(__file__).parents[1] / "tests" / "intake" / "data"


@pytest.fixture
def chance() -> random.Random:
    """The same orders on each day."""
    return random.Random(20_261_122)  # noqa: S311 - no secret


def test_canonical_rows(benchmark: BenchmarkFixture, tmp_path: Path, chance: random.Random) -> None:
    """18 columns, 150 bytes a row."""
    path = tmp_path / "orders.csv"
    with path.open("w", newline="") as page:
        page.write("order_id,paid_at,country,weight_g,length_mm,width_mm,height_mm,value,currency,quantity,sku,goods,")
        page.write("name,phone,address1,city,state,postcode\n")
        writer = csv.writer(page)
        for at in range(ROWS):
            paid = datetime(2026, 11, 20) + timedelta(seconds=chance.randrange(259_200))  # noqa: DTZ001 - text below
            writer.writerow([
                f"A{at:09}", f"{paid:%Y-%m-%dT%H:%M:%S}+08:00", chance.choice(["US", "DE", "RU", "BR"]),
                chance.randrange(5, 3000), chance.randrange(50, 600), chance.randrange(50, 300),
                chance.randrange(5, 200), f"{chance.randrange(50, 20_000) / 100:.2f}", "USD", 1,
                f"SKU-{chance.randrange(500)}", chance.choice(["", "battery"]), f"Test Person {at}",
                f"+1{chance.randrange(10**9, 10**10)}", f"{at % 999} Test Street", "Los Angeles", "CA",
                chance.randrange(10_000, 99_999),
            ])  # fmt: skip
    benchmark(lambda: [len(batch.table) for batch in read_orders(order_files([path]))])


def test_shopify_rows(benchmark: BenchmarkFixture, tmp_path: Path, chance: random.Random) -> None:
    """79 columns, 350 bytes a row, one to three lines an order."""
    path = tmp_path / "orders.csv"
    with (DATA / "shopify_1_simple.csv").open(newline="") as sample:
        (first,) = csv.DictReader(sample)
    master = read_products(DATA / "product_master.csv")
    line = {name: text for name, text in first.items() if name.startswith(("Lineitem", "Vendor", "Email"))}
    rows: list[dict[str, str]] = []
    while len(rows) < ROWS:
        order = {"Name": f"#{len(rows)}", "Paid at": f"2026-11-20 09:{chance.randrange(60):02}:26 +0800"}
        rows.append(first | order)
        skus = chance.sample(["USB-FAN-02", "PHONECASE-BLK"], chance.choice([0, 0, 1, 2]))
        rows += [line | {"Name": order["Name"], "Lineitem sku": sku} for sku in skus]
    with path.open("w", newline="") as page:
        writer = csv.DictWriter(page, list(first), restval="")
        writer.writeheader()
        writer.writerows(rows)
    benchmark(lambda: [len(batch.table) for batch in read_orders(order_files([path]), Reading(products=master))])
