"""Policies and marketplaces' rules are read as written, and refused by key where they are wrong."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from told import refused

from carriers.cards.catalogue import bundled_folder, load_services
from carriers.policies.policies import check_codes, load_policy, load_rules, policy_path, rules_path
from cli.words import sentence
from routing.errors import InputError
from routing.services.condition import condition
from routing.services.policy import Selection

TIER = '[[tier]]\nname = "all"\neverything = true\n'
RULE = (
    '[[rule]]\nname = "r"\nplatforms = ["aliexpress"]\nwhen = ["value > 5 USD"]\n'
    'forbid = { untracked = true }\nvalid_from = 2024-12-22\nsource = "test"\n'
)
GOOD = f'name = "mine"\n{TIER}{RULE}'

FAULTS = [
    ("no_name", GOOD.replace('name = "mine"\n', ""), "name: is missing. Write a text in quotes."),
    ("no_tier", 'name = "mine"\n', "tier: is missing. A policy has at least one [[tier]]."),
    ("rules_unknown", f'rules = "all"\n{GOOD}', "rules: 'all' is not allowed. Allowed: own, bundled."),
    (
        "divisor_zero",
        f"bulky_divisor = 0\n{GOOD}",
        "bulky_divisor: 0 is no divisor from 500 to 1000000 cubic centimetres per kg. Write it like 6000.",
    ),
    (
        "key_misspelt",
        GOOD.replace("everything = true", "everything = true\nwhens = []"),
        "tier[1].whens: is no key that is known here. Did you mean when?",
    ),
    (
        "key_unheard_of",
        GOOD.replace("everything = true", "everything = true\ncolour = 1"),
        ("tier[1].colour: is no key that is known here. Known here: bulky, classes, countries, everything, goods, "
        "name, note, platforms, services, tags, tracked, untracked, when."),
    ),
    (
        "tier_allows_nothing",
        GOOD.replace("everything = true", ""),
        "tier[1].classes: name classes, services or tags, or say everything = true.",
    ),
    (
        "class_unknown",
        GOOD.replace("everything = true", 'classes = ["fast"]'),
        "tier[1].classes: 'fast' not allowed. Allowed: economy, registered, express_post, courier.",
    ),
    (
        "tier_by_price",
        GOOD.replace("everything = true", 'everything = true\nwhen = ["chargeable_weight > 2 kg"]'),
        ("tier[1].when: 'chargeable_weight > 2 kg': allowed here are "
        "length_girth, longest_side, second_side, shortest_side, sides_sum, value, weight."),
    ),
    (
        "platform_in_capitals",
        GOOD.replace('"aliexpress"', '"AliExpress"'),
        "rule[1].platforms: 'AliExpress': write platforms in lower case, like aliexpress.",
    ),
    (
        "rule_of_weight",
        GOOD.replace("value > 5 USD", "weight > 2 kg"),
        "rule[1].when: weight > 2000 g: a marketplace's rule goes by value only.",
    ),
    (
        "rule_both_ways",
        GOOD.replace("valid_from", "allow = { everything = true }\nvalid_from"),
        "rule[1].allow: say what is allowed or what is forbidden: [rule.allow] or [rule.forbid], one of the two.",
    ),
    (
        "rule_no_way",
        GOOD.replace("forbid = { untracked = true }\n", ""),
        "rule[1].allow: say what is allowed or what is forbidden: [rule.allow] or [rule.forbid], one of the two.",
    ),
    ("rule_undated", GOOD.replace("valid_from = 2024-12-22\n", ""), ("rule[1].valid_from: is missing. "
     "Write a date like 2026-01-31, without quotes.")),
    (
        "rule_choice_misspelt",
        GOOD.replace("untracked = true", "untraced = true"),
        "rule[1].forbid.untraced: is no key that is known here. Did you mean untracked?",
    ),
    ("no_currency", GOOD.replace("5 USD", "5"), ("rule[1].when: 'value > 5' names no currency. "
     "Write it like value < 5 USD.")),
]  # fmt: skip


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case[0])
def test_a_policy_at_fault_is_named(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """A wrong key of a policy is refused by its place."""
    name, text, said = case
    path = _write(tmp_path / f"{name}.toml", text)
    with pytest.raises(InputError) as caught:
        load_policy(path)
    assert f"{path}, {said}" in [sentence(fault) for fault in caught.value.faults]


def test_a_policy_is_read_as_written(tmp_path: Path) -> None:
    """Tiers keep their order and conditions, rules their days and selection."""
    tiers = (
        '[[tier]]\nname = "bulky batteries"\nwhen = ["weight > 2 kg"]\nbulky = true\ncountries = ["US"]\n'
        'platforms = ["ebay"]\ngoods = ["battery"]\ntracked = false\nservices = ["a"]\ntags = ["t"]\n'
    )
    text = f'name = "mine"\nsource = "me"\nnote = "-"\nbulky_divisor = 5000\n{tiers}{TIER}{RULE}'
    policy = load_policy(_write(tmp_path / "p.toml", text))
    assert (policy.name, policy.bulky_divisor, policy.source) == ("mine", 5000, "me")
    first, second = policy.tiers
    assert first.when == (condition("weight > 2 kg"),)
    assert first.bulky is True
    assert first.tracked is False
    assert first.countries | first.platforms | first.goods == {"US", "ebay", "battery"}
    assert first.allow == Selection(services=frozenset({"a"}), tags=frozenset({"t"}))
    assert second.bulky is None
    (rule,) = policy.rules
    assert rule.forbid == Selection(untracked=True)
    assert rule.covers("aliexpress", "US", date(2024, 12, 22))
    assert not rule.covers("aliexpress", "US", date(2024, 12, 21))
    assert not rule.covers("ebay", "US", date(2026, 1, 1))


def test_the_manual_s_policy_loads(tmp_path: Path) -> None:
    """The examples of docs/POLICY.md are a policy, rules, and days of delivery as they stand there."""
    manual = (Path(__file__).parents[2] / "docs" / "POLICY.md").read_text(encoding="utf-8")
    policy, rules, delivery = re.findall(r"```toml\n(.*?)```", manual, re.DOTALL)
    assert len(load_policy(_write(tmp_path / "p.toml", policy)).tiers) == 3
    assert len(load_policy(_write(tmp_path / "r.toml", f'name = "r"\n{TIER}{rules}')).rules) == 2
    assert [one.days for one in load_policy(_write(tmp_path / "d.toml", f'name = "d"\n{TIER}{delivery}')).delivery] == [
        30
    ]


def test_a_tier_with_a_service_nobody_loaded_is_refused(tmp_path: Path) -> None:
    """A misspelt service code would drop a channel in silence; it is told instead."""
    path = _write(tmp_path / "p.toml", GOOD.replace("everything = true", 'services = ["cnpost-epaket"]'))
    with refused(
        InputError,
        r"tier\[1\]\.services: service 'cnpost-epaket' is not loaded\. Did you mean cnpost-epacket\? ",
    ):
        check_codes(load_policy(path), load_services([bundled_folder()]), path)


def test_a_rule_with_a_service_nobody_loaded_passes(tmp_path: Path) -> None:
    """A marketplace's rule may name services a seller does not have."""
    path = _write(tmp_path / "p.toml", GOOD.replace("untracked = true", 'services = ["speedpak"]'))
    check_codes(load_policy(path), load_services([bundled_folder()]), path)


def test_the_handbook_has_its_four_tiers() -> None:
    """Below 5 USD; small to 2 kg; small, above 2 kg and bulky; above 2 kg and dense (the seller's handbook)."""
    economy, registered, express_post, courier = load_policy(policy_path("handbook")).tiers
    small = {condition("longest_side <= 60 cm"), condition("sides_sum <= 90 cm")}
    assert economy.when == (condition("value < 5 USD"),)
    assert not economy.when[0].holds(50_000)  # exactly 5.00 USD is not below
    assert set(registered.when) == {*small, condition("weight <= 2 kg")}
    assert set(express_post.when) == {*small, condition("weight > 2 kg")}
    assert express_post.bulky is True
    assert courier.when == (condition("weight > 2 kg"),)
    assert courier.bulky is False
    assert [tier.name for tier in (economy, registered, express_post, courier)] == [
        "economy",
        "registered",
        "express_post",
        "courier",
    ]
    assert load_policy(policy_path("handbook")).bulky_divisor == 6000


def test_cheapest_compares_everything() -> None:
    """One tier without conditions takes in every service."""
    (tier,) = load_policy(policy_path("cheapest")).tiers
    assert tier.when == ()
    assert all(tier.allow.has(service) for service in load_services([bundled_folder()]))


@pytest.mark.parametrize("name", ["handbook", "cheapest"])
def test_bundled_policies_name_only_what_is_bundled(name: str) -> None:
    """No tier of a bundled policy names a service that does not come with sampan; all marketplace rules hold."""
    policy = load_policy(policy_path(name))
    check_codes(policy, load_services([bundled_folder()]), policy_path(name))
    assert policy.rules == load_rules(rules_path())


ALLOWED = [
    # platform, country, value in USD x 10,000, services left open (oneredbay.com and kantianxia8.cn, 2024-12-22)
    ("aliexpress", "RU", 50_001, "standard express"),
    ("aliexpress", "RU", 50_000, "online-simple standard express"),
    ("aliexpress", "RU", 20_001, "online-simple standard express"),
    ("aliexpress", "RU", 20_000, "online-simple online-economy standard express"),
    ("aliexpress", "US", 50_001, "epacket aliexpress-standard express"),
    ("aliexpress", "US", 50_000, "standard express online-economy"),
    ("aliexpress", "ES", 50_001, "aliexpress-standard express"),
    ("aliexpress", "ES", 50_000, "online-economy online-simple standard express"),
    ("aliexpress", "FR", 50_001, "aliexpress-standard express"),
    ("aliexpress", "NL", 50_001, "aliexpress-standard express"),
    ("aliexpress", "CL", 50_001, "aliexpress-standard express"),
    ("aliexpress", "FR", 50_000, "all"),
    ("aliexpress", "DE", 50_001, "all"),
    ("aliexpress", "BY", 10_000, "tracked"),  # tass.com 2017-02-07
    ("aliexpress", "UA", 900_000, "tracked"),
    ("ebay", "US", 50_001, "tracked"),  # sellercentre.ebay.com.sg
    ("ebay", "US", 50_000, "all"),
    ("shopify", "US", 50_001, "all"),
    (None, "RU", 50_001, "all"),
]


@pytest.mark.parametrize(("platform", "country", "value", "open_to"), ALLOWED)
def test_marketplace_rules(platform: str | None, country: str, value: int, open_to: str) -> None:
    """Each rule leaves open what the marketplace's page names; 5.00 and 2.00 USD belong to the lower step."""
    rules = [
        rule
        for rule in load_rules(rules_path())
        if rule.covers(platform, country, date(2026, 11, 20)) and all(when.holds(value) for when in rule.when)
    ]
    for service in load_services([bundled_folder()]):
        if open_to == "all":
            expected = True
        elif open_to == "tracked":
            expected = service.tracked
        else:
            expected = not service.tags.isdisjoint(open_to.split())
        assert all(rule.permits(service) for rule in rules) is expected, service.code


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", r"\t", r"\r", r"\n", "＝", "＋", "－", "＠"])  # OWASP, 2025-08-01
def test_a_name_that_a_spreadsheet_would_run_is_refused(sign: str, tmp_path: Path) -> None:
    """The name of a tier stands in a cell of assignments.csv: it may not begin like a formula."""
    path = tmp_path / "policy.toml"
    path.write_text(f'name = "p"\n[[tier]]\nname = "{sign}1+1"\neverything = true\n', encoding="utf-8")
    with refused(InputError, "begins like a formula"):
        load_policy(path)


@pytest.mark.parametrize(
    ("name", "way_out"),
    [("cheapst", "Did you mean cheapest?"), ("mine.toml", "Name a file, or one of handbook, cheapest.")],
)
def test_a_policy_that_is_not_there_is_told_with_those_that_are(name: str, way_out: str) -> None:
    """A misspelt name is answered with the bundled ones, not with the words of the operating system."""
    with pytest.raises(InputError) as error:
        policy_path(name)
    assert sentence(error.value).endswith(f"is no file, and no policy that comes with sampan. {way_out}")
