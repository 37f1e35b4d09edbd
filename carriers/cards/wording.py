"""What a service says, fact by fact, as named texts: for people, and to be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from routing.services.service import MICRO, Service
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from routing.services.service import CountryLimits, Surcharge, Validity

_PLAIN: Final = ("carrier", "name", "service_class", "tracked", "currency", "basis", "pickup_weekmask")


def facts_of(service: Service) -> dict[str, str]:
    """What holds for every parcel."""
    facts = {name.replace("_", " "): str(getattr(service, name)) for name in _PLAIN}
    facts["transit days"] = "{} to {}".format(*service.transit_days)
    facts["valid"] = _span(service.validity)
    facts["goods"] = ", ".join(sorted(service.goods))
    facts["tags"] = ", ".join(sorted(service.tags))
    facts["discount"] = _percent(1 - service.discount)
    facts["minimum charge"] = money(service.minimum_micro)
    facts["rounding"] = f"{money(service.rounding.step_micro)} {service.rounding.mode}"
    return facts


def limits_of(service: Service) -> dict[str, str]:
    """The limits, those of some countries by their names."""
    found = {_side(limit): limit.limit for limit in service.limits}
    for own in service.limits_for:
        where = _countries_text(own)
        found |= {f"{_side(limit)} to {where}": limit.limit for limit in own.limits}
        if own.goods is not None:
            found[f"goods to {where}"] = ", ".join(sorted(own.goods))
    return found


def _side(limit: Any) -> str:
    return f"{limit.measure} {'at most' if limit.upper else 'at least'}"


def _countries_text(own: CountryLimits) -> str:
    return " ".join(sorted(own.countries))


def weighing_of(service: Service, on: date) -> dict[str, str]:
    """The rules of chargeable weight in force."""
    found = {}
    for rule in service.volumetric:
        if rule.validity.holds(on):
            said = [f"/{rule.divisor}", str(rule.side or ""), *(str(one) for one in rule.value)]
            said += [f"from {float(rule.ratio)} x actual" if rule.ratio is not None else ""]
            said += [f"part above {float(rule.above)} x actual" if rule.above is not None else ""]
            where = f" to {' '.join(sorted(rule.countries))}" if rule.countries else ""
            found[f"volumetric{where}"] = ", ".join(part for part in said if part)
    for minimum in service.billed_minimums:
        when = " and ".join(map(str, minimum.every))
        found[f"least billed{f' if {when}' if when else ''}"] = f"{minimum.grams} g"
    return found


def surcharges_of(service: Service, on: date) -> dict[str, str]:
    """The surcharges and the fuel in force."""
    found = {one.name: _surcharge(one) for one in service.surcharges if one.validity.holds(on)}
    fuel = next((fuel for fuel in service.fuel if fuel.validity.holds(on)), None)
    return found if fuel is None else {**found, "fuel": _percent(fuel.fraction)}


def _surcharge(one: Surcharge) -> str:
    said = [f"{money(one.amount_micro)} per {one.per}"]
    said += [f"at least {money(one.minimum_micro)}"] if one.minimum_micro else []
    said += [f"at most {money(one.maximum_micro)}"] if one.maximum_micro is not None else []
    said += [f"if {' and '.join(map(str, one.every))}"] if one.every else []
    said += [f"if {' or '.join(map(str, one.some))}"] if one.some else []
    said += [f"to {' '.join(sorted(one.countries))}"] if one.countries else []
    said += [f"for {len(one.places)} places"] if one.places else []
    said += [f"with {', '.join(sorted(one.goods))}"] if one.goods else []
    said += [] if one.fuel_applies else ["without fuel"]
    said += [f"group {one.group}"] if one.group else []
    return ", ".join(said)


def _span(validity: Validity) -> str:
    return f"{validity.start} to {validity.end or 'further notice'}"


def _percent(share: Fraction) -> str:
    return f"{decimal_text(round(share * 100 * MICRO), 6, least=0)} %"


def money(micro: int) -> str:
    """Millionths as decimal text."""
    return decimal_text(micro, 6)
