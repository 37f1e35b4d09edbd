"""Chargeable weight of columns of parcels: volumetric rules and least weights, in whole grams."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import evolve, frozen

from routing.fast.parcels import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import numpy.typing as npt

    from routing.fast.conditions import Measures
    from routing.fast.parcels import Flags, Int32s, Int64s
    from routing.services.condition import Condition
    from routing.services.service import BilledMinimum, VolumetricRule
    from routing.values.money import ExchangeRates

_SMALL: Final = int(np.iinfo(np.int32).max)


@frozen(cache_hash=True)
class Weighing:
    """The volumetric rules and least weights in force on a day."""

    rules: tuple[VolumetricRule, ...]
    minimums: tuple[BilledMinimum, ...]
    rates: ExchangeRates
    on: date

    @cached_property
    def unconditional(self) -> Weighing:
        """The same without the least weights that ask for anything of the parcel but its destination."""
        return evolve(self, minimums=tuple(one for one in self.minimums if not one.every))

    def raises(self, measures: Measures) -> Iterator[Flags]:
        """Where one of those least weights applies."""
        for minimum in self.minimums:
            if minimum.every and not any(measures.never(one) for one in minimum.every):
                yield self._all_true(minimum.every, measures)[0]

    @property
    def plain(self) -> bool:
        """Whether the chargeable weight is the actual weight for every parcel."""
        return not self.rules and not self.minimums

    def chargeable(self, measures: Measures) -> Int32s:
        """Chargeable grams before steps, int32; UNKNOWN where they hang on what is not known."""
        if self.plain:
            return measures.weight_g
        if len(self.rules) == 1 and _for_all(self.rules[0]) and measures.sizes_known and not self.minimums:
            return _volumetric(self.rules[0], measures, self.rates, self.on).astype(np.int32)
        chargeable: npt.NDArray[Any] = measures.weight_g
        unknown = np.zeros(len(measures), np.bool_)
        unruled = ~unknown
        for rule in self.rules:
            covers = measures.bound_for(rule.countries) if rule.countries else np.ones(len(measures), np.bool_)
            if not measures.sizes_known:
                unknown |= covers & (measures.longest_mm == UNKNOWN)
            applies, missing = self._all_true(rule.value, measures)
            unknown |= missing & covers
            applies &= covers & unruled
            unruled &= ~applies
            chargeable = np.where(applies, _volumetric(rule, measures, self.rates, self.on), chargeable)
        for minimum in self.minimums:
            applies, missing = self._all_true(minimum.every, measures)
            spoken = self.least_covers(minimum, measures)
            if spoken is not None:
                applies &= spoken
                missing &= spoken
            unknown |= missing
            chargeable = np.where(applies, np.maximum(chargeable, minimum.grams), chargeable)
        return np.where(unknown, UNKNOWN, chargeable).astype(np.int32)

    def least_covers(self, minimum: BilledMinimum, measures: Measures) -> Flags | None:
        """Where a least weight speaks of the destination; None: of every one.

        One that names a country and asks for nothing else stands there in place of the one for all.
        """
        if minimum.countries:
            return measures.bound_for(minimum.countries)
        own = [one.countries for one in self.minimums if one.countries and not one.every]
        return ~measures.bound_for(frozenset().union(*own)) if own and not minimum.every else None

    def _all_true(self, conditions: Sequence[Condition], measures: Measures) -> tuple[Flags, Flags]:
        """Where every condition holds, and where one cannot be told."""
        true = np.ones(len(measures), np.bool_)
        missing = ~true
        for condition in conditions:
            evaluation = measures.evaluate(condition, self.rates, self.on)
            true &= evaluation.true
            if evaluation.missing is not None:
                missing |= evaluation.missing
        return true, missing


def _for_all(rule: VolumetricRule) -> bool:
    return not rule.countries and not rule.value


def _volumetric(rule: VolumetricRule, measures: Measures, rates: ExchangeRates, on: date) -> npt.NDArray[Any]:
    """Chargeable grams where the rule covers the parcel, whole numbers; without a size they are the actual weight."""
    actual: Int64s = measures.weight_g.astype(np.int64)
    volume = measures.volume_mm3
    weights: npt.NDArray[Any]
    if rule.share is not None:
        beyond = np.maximum(volume - actual * rule.divisor, 0) * rule.share.numerator
        weights = actual - (-beyond // (rule.divisor * rule.share.denominator))
    elif rule.above is None and measures.largest_mm3 + rule.divisor <= _SMALL:
        small = volume.astype(np.int32) + np.int32(rule.divisor - 1)
        weights = np.maximum(measures.weight_g, small // np.int32(rule.divisor))
    elif rule.above is None:
        weights = np.maximum(actual, -(-volume // rule.divisor))
    else:
        share, over = rule.above, rule.divisor * rule.above.denominator
        beyond = volume * share.denominator - actual * (share.numerator * rule.divisor)
        weights = actual + np.maximum(-(-beyond // over), 0)
    if rule.side is not None:
        weights = np.where(measures.evaluate(rule.side, rates, on).true, weights, actual)
    if rule.ratio is not None:
        bulky = measures.bulky_beyond if rule.strict else measures.bulky_by
        weights = np.where(bulky(rule.ratio, rule.divisor), weights, actual)
    for condition in rule.weight:
        weights = np.where(measures.evaluate(condition, rates, on).true, weights, actual)
    if rule.difference_g:
        beyond = volume - actual * rule.divisor
        weights = np.where(beyond >= rule.difference_g * rule.divisor, weights, actual)
    return weights
