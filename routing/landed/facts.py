"""The facts of the door as values: who belongs to which area, what is charged there and when, how sure it is."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from fractions import Fraction

    from routing.services.service import Validity


class Sure(Enum):
    """How sure a fact is.  What is not confirmed is told and never part of a sum."""

    SOLID = "solid"
    LIKELY = "likely"
    CONTRADICTION = "contradiction"
    NOT_CONFIRMED = "not confirmed"

    @property
    def counts(self) -> bool:
        """Whether an amount by this fact is part of a sum."""
        return self in {Sure.SOLID, Sure.LIKELY}


class Kind(Enum):
    """What a charge is."""

    DUTY = "duty"
    VAT = "vat"
    FEE = "fee"


class Basis(Enum):
    """What a charge is reckoned by."""

    NOTHING = "nothing"  # none is charged
    CLASS = "class"  # an amount for each distinct six-digit HS code
    CLASS_AND_ORIGIN = "class_and_origin"  # for each distinct pair of six-digit HS code and origin
    LINE = "line"  # for each line of the declaration, which has a line a class
    PARCEL = "parcel"
    VALUE = "value"  # a share of the goods' value
    TARIFF = "tariff"  # by the tariff of each class, which is not among the facts
    VALUE_AT_SALE = "value_at_sale"  # VAT on the goods, paid by the buyer at the sale where somebody collects it there
    VALUE_AT_DOOR = "value_at_door"  # VAT on goods and duty, charged on arrival
    ON_DUTY = "on_duty"  # VAT on the duty, charged with it


@frozen
class Membership:
    """Whether a country or territory belongs to an area of tax or customs."""

    place: str
    area: str
    member: bool
    validity: Validity
    sure: Sure
    source: str
    source_date: str


@frozen
class VatRate:
    """The standard rate of a place, as a share (1/5 is 20 %)."""

    place: str
    share: Fraction
    validity: Validity
    sure: Sure
    source: str
    source_date: str


@frozen
class Charge:
    """One rule of what is charged at the door of an area.

    `amount` is in whole units of `currency`, or a share of the value; None where the basis needs none.
    The rule speaks of goods worth up to `limit_e4` (included), or, with `over`, of more than it, in ten-thousandths of
    `limit_currency`.
    """

    code: str
    area: str
    kind: Kind
    basis: Basis
    amount: Fraction | None
    currency: str | None
    limit_e4: int
    limit_currency: str
    over: bool
    validity: Validity
    sure: Sure
    source: str
    source_date: str
    note: str = ""


@frozen(eq=False)
class DoorFacts:
    """All facts of the door."""

    memberships: tuple[Membership, ...]
    vat_rates: tuple[VatRate, ...]
    charges: tuple[Charge, ...]
    _of_place: dict[tuple[str, date], tuple[Charge, ...]] = field(init=False, factory=dict, repr=False)

    def areas(self, place: str, on: date) -> tuple[Membership, ...]:
        """What is known of the place's areas on that day."""
        return tuple(fact for fact in self.memberships if fact.place == place and fact.validity.holds(on))

    def vat_rate(self, place: str, on: date) -> VatRate | None:
        """The standard rate of the place on that day."""
        return next((fact for fact in self.vat_rates if fact.place == place and fact.validity.holds(on)), None)

    def charges_of(self, place: str, on: date) -> tuple[Charge, ...]:
        """The charges in force at the door of a place on that day."""
        if (place, on) not in self._of_place:
            member = {fact.area for fact in self.areas(place, on) if fact.member}
            self._of_place[place, on] = tuple(
                charge
                for charge in self.charges
                if charge.validity.holds(on) and (charge.area == place or charge.area in member)
            )
        return self._of_place[place, on]

    @property
    def validities(self) -> Iterator[Validity]:
        """The days of every fact: between two of their ends nothing changes at any door."""
        for facts in (self.memberships, self.vat_rates, self.charges):
            yield from (fact.validity for fact in facts)
