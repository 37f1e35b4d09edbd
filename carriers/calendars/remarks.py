"""What a careful reader would ask about a seller's calendar file that is not wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.deadlines.workdays import Kind
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from routing.deadlines.schedule import Schedule


def remarks(schedule: Schedule) -> list[Reason]:
    """A remark for each day the file names without effect, and for each likely slip."""
    return list(_remarks(schedule))


def _remarks(schedule: Schedule) -> Iterator[Reason]:
    days, calendar = schedule.days, schedule.days.calendar
    if both := sorted(set(days.closed) & set(days.opened)):
        yield Reason("calendar.closed_and_open", days=tuple(both))
    if idle := sorted(day for day in days.opened if calendar.covers(day) and _worked_anyway(day, schedule)):
        yield Reason("calendar.open_anyway", days=tuple(idle))
    if odd := sorted(day for day in calendar.work if day.weekday() < 5):
        yield Reason("calendar.make_up_on_weekday", days=tuple(odd))
    if beyond := sorted(day for day in (*days.closed, *days.opened) if not calendar.covers(day)):
        first, last = calendar.first, calendar.last
        yield Reason("calendar.beyond_official", days=tuple(beyond), first=first, last=last)
    if cut := sorted(day for day in schedule.date_cutoff_s if days.day(day).kind is Kind.OFF):
        yield Reason("calendar.cutoff_on_day_off", days=tuple(cut))
    if weekdays := tuple(number for number in sorted(schedule.weekday_cutoff_s) if not days.weekmask[number]):
        yield Reason("calendar.cutoff_on_weekday_off", weekdays=weekdays)
    if closed := sorted(day for day in days.closed if calendar.covers(day)):
        off = [
            day
            for day in closed
            if day in calendar.off or (not days.weekmask[day.weekday()] and day not in calendar.work)
        ]
        if len(off) == len(closed):
            yield Reason("calendar.closed_anyway")


def _worked_anyway(day: date, schedule: Schedule) -> bool:
    calendar = schedule.days.calendar
    return day in calendar.work or (day not in calendar.off and schedule.days.weekmask[day.weekday()])
