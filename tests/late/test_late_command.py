"""`sampan late` over a run and a store, as its users call it."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from in_process import run

if TYPE_CHECKING:
    from pathlib import Path

ORDERS = """order_id,paid_at,country,weight_g,size,value,currency,platform,ship_by,deliver_by
#10402,2026-11-19T10:00:00+08:00,US,300,20x15x5 cm,20,USD,tiktok,,2026-12-20T23:59:59+08:00
7001,2026-11-19T10:00:00+08:00,DE,300,20x15x5 cm,20,EUR,ebay,,2026-11-26T23:59:59+08:00
7002,2026-11-19T10:00:00+08:00,DE,300,20x15x5 cm,20,EUR,ebay,,2026-11-26T23:59:59+08:00
7003,2026-11-19T10:00:00+08:00,DE,300,20x15x5 cm,20,EUR,ebay,,2026-11-26T23:59:59+08:00
7004,2026-11-24T10:00:00+08:00,DE,300,20x15x5 cm,20,EUR,ebay,,2026-12-26T23:59:59+08:00
"""
SCANS = """order_id,tracking_no,at,description
10402,LB1,2026-11-20T10:00:00+08:00,Electronic information submitted by shipper
7001,LB2,2026-11-20T10:00:00+08:00,已收寄
7002,LB3,2026-11-20T10:00:00+08:00,已收寄
7002,LB3,2026-11-23T10:00:00+01:00,Delivered
9999,LB9,2026-11-20T10:00:00+08:00,已收寄
"""
NOW = "2026-11-24T12:00:00+08:00"


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The command over a run of five orders and a store of three of them."""
    folder = tmp_path_factory.mktemp("late")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (folder / "scans.csv").write_text(SCANS, encoding="utf-8")
    assert run("route", folder / "orders.csv", "--now", "2026-11-19T11:00:00+08:00", "--out", folder / "run").code == 0
    assert run("track", "add", folder / "scans.csv", "--store", folder / "t.parquet").code == 0
    return ("late", "--run", str(folder / "run"), "--store", str(folder / "t.parquet"), "--now", NOW)


def test_each_parcel_is_on_its_list(late: tuple[str, ...]) -> None:
    """Today's, one without any sign, a label without a scan, one too late; the delivered one is on none."""
    done = run(*late, "--format", "json")
    assert done.code == 1
    told = json.loads(done.out)
    assert [(row["order_id"], row["why"]) for row in told["must_leave"]] == [("7003", "overdue"), ("7004", "today")]
    (unscanned,) = told["not_scanned"]
    assert (unscanned["order_id"], unscanned["tracking_number"]) == ("#10402", "LB1")
    assert unscanned["due_at"] == "2026-11-21T15:59:00+08:00"  # two business days after Wednesday in Los Angeles
    assert unscanned["hours_left"] == -69
    assert unscanned["letter"] == "in_transit.tracking_inactive"
    missed = {row["order_id"]: row for row in told["will_miss"]}
    assert missed["7001"]["told_by"] == "card"
    assert (missed["7001"]["days_gone"], missed["7001"]["chance_percent"]) == (4, "0")
    assert "7002" not in missed
    # not sent yet, 2.5 days to its date and 10 to 20 of the card: late even if it leaves at once
    of_7003 = missed["7003"]
    told_of = ("step", "letter", "days_gone", "chance_percent")
    assert [of_7003[name] for name in told_of] == ["hand_over", "", 0, "0"]
    assert told["remarks"] == ["The store names 1 order that no run has: 9999."]
    tiktok = next(row for row in told["figures"] if row["rule"] == "tiktok-us-late-dispatch")
    assert (tiktok["counted"], tiktok["late"], tiktok["percent"], tiktok["over"]) == (1, 1, "100.00", True)


def test_the_same_as_a_table_and_as_csv(late: tuple[str, ...], tmp_path: Path) -> None:
    """Every line of the lists with its columns; the file holds them, too."""
    out = tmp_path / "late.csv"
    table = run(*late, "--out", out)
    assert "Left, but no carrier has scanned it: 1" in table.out
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["list"] for row in rows} == {"must_leave", "not_scanned", "will_miss"}
    assert run(*late, "--format", "csv").out == out.read_text("utf-8-sig")


def test_nothing_late_is_told_by_the_exit_code(late: tuple[str, ...]) -> None:
    """On the day on which nothing has left, nothing is on a list."""
    done = run(*late[:-1], "2026-11-18T12:00:00+08:00", "--format", "json")
    assert done.code == 0
    assert [json.loads(done.out)[name] for name in ("must_leave", "not_scanned", "will_miss")] == [[], [], []]
