"""Random cards, policies, rates and parcels for property tests: everything the format can say, and its boundaries."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import frozen
from hypothesis import strategies as st

from routing.condition import Condition
from routing.money import DatedRate, ExchangeRates
from routing.parcel import Parcel
from routing.policy import Policy, Rule, Selection, Tier
from routing.service import (
    BASES,
    CLASSES,
    BilledMinimum,
    CountryLimits,
    Fuel,
    RateBand,
    Rounding,
    Service,
    Surcharge,
    Validity,
    VolumetricRule,
    Zone,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

ON = date(2026, 11, 20)
COUNTRIES = ("US", "DE", "RU", "BR", "GB")
CURRENCIES = ("USD", "EUR", "RUB", "CNY", "JPY")  # JPY has no rate
PLATFORMS = ("aliexpress", "ebay")
GOODS = ("general", "battery", "liquid")
RATES = ExchangeRates(
    (
        DatedRate("USD", Fraction("7.1234"), date(2026, 1, 1), None, "test"),
        DatedRate("EUR", Fraction("8.05"), date(2026, 1, 1), None, "test"),
        DatedRate("RUB", Fraction("0.0891"), date(2026, 1, 1), None, "test"),
    )
)
POSTCODES = ("", "10", "10115", "115", "20000", "995", "99501", "SW1A1AA", "Z9")
_DAYS = (date(2026, 1, 1), date(2026, 11, 19), ON, date(2026, 11, 21))
_GRAMS = (1, 50, 60, 100, 499, 500, 501, 1000, 1999, 2000, 2001, 5000, 30000)
_MM = (10, 90, 140, 300, 400, 599, 600, 601, 900, 901, 1050)
_E4 = (0, 20000, 49999, 50000, 50001, 100000, 1000000)


@frozen
class World:
    """One set of facts with parcels to put before it."""

    services: tuple[Service, ...]
    policy: Policy
    rates: ExchangeRates
    parcels: tuple[Parcel, ...]


def near(values: Sequence[int], least: int = 1) -> st.SearchStrategy[int]:
    """A value of the list, or one beside it."""
    return st.builds(lambda value, by: max(least, value + by), st.sampled_from(values), st.integers(-1, 1))


grams_near, mm_near = near(_GRAMS), near(_MM)
validities = st.one_of(
    st.just(Validity(date(2020, 1, 1))),
    st.builds(Validity, st.sampled_from(_DAYS)),
    st.builds(lambda start: Validity(start, max(start, date(2026, 11, 19))), st.sampled_from(_DAYS[:2])),
)
countries = st.frozensets(st.sampled_from(COUNTRIES), max_size=2)


def sized(*measures: str) -> st.SearchStrategy[Condition]:
    """A condition on weight or size."""
    return st.sampled_from(measures).flatmap(
        lambda measure: st.builds(
            Condition,
            st.just(measure),
            st.sampled_from(("<", "<=", ">", ">=")),
            grams_near if measure.endswith("weight") else mm_near,
        )
    )


valued = st.builds(
    Condition,
    st.just("value"),
    st.sampled_from(("<", "<=", ">", ">=")),
    near(_E4, 0),
    st.sampled_from(CURRENCIES),
)
SIDES = ("longest_side", "second_side", "shortest_side", "sides_sum", "length_girth")


@st.composite
def limit_sets(draw: st.DrawFn) -> tuple[Condition, ...]:
    """Limits, at most one from above and one from below for each measure."""
    pool = st.one_of(
        st.builds(Condition, st.just("weight"), st.just("<="), grams_near),
        sized("weight", *SIDES, "roll_length", "roll_sum"),
        valued,
    )
    drawn = draw(st.lists(pool, max_size=3))
    return tuple({(one.measure, one.upper): one for one in drawn}.values())


@st.composite
def lanes(draw: st.DrawFn, zone: str) -> list[RateBand]:
    """Bands that meet."""
    edges = sorted(draw(st.sets(st.sampled_from((0, 60, 500, 1000, 2000, 5000, 31000)), min_size=2, max_size=4)))
    step = draw(st.sampled_from((1, 50, 100, 500)))
    validity = draw(st.one_of(st.just(Validity(date(2020, 1, 1))), validities))
    return [
        RateBand(
            zone,
            over,
            upto,
            draw(st.integers(0, 400_000_000)),
            draw(st.sampled_from((0, over, 500))),
            step,
            draw(st.sampled_from((0, 25_500, 60_000, 75_000_000, 123_457))),
            validity,
        )
        for over, upto in pairwise(edges)
    ]


@st.composite
def zone_tables(draw: st.DrawFn) -> list[Zone]:
    """Countries in zones, some split by postcode."""
    found = []
    for country in draw(st.sets(st.sampled_from(COUNTRIES), min_size=2)):
        if draw(st.integers(0, 3)):
            found.append(Zone(draw(st.sampled_from("AB")), country))
        if not draw(st.integers(0, 3)):
            found.append(Zone(draw(st.sampled_from("AB")), country, "10", "19"))
            found.append(Zone(draw(st.sampled_from("AB")), country, "99500", "995"))
    return found or [Zone("A", "US")]


volumetrics = st.builds(
    VolumetricRule,
    divisor=st.sampled_from((5000, 6000, 8000)),
    validity=validities,
    source=st.just("test"),
    side=st.one_of(st.none(), st.builds(Condition, st.just("longest_side"), st.sampled_from((">", ">=")), mm_near)),
    ratio=st.sampled_from((None, Fraction(2), Fraction("1.5"))),
    above=st.sampled_from((None, Fraction("1.3"))),
    value=st.one_of(st.just(()), valued.map(lambda one: (one,))),
    countries=countries,
)


@st.composite
def surcharges(draw: st.DrawFn) -> Surcharge:
    """Any kind of surcharge."""
    conditions = st.lists(st.one_of(sized("weight", "chargeable_weight", *SIDES), valued), max_size=2).map(tuple)
    place = draw(st.sampled_from(((), (Zone("", "US", "995", "996"),), (Zone("", "DE"),))))
    return Surcharge(
        name="s",
        amount_micro=draw(st.sampled_from((0, 4_000_000, 810_000_000, 1_230_000))),
        per=draw(st.sampled_from(("parcel", "kg"))),
        validity=draw(validities),
        source="test",
        step_g=draw(st.sampled_from((1, 500, 1000))),
        minimum_micro=draw(st.sampled_from((0, 0, 200_000_000))),
        maximum_micro=draw(st.sampled_from((None, None, 300_000_000))),
        fuel_applies=draw(st.booleans()),
        every=draw(conditions),
        some=draw(conditions),
        countries=draw(countries),
        places=place,
        goods=draw(st.sampled_from((frozenset(), frozenset({"battery"})))),
        group=draw(st.sampled_from(("", "handling"))),
    )


@st.composite
def services(draw: st.DrawFn, code: str) -> Service:
    """One service, with some of everything."""
    zones = draw(zone_tables())
    bands = [band for zone in sorted({line.zone for line in zones}) for band in draw(lanes(zone))]
    low = draw(st.integers(1, 10))
    return Service(
        code=code,
        carrier=draw(st.sampled_from(("China Post", "DHL"))),
        name=code,
        service_class=draw(st.sampled_from(CLASSES)),
        tracked=draw(st.booleans()),
        transit_days=(low, low + draw(st.integers(0, 2))),
        goods=draw(st.frozensets(st.sampled_from(GOODS), min_size=1).map(lambda goods: goods | {"general"})),
        currency=draw(st.sampled_from(("CNY", "CNY", "USD", "JPY"))),
        basis=draw(st.sampled_from(BASES)),
        card="test",
        validity=draw(st.one_of(st.just(Validity(date(2020, 1, 1))), validities)),
        source="test",
        zones=tuple(zones),
        bands=tuple(bands),
        tags=frozenset(draw(st.sets(st.sampled_from(("online", "offline")), max_size=1))),
        limits=draw(limit_sets()),
        limits_for=tuple(draw(st.lists(st.builds(CountryLimits, countries, limit_sets()), max_size=1))),
        volumetric=tuple(draw(st.lists(volumetrics, max_size=2))),
        surcharges=tuple(draw(st.lists(surcharges(), max_size=3))),
        fuel=tuple(
            draw(
                st.lists(
                    st.builds(Fuel, st.sampled_from((Fraction("0.305"), Fraction(0))), validities, st.just("test")),
                    max_size=1,
                )
            )
        ),
        discount=draw(st.sampled_from((Fraction(1), Fraction("0.85"), Fraction("0.7777")))),
        minimum_micro=draw(st.sampled_from((0, 0, 50_000_000))),
        billed_minimums=tuple(
            draw(
                st.lists(
                    st.builds(
                        BilledMinimum,
                        st.sampled_from((50, 60, 40_000)),
                        st.one_of(
                            st.just(()), sized("weight", *SIDES).map(lambda one: (one,)), valued.map(lambda one: (one,))
                        ),
                    ),
                    max_size=1,
                )
            )
        ),
        rounding=draw(st.sampled_from((Rounding(), Rounding(), Rounding(1_000_000, "up"), Rounding(100_000)))),
    )


selections = st.one_of(
    st.builds(Selection, classes=st.frozensets(st.sampled_from(CLASSES), min_size=1, max_size=2)),
    st.builds(Selection, services=st.just(frozenset({"s0", "s2"}))),
    st.builds(Selection, tags=st.just(frozenset({"online"}))),
    st.just(Selection(untracked=True)),
    st.just(Selection(everything=True)),
)
rules = st.builds(
    lambda validity, platforms, where, when, picked, forbid: Rule(
        "r", validity, "test", platforms, where, when, None if forbid else picked, picked if forbid else None
    ),
    validities,
    st.frozensets(st.sampled_from(PLATFORMS), max_size=1),
    countries,
    st.lists(valued, max_size=2).map(tuple),
    selections,
    st.booleans(),
)


@st.composite
def tiers(draw: st.DrawFn, name: str) -> Tier:
    """Any tier."""
    return Tier(
        name=name,
        allow=draw(selections),
        when=tuple(draw(st.lists(st.one_of(sized("weight", *SIDES), valued), max_size=2))),
        bulky=draw(st.sampled_from((None, None, True, False))),
        countries=draw(st.one_of(st.just(frozenset()), countries)),
        platforms=draw(st.frozensets(st.sampled_from(PLATFORMS), max_size=1)),
        goods=draw(st.sampled_from((frozenset(), frozenset(), frozenset({"battery"})))),
        tracked=draw(st.sampled_from((None, None, None, True, False))),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A policy of one to three tiers."""
    names = ["one", "two", "three"][: draw(st.integers(1, 3))]
    last = (Tier("rest", Selection(everything=True)),) if draw(st.booleans()) else ()
    return Policy(
        "test",
        (*(draw(tiers(name)) for name in names), *last),
        tuple(draw(st.lists(rules, max_size=2))),
        bulky_divisor=draw(st.sampled_from((5000, 6000))),
    )


@st.composite
def parcels(draw: st.DrawFn) -> Parcel:
    """A parcel, often at a boundary."""
    sides = draw(st.one_of(st.none(), st.tuples(mm_near, mm_near, mm_near)))
    known = draw(st.integers(0, 5))
    return Parcel(
        country=draw(st.sampled_from(COUNTRIES)),
        weight_g=draw(st.one_of(grams_near, st.integers(1, 40_000))),
        sides=None if sides is None else tuple(sorted(sides, reverse=True)),  # type: ignore[arg-type]
        roll=draw(st.booleans()),
        value_e4=draw(near(_E4, 0)) if known else None,
        currency=draw(st.sampled_from(CURRENCIES)) if known else None,
        goods=frozenset(draw(st.sets(st.sampled_from(GOODS), min_size=1, max_size=2))),
        tracked=draw(st.booleans()),
        platform=draw(st.sampled_from((None, *PLATFORMS))),
        requested=draw(st.sampled_from((None, None, None, None, "s1", "dhl", "nobody"))),
        postcode=draw(st.sampled_from(POSTCODES)),
    )


@st.composite
def worlds(draw: st.DrawFn, parcels_each: int = 20) -> World:
    """Facts and parcels."""
    count = draw(st.sampled_from((1, 2, 3, 4, 9)))
    return World(
        tuple(draw(services(f"s{number}")) for number in range(count)),
        draw(policies()),
        RATES,
        tuple(draw(parcels()) for _ in range(parcels_each)),
    )
