"""Services to lookup tables: for each kind of figure, a refusal code for every service in every span between limits.

A table's row holds one byte a service, eight services to a 64-bit word; the least byte over all tables is the first
refusal in order, ELIGIBLE where none speaks.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import field, frozen

from routing.condition import ROLL_AS, SIZES, Condition
from routing.countries import CODES
from routing.explain import is_requested
from routing.goods import goods_of
from routing.parcels import UNKNOWN
from routing.places import Places
from routing.refusal import ELIGIBLE, LIMIT_CODES, NUMBER
from routing.settle import value_edge
from routing.tariff import Tariff

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import numpy.typing as npt

    from routing.money import ExchangeRates
    from routing.parcels import Int32s, Int64s
    from routing.policy import Policy, Rule
    from routing.settle import Figures
    from routing.standing import Standing

    Words64 = npt.NDArray[np.uint64]

_WORD: Final = 8  # services to a word
_JOINT_MAX: Final = 1 << 15  # rows of a joint table: 256 kB a word
_MEASURES: Final = ("longest_side", "second_side", "shortest_side", "sides_sum", "length_girth")


@frozen(eq=False)
class Spans:
    """Figures to span numbers by a table: 0 for unknown, 1 up to the first edge, and so on.

    Weights and sizes are above zero, so the place of figure 0 serves the unknown, to which -1 is clipped.
    """

    edges: tuple[int, ...]
    table: npt.NDArray[np.uint8] = field(init=False)

    @table.default
    def _table(self) -> npt.NDArray[np.uint8]:
        top = self.edges[-1] if self.edges else 0
        figures = np.arange(top + 2)
        spans = np.searchsorted(np.array(self.edges, np.int64), figures) + 1
        spans[0] = 0
        return spans.astype(np.uint8)

    @classmethod
    def between(cls, edges: Iterable[int]) -> Spans:
        """The spans between these edges."""
        return cls(tuple(sorted({edge for edge in edges if edge > 0})))

    def __len__(self) -> int:
        return len(self.edges) + 2

    def samples(self) -> list[int | None]:
        """One figure of each span, None for the span of the unknown."""
        return [None, *self.edges, (self.edges[-1] if self.edges else 0) + 1]

    def scaled(self, stride: int) -> Int64s:
        """Figure -> span x stride."""
        return self.table.astype(np.int64) * stride


@frozen(eq=False)
class Codes:
    """Refusal codes by class and span: packed words, shape (words, classes x spans)."""

    spans: Spans
    packed: Words64

    @cached_property
    def shares(self) -> Int64s:
        """Figure -> its span."""
        return self.spans.scaled(1)


@frozen(eq=False)
class SizeCodes:
    """Refusal codes by size class and the spans of some measures jointly.

    `parts` gives, for each measure, figure -> its share of the row number; `rows` is the number of rows of a class.
    """

    parts: tuple[tuple[str, Int64s], ...]
    rows: int
    packed: Words64

    def keys(self, classes: Int32s, figures: Figures) -> Int64s:
        """Which row each parcel meets."""
        keys: Int64s = classes * np.int64(self.rows)
        for measure, share in self.parts:
            keys += share.take(figures.measure(measure), mode="clip")
        return keys


@frozen(eq=False)
class Grid:
    """What the services say on one day, as tables.  Services stand in the order in which ties are settled."""

    standings: tuple[Standing, ...]
    policy: Policy
    rates: ExchangeRates
    on: date
    _value_classes: dict[object, int] = field(init=False, factory=dict)
    _value_class_of: dict[tuple[str, str | None], int] = field(init=False, factory=dict)
    _value_samples: list[tuple[str, str | None]] = field(init=False, factory=list)
    _value_codes: dict[tuple[int, str], Words64] = field(init=False, factory=dict)
    _content_codes: dict[tuple[str, ...], Words64] = field(init=False, factory=dict)
    _values_of: dict[object, Values] = field(init=False, factory=dict)

    def __len__(self) -> int:
        return len(self.standings)

    @cached_property
    def words(self) -> int:
        """64-bit words of one row."""
        return -(-len(self) // _WORD)

    @cached_property
    def places(self) -> Places:
        """The destinations these services tell apart."""
        return Places.of(standing.service for standing in self.standings)

    @cached_property
    def tariffs(self) -> tuple[Tariff, ...]:
        """One for each service."""
        return tuple(Tariff(standing, self.places, self.rates, self.on) for standing in self.standings)

    @cached_property
    def by_weight(self) -> Codes:
        """Place x weight: not served, no rate, not in force, limits on weight, no exchange rate for the card."""
        edges = {one.edge for one in self._limits("weight")}
        for tariff in self.tariffs:
            if tariff.weighs_plainly:
                edges |= {int(edge) for span in tariff.spans for edge in span}
        spans = Spans.between(edges)
        samples = np.array([figure or 1 for figure in spans.samples()])
        codes = np.full((len(self.places), len(spans), self.words * _WORD), ELIGIBLE, np.uint8)
        for column, tariff in enumerate(self.tariffs):
            known: dict[object, npt.NDArray[np.uint8]] = {}
            for number, place in enumerate(self.places.table):
                service = tariff.standing.service
                limits = tuple(one for one in service.limits_of(place.country) if one.measure == "weight")
                served = tariff.zone_of_place[number] is not None
                key = (served, int(tariff.lane_index[number]), limits)
                if key not in known:
                    known[key] = _weight_codes(tariff, served=served, lane=key[1], limits=limits, samples=samples)
                codes[number, :, column] = known[key]
        return Codes(spans, _packed(codes))

    @cached_property
    def size_class(self) -> Int32s:
        """Country -> class of countries whose parcels meet the same limits on size."""
        return self._size_classes[0]

    @cached_property
    def by_size(self) -> tuple[SizeCodes, ...]:
        """(Size class x roll) x sizes: tables of one measure or of several jointly, as many as stay small."""
        bounded = [(one, Spans.between(limit.edge for limit in self._limits(one))) for one in _MEASURES]
        told = [pair for pair in bounded if pair[1].edges or pair[0] == _MEASURES[0]]
        groups: list[list[tuple[str, Spans]]] = [[]]
        rows = classes = 2 * len(self._size_classes[1])
        for pair in told:
            rows *= len(pair[1])
            if groups[-1] and rows > _JOINT_MAX:
                groups.append([])
                rows = classes * len(pair[1])
            groups[-1].append(pair)
        return tuple(self._size_codes(tuple(group)) for group in groups)

    def _size_codes(self, group: tuple[tuple[str, Spans], ...]) -> SizeCodes:
        samples = self._size_classes[1]
        shape = tuple(len(spans) for _, spans in group)
        codes = np.full((2 * len(samples), *shape, self.words * _WORD), ELIGIBLE, np.uint8)
        for number, country in enumerate(samples):
            for roll in (False, True):
                for column, standing in enumerate(self.standings):
                    limits = standing.service.limits_of(country, roll=roll)
                    cube = codes[2 * number + roll, ..., column]
                    for axis, (measure, spans) in enumerate(group):
                        row = np.full(len(spans), ELIGIBLE, np.uint8)
                        _limit_codes(row, [one for one in limits if one.measure == measure], spans)
                        if measure == _MEASURES[0] and _asks_size(standing, country, limits):
                            row[0] = NUMBER["SIZE_UNKNOWN"]
                        along = [1] * len(group)
                        along[axis] = len(spans)
                        np.minimum(cube, row.reshape(along), out=cube)
        strides = [int(np.prod(shape[axis + 1 :], dtype=np.int64)) for axis in range(len(group))]
        parts = tuple((measure, spans.scaled(stride)) for (measure, spans), stride in zip(group, strides, strict=True))
        return SizeCodes(parts, int(np.prod(shape, dtype=np.int64)), _packed(codes))

    @cached_property
    def content_class(self) -> Int32s:
        """Country -> class of countries for which the services accept the same goods."""
        return self._content_classes[0]

    def by_content(self, goods: Sequence[str]) -> Words64:
        """(Content class x goods text x tracked): goods and tracking.  The first row of a class is "general" goods."""
        known = self._content_codes.get(tuple(goods))
        if known is None:
            known = self._content_codes[tuple(goods)] = self._by_content(goods)
        return known

    def _by_content(self, goods: Sequence[str]) -> Words64:
        samples = self._content_classes[1]
        held = [goods_of(text) for text in ("general", *goods)]
        codes = np.full((len(samples), len(held), 2, self.words * _WORD), ELIGIBLE, np.uint8)
        for column, standing in enumerate(self.standings):
            for number, country in enumerate(samples):
                accepted = standing.service.goods_of(country)
                for index, words in enumerate(held):
                    if not standing.service.tracked:
                        codes[number, index, 1, column] = NUMBER["TRACKING_REQUIRED"]
                    if not words <= accepted:
                        codes[number, index, :, column] = NUMBER["GOODS_FORBIDDEN"]
        return _packed(codes)

    def by_wish(self, wishes: Sequence[str]) -> Words64:
        """Wish: services that the order does not ask for."""
        codes = np.full((len(wishes), self.words * _WORD), ELIGIBLE, np.uint8)
        for row, wish in zip(codes, wishes, strict=True):
            for column, standing in enumerate(self.standings):
                if not is_requested(standing.service, wish):
                    row[column] = NUMBER["SERVICE_NOT_REQUESTED"]
        return _packed(codes)

    def value_class(self, country: str, platform: str | None) -> int:
        """The class of orders that meet the same conditions on value."""
        known = self._value_class_of.get((country, platform))
        if known is not None:
            return known
        facts = tuple(
            (self._value_limits(standing, country), self._closing_rules(standing, country, platform))
            for standing in self.standings
        )
        number = self._value_classes.setdefault(facts, len(self._value_samples))
        if number == len(self._value_samples):
            self._value_samples.append((country, platform))
        self._value_class_of[country, platform] = number
        return number

    @cached_property
    def value_conditions(self) -> tuple[Condition, ...]:
        """Every condition on value that some limit or rule states."""
        rules = [one for rule in self.policy.rules if rule.validity.holds(self.on) for one in rule.when]
        return tuple(dict.fromkeys([*self._limits("value"), *rules]))

    def value_edges(self, currency: str) -> tuple[int, ...]:
        """The ten-thousandths of a currency at which some condition on value turns, in order."""
        edges = (value_edge(one, currency, self.rates, self.on) for one in self.value_conditions)
        return tuple(sorted({edge for edge in edges if edge is not None}))

    def values_of(self, platforms: tuple[str | None, ...], currencies: tuple[str, ...]) -> Values:
        """The value codes for a chunk with these platforms and currencies."""
        key = (platforms, currencies)
        if key not in self._values_of:
            self._values_of[key] = Values(self, platforms, currencies)
        return self._values_of[key]

    def by_value(self, value_class: int, currency: str) -> Words64:
        """Codes for the unknown value, then for each span between the currency's edges; shape (words, spans + 1)."""
        known = self._value_codes.get((value_class, currency))
        if known is None:
            country, platform = self._value_samples[value_class]
            edges = self.value_edges(currency)
            samples = (None, *edges, edges[-1] + 1 if edges else 0)
            codes = np.full((len(samples), self.words * _WORD), ELIGIBLE, np.uint8)
            for column, standing in enumerate(self.standings):
                limits = self._value_limits(standing, country)
                rules = self._closing_rules(standing, country, platform)
                for row, value in zip(codes, samples, strict=True):
                    row[column] = self._value_code(limits, rules, value, currency)
            known = self._value_codes[value_class, currency] = _packed(codes)
        return known

    def _value_code(self, limits: Sequence[Condition], rules: Sequence[Rule], value: int | None, currency: str) -> int:
        told = {one: self._value_holds(one, value, currency) for rule in rules for one in rule.when}
        told |= {one: self._value_holds(one, value, currency) for one in limits}
        found = [NUMBER[LIMIT_CODES["value", one.upper]] for one in limits if told[one] is False]
        if any(all(told[one] is True for one in rule.when) for rule in rules):
            found.append(NUMBER["PLATFORM_RULE"])
        if None in told.values():
            found.append(NUMBER["VALUE_UNKNOWN" if value is None else "NO_EXCHANGE_RATE"])
        return min(found, default=ELIGIBLE)

    def _value_holds(self, condition: Condition, value: int | None, currency: str) -> bool | None:
        if value is None:
            return None
        edge = value_edge(condition, currency, self.rates, self.on)
        return None if edge is None else (value <= edge) is condition.upper

    def _value_limits(self, standing: Standing, country: str) -> tuple[Condition, ...]:
        return tuple(one for one in standing.service.limits_of(country) if one.measure == "value")

    def _closing_rules(self, standing: Standing, country: str, platform: str | None) -> tuple[Rule, ...]:
        return tuple(
            rule
            for rule in self.policy.rules
            if rule.covers(platform, country, self.on) and not rule.permits(standing.service)
        )

    def _limits(self, measure: str) -> list[Condition]:
        """Every limit on the measure, of every service, country and shape."""
        stated = [
            one
            for standing in self.standings
            for one in (*standing.service.limits, *(own for part in standing.service.limits_for for own in part.limits))
        ]
        return [one for one in stated if ROLL_AS.get(one.measure, one.measure) == measure]

    @cached_property
    def _size_classes(self) -> tuple[Int32s, tuple[str, ...]]:
        return _classes(
            tuple(
                (limits, _asks_size(standing, country, limits))
                for standing in self.standings
                for roll in (False, True)
                for limits in [standing.service.limits_of(country, roll=roll)]
            )
            for country in CODES
        )

    @cached_property
    def _content_classes(self) -> tuple[Int32s, tuple[str, ...]]:
        return _classes(tuple(one.service.goods_of(country) for one in self.standings) for country in CODES)


class Values:
    """Value codes by (class of country and platform) x currency x span, learnt as pairs of them come up.

    Currency 0 stands for none said, platform None for none.  Span 0 is the unknown value.
    """

    def __init__(self, grid: Grid, platforms: tuple[str | None, ...], currencies: tuple[str, ...]) -> None:
        self.grid, self.platforms, self.currencies = grid, platforms, currencies
        edges = [(), *(grid.value_edges(word) for word in currencies)]
        self.width = max(map(len, edges)) + 2
        padded = [[*own, *[np.iinfo(np.int64).max] * (self.width - 2 - len(own))] for own in edges]
        self.edges = np.array(padded, np.int64).reshape(len(edges), self.width - 2)
        self.class_of_pair = np.full(len(CODES) * len(platforms), UNKNOWN, np.int32)
        self._numbers: dict[int, int] = {}
        self.packed: Words64 = np.empty((grid.words, 0), np.uint64)

    def learn(self, pairs: npt.NDArray[np.int32]) -> None:
        """Adds the classes of pairs of country and platform."""
        for pair in pairs.tolist():
            country, platform = divmod(pair, len(self.platforms))
            value_class = self.grid.value_class(CODES[country], self.platforms[platform])
            if value_class not in self._numbers:
                self._numbers[value_class] = len(self._numbers)
                unsaid = np.repeat(self.grid.by_value(value_class, "")[:, :1], self.width, axis=1)
                said = [self._padded(self.grid.by_value(value_class, word)) for word in self.currencies]
                self.packed = np.concatenate([self.packed, unsaid, *said], axis=1)
            self.class_of_pair[pair] = self._numbers[value_class]

    def _padded(self, codes: Words64) -> Words64:
        return np.pad(codes, ((0, 0), (0, self.width - codes.shape[1])), mode="edge")

    def spans(self, value_e4: Int64s, currency: Int32s) -> Int32s:
        """1 + the number of the currency's edges below each value, int32."""
        small = self.width < np.iinfo(np.int8).max
        span: npt.NDArray[Any] = np.ones(len(value_e4), np.int8 if small else np.int32)
        for column in self.edges.T:
            span += (value_e4 > column.take(currency)).view(np.int8)
        return span.astype(np.int32)


def _classes(facts: Iterable[object]) -> tuple[Int32s, tuple[str, ...]]:
    """Country -> class of equal facts, and a country of each class."""
    known: dict[object, int] = {}
    samples: list[str] = []
    index = np.empty(len(CODES), np.int32)
    for number, (country, fact) in enumerate(zip(CODES, facts, strict=True)):
        if fact not in known:
            known[fact] = len(samples)
            samples.append(country)
        index[number] = known[fact]
    return index, tuple(samples)


def _weight_codes(
    tariff: Tariff, *, served: bool, lane: int, limits: Sequence[Condition], samples: Int64s
) -> npt.NDArray[np.uint8]:
    """The code for each weight; written from the last in precedence to the first, so that the first stands."""
    codes = np.full(len(samples), ELIGIBLE, np.uint8)
    if tariff.exchange is None:
        codes[:] = NUMBER["NO_EXCHANGE_RATE"]
    within = np.ones(len(samples), np.bool_)
    for upper in (False, True):
        for limit in limits:
            if limit.upper is upper:
                broken = (samples <= limit.edge) != limit.upper
                codes[broken] = NUMBER[LIMIT_CODES["weight", upper]]
                within &= ~broken
    if not tariff.standing.in_force:
        codes[:] = NUMBER["CARD_NOT_IN_FORCE"]
    if lane == UNKNOWN:
        codes[:] = NUMBER["NO_RATE"]
    elif tariff.weighs_plainly:
        over, upto = (span[lane] for span in tariff.spans)
        codes[within & ((samples <= over) | (samples > upto))] = NUMBER["NO_RATE"]
    if not served:
        codes[:] = NUMBER["NOT_SERVED"]
    return codes


def _limit_codes(row: npt.NDArray[np.uint8], limits: Sequence[Condition], spans: Spans) -> None:
    for limit in limits:
        code = NUMBER[LIMIT_CODES[limit.measure, limit.upper]]
        for span, figure in enumerate(spans.samples()):
            if figure is not None and not limit.holds(figure):
                row[span] = min(row[span], code)


def _asks_size(standing: Standing, country: str, limits: Sequence[Condition]) -> bool:
    """Whether limits or the volume ask for the size of a parcel to that country."""
    return any(one.measure in SIZES for one in limits) or any(
        rule.covers(country, standing.facts_on) for rule in standing.service.volumetric
    )


def _packed(codes: npt.NDArray[np.uint8]) -> Words64:
    """Bytes to words, the word first: (words, rows)."""
    words = np.ascontiguousarray(codes).view(np.uint64).reshape(-1, codes.shape[-1] // _WORD)
    return np.ascontiguousarray(words.T)
