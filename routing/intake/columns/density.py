"""Weights and sizes that cannot both be meant: a figure in another unit than its column's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake.cells.measures import SIDES
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from routing.intake.cells.ledger import Ledger

_DENSEST = 20
"""Grams in a cubic centimetre, or milligrams in a cubic millimetre: gold has 19.3."""
_LIGHTEST = 2
"""Milligrams in a cubic centimetre: a foam of 0.002 g/cm3 is lighter than any packing."""
_HAND_MM = 80
"""A side of a hand's width: what is that long weighs more than a gram."""
_MM3 = 1000
"""Cubic millimetres in a cubic centimetre, milligrams in a gram."""


def doubtful_density(columns: Mapping[str, pl.Series], ledger: Ledger) -> pl.Series | None:
    """A mask of parcels that are lighter than any packing; those of which a figure cannot be meant are refused.

    Args:
        columns: weight, sides and quantity of each order; what is unknown is doubted by nobody.
        ledger: takes the refused ones, each with the unit that was likely meant.
    """
    frame = pl.DataFrame({name: columns[name] for name in ("weight_g", "quantity", *SIDES)})
    volume = pl.col(SIDES[0]).cast(pl.Float64) * pl.col(SIDES[1]) * pl.col(SIDES[2])  # a rough figure is enough
    weight = pl.col("weight_g").cast(pl.Float64)
    asked = frame.select(
        dense=(weight * _MM3 > volume * _DENSEST).fill_null(value=False),
        gram=(pl.col("weight_g").is_between(1, pl.col("quantity")) & (pl.max_horizontal(SIDES) >= _HAND_MM)).fill_null(
            value=False
        ),
        light=(weight * _MM3 * _MM3 < volume * _LIGHTEST).fill_null(value=False),
    )
    for at, figures in _figures(frame, asked["dense"]):
        ledger.refuse(at, "size", "", "UNREADABLE_SIZE", Reason("density.too_heavy", **figures))
    for at, figures in _figures(frame, asked["gram"]):
        ledger.refuse(at, "weight", "", "UNREADABLE_WEIGHT", Reason("density.too_light", **figures))
    return asked["light"] if asked["light"].any() else None


def _figures(frame: pl.DataFrame, mask: pl.Series) -> Iterator[tuple[int, dict[str, int]]]:
    """Index and measures of each row of the mask."""
    if not mask.any():
        return iter(())
    rows = frame.select("weight_g", *SIDES).filter(mask)
    return zip(mask.arg_true().to_list(), rows.iter_rows(named=True), strict=True)
