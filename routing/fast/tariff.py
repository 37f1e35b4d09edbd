"""Prices of one service for columns of parcels, in fen: looked up where a table can hold them, else computed exactly.

All arithmetic is on whole numbers.  Where a product could pass 64 bits it is done in Python's unbounded integers.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import evolve, field, frozen

from routing.fast.charges import Bands, by_weight, surcharged, terms
from routing.fast.counted import counted_micro, uncounted
from routing.fast.parcels import UNKNOWN
from routing.fast.weighing import Weighing
from routing.services.fees import COUNTED, fee_of
from routing.services.service import MICRO, Validity
from routing.values.countries import COUNTRY_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import numpy.typing as npt

    from routing.fast.charges import Borne
    from routing.fast.conditions import Measures
    from routing.fast.parcels import Flags, Int32s, Int64s
    from routing.fast.places import Place, Places
    from routing.services.condition import Condition
    from routing.services.fees import Fee
    from routing.services.in_force import ServiceVersion
    from routing.services.service import RateBand, Surcharge
    from routing.values.money import ExchangeRates

    Numbers = npt.NDArray[Any]  # int64, or Python integers where 64 bits might not do
    Counted = dict[Surcharge, Numbers]

NO_PRICE: Final = -1
NO_PRICE_RANK: Final = np.iinfo(np.int64).max
"""Stands for no price.  A ranked price is fen and the service's rank in one number: the least wins."""
RANK_BITS: Final = 10  # up to 1,023 services
_TABLE_MAX: Final = 4_000_000  # entries of one service's price table: 16 MB
_SAFE: Final = 2**62


@frozen(cache_hash=True)
class Lane:
    """What prices a parcel besides its own figures: the bands of a zone, and the surcharges of a place.

    `rank` settles ties of price with other services there.
    """

    bands: tuple[RateBand, ...]
    surcharges: tuple[Surcharge, ...]
    rank: int


@frozen(cache_hash=True)
class PriceTable:
    """Where a table of prices holds which: a row for each lane, a slot for each step of weight.

    The first slot stands for weight zero, the last for what lies beyond the bands: neither has a price.  Places without
    a lane share a row that holds none.
    """

    quantum: int
    length: int
    row_of_place: tuple[int, ...]
    _starts: Int64s = field(init=False, eq=False)

    @_starts.default
    def _rows_to_starts(self) -> Int64s:
        return np.array(self.row_of_place, np.int64) * self.length

    def slots(self, places: Int32s, chargeable_g: Int32s) -> Int64s:
        """Each parcel's place in the table; a weight that is not known lies before its row."""
        quantum = self.quantum
        steps = chargeable_g if quantum == 1 else (chargeable_g + (quantum - 1)) // quantum
        slots: Int64s = np.minimum(steps, self.length - 1) + self._starts.take(places)
        return slots


@frozen(eq=False)
class Tariff:
    """One service's prices on one day, for every place."""

    version: ServiceVersion
    places: Places
    rates: ExchangeRates
    on: date
    ranks: int | Int32s
    """The service's rank, or its rank in each country."""
    compact: bool = False  # tables of fen in 32 bits, for very many services
    _covered_by: dict[Surcharge, Flags] = field(init=False, factory=dict)
    _tables: dict[int, Int64s | Int32s] = field(init=False, factory=dict)
    _falls: dict[int, Flags] = field(init=False, factory=dict)
    _columns_of: dict[tuple[int, type], Bands] = field(init=False, factory=dict)

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """The distinct lanes."""
        return tuple(dict.fromkeys(lane for lane in self._lane_of_place if lane is not None))

    @cached_property
    def lane_index(self) -> Int32s:
        """Place -> lane; UNKNOWN where the place has no price."""
        number = {lane: index for index, lane in enumerate(self.lanes)}
        return np.array([UNKNOWN if lane is None else number[lane] for lane in self._lane_of_place], np.int32)

    @cached_property
    def zone_of_place(self) -> tuple[str | None, ...]:
        """Place -> zone; None where not served."""
        zones: list[str | None] = [None] * len(self.places)
        for lines in self.version.service.zones_of.values():
            by_postcode = [line for line in lines if line.postcode_from]
            whole = [line for line in lines if not line.postcode_from][:1]
            for line in (*by_postcode, *whole):
                for places in self.places.covered(line):
                    if by_postcode and places.start < len(COUNTRY_CODES):
                        continue  # a postcode that is not known may lie in any of them
                    zones[places] = [line.zone if zone is None else zone for zone in zones[places]]
        for line in self.version.service.not_served:
            for places in self.places.covered(line):
                zones[places] = [None] * len(zones[places])
            if line.postcode_from:
                zones[COUNTRY_CODES.index(line.country)] = None  # a postcode that is not known may lie among them
        return tuple(zones)

    @cached_property
    def exchange(self) -> Fraction | None:
        """CNY for one unit of the card's currency; None when not known on this day."""
        return self.rates.cny(self.version.service.currency, self.on)

    @cached_property
    def conditional(self) -> tuple[Surcharge, ...]:
        """The surcharges that hang on a parcel's own size, weight, value, goods or address."""
        return tuple(one for one in self.version.surcharges if one.goods or one.address or _of_parcel(one))

    @cached_property
    def counted(self) -> tuple[Surcharge, ...]:
        """The surcharges by pieces, items or value: what each comes to is worked out parcel by parcel."""
        return tuple(one for one in self.version.surcharges if one.per in COUNTED)

    @cached_property
    def fees(self) -> dict[Surcharge, Fee]:
        """The figures of each surcharge in the card's currency; none where a rate of exchange is missing."""
        service = self.version.service
        found = ((one, fee_of(one, service.currency, self.rates, self.on)) for one in self.version.surcharges)
        return {one: fee for one, fee in found if fee is not None}

    @cached_property
    def weighing(self) -> Weighing:
        """How the chargeable weight comes about; equal for services with the same rules."""
        rules = tuple(evolve(rule, source="", validity=Validity(self.on)) for rule in self.version.volumetric)
        return Weighing(rules, self.version.service.billed_minimums, self.rates, self.on)

    @property
    def weighs_plainly(self) -> bool:
        """Whether the chargeable weight is the actual weight for every parcel."""
        return self.weighing.plain

    @cached_property
    def spans(self) -> tuple[Int64s, Int64s]:
        """Lane -> the chargeable grams above which, and up to which, it has prices (bands meet: see the card check)."""
        lower = [min(band.over_g for band in lane.bands) for lane in self.lanes]
        upper = [max(band.upto_g for band in lane.bands) for lane in self.lanes]
        return np.array(lower, np.int64), np.array(upper, np.int64)

    def chargeable(self, measures: Measures) -> Int32s:
        """Chargeable grams before steps, int32; UNKNOWN where they hang on what is not known."""
        return self.weighing.chargeable(measures)

    def prepare(self) -> None:
        """Makes the table of parcels without surcharges of their own."""
        if self.price_table is not None:
            self._table(self.price_table, 0)

    def ranked_prices(
        self,
        places: Int32s,
        chargeable_g: Int32s,
        eligible: Flags,
        pattern: Int32s | None = None,
        slots: Int64s | None = None,
        counted: Counted | None = None,
    ) -> Int64s:
        """Each parcel's ranked price, int64; NO_PRICE_RANK where the service has none or refuses.

        `pattern` says which surcharges that hang on a parcel's own figures it bears; None: no parcel bears any.
        `slots` are those of the price table, where they are known already; `counted` what `counted_micro` says.
        """
        if self.price_table is not None:
            found = self.price_table.slots(places, chargeable_g) if slots is None else slots
            return self._looked_up(self.price_table, found, eligible, pattern)
        lanes = self.lane_index.take(places)
        fen = self._computed(lanes, chargeable_g, np.zeros_like(lanes) if pattern is None else pattern, counted or {})
        return np.where(eligible, _ranked(fen, self._ranks_of(lanes)), NO_PRICE_RANK)

    def _ranks_of(self, lanes: Int32s | Int64s) -> int | Int64s:
        """The ranks in the lanes; that of a place without one is never asked for."""
        if isinstance(self.ranks, int):
            return self.ranks
        return np.array([*(lane.rank for lane in self.lanes), 0], np.int64).take(lanes)

    def _taken(self, table: Int64s | Int32s, slots: Int64s, length: int) -> Int64s:
        """The ranked prices at some slots: a compact table holds fen."""
        found = table.take(slots, mode="clip")
        if found.dtype == np.int32:
            return _ranked(found, self._ranks_of(slots // length))
        return found.astype(np.int64, copy=False)

    def _looked_up(self, price_table: PriceTable, slots: Int64s, eligible: Flags, pattern: Int32s | None) -> Int64s:
        slots = slots * eligible  # weight zero has no price in any lane
        ranked_prices = self._taken(self._table(price_table, 0), slots, price_table.length)
        if pattern is not None:
            bearing = np.flatnonzero(pattern)
            borne = pattern.take(bearing)
            for number in np.unique(borne).tolist():
                rows = bearing.compress(borne == number)
                ranked_prices[rows] = self._taken(
                    self._table(price_table, number), slots.take(rows), price_table.length
                )
        return ranked_prices

    def pattern(self, measures: Measures, places: Int32s, chargeable_g: Int32s) -> Int32s | None:
        """Which of the surcharges that hang on a parcel's own figures apply, bit by bit; None: none to any parcel."""
        found: Int32s | None = None
        for number, surcharge in enumerate(self.conditional):
            if _never(surcharge, measures):
                continue
            applies = self._applies(surcharge, measures, places, chargeable_g)
            if applies.any():
                bit = applies * np.int32(1 << number)
                found = bit if found is None else found | bit
        return found

    def concerned(self, surcharge: Surcharge, measures: Measures, places: Int32s) -> Flags:
        """Where the surcharge speaks of the destination and content, whatever its conditions say."""
        covers = self._covered(surcharge).take(places)
        if surcharge.goods:
            covers &= measures.holding(surcharge.goods)
        if surcharge.address:
            covers &= measures.at_address(surcharge.address)
        return covers

    def counted_micro(self, measures: Measures) -> Counted:
        """What each surcharge by pieces, items or value comes to for each parcel, whether it bears it or not."""
        currency = self.version.service.currency
        return {one: counted_micro(one, measures, currency, self.rates, self.on) for one in self.counted}

    def uncounted(self, measures: Measures, places: Int32s) -> Iterator[tuple[str, Flags]]:
        """The codes of what is missing to tell the amount of a surcharge, and the parcels that bear it without."""
        service = self.version.service
        unsure = [one for one in self.version.surcharges if one.per in COUNTED or one not in self.fees]
        chargeable_g = self.chargeable(measures) if unsure else measures.weight_g
        for one in unsure:
            applies = self._applies(one, measures, places, chargeable_g)
            for code, missing in uncounted(one, measures, service.currency, self.rates, self.on).items():
                yield code, applies & missing

    def _covered(self, surcharge: Surcharge) -> Flags:
        """Place -> whether the surcharge speaks of it."""
        if surcharge not in self._covered_by:
            flags = np.array([not surcharge.places] * len(self.places))
            for line in surcharge.places:
                for places in self.places.covered(line):
                    flags[places] = True
            if surcharge.countries:
                flags &= np.array([place.country in surcharge.countries for place in self.places.table])
            self._covered_by[surcharge] = flags
        return self._covered_by[surcharge]

    def _applies(self, surcharge: Surcharge, measures: Measures, places: Int32s, chargeable_g: Int32s) -> Flags:
        applies = self.concerned(surcharge, measures, places)
        for condition in surcharge.every:
            applies &= self._true(condition, measures, chargeable_g)
        if surcharge.some:
            some = np.zeros(len(applies), np.bool_)
            for condition in surcharge.some:
                some |= self._true(condition, measures, chargeable_g)
            applies &= some
        return applies

    def _true(self, condition: Condition, measures: Measures, chargeable_g: Int32s) -> Flags:
        if condition.measure == "chargeable_weight":
            below: Flags = chargeable_g <= condition.edge
            return below if condition.upper else ~below
        return measures.evaluate(condition, self.rates, self.on).true

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """The weights in grams from which on a rule or surcharge that is bounded from above no longer holds."""
        version = self.version
        conditions = [one for rule in version.volumetric for one in rule.weight]
        conditions += [one for least in version.service.billed_minimums for one in least.every]
        conditions += [one for extra in version.surcharges for one in (*extra.every, *extra.some)]
        ends = {one.edge + 1 for one in conditions if one.upper and one.measure in {"weight", "chargeable_weight"}}
        return tuple(sorted(ends))

    @cached_property
    def turns(self) -> bool:
        """Whether what is billed, or a surcharge that a heavier parcel may lose, turns at some actual weight."""
        conditions = [one for rule in self.version.volumetric for one in rule.weight]
        conditions += [one for least in self.version.service.billed_minimums for one in least.every]
        return bool(self.ends) or any(one.measure == "weight" for one in conditions)

    @cached_property
    def triggers(self) -> bool:
        """Whether a volumetric rule bills other than the larger weight: a heavier parcel may no longer meet it."""
        return any(
            rule.difference_g or any(one is not None for one in (rule.ratio, rule.above, rule.share))
            for rule in self.version.volumetric
        )

    def falls(self, price_table: PriceTable, pattern: int) -> Flags:
        """Slot of the price table -> whether the start of the next band costs less, with these surcharges."""
        if pattern not in self._falls:
            table, quantum = self._table(price_table, pattern), price_table.quantum
            flags = np.zeros(len(table), np.bool_)
            for number, lane in enumerate(self.lanes):
                first = number * price_table.length
                for lower, _ in pairwise(lane.bands):
                    slots = slice(first + lower.over_g // quantum + 1, first + lower.upto_g // quantum + 1)
                    flags[slots] = table[slots] > table[slots.stop]
            self._falls[pattern] = flags
        return self._falls[pattern]

    def band_of(self, lanes: Int32s, chargeable_g: Int32s) -> tuple[Int64s, Int64s, Flags]:
        """For weights that have a price: where their band begins and ends, and whether another follows."""
        over_g, upto_g = np.zeros(len(lanes), np.int64), np.zeros(len(lanes), np.int64)
        goes_on = np.zeros(len(lanes), np.bool_)
        for lane in np.unique(lanes).tolist():
            rows = np.flatnonzero(lanes == lane)
            ends = np.array([band.upto_g for band in self.lanes[lane].bands], np.int64)
            index = np.searchsorted(ends, chargeable_g.take(rows))
            upto_g[rows] = ends.take(index)
            over_g[rows] = np.array([band.over_g for band in self.lanes[lane].bands], np.int64).take(index)
            goes_on[rows] = index + 1 < len(ends)
        return over_g, upto_g, goes_on

    @cached_property
    def _lane_of_place(self) -> tuple[Lane | None, ...]:
        """Place -> lane; None where not served, or served without a known price."""
        if self.version.fuel is None:
            return (None,) * len(self.places)
        bands = self.version.bands_of
        plain = [(one, self._covered(one).tolist()) for one in self.version.surcharges if one not in self.conditional]
        found: list[Lane | None] = []
        known: dict[object, Lane] = {}  # places share their lanes, and what a lane is takes long to compare
        for number, (place, zone) in enumerate(zip(self.places.table, self.zone_of_place, strict=True)):
            if zone is None or not bands[zone] or self.hangs_on_postcode(place):
                found.append(None)
                continue
            key = (zone, tuple(covers[number] for _, covers in plain), self._rank_to(place.country))
            if key not in known:
                surcharges = tuple(one for one, covers in plain if covers[number])
                known[key] = Lane(bands[zone], surcharges, key[2])
            found.append(known[key])
        return tuple(found)

    def _rank_to(self, country: str) -> int:
        return self.ranks if isinstance(self.ranks, int) else int(self.ranks[COUNTRY_CODES.index(country)])

    def hangs_on_postcode(self, place: Place) -> bool:
        """Whether a surcharge asks for the postcode of a parcel that has none."""
        return place.at is None and place.country in self._countries_by_postcode

    @cached_property
    def _countries_by_postcode(self) -> frozenset[str]:
        """The countries in which a surcharge asks for the postcode."""
        return frozenset(line.country for one in self.version.surcharges for line in one.places if line.postcode_from)

    @cached_property
    def _quantum(self) -> int:
        """Grams such that the price changes at whole multiples only."""
        steps = [0]
        for lane in self.lanes:
            for band in lane.bands:
                steps += [band.over_g, band.upto_g]
                steps += [band.base_covers_g, band.step_g] if band.per_step_micro else []
            steps += [one.edge for surcharge in lane.surcharges for one in (*surcharge.every, *surcharge.some)]
        steps += [surcharge.step_g for surcharge in self.version.surcharges if surcharge.per == "kg"]
        return gcd(*steps) or 1

    @cached_property
    def price_table(self) -> PriceTable | None:
        """Where the table holds which price; None where prices would not fit into one, or hang on contents."""
        if self.counted:
            return None
        top = max((band.upto_g for lane in self.lanes for band in lane.bands), default=0)
        length = top // self._quantum + 2
        lanes = len(self.lanes)
        if (lanes + 1) * length > _TABLE_MAX:
            return None
        return PriceTable(
            self._quantum, length, tuple(lanes if lane == UNKNOWN else lane for lane in self.lane_index.tolist())
        )

    def _table(self, price_table: PriceTable, pattern: int) -> Int64s | Int32s:
        """The ranked prices, or fen where compact, of every lane and step for parcels that bear these surcharges."""
        if pattern not in self._tables:
            weights = np.arange(price_table.length, dtype=np.int64) * self._quantum
            rows = [self._lane_fen(lane, weights, pattern, {}) for lane in range(len(self.lanes))]
            fen = np.concatenate([*rows, np.full(price_table.length, NO_PRICE, np.int64)])
            small = self.compact and fen.max(initial=0) <= np.iinfo(np.int32).max
            ranks = self._ranks_of(np.repeat(np.arange(len(self.lanes) + 1), price_table.length))
            self._tables[pattern] = fen.astype(np.int32) if small else _ranked(fen, ranks)
        return self._tables[pattern]

    def _computed(self, lanes: Int32s, chargeable_g: Int32s, pattern: Int32s, counted: Counted) -> Int64s:
        """Prices by arithmetic, lane by lane and pattern by pattern."""
        prices = np.full(len(lanes), NO_PRICE, np.int64)
        served = np.flatnonzero(lanes != UNKNOWN)
        kinds = np.stack([lanes.take(served), pattern.take(served)])
        for lane, borne in np.unique(kinds, axis=1).T.tolist():
            rows = served.compress((kinds[0] == lane) & (kinds[1] == borne))
            amounts = {one: micro.take(rows) for one, micro in counted.items()}
            prices[rows] = self._lane_fen(lane, chargeable_g.take(rows).astype(np.int64), borne, amounts)
        return prices

    def _charged(self, lane: Lane, weights: Int64s, pattern: int, counted: Counted, safe: np.dtype[Any]) -> list[Borne]:
        """The surcharges on parcels of a lane, in the card's order, with the weights that bear them."""
        borne = {one for number, one in enumerate(self.conditional) if pattern >> number & 1}
        all_weights = np.ones(len(weights), np.bool_)
        return [
            (
                one,
                all_weights if one in borne else self._by_weight(one, weights),
                counted[one] if one in counted else by_weight(one, self.fees[one], weights, safe),
            )
            for one in self.version.surcharges
            if one in self.fees and (one in borne or one in lane.surcharges)
        ]

    def _by_weight(self, surcharge: Surcharge, weights: Int64s) -> Flags:
        """Where a surcharge applies that asks for nothing but the chargeable weight."""
        applies = np.ones(len(weights), np.bool_)
        for condition in surcharge.every:
            applies &= (weights <= condition.edge) == condition.upper
        if surcharge.some:
            applies &= np.any([(weights <= one.edge) == one.upper for one in surcharge.some], axis=0)
        return applies

    def _lane_fen(self, lane: int, weights: Int64s, pattern: int, counted: Counted) -> Int64s:
        service = self.version.service
        most = sum(int(micro.max(initial=0)) for micro in counted.values())
        bands = self._columns(lane, self._number_type(self.lanes[lane], most))
        safe = bands.base_micro.dtype
        charged = self._charged(self.lanes[lane], weights, pattern, counted, safe)
        index = np.searchsorted(bands.upto_g, weights)
        priced = index < len(bands.upto_g)
        index = np.minimum(index, len(bands.upto_g) - 1)
        priced &= weights > bands.over_g.take(index)
        steps = -(-np.maximum(weights - bands.base_covers_g.take(index), 0) // bands.step_g.take(index))
        amount: Numbers = bands.base_micro.take(index) + steps.astype(safe) * bands.per_step_micro.take(index)
        fuelled, plain = surcharged(charged, len(weights), safe)
        # (band x discount + fuelled) x (1 + fuel) + plain, over one denominator
        fuel = 1 + (self.version.fuel or 0)
        total: Numbers = (amount * bands.paid.take(index) + fuelled * bands.paid_of) * fuel.numerator
        below = bands.paid_of * fuel.denominator
        total = np.maximum(total + plain * below, bands.minimum_micro.take(index) * below)
        unit = service.rounding.step_micro
        if service.rounding.mode == "up":
            count = -(-total // (below * unit))
        else:
            count = (2 * total + below * unit) // (2 * below * unit)
        worth = Fraction(unit * 100, MICRO) * (self.exchange or 0)
        fen = (2 * count * worth.numerator + worth.denominator) // (2 * worth.denominator)
        return np.where(priced, fen, NO_PRICE).astype(np.int64)

    def _columns(self, lane: int, number: type) -> Bands:
        """A lane's bands as columns, amounts in numbers of that type."""
        if (lane, number) not in self._columns_of:
            self._columns_of[lane, number] = Bands.of(self.lanes[lane].bands, self.version.service, number)
        return self._columns_of[lane, number]

    def _number_type(self, lane: Lane, counted_micro: int) -> type:
        """int64 when no product can pass it, else Python's own; `counted_micro` is the most of counted fees."""
        service = self.version.service
        dearest = max(band.base_micro + -(-band.upto_g // band.step_g) * band.per_step_micro for band in lane.bands)
        heaviest = max(band.upto_g for band in lane.bands)
        dearest += counted_micro
        for one, fee in self.fees.items():
            steps = -(-heaviest // one.step_g) if one.per == "kg" else 1
            dearest += max(fee.each_micro * steps, fee.minimum_micro)
        paid, minimums, paid_of = terms(lane.bands, service)
        fuel = 1 + (self.version.fuel or 0)
        below, unit = paid_of * fuel.denominator, service.rounding.step_micro
        total = dearest * (max(paid) + paid_of) * fuel.numerator + dearest * below
        total = max(total, max(minimums) * below)
        worth = Fraction(unit * 100, MICRO) * (self.exchange or 0)
        fen = 2 * (total // (below * unit) + 1) * worth.numerator + worth.denominator
        return np.int64 if max(2 * total + below * unit, fen) < _SAFE else object


def _ranked(fen: Int64s | Int32s, ranks: int | Int64s) -> Int64s:
    """Prices and ranks in one number each; NO_PRICE_RANK where there is no price."""
    return np.where(fen == NO_PRICE, NO_PRICE_RANK, fen.astype(np.int64) << RANK_BITS | ranks)


def _never(surcharge: Surcharge, measures: Measures) -> bool:
    """Whether its conditions tell at once that a surcharge applies to no parcel."""
    never = any(measures.never(one) for one in surcharge.every)
    return never or (bool(surcharge.some) and all(measures.never(one) for one in surcharge.some))


def _of_parcel(surcharge: Surcharge) -> bool:
    return any(one.measure != "chargeable_weight" for one in (*surcharge.every, *surcharge.some))
