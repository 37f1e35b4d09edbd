"""The state of one order as selection sees it: dates, scans, window, holidays, and what the person says about it."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from routing.errors import ReadError
from routing.reason import Reason
from templates_en.english import country_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from routing.deadlines.workdays import DayOff
    from templates_en.tracking import Event
    from templates_en.windows import Window

UNPAID, PAID, PACKED, DISPATCHED, DELIVERED, CLOSED, CANCELLED = STATUSES = (
    "unpaid", "paid", "packed", "dispatched", "delivered", "closed", "cancelled",
)  # fmt: skip
ORIGIN = "CN"
_RESTS_ON_LEAVING = frozenset(
    {"address", "cancel", "carrier", "change", "away", "needed_by", "duty", "wrong_country", "stock"}
)
"""Messages whose letter hangs on whether the parcel has left, and that do not ask whether it has."""
_IN_DESTINATION = frozenset({"arrive_dest", "out", "attempt_failed", "pickup", "delivered"})
_AT_DESTINATION = _IN_DESTINATION | {"customs_hold", "customs_docs", "duty_due"}
"""Customs is as a rule that of the destination, but a parcel may be held on leaving too."""


@frozen
class Holiday:
    """A public holiday with its days, both included; the only evidence on which a letter names a holiday."""

    name: str
    start: date
    end: date = field()
    country: str
    source: str

    @end.validator
    def _not_before_start(self, _attribute: object, value: date) -> None:
        if value < self.start:
            raise ReadError(Reason("fact.end_before_start", end=value, start=self.start))


@cache
def bundled_thresholds() -> dict[str, dict[str, int]]:
    """Days by channel class, from `data/thresholds.toml`."""
    text = resources.files("templates_en").joinpath("data/thresholds.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@define(eq=False, slots=False)
class State:
    """What is known of an order now; None is unknown, never "no".

    `given` are the facts that the person states (--var); some of them are states: out_of_stock, notice, protection_end,
    refunded_on, compensation_amount, inquiry.
    """

    now: datetime
    order_id: str | None = None
    platform: str | None = None
    stated_status: str | None = None
    service: str | None = None
    service_class: str | None = None
    carrier: str | None = None
    destination: str | None = None
    stated_tracked: bool | None = None
    paid_at: datetime | None = None
    dispatch_on: date | None = None
    latest_at: datetime | None = None
    deadline_note: str = ""
    days_off: tuple[DayOff, ...] = ()  # between payment and dispatch
    requested_service: str | None = None
    stated_dispatched_on: date | None = None
    events: tuple[Event, ...] = ()
    message: str | None = None
    red_flags: tuple[str, ...] = ()  # that the buyer's words raise
    upset: bool = False  # as the buyer writes, whatever he asks for
    dispute: str | None = None
    dispute_opened_at: datetime | None = None
    rating: int | None = None
    window: Window | None = None
    holidays: tuple[Holiday, ...] = ()
    duty: Mapping[str, Any] = field(factory=dict)  # what is known of duty at the buyer's door, by the letters' names
    given: Mapping[str, Any] = field(factory=dict)
    thresholds: Mapping[str, Mapping[str, int]] = field(factory=dict)

    @property
    def today(self) -> date:
        """The day in the zone of `now`."""
        return self.now.date()

    @cached_property
    def scans(self) -> tuple[Event, ...]:
        """The scans up to now; one from the future is not believed."""
        return tuple(
            event for event in self.events if event.kind != "none" and event.at <= self.now + timedelta(hours=1)
        )

    @property
    def last(self) -> Event | None:
        """The newest scan."""
        return self.scans[-1] if self.scans else None

    @property
    def last_kind(self) -> str:
        """The class of the newest scan, "none" without one."""
        return self.last.kind if self.last else "none"

    @cached_property
    def status(self) -> str | None:
        """The status the person states, or the one a scan proves; None when neither says."""
        if self.last_kind == "delivered":
            return DELIVERED
        if self.stated_status in {DELIVERED, CLOSED, CANCELLED}:
            return self.stated_status
        if self.scans or self.stated_dispatched_on is not None:
            return DISPATCHED
        return self.stated_status

    @property
    def before_sale(self) -> bool:
        """Whether there is no paid order yet: it is unpaid, or none is named."""
        return self.status == UNPAID or (self.order_id is None and self.status is None)

    @property
    def sent(self) -> bool | None:
        """Whether the parcel has left; None when nothing says so."""
        if self.before_sale:
            return False
        if self.status in {DISPATCHED, DELIVERED, CLOSED}:
            return True
        if self.status in {UNPAID, PAID, PACKED, CANCELLED}:
            return False
        if self.dispatch_on is not None and self.dispatch_on > self.today:
            return False  # its planned day is still to come
        return True if self.left_as_planned else None

    @property
    def left_as_planned(self) -> bool:
        """Whether the plan alone says that the parcel has left: its day is over, and no scan need show it.

        A buyer who asks where it is, or when it leaves, is not answered by the plan, unless it cannot be followed.
        """
        past = self.dispatch_on is not None and self.dispatch_on < self.today
        if not past or self.message is None or self.status is not None or self.before_sale:
            return False
        return self.message in _RESTS_ON_LEAVING or (self.message in {"where", "delivery"} and self.tracked is False)

    @property
    def sent_why(self) -> Reason:
        """What `sent` rests on."""
        if self.order_id is None and self.status is None:
            return Reason("situation.no_order")
        if self.stated_status is None and self.status is None and self.dispatch_on is not None:
            if self.left_as_planned:
                return Reason("situation.planned_past", day=self.dispatch_on)
            return Reason("situation.planned_ahead", day=self.dispatch_on)
        return Reason("situation.status", status=str(self.status))

    @cached_property
    def dispatched_on(self) -> date | None:
        """The day the parcel left: as stated, or that of the carrier's acceptance scan.

        A later scan alone does not tell the day, so it stays unknown.  Without any, it is the planned day where that
        says that it has left.
        """
        if self.stated_dispatched_on is not None:
            return self.stated_dispatched_on
        if self.left_as_planned:
            return self.dispatch_on
        return next((event.at.date() for event in self.scans if event.kind == "origin"), None)

    @property
    def delivery_days(self) -> tuple[date, date] | None:
        """The first and the last day on which it usually arrives, counted from its dispatch; None where not known."""
        leaves = self.dispatched_on or (self.dispatch_on if not self.sent else None)
        if leaves is None and self.before_sale:
            leaves = self.today
        if self.window is None or leaves is None:
            return None
        return self.window.first_day(leaves), self.window.last_day(leaves)

    @property
    def days_on_way(self) -> int | None:
        """Days since it left."""
        return None if self.dispatched_on is None else (self.today - self.dispatched_on).days

    @property
    def silent_days(self) -> int | None:
        """Days since the newest scan, or since it left when there is none."""
        since = self.last.at.date() if self.last else self.dispatched_on
        return None if since is None else (self.today - since).days

    @property
    def tracking_no(self) -> str | None:
        """The newest tracking number of the scans."""
        return next((event.tracking_no for event in reversed(self.events) if event.tracking_no), None)

    @property
    def tracked(self) -> bool | None:
        """Whether the parcel can be followed: a number or a scan proves it."""
        if self.scans or self.tracking_no or self.given.get("tracking_no"):
            return True
        return self.stated_tracked

    @property
    def at_destination(self) -> bool:
        """Whether the scans show the parcel in the destination country, or at customs, which is most likely there."""
        return self.in_destination or any(event.kind in _AT_DESTINATION for event in self.scans)

    @property
    def in_destination(self) -> bool:
        """Whether a scan proves that the parcel has reached the destination country."""
        if any(event.kind in _IN_DESTINATION for event in self.scans):
            return True
        if self.last is None or self.last.place is None or self.destination is None:
            return False
        country = country_words(self.destination).removeprefix("the ")
        words = self.last.place.replace(",", " ").split()
        return country.lower() in self.last.place.lower() or self.destination in words

    def threshold(self, name: str) -> int:
        """A threshold of the order's channel class: the shop's, else the bundled one."""
        own_class = self.service_class or "unknown"
        for table in (self.thresholds, bundled_thresholds()):
            for key in (own_class, "all"):
                if name in table.get(key, {}):
                    return int(table[key][name])
        raise AssertionError(name)

    def holiday_between(self, first: date, last: date, countries: tuple[str, ...]) -> Holiday | None:
        """The newest holiday of those countries that touches the days, both included."""
        touching = [row for row in self.holidays if row.country in countries and row.start <= last and first <= row.end]
        return max(touching, key=lambda row: row.end, default=None)

    @cached_property
    def delaying_holiday(self) -> Holiday | None:
        """The holiday that falls into the parcel's silence, in the country where the parcel is."""
        since = self.last.at.date() if self.last else self.dispatched_on
        if since is None or (self.silent_days or 0) < self.threshold("holiday_silent_days"):
            return None
        where = (self.destination,) if self.at_destination and self.destination else (ORIGIN,)
        return self.holiday_between(since, self.today, where)
