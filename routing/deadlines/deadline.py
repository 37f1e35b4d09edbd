"""One order's deadline with the reason of every shift, by walking the days: what `deadline_columns` is held to.

The clocks: an order ships on its own day when that day is worked and the payment came before the cutoff (17:00:00
itself is after), otherwise on the next working day.  Target and latest are 24 and 48 hours that run on working days
only: the same wall time one and two working days later; paid on a day off, the hours begin at 00:00 of the next working
day.  A marketplace's ship-by that comes earlier takes the place of the latest time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from routing.deadlines.localtime import DAY_S, instant, utc, zone
from routing.deadlines.reasons import DeadlineReasons
from routing.deadlines.ship_by import platform_due
from routing.deadlines.workdays import Kind
from routing.reason import Reason

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from routing.deadlines.schedule import PlatformClock, Schedule
    from routing.deadlines.workdays import DayOff

_ELAPSED_24H, _ELAPSED_48H = timedelta(hours=24), timedelta(hours=48)


@frozen
class Deadline:
    """One order's dates, in the shop's zone, and how they came about.  A date that cannot be known is None.

    `latest_at` is the stricter of `own_latest_at` and `ship_by_at`, the marketplace's.  `days_off` are those from the
    day of payment to the dispatch day, `note` is one line for a table, `reasons` the whole way.
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
    days_off: tuple[DayOff, ...]
    note: Reason
    reasons: tuple[Reason, ...]

    @property
    def status(self) -> Literal["known", "partly", "unknown"]:
        """Whether all dates are known, some, or none."""
        if self.known:
            return "known"
        dates = (self.dispatch_on, self.target_at, self.latest_at)
        return "unknown" if all(date is None for date in dates) else "partly"


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
    today = local.date()
    walk = schedule.days.walk(today, worked=3)
    worked = [day for day, answer in walk if answer.kind is Kind.WORK]
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
    ship_by_at = _ship_by(paid, platform, ship_by, where)
    platform_known = ship_by_at is not None or platform is None
    latest_at = own_latest_at
    if latest_at is not None and ship_by_at is not None and utc(ship_by_at) < utc(latest_at):
        latest_at = ship_by_at
    if target_at is not None and latest_at is not None and utc(latest_at) < utc(target_at):
        target_at = latest_at
    known = dispatch_on is not None and own_latest_at is not None and platform_known

    clock_24h, clock_48h = ((paid + hours).astimezone(where) for hours in (_ELAPSED_24H, _ELAPSED_48H))
    too_early = None
    if dispatch_on is not None:
        too_early = paid + _ELAPSED_48H < instant(dispatch_on, schedule.cutoff_of(dispatch_on), where)

    why = DeadlineReasons(schedule, platform, ship_by is not None, local, walk, works_today, before, dispatch_on)
    gap = None if own_latest_at is not None and dispatch_on is not None else why.gap()
    off, ships = why.off(), why.ships()
    marketplace = why.marketplace(ship_by_at, own_latest_at)
    dated = marketplace
    if marketplace is not None and ship_by_at is not None:
        dated = Reason("deadline.ship_by_at", ship_by=marketplace, at=ship_by_at)
    note = Reason("deadline.note", parts=_given(gap, why.start(), off, ships, marketplace))
    reasons = _given(why.paid(paid_at), off, ships, why.hours(working_clock(1), own_latest_at), dated, gap)
    return Deadline(
        local, dispatch_on, target_at, latest_at, own_latest_at, ship_by_at, clock_24h, clock_48h, too_early, known,
        why.days_off(), note, reasons,
    )  # fmt: skip


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
