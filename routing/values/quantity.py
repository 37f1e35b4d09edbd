"""A figure with its unit, as it is compared and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from routing.values.money import decimal_text, half_up
from routing.values.units import E9

if TYPE_CHECKING:
    from fractions import Fraction

GRAM: Final = "g"
MILLIMETRE: Final = "mm"
_MEASURED: Final = frozenset({GRAM, MILLIMETRE})


@frozen
class Quantity:
    """Grams (`unit` "g"), millimetres ("mm"), or ten-thousandths of the currency that is the unit.

    >>> str(Quantity(2310, "g")), str(Quantity(50_000, "USD"))
    ('2310 g', '5.00 USD')
    """

    amount: int | Fraction
    unit: str

    def __str__(self) -> str:
        """The figure and its unit."""
        measured = self.unit in _MEASURED
        if measured and self.amount.denominator == 1:
            return f"{self.amount} {self.unit}"
        parts = half_up(self.amount.numerator * (E9 if measured else 1), self.amount.denominator)
        return f"{decimal_text(parts, 9, least=0) if measured else decimal_text(parts, 4)} {self.unit}"
