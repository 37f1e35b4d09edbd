"""The alternatives under which a parcel is priced again: each a change of the facts that names its cause."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from routing.audit import weights
from routing.audit.cause import (
    CARD,
    CURRENCY,
    DISCOUNT,
    FUEL,
    PER_PIECE,
    RATE,
    SERVICE,
    SURCHARGE,
    SURCHARGE_MISSING,
    TWICE,
    ZONE,
    Cause,
)
from routing.audit.quote import Pricing, Quote, band_of, with_surcharge, without_surcharge
from routing.reason import Reason
from routing.services.in_force import ServiceVersion
from routing.values.money import decimal_text, half_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from routing.audit.billed import BilledParcel
    from routing.services.service import Service

ORDER: Final = ("service", "card", "weight", "zone", "fuel", "discount", "surcharge", "pieces", "times", "money")
"""What alternatives change, in the order in which two of them are made."""
_NEAR: Final = 0.02
"""Currencies whose rate is so near to what was billed over what was due are tried: a cent of little money is much."""


@frozen(eq=False)
class Alternative:
    """One changed fact: what it changes (a word of ORDER), its cause, and the quote with it; None where it has none."""

    what: str
    cause: Cause
    change: Callable[[Quote], Quote | None]

    @property
    def place(self) -> int:
        """Its place in ORDER."""
        return ORDER.index(self.what)


@frozen(eq=False)
class Alternatives:
    """All alternatives for one line, from those that the bill itself speaks of to those it is silent about."""

    pricing: Pricing
    quote: Quote
    billed: BilledParcel
    quantity: int = 1
    """Pieces that our order says lie in the parcel."""

    def stated(self) -> list[Alternative]:
        """What the bill says otherwise than we do: weight, service, zone, several pieces."""
        found = [self._weight(cause, weight_g) for cause, weight_g in weights.stated(self.quote, self.billed)]
        if self.billed.service is not None and self.billed.service != self.quote.version.service.code:
            found += self._service(self.billed.service)
        if self.billed.zone is not None and self.billed.zone != self.quote.zone:
            found += self._zone(self.billed.zone)
        if self.billed.pieces > 1:
            found += self._whole(self.billed.pieces)
            found += self._fees(self.billed.pieces)
        return found

    def silent(self) -> list[Alternative]:
        """What the bill does not speak of, and may have done nevertheless."""
        found = [*self._cards(), *self.fuels(), *self._discounts(), *self._surcharges(), *self._money()]
        twice = Cause(TWICE, Reason("evidence.twice"))
        found.append(Alternative("times", twice, partial(_with, times=2)))
        for zone in self.quote.version.bands_of:
            if zone not in {self.quote.zone, self.billed.zone}:
                found += self._zone(zone)
        if self.quantity > 1 and self.billed.pieces <= 1:
            found += self._fees(self.quantity)
        if self.billed.charged_g is None and self.billed.scale_g is None:
            found += self.unsaid_weights()
        return found

    def services(self) -> list[Alternative]:
        """All other services of the day."""
        own = {self.quote.version.service.code, self.billed.service}
        return [one for code in self.pricing.versions(self.quote.on) if code not in own for one in self._service(code)]

    def unsaid_weights(self) -> list[Alternative]:
        """Weights that the bill does not say it charges."""
        return [self._weight(cause, weight_g) for cause, weight_g in weights.unsaid(self.quote, self.billed)]

    def _weight(self, cause: Cause, weight_g: int) -> Alternative:
        return Alternative("weight", cause, lambda quote: self.pricing.at_weight(quote, weight_g))

    def _service(self, code: str) -> Iterator[Alternative]:
        version = self.pricing.versions(self.quote.on).get(code)
        if version is not None:
            own = self.quote.version.service.code
            cause = Cause(SERVICE, Reason("evidence.service", service=code, own=own))
            yield Alternative("service", cause, lambda quote: self.pricing.quote(quote.parcel, version, quote.on))

    def _zone(self, zone: str) -> Iterator[Alternative]:
        def change(quote: Quote) -> Quote | None:
            band = band_of(quote.version.bands_of.get(zone, ()), quote.charge.chargeable_g)
            return None if band is None else evolve(quote, charge=evolve(quote.charge, band=band))

        cause = Cause(ZONE, Reason("evidence.zone", zone=zone, own=self.quote.zone, country=self.quote.parcel.country))
        yield Alternative("zone", cause, change)

    def _cards(self) -> Iterator[Alternative]:
        """The service by its other cards, and as it stood, or will stand, on other days.

        Another card counts with the fuel of its days, and with today's.
        """
        own = self.quote.version.service
        for version in self._versions(own):
            day = version.priced_on
            cause = Cause(CARD, Reason("evidence.card", card=version.service.card, day=day, own=own.card))
            yield Alternative("card", cause, partial(self._on, version=version, day=day, own_fuel=False))
            if own.fuel and version.service is not own:
                yield Alternative("card", cause, partial(self._on, version=version, day=day, own_fuel=True))

    def _versions(self, own: Service) -> Iterator[ServiceVersion]:
        """The service on a day of each other span, and by each card that never comes first."""
        seen = {id(own)}
        for day in self._days(own.code):
            version = self.pricing.versions(day).get(own.code)
            if version is not None and version.in_force:
                seen.add(id(version.service))
                yield version
        for service in self.pricing.services:
            if service.code == own.code and id(service) not in seen:
                yield ServiceVersion(service, service.validity.start, in_force=True)

    def _on(self, quote: Quote, version: ServiceVersion, day: date, *, own_fuel: bool) -> Quote | None:
        """The quote by another version of the service, of another day; exchanged as on its own day."""
        found = self.pricing.quote(quote.parcel, version, day)
        if found is None:
            return None
        fuel = found.charge.fuel if own_fuel else quote.charge.fuel
        return evolve(quote, version=version, charge=evolve(found.charge, fuel=fuel, exchange=quote.charge.exchange))

    def _days(self, code: str) -> tuple[date, ...]:
        """A day of each other span in which the service, all its versions taken together, stood still."""
        days = self.pricing.first_days(code)
        own = max((day for day in days if day <= self.quote.on), default=None)
        return tuple(day for day in days if day != own)

    def fuels(self) -> Iterator[Alternative]:
        """The fuel of other days; none at all where the bill has a line for it."""
        versions = [one for one in self.pricing.services if one.code == self.quote.version.service.code]
        known = dict.fromkeys(fuel.fraction for one in versions for fuel in one.fuel)
        if self.billed.charges.get("fuel"):
            known |= dict.fromkeys((Fraction(0),))
        for fraction in known:
            if fraction != self.quote.charge.fuel:
                percent = _percent(fraction), _percent(self.quote.charge.fuel)
                cause = Cause(FUEL, Reason("evidence.fuel", percent=percent[0], own=percent[1]))
                yield Alternative("fuel", cause, partial(_with_fuel, fraction=fraction))

    def _discounts(self) -> Iterator[Alternative]:
        own = self.quote.discount
        if own != 1:
            cause = Cause(DISCOUNT, Reason("evidence.discount", percent=_percent(1 - own)))
            yield Alternative("discount", cause, self.pricing.undiscounted)

    def _surcharges(self) -> Iterator[Alternative]:
        charged = {one.surcharge.name for one in self.quote.charge.surcharges}
        for name in dict.fromkeys(one.name for one in self.quote.version.surcharges):
            if name in charged:
                cause = Cause(SURCHARGE_MISSING, Reason("evidence.surcharge_missing", name=name))
                yield Alternative("surcharge", cause, partial(without_surcharge, name=name))
            else:
                cause = Cause(SURCHARGE, Reason("evidence.surcharge_not_due", name=name))
                yield Alternative("surcharge", cause, partial(with_surcharge, name=name, rates=self.pricing.rates))

    def _whole(self, pieces: int) -> Iterator[Alternative]:
        """The whole price for each piece."""
        cause = Cause(PER_PIECE, Reason("evidence.per_piece", pieces=pieces))
        yield Alternative("times", cause, partial(_with, times=pieces))

    def _fees(self, pieces: int) -> Iterator[Alternative]:
        """One fee of the price for each piece."""
        cause = Cause(PER_PIECE, Reason("evidence.per_piece", pieces=pieces))
        fees = {one.amount_micro for one in self.quote.charge.surcharges if one.surcharge.per == "parcel"}
        fees.add(self.quote.charge.band.base_micro)
        for fee in sorted(fee for fee in fees if fee):
            for share in dict.fromkeys((Fraction(1), 1 + self.quote.charge.fuel)):
                more = int(fee * share * (pieces - 1))
                yield Alternative("pieces", cause, partial(_with, more_micro=more))

    def _money(self) -> Iterator[Alternative]:
        """The figure of one currency taken for another's, and the rates of other days."""
        rates, on = self.pricing.rates, self.quote.on
        card, bill = self.quote.version.service.currency, self.billed.currency
        if card != bill:
            cause = Cause(CURRENCY, Reason("evidence.currency", figure=card, taken=bill))
            yield Alternative("money", cause, partial(_with, raw=True))
        for rate in rates.rates:
            today = rates.cny(rate.currency, on)
            if today is None or today == rate.cny:
                continue
            if rate.currency in {card, bill} and card != bill:
                factor = rate.cny / today if rate.currency == card else today / rate.cny
                cause = Cause(RATE, Reason("evidence.rate", currency=rate.currency, since=rate.valid_from))
                yield Alternative("money", cause, partial(_with, factor=factor))
        expected = self.pricing.billed_micro(self.quote, bill)
        ratio = self.billed.total_micro / expected if expected else 0
        for code, worth in self.pricing.worth(bill, on):
            for factor, figure, taken in ((worth, bill, code), (1 / worth, code, bill)):
                if ratio and abs(float(factor) / ratio - 1) < _NEAR:
                    cause = Cause(CURRENCY, Reason("evidence.currency", figure=figure, taken=taken))
                    yield Alternative("money", cause, partial(_with, factor=factor))


def _with(quote: Quote, **changed: Any) -> Quote:
    return evolve(quote, **changed)


def _with_fuel(quote: Quote, fraction: Fraction) -> Quote:
    return evolve(quote, charge=evolve(quote.charge, fuel=fraction))


def _percent(share: Fraction) -> str:
    return decimal_text(half_up(share.numerator * 10**6, share.denominator), 4, least=0)
