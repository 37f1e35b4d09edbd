"""The bundled day tables against the official counts, two independent libraries, and the law."""

from __future__ import annotations

from datetime import date

import chinese_calendar
import holidays
import pytest
from told import refused

from carriers.calendars.official import bundled
from routing.deadlines.workdays import ONE_DAY, Kind, WorkDays
from routing.errors import ReadError

DAYS = [date(2018, 1, 1) + ONE_DAY * step for step in range((date(2026, 12, 31) - date(2018, 1, 1)).days + 1)]
OFFICIAL_COUNTS = [  # year, weekdays off, weekend days worked, working days: from the State Council's notices
    (2018, 18, 7, 250),
    (2019, 17, 6, 250),
    (2020, 19, 6, 249),  # Spring Festival made longer on 2020-01-27
    (2021, 18, 7, 250),
    (2022, 18, 7, 249),
    (2023, 18, 7, 249),
    (2024, 19, 8, 251),
    (2025, 18, 5, 248),
    (2026, 19, 6, 248),
]


@pytest.mark.parametrize(("year", "off", "made_up", "worked"), OFFICIAL_COUNTS)
def test_each_year_has_the_official_number_of_days(year: int, off: int, made_up: int, worked: int) -> None:
    """Weekdays off, weekend days worked and working days are as many as the notices make."""
    calendar = bundled("CN")
    days = [day for day in DAYS if day.year == year]
    assert sum(day in calendar.off and day.weekday() < 5 for day in days) == off
    assert sum(day in calendar.work and day.weekday() > 4 for day in days) == made_up
    assert sum(WorkDays(calendar).day(day).kind is Kind.WORK for day in days) == worked


@pytest.mark.parametrize("week", ["1111100", "1111110", "1111111"])
def test_every_day_is_as_chinesecalendar_has_it(week: str) -> None:
    """For five-, six- and seven-day shops, each day of 2018-2026 is worked when chinesecalendar's table says."""
    mask = tuple(digit == "1" for digit in week)
    ours = WorkDays(bundled("CN"), mask)
    wrong = []
    for day in DAYS:
        off, name = chinese_calendar.get_holiday_detail(day)  # name is None for an ordinary weekend or weekday
        expected = not off if name is not None else mask[day.weekday()]
        if (ours.day(day).kind is Kind.WORK) is not expected:
            wrong.append(day)
    assert wrong == []


@pytest.mark.parametrize(
    ("week", "inside_a_break"),
    [
        ("1111100", 0),
        ("1111110", 35),  # Saturdays inside a break, 2018-2026: counted by comparing both libraries
        ("1111111", 71),  # Saturdays and Sundays
    ],
)
def test_every_day_is_as_holidays_has_it(week: str, inside_a_break: int) -> None:
    """As above against `holidays`; only the weekend days inside a break, which it does not list, differ."""
    theirs = holidays.country_holidays("CN", years=range(2018, 2027))
    mask = tuple(digit == "1" for digit in week)
    ours = WorkDays(bundled("CN"), mask)
    different = []
    for day in DAYS:
        made_up = day.weekday() > 4 and theirs.is_working_day(day)
        expected = made_up or (mask[day.weekday()] and day not in theirs)
        if (ours.day(day).kind is Kind.WORK) is not expected:
            different.append(day)
    assert len(different) == inside_a_break
    assert all(day.weekday() > 4 and ours.day(day).kind is Kind.OFF for day in different)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-10-10", Kind.WORK),  # make-up Saturday of National Day 2026
        ("2026-02-14", Kind.WORK),  # make-up Saturday before Spring Festival 2026
        ("2024-02-09", Kind.WORK),  # New Year's Eve 2024 was officially a working day
        ("2020-02-01", Kind.OFF),  # make-up day withdrawn on 2020-01-27
        ("2020-02-03", Kind.WORK),  # first day after the longer Spring Festival of 2020
        ("2020-09-27", Kind.WORK),  # a library once had it wrong
        ("2019-05-02", Kind.OFF),  # Labour Day 2019, made longer on 2019-03-22
        ("2018-01-01", Kind.OFF),  # first day of the table
        ("2026-12-31", Kind.WORK),  # last day of the table
        ("2017-12-31", Kind.UNKNOWN),
        ("2027-01-01", Kind.UNKNOWN),  # no notice: not even New Year's Day is guessed
        ("2027-01-04", Kind.UNKNOWN),
    ],
)
def test_days_that_tables_get_wrong(day: str, kind: Kind) -> None:
    """Days other tables had wrong, and the edges, are as the notices say."""
    assert WorkDays(bundled("CN")).day(date.fromisoformat(day)).kind is kind


def test_every_day_names_its_notice() -> None:
    """Each day off or made up can be read up in a notice of the State Council."""
    calendar = bundled("CN")
    assert set(calendar.notices) == {*calendar.off, *calendar.work}
    assert all(address.startswith("https://www.gov.cn/gongbao/") for address in calendar.notices.values())


def test_make_up_days_are_weekend_days() -> None:
    """A make-up working day always takes a Saturday or Sunday."""
    assert all(day.weekday() > 4 for day in bundled("CN").work)


def test_federal_holidays_are_as_holidays_has_them() -> None:
    """The United States' table is, day by day from 2018 to 2030, the federal list with its observed days."""
    theirs = holidays.country_holidays("US", years=range(2018, 2031))
    calendar = bundled("US")
    assert sorted(calendar.off) == sorted(day for day in theirs if calendar.covers(day))


def test_an_unknown_calendar_is_refused() -> None:
    """A calendar that is not bundled is not replaced by another."""
    with refused(ReadError, r"^'DE' is no calendar of holidays\. Choose CN, US or none\.$"):
        bundled("DE")
