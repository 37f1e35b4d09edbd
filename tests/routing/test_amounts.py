"""Amounts, currencies and rates of exchange: exact, and refused where they may mean two things."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from routing.errors import ReadError
from routing.values.money import (
    CURRENCIES,
    DatedRate,
    ExchangeRates,
    amount,
    cny,
    currency,
    decimal_text,
    figure,
    half_up,
)


@pytest.mark.parametrize(
    ("text", "value_e4", "code"),
    [
        ("12", 120_000, None),
        ("12.5", 125_000, None),
        (".5", 5_000, None),
        ("12 USD", 120_000, "USD"),
        ("usd12.50", 125_000, "USD"),
        ("US $1,234.50", 12_345_000, "USD"),
        ("1 234.50 EUR", 12_345_000, "EUR"),  # a space between thousands
        ("€5", 50_000, "EUR"),
        ("5.00 €", 50_000, "EUR"),
        ("£0.99", 9_900, "GBP"),
        ("4.9999 USD", 49_999, "USD"),
        ("R$ 25.00", 250_000, "BRL"),
        ("35元", 350_000, "CNY"),
        ("35 RMB", 350_000, "CNY"),
        ("$12.00 USD", 120_000, "USD"),  # the code says which dollar
        ("+3 USD", 30_000, "USD"),
        ("0", 0, None),
    ],
)
def test_amounts_are_read_exactly(text: str, value_e4: int, code: str | None) -> None:
    """Ten-thousandths and the currency, where the text names one."""
    assert amount(text) == (value_e4, code)


@pytest.mark.parametrize(
    ("text", "value_e4"), [("1.234,50 €", 12_345_000), ("1 234,50 €", 12_345_000), ("12,5 €", 125_000)]
)
def test_decimal_commas_where_the_file_has_them(text: str, value_e4: int) -> None:
    """A file of decimal commas reads the point as a mark of thousands."""
    assert amount(text, decimal=",") == (value_e4, "EUR")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not an amount"),
        ("free", "not an amount"),
        ("NaN", "not an amount"),
        ("1e3 USD", "more than one|no currency|not an amount"),
        ("-5 USD", "below zero"),
        ("12,50 USD", "not an amount with a decimal point"),
        ("1,23,456 USD", "not an amount with a decimal point"),
        ("12.34567 USD", "more than four decimals"),
        ("99999999999 USD", "more than any order is worth"),
        ("12 USD EUR", "no currency|more than one"),
        ("USD 12 EUR", "more than one currency"),
        ("12 XYZ", "no currency code"),
        ("$12", "may be USD, CAD or AUD"),
        ("¥12", "may be CNY or JPY"),
        ("٣ USD", "not an amount"),  # Arabic digits
        (".", "not an amount"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, told: str) -> None:
    """Nothing is guessed of an amount; the message names the text and a form that works."""
    with pytest.raises(ReadError, match=told):
        amount(text)


def test_a_profile_may_settle_an_ambiguous_sign() -> None:
    """The sign comes back as it stands."""
    assert figure("$12") == (120_000, "$")
    assert figure("12") == (120_000, "")


@pytest.mark.parametrize(("text", "code"), [(" usd ", "USD"), ("RMB", "CNY"), ("CNH", "CNH"), ("元", "CNY")])
def test_currency_codes(text: str, code: str) -> None:
    """Codes in any case, and the signs only one currency has."""
    assert currency(text) == code
    assert code in CURRENCIES


@pytest.mark.parametrize("text", ["", "US", "DOLLAR", "BTC", "DEM"])
def test_what_is_no_currency(text: str) -> None:
    """Withdrawn and invented currencies are refused."""
    with pytest.raises(ReadError, match="no currency code"):
        currency(text)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(5, 2, 3), (4999, 2000, 2), (3, 2, 2), (-1, 2, 0), (0, 7, 0), (-3, 2, -1)],
)
def test_halves_go_up(numerator: int, denominator: int, expected: int) -> None:
    """2.5 to 3, 2.4995 to 2, -0.5 to 0."""
    assert half_up(numerator, denominator) == expected


@pytest.mark.parametrize(
    ("value", "places", "least", "expected"),
    [
        (1_234_500, 4, 2, "123.45"),
        (50_000, 4, 2, "5.00"),
        (49_999, 4, 2, "4.9999"),
        (0, 4, 2, "0.00"),
        (-5, 2, 2, "-0.05"),
        (305, 1, 0, "30.5"),
        (300, 1, 0, "30"),
        (7, 0, 2, "7"),
    ],
)
def test_fixed_point_as_text(value: int, places: int, least: int, expected: str) -> None:
    """At least so many decimals, and no trailing zero beyond."""
    assert decimal_text(value, places, least) == expected
    assert cny(39000) == "390.00"


RATES = ExchangeRates(
    (
        DatedRate("USD", Fraction("7.1"), date(2026, 1, 1), None, "x"),
        DatedRate("USD", Fraction("7.2"), date(2026, 7, 1), date(2026, 7, 31), "x"),
        DatedRate("EUR", Fraction(8), date(2026, 1, 1), date(2026, 6, 30), "x"),
    )
)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), Fraction("7.1")),
        (date(2026, 7, 1), Fraction("7.2")),  # of two in force, the one that began last
        (date(2026, 8, 1), Fraction("7.1")),
    ],
)
def test_the_rate_in_force_that_began_last_counts(on: date, expected: Fraction | None) -> None:
    """A rate for July stands before the year's rate, in July."""
    assert RATES.cny("USD", on) == expected


def test_conversion_is_exact_or_refused() -> None:
    """5 USD at 7.1 and 8 are 4.4375 EUR; without a rate on the day there is no answer."""
    assert RATES.convert(5, "USD", "EUR", date(2026, 1, 1)) == Fraction("4.4375")
    assert RATES.convert(5, "USD", "CNY", date(2026, 1, 1)) == Fraction("35.5")
    assert RATES.convert(5, "USD", "EUR", date(2026, 7, 1)) is None
    assert RATES.convert(5, "EUR", "USD", date(2026, 7, 1)) is None
    assert RATES.cny("CNY", date(1900, 1, 1)) == 1
