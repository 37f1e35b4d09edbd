"""The day on which a carrier that picks up on some days only takes the parcels over."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from routing.daywords import week
from routing.deadline_words import day_text
from routing.workdays import WorkDays, pickup_date

if TYPE_CHECKING:
    from datetime import date

    from routing.schedule import Schedule
    from routing.service import Service
    from routing.workdays import WorkCalendar


def pickup_days(service: Service, schedule: Schedule) -> WorkDays | None:
    """The service's pickup days on the seller's official calendar; None when its card names none."""
    mask = service.pickup_weekmask
    return _days(schedule.days.calendar, mask) if mask else None


def pickup_note(service: Service, schedule: Schedule, dispatch_on: date | None) -> str:
    """What a deadline's note adds when the carrier does not take the parcel on the dispatch day."""
    days = pickup_days(service, schedule)
    if days is None or dispatch_on is None:
        return ""
    picked_up = pickup_date(dispatch_on, days)
    if picked_up is None:
        return "; the carrier's pickup day is not known"
    return "" if picked_up == dispatch_on else f"; the carrier picks up {day_text(picked_up)}"


@lru_cache(maxsize=64)
def _days(calendar: WorkCalendar, mask: str) -> WorkDays:
    return WorkDays(calendar, week(mask))
