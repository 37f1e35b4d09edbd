"""Phones in plain digits: the quick reading by the numbering plans is held to phonenumbers, number by number."""

from __future__ import annotations

import random

import phonenumbers
import pytest

from carriers.labels.consignee.numbering_plan import PLAIN_NO_MORE, plain_number
from carriers.labels.consignee.phone import Phone, read, read_by_library, read_coded, spaced_by_library
from routing.values.countries import COUNTRY_CODES

_KINDS = (
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.TOLL_FREE,
)
_GAPS = ("", "", "", " ", "-", ".", " (", ") ")


def _numbers(rng: random.Random, country: str) -> list[str]:
    """Numbers of the country: examples of its plan, spoilt ones, any digits; with and without the code."""
    code = phonenumbers.country_code_for_region(country)
    found = []
    for kind in _KINDS:
        example = phonenumbers.example_number_for_type(country, kind)
        if example is not None:
            digits = phonenumbers.national_significant_number(example)
            found += [digits, digits[:-1], digits + "7", digits[:3] + str(rng.randrange(10)) + digits[4:]]
            found.append(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL))
    found += ["".join(rng.choices("0123456789", k=rng.randint(5, 13))) for _ in range(6)]
    found += [f"{trunk}{number}" for number in found[:8] for trunk in ("0", "1", "8", "00", "011", "06")]
    found += [f"{sign}{code}{gap}{number}" for number in found for sign in ("+", "00", "") for gap in ("", " ", "0")]
    return found + [_spread(rng, number) for number in rng.sample(found, min(len(found), 20))]


def _spread(rng: random.Random, number: str) -> str:
    return "".join(sign + rng.choice(_GAPS) for sign in number)


def test_plain_numbers_are_read_as_the_library_reads_them() -> None:
    """Of every country: reading, validity, and each way of writing; most of them without the library."""
    rng = random.Random(11)  # noqa: S311 - drawn again the same
    asked = plain = 0
    for country in sorted(set(COUNTRY_CODES) & set(phonenumbers.SUPPORTED_REGIONS)):
        for text in rng.sample(_numbers(rng, country), 16):
            wanted = read_by_library(text, country)
            if text.startswith(("+", "00")) and (coded := read_coded(text)) != PLAIN_NO_MORE:
                assert coded == wanted, (text, country)
            assert read.__wrapped__(text, country) == wanted, (text, country)
            asked += 1
            plain += plain_number(text, country) != PLAIN_NO_MORE
            if wanted is not None:
                told = Phone(wanted.country_code, wanted.national, "", wanted.valid)
                digits = f"+{wanted.country_code}{wanted.national}"
                assert told.written("spaced") == spaced_by_library(digits), (text, country)
    assert plain > asked // 2


@pytest.mark.parametrize(
    ("text", "country", "national", "valid"),
    [
        ("030 901820", "DE", "30901820", True),  # Berlin's city hall
        ("+44 20 7946 0000", "GB", "2079460000", True),  # Ofcom's numbers for drama
        ("(212) 555-0100", "US", "2125550100", True),  # NANPA's numbers for fiction
        ("06 4620 1234", "IT", "0646201234", True),  # the zero belongs to Italian numbers
        ("+1 202 555 1", "US", "2025551", False),  # seven digits are dialled within a town
        ("+1 202 555 12", "US", None, False),
    ],
)
def test_known_numbers(text: str, country: str, national: str | None, *, valid: bool) -> None:
    """Numbers that anybody can look up."""
    number = read(text, country)
    assert (number.national if number else None) == national
    assert bool(number and number.valid) == valid
