"""Parcels x services: the first refusal in order as one byte each, ELIGIBLE where a service takes the parcel."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from routing.condition import MEASURES, MONEY, SIZES
from routing.countries import CODES
from routing.parcels import UNKNOWN
from routing.refusal import NUMBER
from routing.settle import Figures

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.condition import Condition
    from routing.grid import Grid, Spans
    from routing.parcels import Flags, Int32s, Parcels
    from routing.tariff import Tariff

    Bytes = npt.NDArray[np.uint8]
    Words64 = npt.NDArray[np.uint64]


@frozen(eq=False)
class Load:
    """A chunk of parcels before a grid of services, with the columns that several steps share."""

    parcels: Parcels
    grid: Grid
    _chargeable: dict[object, Int32s] = field(init=False, factory=dict)
    _triggered: dict[int, Flags | None] = field(init=False, factory=dict)

    @cached_property
    def figures(self) -> Figures:
        """The columns that conditions ask for."""
        return Figures(self.parcels)

    @cached_property
    def places(self) -> Int32s:
        """Each parcel's place."""
        return self.grid.places.index(self.parcels)

    def chargeable(self, tariff: Tariff) -> Int32s:
        """Chargeable grams by a service's rules, computed once for services with the same rules."""
        key = (tariff.rules, tariff.standing.service.billed_minimums)
        if key not in self._chargeable:
            self._chargeable[key] = tariff.chargeable(self.figures)
        return self._chargeable[key]

    def triggered(self, column: int) -> Flags | None:
        """Where surcharges of a service hang on a parcel's own figures and apply; None when nowhere."""
        if column not in self._triggered:
            tariff = self.grid.tariffs[column]
            self._triggered[column] = tariff.triggered(self.figures, self.places, self.chargeable(tariff))
        return self._triggered[column]

    @cached_property
    def codes(self) -> Bytes:
        """The refusal codes, uint8, shape (words, parcels, 8): service s stands at [s // 8, :, s % 8]."""
        found = _Least(len(self.parcels), self.grid.words)
        for keys, packed in self._keys():
            found.lower(packed, keys)
        codes = found.codes
        self._wishes(codes)
        for column, tariff in enumerate(self.grid.tariffs):
            self._beyond_bands(tariff, codes[column // 8, :, column % 8])
            self._unsettled(tariff, codes[column // 8, :, column % 8])
        return codes

    def code(self, column: int) -> Bytes:
        """One service's codes, uint8, shape (parcels,)."""
        one: Bytes = self.codes[column // 8, :, column % 8]
        return one

    def _keys(self) -> list[tuple[Int32s, Words64]]:
        """For each table, which of its rows each parcel meets."""
        grid, parcels, figures = self.grid, self.parcels, self.figures
        by_weight = grid.by_weight
        spans = by_weight.spans
        found = [(self.places * len(spans) + spans.of(parcels.weight_g), by_weight.packed)]
        classes = grid.size_class[parcels.country] * 2 + parcels.roll
        for measure, by_size in grid.by_size:
            size_spans: Spans = by_size.spans
            keys = classes * len(size_spans) + size_spans.of(figures.measure(measure))
            found.append((keys, by_size.packed))
        held = len(parcels.goods.words) + 1
        goods = np.where(parcels.goods.index == UNKNOWN, held - 1, parcels.goods.index)
        content = (grid.content_class[parcels.country] * held + goods) * 2 + parcels.tracked
        found.append((content, grid.by_content(parcels.goods.words)))
        found.append(self._value_keys())
        return found

    def _value_keys(self) -> tuple[Int32s, Words64]:
        grid, parcels = self.grid, self.parcels
        platforms, currencies = (*parcels.platform.words, None), parcels.currency.words
        edges = [grid.value_edges(word) for word in currencies]
        width = max(map(len, edges), default=0) + 2
        span = _spans(parcels, edges)
        pair = parcels.country * len(platforms) + parcels.platform.index % len(platforms)
        present = np.flatnonzero(np.bincount(pair))
        numbers: dict[int, int] = {}
        rows: list[Words64] = []
        class_of_pair = np.zeros(present[-1] + 1 if present.size else 1, np.int32)
        for one in present.tolist():
            number = grid.value_class(CODES[one // len(platforms)], platforms[one % len(platforms)])
            if number not in numbers:
                numbers[number] = len(numbers)
                for word in (*currencies, ""):
                    codes = grid.by_value(number, word)
                    rows.append(np.pad(codes, ((0, 0), (0, width - codes.shape[1])), mode="edge"))
            class_of_pair[one] = numbers[number]
        count = len(currencies) + 1
        keys = (class_of_pair[pair] * count + parcels.currency.index % count) * width + span
        return keys, np.concatenate(rows, axis=1) if rows else np.empty((grid.words, 0), np.uint64)

    def _wishes(self, codes: Bytes) -> None:
        """Orders that ask for a service refuse all others."""
        wishes = self.parcels.requested
        rows = np.flatnonzero(wishes.index != UNKNOWN)
        if rows.size:
            refused = np.ascontiguousarray(self.grid.by_wish(wishes.words)[:, wishes.index[rows]])
            refused_bytes = refused.view(np.uint8).reshape(*refused.shape, 8)
            codes[:, rows] = np.minimum(codes[:, rows], refused_bytes)

    def _beyond_bands(self, tariff: Tariff, codes: Bytes) -> None:
        """No rate for a chargeable weight beyond the bands, unless the actual weight breaks a limit already."""
        if tariff.weighs_plainly or not tariff.lanes:
            return
        chargeable = self.chargeable(tariff)
        lower, upper = tariff.spans
        rows = np.flatnonzero((chargeable > upper.min()) | ((chargeable <= lower.max()) & (chargeable != UNKNOWN)))
        if not rows.size:
            return
        lanes = tariff.lane_index[self.places[rows]]
        weights = chargeable[rows]
        beyond = (lanes != UNKNOWN) & ((weights > upper[lanes]) | (weights <= lower[lanes]))
        rows = rows[beyond & self._weight_within(tariff, rows)]
        codes[rows] = np.minimum(codes[rows], NUMBER["NO_RATE"])

    def _weight_within(self, tariff: Tariff, rows: npt.NDArray[np.intp]) -> Flags:
        """Whether the actual weight keeps the service's limits on it."""
        service, weights = tariff.standing.service, self.parcels.weight_g[rows]
        countries = self.parcels.country[rows]
        within = np.ones(len(rows), np.bool_)
        for country in np.unique(countries):
            here = countries == country
            for limit in service.limits_of(CODES[country]):
                if limit.measure == "weight":
                    within[here] &= (weights[here] <= limit.edge) == limit.upper
        return within

    def _unsettled(self, tariff: Tariff, codes: Bytes) -> None:
        """Size, value or rate unknown where only volumetric rules, least weights or surcharges ask for it."""
        for condition, concerned in _asked(tariff, self):
            money = MEASURES[condition.measure] == MONEY
            if not money and (condition.measure not in SIZES or self.figures.sizes_known):
                continue
            settled = self.figures.settle(condition, self.grid.rates, self.grid.on)
            for code, missing in (
                ("SIZE_UNKNOWN", settled.size),
                ("VALUE_UNKNOWN", settled.value),
                ("NO_EXCHANGE_RATE", settled.rate),
            ):
                rows = np.flatnonzero(missing if concerned is None else missing & concerned)
                codes[rows] = np.minimum(codes[rows], NUMBER[code])


def _asked(tariff: Tariff, load: Load) -> list[tuple[Condition, Flags | None]]:
    """The conditions outside limits and marketplace rules, each with the parcels it is put to (None: all)."""
    figures = load.figures
    asked: list[tuple[Condition, Flags | None]] = []
    for rule in tariff.rules:
        covered = figures.bound_for(rule.countries) if rule.countries else None
        asked += [(condition, covered) for condition in rule.value]
    for minimum in tariff.standing.service.billed_minimums:
        asked += [(condition, None) for condition in minimum.every]
    for surcharge in tariff.surcharges:
        conditions = [one for one in (*surcharge.every, *surcharge.some) if one.measure != "chargeable_weight"]
        if any((one.measure in SIZES and not figures.sizes_known) or one.measure == "value" for one in conditions):
            concerned = tariff.concerned(surcharge, figures, load.places)
            asked += [(condition, concerned) for condition in conditions]
    return asked


def _spans(parcels: Parcels, edges: list[tuple[int, ...]]) -> Int32s:
    """0 where the value is not known; else 1 + the number of its currency's edges that lie below the value."""
    value, currency = parcels.value_e4, parcels.currency.index
    span = np.ones(len(value), np.int32)
    for number, own in enumerate(edges):
        below = np.searchsorted(np.array(own, np.int64), value, side="left").astype(np.int32)
        if len(edges) == 1:
            span += below
        else:
            span += np.where(currency == number, below, 0)
    span[(value == UNKNOWN) | (currency == UNKNOWN)] = 0
    return span


class _Least:
    """The least code seen so far for every parcel and service."""

    def __init__(self, parcels: int, words: int) -> None:
        self._words = np.full((words, parcels), ~np.uint64(0), np.uint64)
        self._taken = np.empty(parcels, np.uint64)
        self.codes: Bytes = self._words.view(np.uint8).reshape(words, parcels, 8)

    def lower(self, packed: Words64, keys: Int32s) -> None:
        """Takes each parcel's row of a table and keeps the lesser codes."""
        taken = self._taken.view(np.uint8).reshape(-1, 8)
        for word, table in enumerate(packed):
            np.take(table, keys, out=self._taken, mode="clip")
            np.minimum(self.codes[word], taken, out=self.codes[word])
