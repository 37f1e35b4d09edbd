"""The promise: the laws of transit of services, countries and months, and which of them counts for an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from routing.promise.law import SURE, Law

if TYPE_CHECKING:
    from datetime import date, datetime

    from routing.promise.law import Level
    from routing.promise.parcels import Stage
    from routing.services.service import Service


@frozen
class PromiseRow:
    """One line of a promise: the parcels of a service to a country (a month; on a stage), and the law that counts.

    `country` "" and `month` 0 stand for all.  `law` is None at the level of the card, whose days then count.
    `left_out` names the months, as (year, month), that went otherwise and are not in the law.
    """

    service: str
    country: str
    month: int
    stage: Stage
    level: Level
    parcels: int
    delivered: int
    first_on: date
    last_on: date
    law: Law | None = None
    left_out: tuple[tuple[int, int], ...] = ()


@frozen
class KnownLaw:
    """The law that counts for an order, and what it is of."""

    law: Law
    level: Level


@frozen(eq=False)
class Promise:
    """All laws as of a moment: what was seen later is not in them."""

    rows: tuple[PromiseRow, ...]
    as_of: datetime
    _laws: dict[tuple[str, str, int, str], Law] = field(init=False, repr=False)
    _known: dict[tuple[str, str, int, str], KnownLaw | None] = field(init=False, factory=dict, repr=False)

    @_laws.default
    def _by_key(self) -> dict[tuple[str, str, int, str], Law]:
        return {
            (row.service, row.country, row.month, row.stage): row.law
            for row in self.rows
            if row.law is not None and row.level == _own_level(row.country, row.month)
        }

    def learnt(self, service: str, country: str, month: int, stage: Stage = "total") -> KnownLaw | None:
        """The law learnt from parcels that counts for those dispatched in a month (1 to 12); None: too few to tell."""
        key = service, country, month, stage
        if key not in self._known:
            self._known[key] = self._find(service, country, month, stage)
        return self._known[key]

    def _find(self, service: str, country: str, month: int, stage: Stage) -> KnownLaw | None:
        place = country if (service, country, 0, stage) in self._laws else ""
        for part in (month, 0):
            law = self._laws.get((service, place, part, stage))
            if law is not None:
                return KnownLaw(law, _own_level(place, part))
        return None

    def told(self, service: Service, country: str, month: int) -> KnownLaw:
        """The law that counts for a parcel of the service from its dispatch day on; without one, its card's days."""
        found = self.learnt(service.code, country, month)
        return found or KnownLaw(Law.of_card(service.transit_to(country)[1]), "card")


def _own_level(country: str, month: int) -> Level:
    """The level of a law of a service's own parcels to the country and in the month."""
    if not country:
        return "service"
    return "month" if month else "country"


@frozen
class Target:
    """What an order asks of a service: a promise, and the least chance to be on time, in ten-thousandths."""

    promise: Promise
    chance: int = field()

    @chance.validator
    def _a_chance(self, _attribute: object, value: int) -> None:
        if not 0 < value <= SURE:
            raise ValueError(f"{value} is not from 1 to {SURE}")
