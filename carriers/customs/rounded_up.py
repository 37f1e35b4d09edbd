"""Amounts and measures as decimal text that is never below the value."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


def rounded_up(value: int | Fraction, decimals: int, scale: int | Fraction = 1) -> str:
    """Decimal text of value / scale, never below it: what is declared is never less than what is known.

    >>> rounded_up(100_001, 2, 10_000), rounded_up(320, 3, 1000)
    ('10.01', '0.320')
    """
    scaled = int(-((-value * 10**decimals) // scale))
    whole, rest = divmod(scaled, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)


def money_text(value_e4: int | Fraction, currency: str) -> str:
    """An amount with its currency, in the decimals that the currency has, never below the value.

    >>> money_text(15_000_000, "JPY"), money_text(9_9900, "USD"), money_text(3_7555, "BHD")
    ('1500 JPY', '9.99 USD', '3.756 BHD')
    """
    return f"{rounded_up(value_e4, decimals_of(currency), 10_000)} {currency}"


@cache
def decimals_of(currency: str) -> int:
    """How many decimals an amount of the currency has (ISO 4217, by Unicode CLDR), four at most."""
    from babel.numbers import get_currency_precision  # noqa: PLC0415 - most files are in one currency

    return min(get_currency_precision(currency), 4)
