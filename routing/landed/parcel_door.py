"""The door of one parcel, before every service: each set of terms is worked out once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field, frozen

from routing.landed.door import DoorCharges, DoorCost, door_charges, shared_out

if TYPE_CHECKING:
    from datetime import date

    from routing.landed.consignment import Consignment
    from routing.landed.facts import DoorFacts
    from routing.services.door_terms import DoorTerms
    from routing.services.service import Service
    from routing.values.money import ExchangeRates


@frozen(eq=False)
class ParcelDoor:
    """A consignment to a country on a day, by these facts and rates of exchange."""

    consignment: Consignment
    country: str
    facts: DoorFacts
    rates: ExchangeRates
    on: date
    _known: dict[DoorTerms, DoorCost] = field(init=False, factory=dict)

    @cached_property
    def charges(self) -> DoorCharges:
        """What is charged, whoever pays."""
        return door_charges(self.consignment, self.facts, self.rates, self.on)

    def cost(self, service: Service) -> DoorCost:
        """What the door costs when that service takes the parcel."""
        terms = service.door_terms_of(self.country)
        if terms not in self._known:
            self._known[terms] = shared_out(self.charges, terms, self.rates, self.on)
        return self._known[terms]
