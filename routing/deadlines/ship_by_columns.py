"""When marketplaces' rules want parcels out, for columns by lookup; `platform_due` is the same for one order."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from routing.deadlines.localtime import DAY_S
from routing.deadlines.localtime_columns import NO_SECOND, LocalClock, local_clock, wall_moment
from routing.deadlines.workday_columns import NO_DAY, DayTable, day_table
from routing.deadlines.workdays import Kind

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.deadlines.schedule import PlatformClock


def platform_due_s(paid_s: npt.NDArray[np.int64], clock: PlatformClock) -> npt.NDArray[np.int64]:
    """As `platform_due`, for a column: UTC seconds, NO_SECOND where not known."""
    days, local, business_s = _platform_tables(clock)
    wall_s = paid_s + local.offset_at(paid_s) - clock.day_begins_s
    day = wall_s // DAY_S
    place = days.place(day)
    after = (wall_s - day * DAY_S) >= clock.cutoff_s
    from_day_off = clock.handling_days - (clock.handling_days > 0 and not clock.counts_from_business_day)
    step = np.where(days.kind[place] == Kind.WORK, clock.handling_days + after, from_day_off)
    return wall_moment(business_s[place, step], clock.ends_s, local)


@lru_cache(maxsize=32)
def _platform_tables(clock: PlatformClock) -> tuple[DayTable, LocalClock, npt.NDArray[np.int64]]:
    """The platform's days and clock, and for each day the midnights (wall seconds) of its next business days."""
    days = day_table(clock.days)
    business = days.upcoming(clock.handling_days + 2)
    business_s = np.where(business != NO_DAY, business * np.int64(DAY_S), NO_SECOND)
    return days, local_clock(clock.zone, *clock.days.bounds), business_s
