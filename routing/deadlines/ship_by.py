"""When a marketplace's rule wants a parcel out, by walking its business days; `ship_by_columns` looks columns up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from routing.deadlines.localtime import instant, zone
from routing.deadlines.workdays import Kind

if TYPE_CHECKING:
    from routing.deadlines.schedule import PlatformClock


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
