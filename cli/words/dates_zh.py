"""Days, moments and clocks as Chinese writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.words.dates import clock_text, iso_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from typing import Any

_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def day_text(day: date) -> str:
    """11月20日周五."""
    return f"{day.month}月{day.day}日{_WEEKDAYS[day.weekday()]}"


def moment_text(moment: datetime) -> str:
    """2026年11月20日周五 17:20, with seconds where there are any."""
    seconds = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    return f"{moment.year}年{day_text(moment)} {seconds}"


def days_text(days: Sequence[date]) -> str:
    """10月31日周六、11月1日周日, or 10月1日周四至10月7日周三: neighbouring days."""
    return _from_to([day_text(day) for day in days])


def dates_text(days: Sequence[date]) -> str:
    """2026-02-09、2026-02-10, or of many 2026-02-09 … 2026-02-25（共 17 天）: days in order."""
    texts = [day.isoformat() for day in days]
    return "、".join(texts) if len(texts) < 4 else f"{texts[0]} … {texts[-1]}（共 {len(texts)} 天）"


def week_text(mask: tuple[bool, ...]) -> str:
    """The worked days of a week, in words."""
    return "、".join(name for name, worked in zip(_WEEKDAYS, mask, strict=True) if worked)


def weekdays_text(numbers: Sequence[int]) -> str:
    """周一、周二: of 0 for Monday to 6 for Sunday."""
    return "、".join(_WEEKDAYS[number] for number in numbers)


def weekday_text(day: date) -> str:
    """周五."""
    return _WEEKDAYS[day.weekday()]


def month_text(day: date) -> str:
    """11月."""
    return f"{day.month}月"


def weekday_day_text(day: date) -> str:
    """2026-11-20 周五: the day as it stands in files, for people."""
    return f"{day.isoformat()} {_WEEKDAYS[day.weekday()]}"


FORMATS: Mapping[str, Callable[[Any], str]] = {
    "day": day_text,
    "moment": moment_text,
    "days": days_text,
    "days of month": days_text,
    "dates": dates_text,
    "weekdays": weekdays_text,
    "weekday": weekday_text,
    "month": month_text,
    "weekday day": weekday_day_text,
    "week": week_text,
    "iso": iso_text,
    "clock": clock_text,
}
"""The formats of Chinese sentences, by the names of `dates.FORMATS`."""


def _from_to(texts: list[str]) -> str:
    return "、".join(texts) if len(texts) < 3 else f"{texts[0]}至{texts[-1]}"
