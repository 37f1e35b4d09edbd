"""Amounts and measures as decimal text that is never below the value."""

from __future__ import annotations

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
