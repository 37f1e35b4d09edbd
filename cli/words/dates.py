"""Days, moments and clocks as English writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from typing import Any

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_text(day: date) -> str:
    """Fri 20 Nov."""
    return f"{day:%a} {day.day} {day:%b}"


def moment_text(moment: datetime) -> str:
    """Fri 20 Nov 2026 17:20, with seconds where there are any."""
    seconds = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    return f"{day_text(moment)} {moment.year} {seconds}"


def days_text(days: Sequence[date]) -> str:
    """Sat 31 Oct, Sun 1 Nov, or Thu 1 Oct to Wed 7 Oct: neighbouring days."""
    return _from_to([day_text(day) for day in days])


def days_of_month_text(days: Sequence[date]) -> str:
    """The same where the month is told elsewhere: Sat 21, Sun 22."""
    return _from_to([f"{day:%a} {day.day}" for day in days])


def iso_text(moment: date) -> str:
    """2026-11-20T17:20:00+08:00."""
    return moment.isoformat()


def clock_text(second: int) -> str:
    """A wall clock as people write it.

    >>> clock_text(61_200)
    '17:00'
    """
    minute, rest = divmod(second, 60)
    return f"{minute // 60:02}:{minute % 60:02}" + (f":{rest:02}" if rest else "")


def week_text(mask: tuple[bool, ...]) -> str:
    """The worked days of a week, in words.

    >>> week_text((True, True, True, True, True, False, False))
    'Mon Tue Wed Thu Fri'
    """
    return " ".join(name for name, worked in zip(_WEEKDAYS, mask, strict=True) if worked)


def dates_text(days: Sequence[date]) -> str:
    """2026-02-09, 2026-02-10, or of many 2026-02-09, ... 2026-02-25 (17 days): days in order."""
    texts = [day.isoformat() for day in days]
    return ", ".join(texts) if len(texts) < 4 else f"{texts[0]}, ... {texts[-1]} ({len(texts)} days)"


def weekdays_text(numbers: Sequence[int]) -> str:
    """Mon, Tue: of 0 for Monday to 6 for Sunday."""
    return ", ".join(_WEEKDAYS[number] for number in numbers)


def weekday_text(day: date) -> str:
    """Fri."""
    return f"{day:%a}"


def month_text(day: date) -> str:
    """November."""
    return f"{day:%B}"


def weekday_day_text(day: date) -> str:
    """Fri 2026-11-20: the day as it stands in files, for people."""
    return f"{day:%a} {day.isoformat()}"


FORMATS: Mapping[str, Callable[[Any], str]] = {
    "day": day_text,
    "moment": moment_text,
    "days": days_text,
    "days of month": days_of_month_text,
    "dates": dates_text,
    "weekdays": weekdays_text,
    "weekday": weekday_text,
    "month": month_text,
    "weekday day": weekday_day_text,
    "week": week_text,
    "iso": iso_text,
    "clock": clock_text,
}
"""The formats of sentences that are for days, moments (aware, in the zone to show) and seconds after midnight."""


def _from_to(texts: list[str]) -> str:
    return ", ".join(texts) if len(texts) < 3 else f"{texts[0]} to {texts[-1]}"
