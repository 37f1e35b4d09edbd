"""Bands and surcharges as columns of whole numbers: the arithmetic of one lane's prices."""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from routing.fast.parcels import Flags, Int64s
    from routing.services.fees import Fee
    from routing.services.service import RateBand, Service, Surcharge

    Numbers = npt.NDArray[Any]  # int64, or Python integers where 64 bits might not do

_GRAMS: Final = ("over_g", "upto_g", "base_covers_g", "step_g")
_AMOUNTS: Final = ("base_micro", "per_step_micro")


@frozen(eq=False)
class Bands:
    """Bands as columns, by weight; amounts in a type that no product of theirs can pass.

    After the discount `paid` parts of `paid_of` are left of a band's price.
    """

    over_g: Int64s
    upto_g: Int64s
    base_covers_g: Int64s
    step_g: Int64s
    base_micro: Numbers
    per_step_micro: Numbers
    paid: Numbers
    minimum_micro: Numbers
    paid_of: int

    @classmethod
    def of(cls, bands: tuple[RateBand, ...], service: Service, number: type) -> Bands:
        """The bands of one lane, sorted by weight."""
        paid, minimums, paid_of = terms(bands, service)
        columns: dict[str, Any] = {name: np.array([getattr(band, name) for band in bands], np.int64) for name in _GRAMS}
        columns |= {name: np.array([getattr(band, name) for band in bands], number) for name in _AMOUNTS}
        columns |= {"paid": np.array(paid, number), "minimum_micro": np.array(minimums, number)}
        return cls(**columns, paid_of=paid_of)


def terms(bands: Sequence[RateBand], service: Service) -> tuple[list[int], list[int], int]:
    """Band by band the parts of the price that are paid and the least price in millionths; and the parts of a whole."""
    discounts = [service.discount if band.discount is None else band.discount for band in bands]
    parts = lcm(*(discount.denominator for discount in discounts))
    minimums = [service.minimum_micro if band.minimum_micro is None else band.minimum_micro for band in bands]
    return [int(discount * parts) for discount in discounts], minimums, parts


Borne = tuple["Surcharge", "Flags", "Numbers"]
"""A surcharge, the parcels that bear it, and what it comes to for each."""


def surcharged(charged: list[Borne], count: int, safe: np.dtype[Any]) -> tuple[Numbers, Numbers]:
    """Millionths that fuel applies to, and that it does not: of each group only the dearest, of equals the first."""
    sums: dict[bool, Numbers] = {True: np.zeros(count, safe), False: np.zeros(count, safe)}
    groups: dict[str, tuple[Numbers, Flags]] = {}
    for surcharge, applies, micro in charged:
        amount: Numbers = np.where(applies, micro, 0)
        if not surcharge.group:
            sums[surcharge.fuel_applies] = sums[surcharge.fuel_applies] + amount
            continue
        best, fuel = groups.get(surcharge.group, (np.zeros(count, safe), np.zeros(count, np.bool_)))
        dearer = amount > best
        groups[surcharge.group] = np.where(dearer, amount, best), np.where(dearer, surcharge.fuel_applies, fuel)
    for best, fuel in groups.values():
        sums[True] = sums[True] + np.where(fuel, best, 0)
        sums[False] = sums[False] + np.where(fuel, 0, best)
    return sums[True], sums[False]


def by_weight(surcharge: Surcharge, fee: Fee, weights: Int64s, safe: np.dtype[Any]) -> Numbers:
    """Millionths for each chargeable weight of a surcharge on a parcel or its kilograms."""
    amount: Numbers = np.full(len(weights), fee.each_micro, safe)
    if surcharge.per == "kg":
        amount = amount * (-(-weights // surcharge.step_g)).astype(safe)
    amount = np.maximum(amount, fee.minimum_micro)
    return amount if fee.maximum_micro is None else np.minimum(amount, fee.maximum_micro)
