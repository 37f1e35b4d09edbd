"""Marketplaces' own late figures, each by its own rule, and the orders that tip them."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

import polars as pl
from attrs import frozen

from routing.deadlines.late.parcels import of_orders
from routing.deadlines.localtime import instant, zone
from routing.deadlines.localtime_columns import NO_SECOND
from routing.deadlines.ship_by_columns import platform_due_s

if TYPE_CHECKING:
    from datetime import date, datetime

    from routing.deadlines.schedule import PlatformClock

Counts = Literal["scan", "scan_or_delivery", "delivery"]
COUNTS: Final[tuple[Counts, ...]] = ("scan", "scan_or_delivery", "delivery")
GOOD, BAD, OPEN = "good", "bad", "open"


@frozen
class LateRule:
    """How a marketplace counts what was sent late: the file of rules says what each part means."""

    name: str
    title: str
    platform: str
    counts: Counts
    zone: str
    windows_days: tuple[int, ...]
    limit: Fraction
    """A share: 1/25 is 4 %."""
    under: bool
    """The figure has to stay below the limit; else it may reach it."""
    source: str
    countries: tuple[str, ...] = ()
    """Empty: of all."""
    clock: PlatformClock | None = None
    """Its deadline where the export names none."""

    def is_over(self, late: int, counted: int) -> bool:
        """Whether so many late ones of so many break the limit."""
        share = Fraction(late, counted) if counted else Fraction(0)
        return bool(share) and (share > self.limit or (self.under and share == self.limit))


@frozen(eq=False)
class Figure:
    """A rule's figure over one window, and what may become of it."""

    rule: LateRule
    days: int
    counted: int
    """Orders that are decided: good and late ones."""
    late: int
    undecided: pl.DataFrame
    """Orders whose deadline lies in the window or ahead and that may still become late, the soonest first."""
    unknown: int
    """Orders of the marketplace that cannot be judged: no deadline or no promised date is known."""

    @property
    def over(self) -> bool:
        """Whether the limit is broken now."""
        return self.rule.is_over(self.late, self.counted)

    @property
    def over_if_all_late(self) -> bool:
        """Whether it would be if all that are undecided became late."""
        return self.rule.is_over(self.late + self.undecided.height, self.counted + self.undecided.height)

    @property
    def tips_at(self) -> int | None:
        """How many of the undecided may become late until the limit breaks; None: not even all of them break it.

        The others are taken to be in time.
        """
        whole = self.counted + self.undecided.height
        return next(
            (count for count in range(self.undecided.height + 1) if self.rule.is_over(self.late + count, whole)), None
        )


def with_deadlines(parcels: pl.DataFrame, rules: tuple[LateRule, ...]) -> pl.DataFrame:
    """The parcels with `due_s`: the marketplace's deadline of the export, else of its rule's clock; null: neither."""
    due = pl.col("ship_by_s")
    for rule in rules:
        if rule.clock is None:
            continue
        known = parcels["paid_s"].fill_null(0).to_numpy()
        found = pl.Series(platform_due_s(known, rule.clock))
        own = _of(rule) & pl.col("paid_s").is_not_null() & (found != NO_SECOND)
        due = pl.coalesce(due, pl.when(own).then(found))
    return parcels.with_columns(due_s=due.cast(pl.Int64))


def figures(parcels: pl.DataFrame, rules: tuple[LateRule, ...], now: datetime, ahead_days: int) -> list[Figure]:
    """The figure of each rule over each of its windows, for marketplaces of which there are orders.

    Args:
        parcels: of the schema PARCEL, with `due_s`.
        rules: the marketplaces' rules.
        now: the moment.
        ahead_days: days from today on whose deadlines are looked at.
    """
    found: list[Figure] = []
    parcels = of_orders(parcels)
    now_s = int(now.timestamp())
    for rule in rules:
        own = parcels.filter(_of(rule) & ~_cancelled())
        if not own.height:
            continue
        end = pl.col("by_s") if rule.counts == "delivery" else pl.col("due_s")
        judged = own.with_columns(end_s=end, state=_state(rule.counts, now_s))
        known = judged.drop_nulls(["end_s", "state"])
        today = now.astimezone(zone(rule.zone)).date()
        until_s = _midnight(rule, today, 1 + ahead_days)
        for days in rule.windows_days:
            first_s = _midnight(rule, today, 1 - days)
            within = known.filter((pl.col("end_s") >= first_s) & (pl.col("end_s") < until_s))
            decided = within.filter(pl.col("state") != OPEN)
            late = decided.filter(pl.col("state") == BAD).height
            undecided = within.filter(pl.col("state") == OPEN).sort("end_s", "order_id")
            found.append(Figure(rule, days, decided.height, late, undecided, judged.height - known.height))
    return found


def _of(rule: LateRule) -> pl.Expr:
    own = pl.col("platform") == rule.platform
    return own & pl.col("country").is_in(rule.countries) if rule.countries else own


def _cancelled() -> pl.Expr:
    """Cancelled before anybody had it: no marketplace counts it as sent late."""
    return ((pl.col("last_event") == "cancelled") & pl.col("scanned_s").is_null()).fill_null(value=False)


def _state(counts: Counts, now_s: int) -> pl.Expr:
    """Good, bad or still open, each parcel by what is known at the moment; null where that cannot be told."""
    scanned, delivered = _held("scanned_s", "due_s", now_s), _held("delivered_s", "by_s", now_s)
    if counts == "scan":
        return scanned
    if counts == "delivery":
        return delivered
    good = (scanned == GOOD) | (delivered == GOOD).fill_null(value=False)
    bad = (scanned == BAD) & (delivered == BAD).fill_null(value=False)
    dateless = (scanned == BAD) & delivered.is_null()
    return pl.when(good).then(pl.lit(GOOD)).when(bad).then(pl.lit(BAD)).when(~dateless).then(pl.lit(OPEN))


def _held(moment: str, end: str, now_s: int) -> pl.Expr:
    """Whether a moment is by its end, after it (or missing when that has passed), or may still be; null: no end."""
    in_time = pl.col(moment) <= pl.col(end)
    past = pl.col(moment) > pl.col(end)
    missed = pl.col(moment).is_null() & (pl.col(end) < now_s)
    held = (
        pl.when(in_time.fill_null(value=False))
        .then(pl.lit(GOOD))
        .when(past.fill_null(value=False) | missed.fill_null(value=False))
        .then(pl.lit(BAD))
        .otherwise(pl.lit(OPEN))
    )
    return pl.when(pl.col(end).is_not_null()).then(held)


def _midnight(rule: LateRule, today: date, days: int) -> int:
    """The first moment of the day so many days after today, by the rule's calendar, UTC seconds."""
    return int(instant(today + timedelta(days=days), 0, zone(rule.zone)).timestamp())
