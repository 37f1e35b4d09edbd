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
from routing.deadlines.localtime import DAY_S
from templates_en.english import us_spelling
from templates_en.situations.state import ORIGIN, Holiday
from templates_en.windows import DAYS, Window

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from routing.deadlines.schedule import Schedule
    from routing.deadlines.workdays import DayOff
    from routing.promise.promise import Promise
    from routing.run_order import RunOrder
    from routing.services.service import Service

_NO_WINDOW = ("BR",)
"""The seller's handbook names Brazil as the country for which a usual time does not hold."""


_USUALLY = (1_000, 9_500)
"""The chances, in ten-thousandths, whose days a letter names as the usual time; the first day counts from dispatch."""


@frozen(eq=False)
class CarrierFacts:
    """The services by code and the seller's schedule, as a run kept them, or the bundled ones."""

    services: Mapping[str, Service]
    schedule: Schedule
    promise: Promise | None = None
    """What the run chose in time by."""

    def service(self, code: str | None) -> Service | None:
        """The service of that code; None for one that no card has."""
        return self.services.get(code or "")

    def window(self, code: str | None, country: str = "", month: int = 0) -> Window | None:
        """The usual time of that service to that country for parcels that leave in a month (0: any).

        By the promise where it was learnt from parcels that went there, else by the service's card; None where no card
        has it.
        """
        service = self.service(code)
        if service is None:
            return None
        promised = self._promised(service, country, month)
        if promised is not None:
            return promised
        own = any(country in one.countries for one in service.transit_for)
        return Window(
            *service.transit_to(country),
            DAYS,
            service.card,
            service.validity.start,
            service=service.code,
            not_to=frozenset() if own else _NO_WINDOW,
        )

    def _promised(self, service: Service, country: str, month: int) -> Window | None:
        """The days within which a tenth and 95 of 100 parcels to that country came; None where that was not learnt."""
        told = None if self.promise is None else self.promise.learnt(service.code, country, month)
        if self.promise is None or told is None or told.level == "service":
            return None
        least_s, most_s = (told.law.seconds_to(chance) for chance in _USUALLY)
        if least_s is None or most_s is None:
            return None
        least, most = max(least_s // DAY_S, 1), max(most_s // DAY_S, 1)
        as_of = self.promise.as_of.date()
        return Window(least, most, DAYS, f"promise of {as_of}", as_of, service=service.code, destinations=(country,))

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
    schedule = load_schedule(kept.calendar if kept else None)
    return CarrierFacts({one.code: one for one in newest_last}, schedule, _kept(kept.promise if kept else None))


def _kept(promise: Path | None) -> Promise | None:
    """The promise of that file; None without one."""
    if promise is None:
        return None
    from carriers.promise import load_promise  # noqa: PLC0415 - few runs keep one, and its laws come in columns

    return load_promise(promise)


@cache
def origin_holidays() -> tuple[Holiday, ...]:
    """The public holidays of the country that parcels leave from."""
    return tuple(
        Holiday(us_spelling(row.name), row.start, row.end, ORIGIN, f"State Council notice of {row.published}")
        for row in breaks(ORIGIN)
    )
