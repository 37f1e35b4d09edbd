"""Texts in a plain layout to values, all columns of a chunk in one pass of polars.

Plain are whole grams, ISO times with an offset, codes in capitals and the like, and only what is proved to be so; any
other text comes out as null here and is read by `fields.py`.  A property test holds the two ways equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from routing.intake.cells.iso_times import iso_times
from routing.intake.cells.words import QUANTITY_MAX
from routing.orders import COUNTRY, CURRENCY
from routing.values.money import E4
from routing.values.units import GRAMS_MAX, MILLIMETRES_MAX

if TYPE_CHECKING:
    from collections.abc import Callable

_WHOLE = {
    "weight_g": GRAMS_MAX,
    **dict.fromkeys(("length_mm", "width_mm", "height_mm"), MILLIMETRES_MAX),
    "quantity": QUANTITY_MAX,
}
"""Columns of whole numbers from 1 to the figure given."""
_POWERS = np.array([1, *(10**power for power in range(10))])
"""The smallest number of so many figures; a text of none or of too many is never plain."""
AMOUNTS = (
    "value", "total", "unit_price", "line_price", "line_tax", "line_shipping", "line_shipping_tax", "shipping_price",
)  # fmt: skip
_TIMES = ("paid_at", "ship_by", "deliver_by")
_AMOUNT = r"^[0-9]{1,9}(?:\.(?:[0-9]{1,2}|[0-9]{4}))?$"
"""Three figures after the point may be thousands."""


def plain_columns(text: pl.DataFrame, decimal: str = ".") -> dict[str, pl.Series]:
    """For each column that has a plain layout: its values, null where a text is not plain.

    Args:
        text: cells by field.
        decimal: decimal mark of the file; with a comma no amount is plain, as 1.234 is more than a thousand then.
    """
    names = [name for name in _PLAIN if name in text.columns]
    names += [name for name in AMOUNTS if name in text.columns and decimal == "."]
    wholes = [name for name in _WHOLE if name in text.columns]
    found = text.select(
        *(_PLAIN.get(name, _amount)(pl.col(name)).alias(name) for name in names),
        *(pl.col(name).cast(pl.Int64, strict=False) for name in wholes),
        *(pl.col(name).str.len_bytes().alias(f"{name} length") for name in wholes),
    ).to_dict()
    wholes_read = {name: _whole(found[name], found.pop(f"{name} length"), _WHOLE[name]) for name in wholes}
    return found | wholes_read | {name: iso_times(text[name]) for name in _TIMES if name in text.columns}


def _whole(values: pl.Series, lengths: pl.Series, most: int) -> pl.Series:
    """The numbers from 1 to `most` whose texts are as long as their figures: without sign or leading zero."""
    number = values.fill_null(0).to_numpy()
    plain = number >= _POWERS.take(lengths.fill_null(0).to_numpy(), mode="clip")
    plain &= number <= most
    return values if plain.all() else values.to_frame("v").select(pl.when(pl.Series(plain)).then("v")).to_series()


def _amount(texts: pl.Expr) -> pl.Expr:
    """Ten-thousandths; nine digits and four decimals leave a double room for the rounding of one product."""
    figures = pl.when(texts.str.contains(_AMOUNT)).then(texts).cast(pl.Float64) * E4
    return figures.round().cast(pl.Int64)


_PLAIN: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "currency": lambda texts: texts.cast(CURRENCY, strict=False),
    "country": lambda texts: texts.cast(COUNTRY, strict=False),
    "origin": lambda texts: texts.cast(COUNTRY, strict=False),
}
