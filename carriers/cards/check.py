"""Cards looked through for what loads but is probably not meant: prices that fall, limits out of reach, stale dates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from carriers.cards.catalogue import load_services
from carriers.cards.check_facts import SOON, ending, out_of_place, without_zeros
from carriers.cards.check_prices import falls, gathered, reach, splits
from carriers.cards.findings import Finding, ordered
from routing.errors import InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from routing.services.service import RateBand, Service


def check_cards(folders: Sequence[Path], on: date, before: Sequence[Path] = ()) -> list[Finding]:
    """Everything found in the cards, the gravest first.

    Args:
        folders: cards, or folders of cards.
        on: the day for which "expired" and "soon" are told.
        before: the cards these replace; surcharges that have gone missing are told.
    """
    try:
        services = load_services(folders)
    except InputError as error:
        places = (
            Reason("finding_place.file", file=fault.file, place=fault.place)
            if fault.place
            else Reason("finding_place.whole_file", file=fault.file)
            for fault in error.faults
        )
        reasons = (Reason("toml_key.unreadable", error=fault.reason) for fault in error.faults)
        return ordered([Finding("error", "UNUSABLE", *told) for told in zip(places, reasons, strict=True)])
    findings = [finding for service in services for finding in check_service(service, on)]
    if before:
        old = {service.code: service for service in load_services(before)}
        for service in services:
            if service.code in old:
                findings += _gone(old[service.code], service)
    return ordered(findings)


def check_service(service: Service, on: date) -> Iterator[Finding]:
    """What is found in one version of a service."""
    yield from _dates(service, on)
    fallen: list[Finding] = []
    for zone, bands in service.bands_of.items():
        for day in _days(service, bands, on):
            held = sorted((band for band in bands if band.validity.holds(day)), key=lambda band: band.over_g)
            place = (
                Reason("finding_place.zone_from", service=service.code, zone=zone, day=day)
                if day > service.validity.start
                else Reason("finding_place.zone", service=service.code, zone=zone)
            )
            if not held:
                yield Finding("warning", "NO_RATE", place, Reason("check.no_rate", day=day))
                continue
            fallen += falls(service, held, place)
            yield from splits(service, held, place)
    yield from gathered(fallen)
    yield from reach(service, on)
    yield from ending(service, on)
    yield from out_of_place(service)
    yield from without_zeros(service)


def _dates(service: Service, on: date) -> Iterator[Finding]:
    start, end = service.validity.start, service.validity.end
    place = Reason("finding_place.card", service=service.code, card=service.card)
    if end is not None and end < on:
        yield Finding("warning", "EXPIRED", place, Reason("check.expired", end=end))
    elif end is not None and end - on <= SOON:
        yield Finding("info", "EXPIRES_SOON", place, Reason("check.expires_soon", end=end))
    if start > on:
        yield Finding("info", "NOT_YET", place, Reason("check.not_yet", start=start))


def _days(service: Service, bands: Iterable[RateBand], on: date) -> list[date]:
    """The days from which other bands count, as far as they still matter; the last one always."""
    starts = {max(band.validity.start, service.validity.start) for band in bands}
    starts |= {
        band.validity.end + timedelta(days=1)
        for band in bands
        if band.validity.end is not None and service.validity.holds(band.validity.end + timedelta(days=1))
    }
    past = [day for day in sorted(starts) if day <= on]
    return [*past[-1:], *(day for day in sorted(starts) if day > on)]


def _gone(old: Service, new: Service) -> Iterator[Finding]:
    """Surcharges, fuel and limits that the card it replaces had and this one has not."""
    place = Reason("finding_place.service", service=new.code)
    for name in sorted({one.name for one in old.surcharges} - {one.name for one in new.surcharges}):
        message = Reason("check.surcharge_gone", name=name, card=old.card)
        yield Finding("warning", "SURCHARGE_GONE", place, message)
    if old.fuel and not new.fuel:
        message = Reason("check.fuel_gone", card=old.card)
        yield Finding("warning", "FUEL_GONE", place, message)
    if old.volumetric and not new.volumetric:
        message = Reason("check.volumetric_gone", card=old.card)
        yield Finding("warning", "VOLUMETRIC_GONE", place, message)
    gone = sorted(set(old.zones_of) - set(new.zones_of))
    if gone:
        yield Finding("info", "COUNTRIES_GONE", place, Reason("check.countries_gone", gone=tuple(gone)))
