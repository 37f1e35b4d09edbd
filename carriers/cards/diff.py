"""What one set of cards has that another has not: services, facts, countries, prices, limits and surcharges."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import frozen

from carriers.cards.check_prices import band_micro
from carriers.cards.wording import facts_of, limits_of, money, surcharges_of, weighing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from routing.services.service import RateBand, Service


@frozen
class Change:
    """One difference.  `change` is "added", "removed", or for prices the percentage; empty for other changes."""

    service: str
    kind: str
    what: str
    old: str
    new: str
    change: str = ""


def diff(old: Iterable[Service], new: Iterable[Service], on: date) -> list[Change]:
    """The differences between two sets of cards as they stand on a day, service by service."""
    before, after = _in_force(old, on), _in_force(new, on)
    found: list[Change] = []
    for code in sorted(before | after):
        one, other = before.get(code), after.get(code)
        if one is None or other is None:
            cards = [service.card if service else "" for service in (one, other)]
            found.append(Change(code, "service", "service", cards[0], cards[1], "removed" if one else "added"))
        else:
            found += _service(one, other, on)
    return found


def _in_force(services: Iterable[Service], on: date) -> dict[str, Service]:
    """Code -> the version in force on the day, or the nearest."""
    found: dict[str, Service] = {}
    for service in services:
        best = found.get(service.code)
        if best is None or service.validity.distance(on) < best.validity.distance(on):
            found[service.code] = service
    return found


def _service(old: Service, new: Service, on: date) -> Iterator[Change]:
    code = old.code
    yield from _named(code, "fact", facts_of(old), facts_of(new))
    yield from _named(code, "limit", limits_of(old), limits_of(new))
    yield from _named(code, "weight rule", weighing_of(old, on), weighing_of(new, on))
    yield from _named(code, "surcharge", surcharges_of(old, on), surcharges_of(new, on))
    yield from _countries(old, new)
    yield from _prices(old, new, on)


def _named(code: str, kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """The differences between two sets of named texts."""
    for name in [*old, *(name for name in new if name not in old)]:
        one, other = old.get(name), new.get(name)
        if one != other:
            change = "added" if one is None else "removed" if other is None else ""
            yield Change(code, kind, name, one or "", other or "", change)


def _countries(old: Service, new: Service) -> Iterator[Change]:
    before, after = _zone_of(old), _zone_of(new)
    gone = [place for place in before if place not in after]
    come = [place for place in after if place not in before]
    if gone:
        yield Change(old.code, "country", "countries", " ".join(gone), "", "removed")
    if come:
        yield Change(old.code, "country", "countries", "", " ".join(come), "added")


def _zone_of(service: Service) -> dict[str, str]:
    return {
        f"{line.country} {line.postcode_from}-{line.postcode_to}" if line.postcode_from else line.country: line.zone
        for line in service.zones
    }


def _prices(old: Service, new: Service, on: date) -> Iterator[Change]:
    """Price changes by weight range, for the countries that share them: zones may be named and cut anew."""
    before, after = _zone_of(old), _zone_of(new)
    shared: dict[tuple[tuple[RateBand, ...], tuple[RateBand, ...]], list[str]] = {}
    for place in before:
        if place in after:
            lanes = (_bands(old, before[place], on), _bands(new, after[place], on))
            shared.setdefault(lanes, []).append(place)
    for (one, other), places in shared.items():
        for over, upto in _ranges(one, other):
            low, high = _within(one, over, upto), _within(other, over, upto)
            if _formula(low) == _formula(high) and old.currency == new.currency:
                continue
            texts = (_lane_text(low, old.currency), _lane_text(high, new.currency))
            what = f"{' '.join(places)}: over {over} g to {upto} g"
            yield Change(old.code, "price", what, *texts, _change(low, high, over, upto, old, new))


def _bands(service: Service, zone: str, on: date) -> tuple[RateBand, ...]:
    day = on if service.validity.holds(on) else service.validity.start
    return tuple(
        sorted((band for band in service.bands_of[zone] if band.validity.holds(day)), key=lambda band: band.over_g)
    )


def _ranges(one: Iterable[RateBand], other: Iterable[RateBand]) -> list[tuple[int, int]]:
    edges = sorted({edge for band in (*one, *other) for edge in (band.over_g, band.upto_g)})
    return list(pairwise(edges))


def _within(bands: Iterable[RateBand], over: int, upto: int) -> tuple[RateBand, ...]:
    return tuple(band for band in bands if band.over_g <= over and upto <= band.upto_g)


def _formula(bands: Iterable[RateBand]) -> list[tuple[int, int, int, int]]:
    """What a band costs, whatever its range: equal formulas are no change."""
    return [
        (band.base_micro, 0, 1, 0)
        if not band.per_step_micro
        else (band.base_micro, band.base_covers_g, band.step_g, band.per_step_micro)
        for band in bands
    ]


def _lane_text(bands: tuple[RateBand, ...], currency: str) -> str:
    return f"{_band_text(bands[0])} {currency}" if bands else ""


def _band_text(band: RateBand) -> str:
    if not band.per_step_micro:
        return money(band.base_micro)
    each = f"{money(band.per_step_micro)} each {band.step_g} g"
    if not band.base_micro:
        return each
    first = f"{money(band.base_micro)}"
    return f"{first} to {band.base_covers_g} g + {each}" if band.base_covers_g else f"{first} + {each}"


def _change(
    low: tuple[RateBand, ...], high: tuple[RateBand, ...], over: int, upto: int, old: Service, new: Service
) -> str:
    """How much dearer the lightest and the heaviest parcel of a range become."""
    if not low or not high:
        return "added" if high else "removed"
    if old.currency != new.currency:
        return ""
    ends = []
    for grams in (over + 1, upto):
        before, after = band_micro(low[0], grams), band_micro(high[0], grams)
        ends.append(f"{float(Fraction(after - before, before)) * 100:+.1f} %" if before else "")
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
