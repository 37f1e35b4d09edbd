"""The three lists of a morning."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from routing.deadlines.late.lists import must_leave, not_scanned, will_miss
from routing.deadlines.late.parcels import PARCEL
from routing.promise.law import DAY_S, Law
from routing.promise.promise import Promise, PromiseRow

TODAY = date(2026, 11, 24)
NOW_S = int(datetime(2026, 11, 24, 4, tzinfo=UTC).timestamp())
NIGHT_S = int(datetime(2026, 11, 24, 16, tzinfo=UTC).timestamp())
NONE = Promise((), datetime(2026, 11, 24, tzinfo=UTC))


def parcels(*rows: dict[str, Any]) -> pl.DataFrame:
    """Parcels dispatched today unless told otherwise."""
    base = {"country": "DE", "service": "x", "dispatch_on": TODAY, "dispatched_s": NIGHT_S - DAY_S}
    told = [base | {"order_id": str(number)} | row for number, row in enumerate(rows)]
    return pl.DataFrame(told, PARCEL).with_columns(due_s=pl.Series([row.get("due_s") for row in rows], dtype=pl.Int64))


def test_what_must_leave_today() -> None:
    """By its dispatch day, by the marketplace's deadline, or because nothing shows that it ever left."""
    found = must_leave(
        parcels(
            {"due_s": NIGHT_S + 9},
            {"label_s": 5},  # its label is printed: it still has to leave
            {"scanned_s": 5},
            {"dispatch_on": date(2026, 11, 20)},
            {"dispatch_on": date(2026, 11, 20), "tracking_number": "A"},
            {"dispatch_on": date(2026, 11, 25), "due_s": NIGHT_S},
            {"dispatch_on": date(2026, 11, 25)},
            {"last_event": "cancelled"},
        ),
        TODAY,
        NIGHT_S,
    )
    assert found.select("order_id", "why").rows() == [
        ("5", "ship_by"),
        ("0", "today"),
        ("3", "overdue"),
        ("1", "today"),
    ]


def test_what_left_without_a_scan() -> None:
    """A number, a label, or a word of the tracker shows that it left; the soonest deadline first."""
    yesterday = date(2026, 11, 23)
    found = not_scanned(
        parcels(
            {"dispatch_on": yesterday, "tracking_number": "A", "due_s": 20},
            {"dispatch_on": yesterday, "label_s": 5, "due_s": 10},
            {"dispatch_on": yesterday, "last_event": "not_found"},
            {"dispatch_on": yesterday},
            {"dispatch_on": yesterday, "tracking_number": "B", "scanned_s": 5},
            {"tracking_number": "C"},
        ),
        TODAY,
    )
    assert found["order_id"].to_list() == ["1", "0", "2"]


def test_what_will_miss_its_date_by_the_card() -> None:
    """The card says 10 days: one that left 8 days ago has 2 left, one that left 11 days ago has no chance any more."""
    start = NOW_S - 8 * DAY_S
    rows: list[dict[str, Any]] = [
        {"dispatched_s": start, "by_s": NOW_S + 2 * DAY_S},
        {"dispatched_s": start, "by_s": NOW_S + DAY_S},
        {"dispatched_s": NOW_S - 11 * DAY_S, "by_s": NOW_S + 30 * DAY_S},
        {"dispatched_s": start, "by_s": NOW_S - 1},
        {"dispatched_s": start},
        {"dispatched_s": start, "by_s": NOW_S, "delivered_s": 5},
        {"dispatched_s": start, "by_s": NOW_S, "returned_s": 5},
        {"dispatched_s": start, "by_s": NOW_S, "service": "unknown"},
        {"dispatch_on": date(2026, 11, 25), "by_s": NOW_S},
        # nothing shows that they left: at best they leave now, and arrive in 10 days
        {"tracking_number": None, "dispatched_s": start, "by_s": NOW_S + 9 * DAY_S},
        {"tracking_number": None, "dispatched_s": start, "by_s": NOW_S + 10 * DAY_S},
    ]
    days = {"x": 10}
    base: dict[str, Any] = {"dispatch_on": date(2026, 11, 10), "tracking_number": "A"}
    told = parcels(*(base | row for row in rows))
    found = will_miss(told, TODAY, NOW_S, NONE, lambda service, _: days.get(service), 5000)
    assert found.select("order_id", "chance", "by").rows() == [
        ("3", 0, "card"), ("1", 0, "card"), ("9", 0, "card"), ("2", 0, "card")
    ]  # fmt: skip


def test_the_days_gone_by_count() -> None:
    """Half of the parcels come on day 1, the others on day 2: who has not come on day 1 comes on day 2 for certain."""
    law = Law((0, 5000, 10000), stepwise=True)
    on = date(2026, 11, 1)
    learnt = Promise(
        (PromiseRow("x", "", 0, "total", "service", 9, 9, on, on, law),), datetime(2026, 11, 24, tzinfo=UTC)
    )
    way = parcels(
        {"dispatch_on": on, "tracking_number": "A", "dispatched_s": NOW_S, "by_s": NOW_S + DAY_S},
        {"dispatch_on": on, "tracking_number": "B", "dispatched_s": NOW_S - DAY_S, "by_s": NOW_S + DAY_S},
    )
    found = will_miss(way, TODAY, NOW_S, learnt, lambda *_: None, 10_001)
    assert found.select("order_id", "chance", "by").rows() == [("0", 5000, "service"), ("1", 10000, "service")]
