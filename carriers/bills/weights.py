"""What bills say that articles weigh: articles whose scale weights differ from the product master."""

from __future__ import annotations

from typing import Final

import polars as pl

LEAST_BILLS: Final = 3
"""So many parcels have to have been weighed."""
LEAST_G: Final = 5
LEAST_SHARE: Final = 0.02
COLUMNS: Final = ("sku", "master_weight_g", "weight_g", "difference_g", "bills", "least_g", "most_g", "spread_g")


def weighed(orders: pl.DataFrame) -> pl.DataFrame:
    """Articles whose pieces weigh otherwise than the master says, by the median of what bills weighed.

    What an order weighs beside its pieces (packing) is taken off as our own figure has it; an order that says it weighs
    less than its pieces does not count.

    Args:
        orders: one row a parcel: `sku`, `pieces`, `own_g` (ours, of the parcel), `master_g` (one piece), `scale_g`.

    Returns:
        COLUMNS: `spread_g` lies between the first and the third quarter; sorted by what the articles differ.
    """
    packing = pl.col("own_g") - pl.col("master_g") * pl.col("pieces")
    piece = orders.filter(packing >= 0).with_columns(
        piece=((pl.col("scale_g") - packing).clip(lower_bound=0)) // pl.col("pieces")
    )
    quarter = [pl.col("piece").quantile(share, "nearest") for share in (0.25, 0.75)]
    found = piece.group_by("sku", maintain_order=True).agg(
        master_weight_g=pl.col("master_g").last(),
        weight_g=pl.col("piece").median().round().cast(pl.Int64),
        bills=pl.len(),
        least_g=pl.col("piece").min(),
        most_g=pl.col("piece").max(),
        spread_g=(quarter[1] - quarter[0]).cast(pl.Int64),
    )
    off = (pl.col("weight_g") - pl.col("master_weight_g")).abs()
    enough = (pl.col("bills") >= LEAST_BILLS) & (off >= LEAST_G) & (off >= pl.col("master_weight_g") * LEAST_SHARE)
    told = found.filter(enough).with_columns(difference_g=pl.col("weight_g") - pl.col("master_weight_g"))
    return told.sort(pl.col("difference_g").abs() * pl.col("bills"), "sku", descending=[True, False]).select(COLUMNS)
