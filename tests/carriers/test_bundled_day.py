"""The bundled day is a realistic one: its make-up counted from the file itself."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime
from importlib import resources
from pathlib import Path

DEMO = Path(str(resources.files("carriers"))) / "data" / "demo"


def _rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_day_has_about_two_hundred_orders_with_ids_of_their_own() -> None:
    """210 orders, no id twice."""
    orders = _rows("orders.csv")
    assert len(orders) == 210
    assert len({order["order_id"] for order in orders}) == 210


def test_orders_come_from_many_countries_and_marketplaces() -> None:
    """More than 30 countries, in more than one writing, and seven marketplaces beside direct sales."""
    orders = _rows("orders.csv")
    assert len({order["name"] for order in orders}) > 40
    assert len({order["country"] for order in orders}) > 60
    assert set(Counter(order["platform"] for order in orders)) == {
        "",
        "aliexpress",
        "amazon",
        "ebay",
        "shopify",
        "temu",
        "tiktok",
        "woocommerce",
    }


def test_all_but_one_order_was_paid_on_the_two_days() -> None:
    """Paid on 19 or 20 November 2026 by some clock; one time lacks its zone on purpose."""
    times = [datetime.fromisoformat(order["paid_at"]) for order in _rows("orders.csv")]
    assert sum(time.tzinfo is None for time in times) == 1
    assert {time.date().isoformat() for time in times} <= {"2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"}
    assert len({time.utcoffset() for time in times}) > 4


def test_products_are_complete() -> None:
    """Every SKU of the day is in the product master with weight and size, but the one unknown on purpose."""
    products = {product["sku"]: product for product in _rows("products.csv")}
    assert all(product["weight_g"] and product["length_cm"] and product["hs_code"] for product in products.values())
    unknown = {order["sku"] for order in _rows("orders.csv") if order["sku"]} - set(products)
    assert unknown == {"LAMP-UNKNOWN-9"}


def test_nobody_in_the_day_is_real() -> None:
    """Every address of mail lies in a domain reserved for examples (RFC 2606)."""
    assert all(order["email"].endswith("@example.com") for order in _rows("orders.csv"))
