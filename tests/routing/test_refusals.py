"""Every refusal code with the figures a person needs: measured, limit, margin, and the smallest remedy."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from handmade import EVERYTHING, ON, OPEN_END, RATES, answer, band, codes, conditions, parcel, service, shown

from routing.services.policy import Policy, Rule, Selection
from routing.services.refusal import REFUSAL_CODES
from routing.services.service import CountryLimits, Fuel, Surcharge, Validity, VolumetricRule, Zone
from routing.values.money import DatedRate, ExchangeRates

UNTRACKED_FORBIDDEN = Policy(
    "p", EVERYTHING.tiers, (Rule("no untracked", OPEN_END, "by hand", forbid=Selection(untracked=True)),)
)
ABOVE_5_USD = Policy(
    "p",
    EVERYTHING.tiers,
    (
        Rule(
            "above 5",
            OPEN_END,
            "by hand",
            platforms=frozenset({"aliexpress"}),
            countries=frozenset({"US"}),
            when=conditions("value > 5 USD"),
            allow=Selection(tags=frozenset({"standard"})),
        ),
    ),
)
# code, what the service says, what the parcel is, and the figures told: measured, limit, margin, remedy
CASES: list[tuple[str, dict[str, Any], dict[str, Any], tuple[str | None, ...]]] = [
    ("NOT_SERVED", {"zones": (Zone("1", "DE"),)}, {}, ("US", None, None, None)),
    ("NOT_SERVED", {"zones": (Zone("1", "US", "10", "19"),)}, {}, ("no postcode", None, None, "give the postcode")),
    ("NOT_SERVED", {"zones": (Zone("1", "US", "10", "19"),)}, {"postcode": "99"}, ("US 99", None, None, None)),
    (
        "NO_RATE",
        {"bands": (band(upto=400),)},
        {},
        ("500 g", "400 g", "100 g", "chargeable weight 100 g less"),
    ),
    (
        "NO_RATE",
        {"bands": (band(over=500),)},  # over_g is not included: 501 g is the first with a price
        {},
        ("500 g", "500 g", "1 g", "chargeable weight 1 g more"),
    ),
    ("NO_RATE", {"bands": (band(validity=Validity(date(2026, 11, 21))),)}, {}, ("2026-11-20", None, None, None)),
    ("NO_RATE", {"fuel": (Fuel(Fraction(0), Validity(date(2027, 1, 1)), "x"),)}, {}, ("2026-11-20", None, None, None)),
    (
        "CARD_NOT_IN_FORCE",
        {"validity": Validity(date(2026, 11, 21))},
        {},
        ("2026-11-20", "from 2026-11-21 to further notice", None, None),
    ),
    (
        "CARD_NOT_IN_FORCE",
        {"validity": Validity(date(2020, 1, 1), date(2026, 11, 19))},
        {},
        ("2026-11-20", "from 2020-01-01 to 2026-11-19", None, None),
    ),
    ("WEIGHT_OVER", {"limits": conditions("weight <= 400 g")}, {}, ("500 g", "400 g", "100 g", "100 g lighter")),
    ("WEIGHT_OVER", {"limits": conditions("weight < 500 g")}, {}, ("500 g", "500 g", "1 g", "1 g lighter")),
    ("WEIGHT_UNDER", {"limits": conditions("weight >= 600 g")}, {}, ("500 g", "600 g", "100 g", "100 g heavier")),
    ("WEIGHT_UNDER", {"limits": conditions("weight > 500 g")}, {}, ("500 g", "500 g", "1 g", "1 g heavier")),
    (
        "SIDE_OVER",
        {"limits": conditions("longest_side <= 19 cm")},
        {},
        ("200 mm", "190 mm", "10 mm", "longest side 10 mm shorter"),
    ),
    (
        "SIDE_OVER",
        {"limits": conditions("second_side < 15 cm")},
        {},
        ("150 mm", "150 mm", "1 mm", "second side 1 mm shorter"),
    ),
    (
        "SIDE_OVER",
        {"limits": conditions("shortest_side <= 9 cm")},
        {},
        ("100 mm", "90 mm", "10 mm", "shortest side 10 mm shorter"),
    ),
    (
        "SIDES_SUM_OVER",  # 200 + 150 + 100
        {"limits": conditions("sides_sum <= 44 cm")},
        {},
        ("450 mm", "440 mm", "10 mm", "sum of sides 10 mm shorter"),
    ),
    (
        "GIRTH_OVER",  # 200 + 2 x (150 + 100)
        {"limits": conditions("length_girth <= 60 cm")},
        {},
        ("700 mm", "600 mm", "100 mm", "length + girth 100 mm shorter"),
    ),
    (
        "SIDE_UNDER",
        {"limits": conditions("longest_side >= 21 cm")},
        {},
        ("200 mm", "210 mm", "10 mm", "longest side 10 mm longer"),
    ),
    (
        "SIDE_UNDER",
        {"limits": conditions("sides_sum >= 46 cm")},
        {},
        ("450 mm", "460 mm", "10 mm", "sum of sides 10 mm longer"),
    ),
    ("VALUE_OVER", {"limits": conditions("value <= 10 USD")}, {}, ("12.00 USD", "10.00 USD", "2.00 USD", None)),
    (
        "VALUE_OVER",  # 12 USD x 7 = 84 CNY
        {"limits": conditions("value <= 80 CNY")},
        {},
        ("12.00 USD", "80.00 CNY", "4.00 CNY", None),
    ),
    ("VALUE_UNDER", {"limits": conditions("value >= 15 USD")}, {}, ("12.00 USD", "15.00 USD", "3.00 USD", None)),
    ("GOODS_FORBIDDEN", {}, {"goods": frozenset({"battery", "general"})}, ("battery", "general", None, None)),
    ("TRACKING_REQUIRED", {"tracked": False}, {"tracked": True}, (None, None, None, None)),
    ("SERVICE_NOT_REQUESTED", {}, {"requested": "other"}, ("s", "other", None, None)),
    ("SIZE_UNKNOWN", {"limits": conditions("sides_sum <= 1 m")}, {"sides": None}, (None, None, None, "give the size")),
    (
        "SIZE_UNKNOWN",
        {"volumetric": (VolumetricRule(5000, OPEN_END, "x"),)},
        {"sides": None},
        (None, None, None, "give the size"),
    ),
    (
        "VALUE_UNKNOWN",
        {"limits": conditions("value <= 1000 USD")},
        {"value_e4": None, "currency": None},
        (None, None, None, "give the value and its currency"),
    ),
    (
        "NO_EXCHANGE_RATE",
        {"limits": conditions("value <= 1000 USD")},
        {"currency": "EUR"},
        ("EUR", None, None, "load a rate for EUR"),
    ),
    ("NO_EXCHANGE_RATE", {"currency": "EUR"}, {}, ("EUR", None, None, "load a rate for EUR")),
]


@pytest.mark.parametrize(("code", "of_service", "of_parcel", "figures"), CASES)
def test_one_reason_with_its_figures(
    code: str, of_service: dict[str, Any], of_parcel: dict[str, Any], figures: tuple[str | None, ...]
) -> None:
    """The one thing wrong is told by its code, the figure measured, the limit, the margin and the smallest remedy."""
    told = answer(parcel(**of_parcel), service(**of_service))
    assert codes(told) == [code]
    first = told.refusals[0]
    assert tuple(map(shown, (first.measured, first.limit, first.margin, first.remedy))) == figures
    assert shown(told.remedy) == figures[3]
    assert not told.priced


def test_a_marketplaces_rule_closes_services() -> None:
    """A rule that forbids untracked services refuses them all; one that allows tags refuses those without."""
    untracked = answer(parcel(), service(tracked=False), policy=UNTRACKED_FORBIDDEN)
    assert codes(untracked) == ["PLATFORM_RULE"]
    assert untracked.refusals[0].limit == "no untracked"
    assert untracked.remedy is None
    assert answer(parcel(), service(), policy=UNTRACKED_FORBIDDEN).priced
    ours = parcel(platform="aliexpress")
    assert codes(answer(ours, service(), policy=ABOVE_5_USD)) == ["PLATFORM_RULE"]
    assert answer(ours, service(tags=frozenset({"standard"})), policy=ABOVE_5_USD).priced


@pytest.mark.parametrize(
    ("of_parcel", "expected"),
    [
        ({}, ["PLATFORM_RULE"]),  # 12 USD
        ({"value_e4": 50_001}, ["PLATFORM_RULE"]),  # 5.0001 USD is above 5
        ({"value_e4": 50_000}, []),  # exactly 5.00 USD is not above 5
        ({"value_e4": 350_000, "currency": "CNY"}, []),  # 35 CNY at 7 is exactly 5 USD
        ({"value_e4": 350_001, "currency": "CNY"}, ["PLATFORM_RULE"]),
        ({"platform": "ebay"}, []),
        ({"platform": None}, []),
        ({"value_e4": None, "currency": None}, ["VALUE_UNKNOWN"]),  # the rule cannot be told
        ({"value_e4": None}, ["VALUE_UNKNOWN"]),  # a currency alone is no value
        ({"currency": "EUR"}, ["NO_EXCHANGE_RATE"]),
        ({"value_e4": None, "currency": None, "platform": "ebay"}, []),  # no rule asks
    ],
)
def test_whom_a_rule_concerns(of_parcel: dict[str, Any], expected: list[str]) -> None:
    """A rule by value asks only orders of its platform and country, and never passes an unknown value."""
    asked = parcel(**({"platform": "aliexpress"} | of_parcel))
    assert codes(answer(asked, service(), policy=ABOVE_5_USD)) == expected


def test_rules_know_their_days_and_countries() -> None:
    """A rule not yet in force, or for another country, closes nothing."""
    later = Rule("later", Validity(date(2026, 11, 21)), "x", forbid=Selection(everything=True))
    abroad = Rule("abroad", OPEN_END, "x", countries=frozenset({"DE"}), forbid=Selection(everything=True))
    policy = Policy("p", EVERYTHING.tiers, (later, abroad))
    assert answer(parcel(), service(), policy=policy).priced
    assert codes(answer(parcel(), service(), policy=policy, on=date(2026, 11, 21))) == ["PLATFORM_RULE"]


def test_all_reasons_are_told_in_the_order_promised() -> None:
    """A parcel that breaks everything at once is told so code by code, in the order of the published list."""
    everything_wrong = service(
        zones=(Zone("1", "DE"),),
        tracked=False,
        currency="EUR",
        validity=Validity(date(2027, 1, 1)),
        limits=conditions(
            "weight <= 400 g", "longest_side <= 10 cm", "sides_sum <= 10 cm", "length_girth <= 10 cm",
            "second_side >= 20 cm", "value <= 1 USD",
        ),
    )  # fmt: skip
    wrong = parcel(goods=frozenset({"liquid"}), tracked=True, requested="x")
    policy = Policy("p", EVERYTHING.tiers, (Rule("closed", OPEN_END, "x", forbid=Selection(everything=True)),))
    told = codes(answer(wrong, everything_wrong, policy=policy))
    assert told == [
        "NOT_SERVED", "CARD_NOT_IN_FORCE", "WEIGHT_OVER", "SIDE_OVER", "SIDES_SUM_OVER", "GIRTH_OVER", "SIDE_UNDER",
        "VALUE_OVER", "GOODS_FORBIDDEN", "TRACKING_REQUIRED", "PLATFORM_RULE", "SERVICE_NOT_REQUESTED",
        "NO_EXCHANGE_RATE",
    ]  # fmt: skip


def test_the_codes_and_their_order_are_a_promise() -> None:
    """The list users rely on, word for word."""
    assert REFUSAL_CODES == (
        "NOT_SERVED", "NO_RATE", "CARD_NOT_IN_FORCE", "WEIGHT_OVER", "WEIGHT_UNDER", "SIDE_OVER", "SIDES_SUM_OVER",
        "GIRTH_OVER", "SIDE_UNDER", "VALUE_OVER", "VALUE_UNDER", "GOODS_FORBIDDEN", "TRACKING_REQUIRED",
        "PLATFORM_RULE", "SERVICE_NOT_REQUESTED", "SIZE_UNKNOWN", "VALUE_UNKNOWN", "NO_EXCHANGE_RATE",
        "ITEMS_UNKNOWN",
    )  # fmt: skip


def test_several_remedies_are_told_together() -> None:
    """100 g lighter and 10 mm shorter; with a reason that no change of the parcel lifts there is no remedy."""
    tight = conditions("weight <= 400 g", "longest_side <= 19 cm")
    assert shown(answer(parcel(), service(limits=tight)).remedy) == "100 g lighter and longest side 10 mm shorter"
    assert answer(parcel(tracked=True), service(limits=tight, tracked=False)).remedy is None


@pytest.mark.parametrize(
    ("of_service", "weight_g", "expected"),
    [
        ({}, 2300, "300 g lighter"),
        # 200 x 150 x 100 mm at 1200 cubic centimetres per kg: 2500 g by volume, however light
        (
            {"volumetric": (VolumetricRule(1200, OPEN_END, "x"),)},
            2300,
            "300 g lighter and chargeable weight 500 g less",
        ),
        # the limit lets 2000 g pass, the rates end at 1500 g
        ({"bands": (band(upto=1500),)}, 2300, "300 g lighter and chargeable weight 500 g less"),
        # the limit lets 50 g pass, the rates begin at 101 g
        ({"bands": (band(over=100, upto=2000),)}, 40, "10 g heavier and chargeable weight 51 g more"),
    ],
)
def test_a_remedy_leaves_nothing_in_the_way(of_service: dict[str, Any], weight_g: int, expected: str) -> None:
    """Where the parcel of an allowed weight would still be charged beyond the rates, the remedy says that as well."""
    limits = conditions("weight <= 2 kg", "weight >= 50 g")
    told = answer(parcel(weight_g=weight_g), service(**({"bands": (band(upto=2000),), "limits": limits} | of_service)))
    assert shown(told.remedy) == expected
    assert len(told.refusals) == 1


@pytest.mark.parametrize(
    ("country", "weight_g", "goods", "expected"),
    [
        ("US", 2000, "general", []),
        ("US", 2001, "general", ["WEIGHT_OVER"]),
        ("RU", 5000, "general", []),  # 5 kg in place of 2 kg
        ("RU", 5001, "general", ["WEIGHT_OVER"]),
        ("RU", 40, "general", ["WEIGHT_UNDER"]),  # its own least weight comes on top
        ("US", 40, "general", []),
        ("RU", 500, "battery", ["GOODS_FORBIDDEN"]),  # its own goods replace the service's
        ("US", 500, "battery", []),
    ],
)
def test_limits_of_a_country_replace_the_services_own(
    country: str, weight_g: int, goods: str, expected: list[str]
) -> None:
    """A country's own limit stands in place of the service's on the same measure and side; others stay."""
    asked = service(
        zones=(Zone("1", "US"), Zone("1", "RU")),
        goods=frozenset({"general", "battery"}),
        limits=conditions("weight <= 2 kg"),
        limits_for=(
            CountryLimits(frozenset({"RU"}), conditions("weight <= 5 kg", "weight >= 50 g"), frozenset({"general"})),
        ),
    )
    assert codes(answer(parcel(weight_g, country=country, goods=frozenset({goods})), asked)) == expected


@pytest.mark.parametrize(
    ("sides", "roll", "expected"),
    [
        ((600, 150, 150), False, []),  # 60 cm, sum 90 cm: exactly at both limits
        ((601, 150, 149), False, ["SIDE_OVER"]),
        ((600, 151, 150), False, ["SIDES_SUM_OVER"]),
        ((840, 100, 100), True, []),  # a roll: 84 + 2 x 10 = 104 cm, and 84 <= 90
        ((841, 100, 100), True, ["SIDES_SUM_OVER"]),
        ((901, 10, 10), True, ["SIDE_OVER"]),
        ((840, 100, 100), False, ["SIDE_OVER", "SIDES_SUM_OVER"]),  # the same box is too long
        ((150, 11, 11), True, []),
        ((90, 10, 10), True, ["SIDE_UNDER"]),  # a roll of 9 cm: under 10 cm (its sum has no least here)
        ((90, 90, 90), False, ["SIDE_UNDER"]),  # a box: under 14 x 9 cm
    ],
)
def test_rolls_are_measured_as_rolls(sides: tuple[int, int, int], roll: bool, expected: list[str]) -> None:  # noqa: FBT001 - a table
    """A small packet: 60 cm and 90 cm for boxes, 90 cm and 104 cm for rolls, each limit included."""
    asked = service(
        limits=conditions(
            "longest_side <= 60 cm", "sides_sum <= 90 cm", "longest_side >= 14 cm",
            "roll_length <= 90 cm", "roll_sum <= 104 cm", "roll_length >= 10 cm",
        )
    )  # fmt: skip
    assert codes(answer(parcel(500, sides, roll=roll), asked)) == expected


def test_a_service_without_roll_limits_takes_rolls_as_boxes() -> None:
    """Where a card says nothing of rolls, its limits on sides hold for them too."""
    asked = service(limits=conditions("longest_side <= 60 cm"))
    assert codes(answer(parcel(500, (601, 50, 50), roll=True), asked)) == ["SIDE_OVER"]


def test_an_overweight_parcel_is_not_told_twice() -> None:
    """Beyond a limit on weight, the end of the rates is no second reason."""
    asked = service(limits=conditions("weight <= 400 g"), bands=(band(upto=400),))
    assert codes(answer(parcel(), asked)) == ["WEIGHT_OVER"]


def test_a_surcharge_by_postcode_needs_the_postcode() -> None:
    """Without a postcode nobody knows whether the remote-area fee is due: no price is invented."""
    remote = Surcharge("remote", 1, "parcel", OPEN_END, "x", places=(Zone("", "US", "995", "996"),))
    told = answer(parcel(), service(surcharges=(remote,)))
    assert codes(told) == ["NO_RATE"]
    assert shown(told.remedy) == "give the postcode"
    abroad = service(zones=(Zone("1", "DE"),), surcharges=(remote,))
    assert answer(parcel(country="DE"), abroad).priced  # the fee speaks of the US only


def test_a_surcharge_by_size_needs_the_size() -> None:
    """A parcel of unknown size is not let off an oversize fee; one without such a fee needs no size."""
    long = Surcharge("long", 1, "parcel", OPEN_END, "x", every=conditions("longest_side > 1 m"))
    assert codes(answer(parcel(sides=None), service(surcharges=(long,)))) == ["SIZE_UNKNOWN"]
    assert answer(parcel(sides=None), service()).priced


@pytest.mark.parametrize(
    ("value_e4", "expected"), [(10_000, ["VALUE_UNDER"]), (100_000, []), (100_001, ["VALUE_OVER"])]
)
def test_value_limits_by_the_rate_of_the_day(value_e4: int, expected: list[str]) -> None:
    """Up to 70 CNY and from 10 CNY at 7 CNY a dollar: 10.00 USD is in, 10.0001 USD and 1.00 USD are not."""
    asked = service(limits=conditions("value <= 70 CNY", "value >= 10 CNY"))
    assert codes(answer(parcel(value_e4=value_e4), asked)) == expected


def test_rates_end() -> None:
    """A rate that ended yesterday compares nothing today."""
    ended = ExchangeRates((DatedRate("USD", Fraction(7), date(2020, 1, 1), date(2026, 11, 19), "x"),))
    asked = service(limits=conditions("value <= 70 CNY"))
    assert codes(answer(parcel(value_e4=10_000), asked, rates=ended)) == ["NO_EXCHANGE_RATE"]
    assert answer(parcel(value_e4=10_000), asked, rates=ended, on=date(2026, 11, 19)).priced
    assert RATES.cny("CNY", ON) == 1
