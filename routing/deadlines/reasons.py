"""The sentences of one deadline: the note for a table, and the reason of every shift."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from attrs import frozen

from routing.deadlines.day_text import clock_text
from routing.deadlines.localtime import utc
from routing.deadlines.workdays import LAST_DAY, ONE_DAY, Day, Kind

if TYPE_CHECKING:
    from routing.deadlines.schedule import PlatformClock, Schedule


@frozen
class Story:
    """The sentences of one deadline.  All but `paid` and `hours` depend on days alone, not on the second of payment."""

    schedule: Schedule
    platform: PlatformClock | None
    has_ship_by: bool
    local: datetime
    walk: list[tuple[date, Day]]
    works_today: bool
    before: bool
    dispatch_on: date | None

    def start(self) -> str:
        """On which side of the cutoff the order fell."""
        if self.walk[0][1].kind is Kind.UNKNOWN:
            return ""
        if not self.works_today:
            return "paid on a day off"
        cutoff = clock_text(self.schedule.cutoff_of(self.local.date()))
        return f"{'before' if self.before else 'after'} the {cutoff} cutoff"

    def paid(self, as_given: datetime) -> str:
        """When the payment came, in the shop's zone, and as it was written when that is another clock."""
        given = "" if as_given.utcoffset() == self.local.utcoffset() else f" (given as {as_given.isoformat()})"
        day = self.walk[0][1]
        makeup = f", a make-up working day ({day.cause})" if day.make_up else ""
        side = ""
        if day.kind is not Kind.UNKNOWN:
            side = f", {self.start()}" if self.works_today else ", a day off"
        return f"paid {time_text(self.local)} in {self.schedule.zone}{given}{makeup}{side}"

    def off(self) -> str:
        """The days off between the payment and the dispatch day."""
        return _off_text(self.walk, date.min, self.dispatch_on)

    def ships(self) -> str:
        """The dispatch day."""
        if self.dispatch_on is None:
            return ""
        found = dict(self.walk)[self.dispatch_on]
        why = " (make-up working day)" if found.make_up else f" ({found.cause})" if found.cause else ""
        return f"ships {day_text(self.dispatch_on)}{why}"

    def hours(self, target_at: datetime | None, latest_at: datetime | None) -> str:
        """The working hours, where they end, and the days after the dispatch day that do not count."""
        begin = "" if self.works_today else " from 00:00 of the next working day"
        ends = [
            f"{hours} working hours{begin} end {time_text(at)}"
            for hours, at in ((24, target_at), (48, latest_at))
            if at is not None
        ]
        if latest_at is not None and self.dispatch_on is not None:
            ends.append(_off_text(self.walk, self.dispatch_on, latest_at.date()))
        return "; ".join(filter(None, ends))

    def marketplace(self, ship_by_at: datetime | None, own_latest_at: datetime | None) -> str:
        """The marketplace's clock beside the seller's."""
        if self.platform is None and not self.has_ship_by:
            return ""
        name = "marketplace ship-by" if self.has_ship_by or self.platform is None else f"{self.platform.name} ship-by"
        if ship_by_at is None:
            return f"{name} UNKNOWN: its business days do not cover that date"
        text = f"{name} {day_text(ship_by_at.date())}"
        if self.dispatch_on is not None and ship_by_at.date() < self.dispatch_on:
            return f"{text} is before the dispatch day: ship sooner or ask the marketplace for more time"
        if own_latest_at is not None and utc(ship_by_at) < utc(own_latest_at):
            return f"{text} is earlier than the own {day_text(own_latest_at.date())}"
        return text

    def gap(self) -> str:
        """What is not known, and the way out."""
        calendar, unknown = self.schedule.days.calendar, self.walk[-1][0]
        if unknown < calendar.first:
            return f"UNKNOWN: workdays are known from {calendar.first}; earlier orders have no deadline here"
        if calendar.last == LAST_DAY:
            return f"UNKNOWN: days are counted to {calendar.last}"
        year = (calendar.last + ONE_DAY).year
        return (
            f"UNKNOWN: workdays are known to {calendar.last}; add the {year} notice to your calendar file under "
            f"[[official]]"
        )


def time_text(moment: datetime) -> str:
    """Fri 20 Nov 2026 17:20, with seconds where there are any."""
    seconds = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    return f"{moment:%a} {moment.day} {moment:%b %Y} {seconds}"


def day_text(day: date) -> str:
    """Fri 20 Nov."""
    return f"{day:%a} {day.day} {day:%b}"


def _off_text(walk: list[tuple[date, Day]], after: date, until: date | None) -> str:
    """The days off between two days, neighbours of one cause together; the month where it is not that of `until`."""
    off = [
        (day, found.cause)
        for day, found in walk
        if found.kind is Kind.OFF and after < day and (until is None or day < until)
    ]
    month = until.month if until is not None else 0
    return ", ".join(
        f"{_span_text([day for day, _ in group], month)} off" + (f" ({cause})" if cause else "")
        for cause, group in groupby(off, key=lambda pair: pair[1])
    )


def _span_text(days: list[date], month: int) -> str:
    """Sat 21, Sun 22 or Thu 1 to Wed 7; with the month where it is not the given one throughout."""
    same = {day.month for day in days} == {month}
    texts = [f"{day:%a} {day.day}" if same else day_text(day) for day in days]
    return ", ".join(texts) if len(texts) < 3 else f"{texts[0]} to {texts[-1]}"
