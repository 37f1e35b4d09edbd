"""Tiers, wishes, ties, runner-up and the nearest miss, by hand and by both paths."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from handmade import EVERYTHING, OPEN_END, RATES, band, choice, conditions, parcel, service, shown

from carriers.policies.policies import load_policy, policy_path
from routing.exact.choice import moved_to
from routing.services.policy import Policy, Rule, Selection, Tier
from routing.values.money import DatedRate, ExchangeRates

HANDBOOK = evolve(load_policy(policy_path("handbook")), rules=())  # the tiers alone
FOUR = [service(name, service_class=name) for name in ("economy", "registered", "express_post", "courier")]


@pytest.mark.parametrize(
    ("weight_g", "sides", "value", "expected"),
    [
        (500, (200, 150, 100), (49_999, "USD"), "economy"),  # 4.9999 USD is below 5
        (500, (200, 150, 100), (50_000, "USD"), "registered"),  # exactly 5.00 USD is not
        (500, (200, 150, 100), (349_999, "CNY"), "economy"),  # 34.9999 CNY at 7
        (500, (200, 150, 100), (350_000, "CNY"), "registered"),  # exactly 5 USD
        (2000, (600, 200, 100), (120_000, "USD"), "registered"),  # exactly 2 kg, 60 cm and 90 cm are in
        (2000, (601, 100, 100), (120_000, "USD"), ""),  # a long light one fits no tier
        (2000, (600, 200, 101), (120_000, "USD"), ""),
        (2001, (300, 300, 300), (120_000, "USD"), "express_post"),  # 27,000 cm3 / 6000 = 4.5 kg: bulky
        (4499, (300, 300, 300), (120_000, "USD"), "express_post"),
        (4500, (300, 300, 300), (120_000, "USD"), "courier"),  # 4.5 kg is not above 4.5 kg
        (2001, (601, 10, 10), (120_000, "USD"), "courier"),  # heavy and dense, whatever its size
        (2001, (601, 500, 500), (120_000, "USD"), ""),  # bulky and too long
    ],
)
def test_the_handbooks_tiers_at_their_boundaries(
    weight_g: int, sides: tuple[int, int, int], value: tuple[int, str], expected: str
) -> None:
    """The seller's four tiers, with each boundary on the side the handbook puts it."""
    one = parcel(weight_g, sides, value_e4=value[0], currency=value[1])
    told = choice(one, FOUR, HANDBOOK)
    assert (told.tier, told.chosen.service.code if told.chosen else "") == (expected, expected)
    if not expected:
        assert str(shown(told.reason)).endswith("(no tier of policy handbook applies)")


@pytest.mark.parametrize(
    ("of_parcel", "tier", "reason"),
    [
        ({"value_e4": None, "currency": None}, "", "VALUE_UNKNOWN whether tier economy applies cannot be told"),
        ({"currency": "EUR"}, "", "NO_EXCHANGE_RATE whether tier economy applies cannot be told"),
        ({"sides": None, "value_e4": 10_000}, "economy", ""),  # the size is not asked for
        ({"sides": None}, "", "SIZE_UNKNOWN whether tier registered applies cannot be told"),
        ({"sides": None, "weight_g": 2001}, "", "SIZE_UNKNOWN whether tier express_post applies cannot be told"),
        # economy cannot take a battery anyway: whether the tier applies does not matter
        ({"value_e4": None, "goods": frozenset({"battery"})}, "registered", ""),
    ],
)
def test_what_is_unknown_blocks_only_where_the_answer_depends_on_it(
    of_parcel: dict[str, Any], tier: str, reason: str
) -> None:
    """An unknown value, size or rate stops the choice only when a service of the tier in question would be open."""
    services = [
        service("economy", service_class="economy"),
        service("registered", service_class="registered", goods=frozenset({"general", "battery"})),
        *FOUR[2:],
    ]
    told = choice(parcel(**of_parcel), services, HANDBOOK)
    assert (told.tier, shown(told.reason) or "") == (tier, reason)


def test_a_service_that_only_the_unknown_keeps_out_stops_the_choice() -> None:
    """An unknown value may have meant economy: a rule that asks for it too must not hand the parcel to a later tier.

    A matching tier whose services wait for the size stops likewise, instead of falling through to a dearer one.
    """
    rule = Rule("r", OPEN_END, "x", platforms=frozenset({"aliexpress"}), when=conditions("value > 5 USD"),
                forbid=Selection(classes=frozenset({"economy"})))  # fmt: skip
    asking = evolve(HANDBOOK, rules=(rule,))
    told = choice(parcel(value_e4=None, currency=None, platform="aliexpress"), FOUR, asking)
    assert (told.chosen, told.blocked) == (None, "VALUE_UNKNOWN")
    assert shown(told.reason) == "VALUE_UNKNOWN whether tier economy applies cannot be told"
    sized = [service("economy", service_class="economy", limits=conditions("longest_side <= 60 cm")), *FOUR[1:]]
    told = choice(parcel(sides=None, value_e4=10_000), sized, HANDBOOK)
    assert (told.chosen, told.blocked) == (None, "SIZE_UNKNOWN")
    assert str(shown(told.reason)).startswith("SIZE_UNKNOWN economy ")


def test_the_next_tier_is_tried_when_none_of_the_first_can() -> None:
    """A cheap parcel that economy cannot take goes by the registered tier."""
    services = [service("economy", service_class="economy", limits=conditions("weight <= 400 g")), *FOUR[1:]]
    told = choice(parcel(value_e4=10_000), services, HANDBOOK)
    assert told.tier == "registered"


@pytest.mark.parametrize(
    ("tier", "matches"),
    [
        (Tier("t", Selection(everything=True), countries=frozenset({"US"})), True),
        (Tier("t", Selection(everything=True), countries=frozenset({"DE"})), False),
        (Tier("t", Selection(everything=True), platforms=frozenset({"ebay"})), True),
        (Tier("t", Selection(everything=True), platforms=frozenset({"shopify"})), False),
        (Tier("t", Selection(everything=True), goods=frozenset({"general", "liquid"})), True),
        (Tier("t", Selection(everything=True), goods=frozenset({"liquid"})), False),
        (Tier("t", Selection(everything=True), tracked=False), True),
        (Tier("t", Selection(everything=True), tracked=True), False),
        (Tier("t", Selection(everything=True), bulky=False), True),  # 3,000 cm3 / 6000 = 0.5 kg: not above
        (Tier("t", Selection(everything=True), bulky=True), False),
        (Tier("t", Selection(services=frozenset({"s"}))), True),
        (Tier("t", Selection(services=frozenset({"other"}))), False),
        (Tier("t", Selection(classes=frozenset({"registered"}))), True),
        (Tier("t", Selection(classes=frozenset({"economy"}))), False),
        (Tier("t", Selection(tags=frozenset({"mine"}))), True),
        (Tier("t", Selection(tags=frozenset({"yours"}))), False),
        (Tier("t", Selection(untracked=True)), False),
    ],
)
def test_what_a_tier_may_ask_and_allow(tier: Tier, matches: bool) -> None:  # noqa: FBT001 - a table
    """A 500 g parcel of eBay to the US and one registered service with the tag "mine"."""
    asked = service(tags=frozenset({"mine"}))
    told = choice(parcel(platform="ebay"), [asked], Policy("p", (tier,)))
    assert (told.chosen is not None) is matches


def test_the_cheapest_wins_and_the_next_is_the_runner_up() -> None:
    """10, 12 and 11 CNY: 10 wins, 11 is next, 1.00 CNY is saved."""
    services = [service(code, bands=(band(base=base),)) for code, base in (("a", 12), ("b", 10), ("c", 11))]
    told = choice(parcel(), services)
    assert told.chosen is not None
    assert told.runner_up is not None
    assert (told.chosen.service.code, told.runner_up.service.code, told.saving_fen) == ("b", "c", 100)
    alone = choice(parcel(), services[:1])
    assert (alone.runner_up, alone.saving_fen) == (None, None)


def test_the_runner_up_comes_from_the_same_tier() -> None:
    """A cheaper service of another tier is neither chosen nor compared with."""
    services = [service("economy", service_class="economy", bands=(band(base=1),)), service("registered")]
    told = choice(parcel(), services, HANDBOOK)
    assert (told.tier, told.runner_up, told.saving_fen) == ("registered", None, None)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({"a": (1, 9), "b": (5, 8)}, ["b", "a"]),  # the shorter longest transit
        ({"b": (1, 9), "a": (5, 9)}, ["a", "b"]),  # then the code
    ],
)
def test_ties_are_settled_by_transit_then_code(days: dict[str, tuple[int, int]], expected: list[str]) -> None:
    """Two services at 10 CNY."""
    told = choice(parcel(), [service(code, transit_days=span) for code, span in days.items()])
    assert told.chosen is not None
    assert told.runner_up is not None
    assert [told.chosen.service.code, told.runner_up.service.code] == expected
    assert told.saving_fen == 0


def test_prices_are_compared_in_cny() -> None:
    """1.50 USD at 7 is 10.50 CNY: dearer than 10.40 CNY and cheaper than 10.60."""
    dollars = service("dollars", currency="USD", bands=(band(base=1.5),))
    for base, expected in ((10.4, "yuan"), (10.6, "dollars")):
        told = choice(parcel(), [dollars, service("yuan", bands=(band(base=base),))])
        assert told.chosen is not None
        assert told.chosen.service.code == expected


@pytest.mark.parametrize(
    ("wish", "chosen", "tier", "reason"),
    [
        ("b", "b", "requested", ""),  # the code, although dearer
        ("B", "b", "requested", ""),
        ("china post", "a", "requested", ""),  # a carrier: its cheapest
        ("tight", "", "requested", "WEIGHT_OVER tight 500 g > 400 g"),
        ("nobody", "", "requested", ""),  # intake lets no such wish through
    ],
)
def test_a_wish_is_the_only_candidate(wish: str, chosen: str, tier: str, reason: str) -> None:
    """An order that asks for a service gets that one or none, whatever the tiers say."""
    services = [
        service("a", carrier="China Post", bands=(band(base=9),)),
        service("b", carrier="China Post", bands=(band(base=11),), service_class="economy"),
        service("c", bands=(band(base=1),)),
        service("tight", limits=conditions("weight <= 400 g")),
    ]
    told = choice(parcel(requested=wish), services, HANDBOOK)
    assert (told.chosen.service.code if told.chosen else "") == chosen
    assert (told.tier, shown(told.reason) or "") == (tier, reason)


def test_the_nearest_miss_is_told() -> None:
    """25 % over beats 50 % over; a measured miss beats one that no change lifts; two misses count together."""
    twice = service("c-twice", limits=conditions("weight <= 450 g", "longest_side <= 150 mm"))  # 11 % and 33 %
    services = [
        service("a-far", limits=conditions("weight < 250 g")),  # 251 g of 250 g: 100 %
        service("b-near", limits=conditions("weight <= 400 g")),  # 100 g of 400 g: 25 %
        twice,
        service("d-never", goods=frozenset({"battery"})),
    ]
    assert shown(choice(parcel(), services).reason) == "WEIGHT_OVER b-near 500 g > 400 g"
    assert shown(choice(parcel(), [services[0], twice]).reason) == "WEIGHT_OVER c-twice 500 g > 450 g"
    assert shown(choice(parcel(), services[3:]).reason) == "GOODS_FORBIDDEN d-never does not take general"


def test_a_parcel_that_only_another_tier_could_take_says_so() -> None:
    """Where no tier speaks of the parcel, the reason names the policy, and the nearest miss if there is one."""
    policy = Policy("mine", (Tier("t", Selection(everything=True), conditions("weight > 1 kg")),))
    assert shown(choice(parcel(), [service()], policy).reason) == "(no tier of policy mine applies)"
    tight = service(limits=conditions("weight <= 400 g"))
    assert (
        shown(choice(parcel(), [tight], policy).reason)
        == "WEIGHT_OVER s 500 g > 400 g (no tier of policy mine applies)"
    )


def test_no_rate_for_the_value_blocks_its_tier() -> None:
    """With a rate of exchange for the order's currency the tier is told; a day without one is not guessed."""
    rates = ExchangeRates((*RATES.rates, DatedRate("EUR", Fraction(8), date(2026, 1, 1), date(2026, 11, 19), "x")))
    one = parcel(value_e4=43_750, currency="EUR")  # 4.375 EUR x 8 / 7 is exactly 5 USD: not below
    assert choice(one, FOUR, HANDBOOK, date(2026, 11, 19), rates).tier == "registered"
    assert str(shown(choice(one, FOUR, HANDBOOK, date(2026, 11, 20), rates).reason)).startswith("NO_EXCHANGE_RATE")


def test_nothing_loaded_chooses_nothing() -> None:
    """Without services there is no channel and no reason but the policy's."""
    assert shown(choice(parcel(), [service(zones=())], EVERYTHING).reason) == "NOT_SERVED s US is in none of its zones"


def test_an_order_is_moved_only_where_a_tier_lets_it() -> None:
    """The service it leaves comes second.

    A service that is not there, or that no tier from its own on allows, changes nothing.
    """
    first = Tier("first", Selection(classes=frozenset({"economy"})))
    both = Policy("two", (first, Tier("second", Selection(everything=True))))
    kept = choice(parcel(), FOUR, both)
    assert kept.tier == "first"
    moved = moved_to(kept, "courier")
    assert (moved.tier, moved.moved, moved.runner_up) == ("second", True, kept.chosen)
    assert moved_to(kept, "nobody") is kept
    assert moved_to(kept, "economy") is kept
    alone = choice(parcel(), FOUR, Policy("one", (first,)))
    assert moved_to(alone, "courier") is alone
