"""Why a deadline is what it is: the note for a table and the reason of every shift, as values."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from attrs import frozen

from routing.deadlines.localtime import utc
from routing.deadlines.workdays import LAST_DAY, ONE_DAY, Day, DayOff, Kind, SetBy
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.deadlines.schedule import PlatformClock, Schedule


@frozen
class DeadlineReasons:
    """The facts a deadline hangs on.  All but `paid` and `hours` depend on days alone, not on the second of payment.

    `walk` holds the days from the day of payment on, `dispatch_on` is one of them, or None where it is not known.
    """

    schedule: Schedule
    platform: PlatformClock | None
    has_ship_by: bool
    local: datetime
    walk: Sequence[tuple[date, Day]]
    works_today: bool
    before_cutoff: bool
    dispatch_on: date | None

    def start(self) -> Reason | None:
        """On which side of the cutoff the order fell; None where the day is not known."""
        if self.walk[0][1].kind is Kind.UNKNOWN:
            return None
        if not self.works_today:
            return Reason("deadline.paid_on_day_off")
        return self._side_of_cutoff()

    def paid(self, as_given: datetime) -> Reason:
        """When the payment came, in the shop's zone, and as it was written when that is another clock."""
        if as_given.utcoffset() == self.local.utcoffset():
            parts = [Reason("deadline.paid_at", at=self.local, zone=self.schedule.zone)]
        else:
            parts = [Reason("deadline.paid_at_given", at=self.local, zone=self.schedule.zone, given=as_given)]
        day = self.walk[0][1]
        if day.make_up:
            parts.append(Reason("deadline.on_make_up_day", cause=cause_of(day)))
        if day.kind is not Kind.UNKNOWN:
            parts.append(self._side_of_cutoff() if self.works_today else Reason("deadline.on_day_off"))
        return Reason("deadline.paid", parts=tuple(parts))

    def days_off(self) -> tuple[DayOff, ...]:
        """The days off from the day of payment to the dispatch day; all that are known where that is not."""
        return _days_off(self.walk, date.min, self.dispatch_on)

    def off(self) -> Reason | None:
        """The days off between the payment and the dispatch day; None where there are none."""
        return _off(self.days_off(), self.dispatch_on)

    def ships(self) -> Reason | None:
        """The dispatch day; None where it is not known."""
        if self.dispatch_on is None:
            return None
        day = dict(self.walk)[self.dispatch_on]
        if day.make_up:
            return Reason("deadline.ships_make_up", on=self.dispatch_on)
        if day.set_by is SetBy.OWN:
            return Reason("deadline.ships_open", on=self.dispatch_on, cause=cause_of(day))
        return Reason("deadline.ships", on=self.dispatch_on)

    def hours(self, target_at: datetime | None, latest_at: datetime | None) -> Reason | None:
        """The working hours, where they end, and the days after the dispatch day that do not count."""
        ends = [self._hours_end(hours, at) for hours, at in ((24, target_at), (48, latest_at)) if at is not None]
        if latest_at is not None and self.dispatch_on is not None:
            until = latest_at.date()
            off = _off(_days_off(self.walk, self.dispatch_on, until), until)
            ends += [off] if off is not None else []
        return Reason("deadline.hours", parts=tuple(ends)) if ends else None

    def marketplace(self, ship_by_at: datetime | None, own_latest_at: datetime | None) -> Reason | None:
        """The marketplace's clock beside the seller's; None where the order is of none."""
        if self.platform is None and not self.has_ship_by:
            return None
        whose: Reason | str = Reason("deadline.marketplace")
        if self.platform is not None and not self.has_ship_by:
            whose = self.platform.name
        if ship_by_at is None:
            return Reason("deadline.ship_by_unknown", whose=whose)
        on = ship_by_at.date()
        if self.dispatch_on is not None and on < self.dispatch_on:
            return Reason("deadline.ship_by_too_soon", whose=whose, on=on)
        if own_latest_at is not None and utc(ship_by_at) < utc(own_latest_at):
            return Reason("deadline.ship_by_earlier", whose=whose, on=on, own=own_latest_at.date())
        return Reason("deadline.ship_by", whose=whose, on=on)

    def gap(self) -> Reason:
        """What is not known, and the way out."""
        calendar, unknown = self.schedule.days.calendar, self.walk[-1][0]
        if unknown < calendar.first:
            return Reason("deadline.before_calendar", first=calendar.first)
        if calendar.last == LAST_DAY:
            return Reason("deadline.beyond_count", last=calendar.last)
        return Reason("deadline.beyond_calendar", last=calendar.last, year=(calendar.last + ONE_DAY).year)

    def _hours_end(self, hours: int, at: datetime) -> Reason:
        if self.works_today:
            return Reason("deadline.hours_end", hours=hours, at=at)
        return Reason("deadline.hours_end_from_midnight", hours=hours, at=at)

    def _side_of_cutoff(self) -> Reason:
        cutoff_s = self.schedule.cutoff_of(self.local.date())
        if self.before_cutoff:
            return Reason("deadline.before_cutoff", cutoff_s=cutoff_s)
        return Reason("deadline.after_cutoff", cutoff_s=cutoff_s)


def cause_of(day: Day | DayOff) -> Reason | str:
    """The cause of a day as it is told: as it was given, else by who decided; "" for the week."""
    if day.cause or day.set_by is SetBy.WEEK:
        return day.cause
    worked = isinstance(day, Day) and day.kind is Kind.WORK
    if day.set_by is SetBy.OFFICIAL:
        return Reason("deadline.make_up") if worked else Reason("deadline.holiday")
    return Reason("deadline.open") if worked else Reason("deadline.closed")


def _days_off(walk: Sequence[tuple[date, Day]], after: date, until: date | None) -> tuple[DayOff, ...]:
    """The days off of a walk between two days."""
    return tuple(
        DayOff(on, day.cause, day.set_by)
        for on, day in walk
        if day.kind is Kind.OFF and after < on and (until is None or on < until)
    )


def _off(days: tuple[DayOff, ...], until: date | None) -> Reason | None:
    """Days off, neighbours of one cause together; the month is told where it is not that of `until`."""
    month = until.month if until is not None else 0
    groups = [(cause, tuple(day_off.day for day_off in group)) for cause, group in groupby(days, key=cause_of)]
    spans = tuple(_span(cause, dates, month) for cause, dates in groups)
    return Reason("deadline.off", spans=spans) if spans else None


def _span(cause: Reason | str, dates: tuple[date, ...], month: int) -> Reason:
    of_month = {day.month for day in dates} == {month}
    days = Reason("deadline.days_of_month", days=dates) if of_month else Reason("deadline.days", days=dates)
    if cause == "":
        return Reason("deadline.days_off", days=days)
    return Reason("deadline.days_off_for", days=days, cause=cause)
