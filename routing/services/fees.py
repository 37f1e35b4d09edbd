"""What a surcharge comes to in a card's own currency on a day, however it is counted.

Amounts in another currency are exchanged to whole millionths of the card's currency, one unit at a time: a fee of
3 EUR a piece costs three times as much for three pieces, to the millionth.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import frozen

from routing.values.money import half_up

if TYPE_CHECKING:
    from datetime import date

    from routing.services.service import Surcharge
    from routing.values.money import ExchangeRates

COUNTED: Final = ("piece", "item", "value")
"""What hangs on the parcel's contents: how much a surcharge comes to stands in no table."""
_MICRO_OF_E4: Final = 100


@frozen
class Fee:
    """A surcharge's figures in millionths of the card's currency: for one unit, and at least and most for a parcel."""

    each_micro: int
    minimum_micro: int
    maximum_micro: int | None

    def bounded(self, amount_micro: int) -> int:
        """An amount within the fee's bounds."""
        least = max(amount_micro, self.minimum_micro)
        return least if self.maximum_micro is None else min(least, self.maximum_micro)


def fee_of(surcharge: Surcharge, currency: str, rates: ExchangeRates, on: date) -> Fee | None:
    """The surcharge's figures in a card's currency on that day; None where a rate of exchange is missing.

    One unit is a parcel, a started step of weight, a piece or an item.
    """
    worth = _worth(surcharge.currency or currency, currency, rates, on)
    if worth is None:
        return None
    unit = Fraction(surcharge.amount_micro)
    if surcharge.per == "kg":
        unit = unit * surcharge.step_g / 1000
    most = surcharge.maximum_micro
    return Fee(
        _rounded(unit * worth),
        _rounded(surcharge.minimum_micro * worth),
        None if most is None else _rounded(most * worth),
    )


def share_of_value(surcharge: Surcharge, code: str, currency: str, rates: ExchangeRates, on: date) -> Fraction | None:
    """Millionths of the card's currency for a ten-thousandth of an order's in `code`; None where a rate is missing."""
    worth = _worth(code, currency, rates, on)
    return None if worth is None else surcharge.share * _MICRO_OF_E4 * worth


def _worth(code: str, into: str, rates: ExchangeRates, on: date) -> Fraction | None:
    return Fraction(1) if code == into else rates.convert(1, code, into, on)


def _rounded(amount: Fraction) -> int:
    return half_up(amount.numerator, amount.denominator)
