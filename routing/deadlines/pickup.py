"""The day on which a carrier that picks up on some days only takes the parcels over."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from routing.deadlines.day_text import week
from routing.deadlines.workdays import Kind, WorkDays
from routing.reason import Reason

if TYPE_CHECKING:
    from datetime import date

    from routing.deadlines.schedule import Schedule
    from routing.deadlines.workdays import WorkCalendar
    from routing.services.service import Service


def pickup_days(service: Service, schedule: Schedule) -> WorkDays | None:
    """The service's pickup days on the seller's official calendar; None when its card names none."""
    mask = service.pickup_weekmask
    return _days(schedule.days.calendar, mask) if mask else None


def pickup_note(service: Service, schedule: Schedule, dispatch_on: date | None) -> Reason | None:
    """What a deadline's note adds when the carrier does not take the parcel on the dispatch day."""
    days = pickup_days(service, schedule)
    if days is None or dispatch_on is None:
        return None
    picked_up = pickup_date(dispatch_on, days)
    if picked_up is None:
        return Reason("deadline.pickup_unknown")
    return None if picked_up == dispatch_on else Reason("deadline.picked_up", on=picked_up)


@lru_cache(maxsize=64)
def _days(calendar: WorkCalendar, mask: str) -> WorkDays:
    return WorkDays(calendar, week(mask))


def pickup_date(dispatch_on: date, days: WorkDays) -> date | None:
    """The first of the carrier's pickup days not before the dispatch day, by walking; None where unknown."""
    last, answer = days.walk(dispatch_on, worked=1)[-1]
    return last if answer.kind is Kind.WORK else None
