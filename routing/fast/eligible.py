"""Parcels x services: the first refusal in order as one byte each, ELIGIBLE where a service takes the parcel.

The policy's tiers stand behind the services as if they were some: a tier's code tells whether it speaks of the parcel.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from routing.fast.conditions import Measures
from routing.fast.door import Doors
from routing.fast.on_time import OnTimeColumns
from routing.fast.parcels import UNKNOWN
from routing.fast.spans import WORD
from routing.services.condition import MEASURES, MONEY, SIZES
from routing.services.refusal import ELIGIBLE, NUMBER
from routing.values.countries import COUNTRY_CODES

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.fast.grid import Grid
    from routing.fast.parcels import Flags, Int32s, Parcels
    from routing.fast.tariff import Tariff
    from routing.services.condition import Condition

    Bytes = npt.NDArray[np.uint8]
    Words64 = npt.NDArray[np.uint64]


@frozen(eq=False)
class Eligibility:
    """A chunk of parcels before a grid of services, with the columns that several steps share."""

    parcels: Parcels
    grid: Grid

    @cached_property
    def measures(self) -> Measures:
        """The columns that conditions ask for."""
        return Measures(self.parcels)

    @cached_property
    def doors(self) -> Doors | None:
        """The door of each parcel, where the policy compares services by it; else None."""
        consignments, table = self.parcels.consignments, self.grid.door
        if self.grid.policy.rank == "freight" or consignments is None or table is None:
            return None
        return Doors(consignments, table)

    @cached_property
    def punctuality(self) -> OnTimeColumns | None:
        """How likely services are to deliver in time, where that is asked; else None."""
        due, laws = self.parcels.due, self.grid.laws
        return None if due is None or laws is None else OnTimeColumns(due, self.parcels.country, laws)

    @cached_property
    def places(self) -> Int32s:
        """Each parcel's place."""
        return self.grid.places.index(self.parcels)

    @cached_property
    def codes(self) -> Bytes:
        """The codes, uint8, shape (words, parcels, 8): column c stands at [c // 8, :, c % 8]."""
        least = _Least(len(self.parcels), self.grid.words)
        for rows, packed in self._rows():
            least.lower(packed, rows)
        codes = least.codes
        self._refuse_others(codes)
        self._refuse_addresses(codes)
        for column, tariff in enumerate(self.grid.tariffs):
            self._beyond_bands(tariff, codes[column // WORD, :, column % WORD])
            self._undecided(tariff, codes[column // WORD, :, column % WORD])
        return codes

    @cached_property
    def eligible_bits(self) -> Bytes:
        """Where nothing is refused, uint8, shape (words, parcels): column c is bit c % 8 of word c // 8."""
        bits = np.empty((self.grid.words, len(self.parcels)), np.uint8)
        for word, codes in enumerate(self.codes):
            bits[word] = np.packbits((codes == ELIGIBLE).reshape(-1), bitorder="little")
        return bits

    def eligible(self, column: int) -> Flags:
        """Where one service or tier refuses nothing."""
        one: Flags = (self.eligible_bits[column // WORD] & (1 << column % WORD)) != 0
        return one

    @cached_property
    def measures_known(self) -> bool:
        """Whether no size, value or rate of exchange is missing to tell which tiers speak of the parcels."""
        measures, grid = self.measures, self.grid
        return measures.sizes_known and measures.values_known and grid.by_value.comparable(measures.currency.values)

    def code(self, column: int) -> Bytes:
        """One service's or tier's codes, uint8, shape (parcels,)."""
        one: Bytes = self.codes[column // WORD, :, column % WORD]
        return one

    def _rows(self) -> list[tuple[Int32s, Words64]]:
        """For each table, which of its rows each parcel meets."""
        grid, parcels, measures = self.grid, self.parcels, self.measures
        by_weight = grid.by_weight
        weights = by_weight.spans.of(parcels.weight_g, measures.exact_e9("weight"))
        met = [(self.places * len(by_weight.spans) + weights, by_weight.packed)]
        classes = grid.size_class.take(parcels.country) * 2 + parcels.roll
        if grid.asks_bulky:
            classes = classes * 2 + measures.bulky(grid.policy.bulky_divisor)
        met += [(by_size.rows(classes, measures), by_size.packed) for by_size in grid.by_size]
        held = len(parcels.goods.values) + 1
        content = (grid.content_class.take(parcels.country) * held + (parcels.goods.codes + 1)) * 2
        content += parcels.tracked.astype(np.int32)
        met.append((content, grid.by_content(parcels.goods.values)))
        met.append(self._value_rows())
        return met

    def _value_rows(self) -> tuple[Int32s, Words64]:
        parcels = self.parcels
        values = self.grid.by_value.table((None, *parcels.platform.values), parcels.currency.values)
        pair = parcels.country * len(values.platforms) + (parcels.platform.codes + 1)
        classes = values.class_of_pair.take(pair)
        if classes.size and classes.min() == UNKNOWN:
            values.learn(np.unique(pair[classes == UNKNOWN]))
            classes = values.class_of_pair.take(pair)
        currency = parcels.currency.codes + 1
        span = values.spans(parcels.value_e4, currency)
        if not self.measures.values_known:
            span[(parcels.value_e4 == UNKNOWN) | (parcels.currency.codes == UNKNOWN)] = 0
        rows = (classes * len(values.edges) + currency) * values.width + span
        return rows, values.packed

    def _refuse_others(self, codes: Bytes) -> None:
        """Orders that ask for a service refuse all others."""
        requested = self.parcels.requested
        if requested.values:
            rows = np.flatnonzero(requested.codes != UNKNOWN)
            refused = np.ascontiguousarray(self.grid.by_requested(requested.values)[:, requested.codes[rows]])
            refused_bytes = refused.view(np.uint8).reshape(*refused.shape, 8)
            codes[:, rows] = np.minimum(codes[:, rows], refused_bytes)

    def _refuse_addresses(self, codes: Bytes) -> None:
        """Boxes and territories to which a service does not go."""
        address = self.parcels.address
        if address.values and self.grid.refuses_addresses:
            rows = np.flatnonzero(address.codes != UNKNOWN)
            refused = np.ascontiguousarray(self.grid.by_address(address.values)[:, address.codes[rows]])
            refused_bytes = refused.view(np.uint8).reshape(*refused.shape, 8)
            codes[:, rows] = np.minimum(codes[:, rows], refused_bytes)

    def _beyond_bands(self, tariff: Tariff, codes: Bytes) -> None:
        """No rate for a chargeable weight beyond the bands, unless the actual weight breaks a limit already."""
        if tariff.weighs_plainly or not tariff.lanes:
            return
        rows = self._perhaps_beyond(tariff)
        if not rows.size:
            return
        chargeable = tariff.chargeable(self.measures.part(rows))
        lower, upper = tariff.spans
        lanes = tariff.lane_index.take(self.places.take(rows))
        beyond = (lanes != UNKNOWN) & (chargeable != UNKNOWN)
        beyond &= (chargeable > upper.take(lanes)) | (chargeable <= lower.take(lanes))
        rows = rows[beyond & self.weight_within(tariff, self.measures.part(rows))]
        codes[rows] = np.minimum(codes[rows], NUMBER["NO_RATE"])

    def _perhaps_beyond(self, tariff: Tariff) -> npt.NDArray[np.intp]:
        """A superset of the rows whose chargeable weight may lie beyond the bands, told without working it out."""
        lower, upper = tariff.spans
        least = max((minimum.grams for minimum in tariff.version.service.billed_minimums), default=0)
        top, bottom = int(upper.min()), int(lower.max())
        if least > top or bottom > 0:
            return np.arange(len(self.parcels))
        divisor = min((rule.divisor for rule in tariff.version.volumetric), default=0)
        measures = self.measures
        if measures.heaviest_g <= top and (not divisor or measures.largest_mm3 <= top * divisor):
            return np.empty(0, np.intp)
        over = measures.weight_g > top
        if divisor:
            over |= measures.volume_mm3 > top * divisor
        return np.flatnonzero(over)

    def weight_within(self, tariff: Tariff, measures: Measures) -> Flags:
        """Where the actual weight keeps the service's limits on it."""
        service, countries = tariff.version.service, measures.country
        within = np.ones(len(measures), np.bool_)
        for country in np.unique(countries):
            here = countries == country
            for limit in service.limits_of(COUNTRY_CODES[country]):
                if limit.measure == "weight":
                    within &= ~here | measures.evaluate(limit, self.grid.rates, self.grid.on).true
        return within

    def _undecided(self, tariff: Tariff, codes: Bytes) -> None:
        """Size, value or rate unknown where only volumetric rules, least weights or surcharges ask for it."""
        for condition, concerned in _asked(tariff, self):
            money = MEASURES[condition.measure] == MONEY
            if not money and (condition.measure not in SIZES or self.measures.sizes_known):
                continue
            evaluation = self.measures.evaluate(condition, self.grid.rates, self.grid.on)
            for code, missing in (
                ("SIZE_UNKNOWN", evaluation.size),
                ("VALUE_UNKNOWN", evaluation.value),
                ("NO_EXCHANGE_RATE", evaluation.rate),
            ):
                if missing is None:
                    continue
                rows = np.flatnonzero(missing if concerned is None else missing & concerned)
                codes[rows] = np.minimum(codes[rows], NUMBER[code])
        for code, missing in tariff.uncounted(self.measures, self.places):
            rows = np.flatnonzero(missing)
            codes[rows] = np.minimum(codes[rows], NUMBER[code])


def _asked(tariff: Tariff, eligibility: Eligibility) -> list[tuple[Condition, Flags | None]]:
    """The conditions outside limits and marketplace rules, each with the parcels it is put to (None: all)."""
    measures = eligibility.measures
    asked: list[tuple[Condition, Flags | None]] = []
    for rule in tariff.version.volumetric:
        covered = measures.bound_for(rule.countries) if rule.countries else None
        asked += [(condition, covered) for condition in rule.value]
    for minimum in tariff.weighing.minimums:
        asked += [(condition, tariff.weighing.least_covers(minimum, measures)) for condition in minimum.every]
    for surcharge in tariff.version.surcharges:
        conditions = [one for one in (*surcharge.every, *surcharge.some) if one.measure != "chargeable_weight"]
        if any((one.measure in SIZES and not measures.sizes_known) or one.measure == "value" for one in conditions):
            concerned = tariff.concerned(surcharge, measures, eligibility.places)
            asked += [(condition, concerned) for condition in conditions]
    return asked


class _Least:
    """The least code seen so far for every parcel and service."""

    def __init__(self, parcels: int, words: int) -> None:
        self._words = np.empty((words, parcels), np.uint64)
        self._row = np.empty(parcels, np.uint64)
        self._begun = False
        self.codes: Bytes = self._words.view(np.uint8).reshape(words, parcels, 8)

    def lower(self, packed: Words64, rows: Int32s) -> None:
        """Takes each parcel's row of a table and keeps the lesser codes.  Rows are in range; clip is the fast mode."""
        row = self._row.view(np.uint8).reshape(-1, 8)
        for word, table in enumerate(packed):
            if not self._begun:
                np.take(table, rows, out=self._words[word], mode="clip")
                continue
            np.take(table, rows, out=self._row, mode="clip")
            np.minimum(self.codes[word], row, out=self.codes[word])
        self._begun = True
