"""A policy held against orders: what decides, what never speaks, what lies in another's shadow, what cannot work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from carriers.policies.check import PolicyCheck
from carriers.policies.policies import load_policy
from cli.options.facts import FactPaths
from cli.words import sentence
from routing.orders import OrderTable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from routing.facts import Facts

    Write = Callable[..., Path]

PAID = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
CHEAP = '[[tier]]\nname = "cheap"\nwhen = ["value < 5 USD"]\neverything = true\n'
ALL = '[[tier]]\nname = "all"\neverything = true\n'
TAGGED = (
    '[[rule]]\nname = "tagged only"\nplatforms = ["aliexpress"]\nwhen = ["value > 5 USD"]\n'
    'allow = { tags = ["standard"] }\nvalid_from = 2024-01-01\nsource = "test"\n'
)
NOT_REGISTERED = (
    '[[rule]]\nname = "no registered"\nplatforms = ["aliexpress"]\nwhen = ["value > 8 USD"]\n'
    'forbid = { classes = ["registered"] }\nvalid_from = 2024-01-01\nsource = "test"\n'
)


def _orders(*rows: dict[str, object]) -> OrderTable:
    plain = {"paid_at": PAID, "country": "US", "weight_g": 500, "length_mm": 200, "width_mm": 150, "height_mm": 100,
             "shape": "box", "value_e4": 100_000, "currency": "USD", "source": "test"}  # fmt: skip
    return OrderTable.of([{**plain, "order_id": f"o{at}", "row": at + 2, **row} for at, row in enumerate(rows)])


@pytest.fixture
def held(write_card: Write, good: dict[str, str], tmp_path: Path) -> Callable[..., PolicyCheck]:
    """A function that holds a policy, given as text, against orders, with the small card of the tests."""
    tagged = good["card"].replace('goods = ["general"]', 'goods = ["general"]\ntags = ["standard"]')

    def hold(policy: str, *rows: dict[str, object], tags: bool = True, more: bool = False) -> PolicyCheck:
        path = tmp_path / "policy.toml"
        path.write_text(f'name = "p"\n{policy}', encoding="utf-8")
        texts = {**good, "card": tagged if tags else good["card"]}
        if more:  # a second service, economy and without tags
            second = good["card"][good["card"].index("\n[[service]]") :].replace('"one"', '"two"')
            texts["card"] += second.replace('"registered"', '"economy"')
            texts["zones"] += "two,1,US\n"
            texts["rates"] += "two,1,0,2000,60,2000,1,0\n"
        card = write_card(f"card{len(list(tmp_path.iterdir()))}", **texts)
        facts: Facts = FactPaths.named([str(card)], "cheapest", None).load()
        check = PolicyCheck(evolve(facts, policy=load_policy(path)))
        check.add(_orders(*rows))
        return check

    return hold


def _told(check: PolicyCheck) -> list[tuple[str, str]]:
    return [(one.code, sentence(one.place)) for one in check.findings()]


def test_each_tier_tells_what_it_meets_and_decides(held: Callable[..., PolicyCheck]) -> None:
    """Three orders: one below 5 USD, two not; the second tier speaks of all, decides two."""
    check = held(CHEAP + ALL, {"value_e4": 40_000}, {}, {})
    assert (check.matched[0], check.decided[0]) == (1, 1)
    assert (check.matched[1], check.decided[1]) == (3, 2)
    assert check.taken_before[1, 0] == 1
    assert check.counts["orders"] == check.counts["assigned"] == 3
    assert check.findings() == []


def test_a_tier_nobody_meets_is_told(held: Callable[..., PolicyCheck]) -> None:
    """No order is below 5 USD: the tier stands idle."""
    assert _told(held(CHEAP + ALL, {}, {})) == [("TIER_NEVER_MET", "tier 1 'cheap'")]


def test_a_tier_in_the_shadow_of_another_is_told(held: Callable[..., PolicyCheck]) -> None:
    """A tier behind one that takes everything never decides; the message names who stands before it."""
    (found,) = held(ALL + CHEAP, {"value_e4": 40_000}, {}).findings()
    assert (found.code, sentence(found.place)) == ("TIER_DECIDES_NOTHING", "tier 2 'cheap'")
    assert sentence(found.message) == "describes 1 of the orders, but it lies in the shadow of 'all' (1)."


def test_a_tier_whose_services_take_nothing_is_told(held: Callable[..., PolicyCheck]) -> None:
    """A tier is met, but its services take none of the orders."""
    (found,) = held(ALL, {"goods": "liquid"}).findings()
    assert sentence(found.message) == "describes 1 of the orders, but none of its services takes them."


def test_impossible_and_empty_tiers_are_errors(held: Callable[..., PolicyCheck]) -> None:
    """Parcels above 2 kg for a class that takes up to 2 kg, and a class of which no service is loaded."""
    heavy = '[[tier]]\nname = "heavy"\nwhen = ["weight > 2 kg"]\nclasses = ["registered"]\n'
    nobody = '[[tier]]\nname = "nobody"\nclasses = ["courier"]\n'
    found = held(heavy + nobody + ALL, {}).findings()
    assert [(one.severity, one.code) for one in found if one.severity == "error"] == [
        ("error", "TIER_IMPOSSIBLE"),
        ("error", "TIER_EMPTY"),
    ]


def test_a_tier_up_to_the_limit_is_possible(held: Callable[..., PolicyCheck]) -> None:
    """From exactly 2 kg on, one gram of the class's range is left."""
    edge = '[[tier]]\nname = "edge"\nwhen = ["weight >= 2 kg"]\nclasses = ["registered"]\n'
    assert "TIER_IMPOSSIBLE" not in {one.code for one in held(edge + ALL, {}).findings()}


def test_rules_tell_whom_they_speak_of_and_change(held: Callable[..., PolicyCheck]) -> None:
    """A rule that closes the only service changes its orders; one that leaves it open changes none."""
    open_rule = held(ALL + TAGGED, {"platform": "aliexpress"}, {"platform": "ebay"})
    assert (open_rule.concerned[0], open_rule.changed[0]) == (1, 0)
    assert _told(open_rule) == [("RULE_CHANGES_NOTHING", "rule 'tagged only'")]
    closed = held(ALL + TAGGED, {"platform": "aliexpress"}, {"platform": "ebay"}, tags=False)
    assert (closed.concerned[0], closed.changed[0]) == (1, 1)
    assert _told(closed) == [("RULE_CLOSES_ALL", "rule 'tagged only'")]
    idle = held(ALL + TAGGED, {"platform": "ebay"})
    assert _told(idle) == [("RULE_NEVER_MET", "rule 'tagged only'")]


def test_rules_that_contradict_each_other_are_told(held: Callable[..., PolicyCheck]) -> None:
    """Alone each leaves one of two services open; together, where both speak, they leave none."""
    check = held(ALL + TAGGED + NOT_REGISTERED, {"platform": "aliexpress"}, more=True)
    (found,) = [one for one in check.findings() if one.severity == "warning" and sentence(one.place).startswith("rule")]
    assert (found.code, sentence(found.place)) == ("RULES_CONTRADICT", "rule 'tagged only'")
    assert sentence(found.message) == "together with 'no registered' it leaves no loaded service open."


def test_rules_that_never_meet_do_not_contradict(held: Callable[..., PolicyCheck]) -> None:
    """Rules for values that no order has both, or for different marketplaces, are no contradiction."""
    below = NOT_REGISTERED.replace("value > 8 USD", "value <= 5 USD")
    elsewhere = NOT_REGISTERED.replace("aliexpress", "ebay")
    for other in (below, elsewhere):
        check = held(ALL + TAGGED + other, {}, more=True)
        assert "RULES_CONTRADICT" not in {one.code for one in check.findings()}


def test_orders_with_a_wish_are_counted_apart(held: Callable[..., PolicyCheck]) -> None:
    """An order that asks for a service is decided by its wish, not by a tier."""
    check = held(ALL, {"requested_service": "one"}, {})
    assert check.counts["requested"] == 1
    assert (check.matched[0], check.decided[0]) == (1, 1)
