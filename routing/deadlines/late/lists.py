"""Three lists of a morning: what must leave today, what left without a scan, what will probably miss its date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from routing.deadlines.late.parcels import is_open, unsent
from routing.promise.arrival import UNKNOWN, chances_to_arrive
from routing.promise.law import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from routing.promise.promise import Promise

TODAY: Final = "today"
OVERDUE: Final = "overdue"
"""Was to leave on a day before, and nothing shows that it did: no number, no label, no scan."""
SHIP_BY: Final = "ship_by"
"""The marketplace's deadline ends today."""


def must_leave(parcels: pl.DataFrame, today: date, day_ends_s: int) -> pl.DataFrame:
    """Parcels without a carrier's scan that have to leave today, with `why`; the most urgent deadline first.

    Args:
        parcels: of the schema PARCEL, with `due_s`, the marketplace's deadline (null: none is known).
        today: in the shop's zone.
        day_ends_s: the end of that day.
    """
    before = pl.col("dispatch_on") < today
    why = (
        pl.when(before & unsent())
        .then(pl.lit(OVERDUE))
        .when(pl.col("dispatch_on") == today)
        .then(pl.lit(TODAY))
        .when(~before & (pl.col("due_s") <= day_ends_s))
        .then(pl.lit(SHIP_BY))
    )
    found = parcels.filter(is_open() & pl.col("scanned_s").is_null()).with_columns(why=why).drop_nulls("why")
    return found.sort("due_s", "dispatch_on", "order_id", nulls_last=True)


def not_scanned(parcels: pl.DataFrame, today: date) -> pl.DataFrame:
    """Parcels that left on a day before, as their number or label says, and that no carrier has scanned yet.

    Sorted by `due_s`, from which on each counts against the seller.
    """
    found = parcels.filter(is_open() & pl.col("scanned_s").is_null() & (pl.col("dispatch_on") < today) & ~unsent())
    return found.sort("due_s", "dispatch_on", "order_id", nulls_last=True)


def will_miss(
    parcels: pl.DataFrame,
    today: date,
    now_s: int,
    promise: Promise,
    card_days: Callable[[str, str], int | None],
    least: int,
) -> pl.DataFrame:
    """Parcels that left, or were to, and will be late with a chance of more than `least` is short of, the least first.

    One that was to leave and shows no sign of it stands here and among those that must leave: it leaves now at best.

    They get `chance` (to be delivered by their date, in ten-thousandths, given that they have not come yet) and `by`
    (the level of what tells it, a word of LEVELS).  A parcel whose date or service nobody knows is in no list.

    Args:
        parcels: of the schema PARCEL.
        today: in the shop's zone.
        now_s: the moment, UTC seconds.
        promise: what was learnt; one without rows lets the card's days count.
        card_days: (service, country) -> the longest day of the card.
        least: the chance below which a parcel is told, in ten-thousandths.
    """
    gone = (pl.col("dispatch_on") <= today) & pl.col("by_s").is_not_null() & pl.col("returned_s").is_null()
    way = parcels.filter(is_open() & gone)
    leaves = pl.when(unsent()).then(pl.max_horizontal("dispatched_s", pl.lit(now_s))).otherwise("dispatched_s")
    chance, level = chances_to_arrive(promise, card_days, way.with_columns(dispatched_s=leaves), now_s)
    told = way.with_columns(chance=pl.Series(chance, dtype=pl.Int64), level=pl.Series(level, dtype=pl.Int64))
    told = told.filter((pl.col("chance") != UNKNOWN) & (pl.col("chance") < least))
    names = dict(enumerate(LEVELS))
    told = told.with_columns(
        by=pl.col("level").replace_strict(list(names), list(names.values()), return_dtype=pl.String)
    )
    return told.drop("level").sort("chance", "by_s", "order_id")
