"""Texts to amounts, and amounts from one currency to another."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import refused

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
    ("text", "decimal", "value", "code"),
    [
        ("12.34", ".", 123_400, None),
        ("12", ".", 120_000, None),
        (".5", ".", 5_000, None),
        ("12 USD", ".", 120_000, "USD"),
        ("usd 12", ".", 120_000, "USD"),
        ("US $1,234.50", ".", 12_345_000, "USD"),
        ("US$12", ".", 120_000, "USD"),
        ("AU $3,000.00", ".", 30_000_000, "AUD"),
        ("C $5.00", ".", 50_000, "CAD"),
        ("€5", ".", 50_000, "EUR"),
        ("£5.00", ".", 50_000, "GBP"),
        ("RMB 5", ".", 50_000, "CNY"),
        ("5元", ".", 50_000, "CNY"),
        ("$5 USD", ".", 50_000, "USD"),  # the code settles the sign
        ("1 234,50 €", ",", 12_345_000, "EUR"),
        ("1\u00a0234,50", ",", 12_345_000, None),
        ("1.234,50", ",", 12_345_000, None),
        ("1.234", ",", 12_340_000, None),
        ("EUR 90,00", ",", 900_000, "EUR"),
        ("1'234.50", ".", 12_345_000, None),
        ("+5", ".", 50_000, None),
        ("4.999", ".", 49_990, None),
        ("人民币12", ".", 120_000, "CNY"),
        ("12美元", ".", 120_000, "USD"),
        ("CN￥15.00", ".", 150_000, "CNY"),
        ("RM15.00", ".", 150_000, "MYR"),
        ("12 Kč", ".", 120_000, "CZK"),
        ("12.50", "", 125_000, None),  # the mark is not known, and there is but one way to read these
        ("12,5", "", 125_000, None),
        ("1.234,50", "", 12_345_000, None),
        ("1,234.50", "", 12_345_000, None),
        ("1234", "", 12_340_000, None),
    ],
)
def test_amounts_become_ten_thousandths(text: str, decimal: str, value: int, code: str | None) -> None:
    """Exactly, with the currency the text names."""
    assert amount(text, decimal) == (value, code)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("", "."), ("free", "."), ("-5", "."), ("-5.00 USD", "."), ("1.23456", "."), ("12,5", "."), ("1,23,456", "."),
        ("12.5", ","), ("5 XXX", "."), ("5 EUR USD", "."), ("€5 USD", "."), ("$5", "."), ("¥5", "."), ("kr 5", "."),
        ("99999999999", "."), ("1e5", "."), ("1.2.3", "."), (".", "."), (",", "."),
        ("1.234", ""), ("1,234", ""), ("12.3.4", ""),
    ],
)  # fmt: skip
def test_other_amounts_are_refused(text: str, decimal: str) -> None:
    """No figure, below zero, too fine, too much, the other or an unknown mark, no currency, a sign of several."""
    with refused(ReadError, r"\.$"):
        amount(text, decimal)


def test_a_shared_sign_is_left_to_the_profile() -> None:
    """`figure` hands out "$", which a marketplace's profile may know the meaning of."""
    assert figure("$5") == (50_000, "$")
    assert figure("5") == (50_000, "")


def test_the_codes_are_of_iso_4217() -> None:
    """All are known to pycountry, but for CNH, the yuan outside China."""
    assert set(CURRENCIES) - {"CNH"} <= {one.alpha_3 for one in pycountry.currencies}
    assert {"USD", "EUR", "CNY", "GBP", "JPY", "RUB", "BRL", "KRW"} <= set(CURRENCIES)


def test_a_currency_is_a_code() -> None:
    """In capitals; RMB is the yuan's everyday name."""
    assert (currency(" usd "), currency("RMB")) == ("USD", "CNY")
    with refused(ReadError, "'Taler' is no currency code"):
        currency("Taler")


@pytest.mark.parametrize(
    ("numerator", "denominator", "wanted"),
    [(1, 2, 1), (1, 3, 0), (2, 3, 1), (5, 2, 3), (4999, 2000, 2), (3, 2, 2), (-1, 2, 0), (-3, 2, -1), (0, 7, 0)],
)
def test_halves_go_up(numerator: int, denominator: int, wanted: int) -> None:
    """Also below zero, where up is towards zero."""
    assert half_up(numerator, denominator) == wanted


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_half_up_is_the_nearest_whole_number(numerator: int, denominator: int) -> None:
    """Within half of the exact quotient, and never half below it."""
    away = half_up(numerator, denominator) - Fraction(numerator, denominator)
    assert Fraction(-1, 2) < away <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("value", "places", "least", "text"),
    [(1_234_500, 4, 2, "123.45"), (-50, 2, 2, "-0.50"), (49_990, 4, 2, "4.999"), (5, 0, 2, "5"), (50_000, 4, 0, "5")],
)
def test_fixed_points_are_written_as_decimals(value: int, places: int, least: int, text: str) -> None:
    """Without zeros that say nothing, but with two decimals at least where money is meant."""
    assert decimal_text(value, places, least) == text


def test_fen_are_written_as_yuan() -> None:
    """Two decimals."""
    assert cny(12_340) == "123.40"


RATES = ExchangeRates(
    (
        DatedRate("USD", Fraction("7.1"), date(2026, 1, 1), None, "first"),
        DatedRate("USD", Fraction("7.2"), date(2026, 6, 1), date(2026, 6, 30), "second"),
        DatedRate("EUR", Fraction("7.8"), date(2026, 1, 1), date(2026, 6, 30), "third"),
    )
)


@pytest.mark.parametrize(
    ("code", "on", "wanted"),
    [
        ("CNY", date(1999, 1, 1), Fraction(1)),
        ("USD", date(2025, 12, 31), None),  # the day before the first
        ("USD", date(2026, 1, 1), Fraction("7.1")),
        ("USD", date(2026, 6, 30), Fraction("7.2")),  # the one that began last
        ("USD", date(2026, 7, 1), Fraction("7.1")),
        ("EUR", date(2026, 7, 1), None),
        ("GBP", date(2026, 2, 1), None),
    ],
)
def test_a_rate_holds_on_its_days_alone(code: str, on: date, wanted: Fraction | None) -> None:
    """A currency without a rate on a day has none: never a guess."""
    assert RATES.cny(code, on) == wanted


def test_values_are_converted_through_the_yuan() -> None:
    """78 EUR at 7.8 are 608.40 CNY, at 7.2 for the dollar 84.5 USD; exactly, and not at all without both rates."""
    on = date(2026, 6, 15)
    assert RATES.convert(78, "EUR", "USD", on) == Fraction("84.5")
    assert RATES.convert(78, "EUR", "GBP", on) is None
    assert RATES.convert(78, "GBP", "EUR", on) is None


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
    with refused(ReadError, told):
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
    with refused(ReadError, "no currency code"):
        currency(text)


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


YEARS = ExchangeRates(
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
    assert YEARS.cny("USD", on) == expected


def test_conversion_is_exact_or_refused() -> None:
    """5 USD at 7.1 and 8 are 4.4375 EUR; without a rate on the day there is no answer."""
    assert YEARS.convert(5, "USD", "EUR", date(2026, 1, 1)) == Fraction("4.4375")
    assert YEARS.convert(5, "USD", "CNY", date(2026, 1, 1)) == Fraction("35.5")
    assert YEARS.convert(5, "USD", "EUR", date(2026, 7, 1)) is None
    assert YEARS.convert(5, "EUR", "USD", date(2026, 7, 1)) is None
    assert YEARS.cny("CNY", date(1900, 1, 1)) == 1
