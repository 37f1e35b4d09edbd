"""One parcel, asked by `quote` and routed from a file: the same words give the same channel at the same price."""

from __future__ import annotations

import csv
import json
import random
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from in_process import Sampan

COLUMNS = ("order_id", "paid_at", "country", "weight", "size", "value", "goods", "platform", "postcode", "tracked")
PARCELS = 40
DAY = "2026-11-20"
GOODS = (
    "", "general", "battery", "Battery", "general;battery", "battery, liquid", "textile/general", "磁", "plutonium",
    "battery；magnet", "GENERAL", "battery_pure", "food powder",
)  # fmt: skip


def _rows(seed: int) -> list[dict[str, str]]:
    """Random parcels in the many spellings that people use."""
    pick = random.Random(seed)  # noqa: S311 - not for secrets
    return [
        {
            "order_id": f"P{number}",
            "paid_at": f"{DAY}T09:00:00+08:00",
            "country": pick.choice(("US", "Germany", "英国", "FR", "BRA", "au", "Japan", "RU")),
            "weight": pick.choice(("350 g", "1.2kg", "12 oz", "2 lb", "2.0049 kg", "30 kg")),
            "size": pick.choice(("20x15x10 cm", "8 in x 6 in x 4 in", "39.91x30x25 cm", "600 × 200 × 100 mm")),
            "value": pick.choice(("12 USD", "€4.99", "US $1,234.50", "4.9999 USD", "30元")),
            "goods": pick.choice(GOODS),
            "platform": pick.choice(("", "aliexpress", "AliExpress", "ebay")),
            "postcode": pick.choice(("", "99501", "SW1A 1AA", "2000", "０１０６７")),
            "tracked": pick.choice(("", "yes")),
        }
        for number in range(PARCELS)
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_quote_and_route_agree(seed: int, sampan: Sampan, tmp_path: Path) -> None:
    """Channel, price, tier and chargeable weight are equal; what one cannot read the other refuses as well."""
    rows = _rows(seed)
    orders = tmp_path / "orders.csv"
    with orders.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    sampan("route", orders, "--on", DAY, "--now", f"{DAY}T10:00+08:00", "--out", tmp_path / "run")
    with (tmp_path / "run/assignments.csv").open(encoding="utf-8-sig", newline="") as file:
        routed = {line["order_id"]: line for line in csv.DictReader(file)}
    refused = 0
    for row in rows:
        done = sampan(*_question(row))
        line = routed.get(row["order_id"])
        if done.code == 2:
            assert line is None, (row, line, done.err)
            refused += 1
            continue
        assert line is not None, (row, done.out)
        answer = json.loads(done.out)
        policy = answer["policy"]
        assert (line["service"] or None, line["reason"] or None) == (policy["chosen"], policy["reason"]), row
        chosen = next((one for one in answer["services"] if one["service"] == policy["chosen"]), None)
        if chosen is not None:
            assert (line["price_cny"], line["chargeable_g"]) == (chosen["price_cny"], str(chosen["chargeable_g"])), row
    assert 0 < refused < len(rows)


def _question(row: dict[str, str]) -> list[str]:
    words = ["quote", "--on", DAY, "--format", "json", "--to", row["country"], "--weight", row["weight"]]
    for name in ("size", "value", "goods", "platform", "postcode"):
        words += [f"--{name}", row[name]] if row[name] else []
    return words + (["--tracked"] if row["tracked"] else [])
