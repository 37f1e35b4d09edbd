"""Conditions settled for a column of parcels: where they hold, where not, and where something is missing to tell."""

from __future__ import annotations

from functools import cached_property
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from routing.condition import MEASURES, MONEY, SIZES, Condition
from routing.countries import CODES
from routing.goods import GENERAL, goods_of
from routing.parcels import UNKNOWN

if TYPE_CHECKING:
    from datetime import date

    from routing.money import ExchangeRates
    from routing.parcels import Flags, Int32s, Int64s, Parcels, Words


@frozen(eq=False)
class Settled:
    """Three columns of which at most one holds in a row: no size, no value, no rate to compare it.  And the answer."""

    true: Flags
    size: Flags
    value: Flags
    rate: Flags

    @property
    def missing(self) -> Flags:
        """Where the condition cannot be told."""
        missing: Flags = self.size | self.value | self.rate
        return missing


def value_edge(condition: Condition, currency: str, rates: ExchangeRates, on: date) -> int | None:
    """The whole number e of ten-thousandths of `currency` between e and e + 1 of which the answer changes.

    Exact whatever the rates; None where a rate is missing.
    """
    if currency == condition.currency:
        return condition.edge
    bound = rates.convert(condition.figure, condition.currency, currency, on)
    if bound is None:
        return None
    return floor(bound) if condition.operator in {"<=", ">"} else ceil(bound) - 1


@frozen(eq=False)
class Figures:
    """The columns that conditions ask for, derived from parcels once."""

    parcels: Parcels

    @cached_property
    def sizes_known(self) -> bool:
        """Whether every parcel's size is known."""
        return not bool((self.parcels.longest_mm == UNKNOWN).any())

    @cached_property
    def sum_mm(self) -> Int32s:
        """Length + width + height; UNKNOWN where the size is."""
        one = self.parcels
        total: Int32s = np.maximum(one.longest_mm + one.second_mm + one.shortest_mm, UNKNOWN)
        return total

    @cached_property
    def girth_mm(self) -> Int32s:
        """Longest side + 2 x (the other two); UNKNOWN where the size is."""
        one = self.parcels
        total: Int32s = np.maximum(one.longest_mm + 2 * (one.second_mm + one.shortest_mm), UNKNOWN)
        return total

    @cached_property
    def volume_mm3(self) -> Int64s:
        """Length x width x height; 0 where the size is unknown."""
        one = self.parcels
        volume: Int64s = one.longest_mm.astype(np.int64) * one.second_mm * one.shortest_mm
        return volume if self.sizes_known else np.maximum(volume, 0)

    def measure(self, name: str) -> Int32s:
        """The column of a measure on weight or size; UNKNOWN where the size is not known."""
        one = self.parcels
        return {
            "weight": one.weight_g,
            "longest_side": one.longest_mm,
            "second_side": one.second_mm,
            "shortest_side": one.shortest_mm,
            "sides_sum": self.sum_mm,
            "length_girth": self.girth_mm,
        }[name]

    def bound_for(self, countries: frozenset[str]) -> Flags:
        """Where the destination is one of the countries."""
        return np.array([code in countries for code in CODES])[self.parcels.country]

    def holding(self, goods: frozenset[str]) -> Flags:
        """Where the parcel holds any of the goods."""
        words = [not goods.isdisjoint(goods_of(text)) for text in self.parcels.goods.words]
        return np.array([*words, not goods.isdisjoint(GENERAL)])[self.parcels.goods.index]

    def said(self, column: Words, words: frozenset[str]) -> Flags:
        """Where a column of texts says one of the words."""
        return np.array([*(word in words for word in column.words), False])[column.index]

    def settle(self, condition: Condition, rates: ExchangeRates, on: date) -> Settled:
        """The condition's answer for every parcel."""
        if MEASURES[condition.measure] == MONEY:
            return self._settle_value(condition, rates, on)
        measured = self.measure(condition.measure)
        true = measured <= condition.edge if condition.upper else measured > condition.edge
        none = np.zeros(len(measured), np.bool_)
        if condition.measure not in SIZES or self.sizes_known:
            return Settled(true, none, none, none)
        size = measured == UNKNOWN
        return Settled(true & ~size, size, none, none)

    def bulky(self, divisor: int, *, wanted: bool) -> Settled:
        """Whether the volumetric weight lies above the actual weight, or does not, as wanted."""
        size = self.parcels.longest_mm == UNKNOWN
        above = self.volume_mm3 > self.parcels.weight_g.astype(np.int64) * divisor
        none = np.zeros(len(size), np.bool_)
        return Settled((above == wanted) & ~size, size, none, none)

    def _settle_value(self, condition: Condition, rates: ExchangeRates, on: date) -> Settled:
        one = self.parcels
        edges = [value_edge(condition, word, rates, on) for word in one.currency.words]
        edge = np.array([*(0 if e is None else e for e in edges), 0], np.int64)[one.currency.index]
        priced = np.array([*(e is not None for e in edges), False])[one.currency.index]
        value = (one.value_e4 == UNKNOWN) | (one.currency.index == UNKNOWN)
        true = one.value_e4 <= edge if condition.upper else one.value_e4 > edge
        return Settled(true & priced & ~value, np.zeros(len(one), np.bool_), value, ~priced & ~value)
