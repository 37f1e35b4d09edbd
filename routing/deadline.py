"""One order's deadline with the reason of every shift, by walking the days: the reference `deadlines` is held to.

The clocks: an order ships on its own day when that day is worked and the payment came before the cutoff (17:00:00
itself is after), otherwise on the next working day.  Target and latest are 24 and 48 hours that run on working days
only: the same wall time one and two working days later; paid on a day off, the hours begin at 00:00 of the next working
day.  A marketplace's ship-by that comes earlier takes the place of the latest time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from attrs import frozen

from routing.daywords import clock_text
from routing.localtime import DAY_S, instant, zone
from routing.workdays import LAST_DAY, ONE_DAY, Day, Kind, WorkDays

if TYPE_CHECKING:
    from routing.schedule import PlatformClock, Schedule

_ELAPSED_24H, _ELAPSED_48H = timedelta(hours=24), timedelta(hours=48)


@frozen
class Deadline:
    """One order's dates, in the shop's zone, and how they came about.  A date that cannot be known is None.

    `latest_at` is the stricter of `own_latest_at` and `ship_by_at`, the marketplace's.  `note` is one line for a table,
    `reasons` the whole way.
    """

    paid_at: datetime
    dispatch_on: date | None
    target_at: datetime | None
    latest_at: datetime | None
    own_latest_at: datetime | None
    ship_by_at: datetime | None
    clock_24h: datetime
    clock_48h: datetime
    clock_48h_before_dispatch: bool | None  # the plain 48 hours end before the dispatch day's cutoff
    known: bool  # dispatch, target, latest and the marketplace's clock
    note: str
    reasons: tuple[str, ...]


def explain(
    paid_at: datetime, schedule: Schedule, platform: PlatformClock | None = None, ship_by: datetime | None = None
) -> Deadline:
    """The deadline of one order.

    Args:
        paid_at: an aware moment; fractions of a second are dropped.
        schedule: the seller's.
        platform: the marketplace's clock, when the order is of one.
        ship_by: the marketplace's own deadline, when the order's file holds one; it wins over the platform's clock.

    Raises:
        ValueError: a moment without a zone (a fault of the caller).
    """
    if paid_at.tzinfo is None or (ship_by is not None and ship_by.tzinfo is None):
        raise ValueError("a moment without a zone has no deadline")
    where = zone(schedule.zone)
    paid = paid_at.astimezone(UTC).replace(microsecond=0)
    local = paid.astimezone(where)
    today = local.date()
    walk = _walk(schedule.days, today, worked=3)
    worked = [day for day, found in walk if found.kind is Kind.WORK]
    works_today = bool(worked) and worked[0] == today
    before = paid < instant(today, schedule.cutoff_of(today), where)

    dispatch_place = 1 if works_today and not before else 0
    dispatch_on = worked[dispatch_place] if dispatch_place < len(worked) else None
    start_s = local.hour * 3600 + local.minute * 60 + local.second if works_today else 0

    def working_clock(working_days: int) -> datetime | None:
        # From midnight, the hours are over when the last working day ends; otherwise at the same wall time.
        place = working_days if start_s else working_days - 1
        if place >= len(worked):
            return None
        last = worked[place]
        return instant(last, start_s or DAY_S, where).astimezone(where)

    target_at, own_latest_at = working_clock(1), working_clock(2)
    ship_by_at = ship_by.astimezone(where).replace(microsecond=0) if ship_by is not None else None
    if ship_by_at is None and platform is not None:
        due = platform_due(paid, platform)
        ship_by_at = due.astimezone(where) if due is not None else None
    platform_known = ship_by_at is not None or platform is None
    latest_at = own_latest_at
    if latest_at is not None and ship_by_at is not None and _utc(ship_by_at) < _utc(latest_at):
        latest_at = ship_by_at
    if target_at is not None and latest_at is not None and _utc(latest_at) < _utc(target_at):
        target_at = latest_at
    known = dispatch_on is not None and own_latest_at is not None and platform_known

    clock_24h, clock_48h = ((paid + hours).astimezone(where) for hours in (_ELAPSED_24H, _ELAPSED_48H))
    too_early = None
    if dispatch_on is not None:
        too_early = paid + _ELAPSED_48H < instant(dispatch_on, schedule.cutoff_of(dispatch_on), where)

    story = _Story(schedule, platform, ship_by is not None, local, walk, works_today, before, dispatch_on)
    gap = "" if own_latest_at is not None and dispatch_on is not None else story.gap()
    marketplace = story.marketplace(ship_by_at, own_latest_at)
    note = "; ".join(filter(None, (gap, story.start(), story.off(), story.ships(), marketplace)))
    reasons = (
        story.paid(paid_at),
        story.off(),
        story.ships(),
        story.hours(working_clock(1), own_latest_at),
        marketplace and marketplace + (f" ({_time_text(ship_by_at)})" if ship_by_at else ""),
        gap,
    )
    return Deadline(
        local, dispatch_on, target_at, latest_at, own_latest_at, ship_by_at, clock_24h, clock_48h, too_early, known,
        note, tuple(filter(None, reasons)),
    )  # fmt: skip


def platform_due(paid_at: datetime, clock: PlatformClock) -> datetime | None:
    """The moment a marketplace's rule asks for (in its own zone); None where its business days are not known."""
    where = zone(clock.zone)
    wall = paid_at.astimezone(where).replace(tzinfo=None) - timedelta(seconds=clock.day_begins_s)
    second = wall.hour * 3600 + wall.minute * 60 + wall.second
    walk = _walk(clock.days, wall.date(), worked=clock.handling_days + 2)
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


def _walk(days: WorkDays, first: date, worked: int) -> list[tuple[date, Day]]:
    """The days from the first on, until so many are worked or one is not known (included)."""
    walk = []
    for day, found in days.days_from(first):
        walk.append((day, found))
        worked -= found.kind is Kind.WORK
        if not worked:
            break
    return walk


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)  # moments of one zone would be compared by their wall times


@frozen
class _Story:
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
        side = f", {self.start()}" if self.start() and self.works_today else ""
        return f"paid {_time_text(self.local)} in {self.schedule.zone}{given}{makeup}{side}"

    def off(self) -> str:
        """The days off between the payment and the dispatch day."""
        return _off_text(self.walk, date.min, self.dispatch_on)

    def ships(self) -> str:
        """The dispatch day."""
        if self.dispatch_on is None:
            return ""
        found = dict(self.walk)[self.dispatch_on]
        why = " (make-up working day)" if found.make_up else f" ({found.cause})" if found.cause else ""
        return f"ships {_day_text(self.dispatch_on)}{why}"

    def hours(self, target_at: datetime | None, latest_at: datetime | None) -> str:
        """The working hours, where they end, and the days after the dispatch day that do not count."""
        begin = "" if self.works_today else " from 00:00 of the next working day"
        ends = [
            f"{hours} working hours{begin} end {_time_text(at)}"
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
        text = f"{name} {_day_text(ship_by_at.date())}"
        if self.dispatch_on is not None and ship_by_at.date() < self.dispatch_on:
            return f"{text} is before the dispatch day: ship sooner or ask the marketplace for more time"
        if own_latest_at is not None and _utc(ship_by_at) < _utc(own_latest_at):
            return f"{text} is earlier than the own {_day_text(own_latest_at.date())}"
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


def _time_text(moment: datetime) -> str:
    seconds = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    return f"{moment:%a} {moment.day} {moment:%b %Y} {seconds}"


def _day_text(day: date) -> str:
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
    """Sat 21, Sun 22 or Thu 1 to Wed 7; with the month where it is not the given one."""
    texts = [_day_text(day) if day.month != month else f"{day:%a} {day.day}" for day in days]
    return ", ".join(texts) if len(texts) < 3 else f"{texts[0]} to {texts[-1]}"
