"""Parcels one by one to parcels in columns, for tests that put the same ones to both paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from routing.fast.parcels import UNKNOWN, Categories, ExactMeasures, Parcels
from routing.values.countries import COUNTRY_CODES
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.exact.parcel import Parcel


def columns_of(parcels: Sequence[Parcel]) -> Parcels:
    """The same parcels as columns."""
    sides = np.array([parcel.sides or (UNKNOWN,) * 3 for parcel in parcels], np.int32).reshape(-1, 3)
    texts: dict[str, Sequence[str | None]] = {
        "currency": [parcel.currency for parcel in parcels],
        "goods": [";".join(sorted(parcel.goods)) for parcel in parcels],
        "platform": [parcel.platform for parcel in parcels],
        "address": [";".join(sorted(parcel.address)) or None for parcel in parcels],
        "requested": [parcel.requested for parcel in parcels],
    }
    words: dict[str, Any] = {name: _categories(values) for name, values in texts.items()}
    return Parcels(
        country=np.array([COUNTRY_CODES.index(parcel.country) for parcel in parcels], np.int32),
        weight_g=np.array([parcel.weight_g for parcel in parcels], np.int32),
        longest_mm=sides[:, 0].copy(),
        second_mm=sides[:, 1].copy(),
        shortest_mm=sides[:, 2].copy(),
        roll=np.array([parcel.roll for parcel in parcels], np.bool_),
        value_e4=np.array([UNKNOWN if p.value_e4 is None else p.value_e4 for p in parcels], np.int64),
        tracked=np.array([parcel.tracked for parcel in parcels], np.bool_),
        postcode=pl.Series([parcel.postcode for parcel in parcels], dtype=pl.String),
        pieces=np.array([UNKNOWN if p.pieces is None else p.pieces for p in parcels], np.int32),
        items=np.array([UNKNOWN if p.items is None else p.items for p in parcels], np.int32),
        exact=_exact(parcels),
        consignments=None,
        **words,
    )


def _categories(texts: Sequence[str | None]) -> Categories:
    """As `Categories.of` has them, a hundred times sooner for few parcels."""
    values = sorted({text for text in texts if text is not None})
    place = {text: code for code, text in enumerate(values)}
    return Categories(np.array([UNKNOWN if text is None else place[text] for text in texts], np.int32), tuple(values))


def _exact(parcels: Sequence[Parcel]) -> ExactMeasures | None:
    """The figures before rounding; None where all are whole."""
    if not any(parcel.weight_up_e9 or any(parcel.sides_up_e9) for parcel in parcels):
        return None
    weights = [parcel.weight_g * E9 - parcel.weight_up_e9 for parcel in parcels]
    sides = [
        [UNKNOWN] * 3
        if parcel.sides is None
        else [side * E9 - up for side, up in zip(parcel.sides, parcel.sides_up_e9, strict=True)]
        for parcel in parcels
    ]
    return ExactMeasures(np.array(weights, np.int64), *np.array(sides, np.int64).reshape(-1, 3).T.copy())
