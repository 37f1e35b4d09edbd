"""In which area of tax and customs an address lies: by its territory, not by its country alone."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from carriers.customs.door_facts import door_facts
from routing.values.territories import territories, territory_code

if TYPE_CHECKING:
    from datetime import date

    from carriers.shipment import Shipment

EU_VAT: Final = "EU_VAT"
EU_CUSTOMS: Final = "EU_CUSTOMS"
_AREAS: Final = (EU_VAT, EU_CUSTOMS)


def territory_of(shipment: Shipment) -> str | None:
    """The code of the territory that the consignee lives in; None on a country's main part."""
    return territory_code(shipment.country, shipment.postcode, shipment.state, shipment.city)


def lies_in(area: str, shipment: Shipment, on: date) -> bool:
    """Whether the consignee lives where that area's rules hold on that day.

    A territory of which nothing is recorded has the rules of its country.
    """
    return _member(area, shipment.country, territory_of(shipment), on)


def areas_of(shipment: Shipment, on: date) -> frozenset[str]:
    """The areas whose rules hold where the consignee lives."""
    return frozenset(area for area in _AREAS if lies_in(area, shipment, on))


def areas_of_country(country: str, on: date) -> frozenset[str]:
    """The areas whose rules hold on a country's main part."""
    return frozenset(area for area in _AREAS if _member(area, country, None, on))


def is_member_part(area: str, shipment: Shipment, on: date) -> bool:
    """Whether country or territory belongs to a member of the area, be the area's rules in force there or not.

    So a parcel to the Canary Islands is asked about VAT of the EU, and the answer is no.
    """
    place = territory_of(shipment)
    known = territories().get(place) if place else None
    return any(_member(area, code, None, on) for code in {shipment.country, known.country if known else ""})


def place_name(shipment: Shipment) -> str:
    """The territory's name, else the country's code."""
    territory = territories().get(territory_of(shipment) or "")
    return territory.name if territory else shipment.country


@lru_cache(maxsize=4096)
def _member(area: str, country: str, territory: str | None, on: date) -> bool:
    for place in (territory, country):
        facts = [fact for fact in door_facts().areas(place, on) if fact.area == area] if place else []
        if facts:
            return facts[-1].member
    return False
