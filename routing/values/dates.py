"""The one reader of a day: how people, sheets and programs write a date that reads in one way only."""

from __future__ import annotations

import re
from datetime import date

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.widths import half_width

LONGEST = 80
"""Signs of the longest text that is looked at as a day or a moment."""
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_NAMES = "|".join(f"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in _MONTHS) + "|sept"
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<y>[0-9]{4})(?P<sign>[-/.])(?P<m>[0-9]{1,2})(?P=sign)(?P<d>[0-9]{1,2})",
        r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
        r"(?P<y>[0-9]{4}) ?年 ?(?P<m>[0-9]{1,2}) ?月 ?(?P<d>[0-9]{1,2}) ?[日号]",
        rf"(?P<d>[0-9]{{1,2}})[- ]+(?P<name>{_NAMES})[- ]+(?P<y>[0-9]{{4}})",
        rf"(?P<name>{_NAMES})\s+(?P<d>[0-9]{{1,2}}),?\s+(?P<y>[0-9]{{4}})",
    )
)
_ISO_WEEK = re.compile(r"([0-9]{4})-?W([0-9]{2})-?([1-7])")
_WAY_OUT = Reason("day.way_out")


class NoDayError(ReadError):
    """A text that is not written as a day at all; a day that is not in the calendar is a plain ReadError."""


def day(text: str, *, iso: bool = False) -> date:
    """The day a text names.

    The year comes first (2026-11-20, 2026/11/20, 2026.11.20, 20261120, 2026年11月20日, 2026-W47-5), or the month stands
    as an English word (20 Nov 2026, November 20, 2026).  20/11/2026 is no day: it reads in two ways.

    Args:
        text: the day; blanks at its ends do not count.
        iso: only 2026-11-20, as programs write it.

    Raises:
        NoDayError: not written as a day.
        ReadError: not in the calendar.

    >>> day("20 Nov 2026") == day("2026/11/20") == date(2026, 11, 20)
    True
    """
    figures = _figures(half_width(text).strip(), iso=iso) if len(text) <= LONGEST else None
    if figures is None:
        raise NoDayError(Reason("day.unreadable", text=text[:LONGEST]), _WAY_OUT)
    try:
        return date.fromisocalendar(*figures[1:]) if figures[0] else date(*figures[1:])
    except ValueError:
        raise ReadError(Reason("day.not_in_calendar", text=text), Reason("day.check")) from None


def _figures(text: str, *, iso: bool) -> tuple[bool, int, int, int] | None:
    """Whether the text counts in weeks; then year, month and day, or year, week and weekday."""
    if match := _ISO.fullmatch(text):
        return False, int(match[1]), int(match[2]), int(match[3])
    if iso:
        return None
    for form in _FORMS:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            month = _MONTH[parts["name"][:3].lower()] if "name" in parts else int(parts["m"])
            return False, int(parts["y"]), month, int(parts["d"])
    if match := _ISO_WEEK.fullmatch(text):
        return True, int(match[1]), int(match[2]), int(match[3])
    return None
