"""What a service's card says of duty: who pays it, and what the service asks for handling it, by country."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.validators import ge

if TYPE_CHECKING:
    from collections.abc import Iterable


class Arrangement(Enum):
    """Who pays what is charged at the door."""

    INCLUDED = "included"  # the freight price holds it
    PREPAID = "prepaid"  # the service pays and bills the seller, with its handling fee
    COLLECTED = "collected"  # the service asks it of the consignee
    NONE = "none"  # the service has no arrangement: what happens is not known


@frozen
class DoorTerms:
    """One entry of a card: its countries (none: all that no other entry names), who pays, and the handling fee.

    `handling` is in whole units of `currency`, charged once a parcel when something is due that the service prepays.
    """

    arrangement: Arrangement = Arrangement.NONE
    handling: Fraction = field(default=Fraction(0), validator=ge(Fraction(0)))
    currency: str = "CNY"
    countries: frozenset[str] = frozenset()
    source: str = ""


NO_TERMS = DoorTerms()
"""Of a service whose card says nothing of duty."""


def terms_of(entries: Iterable[DoorTerms], country: str) -> DoorTerms:
    """The entry that names the country; else the one for all others; else NO_TERMS."""
    rest = NO_TERMS
    for entry in entries:
        if country in entry.countries:
            return entry
        if not entry.countries:
            rest = entry
    return rest
