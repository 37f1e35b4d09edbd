"""By how much weights and sides were rounded up: columns beside those of whole grams and millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Iterable

UP: Final = {
    "weight_g": "weight_up_e9",
    "length_mm": "length_up_e9",
    "width_mm": "width_up_e9",
    "height_mm": "height_up_e9",
}
"""Column of whole figures -> that of the billionths by which each was rounded up; null: not at all."""
_SIDES: Final = tuple(UP)[1:]


def was_rounded(frame: pl.DataFrame) -> bool:
    """Whether any figure was."""
    return any(frame[up].null_count() < frame.height for up in UP.values() if up in frame.columns)


def by_length() -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """The longest, the middle and the shortest side before rounding, in billionths."""
    sides = [pl.col(side) * E9 - pl.col(UP[side]).fill_null(0) for side in _SIDES]
    longest, shortest = pl.max_horizontal(sides), pl.min_horizontal(sides)
    return longest, pl.sum_horizontal(sides) - longest - shortest, shortest


def rounding(exact_e9: pl.Expr) -> pl.Expr:
    """By how many billionths a figure is rounded up to the next whole one."""
    return (E9 - exact_e9 % E9) % E9


def carried(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """The frame with the roundings of sums taken off the sums, as far as they come to whole grams or millimetres."""
    names = tuple(names)
    return frame.with_columns(pl.col(name) - pl.col(UP[name]).fill_null(0) // E9 for name in names).with_columns(
        pl.when(pl.col(UP[name]) % E9 > 0).then(pl.col(UP[name]) % E9).alias(UP[name]) for name in UP
    )
