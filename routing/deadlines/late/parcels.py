"""Orders of runs with the scans of their parcels, as they are judged: one row for each order in each parcel."""

from __future__ import annotations

from typing import Final

import polars as pl

PARCEL: Final = pl.Schema(
    {
        "order_id": pl.String,
        "tracking_number": pl.String,  # null: none is known
        "platform": pl.String,
        "country": pl.String,
        "service": pl.String,
        "dispatch_on": pl.Date,
        "dispatched_s": pl.Int64,  # UTC seconds of the dispatch day's first moment in the shop's zone
        "paid_s": pl.Int64,
        "ship_by_s": pl.Int64,  # the marketplace's own deadline, as its export says
        "by_s": pl.Int64,  # by when the marketplace wants it delivered
        "label_s": pl.Int64,  # when its data were sent
        "scanned_s": pl.Int64,  # the carrier's first scan
        "delivered_s": pl.Int64,
        "returned_s": pl.Int64,
        "last_event": pl.String,  # the word of the last scan; null: none
        "last_s": pl.Int64,
        "parcel_id": pl.String,  # in which it travels with others, or a part of it; null: it is a parcel of its own
    }
)
"""Seconds are UTC; null is not known, or has not happened."""
GONE: Final = ("delivered", "returned", "lost", "destroyed", "cancelled")
"""Events after which nothing is awaited."""


def of_orders(parcels: pl.DataFrame) -> pl.DataFrame:
    """One row for each order, with the columns of PARCEL: one in parts is scanned and delivered with the last."""
    parts = pl.col("parcel_id").is_not_null() & (pl.len().over("order_id", "parcel_id") < pl.len().over("order_id"))
    whole, apart = parcels.filter(~parts), parcels.filter(parts)
    if not apart.height:
        return parcels
    last = [
        pl.when(~pl.col(name).is_null().any()).then(pl.col(name).max()).alias(name)
        for name in ("scanned_s", "delivered_s")
    ]
    others = [pl.col(name).first() for name in parcels.columns if name not in {"order_id", "scanned_s", "delivered_s"}]
    return pl.concat([whole, apart.group_by("order_id", maintain_order=True).agg(*last, *others).select(whole.columns)])


def unsent() -> pl.Expr:
    """Whether nothing shows that a parcel has left: no number, no label, no scan."""
    return pl.col("tracking_number").is_null() & pl.col("label_s").is_null() & pl.col("last_event").is_null()


def is_open() -> pl.Expr:
    """Whether a parcel is still awaited."""
    ended = pl.col("last_event").is_in(GONE).fill_null(value=False)
    return pl.col("delivered_s").is_null() & ~ended
