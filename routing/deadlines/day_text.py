"""Text to moments, days, weeks and wall clocks: how people write them in options and calendar files."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from routing.deadlines.localtime import DAY_S
from routing.deadlines.workdays import FIRST_DAY, LAST_DAY, ONE_DAY
from routing.errors import ReadError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOMENT = re.compile(
    r"(?P<day>[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2})(?:[Tt]|\s+)"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    r"\s*(?:(?P<utc>[Zz]|UTC|GMT)|(?P<sign>[+-])(?P<east_h>[0-9]{1,2}):?(?P<east_m>[0-9]{2})?)?"
)
_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
_CLOCK = re.compile(r"([0-9]{1,2})[:：]([0-9]{2})")
_HOW_MOMENT = "Write it like 2026-11-20T17:20:00+08:00."


class NoZoneError(ReadError):
    """A wall time that does not say where its clock hangs."""


def moment(text: str, input_zone: ZoneInfo | None = None) -> datetime:
    """The moment a text names, with the offset it was written with.

    Args:
        text: ISO 8601 with an offset or Z; without one only when `input_zone` says where the clock hung.
        input_zone: zone of times without an offset; an offset in the text wins.  A wall time the clock skipped
            is read with the offset before the change, one that came twice is the first.

    Raises:
        ReadError: no such time, or outside 1970-2099; NoZoneError when only the zone is missing.
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        hint = "has no time of day" if _DAY.fullmatch(text.strip()) else "is not a time"
        raise ReadError(f"{text!r} {hint}. {_HOW_MOMENT}")
    on = day(match["day"])
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if second == 60:
        raise ReadError(f"{text!r} is a leap second, which no shop's clock shows. Write second 59 or the next minute.")
    if hour > 23 or minute > 59 or second > 60:
        raise ReadError(f"{text!r}: {hour:02}:{minute:02}:{second:02} is no time of day. {_HOW_MOMENT}")
    micro = int((match["fraction"] or "0")[:6].ljust(6, "0"))
    wall = datetime(on.year, on.month, on.day, hour, minute, second, micro)  # noqa: DTZ001 - the zone follows
    if match["utc"]:
        return wall.replace(tzinfo=UTC)
    if match["sign"]:
        east = timedelta(hours=int(match["east_h"]), minutes=int(match["east_m"] or 0))
        if east > timedelta(hours=14) or int(match["east_m"] or 0) > 59:
            raise ReadError(f"{text!r}: no clock on Earth is {match['sign']}{east} off UTC. {_HOW_MOMENT}")
        return wall.replace(tzinfo=timezone(east if match["sign"] == "+" else -east))
    if input_zone is None:
        raise NoZoneError(f"{text!r} has no zone. Add the offset, like {text.strip()}+08:00.")
    return wall.replace(tzinfo=input_zone)


def day(text: str) -> date:
    """The day of a text like 2026-02-09.

    Raises:
        ReadError: no such day, or outside 1970-2099.
    """
    match = _DAY.fullmatch(text.strip())
    try:
        found = date(*map(int, match.groups())) if match else None
    except ValueError:
        raise ReadError(f"{text!r} is not in the calendar. Check day and month.") from None
    if found is None:
        raise ReadError(f"{text!r} is not a day. Write it like 2026-02-09.")
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ReadError(f"{text!r} is outside 1970-2099. Check the year.")
    return found


def day_range(text: str) -> list[date]:
    """The days of a text like 2026-02-09 or 2026-02-09..2026-02-25, both ends included.

    Raises:
        ReadError: not days, or the end before the beginning.
    """
    begin, dots, end = text.partition("..")
    first = day(begin)
    last = day(end) if dots else first
    if last < first:
        raise ReadError(f"{text!r} ends before it begins. Write {last}..{first}.")
    return [first + ONE_DAY * step for step in range((last - first).days + 1)]


def clock(text: str) -> int:
    """Seconds after midnight of a wall clock like 17:00; 24:00 is the end of the day.

    Raises:
        ReadError: not such a time.
    """
    match = _CLOCK.fullmatch(text.strip())
    hour, minute = map(int, match.groups()) if match else (99, 99)
    if minute > 59 or hour * 3600 + minute * 60 > DAY_S:
        raise ReadError(f"{text!r} is no wall-clock time. Write it from 00:00 to 24:00, like 17:00.")
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
    raise ReadError(f"{text!r} is no weekday. Write {', '.join(WEEKDAYS[:-1])} or Sun.")


def week(text: str) -> tuple[bool, ...]:
    """Seven answers, Monday first, of a text like 1111100, Mon-Fri or "Mon, Wed, Fri".

    Raises:
        ReadError: no week, or one without a working day.
    """
    word = text.strip()
    if word.isdecimal():
        if re.fullmatch("[01]{7}", word) is None:
            raise ReadError(f"{text!r} is no week. Write seven digits, Monday first: 1 worked, 0 not, like 1111100.")
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
        raise ReadError(f"{text!r} is a week without a working day. Write it like 1111100 or Mon-Fri.")
    return tuple(mask)


def cutoff_on(text: str) -> tuple[date | int, int]:
    """The day (or weekday, 0-6) and the cutoff in seconds of a text like 2026-11-11=20:00 or Sat=12:00.

    Raises:
        ReadError: no day, no weekday or no clock.
    """
    name, equals, at = text.partition("=")
    if not equals:
        raise ReadError(f"{text!r} is no cutoff for a day. Write it like 2026-11-11=20:00 or Sat=12:00.")
    when = day(name) if name.strip()[:1].isdecimal() else weekday(name)
    return when, clock(at)
