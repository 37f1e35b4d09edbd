"""What makes a folder of hand-written tables a run directory."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from cli.run.directory import SCHEMA_VERSION
from routing.orders import OrderTable
from routing.values.formulas import guard

if TYPE_CHECKING:
    from pathlib import Path

FX = "currency,cny,valid_from,source\nUSD,7.1,2026-01-01,test\nEUR,8.2,2026-01-01,test\nXDR,9.6,2026-01-01,test\n"
_COLUMNS = ("order_id", "status", "service", "carrier", "dispatch_on", "latest_at", "deadline_note")


def write_manifest(run: Path, orders: int, zone: str = "Asia/Shanghai") -> None:
    """Writes `run.json` as far as others read it."""
    inputs: dict[str, list[str]] = {"orders": [], "facts": []}
    manifest = {"schema": SCHEMA_VERSION, "on": None, "zone": zone, "counts": {"orders": orders}, "inputs": inputs}
    (run / "run.json").write_text(json.dumps(manifest), encoding="utf-8")


def label_run(
    folder: Path, orders: list[dict[str, Any]], service: str = "cnpost-registered", carrier: str = "China Post"
) -> Path:
    """A run directory of these orders, assigned to one service unless an order names its `service` and `carrier`."""
    folder.mkdir(exist_ok=True)
    write_manifest(folder, len(orders))
    rows = [{key: value for key, value in order.items() if key not in {"service", "carrier"}} for order in orders]
    OrderTable.of(rows).frame.write_parquet(folder / "orders.parquet")
    with (folder / "assignments.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for order in orders:
            way = (order.get("service", service), order.get("carrier", carrier))
            writer.writerow([guard(order["order_id"]), "assigned", *way, "2026-11-23", "", ""])
    return folder
