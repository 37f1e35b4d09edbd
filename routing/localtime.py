"""Local wall time of a named zone, for whole columns and for one moment, across clock changes.

Wall times that a change skips are read with the offset before it (02:30 becomes 03:30); wall times that come twice are
the first of the two: `fold=0` of the standard library.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import numpy as np
from attrs import frozen

from routing.errors import ReadError
from routing.nearest import did_you_mean

if TYPE_CHECKING:
    import numpy.typing as npt

DAY_S = 86_400
NO_SECOND = np.iinfo(np.int64).min
"""Stands in a column of moments (UTC seconds, int64) for one that is not known; it is also numpy's NaT."""
_STEP_S = 3 * DAY_S  # no zone changes its clock twice in three days


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as Asia/Shanghai.

    Raises:
        ReadError: no such zone; names the ones that are spelt alike.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ReadError(f"{name!r} is no time zone. {_zone_hint(name)}") from None


def instant(day: date, second: int, where: ZoneInfo) -> datetime:
    """The moment (in UTC) of a wall time, given as seconds from 0 to 86400 after the day's midnight."""
    wall = datetime.combine(day, time()) + timedelta(seconds=second)
    return wall.replace(tzinfo=where).astimezone(UTC)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC, to compare: two moments of one zone would be compared by their wall times."""
    return moment.astimezone(UTC)


def clock_change(wall: datetime) -> str:
    """Whether a clock change skips a wall time ("skipped"), brings it twice ("repeated"), or neither ("")."""
    first, second = wall.replace(fold=0).utcoffset(), wall.replace(fold=1).utcoffset()
    if first is None or second is None or first == second:
        return ""
    return "skipped" if first < second else "repeated"


@frozen(eq=False)
class LocalClock:
    """A zone's offsets as arrays: `offset_s[i]` holds from `change_s[i - 1]` (UTC seconds) until `change_s[i]`.

    `wall_s` are the changes as wall time: from there on a wall time is read with the next offset.
    """

    change_s: npt.NDArray[np.int64]
    wall_s: npt.NDArray[np.int64]
    offset_s: npt.NDArray[np.int32]

    def offset_at(self, utc_s: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Seconds east of UTC at each moment."""
        if len(self.offset_s) == 1:
            return np.broadcast_to(self.offset_s, utc_s.shape)
        return self.offset_s[np.searchsorted(self.change_s, utc_s, side="right")]

    def offset_of_wall(self, wall_s: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Seconds east of UTC with which each wall time (seconds since 1970-01-01 00:00 on the wall) is read."""
        if len(self.offset_s) == 1:
            return np.broadcast_to(self.offset_s, wall_s.shape)
        return self.offset_s[np.searchsorted(self.wall_s, wall_s, side="right")]


def wall_moment(
    midnight_s: npt.NDArray[np.int64], second: npt.NDArray[np.int64] | int, clock: LocalClock
) -> npt.NDArray[np.int64]:
    """UTC seconds of a wall time so many seconds after a midnight on the wall; NO_SECOND where that is not known."""
    wall_s = midnight_s + second
    return np.where(midnight_s != NO_SECOND, wall_s - clock.offset_of_wall(wall_s), NO_SECOND)


@lru_cache(maxsize=32)
def local_clock(name: str, first: date, last: date) -> LocalClock:
    """The clock of a zone for the days `first` to `last`, and some years on for deadlines beyond the calendar.

    Raises:
        ReadError: no such zone.
    """
    where = zone(name)
    start = int(instant(first, 0, where).timestamp()) - 7 * DAY_S
    stop = int(instant(last, 0, where).timestamp()) + 3653 * DAY_S

    def offset(second: int) -> int:
        # Counted from 1970 rather than with fromtimestamp, which some systems refuse before 1970.
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
        found = moment.astimezone(where).utcoffset()
        return int(found.total_seconds()) if found is not None else 0

    offsets, changes = [offset(start)], list[int]()
    for after in range(start + _STEP_S, stop + _STEP_S, _STEP_S):
        low, high, new = after - _STEP_S, after, offset(after)
        if new == offsets[-1]:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offsets[-1] else (low, middle)
        offsets.append(new)
        changes.append(high)
    change_s = np.array(changes, np.int64)
    offset_s = np.array(offsets, np.int32)
    return LocalClock(change_s, change_s + np.maximum(offset_s[:-1], offset_s[1:]), offset_s)


def _zone_hint(name: str) -> str:
    word = name.strip().replace(" ", "_").casefold()
    known = sorted(available_timezones())
    # "shanghai" alone is how people say it.
    exact = [
        zone_name for zone_name in known if word in {zone_name.casefold(), zone_name.rpartition("/")[2].casefold()}
    ]
    hint = f"Did you mean {' or '.join(exact[:2])}?" if exact else did_you_mean(word, known, most=2)
    return hint or "Write an IANA name such as Asia/Shanghai."
