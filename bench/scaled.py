"""Facts as large as a forwarder's, made by repeating the bundled cards under other names, prices and countries."""

from __future__ import annotations

from itertools import cycle, islice

from attrs import evolve

from routing.facts import Facts
from routing.services.service import Service, Zone
from routing.values.countries import COUNTRY_CODES


def forwarder(facts: Facts, services: int, countries: int) -> Facts:
    """The same facts with so many services, each to so many countries.  Every copy is a little dearer."""
    originals = [one for one in facts.services if one.bands and not one.validity.end]
    copies = tuple(_copy(one, number, countries) for number, one in enumerate(islice(cycle(originals), services)))
    return Facts(copies, facts.policy, facts.rates, facts.schedule, facts.options)


def _copy(service: Service, number: int, countries: int) -> Service:
    zones = sorted({band.zone for band in service.bands})
    where = tuple(Zone(zone, country) for zone, country in zip(cycle(zones), COUNTRY_CODES[:countries], strict=False))
    bands = tuple(evolve(band, base_micro=band.base_micro + number * 130_000) for band in service.bands)
    return evolve(service, code=f"{service.code}-{number:03d}", zones=where, bands=bands, surcharges=())
