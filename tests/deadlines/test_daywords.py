"""How people write ranges of days, weeks and clocks, and what is refused with which words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import refused

from cli.words import sentence
from cli.words.dates import clock_text, week_text
from routing.deadlines.day_text import (
    clock,
    cutoff_on,
    day_range,
    week,
    weekday,
)
from routing.errors import ReadError


def test_a_range_of_days_holds_both_ends() -> None:
    """A range over a leap day, and one day alone."""
    assert day_range("2024-02-28..2024-03-01") == [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    assert day_range(" 2026-2-9 ") == [date(2026, 2, 9)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-12-25..2026-12-20", "ends before it begins. Write 2026-12-20..2026-12-25."),
        ("2026-12-25..", "'' is no day. Write it like 2026-11-20."),
        ("Christmas", "'Christmas' is no day. Write it like 2026-11-20."),
        ("2026-13-01", "'2026-13-01' is not in the calendar. Check day and month."),
        ("2026-01-01..2999-01-01", "'2999-01-01' is outside 1970-2099. Check the year."),
    ],
)
def test_what_is_no_range_is_refused(text: str, message: str) -> None:
    """Reversed and unreadable ranges come back with the way out."""
    with pytest.raises(ReadError) as error:
        day_range(text)
    assert sentence(error.value).endswith(message)


@pytest.mark.parametrize(
    ("text", "second"),
    [("17:00", 61_200), ("9:05", 32_700), ("00:00", 0), ("24:00", 86_400), ("17：30", 63_000)],  # full-width colon
)
def test_a_clock_is_seconds_after_midnight(text: str, second: int) -> None:
    """From 00:00 to 24:00, as people type it."""
    assert clock(text) == second


@pytest.mark.parametrize("text", ["24:01", "25:00", "17:60", "5pm", "17", "", "-1:00"])
def test_what_is_no_clock_is_refused(text: str) -> None:
    """Anything outside 00:00 to 24:00."""
    with pytest.raises(ReadError) as error:
        clock(text)
    assert sentence(error.value) == f"{text!r} is no wall-clock time. Write it from 00:00 to 24:00, like 17:00."


@given(st.integers(0, 1440))
def test_clock_and_its_text_turn_round(minute: int) -> None:
    """Each minute of the day, written and read, is itself."""
    assert clock(clock_text(minute * 60)) == minute * 60


def test_a_clock_with_seconds_shows_them() -> None:
    """A marketplace's 23:59:59 is not cut to 23:59."""
    assert clock_text(86_399) == "23:59:59"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1111100", "Mon Tue Wed Thu Fri"),
        ("Mon-Sat", "Mon Tue Wed Thu Fri Sat"),
        ("fri-mon", "Mon Fri Sat Sun"),  # over the weekend
        ("Mon, Wed;friday", "Mon Wed Fri"),
        ("0000001", "Sun"),
    ],
)
def test_a_week_in_digits_or_names(text: str, days: str) -> None:
    """Seven digits with Monday first, names, or ranges of names."""
    assert week_text(week(text)) == days


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0000000", "is a week without a working day. Write it like 1111100 or Mon-Fri."),
        ("", "is a week without a working day. Write it like 1111100 or Mon-Fri."),
        ("11111", "is no week. Write seven digits, Monday first: 1 worked, 0 not, like 1111100."),
        ("1111120", "is no week. Write seven digits, Monday first: 1 worked, 0 not, like 1111100."),
        ("Mon-Fry", "'Fry' is no weekday. Write Mon, Tue, Wed, Thu, Fri, Sat or Sun."),
    ],
)
def test_what_is_no_week_is_refused(text: str, message: str) -> None:
    """A week has seven days and at least one of work."""
    with pytest.raises(ReadError) as error:
        week(text)
    assert sentence(error.value).endswith(message)


def test_weekdays_in_any_case() -> None:
    """Short and full names."""
    assert (weekday("Mon"), weekday("SUNDAY"), weekday(" sat ")) == (0, 6, 5)


def test_a_cutoff_for_a_date_or_a_weekday() -> None:
    """Both forms of --cutoff-on, and what is missing in a third."""
    assert cutoff_on("2026-11-11=20:00") == (date(2026, 11, 11), 72_000)
    assert cutoff_on("Sat=12:00") == (5, 43_200)
    with refused(ReadError, r"^'Sat 12:00' is no cutoff for a day\. Write it like 2026-11-11=20:00"):
        cutoff_on("Sat 12:00")
