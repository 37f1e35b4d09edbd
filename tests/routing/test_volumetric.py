"""Chargeable weight by every kind of volumetric rule, by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from handmade import OPEN_END, answer, band, codes, conditions, parcel, service, shown

from routing.services.service import Validity, VolumetricRule

BY_GRAM = (band(upto=100_000, base=0, covers=0, per_step=0.01),)
EMS = (  # notices of 2012-08-01, 2020-03-25 and 2022-06-01
    VolumetricRule(8000, Validity(date(2012, 8, 1), date(2020, 3, 24)), "x", conditions("longest_side > 60 cm")[0]),
    VolumetricRule(6000, Validity(date(2020, 3, 25), date(2022, 5, 31)), "x", conditions("longest_side >= 60 cm")[0]),
    VolumetricRule(6000, Validity(date(2022, 6, 1)), "x", conditions("longest_side >= 40 cm")[0]),
)


def rule(divisor: int, **more: Any) -> VolumetricRule:
    """A rule that always holds."""
    return VolumetricRule(divisor, OPEN_END, "by hand", **more)


@pytest.mark.parametrize(
    ("kind", "weight_g", "sides", "charged"),
    [
        # always the larger: 40 x 30 x 20 cm = 24,000 cm3; / 5000 = 4.8 kg
        (rule(5000), 4799, (400, 300, 200), 4800),
        (rule(5000), 4800, (400, 300, 200), 4800),
        (rule(5000), 4801, (400, 300, 200), 4801),
        (rule(5000), 1, (171, 100, 100), 342),  # 1,710 cm3 / 5000 = 0.342 kg
        (rule(6000), 1, (101, 101, 101), 172),  # 1,030.301 cm3 / 6000 = 171.7 g, rounded up
        # a side above 60 cm (EMS until 2020): 61 x 40 x 40 cm = 97,600 cm3 / 8000 = 12.2 kg
        (rule(8000, side=conditions("longest_side > 60 cm")[0]), 5000, (610, 400, 400), 12_200),
        (rule(8000, side=conditions("longest_side > 60 cm")[0]), 5000, (600, 400, 400), 5000),  # 60 cm is not above
        # from 40 cm on (EMS since 2022): 40 x 40 x 40 = 64,000 / 6000 = 10.666... kg
        (rule(6000, side=conditions("longest_side >= 40 cm")[0]), 5000, (400, 400, 400), 10_667),
        (rule(6000, side=conditions("longest_side >= 40 cm")[0]), 5000, (399, 399, 399), 5000),
        # only if volumetric >= 2 x actual (YunExpress): 30 x 20 x 10 = 6,000 cm3 / 6000 = 1 kg
        (rule(6000, ratio=Fraction(2)), 500, (300, 200, 100), 1000),
        (rule(6000, ratio=Fraction(2)), 501, (300, 200, 100), 501),
        # strictly above 2 x actual
        (rule(6000, ratio=Fraction(2), strict=True), 500, (300, 200, 100), 500),
        (rule(6000, ratio=Fraction(2), strict=True), 499, (300, 200, 100), 1000),
        # half of what lies above the actual weight: 24,000 cm3 / 6000 = 4 kg; 1 + (4 - 1) / 2
        (rule(6000, share=Fraction("0.5")), 1000, (400, 300, 200), 2500),
        (rule(6000, share=Fraction("0.5")), 4000, (400, 300, 200), 4000),
        (rule(6000, share=Fraction("0.5")), 3999, (400, 300, 200), 4000),  # half a gram is a gram begun
        # only from 1 kg more on: 4 kg is 1 kg above 3 kg
        (rule(6000, difference_g=1000), 3000, (400, 300, 200), 4000),
        (rule(6000, difference_g=1000), 3001, (400, 300, 200), 3001),
        # only above 2 kg of actual weight
        (rule(6000, weight=conditions("weight > 2 kg")), 2000, (400, 300, 200), 2000),
        (rule(6000, weight=conditions("weight > 2 kg")), 2001, (400, 300, 200), 4000),
        # SpeedPAK 2020: above 130 % of actual, volumetric - 30 % of actual; 12,000 cm3 / 6000 = 2 kg
        (rule(6000, above=Fraction("1.3")), 1000, (300, 200, 200), 1700),  # 2.0 - 0.3 x 1.0
        (rule(6000, above=Fraction("1.3")), 1538, (300, 200, 200), 1539),  # 130 % is 1999.4 g: 2000 - 461.4, up
        (rule(6000, above=Fraction("1.3")), 1539, (300, 200, 200), 1539),  # 130 % is 2000.7 g: actual
        (
            rule(6000, above=Fraction("1.3"), side=conditions("longest_side >= 40 cm")[0]),
            1000,
            (300, 200, 200),
            1000,  # no side of 40 cm
        ),
        # by value group (Ozon): above 10 USD / 12000; the parcel is worth 12 USD; 24,000 cm3
        (rule(12_000, value=conditions("value > 10 USD")), 500, (400, 300, 200), 2000),
        (rule(12_000, value=conditions("value > 12 USD")), 500, (400, 300, 200), 500),
        # for some countries only
        (rule(5000, countries=frozenset({"US"})), 500, (400, 300, 200), 4800),
        (rule(5000, countries=frozenset({"DE"})), 500, (400, 300, 200), 500),
    ],
)
def test_kinds_of_rule(kind: VolumetricRule, weight_g: int, sides: tuple[int, int, int], charged: int) -> None:
    """Each kind charges what its notice says, at the trigger, one below and one above."""
    told = answer(parcel(weight_g, sides), service(bands=BY_GRAM, volumetric=(kind,)))
    assert told.chargeable_g == charged
    assert told.price_fen == charged  # 0.01 CNY a gram


@pytest.mark.parametrize(
    ("on", "sides", "charged", "expected"),
    [
        (date(2020, 3, 24), (450, 400, 300), 5000, 91500),  # no side above 60 cm: 240 + 9 x 75
        (date(2022, 5, 31), (450, 400, 300), 5000, 91500),  # no side of 60 cm
        (date(2022, 6, 1), (450, 400, 300), 9000, 151500),  # 54,000 / 6000 = 9 kg: 240 + 17 x 75
        (date(2020, 3, 24), (600, 400, 400), 5000, 91500),  # 60 cm is not above 60 cm
        (date(2020, 3, 25), (600, 400, 400), 16_000, 256500),  # but from 60 cm on: 240 + 31 x 75
        (date(2020, 3, 24), (601, 400, 400), 12_020, 204000),  # 96,160 / 8000 = 12.02 kg: 240 + 24 x 75
    ],
)
def test_the_rule_of_the_day(on: date, sides: tuple[int, int, int], charged: int, expected: int) -> None:
    """The same 45 x 40 x 30 cm box of 5 kg costs 915 or 1,515 CNY by EMS, depending on the day."""
    long_ago = Validity(date(2012, 8, 1))
    lane = band(base=240, covers=500, step=500, per_step=75, validity=long_ago)
    ems = service(bands=(lane,), validity=long_ago, volumetric=EMS)
    told = answer(parcel(5000, sides), ems, on=on)
    assert (told.chargeable_g, told.price_fen) == (charged, expected)


def test_of_several_rules_the_first_that_speaks_of_the_order_counts() -> None:
    """Above 10 USD by 12000; any other order by 8000."""
    rules = (rule(12_000, value=conditions("value > 10 USD")), rule(8000))
    asked = service(bands=BY_GRAM, volumetric=rules)
    assert answer(parcel(500, (400, 300, 200)), asked).chargeable_g == 2000
    assert answer(parcel(500, (400, 300, 200), value_e4=100_000), asked).chargeable_g == 3000
    general_first = service(bands=BY_GRAM, volumetric=tuple(reversed(rules)))
    assert answer(parcel(500, (400, 300, 200)), general_first).chargeable_g == 3000


def test_what_hangs_on_the_unknown_is_not_charged_by_guess() -> None:
    """A rule by value leaves an order of unknown value without a price, a rule by volume one of unknown size."""
    by_value = service(volumetric=(rule(12_000, value=conditions("value > 10 USD")),))
    assert codes(answer(parcel(value_e4=None, currency=None), by_value)) == ["VALUE_UNKNOWN"]
    by_size = service(volumetric=(rule(5000, countries=frozenset({"US"})),))
    assert codes(answer(parcel(sides=None), by_size)) == ["SIZE_UNKNOWN"]


def test_volumetric_weight_beyond_the_rates() -> None:
    """A light box whose volumetric weight passes the last band has no rate, and is told by how much."""
    asked = service(bands=(band(upto=4000),), volumetric=(rule(5000),))
    told = answer(parcel(500, (400, 300, 200)), asked)
    assert codes(told) == ["NO_RATE"]
    assert (shown(told.refusals[0].measured), shown(told.refusals[0].margin)) == ("4800 g", "800 g")


def test_a_rule_for_a_country_goes_before_one_for_all() -> None:
    """/8000 for all, /6000 for the US: 24,000 cm3 are 3 kg, to the US 4 kg, in whatever order the card has them."""
    general, narrow = rule(8000), rule(6000, countries=frozenset({"US"}))
    for rules in ((general, narrow), (narrow, general)):
        own = service(volumetric=rules, bands=BY_GRAM)
        assert answer(parcel(country="US", weight_g=1000, sides=(400, 300, 200)), own).chargeable_g == 4000
