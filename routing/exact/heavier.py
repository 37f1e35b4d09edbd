"""Where a service asks less for a heavier parcel: the start of the next band, or a weight at which a rule ends.

Such a weight is told only where the service takes the parcel at it: within every limit, with a lower price.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from routing.exact.answer import answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.exact.answer import Answer
    from routing.exact.choice import Answers
    from routing.exact.parcel import Parcel
    from routing.services.in_force import ServiceVersion
    from routing.services.service import RateBand, VolumetricRule


@frozen
class Heavier:
    """The least such weight, what the service asks at it, and how much less that is."""

    weight_g: int
    price_fen: int
    saving_fen: int


def heavier(told: Answer, answers: Answers) -> Heavier | None:
    """The least weight above the parcel's, up to the start of the next band, at which the service asks less.

    None where there is none, or where the service does not take the parcel as it is.
    """
    if told.price_fen is None or told.band is None:
        return None
    parcel = answers.parcel
    version = next(version for version in answers.versions if version.service is told.service)
    for weight_g in sorted(set(_weights(told.band, parcel, version))):
        there = answer(
            evolve(parcel, weight_g=weight_g, weight_up_e9=0), version, answers.on, answers.policy, answers.rates
        )
        if there.price_fen is not None and there.price_fen < told.price_fen:
            return Heavier(weight_g, there.price_fen, told.price_fen - there.price_fen)
    return None


def _weights(band: RateBand, parcel: Parcel, version: ServiceVersion) -> Iterator[int]:
    """The weights at which the price may fall; the next band's only for a parcel that lies in this one by weight."""
    goes_on = any(other.over_g == band.upto_g for other in version.bands_of[band.zone])
    if goes_on and parcel.weight_g > band.over_g:
        yield band.upto_g + 1
    last = band.upto_g + goes_on
    yield from (weight_g for weight_g in _ends(parcel, version) if parcel.weight_g < weight_g <= last)


def _ends(parcel: Parcel, version: ServiceVersion) -> Iterator[int]:
    """The weights from which on a volumetric rule, a least weight or a surcharge no longer holds."""
    conditions = [one for rule in version.volumetric for one in rule.weight]
    conditions += [one for least in version.service.billed_minimums for one in least.every]
    conditions += [one for extra in version.surcharges for one in (*extra.every, *extra.some)]
    for one in conditions:
        if one.upper and one.measure in {"weight", "chargeable_weight"}:
            yield one.edge + 1
    for rule in version.volumetric:
        if rule.covers(parcel.country, version.priced_on) and parcel.sides is not None:
            yield from _triggers_end(rule, parcel)


def _triggers_end(rule: VolumetricRule, parcel: Parcel) -> Iterator[int]:
    """The weights from which on the volume is no longer so many times the weight, or so much more, or adds nothing."""
    if rule.above is not None:
        yield ceil(Fraction(parcel.volume_mm3 or 0, rule.divisor) / rule.above)
    if rule.ratio is not None:
        at = Fraction(parcel.volume_to_weight(rule.divisor) or 0) * parcel.exact_weight / rule.ratio
        yield ceil(at) if rule.strict else floor(at) + 1
    if rule.difference_g:
        yield floor(Fraction(parcel.volume_mm3 or 0, rule.divisor)) - rule.difference_g + 1
