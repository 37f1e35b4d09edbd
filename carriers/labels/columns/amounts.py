"""Columns of amounts as texts."""

from __future__ import annotations

import polars as pl


def amounts_told(e4: pl.Series, decimals: int) -> pl.Series:
    """Amounts in ten-thousandths as texts, never below: see `carriers.customs.rounded_up`."""
    if decimals > 4:
        e4, scale = e4 * 10 ** (decimals - 4), 1
    else:
        scale = 10 ** (4 - decimals)
    steps = (e4 + (scale - 1)) // scale
    if not decimals:
        return steps.cast(pl.String)
    frame = pl.DataFrame({"whole": steps // 10**decimals, "rest": steps % 10**decimals})
    return frame.select(
        pl.col("whole").cast(pl.String) + "." + pl.col("rest").cast(pl.String).str.zfill(decimals)
    ).to_series()
