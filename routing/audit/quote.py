"""Prices of one parcel under changed facts: the exact path, with prices that were worked out before remembered."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from routing.exact.answer import charge
from routing.exact.bill import BilledSurcharge, Charge, price
from routing.exact.surcharges import charged
from routing.services.in_force import ServiceVersion, versions_on
from routing.services.service import MICRO
from routing.values.money import half_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from routing.exact.parcel import Parcel
    from routing.services.policy import Policy
    from routing.services.service import RateBand, Service
    from routing.values.money import ExchangeRates

CENT: Final = MICRO // 100


@frozen(eq=False)
class Quote:
    """A price of one parcel: by which version of a service, by which charge, and what is done with its result.

    The result is taken `times` over, `more_micro` of the card's currency added, turned into the bill's currency by
    `factor` times the rate of the day; `raw` is a result whose figure is taken for one of the bill's currency.
    """

    parcel: Parcel
    on: date
    version: ServiceVersion
    charge: Charge
    times: int = 1
    more_micro: int = 0
    factor: Fraction = Fraction(1)
    raw: bool = False

    @property
    def zone(self) -> str:
        """The zone it is priced by."""
        return self.charge.band.zone

    @property
    def discount(self) -> Fraction:
        """The share of the band's price that is paid."""
        own = self.charge.band.discount
        return self.version.service.discount if own is None else own

    def bands(self) -> Sequence[RateBand]:
        """The bands of its zone, by weight."""
        return self.version.bands_of[self.zone]


class Pricing:
    """The exact path over some services and rates of exchange."""

    def __init__(self, services: Sequence[Service], policy: Policy, rates: ExchangeRates) -> None:
        self.services, self.policy, self.rates = services, policy, rates
        self._versions: dict[date, dict[str, ServiceVersion]] = {}
        self._first_days: dict[str, tuple[date, ...]] = {}
        self._by_actual: dict[int, ServiceVersion] = {}
        self._undiscounted: dict[int, RateBand] = {}
        self._amounts: dict[object, int] = {}
        self._worth: dict[tuple[str, date], tuple[tuple[str, Fraction], ...]] = {}
        self._kept: list[object] = []  # what a key names by its place in memory stays there

    def versions(self, on: date) -> dict[str, ServiceVersion]:
        """The services as they stand on a day, by code."""
        if on not in self._versions:
            self._versions[on] = {one.service.code: one for one in versions_on(self.services, on)}
        return self._versions[on]

    def first_days(self, code: str) -> tuple[date, ...]:
        """The days on which something of a service begins, or has just ended, all its versions taken together."""
        if code not in self._first_days:
            self._first_days[code] = _first_days([one for one in self.services if one.code == code])
        return self._first_days[code]

    def quote(self, parcel: Parcel, version: ServiceVersion, on: date) -> Quote | None:
        """The price as the card has it; None where it has none for the parcel."""
        found = charge(parcel, version, on, self.policy, self.rates)
        return None if found is None else Quote(parcel, on, version, found)

    def at_weight(self, quote: Quote, weight_g: int) -> Quote | None:
        """The price at that chargeable weight, whatever the parcel weighs and measures."""
        plain = self._plain(quote.version)
        parcel = evolve(quote.parcel, weight_g=weight_g, weight_up_e9=0)
        found = charge(parcel, plain, quote.on, self.policy, self.rates)
        return None if found is None else evolve(quote, charge=found)

    def _plain(self, version: ServiceVersion) -> ServiceVersion:
        """The version without rules of volume and least weight: it bills the weight that it is given."""
        key = id(version)
        if key not in self._by_actual:
            self._kept.append(version)
            self._by_actual[key] = evolve(version, service=evolve(version.service, volumetric=(), billed_minimums=()))
        return self._by_actual[key]

    def undiscounted(self, quote: Quote) -> Quote:
        """The quote without the card's discount."""
        key = id(quote.charge.band)
        if key not in self._undiscounted:
            self._kept.append(quote.charge.band)
            self._undiscounted[key] = evolve(quote.charge.band, discount=Fraction(1))
        return evolve(quote, charge=evolve(quote.charge, band=self._undiscounted[key]))

    def amount_micro(self, quote: Quote) -> int:
        """What the quote's charge comes to, in millionths of the card's currency, as the card rounds it."""
        found, band = quote.charge, quote.charge.band
        count = -(-max(0, found.chargeable_g - band.base_covers_g) // band.step_g)
        surcharges = tuple((id(one.surcharge), one.amount_micro) for one in found.surcharges)
        fuel = found.fuel.numerator, found.fuel.denominator
        key = id(quote.version.service), id(band), count, surcharges, fuel
        if key not in self._amounts:
            self._kept.append((quote.version.service, found))
            self._amounts[key] = price(quote.version.service, found).whole
        return self._amounts[key]

    def billed_micro(self, quote: Quote, currency: str) -> int | None:
        """The quote in a bill's currency, rounded to its cents; None where a rate is not known."""
        whole = self.amount_micro(quote) * quote.times + quote.more_micro
        own = quote.version.service.currency
        same = quote.raw or own == currency
        if same and quote.factor == 1:
            return half_up(whole, CENT) * CENT
        amount = whole * quote.factor
        if not same:
            converted = self.rates.convert(amount, own, currency, quote.on)
            if converted is None:
                return None
            amount = converted
        cents = amount / CENT
        return half_up(cents.numerator, cents.denominator) * CENT

    def worth(self, currency: str, on: date) -> tuple[tuple[str, Fraction], ...]:
        """What a unit of each other currency is worth in this one on a day."""
        key = currency, on
        if key not in self._worth:
            codes = sorted({rate.currency for rate in self.rates.rates} | {"CNY"})
            known = ((code, self.rates.convert(1, code, currency, on)) for code in codes if code != currency)
            self._worth[key] = tuple((code, value) for code, value in known if value is not None and value != 1)
        return self._worth[key]


def band_of(bands: Sequence[RateBand], weight_g: int) -> RateBand | None:
    """The band that prices a weight; None beyond them."""
    return next((band for band in bands if band.over_g < weight_g <= band.upto_g), None)


def step_of(bands: Sequence[RateBand], weight_g: int) -> tuple[int, int] | None:
    """The heaviest weight that is charged as this one is, with the end of its band; None beyond the bands."""
    band = band_of(bands, weight_g)
    if band is None:
        return None
    if not band.per_step_micro or weight_g <= band.base_covers_g:
        return (band.upto_g if not band.per_step_micro else min(band.base_covers_g, band.upto_g)), band.upto_g
    count = -(-(weight_g - band.base_covers_g) // band.step_g)
    return min(band.base_covers_g + count * band.step_g, band.upto_g), band.upto_g


def without_surcharge(quote: Quote, name: str) -> Quote:
    """The quote without the surcharge of a name."""
    kept = tuple(one for one in quote.charge.surcharges if one.surcharge.name != name)
    return evolve(quote, charge=evolve(quote.charge, surcharges=kept))


def with_surcharge(quote: Quote, name: str, rates: ExchangeRates) -> Quote | None:
    """The quote with a surcharge that the card has and the parcel does not call for; None where it cannot be told."""
    found = next((one for one in quote.version.surcharges if one.name == name), None)
    if found is None:
        return None
    own = quote.version.service.currency
    more = charged(found, quote.parcel, quote.charge.chargeable_g, own, rates, quote.on)
    if not isinstance(more, BilledSurcharge):
        return None
    return evolve(quote, charge=evolve(quote.charge, surcharges=(*quote.charge.surcharges, more)))


def _first_days(services: Sequence[Service]) -> tuple[date, ...]:
    spans = [span for one in services for span in (one.validity, *(band.validity for band in one.bands))]
    spans += [rule.validity for one in services for rule in one.volumetric]
    spans += [surcharge.validity for one in services for surcharge in one.surcharges]
    spans += [fuel.validity for one in services for fuel in one.fuel]
    days = {span.start for span in spans} | {span.end + timedelta(days=1) for span in spans if span.end is not None}
    return tuple(sorted(days))
