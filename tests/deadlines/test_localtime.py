"""Zones by name and wall time across clock changes, against the standard library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.words import sentence
from routing.deadlines.localtime import clock_change, instant, zone
from routing.deadlines.localtime_columns import local_clock
from routing.errors import ReadError

ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",  # changes by half an hour
    "America/Sao_Paulo",  # summer time until 2019, at midnight
    "Africa/Casablanca",  # off summer time for a month a year
    "Asia/Beirut",  # changes at midnight
    "Asia/Pyongyang",  # changed for good in 2018
)
FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
FIRST_S, LAST_S = 1_514_764_800, 1_798_675_200  # the same in UTC seconds


@pytest.mark.parametrize("name", ZONES)
@given(seconds=st.lists(st.integers(FIRST_S, LAST_S), min_size=1, max_size=20))
def test_offsets_are_the_standard_librarys(name: str, seconds: list[int]) -> None:
    """At any moment the column's offset is zoneinfo's."""
    found = local_clock(name, FIRST, LAST).offset_at(np.array(seconds))
    want = [datetime.fromtimestamp(second, ZoneInfo(name)).utcoffset() for second in seconds]
    assert [timedelta(seconds=int(offset)) for offset in found] == want


@pytest.mark.parametrize("name", ZONES)
def test_walls_around_every_change_are_read_as_the_standard_library_reads_them(name: str) -> None:
    """Skipped and repeated wall times, minute by minute around each change, take zoneinfo's first reading."""
    clock = local_clock(name, FIRST, LAST)
    walls = [
        datetime.fromtimestamp(int(second), UTC).replace(tzinfo=None) + timedelta(minutes=step)
        for second in clock.wall_s
        for step in range(-130, 131, 5)
    ]
    wall_s = np.array([int((wall - datetime(1970, 1, 1)).total_seconds()) for wall in walls], np.int64)  # noqa: DTZ001
    found = clock.offset_of_wall(wall_s)
    want = [wall.replace(tzinfo=ZoneInfo(name)).utcoffset() for wall in walls]
    assert [timedelta(seconds=int(offset)) for offset in found] == want


def test_midnight_at_the_end_of_a_day() -> None:
    """Second 86400 of a day is the next day's midnight."""
    assert instant(date(2026, 11, 20), 86_400, zone("Asia/Shanghai")) == datetime(2026, 11, 20, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "change"),
    [
        (datetime(2026, 3, 8, 2, 30), "skipped"),  # noqa: DTZ001
        (datetime(2026, 11, 1, 1, 30), "repeated"),  # noqa: DTZ001
        (datetime(2026, 11, 1, 12), ""),  # noqa: DTZ001
    ],
)
def test_a_wall_time_the_clock_skipped_or_brought_twice(wall: datetime, change: str) -> None:
    """New York's two changes of 2026, and noon."""
    assert clock_change(wall.replace(tzinfo=ZoneInfo("America/New_York"))) == change


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Asia/Shangai", "Did you mean Asia/Shanghai"),
        ("asia/shanghai", "Did you mean Asia/Shanghai?"),
        ("shanghai", "Did you mean Asia/Shanghai?"),
        ("new york", "Did you mean America/New_York?"),
        ("CST", "Write an IANA name such as Asia/Shanghai."),
        ("", "Write an IANA name such as Asia/Shanghai."),
        ("../../etc/passwd", "Write an IANA name such as Asia/Shanghai."),
        ("Asia", "Write an IANA name such as Asia/Shanghai."),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest(name: str, hint: str) -> None:
    """A misspelt zone is never replaced in silence."""
    with pytest.raises(ReadError) as error:
        zone(name)
    assert sentence(error.value).startswith(f"{name!r} is no time zone. ")
    assert hint in sentence(error.value)
