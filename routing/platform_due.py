"""When a marketplace's rule wants a parcel out: for one order by walking its business days, for a column by lookup."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from routing.localtime import DAY_S, NO_SECOND, LocalClock, instant, local_clock, wall_moment, zone
from routing.workdays import NO_DAY, DayTable, Kind

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.schedule import PlatformClock


def platform_due(paid_at: datetime, clock: PlatformClock) -> datetime | None:
    """The moment a marketplace's rule asks for (in its own zone); None where its business days are not known."""
    where = zone(clock.zone)
    wall = paid_at.astimezone(where).replace(tzinfo=None) - timedelta(seconds=clock.day_begins_s)
    second = wall.hour * 3600 + wall.minute * 60 + wall.second
    walk = clock.days.walk(wall.date(), worked=clock.handling_days + 2)
    business = [day for day, found in walk if found.kind is Kind.WORK]
    if business and business[0] == wall.date():
        place = clock.handling_days + (second >= clock.cutoff_s)
    elif clock.counts_from_business_day or clock.handling_days == 0:
        place = clock.handling_days
    else:
        place = clock.handling_days - 1
    if place >= len(business):
        return None
    return instant(business[place], clock.ends_s, where).astimezone(where)


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
    days = clock.days.table
    business = days.upcoming(clock.handling_days + 2)
    business_s = np.where(business != NO_DAY, business * np.int64(DAY_S), NO_SECOND)
    return days, local_clock(clock.zone, *clock.days.bounds), business_s
