"""One order's deadline with the reason of every shift, by walking the days: what `deadline_columns` is held to.

The clocks: an order ships on its own day when that day is worked and the payment came before the cutoff (17:00:00
itself is after), otherwise on the next working day.  Target and latest are 24 and 48 hours that run on working days
only: the same wall time one and two working days later; paid on a day off, the hours begin at 00:00 of the next working
day.  A marketplace's ship-by that comes earlier takes the place of the latest time.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from routing.deadlines.localtime import DAY_S, instant, utc, zone
from routing.deadlines.reasons import DeadlineReasons
from routing.deadlines.ship_by import platform_due
from routing.deadlines.workdays import Kind
from routing.reason import Reason

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from routing.deadlines.schedule import PlatformClock, Schedule
    from routing.deadlines.workdays import Day, DayOff

_ELAPSED_24H, _ELAPSED_48H = timedelta(hours=24), timedelta(hours=48)


@frozen
class Deadline:
    """One order's dates, in the shop's zone, and how they came about.  A date that cannot be known is None.

    `latest_at` is the stricter of `own_latest_at` and `ship_by_at`, the marketplace's.
    """

    paid_at: datetime
    dispatch_on: date | None
    target_at: datetime | None
    latest_at: datetime | None
    own_latest_at: datetime | None
    ship_by_at: datetime | None
    known: bool  # dispatch, target, latest and the marketplace's clock
    _given_at: datetime = field(eq=False, repr=False)
    _own_target_at: datetime | None = field(eq=False, repr=False)
    _why: DeadlineReasons = field(eq=False, repr=False)
    _notes: dict[object, Reason] = field(eq=False, repr=False)

    @property
    def status(self) -> Literal["known", "partly", "unknown"]:
        """Whether all dates are known, some, or none."""
        if self.known:
            return "known"
        dates = (self.dispatch_on, self.target_at, self.latest_at)
        return "unknown" if all(date is None for date in dates) else "partly"

    @property
    def clock_24h(self) -> datetime:
        """The end of 24 hours that run on days off too."""
        return self._after(_ELAPSED_24H)

    @property
    def clock_48h(self) -> datetime:
        """The end of 48 such hours."""
        return self._after(_ELAPSED_48H)

    @property
    def clock_48h_before_dispatch(self) -> bool | None:
        """Whether these 48 hours end before the dispatch day's cutoff; None where that day is not known."""
        if self.dispatch_on is None:
            return None
        schedule = self._why.schedule
        cutoff = instant(self.dispatch_on, schedule.cutoff_of(self.dispatch_on), zone(schedule.zone))
        return utc(self.paid_at) + _ELAPSED_48H < cutoff

    @property
    def days_off(self) -> tuple[DayOff, ...]:
        """The days off from the day of payment to the dispatch day."""
        return self._why.days_off()

    @property
    def note(self) -> Reason:
        """One line for a table.  Orders of one day and one marketplace that differ in the hour alone share it."""
        why, own, ship_by = self._why, self.own_latest_at, self.ship_by_at
        earlier = own is not None and ship_by is not None and utc(ship_by) < utc(own)
        dates = own and own.date(), ship_by and ship_by.date()
        key = why.platform, why.has_ship_by, why.before_cutoff, dates, earlier
        if key not in self._notes:
            parts = _given(self._gap, why.start(), why.off(), why.ships(), why.marketplace(ship_by, own))
            self._notes[key] = Reason("deadline.note", parts=parts)
        return self._notes[key]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The whole way."""
        why, ship_by = self._why, self.ship_by_at
        dated = why.marketplace(ship_by, self.own_latest_at)
        if dated is not None and ship_by is not None:
            dated = Reason("deadline.ship_by_at", ship_by=dated, at=ship_by)
        hours = why.hours(self._own_target_at, self.own_latest_at)
        return _given(why.paid(self._given_at), why.off(), why.ships(), hours, dated, self._gap)

    @property
    def _gap(self) -> Reason | None:
        return None if self.own_latest_at is not None and self.dispatch_on is not None else self._why.gap()

    def _after(self, hours: timedelta) -> datetime:
        return (utc(self.paid_at) + hours).astimezone(self.paid_at.tzinfo)


@frozen(eq=False)
class _DayOfPayment:
    """What a schedule says of a day: the days from it on, its cutoff (in UTC), and the notes of what is paid on it."""

    walk: tuple[tuple[date, Day], ...]
    worked: tuple[date, ...]
    works: bool
    cutoff: datetime
    notes: dict[object, Reason] = field(factory=dict)


def deadline_of(
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
    paid = utc(paid_at).replace(microsecond=0)
    local = paid.astimezone(where)
    day = _day_of_payment(schedule, local.date())
    worked, before = day.worked, paid < day.cutoff
    dispatch_place = 1 if day.works and not before else 0
    dispatch_on = worked[dispatch_place] if dispatch_place < len(worked) else None
    start_s = local.hour * 3600 + local.minute * 60 + local.second if day.works else 0

    def working_clock(working_days: int) -> datetime | None:
        # From midnight, the hours are over when the last working day ends; otherwise at the same wall time.
        place = working_days if start_s else working_days - 1
        if place >= len(worked):
            return None
        return instant(worked[place], start_s or DAY_S, where).astimezone(where)

    own_target_at, own_latest_at = working_clock(1), working_clock(2)
    target_at, latest_at = own_target_at, own_latest_at
    ship_by_at = _ship_by(paid, platform, ship_by, where)
    platform_known = ship_by_at is not None or platform is None
    if latest_at is not None and ship_by_at is not None and utc(ship_by_at) < utc(latest_at):
        latest_at = ship_by_at
        if target_at is not None and utc(latest_at) < utc(target_at):
            target_at = latest_at
    known = dispatch_on is not None and own_latest_at is not None and platform_known
    why = DeadlineReasons(schedule, platform, ship_by is not None, local, day.walk, day.works, before, dispatch_on)
    return Deadline(
        local, dispatch_on, target_at, latest_at, own_latest_at, ship_by_at, known, paid_at, own_target_at, why,
        day.notes,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _day_of_payment(schedule: Schedule, day: date) -> _DayOfPayment:
    walk = tuple(schedule.days.walk(day, worked=3))
    worked = tuple(on for on, answer in walk if answer.kind is Kind.WORK)
    cutoff = instant(day, schedule.cutoff_of(day), zone(schedule.zone))
    return _DayOfPayment(walk, worked, bool(worked) and worked[0] == day, cutoff)


def _given(*reasons: Reason | None) -> tuple[Reason, ...]:
    return tuple(reason for reason in reasons if reason is not None)


def _ship_by(
    paid: datetime, platform: PlatformClock | None, ship_by: datetime | None, where: ZoneInfo
) -> datetime | None:
    """The marketplace's deadline in the shop's zone: the file's word, else its clock's; None where neither has one."""
    if ship_by is not None:
        return ship_by.astimezone(where).replace(microsecond=0)
    due = platform_due(paid, platform) if platform is not None else None
    return due.astimezone(where) if due is not None else None
