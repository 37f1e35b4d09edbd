"""Marketplaces' own late figures, held to logs counted by hand: weekends, holidays and zones included."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from carriers.tracking.late_rules import late_rules, steps
from routing.deadlines.late.figures import Figure, figures, with_deadlines
from routing.deadlines.late.parcels import PARCEL
from templates_en.catalogue import bundled

RULES = {rule.platform: rule for rule in late_rules()}


def s(text: str) -> int:
    """UTC seconds of a moment."""
    return int(datetime.fromisoformat(text).timestamp())


def parcel(order: str, platform: str, **told: Any) -> dict[str, Any]:
    """A parcel to the United States."""
    return {"order_id": order, "platform": platform, "country": "US", "service": "x"} | told


def judged(rows: list[dict[str, Any]], now: str, ahead: int = 2) -> list[Figure]:
    """The figures of the marketplaces of those parcels."""
    frame = with_deadlines(pl.DataFrame(rows, PARCEL), late_rules())
    return figures(frame, late_rules(), datetime.fromisoformat(now), ahead)


PAID = {
    # paid -> two business days later, 23:59 in Los Angeles; Thursday 26 November 2026 is Thanksgiving
    "2026-11-20T10:00:00-08:00": "2026-11-24T23:59:00-08:00",  # Friday -> Tuesday
    "2026-11-21T10:00:00-08:00": "2026-11-24T23:59:00-08:00",  # Saturday counts from Monday
    "2026-11-24T23:00:00-08:00": "2026-11-27T23:59:00-08:00",  # Tuesday -> Friday over the holiday
    "2026-11-25T12:00:00-08:00": "2026-11-30T23:59:00-08:00",  # Wednesday -> Monday
    "2026-11-25T15:00:00+08:00": "2026-11-27T23:59:00-08:00",  # Wednesday in China is Tuesday there
}


@pytest.mark.parametrize(("paid", "due"), PAID.items())
def test_the_deadline_of_tiktok_us(paid: str, due: str) -> None:
    """Business days of the United States, by the clock of Los Angeles."""
    frame = pl.DataFrame([parcel("1", "tiktok", paid_s=s(paid))], PARCEL)
    assert with_deadlines(frame, late_rules())["due_s"].to_list() == [s(due)]


def test_the_ship_by_of_the_export_counts_before_the_clock() -> None:
    """What the marketplace itself says of an order; elsewhere and without a payment nothing is known."""
    rows = [
        parcel("1", "tiktok", paid_s=s("2026-11-20T10:00:00-08:00"), ship_by_s=7),
        parcel("2", "tiktok", paid_s=s("2026-11-20T10:00:00-08:00"), country="VN"),
        parcel("3", "tiktok"),
    ]
    assert with_deadlines(pl.DataFrame(rows, PARCEL), late_rules())["due_s"].to_list() == [7, None, None]


def test_tiktok_at_its_limit_and_over_it() -> None:
    """24 in time and 1 a minute late are 4.00 %, which the rule allows; 2 of 26 it does not."""
    paid = s("2026-11-25T12:00:00-08:00")
    good = [parcel(f"g{n}", "tiktok", paid_s=paid, scanned_s=s("2026-12-01T07:59:00+00:00")) for n in range(24)]
    late = parcel("late", "tiktok", paid_s=paid, scanned_s=s("2026-12-01T07:59:01+00:00"))
    (at_limit,) = judged([*good, late], "2026-12-01T12:00:00-08:00")
    assert (at_limit.counted, at_limit.late, at_limit.over) == (25, 1, False)
    (over,) = judged([*good, late, parcel("missing", "tiktok", paid_s=paid)], "2026-12-01T12:00:00-08:00")
    assert (over.counted, over.late, over.over, over.tips_at) == (26, 2, True, 0)
    cancelled = parcel("c", "tiktok", paid_s=paid, last_event="cancelled")
    (same,) = judged([*good, late, cancelled], "2026-12-01T12:00:00-08:00")
    assert same.counted == 25


def test_the_orders_that_tip_a_figure() -> None:
    """20 in time and 5 whose deadline is tonight: one late of 25 is 4.00 %, two are 8.00 %."""
    good = [
        parcel(f"g{n}", "tiktok", ship_by_s=s("2026-11-30T23:59:00-08:00"), scanned_s=s("2026-11-30T09:00:00-08:00"))
        for n in range(20)
    ]
    rest = [parcel(f"o{n}", "tiktok", ship_by_s=s("2026-12-01T23:59:00-08:00") + n) for n in (4, 2, 0, 1, 3)]
    (figure,) = judged([*good, *rest], "2026-12-01T12:00:00-08:00")
    assert (figure.counted, figure.late, figure.over, figure.over_if_all_late) == (20, 0, False, True)
    assert figure.undecided["order_id"].to_list() == ["o0", "o1", "o2", "o3", "o4"]
    assert figure.tips_at == 2


def test_deadlines_beyond_the_days_ahead_are_not_looked_at() -> None:
    """Today and so many days on, by the rule's own calendar."""
    ends = ["2026-12-03T23:59:59-08:00", "2026-12-04T00:00:00-08:00"]
    rows = [parcel(str(n), "tiktok", ship_by_s=s(end)) for n, end in enumerate(ends)]
    (figure,) = judged(rows, "2026-12-01T23:00:00-08:00", ahead=2)
    assert figure.undecided["order_id"].to_list() == ["0"]
    assert figure.tips_at == 1


def test_amazon_has_to_stay_below_its_limit_in_both_windows() -> None:
    """One of 25 in 10 days is 4.00 %, which is too much; two of 60 in 30 days are 3.33 %, which is not."""

    def order(name: str, day: int, *, late: bool) -> dict[str, Any]:
        due = s(f"2026-11-{day:02d}T23:59:59-08:00")
        return parcel(name, "amazon", ship_by_s=due, scanned_s=due + (1 if late else 0))

    now = "2026-11-30T12:00:00-08:00"
    rows = [order(f"a{n}", 21, late=n == 0) for n in range(25)]  # the first day of the ten
    rows += [order(f"b{n}", 20, late=n == 0) for n in range(35)]  # the day before it
    rows.append(parcel("dateless", "amazon"))
    ten, thirty = judged(rows, now)
    assert [(one.days, one.counted, one.late, one.over, one.unknown) for one in (ten, thirty)] == [
        (10, 25, 1, True, 1),
        (30, 60, 2, False, 1),
    ]
    assert Fraction(thirty.late, thirty.counted) == Fraction(1, 30)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"scanned_s": 90, "delivered_s": 900}, "good"),  # scanned in time, delivered late
        ({"scanned_s": 150, "delivered_s": 500}, "good"),  # scanned late, delivered on the last estimated date
        ({"scanned_s": 150, "delivered_s": 501}, "bad"),
        ({"delivered_s": 501}, "bad"),
        ({}, "bad"),  # both have passed
        ({"by_s": 2000}, "open"),  # not scanned in time, may still be delivered in time
        ({"scanned_s": 150, "by_s": None}, "unknown"),
        ({"due_s": None}, "unknown"),
    ],
)
def test_ebay_counts_good_and_bad(told: dict[str, Any], state: str) -> None:
    """Late = bad / (good + bad); who is neither yet is in no figure."""
    now = datetime.fromtimestamp(1000, UTC)
    base = {"due_s": 100, "by_s": 500} | told
    row = parcel("1", "ebay", **{name: value for name, value in base.items() if name != "due_s"})
    frame = pl.DataFrame([row], PARCEL).with_columns(due_s=pl.lit(base["due_s"], pl.Int64))
    figure = figures(frame, (RULES["ebay"],), now, 2)[0]
    counted = {"good": (1, 0, 0, 0), "bad": (1, 1, 0, 0), "open": (0, 0, 1, 0), "unknown": (0, 0, 0, 1)}
    assert (figure.counted, figure.late, figure.undecided.height, figure.unknown) == counted[state]


def test_walmart_counts_deliveries_in_four_windows() -> None:
    """One late of 10 is its 10.00 %, still allowed; windows of 14, 30, 60 and 90 days hold one order more each."""
    now = "2026-11-30T12:00:00-08:00"
    days = {13: 9, 29: 1, 59: 1, 89: 1, 90: 1}  # days before today -> orders in time
    rows = []
    for before, count in days.items():
        by = s(now) - before * 86_400
        rows += [parcel(f"{before}-{n}", "walmart", by_s=by, delivered_s=by) for n in range(count)]
    rows.append(parcel("late", "walmart", by_s=s(now) - 5 * 86_400))
    found = judged(rows, now)
    assert [(one.days, one.counted, one.late, one.over) for one in found] == [
        (14, 10, 1, False),
        (30, 11, 1, False),
        (60, 12, 1, False),
        (90, 13, 1, False),
    ]


def test_no_orders_no_figures_and_nothing_counted_is_not_over() -> None:
    """Of no marketplace, and of one whose only order is not due."""
    assert judged([parcel("1", "shopify")], "2026-11-30T12:00:00-08:00") == []
    (figure, _) = judged([parcel("1", "amazon")], "2026-11-30T12:00:00-08:00")
    assert (figure.counted, figure.over, figure.over_if_all_late, figure.tips_at) == (0, False, False, None)


def test_every_step_names_a_letter_that_there_is() -> None:
    """And every rule a source."""
    letters = set(bundled().letters)
    assert {step.letter for step in steps().values()} <= letters
    assert all(rule.source for rule in late_rules())
