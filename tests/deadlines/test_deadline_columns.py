"""Seven kinds of shop, the payment times at which deadlines go wrong, and columns held to the plain walker there.

The long comparison: `ORDERS=100000 pytest tests/deadlines/test_deadline_columns.py` takes some minutes.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import chinese_calendar
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import refused

from carriers.calendars.official import bundled
from carriers.calendars.platform_clocks import platform_clock
from cli.words import sentence
from routing.deadlines.deadline import deadline_of
from routing.deadlines.deadline_columns import Deadlines, deadlines_of
from routing.deadlines.localtime_columns import NO_SECOND
from routing.deadlines.schedule import PlatformClock, Schedule
from routing.deadlines.urgency import urgency
from routing.deadlines.workday_columns import NO_DAY, day_table
from routing.deadlines.workdays import ONE_DAY, WorkDays, day_of
from routing.errors import ReadError

if TYPE_CHECKING:
    import numpy.typing as npt

ORDERS = int(os.environ.get("ORDERS", "3000"))
HOUR_S = 3600
SIX_DAYS = (True,) * 6 + (False,)
SEVEN_DAYS = (True,) * 7
CLOSED = {date(2026, 12, 24) + ONE_DAY * step: "stocktaking" for step in range(14)}  # runs past the table's end
OPENED = {date(2027, 1, 11): "open", date(2026, 10, 3): "open", date(2026, 12, 26): "closed wins"}

SCHEDULES: dict[str, Schedule] = {
    "Shanghai, five days": Schedule("Asia/Shanghai", WorkDays(bundled("CN"))),
    "Shanghai, six days": Schedule(
        "Asia/Shanghai",
        WorkDays(bundled("CN"), SIX_DAYS, CLOSED, OPENED),
        weekday_cutoff_s={5: 12 * HOUR_S},
        date_cutoff_s={date(2026, 11, 11): 24 * HOUR_S, date(2025, 2, 8): 0},
    ),
    "Shanghai, seven days": Schedule("Asia/Shanghai", WorkDays(bundled("CN"), SEVEN_DAYS)),
    "New York, 14:00": Schedule("America/New_York", WorkDays(bundled("US")), 14 * HOUR_S),
    "New York, 02:30": Schedule("America/New_York", WorkDays(bundled("US"), SEVEN_DAYS), 2 * HOUR_S + 1800),
    "London": Schedule("Europe/London", WorkDays(bundled("none")), 17 * HOUR_S),
    "Lord Howe": Schedule("Australia/Lord_Howe", WorkDays(bundled("none"), SEVEN_DAYS), 1 * HOUR_S + 2700),
}
CLOCKS: tuple[PlatformClock, ...] = (
    platform_clock("ebay-us", "Asia/Shanghai", handling_days=1),
    platform_clock("ebay-us-same-day", "Asia/Shanghai"),
    platform_clock("tiktok-us", "Asia/Shanghai"),
    platform_clock("shopify", "Asia/Shanghai", handling_days=2, cutoff_s=12 * HOUR_S),
    platform_clock("aliexpress", "Asia/Shanghai", handling_days=7),
    platform_clock("amazon-jp", "Asia/Shanghai", handling_days=1),
)


def awkward_times(schedule: Schedule, count: int, seed: int) -> npt.NDArray[np.int64]:
    """Payment times from 2017-12-20 to 2027-01-20: half anywhere, half within two seconds of an edge.

    The edges are each day's cutoff and midnight (of ordinary days, of days around holidays, of days when a clock
    changes), taken by the standard library's zones and not by the code under test.
    """
    rng = np.random.default_rng(seed)
    begin, end = (int(datetime(*day, tzinfo=UTC).timestamp()) for day in ((2017, 12, 20), (2027, 1, 20)))
    anywhere = rng.integers(begin, end, count // 2)
    zone = ZoneInfo(schedule.zone)
    special = sorted(schedule.days.calendar.off) or [date(2026, 1, 1)]
    changes = [day for day in map(day_of, range(begin // 86_400, end // 86_400)) if _changes(day, zone)]
    ordinary = [day_of(begin // 86_400 + step) for step in range((end - begin) // 86_400)]
    pools = [ordinary, special, changes or special]
    edges = []
    for pick, place, which in zip(rng.integers(0, 3, count), rng.random(count), rng.integers(0, 4, count), strict=True):
        day = pools[pick][int(place * len(pools[pick]))] + timedelta(days=int(which) - 2)
        second = schedule.cutoff_of(day) if which % 2 else 0
        wall = datetime(day.year, day.month, day.day, tzinfo=zone, fold=int(which) // 2) + timedelta(seconds=second)
        edges.append(int(wall.timestamp()))
    around = np.array(edges[: count - len(anywhere)]) + rng.integers(-2, 3, count - len(anywhere))
    return np.concatenate((anywhere, around)).astype(np.int64)


def _changes(day: date, zone: ZoneInfo) -> bool:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return noon.utcoffset() != (noon + ONE_DAY).utcoffset()


def differences(schedule: Schedule, paid_s: npt.NDArray[np.int64], seed: int, *, platforms: bool) -> list[str]:
    """Where the columns and the plain walker disagree, row by row and field by field; empty when nowhere."""
    rng = np.random.default_rng(seed)
    platform_idx = rng.integers(-1, len(CLOCKS), len(paid_s)) if platforms else None
    ship_by_s = None
    if platforms:
        given = rng.random(len(paid_s)) < 0.2
        ship_by_s = np.where(given, paid_s + rng.integers(-86_400, 10 * 86_400, len(paid_s)), NO_SECOND)
    found = deadlines_of(paid_s, schedule, CLOCKS if platforms else (), platform_idx, ship_by_s)
    wrong = []
    for row, second in enumerate(paid_s.tolist()):
        clock = CLOCKS[platform_idx[row]] if platform_idx is not None and platform_idx[row] >= 0 else None
        by = ship_by_s[row] if ship_by_s is not None else NO_SECOND
        ship_by = datetime.fromtimestamp(int(by), UTC) if by != NO_SECOND else None
        plain = deadline_of(datetime.fromtimestamp(second, UTC), schedule, clock, ship_by)
        want = (
            plain.known, plain.dispatch_on, _second(plain.target_at), _offset(plain.target_at),
            _second(plain.latest_at), _offset(plain.latest_at), _second(plain.own_latest_at),
            _second(plain.ship_by_at), _second(plain.clock_24h),
            _second(plain.clock_48h), bool(plain.clock_48h_before_dispatch), plain.note,
        )  # fmt: skip
        day, target_s, latest_s = found.dispatch_day[row], int(found.target_s[row]), int(found.latest_s[row])
        have = (
            bool(found.known[row]), None if day == NO_DAY else day_of(int(day)),
            target_s, int(found.target_offset_s[row]) if target_s != NO_SECOND else 0,
            latest_s, int(found.latest_offset_s[row]) if latest_s != NO_SECOND else 0,
            int(found.own_latest_s[row]), int(found.ship_by_s[row]), int(found.clock_24h_s[row]),
            int(found.clock_48h_s[row]), bool(found.clock_48h_before_dispatch[row]), found.notes[found.note_index[row]],
        )  # fmt: skip
        if have != want:
            wrong.append(f"paid {plain.paid_at.isoformat()}: columns {have}, walker {want}")
    return wrong


def _second(moment: datetime | None) -> int:
    return int(NO_SECOND) if moment is None else int(moment.timestamp())


def _offset(moment: datetime | None) -> int:
    found = moment.utcoffset() if moment is not None else None
    return 0 if found is None else int(found.total_seconds())


@pytest.mark.parametrize("platforms", [False, True], ids=["own clock", "marketplaces"])
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if "six" in name else pytest.mark.no_cover) for name in SCHEDULES]
)
def test_columns_and_walker_agree_on_every_order(name: str, platforms: bool) -> None:  # noqa: FBT001 - a case
    """Every date, offset and note is the same in the table lookup and in the walk from day to day."""
    schedule = SCHEDULES[name]
    paid_s = awkward_times(schedule, ORDERS, seed=4)
    assert differences(schedule, paid_s, seed=5, platforms=platforms) == []


def test_columns_agree_with_numpys_business_days() -> None:
    """Dispatch days and targets of a five-day shop are numpy's, given chinesecalendar's days instead of ours.

    numpy can make no Saturday a working day, so all seven are, and every day off is named.
    """
    off = [day for day in map(day_of, range(17_532, 20_819)) if chinese_calendar.is_holiday(day)]  # 2018 to 2026
    week = np.busdaycalendar("1111111", np.array(off, "datetime64[D]"))
    paid_s, found = _spread("Shanghai, five days", 100_000)
    local_s = paid_s + 8 * HOUR_S
    day, second = (local_s // 86_400).astype("datetime64[D]"), local_s % 86_400
    works = np.is_busday(day, busdaycal=week)
    dispatch = np.busday_offset(day, works & (second >= 17 * HOUR_S), "forward", busdaycal=week)
    assert (found.dispatch_day == dispatch.astype(np.int64)).all()
    next_s = np.busday_offset(day, 1, "forward", busdaycal=week).astype(np.int64) * 86_400 + second
    end_s = np.busday_offset(day, 0, "forward", busdaycal=week).astype(np.int64) * 86_400 + 86_400
    target_s = np.where(works & (second > 0), next_s, end_s) - 8 * HOUR_S
    assert (found.target_s == target_s).all()


@pytest.mark.parametrize("name", ["Shanghai, five days", "Shanghai, six days", "New York, 14:00"])
def test_every_day_of_the_table_is_the_day(name: str) -> None:
    """The lookup table knows of each day what the rule of precedence says, and nothing outside its bounds."""
    days = SCHEDULES[name].days
    for place, kind in enumerate(day_table(days).kind.tolist()):
        assert days.day(day_of(day_table(days).first + place)).kind == kind


def _spread(name: str, count: int = 200_000) -> tuple[npt.NDArray[np.int64], Deadlines]:
    """Sorted payment times all over the covered years, and their deadlines."""
    begin, end = (int(datetime(*day, tzinfo=UTC).timestamp()) for day in ((2018, 1, 2), (2026, 12, 15)))
    paid_s = np.sort(np.random.default_rng(6).integers(begin, end, count))
    return paid_s, deadlines_of(paid_s, SCHEDULES[name])


@pytest.mark.parametrize("name", ["Shanghai, five days", "Shanghai, six days", "Shanghai, seven days"])
def test_a_later_payment_never_has_an_earlier_deadline(name: str) -> None:
    """Dispatch day, target and latest never go back as the payment time goes on."""
    _, found = _spread(name)
    assert (np.diff(found.dispatch_day) >= 0).all()
    assert (np.diff(found.target_s) >= 0).all()
    assert (np.diff(found.latest_s) >= 0).all()


@pytest.mark.parametrize("name", ["New York, 14:00", "New York, 02:30", "London", "Lord Howe"])
def test_a_clock_change_never_turns_dispatch_days_round(name: str) -> None:
    """Cutoffs are compared as moments, so that even in a repeated hour a later payment ships no earlier."""
    _, found = _spread(name)
    assert (np.diff(found.dispatch_day) >= 0).all()


@pytest.mark.parametrize("name", SCHEDULES)
def test_payment_target_and_latest_come_in_this_order(name: str) -> None:
    """The target lies after the payment, and the latest time after the target."""
    paid_s, found = _spread(name)
    assert found.known.all()
    assert (paid_s < found.target_s).all()
    assert (found.target_s < found.latest_s).all()


@pytest.mark.parametrize("name", ["Shanghai, five days", "Shanghai, seven days"])
def test_target_is_never_before_the_cutoff_of_the_dispatch_day(name: str) -> None:
    """A parcel that leaves at its day's cutoff is never later than its target."""
    _, found = _spread(name)
    cutoff_s = found.dispatch_day.astype(np.int64) * 86_400 + (17 - 8) * HOUR_S  # 17:00 at +08:00
    assert (found.target_s >= cutoff_s).all()


def test_plain_48_hours_are_too_early_for_a_sixth_of_all_orders() -> None:
    """Of evenly spread orders, 17 to 18 % would be late by a plain 48-hour timer (measured before this code was)."""
    _, found = _spread("Shanghai, five days")
    assert 0.17 < found.clock_48h_before_dispatch.mean() < 0.18


@given(st.integers(-(2**62), 2**62))
def test_any_second_has_an_answer(paid_s: int) -> None:
    """No payment time, however far off, makes the columns fail; beyond the calendar it is unknown with a note."""
    found = deadlines_of(np.array([paid_s]), SCHEDULES["Shanghai, five days"])
    covered = 1_514_736_000 <= paid_s < 1_798_732_800  # 2018-01-01 and 2027-01-01 at +08:00
    assert covered or not found.known[0]
    assert sentence(found.notes[found.note_index[0]]).startswith("UNKNOWN") is not found.known[0]


def test_no_orders_have_no_deadlines() -> None:
    """An empty column gives empty columns."""
    found = deadlines_of(np.array([], np.int64), SCHEDULES["Shanghai, five days"])
    assert (len(found), found.notes) == (0, ())


def test_standing_tells_due_overdue_and_uncovered() -> None:
    """At Monday 2026-11-23 17:30 in Shanghai, each of five orders stands where the calendar on the wall says."""
    texts = (
        "2026-11-19T10:00+08:00",  # Thursday: shipped Thursday; latest is Monday 10:00, past
        "2026-11-20T18:00+08:00",  # Friday after the cutoff: due on Monday
        "2026-11-20T16:00+08:00",  # Friday before the cutoff: overdue, latest Tuesday 16:00 still ahead
        "2026-11-23T17:10+08:00",  # Monday after the cutoff: due on Tuesday
        "2026-12-31T10:00+08:00",  # ships on the last known day; target and latest are unknown
    )
    schedule = SCHEDULES["Shanghai, five days"]
    paid_s = np.array([int(datetime.fromisoformat(text).timestamp()) for text in texts])
    now_s = int(datetime.fromisoformat("2026-11-23T17:30+08:00").timestamp())
    found = urgency(deadlines_of(paid_s, schedule), now_s, schedule)
    assert found.due_today.tolist() == [False, True, False, False, False]
    assert found.overdue.tolist() == [True, False, True, False, False]
    assert found.past_latest.tolist() == [True, False, False, False, False]
    assert found.uncovered.tolist() == [False, False, False, False, True]


def test_wrong_schedules_cannot_be_built() -> None:
    """A cutoff outside the day or a zone that does not exist is refused when the schedule is made."""
    days = WorkDays(bundled("CN"))
    with pytest.raises(ValueError, match="cutoff_s"):
        Schedule("Asia/Shanghai", days, 86_401)
    with pytest.raises(ValueError, match="a cutoff of -1 s is outside the day"):
        Schedule("Asia/Shanghai", days, date_cutoff_s={date(2026, 1, 1): -1})
    with refused(ReadError, "is no time zone"):
        Schedule("Asia/Nowhere", days)
    with refused(ReadError, "is no time zone"):
        PlatformClock("X", "Mars/Base", days, 1)


@pytest.mark.parametrize("what", ["neither", "clocks only", "ship-by only"])
def test_marketplace_columns_may_be_empty_or_alone(what: str) -> None:
    """Orders without a marketplace, and either of the two columns alone, are as the walker has them."""
    schedule = SCHEDULES["Shanghai, five days"]
    paid_s = awkward_times(schedule, 300, seed=8)
    platform_idx = np.full(len(paid_s), 2 if what == "clocks only" else -1)
    ship_by_s = np.where(paid_s % 2 == 0, paid_s + 90_000, NO_SECOND)
    if what != "ship-by only":
        ship_by_s = np.full(len(paid_s), NO_SECOND)
    found = deadlines_of(paid_s, schedule, CLOCKS, platform_idx, ship_by_s)
    for row, second in enumerate(paid_s.tolist()):
        given = ship_by_s[row] != NO_SECOND
        plain = deadline_of(
            datetime.fromtimestamp(second, UTC),
            schedule,
            CLOCKS[2] if what == "clocks only" else None,
            datetime.fromtimestamp(int(ship_by_s[row]), UTC) if given else None,
        )
        assert found.latest_s[row] == _second(plain.latest_at)
        assert found.notes[found.note_index[row]] == plain.note
    alone = deadlines_of(paid_s, schedule, ship_by_s=ship_by_s if what == "ship-by only" else None)
    assert what == "clocks only" or alone.latest_s.tolist() == found.latest_s.tolist()


@pytest.mark.parametrize(
    "orders",
    [
        # A ship-by one day ahead, and none in the neighbouring key of the lookup: payment at midnight of that day.
        [("2026-11-18T10:00+08:00", "2026-11-19T12:00+08:00"), ("2026-11-18T00:00+08:00", None)],
        # Two orders beyond the calendar, each two days before its ship-by.
        [("2027-03-01T10:00+08:00", "2027-03-03T10:00+08:00"), ("2027-04-01T10:00+08:00", "2027-04-03T10:00+08:00")],
    ],
)
def test_notes_of_neighbouring_orders_are_kept_apart(orders: list[tuple[str, str | None]]) -> None:
    """Orders share a note only when the walker tells both the same."""
    moments = [(datetime.fromisoformat(paid), datetime.fromisoformat(by) if by else None) for paid, by in orders]
    paid_s = np.array([int(paid.timestamp()) for paid, _ in moments])
    ship_by_s = np.array([int(by.timestamp()) if by else NO_SECOND for _, by in moments])
    schedule = SCHEDULES["Shanghai, five days"]
    found = deadlines_of(paid_s, schedule, ship_by_s=ship_by_s)
    notes = [found.notes[place] for place in found.note_index]
    assert notes == [deadline_of(paid, schedule, ship_by=by).note for paid, by in moments]
    assert notes[0] != notes[1]
