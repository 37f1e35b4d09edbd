"""Names of countries to codes."""

from __future__ import annotations

import pycountry
import pytest
from babel import Locale
from told import refused

from cli.words import sentence
from routing.errors import ReadError
from routing.values.countries import COUNTRY_CODES, AmbiguousCountryError, country_code


def test_the_codes_are_those_of_iso_3166() -> None:
    """All of pycountry's alpha-2 codes, and Kosovo's XK."""
    assert set(COUNTRY_CODES) == {country.alpha_2 for country in pycountry.countries} | {"XK"}


def test_every_code_reads_as_itself() -> None:
    """Alpha-2 in either case, and alpha-3."""
    for country in pycountry.countries:
        assert country_code(country.alpha_2) == country.alpha_2
        assert country_code(f" {country.alpha_2.lower()} ") == country.alpha_2
        assert country_code(country.alpha_3) == country.alpha_2


def test_every_name_in_english_and_chinese_reads_as_its_code() -> None:
    """The names of ISO 3166 and of CLDR, but for those that two countries share."""
    shared = {"圣马丁", "St. Martin", "Congo"}
    names = {country.name: country.alpha_2 for country in pycountry.countries}
    for language in ("en", "zh"):
        names |= {name: code for code, name in Locale(language).territories.items() if code in COUNTRY_CODES}
    for name, code in names.items():
        if name not in shared:
            assert country_code(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("UK", "GB"),  # no ISO code, but what marketplaces write
        ("Great Britain", "GB"),
        ("Russia", "RU"),
        ("Russian Federation", "RU"),
        ("俄罗斯", "RU"),
        ("俄罗斯联邦", "RU"),
        ("Turkey", "TR"),  # ISO has been Türkiye since 2022
        ("Türkiye", "TR"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("韩国", "KR"),
        ("North Korea", "KP"),
        ("朝鲜", "KP"),
        ("Hong Kong", "HK"),
        ("香港", "HK"),
        ("中国香港", "HK"),
        ("Taiwan", "TW"),
        ("台湾", "TW"),
        ("Macau", "MO"),
        ("Vietnam", "VN"),
        ("Viet Nam", "VN"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("Ivory Coast", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("U.S.A.", "US"),
        ("united  states", "US"),
        ("美国", "US"),
        ("UAE", "AE"),
        ("阿联酋", "AE"),
        ("The Netherlands", "NL"),
        ("Saint Lucia", "LC"),
        ("St Lucia", "LC"),
        ("Kosovo", "XK"),
        ("Guinea", "GN"),  # exact, though others begin or end so
        ("Niger", "NE"),
        ("Georgia", "GE"),
        ("Dominica", "DM"),
        ("DR Congo", "CD"),
        ("Macedonia", "MK"),
        ("Swaziland", "SZ"),
    ],
)
def test_what_people_write_is_understood(name: str, code: str) -> None:
    """Everyday and former names, without regard to case, accents and points."""
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("Korea", ("KR", "KP")),
        ("KOREA", ("KR", "KP")),
        ("Congo", ("CG", "CD")),
        ("刚果", ("CG", "CD")),
        ("Virgin Islands", ("VG", "VI")),
        ("St. Martin", ("MF", "SX")),
        ("Serbia and Montenegro", ("RS", "ME")),
    ],
)
def test_a_name_that_countries_share_is_refused(name: str, candidates: tuple[str, ...]) -> None:
    """The message names the countries it may be."""
    with pytest.raises(AmbiguousCountryError) as error:
        country_code(name)
    for code in candidates:
        assert f"{code})" in sentence(error.value) or f", {code}" in sentence(error.value)


@pytest.mark.parametrize(
    ("name", "near"),
    [("Germny", "Germany (DE)"), ("Untied States", "United States (US)"), ("Soth Korea", "South Korea (KR)")],
)
def test_a_slip_of_the_pen_gets_an_offer(name: str, near: str) -> None:
    """The nearest name is offered, never taken."""
    with refused(ReadError, f"Did you mean {near.replace('(', '.').replace(')', '.')}"):
        country_code(name)


@pytest.mark.parametrize("name", ["", "  ", "Atlantis", "XX", "GER", "12", "?", "EU"])
def test_no_country_is_refused(name: str) -> None:
    """What is no country gets the way out."""
    with refused(ReadError, "two-letter code"):
        country_code(name)


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
    with refused(AmbiguousCountryError, "may be"):
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
    with refused(ReadError, told):
        country_code(text)


def test_codes_are_those_of_the_standard() -> None:
    """ISO 3166-1 lists 249 countries; whatever more is known is told apart from them."""
    assert {"US", "CN", "DE", "RU", "XK"} - set(COUNTRY_CODES) <= {"XK"}
    assert len(set(COUNTRY_CODES)) == len(COUNTRY_CODES) >= 249


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Griechenland", "GR"),
        ("Grèce", "GR"),
        ("Grecia", "GR"),
        ("Países Bajos", "NL"),
        ("Alemanha", "DE"),
        ("Германия", "DE"),
        ("Niemcy", "DE"),
        ("Duitsland", "DE"),
        ("Vereinigte Staaten", "US"),
        ("Republic of Kosovo", "XK"),
        ("Соединенные Штаты Америки", "US"),
        ("República Checa", "CZ"),
        ("Elfenbeinküste", "CI"),
        ("Oesterreich", "AT"),
    ],
)
def test_names_in_the_languages_of_the_exports_are_read(name: str, code: str) -> None:
    """German, French, Spanish, Italian, Portuguese, Russian, Polish and Dutch, as CLDR lists them."""
    assert country_code(name) == code


def test_a_hint_does_not_hang_on_the_words_that_names_share() -> None:
    """A republic is not like another because both are republics."""
    with refused(ReadError, "Write the two-letter code, like US, or the English or Chinese name"):
        country_code("Republic of Abkhazia")
