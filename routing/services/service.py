"""A carrier's service as facts in force from one day to another: limits, zones, bands, surcharges, with their sources.

Amounts of a card are whole millionths of its currency (`_micro`), so that 0.0255 CNY a gram is exact.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from attrs import field, frozen
from attrs.validators import ge, gt, in_, optional

from routing.services.condition import ROLL_AS, Condition
from routing.services.door_terms import DoorTerms, terms_of
from routing.values.goods import GOODS
from routing.values.postcode import comparable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

MICRO: Final = 1_000_000
"""Millionths in one unit of a currency."""
CLASSES: Final = ("economy", "registered", "express_post", "courier")
BASES: Final = ("published", "contract", "illustrative")

PER: Final = ("parcel", "kg", "piece", "item", "value")

Basis = Literal["published", "contract", "illustrative"]
Per = Literal["parcel", "kg", "piece", "item", "value"]


@frozen(cache_hash=True)
class Validity:
    """The days on which a fact holds: from `start` to `end`, both included; no end known is None."""

    start: date
    end: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the fact is in force on that day."""
        return self.start <= on and (self.end is None or on <= self.end)

    def overlaps(self, other: Validity) -> bool:
        """Whether some day lies in both."""
        return (other.end is None or self.start <= other.end) and (self.end is None or other.start <= self.end)

    def distance(self, on: date) -> int:
        """Days between `on` and the nearest day of validity; 0 when in force."""
        if on < self.start:
            return (self.start - on).days
        return 0 if self.end is None or on <= self.end else (on - self.end).days


@frozen
class CountryLimits:
    """Limits that replace a service's own for some countries, measure by measure; goods replace goods when given."""

    countries: frozenset[str]
    limits: tuple[Condition, ...] = ()
    goods: frozenset[str] | None = None


@frozen
class VolumetricRule:
    """When and how the volume counts: volumetric grams = cubic millimetres / divisor (cm3 per kg), rounded up.

    It counts only when every trigger given is met: `side` on the longest side, `weight` on the actual weight, `ratio`
    (volumetric >= ratio x actual; > where `strict`), `difference_g` (volumetric - actual).  Then the larger weight is
    charged; with `above` only the part of the volumetric weight above `above` x actual is added to the actual weight,
    with `share` only such a share of what it lies above the actual weight.  `value` confines the rule to orders of such
    a value, `countries` to destinations; a rule for some countries goes before one for all.
    """

    divisor: int = field(validator=gt(0))
    validity: Validity
    source: str
    side: Condition | None = None
    ratio: Fraction | None = None
    above: Fraction | None = None
    strict: bool = False
    share: Fraction | None = None
    difference_g: int = 0
    weight: tuple[Condition, ...] = ()
    value: tuple[Condition, ...] = ()
    countries: frozenset[str] = frozenset()

    def covers(self, country: str, on: date) -> bool:
        """Whether the rule speaks of parcels to that country on that day."""
        return self.validity.holds(on) and (not self.countries or country in self.countries)


@frozen
class Zone:
    """One line of a zone table: a country, or the part of it between two postcodes (both included), is in a zone."""

    zone: str
    country: str
    postcode_from: str = ""
    postcode_to: str = ""

    @cached_property
    def span(self) -> tuple[str, str]:
        """The two ends as postcodes of the country are compared."""
        return comparable(self.postcode_from, self.country), comparable(self.postcode_to, self.country)


@frozen(cache_hash=True)
class RateBand:
    """Price of a chargeable weight over `over_g` up to `upto_g` (included), in millionths of the card's currency.

    base + ceil(max(0, weight - base_covers_g) / step_g) x per_step; `discount` (the share paid) and `minimum_micro`
    (the least price of a parcel) stand in place of the service's own where they are given.
    """

    zone: str
    over_g: int = field(validator=ge(0))
    upto_g: int = field(validator=gt(0))
    base_micro: int = field(validator=ge(0))
    base_covers_g: int = field(validator=ge(0))
    step_g: int = field(validator=gt(0))
    per_step_micro: int = field(validator=ge(0))
    validity: Validity
    discount: Fraction | None = None
    minimum_micro: int | None = field(default=None, validator=optional(ge(0)))


@frozen(cache_hash=True)
class Surcharge:
    """An amount on top of the band price, for parcels that meet every condition of `every` and one of `some`.

    `per` parcel; per kg of the chargeable weight, counted in started steps of `step_g`; per piece; per item, a line
    of the customs declaration (articles of one six-digit customs code); or per value: then `share` of what the buyer
    paid.  Amounts are in `currency`, the service's own where it is empty.  Of the surcharges that share a `group`,
    only the dearest is charged.
    """

    name: str
    amount_micro: int = field(validator=ge(0))
    per: Per = field(validator=in_(PER))
    validity: Validity
    source: str
    step_g: int = field(default=1, validator=gt(0))
    minimum_micro: int = field(default=0, validator=ge(0))
    maximum_micro: int | None = None
    fuel_applies: bool = True
    every: tuple[Condition, ...] = ()
    some: tuple[Condition, ...] = ()
    countries: frozenset[str] = frozenset()
    places: tuple[Zone, ...] = ()
    goods: frozenset[str] = frozenset()
    address: frozenset[str] = frozenset()
    """Words of `address_words`: for parcels to a box, or to one of these territories, alone."""
    group: str = ""
    share: Fraction = Fraction(0)
    currency: str = ""


@frozen
class Fuel:
    """The fuel surcharge as a fraction of what it applies to (0.305 for 30.5 %)."""

    fraction: Fraction
    validity: Validity
    source: str


@frozen
class Rounding:
    """To whole steps of the card's currency (`step_micro`): "half_up" or always "up"."""

    step_micro: int = field(default=MICRO // 100, validator=gt(0))
    mode: Literal["half_up", "up"] = field(default="half_up", validator=in_(("half_up", "up")))


@frozen
class BilledMinimum:
    """A least chargeable weight, for parcels to `countries` (none: to all) that meet every condition of `every`."""

    grams: int = field(validator=gt(0))
    every: tuple[Condition, ...] = ()
    countries: frozenset[str] = frozenset()


@frozen
class TransitDays:
    """The least and most days to some countries, in place of the service's own."""

    countries: frozenset[str]
    days: tuple[int, int]


@frozen(eq=False)
class Service:
    """One service of one card, valid from day to day.  Equal code with other days is another version of it."""

    code: str
    carrier: str
    name: str
    service_class: str = field(validator=in_(CLASSES))
    tracked: bool
    transit_days: tuple[int, int]
    goods: frozenset[str] = field()
    currency: str
    basis: Basis = field(validator=in_(BASES))
    card: str
    validity: Validity
    source: str
    zones: tuple[Zone, ...]
    bands: tuple[RateBand, ...]
    tags: frozenset[str] = frozenset()
    refuses: frozenset[str] = frozenset()
    """Words of `address_words`: boxes, and territories, to which the service does not go."""
    not_served: tuple[Zone, ...] = ()
    """Countries and postcodes to which the service does not go, whatever its zones hold."""
    transit_for: tuple[TransitDays, ...] = ()
    limits: tuple[Condition, ...] = ()
    limits_for: tuple[CountryLimits, ...] = ()
    volumetric: tuple[VolumetricRule, ...] = ()
    surcharges: tuple[Surcharge, ...] = ()
    fuel: tuple[Fuel, ...] = ()
    discount: Fraction = field(default=Fraction(1))
    minimum_micro: int = 0
    billed_minimums: tuple[BilledMinimum, ...] = ()
    rounding: Rounding = field(factory=Rounding)
    pickup_weekmask: str = ""
    door: tuple[DoorTerms, ...] = ()
    _limits_of: dict[tuple[tuple[int, ...], bool], tuple[Condition, ...]] = field(init=False, factory=dict, repr=False)
    _own_limits: dict[str, tuple[int, ...]] = field(init=False, factory=dict, repr=False)

    @goods.validator
    def _known_goods(self, _attribute: object, value: frozenset[str]) -> None:
        if not value <= set(GOODS):
            raise ValueError(f"goods {sorted(value - set(GOODS))} are not among {GOODS}")

    @property
    def rank(self) -> tuple[int, str]:
        """What settles a tie in price where no country is named: the shorter maximum transit time, then the code."""
        return self.transit_days[1], self.code

    def rank_to(self, country: str) -> tuple[int, str]:
        """What settles a tie in price of parcels to that country."""
        return self.transit_to(country)[1], self.code

    def transit_to(self, country: str) -> tuple[int, int]:
        """The least and most days to that country."""
        return next((own.days for own in self.transit_for if country in own.countries), self.transit_days)

    def minimums_to(self, country: str) -> tuple[BilledMinimum, ...]:
        """The least chargeable weights for that country: one that names it (without `every`) before that for all."""
        if not self._least_by_country:
            return self.billed_minimums
        own = tuple(one for one in self.billed_minimums if country in one.countries)
        named = any(not one.every for one in own)
        return own + tuple(one for one in self.billed_minimums if not one.countries and (one.every or not named))

    def limits_of(self, country: str, *, roll: bool = False) -> tuple[Condition, ...]:
        """The limits for parcels of that shape to that country, roll measures read as the sides they stand for.

        Where a service states limits for rolls, they stand in place of its limits on sides and their sum.
        """
        own = self._own_limits.get(country)
        if own is None:
            parts = enumerate(self.limits_for)
            own = self._own_limits[country] = tuple(number for number, part in parts if country in part.countries)
        if (own, roll) not in self._limits_of:  # countries without limits of their own share one answer
            self._limits_of[own, roll] = self._limits(country, roll=roll)
        return self._limits_of[own, roll]

    def _limits(self, country: str, *, roll: bool) -> tuple[Condition, ...]:
        found = {(limit.measure, limit.upper): limit for limit in self.limits}
        for own in self.limits_for:
            if country in own.countries:
                found |= {(limit.measure, limit.upper): limit for limit in own.limits}
        rolls = [limit for limit in found.values() if limit.measure in ROLL_AS]
        if not roll or not rolls:
            return tuple(limit for limit in found.values() if limit.measure not in ROLL_AS)
        sides = {"longest_side", "second_side", "shortest_side", "sides_sum"}
        return (
            *(limit for limit in found.values() if limit.measure not in sides | set(ROLL_AS)),
            *(Condition(ROLL_AS[limit.measure], limit.operator, limit.figure) for limit in rolls),
        )

    def goods_of(self, country: str) -> frozenset[str]:
        """The goods accepted for that country."""
        found = self.goods
        for own in self.limits_for:
            if country in own.countries and own.goods is not None:
                found = own.goods
        return found

    def door_terms_of(self, country: str) -> DoorTerms:
        """What the card says of duty in that country."""
        return terms_of(self.door, country)

    @cached_property
    def _least_by_country(self) -> bool:
        return any(one.countries for one in self.billed_minimums)

    @cached_property
    def zones_of(self) -> dict[str, tuple[Zone, ...]]:
        """Country -> its lines of the zone table."""
        return _by(self.zones, "country")

    @cached_property
    def bands_of(self) -> dict[str, tuple[RateBand, ...]]:
        """Zone -> its bands of all dates."""
        return _by(self.bands, "zone")


def _by(rows: Iterable[Zone | RateBand], key: str) -> dict[str, tuple]:  # type: ignore[type-arg]
    found: dict[str, list[Zone | RateBand]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return {name: tuple(lines) for name, lines in found.items()}


def is_requested(service: Service, requested: str) -> bool:
    """Whether what an order asks for is the service, by its code or by its carrier."""
    return requested.casefold() in {service.code.casefold(), service.carrier.casefold()}
