"""A diff tells everything that can change a price: each field of random cards, changed in turn, makes a difference."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from worlds import COUNTRIES, Dice, service

from carriers.cards.diff import diff
from routing.services.condition import Condition
from routing.services.door_terms import DoorTerms
from routing.services.service import CLASSES, CountryLimits, RateBand, Rounding, Service, Validity, Zone

if TYPE_CHECKING:
    from collections.abc import Iterator

ON = date(2020, 1, 1)
_OF_NONE: dict[str, tuple[Any, ...]] = {"discount": (Fraction(1, 2),), "minimum_micro": (7,)}
"""What stands where a band says nothing of its own."""
NO_PRICE = {"code", "source", "card", "zone", "note"}
"""What names a thing, or says where it comes from."""


def mutations(one: Service) -> Iterator[tuple[str, Service]]:
    """The service with one field changed, field by field, with the fields of what it holds."""
    for field in attrs.fields(Service):
        if not field.init or field.name in NO_PRICE:
            continue
        value = getattr(one, field.name)
        if isinstance(value, tuple) and value and attrs.has(type(value[0])):
            for at, part in enumerate(value):
                if not _counts(one, field.name, part):
                    continue
                yield f"{field.name}[{at}] gone", _with(one, field.name, (*value[:at], *value[at + 1 :]))
                for name, other in _parts(field.name, part):
                    if field.name == "bands" and _days(one, other) == _days(one, part) and name == "validity":
                        continue  # the same days of the service
                    changed = (*value[:at], other, *value[at + 1 :])
                    yield f"{field.name}[{at}].{name}", _with(one, field.name, changed)
        elif not (isinstance(value, tuple) and not value):
            for number, other in enumerate(_others(field.name, value)):
                yield f"{field.name} {number}", _with(one, field.name, other)


def _with(one: Service, field: str, value: Any) -> Service:
    changes: dict[str, Any] = {field: value}
    return attrs.evolve(one, **changes)


def _days(one: Service, band: RateBand) -> tuple[date, date]:
    """The days of the service on which a band holds."""
    ends = (band.validity.end or date.max, one.validity.end or date.max)
    return max(band.validity.start, one.validity.start), min(ends)


def _counts(one: Service, field: str, part: Any) -> bool:
    """Whether the part can change a price: bands of zones without countries, or beyond the service's days, cannot."""
    if field == "bands":
        served = {line.zone for line in one.zones}
        return part.zone in served and part.validity.overlaps(one.validity)
    if field == "zones":  # a line whose zone prices its country
        return any(band.zone == part.zone and band.validity.overlaps(one.validity) for band in one.bands)
    return not (isinstance(part, CountryLimits) and not part.limits and part.goods is None)


def _parts(field: str, part: Any) -> Iterator[tuple[str, Any]]:
    """The part with one of its own fields changed."""
    for own in attrs.fields(type(part)):
        if not own.init or own.name in NO_PRICE or _says_nothing(own.name, field, part):
            continue
        value = getattr(part, own.name)
        for other in _OF_NONE.get(own.name, ()) if value is None else _others(own.name, value):
            try:
                yield own.name, attrs.evolve(part, **{own.name: other})
            except ValueError:
                continue


def _says_nothing(name: str, field: str, part: Any) -> bool:
    """Whether the field has no meaning beside the others of its part."""
    return (
        (name == "value" and field == "limits")
        or (field == "bands" and not part.per_step_micro and name in {"base_covers_g", "step_g"})
        or (isinstance(part, Condition) and name == "currency" and not part.currency)
        or isinstance(part, DoorTerms)
        or (name in {"postcode_from", "postcode_to"} and not part.postcode_from)
        or name == ("share" if getattr(part, "per", "") != "value" else "amount_micro")
        or (name == "strict" and part.ratio is None)
    )


def _others(name: str, value: Any) -> Iterator[Any]:
    """Other values of the same kind."""
    match value:
        case bool():
            yield not value
        case int() | Fraction():
            yield value + 1
        case str():
            yield from (other for other in _words(name) if other != value)
        case frozenset():
            yield value ^ {_member(name)}
        case Validity():
            yield Validity(value.start + timedelta(days=1), value.end)
            yield Validity(value.start, date(2098, 1, 1))
        case (int(low), int(high)):
            yield (low, high + 1)
        case tuple():
            yield (*value, Zone("", "IT") if name == "places" else Condition("weight", ">", 7))
        case Condition():
            yield attrs.evolve(value, figure=value.figure + 1)
        case Rounding():
            yield from (other for _, other in _parts("", value))


def _words(name: str) -> tuple[str, ...]:
    words = {
        "service_class": CLASSES[:2], "currency": ("USD", "EUR"), "basis": ("published", "contract"),
        "country": ("FR", "IT"), "per": ("parcel", "kg"), "mode": ("half_up", "up"), "measure": ("weight", "sides_sum"),
        "operator": ("<=", ">"), "postcode_from": ("11",), "postcode_to": ("18",), "pickup_weekmask": ("1111110",),
    }  # fmt: skip
    return words.get(name, ("other",))


def _member(name: str) -> str:
    members: dict[str, str] = {
        "goods": "battery",
        "tags": "x",
        "countries": COUNTRIES[0],
        "refuses": "po_box",
        "address": "po_box",
    }
    return members[name]


@pytest.mark.parametrize("seed", range(40))
def test_every_field_that_is_changed_makes_a_difference(seed: int) -> None:
    """Nothing is "No difference." that may cost something else."""
    one = service(Dice(seed), "s0")
    assert diff([one], [one], ON) == []
    silent = [name for name, other in mutations(one) if not diff([one], [other], ON)]
    assert silent == []
