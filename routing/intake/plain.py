"""Texts in a plain layout to values, all columns of a chunk in one pass of polars.

A regular expression proves a text to be plain (whole grams, ISO times with an offset, codes in capitals); any other
text comes out as null here and is read by `fields.py`.  A property test holds the two ways equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake.words import QUANTITY_MAX
from routing.money import E4
from routing.orders import COUNTRY, CURRENCY
from routing.units import GRAMS_MAX, MILLIMETRES_MAX

if TYPE_CHECKING:
    from collections.abc import Callable

_WHOLE = r"^[0-9]{1,7}$"
_AMOUNT = r"^[0-9]{1,9}(?:\.[0-9]{1,4})?$"
_STAMP = r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-5][0-9](?:Z|[+-][0-9]{2}:?[0-9]{2}| [+-][0-9]{4})$"
_LOCAL = 19
"""Characters of a stamp before its offset."""


def plain_columns(text: pl.DataFrame, decimal: str = ".") -> dict[str, pl.Series]:
    """For each column that has a plain layout: its values, null where a text is not plain.

    Args:
        text: cells by field.
        decimal: decimal mark of the file; with a comma no amount is plain, as 1.234 is more than a thousand then.
    """
    names = [name for name in _PLAIN if name in text.columns and (name != "value" or decimal == ".")]
    return text.select(_PLAIN[name](pl.col(name)).alias(name) for name in names).to_dict()


def _whole(most: int) -> Callable[[pl.Expr], pl.Expr]:
    def read(texts: pl.Expr) -> pl.Expr:
        values = pl.when(texts.str.contains(_WHOLE)).then(texts).cast(pl.Int64)
        return pl.when(values.is_between(1, most)).then(values)

    return read


def _amount(texts: pl.Expr) -> pl.Expr:
    """Ten-thousandths; nine digits and four decimals leave a double room for the rounding of one product."""
    figures = pl.when(texts.str.contains(_AMOUNT)).then(texts).cast(pl.Float64) * E4
    return figures.round().cast(pl.Int64)


def _stamp(texts: pl.Expr) -> pl.Expr:
    """Structs of the local time, labelled UTC, and the text of its offset."""
    stamps = pl.when(texts.str.contains(_STAMP)).then(texts)
    local = stamps.str.head(_LOCAL).str.replace(" ", "T", literal=True)
    at = local.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us", time_zone="UTC")
    return pl.struct(at.alias("local"), stamps.str.slice(_LOCAL).alias("offset"))


_PLAIN: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "weight_g": _whole(GRAMS_MAX),
    "length_mm": _whole(MILLIMETRES_MAX),
    "width_mm": _whole(MILLIMETRES_MAX),
    "height_mm": _whole(MILLIMETRES_MAX),
    "quantity": _whole(QUANTITY_MAX),
    "value": _amount,
    "currency": lambda texts: texts.cast(CURRENCY, strict=False),
    "country": lambda texts: texts.cast(COUNTRY, strict=False),
    "origin": lambda texts: texts.cast(COUNTRY, strict=False),
    "paid_at": _stamp,
    "ship_by": _stamp,
}
