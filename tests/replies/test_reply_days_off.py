"""What moved a dispatch, as the buyer reads it: from the days off of the deadline, never from a sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from cli.day.route import command as route
from cli.reply.reply import command as reply

if TYPE_CHECKING:
    from pathlib import Path

ORDER = """order_id,paid_at,country,weight,size,value,description
8801,{paid_at},US,350 g,20x15x10 cm,12 USD,canvas bag
"""


@pytest.mark.parametrize(
    ("paid_at", "calendar", "now", "told"),
    [
        (  # the seller's own closure after a weekend: 20 November 2026 is a Friday
            "2026-11-20T18:00+08:00", 'closed = ["2026-11-23"]', "2026-11-21T09:00+08:00",
            "came in around 23 November 2026, when our warehouse is closed. It is planned to leave on 24 November 2026",
        ),
        (  # with the seller's own word for it, which is not for buyers
            "2026-11-20T18:00+08:00", 'closed = [{ days = "2026-11-23..2026-11-24", why = "stocktaking" }]',
            "2026-11-21T09:00+08:00",
            "came in around 23 November 2026 to 24 November 2026, when our warehouse is closed.",
        ),
        (  # State Council notice of 2025-11-04: 1 to 7 October 2026
            "2026-10-02T09:00+08:00", "", "2026-10-02T10:00+08:00",
            "came in around the National Day holiday, when our warehouse and the carriers here do not work.",
        ),
        (  # ... 1 to 5 May 2026; a letter is written in American English
            "2026-04-30T18:00+08:00", "", "2026-05-01T10:00+08:00", "came in around the Labor Day holiday,",
        ),
        ("2026-11-20T18:00+08:00", "", "2026-11-21T09:00+08:00", "came in around the weekend, when"),
    ],
)  # fmt: skip
def test_a_buyer_reads_what_the_days_off_are(paid_at: str, calendar: str, now: str, told: str, tmp_path: Path) -> None:
    """A public holiday by its name, the seller's own days by their dates, a weekend as such."""
    orders, days, run = tmp_path / "orders.csv", tmp_path / "calendar.toml", tmp_path / "run"
    orders.write_text(ORDER.format(paid_at=paid_at), encoding="utf-8")
    days.write_text(calendar, encoding="utf-8")
    done = CliRunner().invoke(route, [str(orders), "--calendar", str(days), "--now", now, "--out", str(run)])
    assert done.exit_code in {0, 1}, done.output
    words = ["suggest", "8801", "--run", str(run), "--now", now, "--says", "when do you ship my order?"]
    result = CliRunner().invoke(reply, [*words, "--status", "paid", "--format", "json"])
    shape = json.loads(result.stdout)
    assert shape["situation"] == "order.dispatch.weekend_holiday"
    assert told in shape["text"]
