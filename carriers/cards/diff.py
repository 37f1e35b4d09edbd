"""What one set of cards has that another has not: services, facts, countries, prices, limits and surcharges."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import frozen

from carriers.cards.check_prices import paid_micro
from carriers.cards.wording import (
    facts_of,
    limits_of,
    money,
    percentage,
    place_text,
    places_of,
    surcharges_of,
    weighing_of,
)
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from carriers.cards.wording import Named
    from routing.services.condition import Condition
    from routing.services.service import RateBand, Service

    Lanes = tuple[tuple[RateBand, ...], tuple[RateBand, ...]]


@frozen
class Change:
    """One difference.  `change` says added, removed, or for prices the percentage; None for other changes."""

    service: str
    kind: str
    what: Reason
    old: Reason | None
    new: Reason | None
    change: Reason | None = None


def diff(old: Iterable[Service], new: Iterable[Service], on: date) -> list[Change]:
    """The differences between two sets of cards, service by service.

    Of each service the version in force on the day, or the nearest, is compared: everything in it that can change a
    price on that day or later.
    """
    before, after = _in_force(old, on), _in_force(new, on)
    found: list[Change] = []
    for code in sorted(before | after):
        one, other = before.get(code), after.get(code)
        if one is None or other is None:
            gone, come = (Reason("card_fact.text", text=at.card) if at else None for at in (one, other))
            found.append(Change(code, "service", Reason("fact_name.service"), gone, come, _come_or_gone(one is None)))
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
    limits = list(_named(code, "limit", limits_of(old), limits_of(new)))
    yield from limits
    if not limits and old.goods == new.goods:
        yield from _limits_in_effect(old, new)
    yield from _named(code, "weight rule", weighing_of(old, on), weighing_of(new, on))
    yield from _named(code, "surcharge", surcharges_of(old, on), surcharges_of(new, on))
    yield from _named(code, "surcharge", places_of(old, on), places_of(new, on))
    yield from _countries(old, new)
    yield from _prices(old, new, on)


def _named(code: str, kind: str, old: Named, new: Named) -> Iterator[Change]:
    """The differences between two sets of named facts."""
    for key in [*old, *(key for key in new if key not in old)]:
        one, other = old.get(key), new.get(key)
        if one != other:
            name, number = key
            what = name if number == 1 else Reason("fact_name.numbered", name=name, number=number)
            yield Change(code, kind, what, one, other, None if one and other else _come_or_gone(one is None))


def _come_or_gone(come: bool) -> Reason:  # noqa: FBT001 - a yes or no is all there is to tell
    return Reason("card_fact.added") if come else Reason("card_fact.removed")


def _limits_in_effect(old: Service, new: Service) -> Iterator[Change]:
    """Limits of countries that differ although the same are stated: of two that name a country, the later counts."""
    for country in sorted(old.zones_of.keys() & new.zones_of.keys()):
        one, other = _limits(old, country), _limits(new, country)
        if one != other:
            yield Change(old.code, "limit", Reason("fact_name.limits_in_effect", country=country), one, other)


def _limits(service: Service, country: str) -> Reason:
    limits: list[Condition] = [*service.limits_of(country), *service.limits_of(country, roll=True)]
    return Reason("card_fact.words", words=(*sorted(map(str, limits)), *sorted(service.goods_of(country))))


def _countries(old: Service, new: Service) -> Iterator[Change]:
    before, after = _zone_of(old), _zone_of(new)
    gone = tuple(place for place in before if place not in after)
    come = tuple(place for place in after if place not in before)
    what = Reason("fact_name.countries")
    if gone:
        names = Reason("card_fact.names", names=gone)
        yield Change(old.code, "country", what, names, None, Reason("card_fact.removed"))
    if come:
        names = Reason("card_fact.names", names=come)
        yield Change(old.code, "country", what, None, names, Reason("card_fact.added"))


def _zone_of(service: Service) -> dict[str, str]:
    return {place_text(line): line.zone for line in service.zones}


def _prices(old: Service, new: Service, on: date) -> Iterator[Change]:
    """Price changes by weight range, for the countries that share them: zones may be named and cut anew.

    Later days are told where what counts from them on differs otherwise than before.
    """
    before, after = _zone_of(old), _zone_of(new)
    known: dict[str, Lanes] = {}
    for day in (None, *_later_days(old, new, on)):
        shared: dict[Lanes, list[str]] = {}
        for place in before:
            if place in after:
                lanes = (_bands(old, before[place], day or on), _bands(new, after[place], day or on))
                if known.get(place) != lanes:
                    shared.setdefault(lanes, []).append(place)
                known[place] = lanes
        for lanes, places in shared.items():
            yield from _lanes(old, new, lanes, tuple(places), day)


def _lanes(old: Service, new: Service, lanes: Lanes, places: tuple[str, ...], day: date | None) -> Iterator[Change]:
    """The price changes of places that share their bands."""
    one, other = lanes
    for over, upto in _ranges(one, other):
        low, high = _within(one, over, upto), _within(other, over, upto)
        if _formula(low, old) == _formula(high, new) and old.currency == new.currency:
            continue
        texts = (_lane_text(low, old.currency), _lane_text(high, new.currency))
        what = (
            Reason("fact_name.weights", places=places, over=over, upto=upto)
            if day is None
            else Reason("fact_name.weights_from", places=places, over=over, upto=upto, day=day)
        )
        yield Change(old.code, "price", what, *texts, _change(low, high, over, upto, old, new))


def _later_days(old: Service, new: Service, on: date) -> list[date]:
    """The days after `on` from which other bands count."""
    days = set()
    for service in (old, new):
        for band in service.bands:
            end = band.validity.end
            days |= {band.validity.start} | ({end + timedelta(days=1)} if end is not None else set())
    return sorted(day for day in days if day > on and old.validity.holds(day) and new.validity.holds(day))


def _bands(service: Service, zone: str, on: date) -> tuple[RateBand, ...]:
    day = on if service.validity.holds(on) else service.validity.start
    return tuple(
        sorted(
            (band for band in service.bands_of.get(zone, ()) if band.validity.holds(day)), key=lambda band: band.over_g
        )
    )


def _ranges(one: Iterable[RateBand], other: Iterable[RateBand]) -> list[tuple[int, int]]:
    edges = sorted({edge for band in (*one, *other) for edge in (band.over_g, band.upto_g)})
    return list(pairwise(edges))


def _within(bands: Iterable[RateBand], over: int, upto: int) -> tuple[RateBand, ...]:
    return tuple(band for band in bands if band.over_g <= over and upto <= band.upto_g)


def _formula(bands: Iterable[RateBand], service: Service) -> list[tuple[object, ...]]:
    """What a band costs, whatever its range: equal formulas are no change."""
    return [
        (
            band.base_micro,
            *((band.base_covers_g, band.step_g, band.per_step_micro) if band.per_step_micro else (0, 1, 0)),
            None if band.discount == service.discount else band.discount,
            None if band.minimum_micro == service.minimum_micro else band.minimum_micro,
        )
        for band in bands
    ]


def _lane_text(bands: tuple[RateBand, ...], currency: str) -> Reason | None:
    return Reason("card_fact.price", price=_band_text(bands[0]), currency=currency) if bands else None


def _band_text(band: RateBand) -> Reason:
    parts = [_price_text(band)]
    if band.discount is not None:
        parts.append(Reason("card_fact.less", percent=percentage(1 - band.discount)))
    if band.minimum_micro is not None:
        parts.append(Reason("card_fact.at_least", amount=money(band.minimum_micro)))
    return Reason("card_fact.parts", parts=tuple(parts)) if len(parts) > 1 else parts[0]


def _price_text(band: RateBand) -> Reason:
    base, each = money(band.base_micro), money(band.per_step_micro)
    if not band.per_step_micro:
        return Reason("card_fact.flat", price=base)
    if not band.base_micro:
        return Reason("card_fact.each", price=each, step=band.step_g)
    if not band.base_covers_g:
        return Reason("card_fact.fee_and_each", fee=base, price=each, step=band.step_g)
    return Reason("card_fact.first_and_each", fee=base, covers=band.base_covers_g, price=each, step=band.step_g)


def _change(
    low: tuple[RateBand, ...], high: tuple[RateBand, ...], over: int, upto: int, old: Service, new: Service
) -> Reason | None:
    """How much dearer the lightest and the heaviest parcel of a range become."""
    if not low or not high:
        return _come_or_gone(bool(high))
    if old.currency != new.currency:
        return None
    ends = []
    for grams in (over + 1, upto):
        before, after = paid_micro(old, low[0], grams), paid_micro(new, high[0], grams)
        change = f"{float((after - before) / before) * 100:+.1f}" if before else ""
        ends.append(Reason("card_fact.percent_change", change=change) if change else None)
    return ends[0] if ends[0] == ends[1] else Reason("card_fact.from_to", low=ends[0], high=ends[1])
