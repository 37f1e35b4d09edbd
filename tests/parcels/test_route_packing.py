"""`route --packing`: the run that users get, with the papers of the packer."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from in_process import Sampan

PRODUCTS = """sku,weight_g,length_mm,width_mm,height_mm
MUG,300,120,100,90
"""
PACKING = """[[bag]]
name = "bag-m"
inner = "25x35 cm"
wall = "4 mm"
weight = "18 g"
max_weight = "2 kg"
"""
ORDERS = """order_id,paid_at,country,sku,quantity,value,currency,postcode,city,address1,name,phone,description,hs_code
1,2026-11-19T09:00:00+08:00,US,MUG,1,12,USD,10001,New York,1 Main St,Ann Example,2125550100,mug,691110
2,2026-11-19T09:00:00+08:00,US,MUG,40,12,USD,10001,New York,1 Main St,Bob Example,2125550100,mug,691110
"""


def _routed(sampan: Sampan, folder: Path, *more: str) -> list[dict[str, str]]:
    for name, text in (("orders.csv", ORDERS), ("products.csv", PRODUCTS), ("packing.toml", PACKING)):
        (folder / name).write_text(text, encoding="utf-8")
    done = sampan(
        "route", str(folder / "orders.csv"), "--products", str(folder / "products.csv"), "--policy", "cheapest",
        "--now", "2026-11-19T12:00:00+08:00", "--out", str(folder / "run"), *more,
    )  # fmt: skip
    assert done.code in {0, 1}, done.err
    with (folder / "run/assignments.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_orders_weigh_what_they_do_when_packed(sampan: Sampan, tmp_path: Path) -> None:
    """300 g and a bag of 18 g; the run verifies, and the packer's list counts the bags."""
    packing = str(tmp_path / "packing.toml")
    one, many = _routed(sampan, tmp_path, "--packing", packing)
    assert (one["weight_g"], one["length_mm"], one["flags"]) == ("318", "124", "PACKING:bag-m")
    assert (many["weight_g"], many["flags"]) == ("12000", "SIZE_STACKED;PACKING_NONE")
    assert sampan("verify", str(tmp_path / "run")).code == 0
    assert sampan("labels", "pick", str(tmp_path / "run")).code in {0, 1}
    with (tmp_path / "run/labels/pick.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["sku"] for row in csv.DictReader(file) if row["group"] == "packing"] == ["bag-m"]


def test_parts_are_packed_alike(sampan: Sampan, tmp_path: Path) -> None:
    """A run in parts gives the same bytes."""
    packing = str(tmp_path / "packing.toml")
    _routed(sampan, tmp_path, "--packing", packing)
    whole = (tmp_path / "run/assignments.csv").read_bytes()
    _routed(sampan, tmp_path, "--packing", packing, "--workers", "1")
    assert (tmp_path / "run/assignments.csv").read_bytes() == whole


def test_a_faulty_file_is_refused(sampan: Sampan, tmp_path: Path) -> None:
    """With the file and the key."""
    (tmp_path / "bad.toml").write_text("[[bag]]\n", encoding="utf-8")
    done = sampan("route", str(tmp_path), "--packing", str(tmp_path / "bad.toml"), "--out", str(tmp_path / "run"))
    assert done.code == 3
    assert "bad.toml" in done.err
    assert "inner" in done.err
