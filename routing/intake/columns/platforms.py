"""The marketplace of each order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from routing.intake.source_file import SourceFile


def platforms(orders: pl.DataFrame, run: SourceFile) -> pl.Series:
    """The marketplace of each order: as a column names it, else the profile's."""
    usual = pl.Series([run.profile.platform], dtype=pl.String).new_from_index(0, orders.height)
    if "platform" not in orders.columns:
        return usual
    words = orders["platform"]
    distinct = words.unique()  # of which a column has few
    if not distinct.equals(distinct.str.to_lowercase()):
        words = words.str.to_lowercase()
    if run.profile.platforms:
        words = words.replace(dict(run.profile.platforms))
    return words if run.profile.platform is None else words.fill_null(usual)
