"""Text to days, weeks and wall clocks: how people write them in options and calendar files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from routing.deadlines.localtime import DAY_S
from routing.deadlines.workdays import FIRST_DAY, LAST_DAY, ONE_DAY
from routing.errors import ReadError
from routing.reason import Reason
from routing.values.dates import day

if TYPE_CHECKING:
    from datetime import date

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"([0-9]{1,2})[:：]([0-9]{2})")


def calendar_day(text: str) -> date:
    """The day of a text, one that a calendar can hold.

    Raises:
        ReadError: no day, or outside 1970-2099.
    """
    found = day(text)
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ReadError(Reason("day.out_of_range", text=text, first=FIRST_DAY.year, last=LAST_DAY.year))
    return found


def day_range(text: str) -> list[date]:
    """The days of a text like 2026-02-09 or 2026-02-09..2026-02-25, both ends included.

    Raises:
        ReadError: not days, or the end before the beginning.
    """
    begin, dots, end = text.partition("..")
    first = calendar_day(begin)
    last = calendar_day(end) if dots else first
    if last < first:
        raise ReadError(Reason("day.ends_before", text=text), Reason("day.turn_round", first=last, last=first))
    return [first + ONE_DAY * step for step in range((last - first).days + 1)]


def clock(text: str) -> int:
    """Seconds after midnight of a wall clock like 17:00; 24:00 is the end of the day.

    Raises:
        ReadError: not such a time.
    """
    match = _CLOCK.fullmatch(text.strip())
    hour, minute = map(int, match.groups()) if match else (99, 99)
    if minute > 59 or hour * 3600 + minute * 60 > DAY_S:
        raise ReadError(Reason("clock.unreadable", text=text), Reason("clock.way_out"))
    return hour * 3600 + minute * 60


def weekday(text: str) -> int:
    """0 for Mon or Monday, 6 for Sun, in any case.

    Raises:
        ReadError: no weekday.
    """
    word = text.strip().casefold()
    short = [name.casefold() for name in WEEKDAYS]
    if word in short:
        return short.index(word)
    if word in _FULL_NAMES:
        return _FULL_NAMES.index(word)
    raise ReadError(Reason("week.no_weekday", text=text), Reason("week.weekdays", names=WEEKDAYS))


def week(text: str) -> tuple[bool, ...]:
    """Seven answers, Monday first, of a text like 1111100, Mon-Fri or "Mon, Wed, Fri".

    Raises:
        ReadError: no week, or one without a working day.
    """
    word = text.strip()
    if word.isdecimal():
        if re.fullmatch("[01]{7}", word) is None:
            raise ReadError(Reason("week.unreadable", text=text), Reason("week.digits"))
        mask = [digit == "1" for digit in word]
    else:
        mask = [False] * 7
        for part in filter(None, re.split(r"[,;\s]+", word)):
            begin, dash, end = part.partition("-")
            first = weekday(begin)
            span = (weekday(end) - first) % 7 if dash else 0
            for step in range(span + 1):
                mask[(first + step) % 7] = True
    if not any(mask):
        raise ReadError(Reason("week.none_worked", text=text), Reason("week.way_out"))
    return tuple(mask)


def cutoff_on(text: str) -> tuple[date | int, int]:
    """The day (or weekday, 0-6) and the cutoff in seconds of a text like 2026-11-11=20:00 or Sat=12:00.

    Raises:
        ReadError: no day, no weekday or no clock.
    """
    name, equals, at = text.partition("=")
    if not equals:
        raise ReadError(Reason("clock.no_cutoff", text=text), Reason("clock.cutoff_way_out"))
    when = calendar_day(name) if name.strip()[:1].isdecimal() else weekday(name)
    return when, clock(at)
