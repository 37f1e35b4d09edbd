"""Bounds of value that a parcel may not be brought across: of customs, carriers, marketplaces and the policy.

A split that keeps parcels below a bound that the order lies above would be an undervalued consignment, or a way
around a marketplace's rule; a merged parcel above a customs limit falls under another regime than its orders.
"""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from routing.facts import Facts
    from routing.landed.facts import DoorFacts
    from routing.services.condition import Condition
    from routing.services.in_force import ServiceVersion

    Bounds = tuple[int, ...] | None  # the greatest values that lie below each; None: not known


@frozen(eq=False)
class ValueBounds:
    """By the facts that decide, and those of customs."""

    facts: Facts
    customs: DoorFacts
    _known: dict[tuple[str, str, str, date], tuple[Bounds, Bounds]] = field(init=False, factory=dict, repr=False)

    def of_customs(self, country: str, place: str, currency: str, on: date) -> Bounds:
        """The limits of customs and tax at a place, in ten-thousandths of a currency."""
        return self._of(country, place, currency, on)[0]

    def of_all(self, country: str, place: str, currency: str, on: date) -> Bounds:
        """Those, and every other that cards, policy and marketplaces' rules name."""
        return self._of(country, place, currency, on)[1]

    def _of(self, country: str, place: str, currency: str, on: date) -> tuple[Bounds, Bounds]:
        key = (country, place, currency, on)
        if key not in self._known:
            limits = {(charge.limit_e4, charge.limit_currency) for charge in self.customs.charges_of(place, on)}
            customs = self._in(currency, on, {(limit, code, True) for limit, code in limits if limit})
            named = {
                (one.figure, str(one.currency), one.operator in {"<=", ">"}) for one in self._conditions(country, on)
            }
            others = self._in(currency, on, named)
            self._known[key] = (customs, None if customs is None or others is None else customs + others)
        return self._known[key]

    def _in(self, currency: str, on: date, named: Collection[tuple[int | Fraction, str, bool]]) -> Bounds:
        """Figures of several currencies in one."""
        found = set()
        for figure, code, below in named:
            own = Fraction(figure) if code == currency else self.facts.rates.convert(figure, code, currency, on)
            if own is None:
                return None
            found.add(floor(own) if below else ceil(own) - 1)
        return tuple(sorted(found))

    def _conditions(self, country: str, on: date) -> Iterator[Condition]:
        """Every condition on the value that may decide about a parcel to a country."""
        for tier in self.facts.policy.tiers:
            yield from _on_value(tier.when)
        for rule in self.facts.policy.rules:
            yield from _on_value(rule.when)
        for version in self.facts.versions_on(on):
            if country in version.service.zones_of:
                yield from _of_service(version, country)


def _of_service(version: ServiceVersion, country: str) -> Iterator[Condition]:
    yield from _on_value(version.service.limits_of(country))
    for volumetric in version.volumetric:
        yield from volumetric.value
    for minimum in version.service.billed_minimums:
        yield from _on_value(minimum.every)
    for surcharge in version.surcharges:
        yield from _on_value((*surcharge.every, *surcharge.some))


def _on_value(conditions: tuple[Condition, ...]) -> Iterator[Condition]:
    return (one for one in conditions if one.measure == "value")


def crossed(bounds: Bounds, one_e4: int | None, other_e4: int | None) -> bool:
    """Whether a bound lies between two values; also where it cannot be told.

    >>> crossed((50,), 50, 51), crossed((50,), 49, 50)
    (True, False)
    """
    if bounds == ():
        return False
    if bounds is None or one_e4 is None or other_e4 is None:
        return True
    return bisect_left(bounds, one_e4) != bisect_left(bounds, other_e4)
