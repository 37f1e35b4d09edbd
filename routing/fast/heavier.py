"""Where the chosen service asks less for a heavier parcel, for a chunk: as `routing.exact.heavier` has it for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from routing.fast.conditions import HeavierMeasures
from routing.fast.parcels import UNKNOWN
from routing.fast.tariff import RANK_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from routing.fast.conditions import Measures
    from routing.fast.eligible import Eligibility
    from routing.fast.parcels import Flags, Int32s, Int64s
    from routing.fast.tariff import Tariff
    from routing.services.service import VolumetricRule

    RowNumbers = npt.NDArray[np.intp]


@frozen(eq=False)
class HeavierColumns:
    """Grams, 0 where no heavier parcel costs less, and how much less it costs."""

    weight_g: Int32s
    saving_fen: Int64s

    @classmethod
    def none(cls, count: int) -> HeavierColumns:
        """Nothing found for so many parcels."""
        return cls(np.zeros(count, np.int32), np.zeros(count, np.int64))


def heavier_columns(eligibility: Eligibility, service: npt.NDArray[np.int16], price_fen: Int64s) -> HeavierColumns:
    """For each parcel by the service chosen for it, at the price it has there."""
    found = HeavierColumns.none(len(service))
    order = np.argsort(service, kind="stable")
    starts = np.searchsorted(service.take(order), np.arange(len(eligibility.grid) + 1))
    for column, tariff in enumerate(eligibility.grid.tariffs):
        rows = order[starts[column] : starts[column + 1]]
        if not rows.size:
            continue
        falls = _falls(eligibility, tariff, rows)
        if not tariff.ends and not tariff.triggers:
            rows, falls = rows.compress(falls), falls.compress(falls)
        if rows.size:
            _Parcels(eligibility, tariff, rows, falls, price_fen.take(rows)).find(found)
    return found


def _falls(eligibility: Eligibility, tariff: Tariff, rows: RowNumbers) -> Flags:
    """Where the next band may begin cheaper: by the table of prices, everywhere where that cannot tell."""
    price_table = tariff.price_table
    if price_table is None or tariff.turns:
        return np.ones(len(rows), np.bool_)
    if not tariff.conditional and not tariff.triggers and not tariff.falls(price_table, 0).any():
        return np.zeros(len(rows), np.bool_)
    places = eligibility.places.take(rows)
    measures = eligibility.measures.part(rows)
    chargeable_g = tariff.chargeable(measures)
    slots = price_table.slots(places, chargeable_g)
    falls: Flags = tariff.falls(price_table, 0).take(slots)
    pattern = tariff.pattern(measures, places, chargeable_g) if tariff.conditional else None
    for number in () if pattern is None else np.unique(pattern).tolist():
        own = np.flatnonzero(pattern == number)
        falls[own] = tariff.falls(price_table, number).take(slots.take(own))
    # Where the volume counts by a share or a trigger, a heavier parcel may be billed by more than its weight.
    return falls | (chargeable_g != measures.weight_g) if tariff.triggers else falls


@frozen(eq=False)
class _Parcels:
    """Those that one service has won, at what price, and for which of them the next band may begin cheaper."""

    eligibility: Eligibility
    tariff: Tariff
    rows: RowNumbers
    falls: Flags
    price_fen: Int64s

    def find(self, found: HeavierColumns) -> None:
        """Puts every weight that may cost less to the service, and keeps the least that does."""
        measures = self.eligibility.measures.part(self.rows)
        for weights in self._weights(measures):
            known = found.weight_g.take(self.rows)
            asked = np.flatnonzero((weights > measures.weight_g) & ((known == 0) | (weights < known)))
            own = self.rows.take(asked)
            saving = self.price_fen.take(asked) - self._asks(own, weights.take(asked).astype(np.int32))
            less = np.flatnonzero(saving > 0)
            found.weight_g[own.take(less)] = weights.take(asked.take(less))
            found.saving_fen[own.take(less)] = saving.take(less)

    def _weights(self, measures: Measures) -> Iterator[Int64s]:
        """Columns of weights at which the price may fall, 0 where none: none beyond the start of the next band."""
        lanes = self.tariff.lane_index.take(self.eligibility.places.take(self.rows))
        over_g, upto_g, goes_on = self.tariff.band_of(lanes, self.tariff.chargeable(measures))
        yield np.where(self.falls & goes_on & (measures.weight_g > over_g), upto_g + 1, 0)
        last = upto_g + goes_on
        for weight_g in self.tariff.ends:
            yield np.where(last >= weight_g, np.int64(weight_g), 0)
        for rule in self.tariff.version.volumetric:
            for weights in _triggers_end(rule, measures):
                covered = measures.bound_for(rule.countries) if rule.countries else np.ones(len(measures), np.bool_)
                yield np.where(covered & (measures.longest_mm != UNKNOWN) & (weights <= last), weights, 0)

    def _asks(self, rows: RowNumbers, weights: Int32s) -> Int64s:
        """What the service asks for the parcels at other weights, in fen; more than any price where it refuses."""
        tariff, places = self.tariff, self.eligibility.places.take(rows)
        measures = HeavierMeasures(self.eligibility.measures, rows, weights)
        chargeable_g = tariff.chargeable(measures)
        takes = (chargeable_g != UNKNOWN) & self.eligibility.weight_within(tariff, measures)
        for _, missing in tariff.uncounted(measures, places):
            takes &= ~missing
        pattern = tariff.pattern(measures, places, chargeable_g) if tariff.conditional else None
        counted = tariff.counted_micro(measures) if tariff.counted else None
        return tariff.ranked_prices(places, chargeable_g, takes, pattern, None, counted) >> RANK_BITS


def _triggers_end(rule: VolumetricRule, measures: Measures) -> Iterator[Int64s]:
    """The weights from which on the volume is no longer so many times the weight, or so much more, or adds nothing."""
    if rule.above is not None:
        yield -(-measures.volume_mm3 * rule.above.denominator // (rule.divisor * rule.above.numerator))
    if rule.ratio is not None:
        over = rule.divisor * rule.ratio.numerator
        # the first whole number not below volume / over, or the first above
        if rule.strict:
            yield -measures.volume_quotient(-rule.ratio.denominator, over)
        else:
            yield measures.volume_quotient(rule.ratio.denominator, over) + 1
    if rule.difference_g:
        yield measures.volume_mm3 // rule.divisor - rule.difference_g + 1
