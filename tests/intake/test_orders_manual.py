"""docs/ORDERS.md is true: its samples are read, and it names every column, code and flag."""

from __future__ import annotations

import re
from pathlib import Path

from routing.intake import Reading, order_files, read_orders, read_products
from routing.intake.codes import FLAGS, PROBLEMS
from routing.intake.profiles import profiles
from routing.line import COLUMNS, DISPATCH_UNKNOWN
from routing.services.refusal import REFUSAL_CODES

MANUAL = (Path(__file__).parents[2] / "docs" / "ORDERS.md").read_text(encoding="utf-8")
SAMPLES = re.findall(r"```csv\n(.*?)```", MANUAL, re.DOTALL)


def test_the_samples_are_read_as_they_stand(tmp_path: Path) -> None:
    """Three orders without a fault: units, inches rounded up, and two lamps of the master on top of each other."""
    orders, master = tmp_path / "orders.csv", tmp_path / "products.csv"
    orders.write_text(SAMPLES[0], encoding="utf-8")
    master.write_text(SAMPLES[1], encoding="utf-8")
    (batch,) = read_orders(order_files([orders]), Reading(products=read_products(master)))
    assert batch.problems == ()
    shown = batch.table.frame.select("country", "weight_g", "length_mm", "width_mm", "height_mm", "goods").rows()
    assert shown == [
        ("US", 350, 200, 150, 100, None),
        ("DE", 1200, 305, 229, 51, "battery"),  # 12 in = 304.8 mm, 9 in = 228.6 mm, 2 in = 50.8 mm
        ("CA", 1220, 180, 90, 140, "battery"),  # 2 x 610 g; 18 x 9 x (7 + 7) cm
    ]


def test_every_code_flag_and_column_is_named() -> None:
    """With the words of the program itself, so that they cannot drift apart."""
    for code, meaning in {**PROBLEMS, **FLAGS}.items():
        assert f"| `{code}` | {meaning} |" in MANUAL
    named = set(re.findall(r"`(\w+)`", MANUAL)) | {
        f"{name}_{unit}" for name in ("size", "length", "width", "height") for unit in ("mm", "cm", "in")
    }
    assert named >= {DISPATCH_UNKNOWN, *COLUMNS, *REFUSAL_CODES, *profiles()["canonical"].columns}
