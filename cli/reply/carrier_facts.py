"""What replies take from the carriers' facts: a service's class and time, the days off of a deadline, holidays."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from carriers.calendars.breaks import breaks
from carriers.calendars.shop_schedule import load_schedule
from carriers.cards.catalogue import bundled_folder, load_services
from cli.options.facts import FactPaths
from cli.run.directory import INPUTS
from routing.deadlines.deadline import deadline_of
from templates_en.english import us_spelling
from templates_en.situations.state import ORIGIN, Holiday
from templates_en.windows import DAYS, Window

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from routing.deadlines.schedule import Schedule
    from routing.deadlines.workdays import DayOff
    from routing.run_order import RunOrder
    from routing.services.service import Service

_NO_WINDOW = ("BR",)
"""The seller's handbook names Brazil as the country for which a usual time does not hold."""


@frozen(eq=False)
class CarrierFacts:
    """The services by code and the seller's schedule, as a run kept them, or the bundled ones."""

    services: Mapping[str, Service]
    schedule: Schedule

    def service(self, code: str | None) -> Service | None:
        """The service of that code; None for one that no card has."""
        return self.services.get(code or "")

    def window(self, code: str | None, country: str = "") -> Window | None:
        """The usual time of that service to that country, by its card; None where no card has it."""
        service = self.service(code)
        if service is None:
            return None
        own = any(country in one.countries for one in service.transit_for)
        return Window(
            *service.transit_to(country),
            DAYS,
            service.card,
            service.validity.start,
            service=service.code,
            not_to=frozenset() if own else _NO_WINDOW,
        )

    def days_off(self, order: RunOrder) -> tuple[DayOff, ...]:
        """The days off between payment and dispatch; none where the dispatch day is no longer the run's."""
        clock = self.schedule.platforms.get(str(order.row.get("platform")))
        due = deadline_of(order.row["paid_at"], self.schedule, clock, order.row.get("ship_by"))
        return due.days_off if due.dispatch_on == order.dispatch_on else ()


@cache
def carrier_facts(run: Path | None) -> CarrierFacts:
    """The facts that the run kept; without one, the bundled ones.

    Raises:
        InputError: a card or the calendar cannot be used.
    """
    kept = FactPaths.snapshot(run / INPUTS) if run is not None else None
    own = kept is not None and kept.cards[0].is_dir()
    services = load_services(kept.cards if kept is not None and own else (bundled_folder(),))
    newest_last = sorted(services, key=lambda service: service.validity.start)
    return CarrierFacts({one.code: one for one in newest_last}, load_schedule(kept.calendar if kept else None))


@cache
def origin_holidays() -> tuple[Holiday, ...]:
    """The public holidays of the country that parcels leave from."""
    return tuple(
        Holiday(us_spelling(row.name), row.start, row.end, ORIGIN, f"State Council notice of {row.published}")
        for row in breaks(ORIGIN)
    )
