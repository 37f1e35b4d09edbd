"""What a service says, fact by fact, as named reasons: for people, and to be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.reason import Reason
from routing.services.service import MICRO, Service
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from fractions import Fraction

    from routing.services.condition import Condition
    from routing.services.door_terms import DoorTerms
    from routing.services.service import Surcharge, TransitDays, Validity, VolumetricRule, Zone

    Named = dict[tuple[Reason, int], Reason]
    """(name, its number among equal names) -> what is said under it."""


def facts_of(service: Service) -> Named:
    """What holds for every parcel."""
    facts = [
        (Reason("fact_name.carrier"), Reason("card_fact.text", text=service.carrier)),
        (Reason("fact_name.name"), Reason("card_fact.text", text=service.name)),
        (Reason("fact_name.service_class"), Reason("card_fact.text", text=service.service_class)),
        (Reason("fact_name.tracked"), Reason("card_fact.text", text=str(service.tracked))),
        (Reason("fact_name.currency"), Reason("card_fact.text", text=service.currency)),
        (Reason("fact_name.basis"), Reason("card_fact.text", text=service.basis)),
        (Reason("fact_name.pickup_weekmask"), Reason("card_fact.text", text=service.pickup_weekmask)),
        (Reason("fact_name.transit_days"), _from_to(*service.transit_days)),
        *((_transit_name(own), _from_to(*own.days)) for own in service.transit_for),
        (Reason("fact_name.valid"), _span(service.validity)),
        (Reason("fact_name.goods"), Reason("card_fact.words", words=tuple(sorted(service.goods)))),
        *(_refused(service) if service.refuses else ()),
        *(_not_served(service) if service.not_served else ()),
        (Reason("fact_name.tags"), Reason("card_fact.words", words=tuple(sorted(service.tags)))),
        (Reason("fact_name.discount"), percentage(1 - service.discount)),
        (Reason("fact_name.minimum_charge"), Reason("card_fact.text", text=money(service.minimum_micro))),
        (Reason("fact_name.rounding"), _rounding(service)),
        *((_door_name(entry), _duty(entry)) for entry in service.door),
    ]
    return _numbered(facts)


def _refused(service: Service) -> Iterator[tuple[Reason, Reason]]:
    """The boxes and territories to which the service does not go."""
    yield Reason("fact_name.refuses"), Reason("card_fact.words", words=tuple(sorted(service.refuses)))


def _not_served(service: Service) -> Iterator[tuple[Reason, Reason]]:
    """The countries and postcodes to which the service does not go."""
    names = tuple(sorted(map(place_text, service.not_served)))
    yield Reason("fact_name.not_served"), Reason("card_fact.names", names=names)


def _transit_name(own: TransitDays) -> Reason:
    return Reason("fact_name.transit_days_to", countries=tuple(sorted(own.countries)))


def _door_name(entry: DoorTerms) -> Reason:
    countries = tuple(sorted(entry.countries))
    return Reason("fact_name.duty", countries=countries) if countries else Reason("fact_name.duty_elsewhere")


def _duty(entry: DoorTerms) -> Reason:
    fee = Reason("card_fact.handling", amount=money(round(entry.handling * MICRO))) if entry.handling else None
    return Reason("card_fact.duty", arrangement=entry.arrangement.value, handling=fee)


def limits_of(service: Service) -> Named:
    """The limits, those of some countries by their names."""
    found = [(_side(limit), Reason("card_fact.text", text=limit.limit)) for limit in service.limits]
    for own in service.limits_for:
        where = tuple(sorted(own.countries))
        for limit in own.limits:
            name = Reason("fact_name.for_countries", what=_side(limit), countries=where)
            found.append((name, Reason("card_fact.text", text=limit.limit)))
        if own.goods is not None:
            goods = Reason("card_fact.words", words=tuple(sorted(own.goods)))
            found.append((Reason("fact_name.goods_for_countries", countries=where), goods))
    return _numbered(found)


def weighing_of(service: Service, on: date) -> Named:
    """The rules of chargeable weight in force on the day or later."""
    found = [
        (
            Reason("fact_name.volumetric_for_countries", countries=tuple(sorted(rule.countries)))
            if rule.countries
            else Reason("fact_name.volumetric"),
            Reason("card_fact.parts", parts=tuple(_volumetric(rule, service))),
        )
        for rule in service.volumetric
        if _still(rule.validity, on)
    ]
    for minimum in service.billed_minimums:
        when = tuple(map(str, minimum.every))
        name = Reason("fact_name.least_billed_when", when=when) if when else Reason("fact_name.least_billed")
        if minimum.countries:
            name = Reason("fact_name.for_countries", what=name, countries=tuple(sorted(minimum.countries)))
        found.append((name, Reason("card_fact.grams", grams=minimum.grams)))
    return _numbered(found)


def surcharges_of(service: Service, on: date) -> Named:
    """The surcharges and the fuel in force on the day or later."""
    found = [
        (Reason("card_fact.text", text=one.name), Reason("card_fact.parts", parts=tuple(_surcharge(one, service))))
        for one in service.surcharges
        if _still(one.validity, on)
    ]
    for fuel in service.fuel:
        if _still(fuel.validity, on):
            parts = (percentage(fuel.fraction), *_days(fuel.validity, service))
            found.append((Reason("fact_name.fuel"), Reason("card_fact.parts", parts=parts)))
    return _numbered(found)


def places_of(service: Service, on: date) -> Named:
    """The lists of places of surcharges in force on the day or later, in their order."""
    return _numbered(
        (Reason("fact_name.places", name=one.name), Reason("card_fact.names", names=tuple(map(place_text, one.places))))
        for one in service.surcharges
        if one.places and _still(one.validity, on)
    )


def place_text(line: Zone) -> str:
    """A line of a list of places, as "GB BT1-BT94" or "GB"."""
    return f"{line.country} {line.postcode_from}-{line.postcode_to}" if line.postcode_from else line.country


def money(micro: int) -> str:
    """Millionths as decimal text."""
    return decimal_text(micro, 6)


def _numbered(pairs: Iterable[tuple[Reason, Reason]]) -> Named:
    """The pairs by name, equal names counted."""
    found: Named = {}
    for name, said in pairs:
        number = 1
        while (name, number) in found:
            number += 1
        found[name, number] = said
    return found


def _side(limit: Condition) -> Reason:
    if limit.upper:
        return Reason("fact_name.at_most", measure=limit.measure)
    return Reason("fact_name.at_least", measure=limit.measure)


def _volumetric(rule: VolumetricRule, service: Service) -> Iterator[Reason]:
    yield Reason("card_fact.divisor", divisor=rule.divisor)
    if rule.side is not None:
        yield Reason("card_fact.text", text=str(rule.side))
    for one in rule.value:
        yield Reason("card_fact.text", text=str(one))
    for one in rule.weight:
        yield Reason("card_fact.text", text=str(one))
    if rule.ratio is not None and rule.strict:
        yield Reason("card_fact.over_times_actual", ratio=float(rule.ratio))
    elif rule.ratio is not None:
        yield Reason("card_fact.from_times_actual", ratio=float(rule.ratio))
    if rule.difference_g:
        yield Reason("card_fact.from_difference", grams=rule.difference_g)
    if rule.share is not None:
        yield Reason("card_fact.share_of_difference", share=percentage(rule.share))
    if rule.above is not None:
        yield Reason("card_fact.part_above_times_actual", ratio=float(rule.above))
    yield from _days(rule.validity, service)


def _surcharge(one: Surcharge, service: Service) -> Iterator[Reason]:
    if one.per == "value":
        yield Reason("card_fact.share_of_value", percent=percentage(one.share))
    else:
        yield Reason("card_fact.amount_per", amount=money(one.amount_micro), per=one.per)
    if one.currency:
        yield Reason("card_fact.amount_in", currency=one.currency)
    if one.step_g != 1:
        yield Reason("card_fact.in_steps", grams=one.step_g)
    if one.minimum_micro:
        yield Reason("card_fact.at_least", amount=money(one.minimum_micro))
    if one.maximum_micro is not None:
        yield Reason("card_fact.at_most", amount=money(one.maximum_micro))
    if one.every:
        yield Reason("card_fact.if_all", conditions=tuple(map(str, one.every)))
    if one.some:
        yield Reason("card_fact.if_some", conditions=tuple(map(str, one.some)))
    yield from _whom(one)
    if not one.fuel_applies:
        yield Reason("card_fact.without_fuel")
    if one.group:
        yield Reason("card_fact.group", group=one.group)
    yield from _days(one.validity, service)


def _whom(one: Surcharge) -> Iterator[Reason]:
    """The destinations and goods that a surcharge speaks of."""
    if one.countries:
        yield Reason("card_fact.to_countries", countries=tuple(sorted(one.countries)))
    if one.places:
        yield Reason("card_fact.for_places", places=len(one.places))
    if one.address:
        yield Reason("card_fact.to_addresses", words=tuple(sorted(one.address)))
    if one.goods:
        yield Reason("card_fact.with_goods", goods=tuple(sorted(one.goods)))


def _still(validity: Validity, on: date) -> bool:
    """Whether the fact holds on the day or on a later one."""
    return validity.end is None or validity.end >= on


def _days(validity: Validity, service: Service) -> Iterator[Reason]:
    """The days of a fact, where they are not the service's own."""
    if validity != service.validity:
        yield _span(validity)


def _span(validity: Validity) -> Reason:
    if validity.end is None:
        return Reason("card_fact.until_further_notice", start=validity.start)
    return _from_to(validity.start, validity.end)


def _from_to(low: object, high: object) -> Reason:
    return Reason("card_fact.from_to", low=low, high=high)


def _rounding(service: Service) -> Reason:
    return Reason("card_fact.text", text=f"{money(service.rounding.step_micro)} {service.rounding.mode}")


def percentage(share: Fraction) -> Reason:
    """A fraction of one as a percentage."""
    return Reason("card_fact.percent", percent=decimal_text(round(share * 100 * MICRO), 6, least=0))
