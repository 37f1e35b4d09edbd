"""Random cards, policies, rates and parcels for property tests: everything the format can say, and its boundaries.

Facts are drawn by a plain `Random`, a hundred times faster than drawing each figure by a strategy of its own.  Parcels
are drawn around the edges of the world's own cards and policy: at each figure, one below, one above.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil
from random import Random
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve, frozen
from hypothesis import strategies as st

from routing.exact.parcel import NOT_ROUNDED, Parcel, longest_first
from routing.services.condition import SIZES, Condition
from routing.services.policy import Policy, Rule, Selection, Tier
from routing.services.service import (
    BASES,
    CLASSES,
    BilledMinimum,
    CountryLimits,
    Fuel,
    RateBand,
    Rounding,
    Service,
    Surcharge,
    TransitDays,
    Validity,
    VolumetricRule,
    Zone,
)
from routing.values.money import DatedRate, ExchangeRates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from routing.services.condition import Operator

_T = TypeVar("_T")

ON = date(2026, 11, 20)
COUNTRIES = ("US", "DE", "RU", "BR", "GB")
CURRENCIES = ("USD", "EUR", "RUB", "CNY", "JPY")  # JPY has no rate
PLATFORMS = ("aliexpress", "ebay")
GOODS = ("general", "battery", "liquid")
ADDRESS = ("po_box", "ES-CN", "US-AE")
RATES = ExchangeRates(
    (
        DatedRate("USD", Fraction("7.1234"), date(2026, 1, 1), None, "test"),
        DatedRate("USD", Fraction("6.9"), date(2026, 1, 1), date(2026, 11, 19), "test"),  # ended the day before
        DatedRate("EUR", Fraction("8.05"), date(2026, 1, 1), None, "test"),
        DatedRate("RUB", Fraction("0.0891"), date(2025, 1, 1), None, "test"),
        DatedRate("RUB", Fraction("0.09"), date(2026, 11, 20), None, "test"),  # replaces the one above
        DatedRate("JPY", Fraction("0.047"), date(2026, 11, 21), None, "test"),  # begins the day after
    )
)
ALWAYS = Validity(date(2020, 1, 1))
OPERATORS: tuple[Operator, ...] = ("<", "<=", ">", ">=")
SIDES = ("longest_side", "second_side", "shortest_side", "sides_sum", "length_girth")
_DAYS = (date(2026, 1, 1), date(2026, 11, 19), ON, date(2026, 11, 21))
_POSTCODES = (
    "", "10", "10115", "115", "19999", "20000", "995", "99499", "99501", "SW1A1AA", "Z9", "BH21AA", "BH201AA",
    "IV75AA", "B11AA", "BA11AA",
)  # fmt: skip
_GRAMS = (50, 60, 100, 500, 1000, 2000, 5000, 30000)
_PARTS = ("0.6", "0.123456789", "1/3")
_MM = (10, 90, 140, 300, 400, 600, 900, 1050)
_E4 = (0, 20000, 50000, 100000, 1000000)


@frozen
class World:
    """One set of facts with parcels to put before it."""

    services: tuple[Service, ...]
    policy: Policy
    rates: ExchangeRates
    parcels: tuple[Parcel, ...]


class Dice(Random):
    """A `Random` with the few throws that facts are made of."""

    def one(self, *choices: _T) -> _T:
        """One of the choices."""
        return self.choice(choices)

    def rarely(self) -> bool:
        """True one time in four."""
        return self.random() < 0.25

    def some(self, choices: Sequence[_T], least: int = 0, most: int = 2) -> frozenset[_T]:
        """A few of the choices."""
        return frozenset(self.sample(choices, self.randint(least, most)))

    def several(self, draw: Callable[[Dice], _T], most: int) -> tuple[_T, ...]:
        """Up to so many drawn one by one."""
        return tuple(draw(self) for _ in range(self.randint(0, most)))


def worlds(parcels_each: int = 20) -> st.SearchStrategy[World]:
    """Worlds by seed.  A failing world is shown, not shrunk: the assertions name the one service and parcel."""
    return st.integers(0, 2**32 - 1).map(lambda seed: world(seed, parcels_each))


def world(seed: int, parcels_each: int = 20) -> World:
    """The facts and parcels of a seed."""
    dice = Dice(seed)
    count = dice.one(1, 2, 4, 6, 9)
    services = [service(dice, f"s{number}") for number in range(count)]
    if count > 1 and dice.one(True, False):  # a twin, for equal prices
        services[1] = evolve(services[0], code="s1", transit_days=dice.one((1, 1), services[0].transit_days, (9, 9)))
    if dice.rarely():
        end = services[0].validity.end or date(2026, 12, 31)
        services[0] = evolve(services[0], validity=Validity(services[0].validity.start, end))
        services.append(evolve(service(dice, "s0"), validity=Validity(end + timedelta(days=1))))  # the next version
    rules = policy(dice)
    edges = Edges.of(services, rules)
    parcels = [edges.parcel(dice) for _ in range(parcels_each)]
    if dice.one(True, False):  # all figures whole
        parcels = [evolve(parcel, weight_up_e9=0, sides_up_e9=NOT_ROUNDED) for parcel in parcels]
    return World(tuple(services), rules, RATES, tuple(parcels))


def validity(dice: Dice) -> Validity:
    """Mostly in force on the day; else ended or not begun, by as little as a day."""
    if dice.random() < 0.8:
        return ALWAYS
    edge = dice.choice(_DAYS)
    return dice.one(Validity(edge), Validity(date(2020, 1, 1), edge))


def rounding(dice: Dice) -> int:
    """By how many billionths a figure was rounded up: mostly not at all."""
    return dice.one(0, 0, 0, 1, 400_000_000, 900_000_000, dice.randint(1, 999_999_999))


def condition(dice: Dice, *measures: str) -> Condition:
    """A condition on one of the measures."""
    measure = dice.choice(measures)
    operator: Operator = dice.choice(OPERATORS)
    if measure == "value":
        return Condition(measure, operator, dice.choice(_E4), dice.choice(CURRENCIES))
    figure = dice.choice(_GRAMS if measure.endswith("weight") else _MM)
    return Condition(measure, operator, figure + Fraction(dice.choice(_PARTS)) if dice.rarely() else figure)


def valued(dice: Dice) -> Condition:
    """A condition on the value."""
    return condition(dice, "value")


def limits(dice: Dice) -> tuple[Condition, ...]:
    """At most one from above and one from below for each measure; bounds from above are the wide ones."""
    found = {}
    for _ in range(dice.randint(0, 4)):
        stated = condition(dice, "weight", "weight", *SIDES, "roll_length", "roll_sum", "value")
        if stated.measure != "value" and dice.random() < 0.8:
            wide = dice.choice((2000, 5000, 30000) if stated.measure == "weight" else (600, 900, 1050, 1500))
            figure = wide if stated.upper else dice.one(10, 50, 90)
            stated = evolve(stated, figure=figure)
        found[stated.measure, stated.upper] = stated
    return tuple(found.values())


def lane(dice: Dice, zone: str) -> list[RateBand]:
    """Bands that meet."""
    edges = sorted(dice.some((60, 500, 1000, 2000, 5000), 0, 2) | {dice.one(0, 0, 0, 50), 31000})
    step, held = dice.one(1, 50, 100, 500), validity(dice)
    return [
        RateBand(
            zone,
            over,
            upto,
            base_micro=dice.one(0, 10_000_000, 20_000_000, dice.randint(0, 400_000_000)),
            base_covers_g=dice.one(0, over, 500),
            step_g=step,
            per_step_micro=dice.one(0, 25_500, 60_000, 75_000_000, 123_457),
            validity=held,
            discount=dice.one(*[None] * 6, Fraction("0.7"), Fraction("0.9001")),
            minimum_micro=dice.one(*[None] * 6, 0, 60_000_000),
        )
        for over, upto in pairwise(edges)
    ]


def zone_table(dice: Dice) -> list[Zone]:
    """Countries in zones, some split by postcode."""
    found = []
    for country in sorted(dice.some(COUNTRIES, 3, 5)):
        if dice.random() < 0.9:
            found.append(Zone(dice.one("A", "B"), country))
        if dice.rarely():
            found.append(Zone(dice.one("A", "B"), country, "10", "19"))
            found.append(Zone(dice.one("A", "B"), country, "99500", "995"))
        if dice.rarely():  # of districts: by letters, then by number
            found.append(Zone(dice.one("A", "B"), country, *dice.one(("BH2", "BH4"), ("B", "B"), ("IV1", "IV63"))))
    return found or [Zone("A", "US")]


def volumetric(dice: Dice) -> VolumetricRule:
    """Any kind of volumetric rule."""
    return VolumetricRule(
        divisor=dice.one(5000, 6000, 8000),
        validity=validity(dice),
        source="test",
        side=dice.one(None, Condition("longest_side", dice.one(">", ">="), dice.choice(_MM))),
        ratio=dice.one(None, None, Fraction(2), Fraction("1.5")),
        strict=dice.one(True, False),
        difference_g=dice.one(0, 0, 0, 100, 1000),
        weight=(condition(dice, "weight"),) if dice.rarely() else (),
        **dice.one({}, {}, {"above": Fraction("1.3")}, {"share": Fraction("0.5")}, {"share": Fraction("0.333")}),
        value=(valued(dice),) if dice.rarely() else (),
        countries=dice.some(COUNTRIES) if dice.rarely() else frozenset(),
    )


def surcharge(dice: Dice) -> Surcharge:
    """Any kind of surcharge."""
    measures = ("weight", "chargeable_weight", "value", *SIDES)
    return Surcharge(
        name="s",
        amount_micro=dice.one(0, 4_000_000, 810_000_000, 1_230_000),
        per=dice.one("parcel", "parcel", "kg", "kg", "piece", "item", "value"),
        validity=validity(dice),
        source="test",
        step_g=dice.one(1, 500, 1000),
        minimum_micro=dice.one(0, 0, 200_000_000),
        maximum_micro=dice.one(None, None, 300_000_000),
        fuel_applies=dice.one(True, False),
        every=tuple(condition(dice, *measures) for _ in range(dice.one(0, 0, 1, 2))),
        some=tuple(condition(dice, *measures) for _ in range(dice.one(0, 0, 1, 2))),
        countries=dice.some(COUNTRIES) if dice.rarely() else frozenset(),
        places=dice.one((), (), (), (Zone("", "US", "995", "996"),), (Zone("", "DE"),)),
        goods=dice.one(frozenset(), frozenset(), frozenset({"battery"})),
        address=dice.some(ADDRESS, 1, 2) if dice.random() < 0.1 else frozenset(),
        group=dice.one("", "handling"),
        share=dice.one(Fraction("0.03"), Fraction("0.003"), Fraction("0.123456")),
        currency=dice.one("", "", "", "USD", "EUR", "JPY"),
    )


def billed_minimum(dice: Dice) -> BilledMinimum:
    """A least chargeable weight, now and then under a condition."""
    every = (condition(dice, "weight", "value", *SIDES),) if dice.one(True, False) else ()
    return BilledMinimum(dice.one(50, 60, 40_000), every, dice.some(COUNTRIES) if dice.rarely() else frozenset())


def transit_days(dice: Dice) -> TransitDays:
    """Days to some countries."""
    low = dice.randint(1, 3)
    return TransitDays(dice.some(COUNTRIES, 1, 2), (low, low + dice.randint(0, 1)))


def service(dice: Dice, code: str) -> Service:
    """One service, with some of everything."""
    zones = zone_table(dice)
    low = dice.randint(1, 3)
    return Service(
        code=code,
        carrier=dice.one("China Post", "DHL"),
        name=code,
        service_class=dice.choice(CLASSES),
        tracked=dice.one(True, False),
        transit_days=(low, low + dice.randint(0, 1)),
        goods=dice.some(GOODS) | {"general"},
        currency=dice.one("CNY", "CNY", "CNY", "CNY", "USD", "USD", "JPY"),
        basis=dice.choice(BASES),
        card="test",
        validity=validity(dice),
        source="test",
        zones=tuple(zones),
        bands=tuple(band for zone in sorted({line.zone for line in zones}) for band in lane(dice, zone)),
        tags=dice.some(("online", "offline"), 0, 1),
        refuses=dice.some(ADDRESS, 1, 2) if dice.random() < 0.15 else frozenset(),
        not_served=dice.one(
            (), (), (), (), (Zone("", "DE", "101", "115"), Zone("", "US", "995", "995")), (Zone("", "RU"),)
        ),
        transit_for=dice.several(transit_days, 1) if dice.rarely() else (),
        limits=limits(dice),
        limits_for=dice.several(lambda dice: CountryLimits(dice.some(COUNTRIES), limits(dice), own_goods(dice)), 1),
        volumetric=dice.several(volumetric, 2),
        surcharges=dice.several(surcharge, 3),
        fuel=dice.several(lambda dice: Fuel(dice.one(Fraction("0.305"), Fraction(0)), validity(dice), "test"), 1),
        discount=dice.one(Fraction(1), Fraction("0.85"), Fraction("0.7777")),
        minimum_micro=dice.one(0, 0, 50_000_000),
        billed_minimums=dice.several(billed_minimum, dice.one(1, 1, 3)),
        rounding=dice.one(Rounding(), Rounding(), Rounding(1_000_000, "up"), Rounding(100_000)),
    )


def own_goods(dice: Dice) -> frozenset[str] | None:
    """Goods that replace a service's own for some country, or none."""
    return dice.one(None, None, frozenset({"general"}), frozenset(GOODS))


def selection(dice: Dice) -> Selection:
    """Any way to pick services."""
    return dice.one(
        Selection(classes=dice.some(CLASSES, 1, 2)),
        Selection(services=frozenset({"s0", "s2"})),
        Selection(tags=frozenset({"online"})),
        Selection(untracked=True),
        Selection(everything=True),
    )


def rule(dice: Dice) -> Rule:
    """A marketplace's rule."""
    picked, forbid = selection(dice), dice.one(True, False)
    return Rule(
        name="r",
        validity=validity(dice),
        source="test",
        platforms=dice.some(PLATFORMS, 0, 1),
        countries=dice.some(COUNTRIES),
        when=dice.several(valued, 2),
        allow=None if forbid else picked,
        forbid=picked if forbid else None,
    )


def tier(dice: Dice, name: str) -> Tier:
    """Any tier."""
    return Tier(
        name=name,
        allow=selection(dice),
        when=dice.several(lambda dice: condition(dice, "weight", "value", "value", *SIDES), 2),
        bulky=dice.one(None, None, None, True, False),
        countries=dice.some(COUNTRIES) if dice.rarely() else frozenset(),
        platforms=dice.some(PLATFORMS, 0, 1) if dice.rarely() else frozenset(),
        goods=dice.one(frozenset(), frozenset(), frozenset(), frozenset({"battery"})),
        tracked=dice.one(None, None, None, True, False),
    )


def policy(dice: Dice) -> Policy:
    """A policy of one to four tiers."""
    tiers = [tier(dice, name) for name in ("one", "two", "three")[: dice.randint(1, 3)]]
    if dice.one(True, False):
        tiers.append(Tier("rest", Selection(everything=True)))
    return Policy("test", tuple(tiers), dice.several(rule, 2), bulky_divisor=dice.one(5000, 6000))


@frozen
class Edges:
    """The figures at which some answer of a world turns."""

    grams: tuple[int, ...]
    mm: tuple[int, ...]
    values: tuple[tuple[int, str], ...]
    divisors: tuple[Fraction, ...]

    @classmethod
    def of(cls, services: Iterable[Service], policy: Policy) -> Edges:
        """Those of these cards and this policy."""
        stated = [one for tier in policy.tiers for one in tier.when] + [one for r in policy.rules for one in r.when]
        grams = list(_GRAMS)
        divisors = [Fraction(policy.bulky_divisor)]
        for own in services:
            stated += [*own.limits, *(one for part in own.limits_for for one in part.limits)]
            stated += [one for part in own.billed_minimums for one in part.every]
            stated += [one for part in own.surcharges for one in (*part.every, *part.some)]
            stated += [one for part in own.volumetric for one in (*part.value, *([part.side] if part.side else ()))]
            grams += [edge for band in own.bands for edge in (band.over_g, band.upto_g, band.base_covers_g)]
            divisors += [part.divisor * (part.above or part.ratio or Fraction(1)) for part in own.volumetric]
        grams += [ceil(one.figure) for one in stated if one.measure.endswith("weight")]
        mm = [ceil(one.figure) for one in stated if one.measure in SIZES]
        values = [(ceil(one.figure), one.currency) for one in stated if one.measure == "value"]
        return cls(tuple(grams), tuple(mm) or _MM, tuple(values) or ((50_000, "USD"),), tuple(divisors))

    def parcel(self, dice: Dice) -> Parcel:
        """A parcel at an edge, beside it, or anywhere."""
        sides = self.sides(dice)
        value, currency = self.value(dice)
        by_length, sides_up_e9 = None, NOT_ROUNDED
        if sides is not None:
            by_length, sides_up_e9 = longest_first((side, rounding(dice)) for side in sides)
        return Parcel(
            country=dice.choice(COUNTRIES[:3]) if dice.one(True, False) else dice.choice(COUNTRIES),
            weight_g=self.weight(dice, sides),
            sides=by_length,
            roll=dice.rarely(),
            value_e4=value,
            currency=currency,
            goods=dice.some(GOODS, 1) if dice.rarely() else frozenset({"general"}),
            tracked=dice.rarely(),
            platform=dice.one(None, *PLATFORMS),
            requested=dice.one(*[None] * 12, "s1", "dhl", "nobody"),
            postcode=dice.choice(_POSTCODES),
            weight_up_e9=rounding(dice),
            sides_up_e9=sides_up_e9,
            address=dice.some(ADDRESS, 0, 2) if dice.rarely() else frozenset(),
            pieces=dice.one(None, None, None, 1, 2, 3, 100_000),
            items=dice.one(None, None, None, 1, 2, 5),
        )

    def sides(self, dice: Dice) -> tuple[int, int, int] | None:
        """Three sides such that one measure of them is at an edge, or no size."""
        if dice.random() < 0.15:
            return None
        figure = max(3, dice.choice(self.mm) + dice.randint(-1, 1))
        third = max(1, figure // 3)
        longest, second, shortest = dice.one(
            (figure, dice.randint(1, figure), dice.randint(1, figure)),
            (figure - 2 * (third // 2), third // 2 or 1, third // 2 or 1),  # the sum
            (figure - 4 * (third // 4), third // 4 or 1, third // 4 or 1),  # length + girth
            (figure + dice.choice(_MM), figure, dice.randint(1, figure)),
        )
        found = sorted((longest, second, shortest), reverse=True)
        return found[0], found[1], found[2]

    def weight(self, dice: Dice, sides: tuple[int, int, int] | None) -> int:
        """Grams at an edge, where the volume turns the answer, or anywhere."""
        by = dice.randint(-1, 1)
        if sides is not None and dice.rarely():
            volume = sides[0] * sides[1] * sides[2]
            return max(1, int(volume / dice.choice(self.divisors)) + by)
        return max(1, dice.one(dice.choice(self.grams) + by, dice.randint(1, 5_000)))

    def value(self, dice: Dice) -> tuple[int | None, str | None]:
        """A value at an edge, in the edge's currency or worth as much in another, or none."""
        if dice.random() < 0.15:
            return None, dice.one(None, "USD")
        figure, currency = dice.choice(self.values)
        code = dice.one(currency, *CURRENCIES)
        worth = RATES.convert(figure, currency, code, ON) or figure
        return max(0, int(worth) + dice.randint(-1, 1)), code
