"""Local wall time of a named zone, across clock changes; `localtime_columns` is the same for columns.

Wall times that a change skips are read with the offset before it (02:30 becomes 03:30); wall times that come twice are
the first of the two: `fold=0` of the standard library.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.nearest import nearest

DAY_S = 86_400
_MIDNIGHT = time()


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as Asia/Shanghai.

    Raises:
        ReadError: no such zone; names the ones that are spelt alike.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ReadError(Reason("zone.unknown", name=name), _zone_hint(name)) from None


def instant(day: date, second: int, where: ZoneInfo) -> datetime:
    """The moment (in UTC) of a wall time, given as seconds from 0 to 86400 after the day's midnight."""
    return (datetime.combine(day, _MIDNIGHT, where) + timedelta(seconds=second)).astimezone(UTC)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC, to compare: two moments of one zone would be compared by their wall times."""
    return moment.astimezone(UTC)


def utc_moment(second: int) -> datetime:
    """The moment, or one as far off as matters where Python has no year for it."""
    near = min(max(second, -(10**10)), 10**11)
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=near)


def clock_change(wall: datetime) -> str:
    """Whether a clock change skips a wall time ("skipped"), brings it twice ("repeated"), or neither ("")."""
    first, second = wall.replace(fold=0).utcoffset(), wall.replace(fold=1).utcoffset()
    if first is None or second is None or first == second:
        return ""
    return "skipped" if first < second else "repeated"


def _zone_hint(name: str) -> Reason:
    word = name.strip().replace(" ", "_").casefold()
    known = sorted(available_timezones())
    # "shanghai" alone is how people say it.
    exact = [
        zone_name for zone_name in known if word in {zone_name.casefold(), zone_name.rpartition("/")[2].casefold()}
    ]
    names = tuple(exact[:2]) or nearest(word, known, most=2)
    return Reason("name.did_you_mean", names=names) if names else Reason("zone.write_iana")
