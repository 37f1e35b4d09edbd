"""`sampan reply suggest` on the bundled day: for forty orders the situation that a customer-service agent would choose."""

# ruff: noqa: E501 - one order state a line reads as a table

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from cli.day.demo import command as demo
from cli.reply.reply import command as reply

if TYPE_CHECKING:
    from click.testing import Result

TRACKING = Path(__file__).parent / "data" / "bundled_day_tracking.csv"
"""Scans in carriers' own words, written by hand for orders of the bundled day; all numbers are invented."""

DEC_5 = "2026-12-05T14:00+08:00"
DAY_ITSELF = "2026-11-20T18:00+08:00"
OVERDUE = "2026-11-25T09:00+08:00"
JANUARY = "2027-01-30T09:00+08:00"
SENT_19 = ("--dispatched", "2026-11-19")
SENT_20 = ("--dispatched", "2026-11-20")

# order of the day, the moment, what the buyer writes (None: nothing), what the person states, situation, a value of the reason
STATES: list[tuple[str, str, str | None, tuple[str, ...], str, str]] = [
    # --- the day itself: nothing has left yet
    ("PO-211-00000101", DAY_ITSELF, "When will you ship my order?", ("--status", "paid"), "order.dispatch.on_time", "2026-11-20"),
    ("#10509", DAY_ITSELF, "Please cancel my order, I ordered by mistake", ("--status", "paid"), "order.cancel.before_dispatch", "status paid"),
    ("W-00103", DAY_ITSELF, "I have moved, can you change the address?", ("--status", "packed"), "order.address.change", "status packed"),
    ("23-12111-45014", DAY_ITSELF, "Could you change the color to black?", ("--status", "paid"), "order.change", "change"),
    ("8112600000001247", DAY_ITSELF, "Please mark it as a gift with a lower value", ("--status", "paid"), "order.declaration_request", "gift"),
    ("7114", DAY_ITSELF, None, ("--status", "paid", "--var", "out_of_stock=yes"), "order.out_of_stock", "out_of_stock"),
    ("408-5550106-1230742", DAY_ITSELF, None, ("--status", "paid", "--var", "address_field=postcode"), "order.address.verify", "postcode"),
    ("23-12105-45008", DAY_ITSELF, "Will I have to pay customs duty?", ("--status", "paid"), "pre.duties", "duty"),
    # --- days later and still here
    ("#10590", OVERDUE, "Has my order been shipped?", ("--status", "paid"), "order.dispatch.late", "2026-11-24 13:21"),
    ("#10549", OVERDUE, "Why is it not shipped?", ("--status", "paid"), "order.dispatch.late", "2026-11-24 07:18"),
    # --- sent, no scan in the file
    ("23-12121-45024", "2026-11-22T10:00+08:00", None, (*SENT_20, "--untracked"), "in_transit.untracked", "no tracking"),
    ("PO-211-00000116", DEC_5, "Where is my package?", (*SENT_20, "--untracked"), "in_transit.untracked", "day 15"),
    ("579610000000011304", "2026-11-23T10:00+08:00", "The tracking number does not work, no info", (*SENT_20, "--tracked"), "in_transit.tracking_inactive", "day 3"),
    ("#10517", "2026-11-21T10:00+08:00", None, (*SENT_20, "--var", "tracking_no=1234567890"), "order.dispatched", "2026-11-20"),
    ("408-5550107-1230749", "2027-02-20T09:00+08:00", "Still not received!", (*SENT_20, "--untracked"), "in_transit.lost", "day 92"),
    ("23-12148-45051", JANUARY, "It has not arrived", (*SENT_20, "--untracked"), "in_transit.past_window", "day 71"),
    # --- sent, with scans
    ("#10413", DEC_5, "Where is my parcel?", (), "in_transit.normal", "2026-12-02"),
    ("8112600000000207", DEC_5, "no update for a long time", (), "in_transit.stalled.origin", "silent for 12 days"),
    ("23-12014-45014", DEC_5, "My parcel is stuck", (), "in_transit.stalled.destination", "silent for 8 days"),
    ("23-12047-45047", DEC_5, "What is the status of my order?", (), "in_transit.customs.held", "customs_hold"),
    ("408-5550022-1230154", DEC_5, "Why is it stuck in customs?", (), "in_transit.customs.docs", "customs_docs"),
    ("23-12032-45032", "2026-11-26T09:00+08:00", "FedEx wants money for customs, do I have to pay taxes?", (), "in_transit.customs.duty", "duty_due"),
    ("#10440", DEC_5, "Still waiting for my order", (), "delivery.attempt_failed", "2026-12-03"),
    ("PO-211-00000102", DEC_5, "where is my order", (), "delivery.pickup_waiting", "2026-12-01"),
    ("#10545", DEC_5, "any news about my parcel?", (), "in_transit.returning", "return"),
    ("23-12152-45055", DEC_5, "Where is it?", (), "in_transit.lost", "lost"),
    ("8112600000001437", "2026-11-27T15:00+08:00", "When will it arrive?", (), "in_transit.out_for_delivery", "last scan out"),
    ("8112600000001627", DEC_5, "where is my item", (), "in_transit.normal", "no window is known"),
    ("#10563", DEC_5, None, (), "in_transit.normal", "2026-11-30"),
    ("7122", "2026-11-30T09:00+08:00", "tracking has not moved", (), "in_transit.stalled.destination", "threshold 5"),
    ("#10413", DEC_5, "I want to cancel", (), "order.cancel.after_dispatch", "cancel"),
    ("#10413", DEC_5, "The address is wrong, I moved", (), "order.address.change", "address"),
    # --- delivered
    ("7119", DEC_5, "It says delivered but I have nothing here", (), "delivered.not_received", "2026-12-03"),
    ("579610000000014204", DEC_5, "The lamp arrived broken", (), "after.damaged", "damage"),
    ("579610000000014204", DEC_5, "You sent me the wrong item", (), "after.wrong_item", "wrong"),
    ("7119", DEC_5, "One piece is missing from the box", (), "after.missing_part", "missing_part"),
    ("7119", DEC_5, "I changed my mind and do not want it anymore", (), "after.change_of_mind", "unwanted"),
    ("7119", DEC_5, None, ("--var", "refunded_on=2026-12-01", "--var", "refunded_amount=12 USD"), "after.arrived_after_refund", "2026-12-01"),
    # --- money, disputes, ratings stand above where the parcel is
    ("23-12014-45014", DEC_5, "where is my parcel", ("--dispute", "not_received"), "dispute.opened", "not_received"),
    ("#10545", DEC_5, "where is my refund", (), "after.refund_issued", "refund"),
    ("579610000000014204", DEC_5, None, ("--rating", "2"), "feedback.negative", "rating 2"),
]  # fmt: skip


def sampan_suggest(*words: str) -> Result:
    """`sampan reply suggest ... --format json`, run in this process."""
    return CliRunner().invoke(reply, ["suggest", *words, "--format", "json"])


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run directory that `sampan demo --out` leaves."""
    folder = tmp_path_factory.mktemp("bundled") / "day"
    result = CliRunner().invoke(demo, ["--out", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.mark.parametrize(("order", "now", "says", "stated", "situation", "because"), STATES)
def test_the_situation_is_the_one_a_person_would_choose(
    day: Path, order: str, now: str, says: str | None, stated: tuple[str, ...], situation: str, because: str
) -> None:
    """From the run, the tracking file and the buyer's own words comes one situation, with the value that decided it."""
    words = ("--says", says) if says else ()
    result = sampan_suggest("--run", str(day), order, "--tracking", str(TRACKING), "--now", now, *words, *stated)
    shape: dict[str, Any] = json.loads(result.stdout)
    assert shape["situation"] == situation, (shape["asks"], shape["message_classes"], shape["why"])
    assert because in str(shape["why"])
    assert situation not in shape["runners_up"]


def test_forty_states_of_many_orders_platforms_and_situations() -> None:
    """The table covers what it says: forty states at least, most of them of different orders."""
    assert len(STATES) >= 40
    assert len({row[0] for row in STATES}) >= 30
    assert len({row[4] for row in STATES}) >= 25
    assert all(datetime.fromisoformat(row[1]).tzinfo for row in STATES)


def test_a_place_in_chinese_letters_is_not_printed_for_the_buyer(day: Path) -> None:
    """The last scan of #10563 names 广州; the English letter gives the event and the day without it."""
    where = ("--tracking", str(TRACKING), "--now", DEC_5, "--says", "where is my parcel")
    text = json.loads(sampan_suggest("--run", str(day), "#10563", *where).stdout)["text"]
    assert "The latest scan is from 30 November 2026: left the country of origin." in text


def test_a_buyer_who_has_paid_is_not_told_about_before_the_order(day: Path) -> None:
    """Customs, delivery time and returns are asked about after the order too."""
    for message, order in (("duty", "23-12105-45008"), ("delivery", "8112600000001627"), ("returns", "23-12105-45008")):
        result = sampan_suggest("--run", str(day), order, "--msg", message, "--status", "paid", "--now", DAY_ITSELF)
        shape = json.loads(result.stdout)
        assert shape["situation"].startswith("pre.")
        assert shape["text"]
        assert "before you order" not in shape["text"]
