"""Prices of a card that are probably not meant: those that fall, that splitting undercuts, that no parcel reaches."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Final

from carriers.cards.findings import Finding
from routing.reason import Reason
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from routing.services.service import RateBand, Service

_LIGHTEST_G: Final = 1


def band_micro(band: RateBand, grams: int) -> int:
    """The band price of a weight in millionths, before discount and surcharges."""
    return band.base_micro + ceil(Fraction(max(0, grams - band.base_covers_g), band.step_g)) * band.per_step_micro


def paid_micro(service: Service, band: RateBand, grams: int) -> Fraction:
    """What is paid for a weight in millionths, after the discount and raised to the minimum, before surcharges."""
    discount = service.discount if band.discount is None else band.discount
    least = service.minimum_micro if band.minimum_micro is None else band.minimum_micro
    return max(band_micro(band, grams) * discount, Fraction(least))


def falls(service: Service, bands: list[RateBand], place: Reason) -> Iterator[Finding]:
    """Where one gram more costs less."""
    for lower, upper in pairwise(bands):
        here = paid_micro(service, lower, lower.upto_g)
        next_gram = paid_micro(service, upper, upper.over_g + 1)
        if next_gram < here:
            message = Reason(
                "check.price_falls", upto_g=lower.upto_g, next_g=upper.over_g + 1, price=_money(here),
                less=_money(next_gram), currency=service.currency,
            )  # fmt: skip
            yield Finding("warning", "PRICE_FALLS", place, message)


def gathered(fallen: list[Finding]) -> Iterator[Finding]:
    """One finding for each weight at which prices fall: that of the largest fall, with the number of its zones."""
    found: dict[tuple[int, int], list[Finding]] = {}
    for one in fallen:
        figures = one.message.figures
        found.setdefault((figures["upto_g"], figures["next_g"]), []).append(one)
    for same in found.values():
        worst = max(same, key=_fall)
        if len(same) == 1:
            yield worst
            continue
        why = Reason("check.price_falls_in_zones", why=worst.message, zones=len(same))
        yield Finding(worst.severity, worst.code, worst.place, why)


def _fall(one: Finding) -> Fraction:
    return Fraction(one.message.figures["price"]) - Fraction(one.message.figures["less"])


def splits(service: Service, bands: list[RateBand], place: Reason) -> Iterator[Finding]:
    """Whether two parcels cost less than one of the same weight; the dearest case of a zone is told."""
    edges = sorted({edge for band in bands for edge in (band.upto_g, band.base_covers_g) if edge > 0})
    heavy = {edge for band in bands for edge in (band.upto_g, band.over_g + 1, band.base_covers_g + 1)}
    most = _most_g(service, bands[0].zone)
    if most is not None:
        heavy = {edge for edge in heavy if edge <= most} | {most}
    worst: tuple[Fraction, int, int, Fraction] | None = None
    for whole in sorted(heavy):
        one = _at(service, bands, whole)
        for part in edges:
            halves = (_at(service, bands, part), _at(service, bands, whole - part))
            if one is None or part >= whole or None in halves:
                continue
            saved = one - sum(half or 0 for half in halves)
            if saved > 0 and (worst is None or saved > worst[0]):
                worst = saved, whole, part, one
    if worst is not None:
        saved, whole, part, one = worst
        message = Reason(
            "check.split_cheaper",
            whole=whole,
            price=_money(one),
            currency=service.currency,
            part=part,
            rest=whole - part,
            together=_money(one - saved),
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


def _at(service: Service, bands: list[RateBand], grams: int) -> Fraction | None:
    return next((paid_micro(service, band, grams) for band in bands if band.over_g < grams <= band.upto_g), None)


def reach(service: Service, on: date) -> Iterator[Finding]:
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
            place = Reason("finding_place.zone", service=service.code, zone=line.zone)
            if most is not None and most > top and ("top", line.zone, most) not in told:
                told.add(("top", line.zone, most))
                message = Reason("check.limit_above_rates", most=most, country=country, top=top)
                yield Finding("warning", "LIMIT_OUT_OF_REACH", place, message)
            if bottom >= least and ("bottom", line.zone, least) not in told:
                told.add(("bottom", line.zone, least))
                message = Reason("check.limit_below_rates", least=least, country=country, bottom=bottom)
                yield Finding("warning", "LIMIT_OUT_OF_REACH", place, message)


def _money(micro: Fraction) -> str:
    return decimal_text(round(micro), 6)
