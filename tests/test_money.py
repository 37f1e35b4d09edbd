"""Texts to amounts, and amounts from one currency to another."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    with pytest.raises(ReadError, match=r"\.$"):
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
    with pytest.raises(ReadError, match="'Taler' is no currency code"):
        currency("Taler")


@pytest.mark.parametrize(
    ("numerator", "denominator", "wanted"),
    [(1, 2, 1), (1, 3, 0), (2, 3, 1), (5, 2, 3), (-1, 2, 0), (-3, 2, -1), (0, 7, 0)],
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
