"""Which version of each service counts on a day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from routing.services.policy import Policy
    from routing.services.service import RateBand, Service, Surcharge, Validity, VolumetricRule
    from routing.values.money import ExchangeRates


@frozen
class ServiceVersion:
    """A service on a day: `priced_on` is the day whose facts are read, the nearest valid one when not in force."""

    service: Service
    priced_on: date
    in_force: bool

    @cached_property
    def surcharges(self) -> tuple[Surcharge, ...]:
        """The surcharges in force."""
        return tuple(one for one in self.service.surcharges if one.validity.holds(self.priced_on))

    @cached_property
    def volumetric(self) -> tuple[VolumetricRule, ...]:
        """The volumetric rules in force, those for some countries first."""
        held = (one for one in self.service.volumetric if one.validity.holds(self.priced_on))
        return tuple(sorted(held, key=lambda rule: not rule.countries))

    @cached_property
    def bands_of(self) -> dict[str, tuple[RateBand, ...]]:
        """Zone -> its bands in force, by weight."""
        return {
            zone: tuple(sorted((one for one in bands if one.validity.holds(self.priced_on)), key=attrgetter("upto_g")))
            for zone, bands in self.service.bands_of.items()
        }

    @cached_property
    def fuel(self) -> Fraction | None:
        """The fuel fraction in force: 0 for a service without fuel, None when it has one but not for this day."""
        if not self.service.fuel:
            return Fraction(0)
        return next((one.fraction for one in self.service.fuel if one.validity.holds(self.priced_on)), None)


def versions_on(services: Iterable[Service], on: date) -> tuple[ServiceVersion, ...]:
    """The version of each service code, ranked as ties are settled: maximum transit time, then code."""
    found: dict[str, Service] = {}
    for service in services:
        best = found.get(service.code)
        if best is None or service.validity.distance(on) < best.validity.distance(on):
            found[service.code] = service
    return tuple(_version(service, on) for service in sorted(found.values(), key=lambda service: service.rank))


def _version(service: Service, on: date) -> ServiceVersion:
    validity = service.validity
    if validity.holds(on):
        return ServiceVersion(service, on, in_force=True)
    nearest = validity.start if on < validity.start or validity.end is None else validity.end
    return ServiceVersion(service, nearest, in_force=False)


def boundaries(
    services: Iterable[Service], policy: Policy, rates: ExchangeRates, others: Iterable[Validity] = ()
) -> tuple[date, ...]:
    """The days, in order, on which some fact begins or has just ended: between two of them nothing changes.

    `others` are the days of facts besides: those of the door.
    """
    validities = [(one.start, one.end) for one in others]
    validities += [(rate.valid_from, rate.valid_to) for rate in rates.rates]
    validities += [(rule.validity.start, rule.validity.end) for rule in policy.rules]
    for service in services:
        spans = [service.validity, *(band.validity for band in service.bands)]
        spans += [rule.validity for rule in service.volumetric]
        spans += [surcharge.validity for surcharge in service.surcharges]
        spans += [fuel.validity for fuel in service.fuel]
        validities += [(span.start, span.end) for span in spans]
    begins = {start for start, _ in validities}
    ended = {end + timedelta(days=1) for _, end in validities if end is not None and end < date.max}
    return tuple(sorted(begins | ended))
