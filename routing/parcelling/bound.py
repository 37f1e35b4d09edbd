"""What pieces cost at least, however they are parted: by the cheapest price of every weight, whatever they measure.

No surcharge, no packing and no volume is counted, and pieces may be cut: each of these only makes parcels cheaper.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Final

import numpy as np

from routing.exact.bill import Charge, price
from routing.parcelling.relaxed import relaxed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from routing.services.in_force import ServiceVersion
    from routing.services.service import RateBand
    from routing.values.money import ExchangeRates

    Steps = Sequence[tuple[int, int]]  # up to which weight in grams, for what price in fen; by weight

STEPS_MAX: Final = 400
WEIGHT_MAX: Final = 60_000
"""Steps, and grams, up to which parcels of every weight are added up; beyond, the best price of a gram counts."""


def steps_of(versions: Sequence[ServiceVersion], country: str, rates: ExchangeRates, on: date, most_g: int) -> Steps:
    """The least price of every weight up to some grams, by all services that go to a country, as steps."""
    found: dict[int, int] = {}
    for version in versions:
        exchange = rates.cny(version.service.currency, on)
        if exchange is None or version.fuel is None or not version.in_force:
            continue
        edges = [one.edge for one in version.service.limits_of(country) if one.measure == "weight" and one.upper]
        limit = min([most_g, *edges])
        zones = {line.zone for line in version.service.zones_of.get(country, ())}
        for zone in zones:
            for band in version.bands_of[zone]:
                for end, chargeable_g in _ends(band, limit):
                    charge = Charge(band, chargeable_g, (), version.fuel, exchange)
                    fen = price(version.service, charge).fen
                    if end not in found or fen < found[end]:
                        found[end] = fen
    return _lowest(found)


def _ends(band: RateBand, limit: int) -> Iterator[tuple[int, int]]:
    """Of each step of a band the weight that it reaches, and the least chargeable one; up to a limit.

    A lighter parcel may be charged by the band for its volume, so that the first step stands for all weights below.
    """
    least = band.over_g + 1
    started = ceil(Fraction(max(0, least - band.base_covers_g), band.step_g))
    end = band.base_covers_g + started * band.step_g if band.per_step_micro else band.upto_g
    while True:
        upto = min(end, band.upto_g)
        yield min(upto, limit), least
        if upto >= min(band.upto_g, limit):
            return
        least, end = upto + 1, upto + band.step_g


def _lowest(found: dict[int, int]) -> Steps:
    """Only the steps that no heavier one undercuts."""
    steps: list[tuple[int, int]] = []
    for end in sorted(found, reverse=True):
        if not steps or found[end] < steps[-1][1]:
            steps.append((end, found[end]))
    return tuple(reversed(steps))


def least_cost(weights_g: Sequence[int], steps: Steps) -> int | None:
    """What pieces of these weights, rounded down, cost at least; None where one is heavier than every step."""
    if not steps or max(weights_g) > steps[-1][0]:
        return None
    whole = sum(weights_g)
    by_gram = min(Fraction(fen, end) for end, fen in steps)
    found = max(ceil(whole * by_gram), _parcels(weights_g, steps[-1][0]) * _price_of(min(weights_g), steps))
    if len(steps) <= STEPS_MAX and whole <= WEIGHT_MAX:
        found = max(found, _in_steps(whole, steps))
    kinds = Counter(weights_g)
    shared = relaxed(tuple(kinds.values()), tuple(kinds), steps)
    return found if shared is None else max(found, shared.bound_fen)


def _price_of(weight_g: int, steps: Steps) -> int:
    """The least price of a parcel that weighs at least so much."""
    return next(fen for end, fen in steps if weight_g <= end)


def _in_steps(whole: int, steps: Steps) -> int:
    """The cheapest parcels whose weights together reach the whole, if pieces could be cut."""
    ends = np.array([end for end, _ in steps], np.int64)
    fens = np.array([fen for _, fen in steps], np.int64)
    best = np.zeros(whole + 1, np.int64)
    for weight in range(1, whole + 1):
        best[weight] = (best[np.maximum(weight - ends, 0)] + fens).min()
    return int(best[whole])


def _parcels(weights_g: Sequence[int], capacity: int) -> int:
    """How many parcels of a capacity the pieces need at least (Martello and Toth 1990, the bound L2).

    >>> _parcels([60, 60, 60], 100)
    3
    """
    found = 0
    for small in {0, *(weight for weight in weights_g if weight <= capacity // 2)}:
        large = [weight for weight in weights_g if weight > capacity - small]
        half = [weight for weight in weights_g if capacity - small >= weight and 2 * weight > capacity]
        rest = sum(weight for weight in weights_g if capacity // 2 >= weight >= small)
        free = len(half) * capacity - sum(half)
        found = max(found, len(large) + len(half) + max(0, -(-(rest - free) // capacity)))
    return found


def limits_of(versions: Sequence[ServiceVersion], country: str) -> set[int]:
    """The weights in grams at which bands and services to a country end: parcels are best filled up to one of them."""
    found: set[int] = set()
    for version in versions:
        edges = [one.edge for one in version.service.limits_of(country) if one.measure == "weight" and one.upper]
        for line in version.service.zones_of.get(country, ()):
            found |= {min([band.upto_g, *edges]) for band in version.bands_of[line.zone]}
    return found
