"""Orders a second to a Hualei file, as a ratio to writing the same cells with csv.writer, and the peak of memory.

Run: python -m bench.labels [ORDERS]
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from carriers.labels.file_setup import FileSetup
from carriers.labels.layouts.read import load
from carriers.labels.write import write
from cli.labels.orders import orders_to_ship
from cli.run.directory import SCHEMA_VERSION
from routing.orders import LINE, OrderTable

_PLACES = (
    ("DE", "10119", "Berlin", "Rosa-Luxemburg-Straße {}", "Jürgen Müller", "030 90{:06d}"),
    ("US", "10001", "New York", "{} W 34th Street", "John Miller", "212555{:04d}"),
    ("PL", "90-001", "Łódź", "ul. Żółta {}", "Stanisław Wójcik", "2255{:05d}"),
    ("GB", "EC1Y 8SY", "London", "{} Bunhill Row", "Ann Smith", "0207946{:04d}"),
)
_LAMP = {"quantity": 1, "weight_g": 210, "name_en": "LED desk lamp", "hs_code": "940521", "origin": "CN"}
_CHUNK = 8192
_GOODS = (
    ("LED desk lamp", "LED台灯", "940521"), ("Silicone phone case", "硅胶手机壳", "392690"),
    ("USB mini fan", "USB小风扇", "841451"), ("Cotton T-shirt", "棉T恤", "610910"), ("Ceramic mug", "陶瓷杯", "691110"),
)  # fmt: skip


def make_run(folder: Path, count: int) -> None:
    """A run of so many invented orders, all assigned."""
    rows: list[dict[str, object]] = []
    for number in range(count):
        country, postcode, city, street, name, phone = _PLACES[number % 4]
        line = {**{field.name: None for field in LINE.fields}, **_LAMP, "sku": f"LED-{number % 50}"}
        rows.append(
            {
                "order_id": f"{8190000000000000 + number}",
                "paid_at": datetime(2026, 11, 20, tzinfo=UTC),
                "country": country,
                "weight_g": 320,
                "currency": "USD",
                "postcode": postcode,
                "city": city,
                "address1": street.format(number),
                "name": name,
                "phone": phone.format(number % 9999),
                "items": [{**line, "unit_value_e4": 12_0000 + number % 100 * 100}],
            }
        )
    inputs: dict[str, list[str]] = {"orders": [], "facts": []}
    counts = {"orders": count}
    manifest = {"schema": SCHEMA_VERSION, "on": None, "zone": "Asia/Shanghai", "counts": counts, "inputs": inputs}
    (folder / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    OrderTable.of(rows).frame.write_parquet(folder / "orders.parquet", row_group_size=_CHUNK)
    with (folder / "assignments.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("order_id", "status", "service", "carrier", "dispatch_on", "latest_at", "deadline_note"))
        decided = ("assigned", "cainiao-economy", "Cainiao", "2026-11-23", "", "")
        writer.writerows((row["order_id"], *decided) for row in rows)


def write_products(path: Path, count: int = 5000) -> None:
    """A product master of the generated orders' articles: of one in ten a fact that customs asks for is missing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("sku", "name_en", "name_zh", "hs_code", "origin"))
        for number in range(count):
            name_en, name_zh, code = _GOODS[number % len(_GOODS)]
            colour = ("red", "blue", "black")[number % 3]
            facts = [f"{name_en} {colour}", name_zh, f"{code}0000" if number % 4 else code, "CN"]
            if number % 10 == 0:
                facts[number // 10 % 4] = ""
            writer.writerow((f"SKU-{number}", *facts))


def main() -> None:
    """Prints the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_run(folder, count)
        start = time.process_time()
        result = write(
            orders_to_ship(folder),
            FileSetup(layout=load("hualei"), on=date(2026, 11, 23)),
            lambda _layout, _number, _order_id: (folder / "hualei.csv").open("wb"),
            lambda _finding: None,
        )
        told = time.process_time() - start
        assert result.orders_out == count
        with (folder / "hualei.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        start = time.process_time()
        with (folder / "plain.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
        plain = time.process_time() - start
    print(f"{count} orders in {told:.2f} s ({count / told:,.0f} a second)")
    print(f"csv.writer {plain:.2f} s: {told / plain:.0f} to 1")
    print(f"peak of memory, making the orders included: {_peak_mb():.0f} MB")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
