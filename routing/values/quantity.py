"""A figure with its unit, as it is compared and shown."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from routing.values.money import decimal_text

GRAM: Final = "g"
MILLIMETRE: Final = "mm"


@frozen
class Quantity:
    """Whole grams (`unit` "g"), whole millimetres ("mm"), or ten-thousandths of the currency that is the unit.

    >>> str(Quantity(2310, "g")), str(Quantity(50_000, "USD"))
    ('2310 g', '5.00 USD')
    """

    amount: int
    unit: str

    def __str__(self) -> str:
        """The figure and its unit."""
        whole = self.unit in {GRAM, MILLIMETRE}
        return f"{self.amount if whole else decimal_text(self.amount, 4)} {self.unit}"
