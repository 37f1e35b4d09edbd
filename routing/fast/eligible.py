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
from routing.fast.known_rows import KnownCodes, OwnCodes, RowLimit
from routing.fast.on_time import OnTimeColumns
from routing.fast.parcels import UNKNOWN
from routing.services.condition import MEASURES, MONEY, SIZES
from routing.services.refusal import ELIGIBLE
from routing.values.countries import COUNTRY_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from routing.fast.code_table import CodeTable
    from routing.fast.grid import Grid
    from routing.fast.parcels import Flags, Int32s, Parcels
    from routing.fast.tariff import Tariff
    from routing.services.condition import Condition

    Bytes = npt.NDArray[np.uint8]
    RowNumbers = npt.NDArray[np.intp]
    Codes = KnownCodes | OwnCodes


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
    def codes(self) -> KnownCodes | OwnCodes:
        """The first refusal of every service and tier, for each parcel."""
        grid, count = self.grid, len(self.parcels)
        if not grid.known_rows.full:
            try:
                return self._lowered(KnownCodes(grid.known_rows, count))
            except RowLimit:
                grid.known_rows.full = True
        return self._lowered(OwnCodes(grid.words, count))

    def _lowered(self, codes: Codes) -> Codes:
        for kind, table, met in self._met():
            codes.lower(kind, table, met)
        self._refuse_others(codes)
        self._refuse_addresses(codes)
        for column, tariff in enumerate(self.grid.tariffs):
            self._beyond_bands(tariff, column, codes)
            self._undecided(tariff, column, codes)
        return codes

    def code(self, column: int) -> Bytes:
        """One service's or tier's codes, uint8, shape (parcels,)."""
        return self.codes.column(column)

    def eligible(self, column: int) -> Flags:
        """Where one service or tier refuses nothing."""
        one: Flags = self.code(column) == ELIGIBLE
        return one

    def _met(self) -> Iterator[tuple[str, CodeTable, Int32s]]:
        """For each table, by its kind of figure, which of its rows each parcel meets."""
        grid, parcels, measures = self.grid, self.parcels, self.measures
        by_weight = grid.by_weight
        weights = by_weight.spans.of(parcels.weight_g, measures.exact_e9("weight"))
        yield "weight", by_weight.codes, self.places * np.int32(len(by_weight.spans)) + weights
        classes = self._by_country(grid.size_class) * 2
        if parcels.roll.any():
            classes = classes + parcels.roll
        if grid.asks_bulky:
            classes = classes * 2 + measures.bulky(grid.policy.bulky_divisor)
        for number, by_size in enumerate(grid.by_size):
            yield f"size {number}", by_size.codes, by_size.rows(classes, measures)
        by_content = grid.by_content(parcels.goods.values)
        if not by_content.silent:
            content = self._by_country(grid.content_class) * (len(parcels.goods.values) + 1)
            content = (content + (parcels.goods.codes + 1)) * 2
            if parcels.tracked.any():
                content += parcels.tracked
            yield "content", by_content, content
        if not grid.by_value.silent:
            table, rows = self._value_rows()
            yield "value", table, rows

    def _by_country(self, classes: Int32s) -> Int32s:
        """The classes of the parcels' countries; of one element where there is but one class."""
        return classes.take(self.parcels.country) if classes.any() else classes[:1]

    def _value_rows(self) -> tuple[CodeTable, Int32s]:
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
        return values.codes, rows

    def _refuse_others(self, codes: Codes) -> None:
        """Orders that ask for a service refuse all others."""
        requested = self.parcels.requested
        if requested.values:
            rows = np.flatnonzero(requested.codes != UNKNOWN)
            codes.lower("requested", self.grid.by_requested(requested.values), requested.codes.take(rows), rows)

    def _refuse_addresses(self, codes: Codes) -> None:
        """Boxes and territories to which a service does not go."""
        address = self.parcels.address
        if address.values and self.grid.refuses_addresses:
            rows = np.flatnonzero(address.codes != UNKNOWN)
            codes.lower("address", self.grid.by_address(address.values), address.codes.take(rows), rows)

    def _refuse(self, column: int, code: str, rows: RowNumbers, codes: Codes) -> None:
        """One service refuses some parcels."""
        if rows.size:
            codes.lower("service", self.grid.by_service(column, code), np.zeros(len(rows), np.int32), rows)

    def _beyond_bands(self, tariff: Tariff, column: int, codes: Codes) -> None:
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
        self._refuse(column, "NO_RATE", rows, codes)

    def _perhaps_beyond(self, tariff: Tariff) -> RowNumbers:
        """A superset of the rows whose chargeable weight may lie beyond the bands, told without working it out."""
        lower, upper = tariff.spans
        least = max((minimum.grams for minimum in tariff.version.service.billed_minimums), default=0)
        top, bottom = int(upper.min()), int(lower.max())
        if least > top or bottom > 0:
            return np.arange(len(self.parcels))
        divisor = min((rule.divisor for rule in tariff.version.volumetric), default=0)
        measures = self.measures
        if measures.extremes("weight")[1] <= top and (not divisor or measures.largest_mm3 <= top * divisor):
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

    def _undecided(self, tariff: Tariff, column: int, codes: Codes) -> None:
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
                self._refuse(column, code, rows, codes)
        for code, missing in tariff.uncounted(self.measures, self.places):
            self._refuse(column, code, np.flatnonzero(missing), codes)


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
