"""Local wall time of a named zone for whole columns; `localtime` is the same for one moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from routing.deadlines.localtime import DAY_S, instant, zone

if TYPE_CHECKING:
    import numpy.typing as npt

NO_SECOND = np.iinfo(np.int64).min
"""Stands in a column of moments (UTC seconds, int64) for one that is not known; it is also numpy's NaT."""
_STEP_S = 3 * DAY_S  # no zone changes its clock twice in three days


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
