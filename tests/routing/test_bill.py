"""Prices by hand: band, discount, surcharges, fuel, minimum, rounding and exchange, in that order."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from handmade import OPEN_END, RATES, answer, band, conditions, fen, parcel, service, shown

from routing.services.service import BilledMinimum, Fuel, Rounding, Surcharge, Validity, Zone
from routing.values.money import DatedRate, ExchangeRates

CNY = 1_000_000  # millionths


def surcharge(name: str, amount: int, per: Any = "parcel", **more: Any) -> Surcharge:
    """A surcharge in whole units."""
    return Surcharge(name, amount * CNY, per, OPEN_END, "by hand", **more)


@pytest.mark.parametrize(
    ("weight_g", "expected"),
    [
        (1, 24000),  # the first 500 g cost 240
        (500, 24000),
        (501, 31500),  # one started step of 500 g: + 75
        (1000, 31500),
        (1001, 39000),
    ],
)
def test_first_and_additional_steps(weight_g: int, expected: int) -> None:
    """First 500 g for 240, each further started 500 g for 75."""
    assert fen(parcel(weight_g), service(bands=(band(base=240, covers=500, step=500, per_step=75),))) == expected


@pytest.mark.parametrize(
    ("weight_g", "expected"),
    [
        (1, 1208),  # 12 + 1 x 0.08
        (60, 1680),  # 12 + 60 x 0.08
        (1000, 9200),
    ],
)
def test_a_fee_and_a_rate_by_the_gram(weight_g: int, expected: int) -> None:
    """Fee 12, then 0.08 for each gram from the first on."""
    assert fen(parcel(weight_g), service(bands=(band(base=12, covers=0, per_step=0.08),))) == expected


def test_fractions_of_a_fen_are_not_lost_before_the_end() -> None:
    """0.0255 a gram: 100 g are 2.55, 101 g are 2.5755, rounded half-up to 2.58."""
    asked = service(bands=(band(base=0, covers=0, per_step=0.0255),))
    assert [fen(parcel(grams), asked) for grams in (100, 101)] == [255, 258]


@pytest.mark.parametrize(
    ("weight_g", "expected"),
    [
        (1000, 45000),  # upto_g is included
        (1001, 56200),  # and over_g is not
        (2000, 56200),
        (2001, 22200),  # 74 for each started kg: 3 kg
        (3000, 22200),
    ],
)
def test_brackets_meet_at_their_edges(weight_g: int, expected: int) -> None:
    """450 up to 1 kg, 562 up to 2 kg, then 74 for each started kg of the whole weight."""
    bands = (
        band(over=0, upto=1000, base=450),
        band(over=1000, upto=2000, base=562),
        band(over=2000, upto=70_000, base=0, covers=0, step=1000, per_step=74),
    )
    assert fen(parcel(weight_g), service(bands=bands)) == expected


def test_order_of_a_price() -> None:
    """(100 - 15 % + 20 fuelled) x 1.305 + 7 not fuelled = 105 x 1.305 + 7 = 144.025, half-up 144.03."""
    asked = service(
        bands=(band(base=100),),
        discount=Fraction(85, 100),
        surcharges=(surcharge("remote", 20), surcharge("label", 7, fuel_applies=False)),
        fuel=(Fuel(Fraction("0.305"), OPEN_END, "by hand"),),
    )
    told = answer(parcel(), asked)
    assert told.price_fen == 14403
    assert [(shown(one.label), one.amount) for one in told.steps] == [
        ("zone 1: first 30000 g", "100.00"),
        ("discount 15 %", "-15.00"),
        ("remote", "20.00"),
        ("label", "7.00"),
        ("fuel 30.5 % of 105.00", "32.025"),
        ("rounding", "0.005"),
    ]
    assert sum(Fraction(one.amount) for one in told.steps) == Fraction("144.03")


def test_the_first_line_names_what_the_band_asks_for() -> None:
    """A price for first grams, a fee beside a rate by the gram, and one price for the whole band."""
    bands = band(), band(covers=0, per_step=0.1), band(covers=0)
    told = [answer(parcel(), service(bands=(one,))).steps[0] for one in bands]
    assert [(shown(one.label), one.amount) for one in told] == [
        ("zone 1: first 30000 g", "10.00"),
        ("zone 1: fee", "10.00"),
        ("zone 1: over 0 g up to 30000 g", "10.00"),
    ]


@pytest.mark.parametrize(
    ("weight_g", "expected"),
    [
        (500, 1000 + 20000),  # 1 started kg x 4 = 4, but at least 200
        (50_000, 1000 + 20000),  # 50 x 4 = 200 exactly
        (50_001, 1000 + 20400),  # 51 x 4
        (80_000, 1000 + 30000),  # 80 x 4 = 320, but at most 300
    ],
)
def test_surcharge_by_started_kilogram_with_least_and_most(weight_g: int, expected: int) -> None:
    """4 for each started kg, at least 200 and at most 300, on top of 10."""
    remote = surcharge("remote", 4, "kg", step_g=1000, minimum_micro=200 * CNY, maximum_micro=300 * CNY)
    assert fen(parcel(weight_g), service(bands=(band(upto=100_000),), surcharges=(remote,))) == expected


@pytest.mark.parametrize(("weight_g", "expected"), [(500, 1200), (501, 1400), (1000, 1400), (1001, 1600)])
def test_surcharge_by_half_kilograms(weight_g: int, expected: int) -> None:
    """4 a kg in started steps of 500 g: 2 for each half kilogram, on top of 10."""
    heavy = surcharge("handling", 4, "kg", step_g=500)
    assert fen(parcel(weight_g), service(surcharges=(heavy,))) == expected


@pytest.mark.parametrize(
    ("sides", "weight_g", "expected"),
    [
        ((990, 10, 10), 5000, 1000),  # neither
        ((1200, 10, 10), 5000, 1000),  # 120 cm is not above 120 cm
        ((1201, 10, 10), 5000, 1000 + 81000),  # long
        ((100, 10, 10), 24_000, 1000 + 15500),  # heavy enough to be non-conveyable
        ((1201, 10, 10), 24_000, 1000 + 81000),  # both: the dearer alone
    ],
)
def test_of_a_group_only_the_dearest_is_charged(sides: tuple[int, int, int], weight_g: int, expected: int) -> None:
    """Overlength 810 and non-conveyable 155 do not add up: the carrier asks for the dearer one."""
    asked = service(
        bands=(band(upto=300_000),),
        surcharges=(
            surcharge("long", 810, some=conditions("longest_side > 120 cm", "weight > 70 kg"), group="handling"),
            surcharge("non-conveyable", 155, every=conditions("weight >= 24 kg", "weight <= 68 kg"), group="handling"),
        ),
    )
    assert fen(parcel(weight_g, sides), asked) == expected


def test_of_two_equally_dear_the_first_of_the_group_is_charged() -> None:
    """Of two surcharges of 20, the first is free of fuel: 10 x 1.1 + 20 = 31.00, not 33.00."""
    asked = service(
        surcharges=(
            surcharge("first", 20, group="g", fuel_applies=False),
            surcharge("second", 20, group="g"),
            surcharge("cheaper", 5, group="g"),
        ),
        fuel=(Fuel(Fraction("0.1"), OPEN_END, "by hand"),),
    )
    told = answer(parcel(), asked)
    assert told.price_fen == 3100
    assert [shown(one.label) for one in told.steps][1:2] == ["first"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"countries": frozenset({"US"})}, 1500),
        ({"countries": frozenset({"DE"})}, 1000),
        ({"goods": frozenset({"battery"})}, 1000),  # the parcel holds general goods
        ({"goods": frozenset({"battery", "general"})}, 1500),  # one of them is enough
        ({"places": (Zone("", "US"),)}, 1500),
        ({"places": (Zone("", "DE"),)}, 1000),
        ({"places": (Zone("", "US", "995", "996"),)}, 1500),  # postcode 99501 lies in 995-996
        ({"places": (Zone("", "US", "996", "997"),)}, 1000),
        ({"validity": Validity(date(2026, 11, 21))}, 1000),  # from tomorrow on
        ({"every": conditions("value > 10 USD")}, 1500),  # 12 USD
        ({"every": conditions("value > 84 CNY")}, 1000),  # 12 USD x 7 = 84 CNY is not above 84
        ({"every": conditions("value >= 84 CNY", "weight > 499 g")}, 1500),
        ({"every": conditions("chargeable_weight > 499 g")}, 1500),
        ({"every": conditions("chargeable_weight > 500 g")}, 1000),
        ({"some": conditions("chargeable_weight > 1 kg", "longest_side >= 200 mm")}, 1500),
        ({"some": conditions("chargeable_weight > 1 kg", "longest_side > 200 mm")}, 1000),
    ],
)
def test_whom_a_surcharge_concerns(more: dict[str, Any], expected: int) -> None:
    """5 on top of 10 only for the days, places, goods and figures it is stated for."""
    extra = evolve(surcharge("extra", 5), **more)
    assert fen(parcel(postcode="99501"), service(surcharges=(extra,))) == expected


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        (Rounding(), 1235),  # 12.345 to 12.35
        (Rounding(10_000, "up"), 1235),
        (Rounding(100_000), 1230),  # to 0.10: 12.345 is nearer to 12.30
        (Rounding(100_000, "up"), 1240),
        (Rounding(CNY, "up"), 1300),  # to whole units
        (Rounding(CNY), 1200),
        (Rounding(5 * CNY), 1000),  # 2.469 fives
        (Rounding(30_000), 1236),  # 411.5 times 0.03: a half goes up
    ],
)
def test_rounding_as_the_card_says(rounding: Rounding, expected: int) -> None:
    """12.345 rounded to the card's step, halves up or always up."""
    assert fen(parcel(), service(bands=(band(base=12.345),), rounding=rounding)) == expected


@pytest.mark.parametrize(("base", "expected"), [(12, 2000), (19.99, 2000), (20, 2000), (20.01, 2001)])
def test_minimum_charge(base: float, expected: int) -> None:
    """No parcel costs less than 20."""
    assert fen(parcel(), service(bands=(band(base=base),), minimum_micro=20 * CNY)) == expected


@pytest.mark.parametrize(
    ("weight_g", "sides", "charged"),
    [
        (30, (200, 150, 100), 50),  # at least 50 g
        (51, (200, 150, 100), 51),
        (500, (1000, 600, 401), 40_000),  # girth 100 + 2 x 100.1 = 300.2 cm: at least 40 kg
        (500, (1000, 600, 400), 500),  # 300 cm is not above 300 cm
    ],
)
def test_least_billed_weight(weight_g: int, sides: tuple[int, int, int], charged: int) -> None:
    """50 g at least, and 40 kg where length and girth are above 300 cm."""
    least = (BilledMinimum(50), BilledMinimum(40_000, conditions("length_girth > 300 cm")))
    asked = service(bands=(band(upto=50_000, base=0, covers=0, per_step=0.01),), billed_minimums=least)
    told = answer(parcel(weight_g, sides), asked)
    assert told.chargeable_g == charged
    assert told.price_fen == charged  # 0.01 a gram


def test_card_currency_by_the_rate_of_the_day() -> None:
    """10.005 USD round to 10.01 in USD first; at 7.1234 that is 71.305234, so 71.31 CNY; a later rate counts later."""
    rates = ExchangeRates(
        (
            DatedRate("USD", Fraction("7.1234"), date(2026, 1, 1), None, "bank"),
            DatedRate("USD", Fraction(8), date(2026, 11, 21), None, "bank"),
        )
    )
    asked = service(bands=(band(base=10.005),), currency="USD")
    told = answer(parcel(), asked, rates=rates)
    assert told.price_fen == 7131
    assert [(shown(one.label), one.amount, one.currency) for one in told.steps][-1] == (
        "at 7.1234 CNY for 1 USD",
        "71.31",
        "CNY",
    )
    assert fen(parcel(), asked, rates=rates, on=date(2026, 11, 21)) == 8008  # 10.01 x 8
    assert fen(parcel(), asked, rates=rates, on=date(2025, 12, 31)) is None  # no rate yet


def test_fuel_of_the_day() -> None:
    """Fuel is 10 % up to the 20th and 20 % from the 21st; before the first percentage there is no price."""
    fuel = (
        Fuel(Fraction("0.1"), Validity(date(2026, 11, 1), date(2026, 11, 20)), "list"),
        Fuel(Fraction("0.2"), Validity(date(2026, 11, 21)), "list"),
    )
    asked = service(fuel=fuel)
    assert [fen(parcel(), asked, on=date(2026, 11, day)) for day in (20, 21)] == [1100, 1200]
    told = answer(parcel(), asked, on=date(2026, 10, 31))
    assert [one.code for one in told.refusals] == ["NO_RATE"]
    assert "fuel percentage" in str(shown(told.refusals[0].message))


def test_amounts_beyond_64_bits_are_still_exact() -> None:
    """99,999,999.999999 a step, 30,000 steps, 77.77 % of it, at 7.123456789: no overflow, no float."""
    exact = Fraction("99999999.999999") * 30_000 * Fraction("0.7777")
    cents = (exact * 100 + Fraction(1, 2)) // 1
    expected = (cents * Fraction("7.123456789") + Fraction(1, 2)) // 1
    rates = ExchangeRates((DatedRate("USD", Fraction("7.123456789"), date(2020, 1, 1), None, "by hand"),))
    dear = evolve(band(base=0, covers=0), per_step_micro=99_999_999_999_999)
    asked = service(bands=(dear,), discount=Fraction("0.7777"), currency="USD")
    assert fen(parcel(30_000), asked, rates=rates) == expected


def test_rates_by_hand_are_what_the_tests_say() -> None:
    """The rate used by these tests: 7 CNY for 1 USD."""
    assert RATES.cny("USD", date(2026, 11, 20)) == 7


@pytest.mark.parametrize(("side", "expected"), [(1000, 7_777_777), (1001, 7_777_777 + 500)])
def test_prices_too_many_for_a_table(side: int, expected: int) -> None:
    """0.01 a gram up to 9,999,999 g: as exact by arithmetic as by table, with a surcharge of 5 and without."""
    long = evolve(surcharge("long", 5), every=conditions("longest_side > 1 m"))
    asked = service(bands=(band(upto=9_999_999, base=0, covers=0, per_step=0.01),), surcharges=(long,))
    assert fen(parcel(7_777_777, (side, 10, 10)), asked) == expected
