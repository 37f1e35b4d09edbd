"""A small run written by hand: the files of `sampan route` that replies read."""

# ruff: noqa: E501 - a case a line, and files as they are written

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from finished_run import write_manifest

from routing.orders import OrderTable

if TYPE_CHECKING:
    from pathlib import Path

ASSIGNMENTS = """order_id status service carrier tier chargeable_g price_cny price_basis runner_up runner_up_price_cny
    saving_cny reason dispatch_on target_at latest_at deadline_note country weight_g length_mm width_mm height_mm value
    currency flags""".split()  # noqa: SIM905 - one word a column reads best
BAG: dict[str, Any] = {
    "sku": "BAG-1", "title": "Canvas travel bag, navy, 30 L", "variant": "navy", "quantity": 1, "unit_value_e4": 240_000,
    "declared_e4": None, "declared_currency": None, "weight_g": 600, "name_en": "bag", "name_zh": None, "hs_code": None,
    "origin": "CN", "goods": None, "material": None,
}  # fmt: skip
ORDERS: tuple[tuple[dict[str, Any], dict[str, str]], ...] = (
    (
        {"order_id": "1001", "platform": "ebay", "country": "US", "name": "Anna Kowalska", "items": [BAG]},
        {"service": "cainiao-economy", "carrier": "Cainiao", "dispatch_on": "2026-11-03"},
    ),
    (
        {"order_id": "1002", "platform": "aliexpress", "country": "BR", "name": "JOAO SILVA", "items": [BAG, BAG]},
        {"service": "cnpost-registered", "carrier": "China Post", "dispatch_on": "2026-11-23"},
    ),
    (
        {"order_id": "1003", "platform": "amazon", "country": "DE", "name": "{{ 7*7 }}", "description": "bag"},
        {"service": "dhl-express", "carrier": "DHL", "dispatch_on": "2026-11-03"},
    ),
    (
        {"order_id": "A-1004", "platform": None, "country": "FR", "name": None},
        {"status": "no_channel", "service": "", "carrier": "", "dispatch_on": "2026-11-03"},
    ),
)


def write_run(folder: Path) -> Path:
    """The folder with `run.json`, `orders.parquet`, `assignments.csv` (with a byte order mark, as for people) and `problems.csv`."""
    folder.mkdir(exist_ok=True)
    write_manifest(folder, len(ORDERS))
    common = {
        "paid_at": datetime(2026, 11, 1, 3, tzinfo=UTC), "weight_g": 600, "value_e4": 240_000, "currency": "USD", "quantity": 1,
    }  # fmt: skip
    OrderTable.of([{**common, **order} for order, _ in ORDERS]).frame.write_parquet(folder / "orders.parquet")
    with (folder / "assignments.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ASSIGNMENTS)
        writer.writeheader()
        for order, decided in ORDERS:
            latest = decided["dispatch_on"] + "T18:00:00+08:00"
            row = {"order_id": order["order_id"], "status": "assigned", "latest_at": latest, "deadline_note": ""}
            writer.writerow({**row, **decided})
    problems = "file,row,order_id,column,value,code,message\norders.csv,9,1009,weight,,WEIGHT_MISSING,no weight\n"
    (folder / "problems.csv").write_text(problems, encoding="utf-8")
    return folder


TRACKING = """order_id,carrier,tracking_no,event,place,at
1001,Cainiao,LX123456789CN,Accepted by carrier,Shenzhen,2026-11-03T20:00+08:00
1001,Cainiao,LX123456789CN,Arrived at destination country,"Chicago, US",2026-11-18T09:00-06:00
1002,China Post,-,origin,,2026-11-03T20:00+08:00
"""
