"""Cards looked through for what loads but is probably not meant: prices that fall, limits out of reach, stale dates."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Final

from carriers.catalogue import load_services
from carriers.findings import Finding, ordered
from routing.errors import InputError
from routing.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from routing.service import RateBand, Service

SOON: Final = timedelta(days=14)
_LIGHTEST_G: Final = 1


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
        place = [(f"{fault.file}, {fault.place}" if fault.place else fault.file) for fault in error.faults]
        return ordered(
            [
                Finding("error", "UNUSABLE", where, fault.message)
                for where, fault in zip(place, error.faults, strict=True)
            ]
        )
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
    for zone, bands in service.bands_of.items():
        for day in _days(service, bands, on):
            held = sorted((band for band in bands if band.validity.holds(day)), key=lambda band: band.over_g)
            place = f"{service.code}, zone {zone}" + (f", from {day}" if day > service.validity.start else "")
            if not held:
                yield Finding("warning", "NO_RATE", place, f"has no rate on {day}.")
                continue
            yield from _falls(service, held, place)
            yield from _splits(service, held, place)
    yield from _reach(service, on)


def _dates(service: Service, on: date) -> Iterator[Finding]:
    start, end = service.validity.start, service.validity.end
    place = f"{service.code}, card {service.card!r}"
    if end is not None and end < on:
        yield Finding("warning", "EXPIRED", place, f"ended on {end}. Load the sheet that follows it.")
    elif end is not None and end - on <= SOON:
        yield Finding("info", "EXPIRES_SOON", place, f"ends on {end}.")
    if start > on:
        yield Finding("info", "NOT_YET", place, f"begins on {start}.")


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


def band_micro(band: RateBand, grams: int) -> int:
    """The band price of a weight in millionths, before discount and surcharges."""
    return band.base_micro + ceil(Fraction(max(0, grams - band.base_covers_g), band.step_g)) * band.per_step_micro


def _falls(service: Service, bands: list[RateBand], place: str) -> Iterator[Finding]:
    for lower, upper in pairwise(bands):
        here, next_gram = band_micro(lower, lower.upto_g), band_micro(upper, upper.over_g + 1)
        if next_gram < here:
            money = f"{_money(here)} to {_money(next_gram)} {service.currency}"
            message = (
                f"one gram more costs less: from {lower.upto_g} g to {upper.over_g + 1} g the price falls from {money}."
            )
            yield Finding("warning", "PRICE_FALLS", place, message)


def _splits(service: Service, bands: list[RateBand], place: str) -> Iterator[Finding]:
    """Whether two parcels cost less than one of the same weight; the dearest case of a zone is told."""
    edges = sorted({edge for band in bands for edge in (band.upto_g, band.base_covers_g) if edge > 0})
    heavy = {edge for band in bands for edge in (band.upto_g, band.over_g + 1, band.base_covers_g + 1)}
    most = _most_g(service, bands[0].zone)
    if most is not None:
        heavy = {edge for edge in heavy if edge <= most} | {most}
    worst: tuple[int, int, int, int] | None = None
    for whole in sorted(heavy):
        one = _at(bands, whole)
        for part in edges:
            halves = (_at(bands, part), _at(bands, whole - part))
            if one is None or part >= whole or None in halves:
                continue
            saved = one - sum(half or 0 for half in halves)
            if saved > 0 and (worst is None or saved > worst[0]):
                worst = saved, whole, part, one
    if worst is not None:
        saved, whole, part, one = worst
        message = (
            f"two parcels cost less than one: {whole} g cost {_money(one)} {service.currency}, "
            f"{part} g and {whole - part} g together {_money(one - saved)}."
        )
        yield Finding("info", "SPLIT_CHEAPER", place, message)


def _most_g(service: Service, zone: str) -> int | None:
    """The heaviest parcel that some country of the zone takes; None where one has no limit."""
    found: list[int] = []
    for country in {line.country for line in service.zones if line.zone == zone}:
        limits = [limit.edge for limit in service.limits_of(country) if limit.measure == "weight" and limit.upper]
        if not limits:
            return None
        found.append(min(limits))
    return max(found)


def _at(bands: list[RateBand], grams: int) -> int | None:
    return next((band_micro(band, grams) for band in bands if band.over_g < grams <= band.upto_g), None)


def _reach(service: Service, on: date) -> Iterator[Finding]:
    """Limits on weight that no band can reach, and bands that no limit lets be used."""
    day = on if service.validity.holds(on) else service.validity.start
    told: set[tuple[str, str, int]] = set()
    for country, lines in service.zones_of.items():
        weights = [limit for limit in service.limits_of(country) if limit.measure == "weight"]
        most = min((limit.edge for limit in weights if limit.upper), default=None)
        least = max((limit.edge + 1 for limit in weights if not limit.upper), default=_LIGHTEST_G)
        for line in lines:
            bands = [band for band in service.bands_of[line.zone] if band.validity.holds(day)]
            if not bands:
                continue
            bottom, top = min(band.over_g for band in bands), max(band.upto_g for band in bands)
            place = f"{service.code}, zone {line.zone}"
            if most is not None and most > top and ("top", line.zone, most) not in told:
                told.add(("top", line.zone, most))
                message = f"the limit of {most} g ({country}) is out of reach: its rates end at {top} g."
                yield Finding("warning", "LIMIT_OUT_OF_REACH", place, message)
            if bottom >= least and ("bottom", line.zone, least) not in told:
                told.add(("bottom", line.zone, least))
                message = f"weights from {least} g ({country}) are allowed, but its rates begin above {bottom} g."
                yield Finding("warning", "LIMIT_OUT_OF_REACH", place, message)


def _gone(old: Service, new: Service) -> Iterator[Finding]:
    """Surcharges, fuel and limits that the card it replaces had and this one has not."""
    for name in sorted({one.name for one in old.surcharges} - {one.name for one in new.surcharges}):
        message = f"the surcharge {name!r} of card {old.card!r} is gone. Add it, or make sure it was dropped."
        yield Finding("warning", "SURCHARGE_GONE", new.code, message)
    if old.fuel and not new.fuel:
        message = f"card {old.card!r} had fuel, this one has none. Add it, or make sure it is included."
        yield Finding("warning", "FUEL_GONE", new.code, message)
    if old.volumetric and not new.volumetric:
        message = f"card {old.card!r} had volumetric weight, this one has none. Add it, or make sure it was dropped."
        yield Finding("warning", "VOLUMETRIC_GONE", new.code, message)
    gone = sorted(set(old.zones_of) - set(new.zones_of))
    if gone:
        yield Finding("info", "COUNTRIES_GONE", new.code, f"no longer served: {', '.join(gone)}.")


def _money(micro: int) -> str:
    return decimal_text(micro, 6)
