"""`sampan late` over a run of parcels: each order by itself, with the scans of every parcel in which it travels."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from in_process import run

from cli.promise.observed import evidence
from routing.deadlines.late.parcels import PARCEL, of_orders

if TYPE_CHECKING:
    from pathlib import Path

CARD = """name = "Two kilograms"
currency = "CNY"
basis = "contract"
valid_from = 2026-01-01
source = "invented for this test"

[[service]]
code = "post"
carrier = "Post"
name = "post"
class = "registered"
tracked = true
transit_days = [7, 20]
goods = ["general"]
"""
ZONES = "service,zone,country\npost,1,US\n"
RATES = "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step\npost,1,0,2000,10,0,1,0.05\n"
PRODUCTS = "sku,weight_g,length_mm,width_mm,height_mm,name_en\nMUG,300,120,100,90,ceramic mug\n"
ORDERS = """order_id,paid_at,country,platform,sku,quantity,value,currency,postcode,city,address1,name
1,2026-11-19T09:00:00+08:00,US,tiktok,MUG,1,12,USD,10001,New York,1 Main St,Ann Example
2,2026-11-20T09:00:00+08:00,US,tiktok,MUG,1,12,USD,10001,New York,1 Main St,Ann Example
3,2026-11-19T09:00:00+08:00,US,tiktok,MUG,1,12,USD,10001,New York,2 Main St,Bob Example
4,2026-11-19T09:00:00+08:00,US,tiktok,MUG,12,60,USD,10001,New York,3 Main St,Cid Example
"""
SCANS = """order_id,tracking_no,at,description
2,LB2,2026-11-23T10:00:00+08:00,已收寄
4,LB4,2026-11-20T10:00:00+08:00,已收寄
4,LB5,2026-11-20T10:00:00+08:00,Electronic information submitted by shipper
"""
NOW = "2026-11-24T18:00:00+08:00"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Orders 1 and 2 in one parcel, 3 alone, 4 in two of six pieces; the store names them by the buyers' orders."""
    folder = tmp_path_factory.mktemp("late-parcels")
    card = folder / "cards" / "post"
    card.mkdir(parents=True)
    for path, text in (
        (card / "card.toml", CARD), (card / "zones.csv", ZONES), (card / "rates.csv", RATES),
        (folder / "orders.csv", ORDERS), (folder / "products.csv", PRODUCTS), (folder / "scans.csv", SCANS),
    ):  # fmt: skip
        path.write_text(text, encoding="utf-8")
    named = ("--products", folder / "products.csv", "--cards", folder / "cards", "--policy", "cheapest")
    run("route", folder / "orders.csv", *named, "--now", "2026-11-20T12:00:00+08:00", "--out", folder / "run")
    assert run("parcels", "propose", folder / "run").code == 0
    assert run("parcels", "apply", folder / "run", "--out", folder / "new").code == 0
    assert run("track", "add", folder / "scans.csv", "--store", folder / "t.parquet").code == 0
    return folder


def _told(folder: Path, *runs: str) -> dict[str, Any]:
    named = [word for name in runs for word in ("--run", folder / name)]
    done = run("late", *named, "--store", folder / "t.parquet", "--now", NOW, "--format", "json")
    assert done.code == 1, done.err
    told: dict[str, Any] = json.loads(done.out)
    return told


@pytest.mark.parametrize("runs", [("new",), ("run", "new")])
def test_every_order_is_met_by_the_scans_of_its_parcels(folder: Path, runs: tuple[str, ...]) -> None:
    """The scan that names order 2 is that of order 1 too; of order 4 one number is scanned, the other is not.

    TikTok counts orders, each by its own payment and two business days in Los Angeles: 1 and 4 until Friday, 20
    November, 2 until Monday.  The parcel of both is scanned on Sunday there: 1 is late and 2 is not; 3 is late, and 4
    is as long as one of its parcels is not scanned.
    """
    told = _told(folder, *runs)
    assert [(one["order_id"], one["parcel_id"], one["why"]) for one in told["must_leave"]] == [("3", "", "overdue")]
    unscanned = [(one["order_id"], one["parcel_id"], one["tracking_number"]) for one in told["not_scanned"]]
    assert unscanned == [("4", "4-P2", "LB5")]
    assert told["not_scanned"][0]["due_at"] == "2026-11-21T15:59:00+08:00"
    assert told["remarks"] == []
    figure = next(one for one in told["figures"] if one["rule"] == "tiktok-us-late-dispatch")
    assert (figure["counted"], figure["late"], figure["percent"]) == (4, 3, "75.00")


def test_a_promise_learns_each_number_once(folder: Path) -> None:
    """Three numbers of two parcels whose orders the scans name; 3 and the other part of 4 were not seen."""
    found = evidence(folder / "t.parquet", [folder / "new"]).observed(datetime.fromisoformat(NOW))
    assert (found.parcels.height, found.unseen) == (3, 2)


def test_people_are_shown_the_parcel(folder: Path) -> None:
    """Beside the order, where one travels with others or in parts."""
    table = run("late", "--run", folder / "new", "--store", folder / "t.parquet", "--now", NOW).out
    assert "4-P2" in table
    csv = run("late", "--run", folder / "new", "--store", folder / "t.parquet", "--now", NOW, "--format", "csv").out
    assert csv.splitlines()[0].endswith(",parcel_id")


def test_a_run_of_parcels_of_before_counts_its_parcels_times(folder: Path, tmp_path: Path) -> None:
    """One that an earlier sampan made tells no orders' own times: those of the parcel stand for them."""
    import shutil  # noqa: PLC0415

    shutil.copytree(folder / "new", tmp_path / "new")
    path = tmp_path / "new" / "orders.parquet"
    frame = pl.read_parquet(path)
    frame.drop(name for name in frame.columns if name.startswith("orders_")).write_parquet(path)
    done = run("late", "--run", tmp_path / "new", "--store", folder / "t.parquet", "--now", NOW, "--format", "json")
    assert [one["order_id"] for one in json.loads(done.out)["must_leave"]] == ["3"], done.err


def test_an_order_in_parts_is_sent_with_the_last() -> None:
    """Scanned when all parts are, and then by the last; several numbers of one parcel stay rows of their own."""
    none: dict[str, Any] = dict.fromkeys(PARCEL.names())
    rows: list[dict[str, Any]] = [
        {"order_id": "1", "parcel_id": "1-P1", "scanned_s": 5, "delivered_s": 8},
        {"order_id": "1", "parcel_id": "1-P2", "scanned_s": 7, "delivered_s": None},
        {"order_id": "2", "parcel_id": "2-M2", "scanned_s": 5, "delivered_s": None},
        {"order_id": "2", "parcel_id": "2-M2", "scanned_s": 6, "delivered_s": None},
        {"order_id": "3", "parcel_id": None, "scanned_s": 5, "delivered_s": None},
    ]
    found = of_orders(pl.DataFrame([none | row for row in rows], PARCEL)).select("order_id", "scanned_s", "delivered_s")
    assert sorted(found.rows(), key=str) == [("1", 7, None), ("2", 5, None), ("2", 6, None), ("3", 5, None)]
    alone = pl.DataFrame([none | rows[-1]], PARCEL)
    assert of_orders(alone) is alone
