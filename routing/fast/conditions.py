"""Conditions evaluated for a column of parcels: where they hold, where not, and where something is missing to tell."""

from __future__ import annotations

from functools import cached_property
from math import ceil, floor, prod
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve, frozen

from routing.fast.parcels import UNKNOWN
from routing.services.condition import MEASURES, MONEY, SIZES, Condition
from routing.values.countries import COUNTRY_CODES
from routing.values.goods import GENERAL, goods_of
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    import numpy.typing as npt

    from routing.fast.parcels import Categories, ExactMeasures, Flags, Int32s, Int64s, Parcels
    from routing.values.money import ExchangeRates

_MOST: Final = int(np.iinfo(np.int32).max)


@frozen(eq=False)
class Evaluation:
    """Where a condition holds; and where size, value or a rate is missing to tell, None: nowhere."""

    true: Flags
    size: Flags | None = None
    value: Flags | None = None
    rate: Flags | None = None

    @property
    def missing(self) -> Flags | None:
        """Where the condition cannot be told; None: nowhere."""
        found: Flags | None = None
        for flags in (self.size, self.value, self.rate):
            if flags is not None:
                found = flags if found is None else found | flags
        return found


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


class Measures:
    """The columns that conditions ask for; what is derived from others is worked out once, when first asked for."""

    def __init__(self, parcels: Parcels) -> None:
        self.parcels = parcels
        self._evaluated: dict[Condition, Evaluation] = {}
        self._extremes: dict[str, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self.weight_g)

    def part(self, rows: npt.NDArray[np.intp]) -> Measures:
        """The columns of some rows."""
        return _Part(self, rows)

    @cached_property
    def country(self) -> Int32s:
        """Index into COUNTRY_CODES."""
        return self.parcels.country

    @cached_property
    def weight_g(self) -> Int32s:
        """Actual grams."""
        return self.parcels.weight_g

    @cached_property
    def longest_mm(self) -> Int32s:
        """The longest side; UNKNOWN where the size is, as in the next columns."""
        return self.parcels.longest_mm

    @cached_property
    def second_mm(self) -> Int32s:
        """The second side."""
        return self.parcels.second_mm

    @cached_property
    def shortest_mm(self) -> Int32s:
        """The shortest side."""
        return self.parcels.shortest_mm

    @cached_property
    def sum_mm(self) -> Int32s:
        """Length + width + height."""
        total: Int32s = self.longest_mm + self.second_mm + self.shortest_mm
        return total if self.sizes_known else np.maximum(total, UNKNOWN)

    @cached_property
    def girth_mm(self) -> Int32s:
        """Longest side + 2 x (the other two)."""
        total: Int32s = self.longest_mm + 2 * (self.second_mm + self.shortest_mm)
        return total if self.sizes_known else np.maximum(total, UNKNOWN)

    @cached_property
    def volume_mm3(self) -> Int64s:
        """Length x width x height; 0 where the size is unknown."""
        volume: Int64s = self.longest_mm * self.second_mm.astype(np.int64) * self.shortest_mm
        return volume if self.sizes_known else np.maximum(volume, 0)

    @cached_property
    def value_e4(self) -> Int64s:
        """What the buyer paid; UNKNOWN where not known."""
        return self.parcels.value_e4

    @cached_property
    def currency(self) -> Categories:
        """Of the value."""
        return self.parcels.currency

    @cached_property
    def address(self) -> Categories:
        """Words of the address."""
        return self.parcels.address

    @cached_property
    def goods(self) -> Categories:
        """What the parcel holds."""
        return self.parcels.goods

    @cached_property
    def pieces(self) -> Int32s:
        """How many pieces the parcel holds; UNKNOWN where not known, as in the next column."""
        return self.parcels.pieces

    @cached_property
    def items(self) -> Int32s:
        """How many lines its customs declaration has."""
        return self.parcels.items

    @cached_property
    def exact(self) -> ExactMeasures | None:
        """Weights and sides before rounding; None where all were whole."""
        return self.parcels.exact

    @cached_property
    def largest_mm3(self) -> int:
        """The greatest volume."""
        return int(self.volume_mm3.max(initial=0))

    @cached_property
    def sizes_known(self) -> bool:
        """Whether every parcel's size is known."""
        return not bool((self.longest_mm == UNKNOWN).any())

    @cached_property
    def values_known(self) -> bool:
        """Whether every parcel's value and currency are known."""
        return not bool((self.value_e4 == UNKNOWN).any() or (self.currency.codes == UNKNOWN).any())

    def measure(self, name: str) -> Int32s:
        """The column of a measure on weight or size; UNKNOWN where the size is not known."""
        match name:
            case "weight":
                return self.weight_g
            case "longest_side":
                return self.longest_mm
            case "second_side":
                return self.second_mm
            case "shortest_side":
                return self.shortest_mm
            case "sides_sum":
                return self.sum_mm
            case _:
                return self.girth_mm

    def extremes(self, name: str) -> tuple[int, int]:
        """The least and the greatest figure of a measure on weight or size; UNKNOWN is the least of all."""
        if name not in self._extremes:
            column = self.measure(name)
            self._extremes[name] = int(column.min(initial=_MOST)), int(column.max(initial=UNKNOWN))
        return self._extremes[name]

    def never(self, condition: Condition) -> bool:
        """Whether the least and the greatest figure tell that a condition holds for no parcel."""
        if condition.measure in {"value", "chargeable_weight"} or self.exact is not None:
            return False
        least, greatest = self.extremes(condition.measure)
        return least > condition.edge if condition.upper else greatest <= condition.edge

    def exact_e9(self, name: str) -> Int64s | None:
        """The same before rounding, in billionths; None where every figure is whole."""
        exact = self.exact
        if exact is None:
            return None
        match name:
            case "weight":
                return exact.weight_e9
            case "longest_side":
                return exact.longest_e9
            case "second_side":
                return exact.second_e9
            case "shortest_side":
                return exact.shortest_e9
            case "sides_sum":
                total: Int64s = exact.longest_e9 + exact.second_e9 + exact.shortest_e9
            case _:
                total = exact.longest_e9 + 2 * (exact.second_e9 + exact.shortest_e9)
        return total if self.sizes_known else np.maximum(total, UNKNOWN)

    def bound_for(self, countries: frozenset[str]) -> Flags:
        """Where the destination is one of the countries."""
        return np.array([code in countries for code in COUNTRY_CODES]).take(self.country)

    def at_address(self, words: frozenset[str]) -> Flags:
        """Where one of the words holds for the address."""
        held = [not words.isdisjoint(text.split(";")) for text in self.address.values]
        return _by_category(self.address, held, empty=False)

    def holding(self, goods: frozenset[str]) -> Flags:
        """Where the parcel holds any of the goods."""
        held = [not goods.isdisjoint(goods_of(text)) for text in self.goods.values]
        return _by_category(self.goods, held, empty=not goods.isdisjoint(GENERAL))

    def evaluate(self, condition: Condition, rates: ExchangeRates, on: date) -> Evaluation:
        """The condition's answer for every parcel, worked out once."""
        if condition not in self._evaluated:
            self._evaluated[condition] = self._evaluate(condition, rates, on)
        return self._evaluated[condition]

    def _evaluate(self, condition: Condition, rates: ExchangeRates, on: date) -> Evaluation:
        if MEASURES[condition.measure] == MONEY:
            return self._evaluate_value(condition, rates, on)
        measured = self.measure(condition.measure)
        exact_e9 = self.exact_e9(condition.measure)
        below = measured <= condition.edge if exact_e9 is None else exact_e9 <= condition.edge_e9
        true = below if condition.upper else ~below
        if condition.measure not in SIZES or self.sizes_known:
            return Evaluation(true)
        size = measured == UNKNOWN
        return Evaluation(true & ~size, size=size)

    def bulky(self, divisor: int) -> Flags:
        """Whether the volumetric weight lies above the actual weight."""
        return ~self._volume_within(divisor, 1, self.volume_mm3, self.weight_g)

    def bulky_by(self, ratio: Fraction, divisor: int) -> Flags:
        """Whether the volumetric weight is at least so many times the actual weight."""
        return self._volume_within(-ratio.numerator * divisor, -ratio.denominator, self.volume_mm3, self.weight_g)

    def bulky_beyond(self, ratio: Fraction, divisor: int) -> Flags:
        """Whether the volumetric weight is more than so many times the actual weight."""
        return ~self._volume_within(ratio.numerator * divisor, ratio.denominator, self.volume_mm3, self.weight_g)

    def volume_quotient(self, times: int, over: int) -> Int64s:
        """Volume x times / over by the sides before rounding, rounded down; `over` above zero."""
        quotient: Int64s = self.volume_mm3 * np.int64(times) // np.int64(over)
        exact = self.exact
        if exact is None:
            return quotient
        for row in np.flatnonzero(self.longest_mm != UNKNOWN).tolist():
            volume = int(exact.longest_e9[row]) * int(exact.second_e9[row]) * int(exact.shortest_e9[row])
            quotient[row] = volume * times // (over * E9**3)
        return quotient

    def _volume_within(self, times_g: int, times_mm3: int, volume_mm3: Int64s, weight_g: Int32s) -> Flags:
        """Where volume x times_mm3 <= weight x times_g, by the figures before rounding; both factors of one sign."""
        within: Flags = volume_mm3 * np.int64(times_mm3) <= weight_g * np.int64(times_g)
        exact = self.exact
        if exact is None:
            return within
        sides = (exact.longest_e9, exact.second_e9, exact.shortest_e9)
        low_mm3 = np.maximum(np.prod([side // E9 for side in sides], axis=0), 0)
        low_g = exact.weight_e9 // E9
        # Rounding can have mattered only where the greatest and the least of both figures answer otherwise.
        doubtful = (volume_mm3 * np.int64(times_mm3) <= low_g * np.int64(times_g)) != (
            low_mm3 * np.int64(times_mm3) <= weight_g * np.int64(times_g)
        )
        for row in np.flatnonzero(doubtful).tolist():
            volume = prod(int(side[row]) for side in sides)
            within[row] = volume * times_mm3 <= int(exact.weight_e9[row]) * times_g * E9**2
        return within

    def _evaluate_value(self, condition: Condition, rates: ExchangeRates, on: date) -> Evaluation:
        edges = [value_edge(condition, currency, rates, on) for currency in self.currency.values]
        if self.values_known and len(edges) == 1 and edges[0] is not None:
            return Evaluation(self.value_e4 <= edges[0] if condition.upper else self.value_e4 > edges[0])
        row_edge = np.array([0, *(0 if e is None else e for e in edges)], np.int64).take(self.currency.codes + 1)
        true = self.value_e4 <= row_edge if condition.upper else self.value_e4 > row_edge
        if self.values_known and None not in edges:
            return Evaluation(true)
        value = (self.value_e4 == UNKNOWN) | (self.currency.codes == UNKNOWN)
        priced = _by_category(self.currency, [e is not None for e in edges], empty=False)
        return Evaluation(true & priced & ~value, value=value, rate=~priced & ~value)


class _Part(Measures):
    """Some rows of other measures; each column is taken when first asked for."""

    def __init__(self, whole: Measures, rows: npt.NDArray[np.intp]) -> None:
        super().__init__(whole.parcels)
        self.whole, self.rows = whole, rows

    @cached_property
    def country(self) -> Int32s:
        return self.whole.country.take(self.rows)

    @cached_property
    def weight_g(self) -> Int32s:
        return self.whole.weight_g.take(self.rows)

    @cached_property
    def longest_mm(self) -> Int32s:
        return self.whole.longest_mm.take(self.rows)

    @cached_property
    def second_mm(self) -> Int32s:
        return self.whole.second_mm.take(self.rows)

    @cached_property
    def shortest_mm(self) -> Int32s:
        return self.whole.shortest_mm.take(self.rows)

    @cached_property
    def volume_mm3(self) -> Int64s:
        return self.whole.volume_mm3.take(self.rows)

    @cached_property
    def exact(self) -> ExactMeasures | None:
        return None if self.whole.exact is None else self.whole.exact.take(self.rows)

    @cached_property
    def value_e4(self) -> Int64s:
        return self.whole.value_e4.take(self.rows)

    @cached_property
    def currency(self) -> Categories:
        return self.whole.currency.take(self.rows)

    @cached_property
    def address(self) -> Categories:
        return self.whole.address.take(self.rows)

    @cached_property
    def goods(self) -> Categories:
        return self.whole.goods.take(self.rows)

    @cached_property
    def pieces(self) -> Int32s:
        return self.whole.pieces.take(self.rows)

    @cached_property
    def items(self) -> Int32s:
        return self.whole.items.take(self.rows)

    @cached_property
    def sizes_known(self) -> bool:
        return self.whole.sizes_known or not bool((self.longest_mm == UNKNOWN).any())

    @cached_property
    def values_known(self) -> bool:
        return self.whole.values_known or not bool(
            (self.value_e4 == UNKNOWN).any() or (self.currency.codes == UNKNOWN).any()
        )


class HeavierMeasures(_Part):
    """Some rows of other measures, as if the parcels weighed so many whole grams."""

    def __init__(self, whole: Measures, rows: npt.NDArray[np.intp], weight_g: Int32s) -> None:
        super().__init__(whole, rows)
        self._reweighed_g = weight_g

    @cached_property
    def weight_g(self) -> Int32s:
        """The other weights."""
        return self._reweighed_g

    @cached_property
    def exact(self) -> ExactMeasures | None:
        """The sides before rounding, beside the other weights."""
        exact = super().exact
        return None if exact is None else evolve(exact, weight_e9=self._reweighed_g * np.int64(E9))


def _by_category(column: Categories, answers: Sequence[bool], *, empty: bool) -> Flags:
    return np.array([empty, *answers]).take(column.codes + 1)
