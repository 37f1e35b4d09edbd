"""One parcel against one service in plain exact arithmetic, step by step: the reference the fast path is held to.

It reads the cards' own facts and none of the tables the fast path builds from them.  Every step hands back what it
found: refusals with their figures, and what is missing to tell.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from routing.exact.bill import BilledSurcharge, Charge, bill, dearest_of_group, price
from routing.exact.surcharges import charged
from routing.reason import Reason
from routing.services.condition import MEASURES, MONEY
from routing.services.refusal import LIMIT_CODES, NUMBER, Refusal, Why
from routing.services.service import is_requested
from routing.values.address_traits import PO_BOX
from routing.values.postcode import comparable, within
from routing.values.quantity import GRAM, Quantity
from routing.values.territories import territories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from routing.exact.bill import Step
    from routing.exact.parcel import Parcel
    from routing.services.condition import Condition
    from routing.services.in_force import ServiceVersion
    from routing.services.policy import Policy
    from routing.services.service import RateBand, Service, Surcharge, VolumetricRule, Zone
    from routing.values.money import ExchangeRates

    Found = tuple[list[Refusal], AbstractSet[Why]]  # what speaks against the service, and what is missing to tell

_MEASURE: Final = {
    "weight": Reason("measure_name.weight"),
    "longest_side": Reason("measure_name.longest_side"),
    "second_side": Reason("measure_name.second_side"),
    "shortest_side": Reason("measure_name.shortest_side"),
    "sides_sum": Reason("measure_name.sides_sum"),
    "length_girth": Reason("measure_name.length_girth"),
    "value": Reason("measure_name.value"),
}
_NONE: Final = Fraction(0)
_NOTHING: Final[frozenset[Why]] = frozenset()
_GIVE_POSTCODE: Final = Reason("remedy.give_postcode")
_NO_POSTCODE: Final = Reason("refusal.no_postcode")


@frozen
class Answer:
    """What one service says to one parcel: a price, or every refusal with its figures."""

    service: Service
    price_fen: int | None = None
    chargeable_g: int | None = None
    refusals: tuple[Refusal, ...] = ()
    charge: Charge | None = None
    """What makes the price."""

    @property
    def priced(self) -> bool:
        """Whether the service takes the parcel."""
        return self.price_fen is not None

    @property
    def band(self) -> RateBand | None:
        """The band that prices the parcel."""
        return None if self.charge is None else self.charge.band

    @property
    def steps(self) -> tuple[Step, ...]:
        """The price step by step; none without a price."""
        return () if self.charge is None else bill(self.service, self.charge)

    @property
    def remedy(self) -> Reason | None:
        """The smallest change of the parcel that would make it eligible; None where no change of it would.

        No two refusals ask for the same: of limits on one measure the service keeps one in each direction.
        """
        changes: list[Reason] = []
        for refusal in self.refusals:
            if refusal.remedy is None:
                return None
            changes.append(refusal.remedy)
        return _together(changes)


@frozen(eq=False)
class _Question:
    """One parcel put to one service on one day."""

    parcel: Parcel
    version: ServiceVersion
    service: Service
    """The version's."""
    on: date
    policy: Policy
    rates: ExchangeRates

    def evaluate(self, conditions: Sequence[Condition]) -> tuple[bool, AbstractSet[Why]]:
        """Whether all conditions hold, and what is missing to tell (of every condition)."""
        if not conditions:
            return True, _NOTHING
        verdicts = [holds(condition, self.parcel, self.on, self.rates) for condition in conditions]
        missing: set[Why] = {verdict for verdict in verdicts if not isinstance(verdict, bool)}
        return not missing and all(verdicts), missing


def answer(parcel: Parcel, version: ServiceVersion, on: date, policy: Policy, rates: ExchangeRates) -> Answer:
    """The service's answer to the parcel handed over on that day."""
    service = version.service
    against, chargeable_g, found = _verdict(_Question(parcel, version, service, on, policy, rates))
    if against or found is None:
        return Answer(service, chargeable_g=chargeable_g, refusals=against)
    return Answer(service, price(service, found).fen, chargeable_g, charge=found)


def refusals(
    parcel: Parcel, version: ServiceVersion, on: date, policy: Policy, rates: ExchangeRates
) -> tuple[Refusal, ...]:
    """The service's refusals alone, by precedence; none where it takes the parcel, at whatever price."""
    return _verdict(_Question(parcel, version, version.service, on, policy, rates))[0]


def unmeasured(
    parcel: Parcel, version: ServiceVersion, on: date, policy: Policy, rates: ExchangeRates
) -> tuple[Refusal, ...]:
    """Those of `refusals` without an excess: broken limits, and weights beyond the rates, are left out."""
    question = _Question(parcel, version, version.service, on, policy, rates)
    return _verdict(question, measured=False)[0]


def charge(parcel: Parcel, version: ServiceVersion, on: date, policy: Policy, rates: ExchangeRates) -> Charge | None:
    """What makes the service's price, even where a limit speaks against it; None where no band tells it."""
    return _verdict(_Question(parcel, version, version.service, on, policy, rates))[2]


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
    return condition.holds(worth)


def _verdict(question: _Question, *, measured: bool = True) -> tuple[tuple[Refusal, ...], int | None, Charge | None]:
    """The steps one after the other, as a clerk would go through them.

    All that speaks against the service, by precedence; the chargeable grams; what makes its price when nothing does.
    `measured`: whether figures beyond their limits are asked for.
    """
    zone = _zone(question)
    chargeable_g, unweighed = _chargeable(question)
    surcharges, unsurcharged = _surcharges(question, chargeable_g or 0)
    rate = _rate(question, zone, chargeable_g)
    limits, unlimited = _limits(question, measured=measured)
    rules, unruled = _rules(question)
    exchange = question.rates.cny(question.service.currency, question.on)
    if isinstance(rate, _Beyond):
        limits, rate = _beyond_or_overweight(question, limits, rate) if measured else (limits, None)
    against = [
        *limits,
        *rules,
        *_goods(question),
        *_address(question),
        *_not_in_force(question),
        *[one for one in (zone, rate) if isinstance(one, Refusal)],
        *_unknown(question, unweighed | unsurcharged | unlimited | unruled, exchange),
    ]
    charge = None
    if rate is not None and not isinstance(rate, Refusal) and chargeable_g is not None and exchange is not None:
        charge = Charge(rate, chargeable_g, tuple(surcharges), question.version.fuel or _NONE, exchange)
    against.sort(key=_precedence)
    return tuple(against), chargeable_g, charge


def _precedence(refusal: Refusal) -> int:
    return NUMBER[refusal.code]


def _zone(question: _Question) -> str | Refusal:
    """The zone of the destination; refused when there is none, or when only an unknown postcode could tell."""
    country, postcode = question.parcel.country, question.parcel.postcode
    lines = question.service.zones_of.get(country, ())
    ranges = [line for line in lines if line.postcode_from]
    closed: list[Zone] = []
    if question.service.not_served and lines:
        closed = [line for line in question.service.not_served if line.country == country]
    if not postcode and (ranges or any(line.postcode_from for line in closed)):
        message = Reason("refusal.zone_by_postcode", country=country)
        return Refusal("NOT_SERVED", message, measured=_NO_POSTCODE, remedy=_GIVE_POSTCODE)
    key = comparable(postcode, country)
    if any(_inside(question.parcel, line) for line in closed):
        place = f"{country} {postcode}".strip()
        return Refusal("NOT_SERVED", Reason("refusal.closed_place", place=place), measured=place)
    for line in lines:
        if line.postcode_from and within(key, *line.span):
            return line.zone
    for line in lines:
        if not line.postcode_from:
            return line.zone
    place = f"{country} {postcode}" if ranges else country
    return Refusal("NOT_SERVED", Reason("refusal.not_served", place=place), measured=place)


def _limits(question: _Question, *, measured: bool) -> Found:
    """The limits that the parcel breaks, where they are asked for; and what is missing to tell."""
    parcel, broken = question.parcel, []
    missing: set[Why] = set()
    for limit in question.service.limits_of(parcel.country, roll=parcel.roll):
        verdict = holds(limit, parcel, question.on, question.rates)
        if not isinstance(verdict, bool):
            missing.add(verdict)
        elif measured and not verdict:
            broken.append(_value_broken(question, limit) if limit.measure == "value" else _broken(parcel, limit))
    return broken, missing


def _broken(parcel: Parcel, limit: Condition) -> Refusal:
    """A limit on weight or size that does not hold."""
    measured = parcel.measure(limit.measure) or 0
    beyond = measured - limit.figure if limit.upper else limit.figure - measured
    change = ceil(beyond) if limit.operator in {"<=", ">="} else floor(beyond) + 1  # whole grams or millimetres
    margin = limit.quantity(change)
    return _limit_refusal(
        limit, limit.quantity(measured), margin, _change(limit, margin), Fraction(change, max(limit.figure, 1))
    )


def _change(limit: Condition, margin: Quantity) -> Reason:
    """The change that would bring a weight or a side within the limit."""
    if limit.measure == "weight":
        return Reason("remedy.lighter", margin=margin) if limit.upper else Reason("remedy.heavier", margin=margin)
    side = _MEASURE[limit.measure]
    if limit.upper:
        return Reason("remedy.shorter", side=side, margin=margin)
    return Reason("remedy.longer", side=side, margin=margin)


def _value_broken(question: _Question, limit: Condition) -> Refusal:
    """A limit on the value.  No remedy: it is what the buyer paid, and is never to be declared otherwise."""
    paid, code = question.parcel.value_e4 or 0, question.parcel.currency or ""
    worth = Fraction(paid)
    if code != limit.currency:
        worth = question.rates.convert(paid, code, limit.currency, question.on) or worth
    beyond = abs(worth - limit.figure)
    return _limit_refusal(
        limit, Quantity(paid, code), limit.quantity(ceil(beyond)), None, beyond / max(limit.figure, 1)
    )


def _limit_refusal(
    limit: Condition, measured: Quantity, margin: Quantity, remedy: Reason | None, excess: Fraction
) -> Refusal:
    bound = limit.quantity(limit.figure)
    message = Reason(
        "refusal.limit", measure=_MEASURE[limit.measure], measured=measured, operator=limit.operator, limit=bound
    )
    code = LIMIT_CODES[limit.measure, limit.upper]
    return Refusal(code, message, measured, limit.crossed, bound, margin, remedy, excess)


def _goods(question: _Question) -> list[Refusal]:
    """Goods, tracking and a requested service that the service does not meet."""
    parcel, service = question.parcel, question.service
    accepted = service.goods_of(parcel.country)
    against = []
    if not parcel.goods <= accepted:
        refused = tuple(sorted(parcel.goods - accepted))
        message = Reason("refusal.goods", goods=refused)
        against.append(Refusal("GOODS_FORBIDDEN", message, measured=refused, limit=tuple(sorted(accepted))))
    if parcel.tracked and not service.tracked:
        against.append(Refusal("TRACKING_REQUIRED", Reason("refusal.untracked")))
    if parcel.requested is not None and not is_requested(service, parcel.requested):
        message = Reason("refusal.not_requested", requested=parcel.requested)
        against.append(Refusal("SERVICE_NOT_REQUESTED", message, measured=service.code, limit=parcel.requested))
    return against


def _address(question: _Question) -> list[Refusal]:
    """A box, or a territory, to which the service does not go."""
    places = tuple(sorted(question.parcel.address & question.service.refuses))
    if not places:
        return []
    message = Reason("refusal.address", places=tuple(map(_place_name, places)))
    remedy = Reason("remedy.street_address") if places == (PO_BOX,) else None
    return [Refusal("NOT_SERVED", message, measured=places, remedy=remedy)]


def _place_name(word: str) -> Reason:
    """A box, or the name of a territory."""
    if word == PO_BOX:
        return Reason("refusal.po_box")
    return Reason("refusal.territory", name=territories()[word].name, code=word)


def _rules(question: _Question) -> Found:
    """The first of a marketplace's rules that closes the service."""
    parcel = question.parcel
    missing: set[Why] = set()
    closing: list[str] = []
    for rule in question.policy.closing(question.service, parcel.platform, parcel.country, question.on):
        applies, undecided = question.evaluate(rule.when)
        missing |= undecided
        if applies:
            closing.append(rule.name)
    return [Refusal("PLATFORM_RULE", Reason("refusal.rule", rule=name), limit=name) for name in closing[:1]], missing


def _not_in_force(question: _Question) -> list[Refusal]:
    """A service none of whose cards is in force, naming the nearest that was."""
    if question.version.in_force:
        return []
    validity = question.service.validity
    held = Reason("refusal.held_from", start=validity.start)
    if validity.end is not None:
        held = Reason("refusal.held_from_to", start=validity.start, end=validity.end)
    message = Reason("refusal.not_in_force", on=question.on, card=question.service.card, held=held)
    return [Refusal("CARD_NOT_IN_FORCE", message, measured=question.on, limit=held)]


def _chargeable(question: _Question) -> tuple[int | None, set[Why]]:
    """Chargeable grams before steps, None when they depend on something missing; and what is missing."""
    parcel, version = question.parcel, question.version
    rules = [one for one in version.volumetric if one.covers(parcel.country, version.priced_on)]
    missing: set[Why] = {"size"} if rules and parcel.sides is None else set()
    counting: VolumetricRule | None = None
    for rule in rules:
        applies, undecided = question.evaluate(rule.value)
        missing |= undecided
        if applies and counting is None:
            counting = rule
    least = 0
    for minimum in version.service.minimums_to(parcel.country):
        applies, undecided = question.evaluate(minimum.every)
        missing |= undecided
        if applies:
            least = max(least, minimum.grams)
    if missing:
        return None, missing
    weight_g = parcel.weight_g if counting is None else _volumetric(counting, parcel)
    return max(weight_g, least), missing


def _volumetric(rule: VolumetricRule, parcel: Parcel) -> int:
    """Chargeable grams by a rule that covers the parcel, whose size is known."""
    actual = parcel.weight_g
    exact = Fraction(parcel.volume_mm3 or 0, rule.divisor)
    if not _counts(rule, parcel, exact):
        return actual
    if rule.share is not None:
        return actual + max(0, ceil(rule.share * (exact - actual)))
    if rule.above is None:
        return max(actual, ceil(exact))
    return max(actual, actual + ceil(exact - rule.above * actual))


def _counts(rule: VolumetricRule, parcel: Parcel, exact: Fraction) -> bool:
    """Whether every trigger of a rule is met by a parcel of that volumetric weight."""
    if rule.side is not None and not rule.side.holds(parcel.measure("longest_side") or 0):
        return False
    if not all(one.holds(parcel.exact_weight) for one in rule.weight):
        return False
    if rule.ratio is not None:
        times = parcel.volume_to_weight(rule.divisor) or 0
        if times < rule.ratio or (rule.strict and times == rule.ratio):
            return False
    return exact - parcel.weight_g >= rule.difference_g or not rule.difference_g


def _surcharges(question: _Question, chargeable_g: int) -> tuple[list[BilledSurcharge], set[Why]]:
    """The surcharges that apply, with their amounts; and what is missing to tell."""
    missing: set[Why] = set()
    applying: list[BilledSurcharge] = []
    currency = question.service.currency
    for surcharge in question.version.surcharges:
        if not _concerned(question.parcel, surcharge):
            continue
        verdicts = [
            one.holds(chargeable_g)
            if one.measure == "chargeable_weight"
            else holds(one, question.parcel, question.on, question.rates)
            for one in (*surcharge.every, *surcharge.some)
        ]
        missing |= {verdict for verdict in verdicts if not isinstance(verdict, bool)}
        every, some = verdicts[: len(surcharge.every)], verdicts[len(surcharge.every) :]
        if all(one is True for one in every) and (not some or True in some):
            told = charged(surcharge, question.parcel, chargeable_g, currency, question.rates, question.on)
            if isinstance(told, BilledSurcharge):
                applying.append(told)
            else:
                missing.add(told)
    return dearest_of_group(applying), missing


def _concerned(parcel: Parcel, surcharge: Surcharge) -> bool:
    """Whether the surcharge speaks of this destination and content."""
    if surcharge.countries and parcel.country not in surcharge.countries:
        return False
    if surcharge.address and surcharge.address.isdisjoint(parcel.address):
        return False
    if surcharge.goods and surcharge.goods.isdisjoint(parcel.goods):
        return False
    return not surcharge.places or any(_inside(parcel, place) for place in surcharge.places)


def _inside(parcel: Parcel, place: Zone) -> bool:
    if place.country != parcel.country:
        return False
    return not place.postcode_from or within(comparable(parcel.postcode, parcel.country), *place.span)


def _hangs_on_postcode(parcel: Parcel, surcharge: Surcharge) -> bool:
    return any(place.country == parcel.country and place.postcode_from for place in surcharge.places)


@frozen
class _Beyond:
    """A chargeable weight that lies beyond a zone's bands: past their end, or not above their beginning."""

    bands: Sequence[RateBand]
    chargeable_g: int

    @property
    def over(self) -> bool:
        """Whether the weight lies past the end."""
        return self.chargeable_g > self.limit_g

    @property
    def limit_g(self) -> int:
        """The end of the bands that it lies beyond."""
        top = max(band.upto_g for band in self.bands)
        return top if self.chargeable_g > top else min(band.over_g for band in self.bands)

    @property
    def margin_g(self) -> int:
        """By how much."""
        return self.chargeable_g - self.limit_g if self.over else self.limit_g + 1 - self.chargeable_g

    @property
    def change(self) -> Reason:
        """The change that would bring it in."""
        margin = Quantity(self.margin_g, GRAM)
        return (
            Reason("remedy.charged_less", margin=margin) if self.over else Reason("remedy.charged_more", margin=margin)
        )

    @property
    def refusal(self) -> Refusal:
        """What it says against the service."""
        measured, limit = Quantity(self.chargeable_g, GRAM), Quantity(self.limit_g, GRAM)
        message = Reason("refusal.rates_begin", measured=measured, limit=limit)
        if self.over:
            message = Reason("refusal.rates_end", measured=measured, limit=limit)
        return Refusal(
            "NO_RATE", message, measured, ">" if self.over else "<=", limit, Quantity(self.margin_g, GRAM),
            self.change, Fraction(self.margin_g, max(self.limit_g, 1)),
        )  # fmt: skip


def _rate(question: _Question, zone: str | Refusal, chargeable_g: int | None) -> RateBand | Refusal | _Beyond | None:
    """The band that prices the weight; why there is none; None where zone or weight do not let one tell."""
    if isinstance(zone, Refusal):
        return None
    version, priced_on = question.version, question.version.priced_on
    bands = version.bands_of[zone]
    if not bands:
        return Refusal("NO_RATE", Reason("refusal.no_bands", zone=zone, on=priced_on), measured=priced_on)
    if version.fuel is None:
        return Refusal("NO_RATE", Reason("refusal.no_fuel", on=priced_on), measured=priced_on)
    parcel = question.parcel
    if not parcel.postcode and any(_hangs_on_postcode(parcel, one) for one in version.surcharges):
        message = Reason("refusal.surcharge_by_postcode")
        return Refusal("NO_RATE", message, measured=_NO_POSTCODE, remedy=_GIVE_POSTCODE)
    if chargeable_g is None:
        return None
    return _band(bands, chargeable_g) or _Beyond(bands, chargeable_g)


def _band(bands: Sequence[RateBand], chargeable_g: int) -> RateBand | None:
    for band in bands:
        if band.over_g < chargeable_g <= band.upto_g:
            return band
    return None


def _beyond_or_overweight(
    question: _Question, limits: list[Refusal], beyond: _Beyond
) -> tuple[list[Refusal], Refusal | None]:
    """The limits, and the refusal of a weight beyond the bands unless the actual weight breaks a limit already.

    Then the limit speaks; its remedy names what would still lie beyond them.
    """
    if not any(refusal.code in {"WEIGHT_OVER", "WEIGHT_UNDER"} for refusal in limits):
        return limits, beyond.refusal
    still = _still_beyond(question, beyond.bands)
    return [
        evolve(refusal, remedy=_together([refusal.remedy, still]))
        if still and refusal.remedy and refusal.code in {"WEIGHT_OVER", "WEIGHT_UNDER"}
        else refusal
        for refusal in limits
    ], None


def _still_beyond(question: _Question, bands: Sequence[RateBand]) -> Reason | None:
    """The change that is left where a parcel of the nearest weight that the limits allow has no band either."""
    parcel = question.parcel
    edges = {one.upper: one.edge for one in question.service.limits_of(parcel.country) if one.measure == "weight"}
    lightest, heaviest = edges.get(False, 0) + 1, edges.get(True, parcel.weight_g)
    nearest = evolve(parcel, weight_g=max(min(parcel.weight_g, heaviest), lightest), weight_up_e9=0)
    chargeable_g = _chargeable(evolve(question, parcel=nearest))[0] or 0
    return None if _band(bands, chargeable_g) else _Beyond(bands, chargeable_g).change


def _unknown(question: _Question, missing: AbstractSet[Why], exchange: Fraction | None) -> list[Refusal]:
    """What is missing: size, value, rates of exchange."""
    against = []
    if "size" in missing:
        against.append(Refusal("SIZE_UNKNOWN", Reason("refusal.size_unknown"), remedy=Reason("remedy.give_size")))
    if "value" in missing:
        against.append(Refusal("VALUE_UNKNOWN", Reason("refusal.value_unknown"), remedy=Reason("remedy.give_value")))
    if "items" in missing:
        against.append(Refusal("ITEMS_UNKNOWN", Reason("refusal.items_unknown"), remedy=Reason("remedy.give_items")))
    if "rate" in missing:
        code = _without_rate(question) or question.parcel.currency
        message = Reason("refusal.no_rate_to_compare", currency=code, on=question.on)
        remedy = Reason("remedy.load_rate", currency=code)
        against.append(Refusal("NO_EXCHANGE_RATE", message, measured=code, remedy=remedy))
    elif exchange is None:
        code = question.service.currency
        message = Reason("refusal.no_rate_for_prices", currency=code, on=question.on)
        remedy = Reason("remedy.load_rate", currency=code)
        against.append(Refusal("NO_EXCHANGE_RATE", message, measured=code, remedy=remedy))
    return against


def _without_rate(question: _Question) -> str | None:
    """The currency of a surcharge that cannot be exchanged; None where it is the order's own that lacks a rate."""
    own = question.service.currency
    foreign = [one for one in question.version.surcharges if one.currency or one.per == "value"]
    codes = [code for one in foreign if _concerned(question.parcel, one) for code in (one.currency or own, own)]
    return next(iter(question.rates.lacking(codes, question.on)), None)


def _together(changes: Sequence[Reason]) -> Reason | None:
    """Several changes as one; None where there is none."""
    return Reason("remedy.together", changes=tuple(changes)) if len(changes) > 1 else next(iter(changes), None)
