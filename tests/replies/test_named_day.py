"""The day that a buyer names, in thirteen languages."""

from __future__ import annotations

from datetime import date

import pytest

from templates_en.messages.named_day import named_day

TODAY = date(2026, 11, 26)  # a Thursday


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("I need it by 5 Dec", date(2026, 12, 5)),
        ("by december 20th, please", date(2026, 12, 20)),
        ("before Christmas Eve", date(2026, 12, 24)),
        ("will it be here for xmas", date(2026, 12, 25)),
        ("by friday", date(2026, 11, 27)),
        ("by the 15th", date(2026, 12, 15)),
        ("on the 28th", date(2026, 11, 28)),
        ("by 12/24", date(2026, 12, 24)),
        ("until 2027-01-09", date(2027, 1, 9)),
        ("lo necesito antes del 24 de diciembre", date(2026, 12, 24)),
        ("até dia 19", date(2026, 12, 19)),
        ("pour le 1er décembre", date(2026, 12, 1)),
        ("bis zum 20.12.", date(2026, 12, 20)),
        ("bis 15. Dezember", date(2026, 12, 15)),
        ("entro il 5 dicembre", date(2026, 12, 5)),
        ("к 8 марта", date(2027, 3, 8)),
        ("do 20 grudnia", date(2026, 12, 20)),
        ("20 aralık", date(2026, 12, 20)),
        ("قبل يوم 20", date(2026, 12, 20)),
        ("12月5日までに", date(2026, 12, 5)),
        ("12월 5일까지", date(2026, 12, 5)),
        ("20号之前", date(2026, 12, 20)),
    ],
)
def test_the_next_such_day_is_meant(words: str, day: date) -> None:
    """Counted from the day of the answer."""
    assert named_day(words, TODAY) == day


@pytest.mark.parametrize(
    "words",
    [
        "I need it soon",
        "within 5 days",
        "5 dollars for 3 pieces",
        "by 3/4",  # March or April
        "I ordered on 3 Nov and need it by 5 Dec",  # two days: a person decides
        "by February 30",
        "le 20 euros",
    ],
)
def test_what_is_no_day_or_not_one_is_left_to_a_person(words: str) -> None:
    """Nothing is guessed."""
    assert named_day(words, TODAY) is None
