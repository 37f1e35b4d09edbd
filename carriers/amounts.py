"""Texts of cards and rate tables to exact values: amounts, fractions, percentages, grams, days, countries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from routing.countries import CODES
from routing.errors import ReadError

COUNTRIES = frozenset(CODES)


def micro(text: str) -> int:
    """An amount of money in whole millionths.

    Raises:
        ReadError: no plain decimal number, below zero, or finer than a millionth.

    >>> micro("0.0255")
    25500
    """
    value = _decimal(text) * 1_000_000
    if value != value.to_integral_value():
        raise ReadError(f"{text!r} has more than six decimals.")
    if value > 10**14:
        raise ReadError(f"{text!r} is more than 100 million.")
    return int(value)


def fraction(text: str) -> Fraction:
    """A plain decimal number as an exact fraction."""
    return Fraction(_decimal(text))


def percent(text: str) -> Fraction:
    """A percentage ("30.5 %") as an exact fraction of one.

    >>> percent("15 %")
    Fraction(3, 20)
    """
    figure = text.strip()
    if not figure.endswith("%"):
        raise ReadError(f"{text!r} is no percentage. Write it with its sign, like 15 %.")
    return Fraction(_decimal(figure[:-1])) / 100


def whole(text: str) -> int:
    """A whole number of grams as a rate table writes it."""
    if not text.isascii() or not text.isdigit():
        raise ReadError(f"{text!r} is not a whole number of grams.")
    return int(text)


def day(text: str) -> date:
    """A date like 2026-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ReadError(f"{text!r} is no date. Write it like 2026-01-31.") from None


def country(text: str) -> str:
    """An ISO 3166 alpha-2 code as it stands."""
    if text not in COUNTRIES:
        raise ReadError(f"{text!r} is no ISO 3166 alpha-2 code. Write it like US or DE.")
    return text


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ReadError(f"{text!r} is not a number. Write it like 12.50.") from None
    if not value.is_finite() or value < 0:
        raise ReadError(f"{text!r} is not a number from zero up.")
    return value
