"""Which days are worked: an official calendar with its bounds, and a seller's own week on top of it.

Whoever names a day later wins over whoever named it earlier: weekmask < official holiday < official make-up day < the
seller's extra day < the seller's closure.  Outside the official calendar's bounds a day is unknown unless the seller
has named it: a day beyond the last notice is never taken for an ordinary Monday.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from attrs import Attribute, field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2099, 12, 31)
"""The days sampan counts with; a year beyond is a slip of the pen."""
EPOCH = date(1970, 1, 1)
ONE_DAY = timedelta(days=1)
MON_TO_FRI = (True, True, True, True, True, False, False)


class Kind(IntEnum):
    """What is known of a day."""

    OFF = 0
    WORK = 1
    UNKNOWN = 2


class SetBy(Enum):
    """Who decides that a day is worked or off."""

    WEEK = "week"
    OFFICIAL = "official"
    OWN = "own"


@frozen
class Day:
    """One day's answer: `cause` is the holiday's name or the seller's word; "" where none is given."""

    kind: Kind
    cause: str = ""
    set_by: SetBy = SetBy.WEEK

    @property
    def make_up(self) -> bool:
        """Whether it is worked because the official calendar says so."""
        return self.kind is Kind.WORK and self.set_by is SetBy.OFFICIAL


@frozen
class DayOff:
    """A day that is not worked, and why; `cause` as in `Day`."""

    day: date
    cause: str
    set_by: SetBy


@frozen(eq=False)
class WorkCalendar:
    """An official calendar: the days off and the make-up working days from `first` to `last`, both included.

    Raises:
        ValueError: bounds in the wrong order, or a named day outside them.
    """

    name: str
    first: date
    last: date = field()
    off: Mapping[date, str] = field(factory=dict)
    work: Mapping[date, str] = field(factory=dict)
    notices: Mapping[date, str] = field(factory=dict)  # day -> where it was announced
    version: str = ""  # of the table: the day on which it was last held against its sources

    @last.validator
    def _after_first(self, _attribute: Attribute[date], value: date) -> None:
        if not FIRST_DAY <= self.first <= value <= LAST_DAY:
            raise ValueError(f"calendar {self.name}: {self.first} to {value} is no span of days in 1970-2099")

    @work.validator
    def _inside(self, _attribute: Attribute[Mapping[date, str]], value: Mapping[date, str]) -> None:
        outside = sorted(day for day in (*self.off, *value) if not self.covers(day))
        both = sorted(set(self.off) & set(value))
        if outside or both:
            raise ValueError(f"calendar {self.name}: outside its bounds {outside}, both off and worked {both}")

    def covers(self, day: date) -> bool:
        """Whether the calendar knows that day."""
        return self.first <= day <= self.last


def no_holidays() -> WorkCalendar:
    """A calendar without a holiday, for sellers whose week and own closures say all."""
    return WorkCalendar("none", FIRST_DAY, LAST_DAY)


@frozen(eq=False)
class WorkDays:
    """A seller's, platform's or carrier's working days: its week over an official calendar, and its own named days.

    `closed` and `opened` are days with the reason the seller gives, "" for none.

    Raises:
        ValueError: a week without a working day, or a named day outside 1970-2099.
    """

    calendar: WorkCalendar
    weekmask: tuple[bool, ...] = field(default=MON_TO_FRI)  # Monday first
    closed: Mapping[date, str] = field(factory=dict)
    opened: Mapping[date, str] = field(factory=dict)

    @weekmask.validator
    def _some_day(self, _attribute: Attribute[tuple[bool, ...]], value: tuple[bool, ...]) -> None:
        if len(value) != 7 or not any(value):
            raise ValueError("a week has seven days, Monday first, and at least one is worked")

    @opened.validator
    def _in_range(self, _attribute: Attribute[Mapping[date, str]], value: Mapping[date, str]) -> None:
        far = sorted(day for day in (*self.closed, *value) if not FIRST_DAY <= day <= LAST_DAY)
        if far:
            raise ValueError(f"{far[0]} is not in 1970-2099")

    def day(self, day: date) -> Day:
        """What that day is, and why."""
        if day in self.closed:
            return Day(Kind.OFF, self.closed[day], SetBy.OWN)
        if day in self.opened:
            return Day(Kind.WORK, self.opened[day], SetBy.OWN)
        if not self.calendar.covers(day):
            return Day(Kind.UNKNOWN)
        if day in self.calendar.work:
            return Day(Kind.WORK, self.calendar.work[day], SetBy.OFFICIAL)
        if day in self.calendar.off:
            return Day(Kind.OFF, self.calendar.off[day], SetBy.OFFICIAL)
        return Day(Kind.WORK if self.weekmask[day.weekday()] else Kind.OFF)

    def walk(self, first: date, worked: int) -> list[tuple[date, Day]]:
        """The days from the first on, until so many are worked or one is not known (included)."""
        walked = []
        day = first
        while worked:
            found = self.day(day)
            walked.append((day, found))
            if found.kind is Kind.UNKNOWN:
                break
            worked -= found.kind is Kind.WORK
            day += ONE_DAY
        return walked

    @property
    def bounds(self) -> tuple[date, date]:
        """The first and the last day anything is said about: the calendar's, or a day the seller named."""
        named = (*self.closed, *self.opened, self.calendar.first, self.calendar.last)
        return min(named), max(named)


def epoch_day(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(epoch: int) -> date:
    """The date of so many days since 1970-01-01."""
    return EPOCH + timedelta(days=int(epoch))
