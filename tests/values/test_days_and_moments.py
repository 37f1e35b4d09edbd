"""One reader of a day and one of a moment: what one command or file takes, all take."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import refused

from cli.options.types import DAY, MOMENT
from cli.reply.request import _event
from routing.deadlines.day_text import calendar_day, cutoff_on, day_range
from routing.errors import ReadError
from routing.intake.cells import times
from routing.values.dates import NoDayError, day
from routing.values.moments import NoTimeError, NoZoneError, moment
from templates_en.fact_types import read

if TYPE_CHECKING:
    from collections.abc import Callable

THE_DAY = date(2026, 11, 20)
DAYS = [
    "2026-11-20", " 2026-11-20 ", "2026/11/20", "2026.11.20", "20261120", "2026-W47-5", "2026年11月20日",
    "2026年11月20号", "20 Nov 2026", "20 November 2026", "20-Nov-2026", "20 NOV 2026", "Nov 20, 2026",
    "November 20 2026", "２０２６-11-20",
]  # fmt: skip
READERS_OF_A_DAY: list[Callable[[str], object]] = [
    day,
    calendar_day,
    lambda text: day_range(text)[0],
    lambda text: DAY.convert(text, None, None),
    lambda text: read("date", text),
    lambda text: _event(f"transit@{text}", ZoneInfo("Asia/Shanghai")).at.date(),
]


@pytest.mark.parametrize("reader", READERS_OF_A_DAY)
@pytest.mark.parametrize("text", DAYS)
def test_every_reader_of_a_day_takes_the_same_texts(text: str, reader: Callable[[str], object]) -> None:
    """Options, calendar files, replies and events: 20 November 2026 was a Friday of the 47th ISO week."""
    assert reader(text) == THE_DAY


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("1 Sept 2026", date(2026, 9, 1)),
        ("31 May 2026", date(2026, 5, 31)),
        ("2024-02-29", date(2024, 2, 29)),
        ("9999-12-31", date(9999, 12, 31)),  # sheets write it for "no end"
        ("2026-1-2", date(2026, 1, 2)),
    ],
)
def test_days_at_the_edges(text: str, read_as: date) -> None:
    """Short names of months, leap days, the last day there is, single figures."""
    assert day(text) == read_as


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("20/11/2026", r"^'20/11/2026' is no day\. Write it like 2026-11-20\.$"),  # the month first in the US
        ("11/20/2026", "is no day"),
        ("20.11.2026", "is no day"),
        ("Friday", "is no day"),
        ("2026-11-20T10:00Z", "is no day"),
        ("2026-11/20", "is no day"),
        ("20 Nov 26", "is no day"),
        ("", "^'' is no day"),
        ("2026-02-30", r"^'2026-02-30' is not in the calendar\. Check day and month\.$"),
        ("2026-W54-1", "is not in the calendar"),
        ("31 Nov 2026", "is not in the calendar"),
        ("2" * 200_000, "is no day"),
    ],
)
def test_what_is_no_day_is_refused(text: str, said: str) -> None:
    """Two ways to read it, none, or no such day; a long text is not even looked at."""
    with refused(ReadError, said):
        day(text)


def test_a_program_writes_iso_alone() -> None:
    """What a run directory or a bundled table holds is 2026-11-20; anything else there is a fault."""
    assert day("2026-11-20", iso=True) == THE_DAY
    for text in DAYS[2:-1]:
        with refused(NoDayError, "is no day"):
            day(text, iso=True)


def test_a_calendar_ends() -> None:
    """Workdays are counted from 1970 to 2099."""
    with refused(ReadError, r"^'9999-12-31' is outside 1970-2099\. Check the year\.$"):
        calendar_day("9999-12-31")
    assert cutoff_on("11 Nov 2026=20:00") == (date(2026, 11, 11), 72_000)


AT = datetime(2026, 11, 20, 9, 20, tzinfo=UTC)
MOMENTS = [
    "2026-11-20T17:20:00+08:00", "2026-11-20t17:20+0800", "2026-11-20 17:20 +08", "2026-11-20 17:20+8:00",
    "2026/11/20 9:20 UTC", "2026-11-20T09:20:00z", "2026-11-20 17:20 GMT+8", "2026-11-20 17:20:00 CST(UTC+8)",
    "2026-11-20 17:20 (UTC+08:00)", "20 Nov 2026 17:20 +08:00", "Nov 20, 2026, 17:20 +08:00",
    "2026年11月20日17:20 +08:00",
    "20261120T172000+0800", "20261120T0920Z", "2026-11-20\u00a017:20\u202f+0800", "2026-11-19T23:20-10:00",
    "２０２６-11-20 17：20 +08:00",
    "2026-11-20 5:20 PM +08:00", "Nov 20, 2026 05:20:00 p.m. +0800", "2026/11/20 下午5:20 +08:00",
    "2026年11月20日 下午 5:20 GMT+8",
]  # fmt: skip
READERS_OF_A_MOMENT: list[Callable[[str], object]] = [
    moment,
    lambda text: MOMENT.convert(text, None, None),
    lambda text: times.moment(text).at,
    lambda text: read("moment", text),
    lambda text: _event(f"transit@{text}", ZoneInfo("Asia/Shanghai")).at,
]


@pytest.mark.parametrize("reader", READERS_OF_A_MOMENT)
@pytest.mark.parametrize("text", MOMENTS)
def test_every_reader_of_a_moment_takes_the_same_texts(text: str, reader: Callable[[str], object]) -> None:
    """Options, order files, replies and events read 17:20 in China as 09:20 UTC."""
    assert reader(text) == AT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tomorrow", r"^'tomorrow' is not a time\. Write it like 2026-11-20T17:20:00\+08:00\.$"),
        ("2026-11-20", "has no time of day"),
        ("20/11/2026 17:20 +08:00", "is not a time"),
        ("2026-02-30T10:00Z", "'2026-02-30' is not in the calendar"),
        ("2026-11-20T24:00Z", "24:00:00 is no time of day"),
        ("2026-11-20T23:59:60Z", "is a leap second"),
        ("0001-01-01T00:00Z", "is outside 1970-2099"),
        ("2026-11-20T17:20+15:00", r"no clock on Earth is \+15:00:00 off UTC"),
        ("2026-11-20T17:20 CST(UTC+8", "is not a time"),
        ("2026-11-20T17:20" + " " * 200_000 + "Z", "is not a time"),
    ],
)
def test_what_is_no_moment_is_refused(text: str, said: str) -> None:
    """Each refusal names the text and a form that works."""
    with refused(ReadError, said):
        moment(text)


def test_a_time_without_zone_is_lent_one_or_refused() -> None:
    """An offset in the text wins; the order of an hour that comes twice is the first."""
    with refused(NoZoneError, r"has no zone\. Add the offset, like 2026-11-20T17:20\+08:00\.$"):
        moment("2026-11-20T17:20")
    shanghai = ZoneInfo("Asia/Shanghai")
    assert moment("2026-11-20T17:20", shanghai) == AT
    assert moment("2026-11-20T17:20Z", shanghai) == AT + timedelta(hours=8)


@given(st.text(alphabet="0123456789-/. :TZ+年月日NovJan()UTC", max_size=40))
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    """No text makes the readers fail otherwise, and no day alone is a moment."""
    with suppress(ReadError):
        assert moment(text).tzinfo is not None
    with suppress(ReadError):
        assert day(text).year
        with refused(NoTimeError, "has no time of day"):
            moment(text)


@pytest.mark.parametrize(
    ("text", "hour"), [("12:05 AM", 0), ("12:05 PM", 12), ("1:05 am", 1), ("11:05 p.m.", 23), ("上午 12:05", 0)]
)
def test_a_clock_of_two_halves_begins_with_twelve(text: str, hour: int) -> None:
    """12:05 AM is five past midnight, 12:05 PM five past noon."""
    at = f"2026-11-20 {text} +08:00"
    assert (moment(at).hour, moment(at).minute) == (hour, 5)


@pytest.mark.parametrize("text", ["13:05 PM", "0:05 AM", "下午 17:05"])
def test_a_clock_of_two_halves_shows_one_to_twelve(text: str) -> None:
    """17:05 in the afternoon is two clocks at once."""
    with refused(ReadError, "is no time of day"):
        moment(f"2026-11-20 {text} +08:00")
