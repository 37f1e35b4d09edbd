"""Services to lookup tables: for each kind of figure, a refusal code for every service in every span between limits.

A table's row holds one byte a service, eight services to a 64-bit word; the least byte over all tables is the first
refusal in order, ELIGIBLE where none speaks.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import field, frozen

from routing.fast.code_table import WORD, CodeTable, packed
from routing.fast.door import DoorTable
from routing.fast.known_prices import KnownPrices, known_prices
from routing.fast.known_rows import KnownRows
from routing.fast.parcels import UNKNOWN
from routing.fast.places import Places
from routing.fast.spans import RefusalTable, SizeRefusalTable, Spans, limit_codes, tier_codes
from routing.fast.tariff import Tariff
from routing.fast.tier_codes import KnownTiers
from routing.fast.value_codes import ValueCodes
from routing.services.condition import ROLL_AS, SIZES, Condition
from routing.services.refusal import ELIGIBLE, LIMIT_CODES, NUMBER, TIER_NOT_APPLICABLE
from routing.services.service import is_requested
from routing.values.countries import COUNTRY_CODES
from routing.values.goods import goods_of
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    import numpy.typing as npt

    from routing.fast.code_table import Words64
    from routing.fast.on_time import LawTable
    from routing.fast.parcels import Int32s, Int64s
    from routing.landed.facts import DoorFacts
    from routing.services.in_force import ServiceVersion
    from routing.services.policy import Policy, Tier
    from routing.values.money import ExchangeRates


_MANY: Final = 200  # services, from which on their tables are kept small rather than ready
_JOINT_MAX: Final = 1 << 15  # rows of a joint table: 256 kB a word
_MEASURES: Final = ("longest_side", "second_side", "shortest_side", "sides_sum", "length_girth")


@frozen(eq=False)
class Grid:
    """What the services say on one day, as tables.  Services stand in the order in which ties are settled."""

    versions: tuple[ServiceVersion, ...]
    policy: Policy
    rates: ExchangeRates
    on: date
    door_facts: DoorFacts | None = None
    laws: LawTable | None = None
    """The laws of transit, where the chance to be on time is asked."""
    _content_codes: dict[tuple[str, ...], CodeTable] = field(init=False, factory=dict)
    _address_codes: dict[str, Words64] = field(init=False, factory=dict)
    _service_codes: dict[tuple[int, str], CodeTable] = field(init=False, factory=dict)

    def __len__(self) -> int:
        return len(self.versions)

    @cached_property
    def words(self) -> int:
        """64-bit words of one row."""
        return -(-(len(self) + len(self.policy.tiers)) // WORD)

    @cached_property
    def allowed(self) -> tuple[tuple[int, ...], ...]:
        """For each tier the columns of the services that compete in it."""
        return tuple(
            tuple(column for column, one in enumerate(self.versions) if tier.allow.has(one.service))
            for tier in self.policy.tiers
        )

    @cached_property
    def known_rows(self) -> KnownRows:
        """The rows of codes that parcels met so far."""
        return KnownRows(self.words)

    @cached_property
    def known_tiers(self) -> KnownTiers:
        """What comes of those rows."""
        return KnownTiers(self.allowed, len(self), self.known_rows)

    @cached_property
    def known_prices(self) -> tuple[KnownPrices, ...]:
        """The two lowest prices of services weighed alike, as far as parcels asked for them."""
        return known_prices(self.tariffs)

    @cached_property
    def door(self) -> DoorTable | None:
        """What is charged at the door; None where nobody asks."""
        return None if self.door_facts is None else DoorTable(self.door_facts, self.rates, self.on)

    @property
    def tiers(self) -> Iterator[tuple[int, Tier]]:
        """The tiers, each with its column behind the services: a code tells whether it speaks of the parcel."""
        return enumerate(self.policy.tiers, start=len(self))

    @cached_property
    def places(self) -> Places:
        """The destinations these services tell apart."""
        return Places.of(version.service for version in self.versions)

    @cached_property
    def ranks(self) -> Int32s | None:
        """(Service x country): the rank by which ties are settled there; None: that of the services everywhere."""
        if not any(version.service.transit_for for version in self.versions):
            return None
        order = self.service_of_rank.T
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.arange(len(self), dtype=np.int32)[None, :], axis=1)
        return np.ascontiguousarray(ranks.T)

    @cached_property
    def service_of_rank(self) -> Int32s:
        """(Rank x country) -> service."""
        services = [version.service for version in self.versions]
        known: dict[tuple[int, ...], list[int]] = {}
        columns = []
        for country in COUNTRY_CODES:
            days = tuple(service.transit_to(country)[1] for service in services)
            if days not in known:
                known[days] = sorted(range(len(services)), key=lambda number: services[number].rank_to(country))
            columns.append(known[days])
        return np.array(columns, np.int32).T

    @cached_property
    def tariffs(self) -> tuple[Tariff, ...]:
        """One for each service."""
        return tuple(
            Tariff(
                version,
                self.places,
                self.rates,
                self.on,
                rank if self.ranks is None else self.ranks[rank],
                compact=len(self) > _MANY,
            )
            for rank, version in enumerate(self.versions)
        )

    def prepare(self) -> None:
        """Makes the tables that every chunk needs; each is else made when it is first asked for."""
        for tariff in self.tariffs:
            tariff.prepare()
        for name in ("by_weight", "by_size", "size_class", "content_class"):
            getattr(self, name)

    @cached_property
    def by_weight(self) -> RefusalTable:
        """Place x weight: not served, no rate, not in force, limits on weight, no exchange rate for the card.

        Weight is always known: the first span, that of the unknown, is never met.
        """
        edges = {one.edge_e9 for one in self._limits("weight")}
        for tariff in self.tariffs:
            if tariff.weighs_plainly:
                edges |= {int(edge) * E9 for span in tariff.spans for edge in span}
        spans = Spans.between(edges)
        samples = np.array([figure or E9 for figure in spans.samples()], np.int64)
        codes = np.full((len(self.places), len(spans), self.words * WORD), ELIGIBLE, np.uint8)
        for column, tariff in enumerate(self.tariffs):
            known: dict[object, npt.NDArray[np.uint8]] = {}
            for number, place in enumerate(self.places.table):
                service = tariff.version.service
                limits = tuple(one for one in service.limits_of(place.country) if one.measure == "weight")
                served = tariff.zone_of_place[number] is not None
                key = (served, int(tariff.lane_index[number]), limits)
                if key not in known:
                    known[key] = _weight_codes(tariff, served=served, lane=key[1], limits=limits, samples=samples)
                codes[number, :, column] = known[key]
        for column, tier in self.tiers:
            conditions = [one for one in tier.when if one.measure == "weight"]
            codes[:, :, column] = tier_codes(conditions, spans)
            elsewhere = [bool(tier.countries) and place.country not in tier.countries for place in self.places.table]
            codes[elsewhere, :, column] = TIER_NOT_APPLICABLE
        return RefusalTable(spans, CodeTable(packed(codes)))

    @cached_property
    def size_class(self) -> Int32s:
        """Country -> class of countries whose parcels meet the same limits on size."""
        return self._size_classes[0]

    @cached_property
    def asks_bulky(self) -> bool:
        """Whether some tier asks if a parcel is bulky."""
        return any(tier.bulky is not None for tier in self.policy.tiers)

    @cached_property
    def by_size(self) -> tuple[SizeRefusalTable, ...]:
        """(Size class x roll x bulky) x sizes: tables of one measure or of several jointly, as many as stay small.

        A parcel of unknown size is not bulky, and meets the span of the unknown.
        """
        bounded = [(one, Spans.between(limit.edge_e9 for limit in self._limits(one))) for one in _MEASURES]
        stated = [pair for pair in bounded if pair[1].edges or pair[0] == _MEASURES[0]]
        groups: list[list[tuple[str, Spans]]] = [[]]
        rows = classes = 2 * (1 + self.asks_bulky) * len(self._size_classes[1])
        for pair in stated:
            rows *= len(pair[1])
            if groups[-1] and rows > _JOINT_MAX:
                groups.append([])
                rows = classes * len(pair[1])
            groups[-1].append(pair)
        return tuple(self._size_codes(tuple(group)) for group in groups)

    def _size_codes(self, group: tuple[tuple[str, Spans], ...]) -> SizeRefusalTable:
        samples = self._size_classes[1]
        shape = tuple(len(spans) for _, spans in group)
        bulk = (False, True) if self.asks_bulky else (False,)
        codes = np.full((len(samples), 2, len(bulk), *shape, self.words * WORD), ELIGIBLE, np.uint8)
        known: dict[object, npt.NDArray[np.uint8]] = {}  # few services and countries differ in their limits
        for number, country in enumerate(samples):
            for roll in (False, True):
                for column, version in enumerate(self.versions):
                    limits = version.service.limits_of(country, roll=roll)
                    key = (limits, _asks_size(version, country, limits))
                    if key not in known:
                        known[key] = _limit_cube(limits, group, asks=key[1])
                    codes[number, int(roll), ..., column] = known[key]
        for column, tier in self.tiers:
            for bulky in bulk:
                cube = codes[:, :, int(bulky), ..., column]
                for axis, (measure, spans) in enumerate(group):
                    row = tier_codes([one for one in tier.when if one.measure == measure], spans)
                    if measure == _MEASURES[0] and tier.bulky is not None:
                        row[0] = NUMBER["SIZE_UNKNOWN"]
                        row[1:] = row[1:] if tier.bulky is bulky else TIER_NOT_APPLICABLE
                    np.minimum(cube, row.reshape([-1 if at == axis else 1 for at in range(len(group))]), out=cube)
        strides = [int(np.prod(shape[axis + 1 :], dtype=np.int64)) for axis in range(len(group))]
        parts = tuple((*pair, stride) for pair, stride in zip(group, strides, strict=True))
        return SizeRefusalTable(parts, int(np.prod(shape, dtype=np.int64)), CodeTable(packed(codes)))

    @cached_property
    def content_class(self) -> Int32s:
        """Country -> class of countries for which the services accept the same goods."""
        return self._content_classes[0]

    def by_content(self, goods: Sequence[str]) -> CodeTable:
        """(Content class x goods text x tracked): goods and tracking.  The first row of a class is "general" goods."""
        known = self._content_codes.get(tuple(goods))
        if known is None:
            known = self._content_codes[tuple(goods)] = CodeTable(self._by_content(goods))
        return known

    def _by_content(self, goods: Sequence[str]) -> Words64:
        samples = self._content_classes[1]
        held = [goods_of(text) for text in ("general", *goods)]
        codes = np.full((len(samples), len(held), 2, self.words * WORD), ELIGIBLE, np.uint8)
        for column, version in enumerate(self.versions):
            for number, country in enumerate(samples):
                accepted = version.service.goods_of(country)
                for index, words in enumerate(held):
                    if not version.service.tracked:
                        codes[number, index, 1, column] = NUMBER["TRACKING_REQUIRED"]
                    if not words <= accepted:
                        codes[number, index, :, column] = NUMBER["GOODS_FORBIDDEN"]
        for column, tier in self.tiers:
            for index, words in enumerate(held):
                if tier.goods and tier.goods.isdisjoint(words):
                    codes[:, index, :, column] = TIER_NOT_APPLICABLE
            if tier.tracked is not None:
                codes[:, :, int(not tier.tracked), column] = TIER_NOT_APPLICABLE
        return packed(codes)

    def by_requested(self, requested: Sequence[str]) -> CodeTable:
        """Requested service or carrier: the services that the order does not ask for."""
        codes = np.full((len(requested), self.words * WORD), ELIGIBLE, np.uint8)
        for row, name in zip(codes, requested, strict=True):
            for column, version in enumerate(self.versions):
                if not is_requested(version.service, name):
                    row[column] = NUMBER["SERVICE_NOT_REQUESTED"]
        return CodeTable(packed(codes))

    @cached_property
    def refuses_addresses(self) -> bool:
        """Whether any service refuses boxes or territories."""
        return any(version.service.refuses for version in self.versions)

    def by_address(self, words: Sequence[str]) -> CodeTable:
        """Words of an address: the services that do not go there."""
        return CodeTable(np.concatenate([self._address_row(text) for text in words], axis=1))

    def _address_row(self, text: str) -> Words64:
        if text not in self._address_codes:
            row = np.full((1, self.words * WORD), ELIGIBLE, np.uint8)
            for column, version in enumerate(self.versions):
                if not version.service.refuses.isdisjoint(text.split(";")):
                    row[0, column] = NUMBER["NOT_SERVED"]
            self._address_codes[text] = packed(row)
        return self._address_codes[text]

    def by_service(self, column: int, code: str) -> CodeTable:
        """One row: a service refuses for a reason."""
        if (column, code) not in self._service_codes:
            row = np.full((1, self.words * WORD), ELIGIBLE, np.uint8)
            row[0, column] = NUMBER[code]
            self._service_codes[column, code] = CodeTable(packed(row))
        return self._service_codes[column, code]

    @cached_property
    def by_value(self) -> ValueCodes:
        """What an order's value closes."""
        limits = tuple(dict.fromkeys(self._limits("value")))
        return ValueCodes(self.versions, self.policy, self.rates, self.on, limits, self.words)

    def _limits(self, measure: str) -> list[Condition]:
        """Every limit on the measure, of every service, country and shape, and every condition of a tier."""
        stated = [
            one
            for version in self.versions
            for one in (*version.service.limits, *(own for part in version.service.limits_for for own in part.limits))
        ]
        stated += [one for tier in self.policy.tiers for one in tier.when]
        return [one for one in stated if ROLL_AS.get(one.measure, one.measure) == measure]

    @cached_property
    def _size_classes(self) -> tuple[Int32s, tuple[str, ...]]:
        concerned = [version for version in self.versions if _by_country(version)]
        return _classes(
            tuple(
                (limits, _asks_size(version, country, limits))
                for version in concerned
                for roll in (False, True)
                for limits in [version.service.limits_of(country, roll=roll)]
            )
            for country in COUNTRY_CODES
        )

    @cached_property
    def _content_classes(self) -> tuple[Int32s, tuple[str, ...]]:
        return _classes(tuple(one.service.goods_of(country) for one in self.versions) for country in COUNTRY_CODES)


def _classes(facts: Iterable[object]) -> tuple[Int32s, tuple[str, ...]]:
    """Country -> class of equal facts, and a country of each class."""
    known: dict[object, int] = {}
    samples: list[str] = []
    index = np.empty(len(COUNTRY_CODES), np.int32)
    for number, (country, fact) in enumerate(zip(COUNTRY_CODES, facts, strict=True)):
        if fact not in known:
            known[fact] = len(samples)
            samples.append(country)
        index[number] = known[fact]
    return index, tuple(samples)


def _weight_codes(
    tariff: Tariff, *, served: bool, lane: int, limits: Sequence[Condition], samples: Int64s
) -> npt.NDArray[np.uint8]:
    """The code for each weight in billionths of a gram; written from the last in precedence: the first stands."""
    codes = np.full(len(samples), ELIGIBLE, np.uint8)
    if tariff.exchange is None:
        codes[:] = NUMBER["NO_EXCHANGE_RATE"]
    within = np.ones(len(samples), np.bool_)
    for upper in (False, True):
        for limit in limits:
            if limit.upper is upper:
                broken = (samples <= limit.edge_e9) != limit.upper
                codes[broken] = NUMBER[LIMIT_CODES["weight", upper]]
                within &= ~broken
    if not tariff.version.in_force:
        codes[:] = NUMBER["CARD_NOT_IN_FORCE"]
    if lane == UNKNOWN:
        codes[:] = NUMBER["NO_RATE"]
    elif tariff.weighs_plainly:
        over, upto = (span[lane] for span in tariff.spans)
        billed_g = -(-samples // E9)
        codes[within & ((billed_g <= over) | (billed_g > upto))] = NUMBER["NO_RATE"]
    if not served:
        codes[:] = NUMBER["NOT_SERVED"]
    return codes


def _limit_cube(
    limits: Sequence[Condition], group: tuple[tuple[str, Spans], ...], *, asks: bool
) -> npt.NDArray[np.uint8]:
    """The code of limits on size in each span of some measures jointly; `asks`: whether the size must be known."""
    cube = np.full(tuple(len(spans) for _, spans in group), ELIGIBLE, np.uint8)
    for axis, (measure, spans) in enumerate(group):
        row = np.full(len(spans), ELIGIBLE, np.uint8)
        limit_codes(row, [one for one in limits if one.measure == measure], spans)
        if measure == _MEASURES[0] and asks:
            row[0] = NUMBER["SIZE_UNKNOWN"]
        np.minimum(cube, row.reshape([-1 if at == axis else 1 for at in range(len(group))]), out=cube)
    return cube


def _by_country(version: ServiceVersion) -> bool:
    """Whether what a service asks of a size differs from country to country."""
    return bool(version.service.limits_for) or any(rule.countries for rule in version.service.volumetric)


def _asks_size(version: ServiceVersion, country: str, limits: Sequence[Condition]) -> bool:
    """Whether limits or the volume ask for the size of a parcel to that country."""
    return any(one.measure in SIZES for one in limits) or any(
        rule.covers(country, version.priced_on) for rule in version.service.volumetric
    )
