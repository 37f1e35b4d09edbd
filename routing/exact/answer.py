"""One parcel against one service in plain exact arithmetic, step by step: the reference the fast path is held to.

It reads the cards' own facts and none of the tables the fast path builds from them.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from routing.exact.bill import Step, dearest_of_group, price, surcharge_micro
from routing.services.condition import MEASURES, MONEY, Condition
from routing.services.refusal import LIMIT_CODES, NUMBER, Refusal, Why
from routing.services.service import is_requested
from routing.values.money import decimal_text
from routing.values.postcode import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from routing.exact.parcel import Parcel
    from routing.services.in_force import ServiceVersion
    from routing.services.policy import Policy, Rule
    from routing.services.service import RateBand, Service, Surcharge, VolumetricRule, Zone
    from routing.values.money import ExchangeRates


_CROSSED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_NAMES: Final = {
    "weight": "weight",
    "chargeable_weight": "chargeable weight",
    "longest_side": "longest side",
    "second_side": "second side",
    "shortest_side": "shortest side",
    "sides_sum": "sum of sides",
    "length_girth": "length + girth",
    "value": "value",
}


@frozen
class Answer:
    """What one service says to one parcel: a price with its steps, or every refusal with its figures."""

    service: Service
    price_fen: int | None = None
    chargeable_g: int | None = None
    steps: tuple[Step, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def priced(self) -> bool:
        """Whether the service takes the parcel."""
        return self.price_fen is not None

    @property
    def remedy(self) -> str | None:
        """The smallest change of the parcel that would make it eligible; None where no change of it would."""
        if not self.refusals or any(refusal.remedy is None for refusal in self.refusals):
            return None
        return " and ".join(dict.fromkeys(str(refusal.remedy) for refusal in self.refusals))


def answer(parcel: Parcel, version: ServiceVersion, on: date, policy: Policy, rates: ExchangeRates) -> Answer:
    """The service's answer to the parcel handed over on that day."""
    return _Question(parcel, version, on, rates).answer(policy)


def refusals(
    parcel: Parcel, version: ServiceVersion, on: date, policy: Policy, rates: ExchangeRates
) -> tuple[Refusal, ...]:
    """The service's refusals alone, by precedence; none where it takes the parcel, at whatever price."""
    return _Question(parcel, version, on, rates).refusals(policy)


def holds(condition: Condition, parcel: Parcel, on: date, rates: ExchangeRates) -> bool | Why:
    """Whether the parcel meets the condition; the name of what is missing where that cannot be told."""
    if MEASURES[condition.measure] != MONEY:
        measured = parcel.measure(condition.measure)
        return "size" if measured is None else condition.holds(measured)
    if parcel.value_e4 is None or parcel.currency is None:
        return "value"
    if parcel.currency == condition.currency:
        return condition.holds(parcel.value_e4)
    worth = rates.convert(parcel.value_e4, parcel.currency, condition.currency, on)
    if worth is None:
        return "rate"
    bound = condition.figure
    return {"<": worth < bound, "<=": worth <= bound, ">": worth > bound, ">=": worth >= bound}[condition.operator]


class _Question:
    """One parcel put to one service: the intermediate answers in the order in which a clerk would find them."""

    def __init__(self, parcel: Parcel, version: ServiceVersion, on: date, rates: ExchangeRates) -> None:
        self.parcel, self.service, self.version = parcel, version.service, version
        self.on, self.priced_on, self.rates = on, version.priced_on, rates
        self.found: list[Refusal] = []
        self.chargeable_g: int | None = None
        self.priced_by: tuple[RateBand, int, list[tuple[Surcharge, Fraction]], Fraction, Fraction] | None = None

    def answer(self, policy: Policy) -> Answer:
        """The whole answer."""
        told = self.refusals(policy)
        if told or self.priced_by is None:
            return Answer(self.service, chargeable_g=self.chargeable_g, refusals=told)
        price_fen, steps = price(self.service, *self.priced_by)
        return Answer(self.service, price_fen, self.chargeable_g, steps)

    def refusals(self, policy: Policy) -> tuple[Refusal, ...]:
        """Every refusal, by precedence; `priced_by` holds what makes the price when there is none."""
        missing = self.limits() | self.rules(policy)
        self.goods()
        if not self.version.in_force:
            self.not_in_force()
        chargeable, unsettled = self.chargeable()
        surcharges, open_questions = self.surcharges(chargeable or 0)
        zone = self.zone()
        band = self.band(zone, chargeable)
        exchange = self.rates.cny(self.service.currency, self.on)
        self.unknown(missing | unsettled | open_questions, exchange)
        self.chargeable_g = chargeable
        if band is not None and chargeable is not None and exchange is not None:
            self.priced_by = (band, chargeable, surcharges, self.version.fuel or Fraction(0), exchange)
        return tuple(sorted(self.found, key=lambda refusal: NUMBER[refusal.code]))

    def refuse(self, code: str, message: str, **figures: Any) -> None:
        """Notes one refusal."""
        self.found.append(Refusal(code, message, **figures))

    def settle(self, conditions: Iterable[Condition]) -> tuple[bool, set[Why]]:
        """Whether all conditions hold, and what is missing to tell (of every condition, settled or not)."""
        told = [holds(condition, self.parcel, self.on, self.rates) for condition in conditions]
        missing: set[Why] = {one for one in told if not isinstance(one, bool)}
        return not missing and all(told), missing

    def zone(self) -> str | None:
        """The zone of the destination; refused when there is none, or when only an unknown postcode could tell."""
        country, postcode = self.parcel.country, self.parcel.postcode
        lines = self.service.zones_of.get(country, ())
        ranges = [line for line in lines if line.postcode_from]
        if ranges and not postcode:
            message = f"its zone in {country} depends on the postcode, which is not known"
            self.refuse("NOT_SERVED", message, measured="no postcode", remedy="give the postcode")
            return None
        for line in ranges:
            if within(postcode, line.postcode_from, line.postcode_to):
                return line.zone
        for line in lines:
            if not line.postcode_from:
                return line.zone
        place = f"{country} {postcode}" if ranges else country
        self.refuse("NOT_SERVED", f"{place} is in none of its zones", measured=place)
        return None

    def limits(self) -> set[Why]:
        """Refuses what breaks a limit; what is missing to tell comes back."""
        missing: set[Why] = set()
        for limit in self.service.limits_of(self.parcel.country, roll=self.parcel.roll):
            told = holds(limit, self.parcel, self.on, self.rates)
            if told is False:
                code = LIMIT_CODES[limit.measure, limit.upper]
                self.refuse(code, **(self.broken_value(limit) if limit.measure == "value" else self.broken(limit)))
            elif told is not True:
                missing.add(told)
        return missing

    def broken(self, limit: Condition) -> dict[str, Any]:
        """The figures of a limit on weight or size that does not hold."""
        measured = self.parcel.measure(limit.measure) or 0
        change = measured - limit.edge if limit.upper else limit.edge + 1 - measured
        name, margin = _NAMES[limit.measure], limit.shown(change)
        if limit.measure == "weight":
            remedy = f"{margin} {'lighter' if limit.upper else 'heavier'}"
        else:
            remedy = f"{name} {margin} {'shorter' if limit.upper else 'longer'}"
        return {
            "message": f"{name} {limit.shown(measured)} {_crossed(limit)}",
            "measured": limit.shown(measured),
            "sign": _CROSSED[limit.operator],
            "limit": limit.shown(limit.figure),
            "margin": margin,
            "remedy": remedy,
            "excess": Fraction(change, max(limit.figure, 1)),
        }

    def broken_value(self, limit: Condition) -> dict[str, Any]:
        """No remedy: the value is what the buyer paid, and is never to be declared otherwise."""
        paid, code = self.parcel.value_e4 or 0, self.parcel.currency or ""
        worth = Fraction(paid)
        if code != limit.currency:
            worth = self.rates.convert(paid, code, limit.currency, self.on) or worth
        beyond = abs(worth - limit.figure)
        shown = f"{decimal_text(paid, 4)} {code}"
        return {
            "message": f"value {shown} {_crossed(limit)}",
            "measured": shown,
            "sign": _CROSSED[limit.operator],
            "limit": limit.shown(limit.figure),
            "margin": limit.shown(ceil(beyond)),
            "excess": beyond / max(limit.figure, 1),
        }

    def goods(self) -> None:
        """Refuses goods, tracking and a wish that the service does not meet."""
        parcel, accepted = self.parcel, self.service.goods_of(self.parcel.country)
        refused = ", ".join(sorted(parcel.goods - accepted))
        if refused:
            allowed = ", ".join(sorted(accepted))
            self.refuse("GOODS_FORBIDDEN", f"does not take {refused}", measured=refused, limit=allowed)
        if parcel.tracked and not self.service.tracked:
            self.refuse("TRACKING_REQUIRED", "has no tracking number, which the order requires")
        if parcel.requested is not None and not is_requested(self.service, parcel.requested):
            message = f"the order asks for {parcel.requested}"
            self.refuse("SERVICE_NOT_REQUESTED", message, measured=self.service.code, limit=parcel.requested)

    def rules(self, policy: Policy) -> set[Why]:
        """Refuses what a marketplace's rule closes; what is missing to tell comes back."""
        missing: set[Why] = set()
        broken: list[Rule] = []
        for rule in policy.closing(self.service, self.parcel.platform, self.parcel.country, self.on):
            applies, unsettled = self.settle(rule.when)
            missing |= unsettled
            if applies:
                broken.append(rule)
        if broken:
            self.refuse("PLATFORM_RULE", f"closed by the rule: {broken[0].name}", limit=broken[0].name)
        return missing

    def not_in_force(self) -> None:
        """Refuses a service none of whose cards is in force, naming the nearest that was."""
        validity = self.service.validity
        held = f"from {validity.start} to {validity.end or 'further notice'}"
        message = f"no card is in force on {self.on}; {self.service.card!r} holds {held}"
        self.refuse("CARD_NOT_IN_FORCE", message, measured=self.on.isoformat(), limit=held)

    def chargeable(self) -> tuple[int | None, set[Why]]:
        """Chargeable grams before steps, None when they depend on something missing; and what is missing."""
        rules = [one for one in self.version.volumetric if one.covers(self.parcel.country, self.priced_on)]
        missing: set[Why] = {"size"} if rules and self.parcel.sides is None else set()
        counting: VolumetricRule | None = None
        for rule in rules:
            applies, unsettled = self.settle(rule.value)
            missing |= unsettled
            if applies and counting is None:
                counting = rule
        least = 0
        for minimum in self.service.billed_minimums:
            applies, unsettled = self.settle(minimum.every)
            missing |= unsettled
            if applies:
                least = max(least, minimum.grams)
        if missing:
            return None, missing
        weight_g = self.parcel.weight_g if counting is None else _volumetric(counting, self.parcel)
        return max(weight_g, least), missing

    def surcharges(self, chargeable_g: int) -> tuple[list[tuple[Surcharge, Fraction]], set[Why]]:
        """The surcharges that apply, with their amounts in millionths; and what is missing to tell."""
        missing: set[Why] = set()
        applying: list[tuple[Surcharge, Fraction]] = []
        for surcharge in self.version.surcharges:
            if not self.concerned(surcharge):
                continue
            of_parcel = [one for one in (*surcharge.every, *surcharge.some) if one.measure != "chargeable_weight"]
            missing |= self.settle(of_parcel)[1]
            told = {
                one: one.holds(chargeable_g)
                if one.measure == "chargeable_weight"
                else holds(one, self.parcel, self.on, self.rates) is True
                for one in (*surcharge.every, *surcharge.some)
            }
            some = not surcharge.some or any(told[one] for one in surcharge.some)
            if some and all(told[one] for one in surcharge.every):
                applying.append((surcharge, surcharge_micro(surcharge, chargeable_g)))
        return dearest_of_group(applying), missing

    def concerned(self, surcharge: Surcharge) -> bool:
        """Whether the surcharge speaks of this destination and content."""
        parcel = self.parcel
        if surcharge.countries and parcel.country not in surcharge.countries:
            return False
        if surcharge.goods and surcharge.goods.isdisjoint(parcel.goods):
            return False
        return not surcharge.places or any(_inside(parcel, place) for place in surcharge.places)

    def band(self, zone: str | None, chargeable_g: int | None) -> RateBand | None:
        """The band that prices the weight; NO_RATE is noted where the card leaves the price open."""
        if zone is None:
            return None
        bands = self.version.bands_of[zone]
        found = None
        if not bands:
            self.refuse("NO_RATE", f"zone {zone} has no rate on {self.priced_on}", measured=str(self.priced_on))
        elif self.version.fuel is None:
            message = f"the fuel percentage is not known for {self.priced_on}"
            self.refuse("NO_RATE", message, measured=str(self.priced_on))
        elif not self.parcel.postcode and any(_hangs_on_postcode(self.parcel, one) for one in self.version.surcharges):
            message = "a surcharge depends on the postcode, which is not known"
            self.refuse("NO_RATE", message, measured="no postcode", remedy="give the postcode")
        elif chargeable_g is not None:
            found = next((band for band in bands if band.over_g < chargeable_g <= band.upto_g), None)
            if found is None:
                self.no_band(bands, chargeable_g)
        return found

    def no_band(self, bands: Sequence[RateBand], chargeable_g: int) -> None:
        """Refuses a chargeable weight that lies beyond the bands, unless the actual weight breaks a limit already.

        Then the limit speaks; its remedy names what would still lie beyond them.
        """
        for number, refusal in enumerate(self.found):
            if refusal.code in {"WEIGHT_OVER", "WEIGHT_UNDER"}:
                self.found[number] = evolve(refusal, remedy=f"{refusal.remedy}{self.still_beyond(bands)}")
                return
        limit_g, margin_g, change = _beyond(bands, chargeable_g)
        over = chargeable_g > limit_g
        self.refuse(
            "NO_RATE",
            f"chargeable weight {chargeable_g} g; its rates {'end at' if over else 'begin above'} {limit_g} g",
            measured=f"{chargeable_g} g",
            sign=">" if over else "<=",
            limit=f"{limit_g} g",
            margin=f"{margin_g} g",
            remedy=change,
            excess=Fraction(margin_g, max(limit_g, 1)),
        )

    def still_beyond(self, bands: Sequence[RateBand]) -> str:
        """What to add to a remedy where a parcel of the nearest weight that the limits allow has no band either."""
        edges = {one.upper: one.edge for one in self.service.limits_of(self.parcel.country) if one.measure == "weight"}
        lightest, heaviest = edges.get(False, 0) + 1, edges.get(True, self.parcel.weight_g)
        nearest = evolve(self.parcel, weight_g=max(min(self.parcel.weight_g, heaviest), lightest))
        chargeable_g = _Question(nearest, self.version, self.on, self.rates).chargeable()[0] or 0
        if any(band.over_g < chargeable_g <= band.upto_g for band in bands):
            return ""
        _, _, change = _beyond(bands, chargeable_g)
        return f" and {change}"

    def unknown(self, missing: set[Why], exchange: Fraction | None) -> None:
        """Refuses for what is missing: size, value, rates of exchange."""
        if "size" in missing:
            self.refuse("SIZE_UNKNOWN", "its limits or price need the size, which is not known", remedy="give the size")
        if "value" in missing:
            message = "its limits, price or a rule need the value, which is not known"
            self.refuse("VALUE_UNKNOWN", message, remedy="give the value and its currency")
        if "rate" in missing:
            code = self.parcel.currency
            message = f"no exchange rate to compare {code} on {self.on}"
            self.refuse("NO_EXCHANGE_RATE", message, measured=code, remedy=f"load a rate for {code}")
        elif exchange is None:
            code = self.service.currency
            message = f"no exchange rate for its prices in {code} on {self.on}"
            self.refuse("NO_EXCHANGE_RATE", message, measured=code, remedy=f"load a rate for {code}")


def _crossed(limit: Condition) -> str:
    return f"is not {limit.limit}"


def _beyond(bands: Sequence[RateBand], chargeable_g: int) -> tuple[int, int, str]:
    """The end of the bands that a weight lies beyond, by how many grams, and the change that would bring it in."""
    top, bottom = max(band.upto_g for band in bands), min(band.over_g for band in bands)
    if chargeable_g > top:
        return top, chargeable_g - top, f"chargeable weight {chargeable_g - top} g less"
    return bottom, bottom + 1 - chargeable_g, f"chargeable weight {bottom + 1 - chargeable_g} g more"


def _inside(parcel: Parcel, place: Zone) -> bool:
    if place.country != parcel.country:
        return False
    return not place.postcode_from or within(parcel.postcode, place.postcode_from, place.postcode_to)


def _hangs_on_postcode(parcel: Parcel, surcharge: Surcharge) -> bool:
    return any(place.country == parcel.country and place.postcode_from for place in surcharge.places)


def _volumetric(rule: VolumetricRule, parcel: Parcel) -> int:
    """Chargeable grams by a rule that covers the parcel, whose size is known."""
    actual = parcel.weight_g
    exact = Fraction(parcel.volume_mm3 or 0, rule.divisor)
    if rule.side is not None and not rule.side.holds(parcel.measure("longest_side") or 0):
        return actual
    if rule.ratio is not None and exact < rule.ratio * actual:
        return actual
    if rule.above is None:
        return max(actual, ceil(exact))
    return max(actual, actual + ceil(exact - rule.above * actual))
