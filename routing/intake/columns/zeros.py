"""Postcodes of an order's column that have lost their leading zeros."""

from __future__ import annotations

import numpy as np
import polars as pl

from routing.orders import COUNTRY
from routing.values.countries import COUNTRY_CODES
from routing.values.postcode import restored, zeros

_DIGITS = np.array([*(zeros().get(country, (0,))[0] for country in COUNTRY_CODES), 0])
"""Country -> the figures of its postcodes where some begin with a zero; 0 for all others, and for none."""
_LOWEST = np.array([*(int(zeros().get(country, (0, "0"))[1]) for country in COUNTRY_CODES), 0])
"""The same for the lowest postcode in use."""
_ODD = r"[^!-~]"
"""In a postcode: blanks, and signs beyond ASCII, among which are figures of full width."""


def restored_zeros(columns: dict[str, pl.Series]) -> pl.Series | None:
    """Puts back, in place, the zeros that a spreadsheet took off postcodes; a mask of the orders concerned.

    Before anything is told from a postcode: 901 in the United States is 00901, in Puerto Rico.
    """
    if "postcode" not in columns:
        return None
    postcodes, countries = columns["postcode"], columns["country"].cast(COUNTRY)
    places = countries.to_physical().fill_null(len(COUNTRY_CODES)).to_numpy()
    short = np.flatnonzero(postcodes.str.len_bytes().fill_null(99).to_numpy() < _DIGITS.take(places))
    if not short.size:
        return None
    whole = _restored(postcodes.gather(short), countries.gather(short))
    changed = whole.is_not_null()
    if not changed.any():
        return None
    at, whole = pl.Series(short).filter(changed), whole.filter(changed)
    columns["postcode"] = postcodes.scatter(at, whole)
    return pl.Series([False]).new_from_index(0, len(postcodes)).scatter(at, values=True)


def _restored(postcodes: pl.Series, countries: pl.Series) -> pl.Series:
    """The postcodes that get zeros, with them; null for all others.  Each must be shorter than its country's."""
    places = countries.to_physical().to_numpy()
    figures = pl.when(postcodes.str.contains("^[0-9]+$")).then(postcodes)
    large = figures.cast(pl.Int64) >= pl.Series(_LOWEST.take(places))
    found = pl.select(pl.when(large).then(figures.str.zfill(pl.Series(_DIGITS.take(places))))).to_series()
    odd = postcodes.str.contains(_ODD).arg_true()
    texts = postcodes.gather(odd)
    read = [restored(text, country) for text, country in zip(texts, countries.gather(odd), strict=True)]
    codes = [code if code != text else None for code, text in zip(read, texts, strict=True)]
    return found.scatter(odd, codes) if odd.len() else found
