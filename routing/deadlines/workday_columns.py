"""Working days as arrays, for columns of days: `workdays` is the same for one day after the other."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from routing.deadlines.workdays import ONE_DAY, Kind, WorkDays, epoch_day

if TYPE_CHECKING:
    import numpy.typing as npt

NO_DAY = np.iinfo(np.int32).max
"""Stands in a day column (days since 1970-01-01, int32) for a day that is not known."""


@frozen(eq=False)
class DayTable:
    """What is known of the days from `first` (days since 1970-01-01) on: `kind`, a Kind for each, as int8.

    The first and the last day are unknown on purpose: every day outside the table is looked up there.
    """

    first: int
    kind: npt.NDArray[np.int8]

    def place(self, day: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
        """The row of each day (days since 1970-01-01) in the table."""
        return np.clip(day.astype(np.int64, copy=False) - self.first, 0, len(self.kind) - 1)

    def upcoming(self, count: int) -> npt.NDArray[np.int32]:
        """For each day the next `count` working days, the day itself included: int32, shape (days, count).

        NO_DAY from where an unknown day comes first.
        """
        days = np.arange(self.first, self.first + len(self.kind))
        is_work = self.kind == Kind.WORK
        worked = np.concatenate((days[is_work], np.full(count, NO_DAY)))
        found = worked[(np.cumsum(is_work) - is_work)[:, None] + np.arange(count)]
        blanks = np.where(self.kind == Kind.UNKNOWN, days, days[-1])
        unknown_from = np.minimum.accumulate(blanks[::-1])[::-1]
        return np.where(found < unknown_from[:, None], found, NO_DAY).astype(np.int32)


@lru_cache(maxsize=64)
def day_table(days: WorkDays) -> DayTable:
    """The answers of these working days as arrays."""
    first, last = (bound + step for bound, step in zip(days.bounds, (-ONE_DAY, ONE_DAY), strict=True))
    kind = np.full((last - first).days + 1, Kind.UNKNOWN, np.int8)
    start, stop = ((day - first).days for day in (days.calendar.first, days.calendar.last + ONE_DAY))
    week = np.array(days.weekmask, np.int8)
    kind[start:stop] = week[(np.arange(start, stop) + first.weekday()) % 7]
    named = (
        (days.calendar.off, Kind.OFF),
        (days.calendar.work, Kind.WORK),
        (days.opened, Kind.WORK),
        (days.closed, Kind.OFF),
    )
    for group, what in named:
        kind[[(day - first).days for day in group]] = what
    return DayTable(epoch_day(first), kind)
