"""The one reader of a moment: a day as `dates.day` reads it, a time of day, and where its clock hung."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.dates import LONGEST, NoDayError, day
from routing.values.widths import half_width

if TYPE_CHECKING:
    from datetime import tzinfo

FIRST_YEAR, LAST_YEAR = 1970, 2099
_EAST_MAX = timedelta(hours=14)
_BLANKS = re.compile(r"[\t \u00a0\u202f]+")
_ZONE = (
    r"(?:(?P<utc>Z|UTC|GMT)|(?:(?:UTC|GMT) ?|(?P<bracket>(?:[A-Z]{2,5} ?)?\((?:UTC|GMT) ?))?"
    r"(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?(?(bracket)\)))"
)
_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
_HALF = r"(?: ?(?P<half>[AP])[.]?M[.]?(?![A-Z]))?"
_WRITTEN = re.compile(
    rf"(?P<day>.{{7,30}}?[0-9日号])(?:T|,? |(?<=[日号]))(?:(?P<before>上午|下午) ?)?{_CLOCK}{_HALF} ?{_ZONE}?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    rf"(?P<day>[0-9]{{8}})T(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})(?P<second>[0-9]{{2}})?(?P<fraction>)(?P<half>)(?P<before>){_ZONE}?",
    re.IGNORECASE,
)
_HALVES = {"上午": "A", "下午": "P"}
_WAY_OUT = Reason("time.way_out")


class NoTimeError(ReadError):
    """A text that is not written as a moment at all; one that no clock shows is a plain ReadError."""


class NoZoneError(ReadError):
    """A wall time that does not say where its clock hangs."""


def moment(text: str, zone: tzinfo | None = None) -> datetime:
    """The moment a text names, with the offset it was written with.

    Args:
        text: a day, a time of day, and an offset: 2026-11-20T17:20:00+08:00, "2026/11/20 17:20 GMT+8", ...
        zone: of times without an offset; an offset in the text wins.  A wall time that the zone's clock skipped is read
            with the offset before the change, one that came twice is the first.

    Raises:
        NoZoneError: neither the text nor `zone` says where the clock hung.
        ReadError: no such time, or outside 1970-2099.

    >>> moment("20 Nov 2026 17:20 +0800").isoformat()
    '2026-11-20T17:20:00+08:00'
    """
    at = wall_time(text)
    if at.tzinfo is not None:
        return at
    if zone is None:
        raise NoZoneError(Reason("time.no_zone", text=text), Reason("time.add_offset", text=text.strip()))
    return at.replace(tzinfo=zone)


def wall_time(text: str) -> datetime:
    """Day and time as a text writes them: with the offset it names, or without one.

    Raises:
        NoTimeError: not written as a moment.
        ReadError: no such time, or outside 1970-2099.
    """
    at = written_time(text)
    if at is None:
        raise NoTimeError(_lacking(text), _WAY_OUT)
    return at


def written_time(text: str) -> datetime | None:
    """The same; None where the text is not written as a moment.

    Raises:
        ReadError: no such time, or outside 1970-2099.
    """
    plain = _plain(text)
    match = _WRITTEN.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None:
        return None
    try:
        on = day(match["day"])
    except NoDayError:
        return None
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise ReadError(Reason("day.out_of_range", text=match["day"], first=FIRST_YEAR, last=LAST_YEAR))
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if second == 60:
        raise ReadError(Reason("time.leap_second", text=text))
    half = (match["half"] or "").upper() or _HALVES.get(match["before"] or "", "")
    if hour > 23 or minute > 59 or second > 60 or (half and not 1 <= hour <= 12):
        raise ReadError(Reason("time.no_time", text=text, hour=hour, minute=minute, second=second), _WAY_OUT)
    if half:
        hour = hour % 12 + (12 if half == "P" else 0)
    micro = int((match["fraction"] or "0")[:6].ljust(6, "0"))
    return datetime(on.year, on.month, on.day, hour, minute, second, micro, tzinfo=_offset(match, text))


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", half_width(text)).strip() if len(text) <= LONGEST else ""


def _lacking(text: str) -> Reason:
    """What keeps a text from being a moment."""
    try:
        day(_plain(text))
    except ReadError:
        return Reason("time.unreadable", text=text[:LONGEST])
    return Reason("time.no_time_of_day", text=text[:LONGEST])


def _offset(match: re.Match[str], text: str) -> tzinfo | None:
    """The offset a text names; None where it names none."""
    if match["utc"]:
        return UTC
    if not match["sign"]:
        return None
    minutes = int(match["minutes"] or 0)
    east = timedelta(hours=int(match["hours"]), minutes=minutes)
    if east > _EAST_MAX or minutes > 59:
        raise ReadError(Reason("time.no_offset", text=text, sign=match["sign"], east=str(east)), _WAY_OUT)
    return timezone(east if match["sign"] == "+" else -east)
