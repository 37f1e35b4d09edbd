"""What a card says of duty, country by country."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from carriers.cards.catalogue import load_services
from carriers.cards.wording import facts_of
from cli.words import sentence
from routing.errors import InputError
from routing.services.door_terms import NO_TERMS, Arrangement, DoorTerms

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DOOR = """
[[service.door]]
duty = "prepaid"
handling = "15"
countries = ["DE"]
source = "made up"

[[service.door]]
duty = "collected"
"""


def test_each_country_has_its_terms(write_card: Callable[..., Path], good: dict[str, str]) -> None:
    """Germany has an entry of its own, all others the one without countries."""
    (service,) = load_services([write_card(card=good["card"] + DOOR)])
    assert service.door_terms_of("DE") == DoorTerms(
        Arrangement.PREPAID, Fraction(15), "CNY", frozenset({"DE"}), "made up"
    )
    assert service.door_terms_of("US").arrangement is Arrangement.COLLECTED
    told = {sentence(name): sentence(fact) for (name, _), fact in facts_of(service).items()}
    assert (told["duty for DE"], told["duty elsewhere"]) == ("prepaid, handling 15.00", "collected")


def test_a_card_that_says_nothing_has_no_terms(write_card: Callable[..., Path]) -> None:
    """Nobody is taken to pay."""
    (service,) = load_services([write_card()])
    assert service.door_terms_of("DE") is NO_TERMS


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('duty = "collected"\ncountries = ["DE"]\n', "DE stands in another [[service.door]] already. Keep one."),
        ('duty = "included"\n', "two [[service.door]] name no countries."),
        (
            'duty = "collected"\nhandling = "3"\ncountries = ["FR"]\n',
            "a handling fee goes with duty =",
        ),
        ('duty = "paid"\ncountries = ["FR"]\n', "Allowed: included, prepaid, collected, none."),
    ],
)
def test_contradictions_are_refused(
    write_card: Callable[..., Path], good: dict[str, str], entry: str, fault: str
) -> None:
    """Each fault names its entry."""
    with pytest.raises(InputError) as caught:
        load_services([write_card(card=f"{good['card']}{DOOR}\n[[service.door]]\n{entry}")])
    assert "service[1].door[3]" in sentence(caught.value)
    assert fault in sentence(caught.value)
