"""A parcel as customs sees it: its items by class, their value, and where it goes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from routing.values.hs_code import hs_class

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from routing.values.money import ExchangeRates


@frozen
class Item:
    """One line: `value_e4` is of all its pieces, in ten-thousandths of the consignment's currency; unknown is None.

    `name` is what a person calls it (article number or title), for messages.
    """

    name: str
    pieces: int | None = 1
    value_e4: int | Fraction | None = None
    hs_code: str | None = None
    origin: str | None = None

    @property
    def hs_class(self) -> str | None:
        """The six-digit class; None where the code is missing or is no HS code."""
        return hs_class(self.hs_code)


@frozen
class Consignment:
    """What lies in one parcel.  `place` is the territory's code where there is one, else the country's.

    `vat_collected`: whether the buyer has paid VAT at the sale (marketplace, IOSS, VOEC); None: nobody said.
    `total_e4`: what was paid for all, for where the items do not tell their own values.
    """

    place: str
    currency: str | None
    items: tuple[Item, ...]
    vat_collected: bool | None = None
    total_e4: int | Fraction | None = None

    @property
    def value_e4(self) -> int | Fraction | None:
        """The goods' value: of the items, or what was paid for all; None where neither is known."""
        values = [item.value_e4 for item in self.items if item.value_e4 is not None]
        if not self.items or not self.currency:
            return None
        return self.total_e4 if len(values) < len(self.items) else sum(values)

    def value_in(self, currency: str, rates: ExchangeRates, on: date) -> Fraction | None:
        """The goods' value in another currency on that day, exactly."""
        value = self.value_e4
        if value is None or self.currency is None:
            return None
        return Fraction(value) if currency == self.currency else rates.convert(value, self.currency, currency, on)

    def without_class(self) -> tuple[str, ...]:
        """The names of the items without an HS code."""
        return tuple(item.name for item in self.items if item.hs_class is None)

    def classes(self) -> int:
        """How many distinct six-digit classes there are."""
        return len({item.hs_class for item in self.items})

    def classes_and_origins(self) -> int:
        """How many distinct pairs of class and origin there are."""
        return len({(item.hs_class, item.origin) for item in self.items})


def merged(consignments: Sequence[Consignment]) -> Consignment:
    """The items of several parcels to one door as one: classes count once in it.

    Raises:
        ValueError: they differ in place, currency, or in who paid VAT.
    """
    first = consignments[0]
    if any(
        (one.place, one.currency, one.vat_collected) != (first.place, first.currency, first.vat_collected)
        for one in consignments
    ):
        raise ValueError("only parcels to one place, in one currency and with one regime of VAT make one consignment")
    totals = [one.value_e4 for one in consignments]
    total = None if None in totals else sum(value for value in totals if value is not None)
    items = tuple(item for one in consignments for item in one.items)
    return Consignment(first.place, first.currency, items, first.vat_collected, total)
