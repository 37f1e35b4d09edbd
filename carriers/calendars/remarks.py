"""What a careful reader would ask about a seller's calendar file that is not wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.deadlines.day_text import WEEKDAYS
from routing.deadlines.workdays import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from routing.deadlines.schedule import Schedule


def remarks(schedule: Schedule) -> list[str]:
    """One line for each day the file names without effect, and for each likely slip."""
    return list(_remarks(schedule))


def _remarks(schedule: Schedule) -> Iterator[str]:
    days, calendar = schedule.days, schedule.days.calendar
    week = {WEEKDAYS[number] for number, worked in enumerate(days.weekmask) if worked}

    def off_by_week(day: date) -> bool:
        return f"{day:%a}" not in week

    if both := sorted(set(days.closed) & set(days.opened)):
        yield f"{_list(both)}: closed and open; closed wins."
    if idle := sorted(day for day in days.opened if calendar.covers(day) and _worked_anyway(day, schedule)):
        yield f"{_list(idle)}: open, but worked anyway."
    if odd := sorted(day for day in calendar.work if day.weekday() < 5):
        yield f"{_list(odd)}: a make-up working day on a weekday; such days are weekends as a rule."
    if beyond := sorted(day for day in (*days.closed, *days.opened) if not calendar.covers(day)):
        yield f"{_list(beyond)}: beyond the official days, {calendar.first} to {calendar.last}; your word alone holds."
    cut = {day for day in schedule.date_cutoff_s if days.day(day).kind is Kind.OFF}
    if cut:
        yield f"{_list(cut)}: a cutoff on a day off has no effect."
    weekdays = [WEEKDAYS[number] for number in sorted(schedule.weekday_cutoff_s) if not days.weekmask[number]]
    if weekdays:
        yield f"{', '.join(weekdays)}: a cutoff on a weekday off counts on make-up and open days only."
    if closed := sorted(day for day in days.closed if calendar.covers(day)):
        off = [day for day in closed if day in calendar.off or (off_by_week(day) and day not in calendar.work)]
        if len(off) == len(closed):
            yield "every closed day is off anyway."


def _worked_anyway(day: date, schedule: Schedule) -> bool:
    calendar = schedule.days.calendar
    return day in calendar.work or (day not in calendar.off and schedule.days.weekmask[day.weekday()])


def _list(days: Iterable[date]) -> str:
    texts = [day.isoformat() for day in sorted(days)]
    return ", ".join(texts) if len(texts) < 4 else f"{texts[0]}, ... {texts[-1]} ({len(texts)} days)"
