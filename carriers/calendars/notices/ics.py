"""A notice as a calendar (.ics): events of whole days, marked as a break or as a make-up working day."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from carriers.calendars.notices.holiday_cn import english_name
from carriers.calendars.notices.notice import Notice, NoticeError, checked, holiday_names, with_lone_days_weekends
from routing.deadlines.workdays import ONE_DAY
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

_APPLE: Final = "X-APPLE-SPECIAL-DAY"
_APPLE_OFF, _APPLE_WORK = "WORK-HOLIDAY", "ALTERNATE-WORKDAY"
_OFF_FIRST: Final = re.compile(r"补休|放假")
_WORK: Final = re.compile(r"班|补.{0,6}假期")
_OFF: Final = re.compile(r"休|假")
_UNCLEAR: Final = re.compile(r"补|调")
_DECEMBER: Final = 12


def read_ics(text: str, name: str, year: int | None = None) -> Notice:
    """The notice in a calendar: of the year asked for, else of the latest that is whole.

    An event is a break when Apple's mark or its title says so (休, 假期, 放假), a make-up day with 班.  Other events
    (solar terms, days to remember) are passed over; a year without all its holidays is refused.

    Raises:
        NoticeError: no calendar, no such year in it, or a year that is not whole.
    """
    from icalendar import Calendar  # noqa: PLC0415 - only such a file needs it

    try:
        calendar = Calendar.from_ical(text)
    except ValueError as error:
        raise NoticeError(Reason("notice.no_ics", error=str(error))) from None
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    unclear: dict[date, str] = {}
    for event in calendar.walk("VEVENT"):
        kind, title = _kind(event), str(event.get("SUMMARY", ""))
        if kind is not None:
            (off if kind else work).update(dict.fromkeys(_days(event), _holiday(title)))
        elif _UNCLEAR.search(title) or title.strip() in holiday_names():
            unclear |= dict.fromkeys(_days(event), title)
    of_year = year or _latest(off)
    if open_days := sorted(day for day in unclear.keys() - off.keys() - work.keys() if day.year == of_year):
        raise NoticeError(Reason("notice.event_unclear", day=open_days[0], title=unclear[open_days[0]]))
    off = {day: holiday for day, holiday in sorted(off.items()) if _year_of(day, holiday) == of_year}
    work = {day: holiday for day, holiday in sorted(work.items()) if _year_of(day, holiday) == of_year}
    return checked(Notice(of_year, name, with_lone_days_weekends(off, work), work))


def _kind(event: Any) -> bool | None:
    """True for a break, False for a make-up working day, None for what is neither."""
    mark = str(event.get(_APPLE, ""))
    if mark in {_APPLE_OFF, _APPLE_WORK}:
        return mark == _APPLE_OFF
    title = str(event.get("SUMMARY", ""))
    if _OFF_FIRST.search(title) and "班" not in title:
        return True
    if _WORK.search(title):
        return False
    return True if _OFF.search(title) else None


def _holiday(title: str) -> str:
    """The English name of the holiday that a title names; the title where it names none."""
    names = holiday_names()
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    found = re.findall(words, title)
    return english_name("、".join(found)) if found else title


def _days(event: Any) -> Iterator[date]:
    """The days of an event; its end is the first day after it."""
    begin, end = event.get("DTSTART"), event.get("DTEND")
    first = _day(begin.dt) if begin is not None else None
    if first is None:
        return
    after = _day(end.dt) if end is not None else None
    if after is None or after <= first:
        after = first + ONE_DAY
    while first < after:
        yield first
        first += ONE_DAY


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _year_of(day: date, holiday: str) -> int:
    """The year of the notice: New Year's Day reaches back into December."""
    return day.year + (day.month == _DECEMBER and holiday.startswith("New Year"))


def _latest(off: dict[date, str]) -> int:
    """The latest year in which all holidays are named.

    Raises:
        NoticeError: there is none.
    """
    count = Counter(year for year, _ in {(_year_of(day, holiday), holiday) for day, holiday in off.items()})
    if not count:
        raise NoticeError(Reason("notice.no_breaks"))
    needed = len(set(holiday_names().values())) - 1  # two may fall together, and be one event
    return max((year for year, named in count.items() if named >= needed), default=max(count))
