"""Facts of a card that have ended, are about to end, or speak of what the service does not serve."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from carriers.cards.findings import Finding
from routing.reason import Reason
from routing.values.postcode import restored, zeros

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from routing.services.service import Service, Validity

SOON: Final = timedelta(days=14)


def ending(service: Service, on: date) -> Iterator[Finding]:
    """Fuel with a gap, and rules that ended while the service goes on, or are about to."""
    place = Reason("finding_place.service", service=service.code)
    yield from _fuel(service, on, place)
    rules = [one.validity for one in service.volumetric]
    for rule in service.volumetric:
        if _ends_first(rule.validity, service.validity) and not _followed(rules, rule.validity):
            yield from _told(rule.validity, on, place, "VOLUMETRIC_ENDS", Reason("check.volumetric_rule"))
    for one in service.surcharges:
        same = [other.validity for other in service.surcharges if other.name == one.name]
        if _ends_first(one.validity, service.validity) and not _followed(same, one.validity):
            yield from _told(one.validity, on, place, "SURCHARGE_ENDS", Reason("check.surcharge", name=one.name))
    if service.discount == 0 or any(band.discount == 0 for band in service.bands):
        yield Finding("warning", "DISCOUNT_WHOLE", place, Reason("check.discount_whole"))


def _fuel(service: Service, on: date, place: Reason) -> Iterator[Finding]:
    """The first day without a fuel percentage: every parcel has no rate from then on."""
    if not service.fuel:
        return
    day = max(on, service.validity.start)
    spans = sorted((one.validity for one in service.fuel), key=lambda span: span.start)
    for span in spans:
        if span.start <= day and (span.end is None or span.end >= day):
            if span.end is None:
                return
            day = span.end + timedelta(days=1)
    if not service.validity.holds(day):
        return
    severity = "warning" if day - on <= SOON else "info"
    yield Finding(severity, "FUEL_ENDS", place, Reason("check.fuel_ends", day=day))  # type: ignore[arg-type]


def _ends_first(inner: Validity, outer: Validity) -> bool:
    """Whether a fact ends before its service does."""
    return inner.end is not None and (outer.end is None or inner.end < outer.end)


def _followed(spans: list[Validity], ended: Validity) -> bool:
    """Whether another of the same goes on where one ends."""
    return ended.end is not None and any(span.holds(ended.end + timedelta(days=1)) for span in spans)


def _told(span: Validity, on: date, place: Reason, code: str, what: Reason) -> Iterator[Finding]:
    if span.end is None:
        return
    if span.end < on:
        yield Finding("warning", code, place, Reason("check.fact_ended", what=what, end=span.end))
    elif span.end - on <= SOON:
        yield Finding("info", code, place, Reason("check.fact_ends", what=what, end=span.end))


def soon(service: Service, on: date) -> date | None:
    """The first day within two weeks on which fuel, a volumetric rule or a surcharge ends; None: none does."""
    days = [found.message.figures["end"] for found in ending(service, on) if "end" in found.message.figures]
    days += [found.message.figures["day"] for found in ending(service, on) if found.code == "FUEL_ENDS"]
    near = [day for day in days if day <= on + SOON]
    return min(near, default=None)


def without_zeros(service: Service) -> Iterator[Finding]:
    """Postcodes of zones and remote areas that are one figure short, as spreadsheets leave those with a zero ahead.

    800 to 899 is the beginning of 8000 to 8999, in Victoria; 0800 to 0899 is Darwin.
    """
    place = Reason("finding_place.service", service=service.code)
    lines = [*service.zones, *(line for one in service.surcharges for line in one.places)]
    short = [line for line in lines if _lost_zero(line.postcode_from, line.country)]
    if short:
        first = short[0]
        reason = Reason(
            "check.postcode_short", n=len(short), country=first.country, start=first.postcode_from,
            end=first.postcode_to, whole=restored(first.postcode_from, first.country),
        )  # fmt: skip
        yield Finding("warning", "POSTCODE_SHORT", place, reason)


def _lost_zero(postcode: str, country: str) -> bool:
    """Whether the postcode lacks one figure, which may be a zero."""
    return restored(postcode, country) != postcode and len(postcode) == zeros()[country][0] - 1


def out_of_place(service: Service) -> Iterator[Finding]:
    """Countries of limits, terms and surcharges that are not served, and a least billed weight above all rates."""
    place = Reason("finding_place.service", service=service.code)
    yield from (Finding("warning", "NOT_SERVED", place, reason) for reason in _strange(service))
    top = max((band.upto_g for band in service.bands), default=0)
    for least in service.billed_minimums:
        if least.grams > top:
            yield Finding(
                "warning", "LEAST_ABOVE_RATES", place, Reason("check.least_above", grams=least.grams, top=top)
            )


def _strange(service: Service) -> Iterator[Reason]:
    """What is said of countries that are not served."""
    served = set(service.zones_of)
    for own in service.limits_for:
        if strange := tuple(sorted(own.countries - served)):
            yield Reason("check.limits_not_served", countries=strange)
    for days in service.transit_for:
        if strange := tuple(sorted(days.countries - served)):
            yield Reason("check.days_not_served", countries=strange)
    for least in service.billed_minimums:
        if strange := tuple(sorted(least.countries - served)):
            yield Reason("check.least_not_served", countries=strange)
    if strange := tuple(sorted({line.country for line in service.not_served} - served)):
        yield Reason("check.closed_not_served", countries=strange)
    for one in service.surcharges:
        named = one.countries | {line.country for line in one.places}
        if named and not named & served:
            yield Reason("check.surcharge_not_served", name=one.name, countries=tuple(sorted(named)))
