"""Surcharges by pieces, declared items or value, as columns: what no table of prices can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from routing.fast.parcels import UNKNOWN
from routing.services.fees import fee_of, share_of_value

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    import numpy.typing as npt

    from routing.fast.conditions import Measures
    from routing.fast.parcels import Flags, Int32s
    from routing.services.fees import Fee
    from routing.services.service import Surcharge
    from routing.values.money import ExchangeRates

    Numbers = npt.NDArray[Any]  # int64, or Python integers where 64 bits might not do

_SAFE: Final = 2**62


def uncounted(
    surcharge: Surcharge, measures: Measures, currency: str, rates: ExchangeRates, on: date
) -> dict[str, Flags]:
    """Code -> the parcels for which it says why the surcharge's amount cannot be told."""
    every = np.ones(len(measures), np.bool_)
    found: dict[str, Flags] = {}
    if fee_of(surcharge, currency, rates, on) is None:
        found["NO_EXCHANGE_RATE"] = every
    elif surcharge.per in {"piece", "item"}:
        found["ITEMS_UNKNOWN"] = _counts(surcharge, measures) == UNKNOWN
    if surcharge.per == "value":
        unvalued = (measures.value_e4 == UNKNOWN) | (measures.currency.codes == UNKNOWN)
        shares = _shares(surcharge, measures, currency, rates, on)
        unpriced = np.array([True, *(share is None for share in shares)]).take(measures.currency.codes + 1)
        found["VALUE_UNKNOWN"] = unvalued
        found["NO_EXCHANGE_RATE"] = (found.get("NO_EXCHANGE_RATE", ~every) | unpriced) & ~unvalued
    return found


def counted_micro(surcharge: Surcharge, measures: Measures, currency: str, rates: ExchangeRates, on: date) -> Numbers:
    """The amount for each parcel in millionths of the card's currency; 0 where it cannot be told."""
    fee = fee_of(surcharge, currency, rates, on)
    if fee is None:
        return np.zeros(len(measures), np.int64)
    if surcharge.per == "value":
        return _bounded(_of_value(surcharge, measures, currency, rates, on), fee)
    counts = np.maximum(_counts(surcharge, measures), 0)
    safe = int(counts.max(initial=0)) * fee.each_micro < _SAFE
    return _bounded(counts.astype(np.int64 if safe else object) * fee.each_micro, fee)


def _bounded(amounts: Numbers, fee: Fee) -> Numbers:
    least: Numbers = np.maximum(amounts, fee.minimum_micro)
    return least if fee.maximum_micro is None else np.minimum(least, fee.maximum_micro)


def _counts(surcharge: Surcharge, measures: Measures) -> Int32s:
    return measures.pieces if surcharge.per == "piece" else measures.items


def _shares(
    surcharge: Surcharge, measures: Measures, currency: str, rates: ExchangeRates, on: date
) -> list[Fraction | None]:
    """For each currency of the parcels, millionths of the card's for a ten-thousandth of it."""
    return [share_of_value(surcharge, code, currency, rates, on) for code in measures.currency.values]


def _of_value(surcharge: Surcharge, measures: Measures, currency: str, rates: ExchangeRates, on: date) -> Numbers:
    """The share of each parcel's value, halves of a millionth rounded up."""
    values = np.maximum(measures.value_e4, 0)
    shares = [share or 0 for share in _shares(surcharge, measures, currency, rates, on)]
    over = [0, *(2 * share.numerator for share in shares)]
    under = [1, *(share.denominator for share in shares)]
    most = int(values.max(initial=0)) * max(over) + 2 * max(under)
    number = np.int64 if most < _SAFE else object
    rows = measures.currency.codes + 1
    parts, wholes = (np.array(figures, number).take(rows) for figures in (over, under))
    amounts: Numbers = (values.astype(number) * parts + wholes) // (2 * wholes)
    return amounts
