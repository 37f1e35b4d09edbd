"""A diff tells each change once, in words a seller reads, and nothing that costs the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from carriers.cards.catalogue import bundled_folder, load_services
from carriers.cards.diff import diff
from cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[..., Path]
    Good = dict[str, str]

ON = date(2026, 11, 20)
OLD_FEE = '\n[[service.surcharge]]\nname = "remote"\namount = "5"\nper = "kg"\nstep = "1 kg"\nsource = "t"\n'
NEW_FEE = OLD_FEE.replace('"5"', '"6"') + 'minimum = "20"\nmaximum = "90"\nfuel_applies = false\ngroup = "g"\n' + (
    'countries = ["US"]\ngoods = ["general"]\nevery = ["weight > 1 kg"]\nsome = ["longest_side > 50 cm"]\n'
)  # fmt: skip
FUEL = '\n[[service.fuel]]\npercent = "{} %"\nsource = "t"\n'
VOLUMETRIC = '\n[[service.volumetric]]\ndivisor = {}\nside = "longest_side >= 40 cm"\nsource = "t"\n'


def _changes(old: Path, new: Path) -> list[tuple[str, ...]]:
    found = diff(load_services([old]), load_services([new]), ON)
    assert all(one.service == "one" for one in found)
    said = [[sentence(part) if part else "" for part in (one.what, one.old, one.new, one.change)] for one in found]
    return [(one.kind, *texts) for one, texts in zip(found, said, strict=True)]


def test_equal_cards_have_no_difference(write_card: Write) -> None:
    """A card and its copy differ in nothing."""
    assert _changes(write_card("a"), write_card("b")) == []
    services = load_services([bundled_folder()])
    assert diff(services, services, ON) == []


CHANGES = [
    # case, card key old -> new, the change
    ("transit", ("[7, 20]", "[5, 12]"), ("fact", "transit days", "7 to 20", "5 to 12", "")),
    ("limit", ("weight <= 2 kg", "weight <= 3 kg"), ("limit", "weight at most", "<= 2000 g", "<= 3000 g", "")),
    (
        "limit_added",
        ('["weight <= 2 kg"]', '["weight <= 2 kg", "sides_sum <= 90 cm"]'),
        ("limit", "sides_sum at most", "", "<= 900 mm", "added"),
    ),
    (
        "limit_for_a_country",
        ("\n[[service]]", "\n[[service]]"),
        ("limit", "weight at most to DE", "", "<= 3000 g", "added"),
    ),
    ("discount", ('limits = ["w', 'discount = "15 %"\nlimits = ["w'), ("fact", "discount", "0 %", "15 %", "")),
    ("goods", ('["general"]', '["general", "battery"]'), ("fact", "goods", "general", "battery, general", "")),
    (
        "billed",
        ('limits = ["w', 'minimum_billed = "50 g"\nlimits = ["w'),
        ("weight rule", "least billed", "", "50 g", "added"),
    ),
]


@pytest.mark.parametrize("case", CHANGES, ids=lambda case: case[0])
def test_a_changed_fact_is_told_once(
    write_card: Write, good: Good, case: tuple[str, tuple[str, str], tuple[str, ...]]
) -> None:
    """One key changed, one line told."""
    name, (old, new), told = case
    card = good["card"].replace(old, new, 1)
    if name == "limit_for_a_country":
        card += '\n[[service.limits_for]]\ncountries = ["DE"]\nlimits = ["weight <= 3 kg"]\n'
    assert _changes(write_card("a"), write_card("b", card=card)) == [told]


def test_surcharges_fuel_and_weight_rules_are_told(write_card: Write, good: Good) -> None:
    """Each with all it says, before and after."""
    old = write_card("a", card=good["card"] + OLD_FEE + FUEL.format("10") + VOLUMETRIC.format(8000))
    new = write_card("b", card=good["card"] + NEW_FEE + FUEL.format("12.5") + VOLUMETRIC.format(6000))
    assert _changes(old, new) == [
        ("weight rule", "volumetric", "/8000, longest_side >= 400 mm", "/6000, longest_side >= 400 mm", ""),
        (
            "surcharge",
            "remote",
            "5.00 per kg, in steps of 1000 g",
            (
                "6.00 per kg, in steps of 1000 g, at least 20.00, at most 90.00, if weight > 1000 g, "
                "if longest_side > 500 mm, to US, with general, without fuel, group g"
            ),
            "",
        ),
        ("surcharge", "fuel", "10 %", "12.5 %", ""),
    ]


PRICES = [
    # case, rates of zone 1, what is told
    (
        "dearer",
        "one,1,0,2000,18,0,1,0.08\n",
        [
            (
                "price",
                "US: over 0 g to 2000 g",
                "16.00 + 0.08 each 1 g CNY",
                "18.00 + 0.08 each 1 g CNY",
                "+12.4 % to +1.1 %",
            )
        ],
    ),  # (18.08 - 16.08) / 16.08; (178 - 176) / 176
    (
        "cut_anew_at_the_same_price",
        "one,1,0,700,16,0,1,0.08\none,1,700,2000,16,0,1,0.08\n",
        [],
    ),
    (
        "part_only",
        "one,1,0,1000,16,0,1,0.08\none,1,1000,2000,16,0,1,0.04\n",
        [
            (
                "price",
                "US: over 1000 g to 2000 g",
                "16.00 + 0.08 each 1 g CNY",
                "16.00 + 0.04 each 1 g CNY",
                "-41.7 % to -45.5 %",
            )
        ],
    ),  # (56.04 - 96.08) / 96.08; (96 - 176) / 176
    (
        "shorter",
        "one,1,0,1000,16,0,1,0.08\n",
        [("price", "US: over 1000 g to 2000 g", "16.00 + 0.08 each 1 g CNY", "", "removed")],
    ),
    (
        "longer",
        "one,1,0,2000,16,0,1,0.08\none,1,2000,3000,200,3000,1,0\n",
        [("price", "US: over 2000 g to 3000 g", "", "200.00 CNY", "added")],
    ),
]


@pytest.mark.parametrize("case", PRICES, ids=lambda case: case[0])
def test_price_changes_by_range(write_card: Write, good: Good, case: tuple[str, str, list[tuple[str, ...]]]) -> None:
    """Prices are compared range by range for the countries that share them, with what it means at both ends."""
    _, rates, told = case
    line = "one,1,0,2000,16,0,1,0.08\n"
    assert _changes(write_card("a"), write_card("b", rates=good["rates"].replace(line, rates))) == told


def test_countries_added_dropped_and_moved(write_card: Write) -> None:
    """A country that moves to another zone shows in its price; one that comes or goes is named."""
    new = write_card("b", zones="service,zone,country\none,1,DE\none,2,CA\n")
    told = _changes(write_card("a"), new)
    assert ("country", "countries", "US", "", "removed") in told
    assert ("country", "countries", "", "CA", "added") in told
    assert [what for kind, what, *_ in told if kind == "price"] == ["DE: over 0 g to 500 g", "DE: over 500 g to 2000 g"]


def test_services_added_and_removed(write_card: Write, good: Good) -> None:
    """A service that only one side has is one line."""
    texts = {key: text.replace("\none,", "\ntwo,").replace('"one"', '"two"') for key, text in good.items()}
    old, new = load_services([write_card("a")]), load_services([write_card("b", **texts)])
    assert [(one.service, one.kind, sentence(one.change or "")) for one in diff(old, new, ON)] == [
        ("one", "service", "removed"),
        ("two", "service", "added"),
    ]


def test_another_currency_is_no_percentage(write_card: Write, good: Good) -> None:
    """Amounts in two currencies are both told, and no percentage is made of them."""
    told = _changes(write_card("a"), write_card("b", card=good["card"].replace('"CNY"', '"USD"')))
    assert ("fact", "currency", "CNY", "USD", "") in told
    assert {change for kind, _, _, _, change in told if kind == "price"} == {""}
