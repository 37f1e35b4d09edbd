"""Parcels as they were seen on their way: what laws are learnt from, and the stages of the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import polars as pl

from routing.promise.law import DAY_S

if TYPE_CHECKING:
    from routing.promise.survival import Int64s

Stage = Literal["total", "first_scan", "delivery"]
STAGES: Final[tuple[Stage, ...]] = ("total", "first_scan", "delivery")
"""From the start of the dispatch day to delivery; to the carrier's first scan; from that scan to delivery."""

SEEN: Final = pl.Schema(
    {
        "service": pl.String,
        "country": pl.String,
        "dispatch_on": pl.Date,
        "dispatched_s": pl.Int64,  # UTC seconds of the dispatch day's first moment in the shop's zone
        "scanned_s": pl.Int64,  # of the carrier's first scan; null: none yet
        "delivered_s": pl.Int64,  # null: not delivered
        "seen_s": pl.Int64,  # until when a delivery would have been seen
    }
)
"""One row a parcel that was looked for."""

_ENDS: Final = {
    "total": ("dispatched_s", "delivered_s"),
    "first_scan": ("dispatched_s", "scanned_s"),
    "delivery": ("scanned_s", "delivered_s"),
}


def on_stage(parcels: pl.DataFrame, stage: Stage) -> tuple[pl.DataFrame, Int64s, Int64s]:
    """The parcels that began a stage, the day on which each ended it (-1: not yet), and the whole days it was seen.

    Day d ends d times 24 hours after the start; a scan before the start counts for day 0.
    """
    start, end = _ENDS[stage]
    begun = parcels.filter(pl.col(start).is_not_null())
    since = begun[start].to_numpy()
    ended = begun[end].fill_null(-1).to_numpy()
    day = np.where(ended < 0, -1, np.maximum(-((since - ended) // DAY_S), 0))
    return begun, day, (begun["seen_s"].to_numpy() - since) // DAY_S
