"""Country names as sellers, buyers and marketplaces write them."""

from __future__ import annotations

import pytest

from routing.errors import ReadError
from routing.values.countries import COUNTRY_CODES, AmbiguousCountryError, country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("US", "US"),
        ("us", "US"),
        ("USA", "US"),
        ("United States", "US"),
        ("美国", "US"),
        ("UK", "GB"),
        ("United Kingdom", "GB"),
        ("England", "GB"),
        ("Russia", "RU"),
        ("Russian Federation", "RU"),
        ("俄罗斯", "RU"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("North Korea", "KP"),
        ("韩国", "KR"),
        ("Czechia", "CZ"),
        ("The Netherlands", "NL"),
        ("Viet Nam", "VN"),
        ("Vietnam", "VN"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d Ivoire", "CI"),
        ("St. Kitts and Nevis", "KN"),
        ("  germany  ", "DE"),
        ("ÅLAND ISLANDS", "AX"),
        ("Germany (DE)", "DE"),  # as shop programs list them
        ("Brasil", "BR"),  # as the buyer writes it
        ("Österreich", "AT"),
        ("États-Unis", "US"),
        ("Ireland, Republic of", "IE"),
        ("印尼", "ID"),
        ("澳洲", "AU"),
    ],
)
def test_names_and_codes(text: str, code: str) -> None:
    """ISO codes, English and Chinese names, and what people write instead."""
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["Korea", "Congo"])
def test_a_name_of_two_countries_is_refused(text: str) -> None:
    """An ambiguous name is sent back, not guessed."""
    with pytest.raises(AmbiguousCountryError, match="may be"):
        country_code(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Untied States", "Did you mean United States"),
        ("Atlantis", "no country"),
        ("", "no country"),
        ("XX", "Write"),
        ("Germany (FR)", "no country"),
    ],
)
def test_what_is_no_country(text: str, told: str) -> None:
    """The nearest name is offered when it is near."""
    with pytest.raises(ReadError, match=told):
        country_code(text)


def test_codes_are_those_of_the_standard() -> None:
    """ISO 3166-1 lists 249 countries; whatever more is known is told apart from them."""
    assert {"US", "CN", "DE", "RU", "XK"} - set(COUNTRY_CODES) <= {"XK"}
    assert len(set(COUNTRY_CODES)) == len(COUNTRY_CODES) >= 249
