"""Parcels on their way: the chance of each to be delivered by its date, given that it has not come yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from routing.promise.calibration import chances_within
from routing.promise.law import DAY_S, LEVELS, SURE, Law
from routing.promise.promise import KnownLaw

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from routing.promise.promise import Promise
    from routing.promise.survival import Int64s

UNKNOWN: Final = -1

OPEN: Final = pl.Schema(
    {
        "service": pl.String,
        "country": pl.String,
        "dispatch_on": pl.Date,
        "dispatched_s": pl.Int64,  # UTC seconds of the dispatch day's first moment in the shop's zone
        "scanned_s": pl.Int64,  # of the carrier's first scan; null: none yet
        "by_s": pl.Int64,  # by when it is to be delivered
    }
)
"""One row a parcel that has not been delivered."""


def chances_to_arrive(
    promise: Promise, card_days: Callable[[str, str], int | None], parcels: pl.DataFrame, now_s: int
) -> tuple[Int64s, npt.NDArray[np.int8]]:
    """The chance of each parcel to be delivered by its date, in ten-thousandths, and the place of its level in LEVELS.

    A parcel that was scanned is judged by the days from that scan; one that was not, by the days to a scan that is
    still to come and by those from it; where no such laws were learnt, by the days from dispatch.  Where nothing was
    learnt the longest day of the card counts; both are UNKNOWN where no card knows the service.

    Args:
        promise: what was learnt.
        card_days: (service, country) -> the longest day of the card; None where there is none.
        parcels: of the schema OPEN; it may have more columns.
        now_s: the moment, UTC seconds.
    """
    chance, level = np.full(len(parcels), UNKNOWN, np.int64), np.full(len(parcels), UNKNOWN, np.int8)
    month = pl.col("dispatch_on").dt.month()
    scanned = pl.col("scanned_s").is_not_null()
    lanes = parcels.select("service", "country", month=month, scanned=scanned).with_row_index("at")
    start, by = parcels["dispatched_s"].to_numpy(), parcels["by_s"].to_numpy()
    scan = parcels["scanned_s"].fill_null(0).to_numpy()
    for (service, country, of_month, is_scanned), own in lanes.group_by("service", "country", "month", "scanned"):
        rows = own["at"].to_numpy()
        name, place, number = str(service), str(country), int(str(of_month))
        first = promise.learnt(name, place, number, "first_scan")
        after = promise.learnt(name, place, number, "delivery")
        if is_scanned and after is not None:
            told, since = after, scan[rows]
            found = _still(told.law, now_s - since, by[rows] - since)
        elif first is not None and after is not None and not is_scanned:
            told = after
            found = _unscanned(first.law, after.law, now_s - start[rows], by[rows] - start[rows])
        else:
            known = promise.learnt(name, place, number) or _by_card(card_days(name, place))
            if known is None:
                continue
            told, since = known, start[rows]
            found = _still(told.law, now_s - since, by[rows] - since)
        chance[rows], level[rows] = found, LEVELS.index(told.level)
    return chance, level


def _by_card(most_days: int | None) -> KnownLaw | None:
    return None if most_days is None else KnownLaw(Law.of_card(most_days), "card")


def _still(law: Law, gone: Int64s, left: Int64s) -> Int64s:
    """`law.still` for many parcels."""
    before, after = chances_within(law, gone), chances_within(law, left)
    rest = np.maximum(SURE - before, 1)
    return np.where((before >= SURE) | (after <= before), 0, (after - before) * SURE // rest)


def _unscanned(first: Law, after: Law, gone: Int64s, left: Int64s) -> Int64s:
    """The chance of parcels that were not scanned yet: a scan on each day to come, and delivery in what is left then.

    A scan counts for the middle of its day, or of what is left of today.
    """
    before = chances_within(first, gone)
    told = np.zeros(len(gone), np.int64)
    for day in range(len(first.chances)):
        start, end = np.maximum(gone, day * DAY_S), (day + 1) * DAY_S
        share = chances_within(first, np.full(len(gone), end)) - np.maximum(chances_within(first, start), before)
        coming = (start < end) & (share > 0)
        told += np.where(coming, share * chances_within(after, left - (start + end) // 2), 0)
    rest = np.maximum(SURE - before, 1)
    return np.where(before >= SURE, 0, told // rest)
