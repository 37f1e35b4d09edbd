"""What of parcels speaks against services without being measured: parcels of one content get the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from routing.fast.parcels import UNKNOWN
from routing.services.condition import MEASURES, MONEY
from routing.values.countries import COUNTRY_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from routing.fast.eligible import Eligibility
    from routing.fast.grid import Grid
    from routing.fast.parcels import Flags, Int64s
    from routing.services.policy import Rule

_SAFE = 2**62


@frozen(eq=False)
class Kinds:
    """The contents among some parcels.  `kinds` are values that mean the same in every chunk."""

    kinds: list[object]
    number: Int64s
    """Which of them each parcel has."""
    samples: list[int]
    """A parcel of each."""


def contents_of(eligibility: Eligibility, days: npt.NDArray[np.int32]) -> Kinds:
    """The contents of parcels handed over on these days, between which no fact changes."""
    parcels, measures = eligibility.parcels, eligibility.measures
    categories = [parcels.goods, parcels.requested, parcels.address]
    if not _all_rated(eligibility.grid, parcels.currency.values):
        categories.append(parcels.currency)
    unsized = measures.longest_mm == UNKNOWN
    unvalued = (measures.value_e4 == UNKNOWN) | (measures.currency.codes == UNKNOWN)
    plain = [eligibility.places, days, parcels.roll, parcels.tracked, unsized, unvalued]
    marks = [(mark, flags) for mark, flags in _marks(eligibility) if flags.any()]
    first, number = _distinct([*plain, *(one.codes for one in categories), *(flags for _, flags in marks)])
    samples = first.tolist()
    kinds: list[object] = [
        (
            *(int(column[row]) for column in plain),
            *(one.values[one.codes[row]] if one.codes[row] != UNKNOWN else None for one in categories),
            *(mark for mark, flags in marks if flags[row]),
        )
        for row in samples
    ]
    return Kinds(kinds, number, samples)


def _marks(eligibility: Eligibility) -> Iterator[tuple[object, Flags]]:
    """What hangs on figures and is not measured all the same, each with a mark of its own."""
    grid, measures = eligibility.grid, eligibility.measures
    for number, rule in enumerate(grid.policy.rules):
        if not rule.validity.holds(grid.on):
            continue
        covered = _covered(rule, eligibility)
        applies, undecided = covered.copy(), np.zeros(len(covered), np.bool_)
        for condition in rule.when if covered.any() else ():
            told = measures.evaluate(condition, grid.rates, grid.on)
            applies &= told.true
            undecided |= covered if told.missing is None else covered & told.missing
        yield ("applies", number), applies
        yield ("undecided", number), undecided
    for column, tariff in enumerate(grid.tariffs):
        for number, (_, missing) in enumerate(tariff.uncounted(measures, eligibility.places)):
            yield ("uncounted", column, number), missing


def _covered(rule: Rule, eligibility: Eligibility) -> Flags:
    """Where a marketplace's rule speaks of the order, whatever its value."""
    platform = eligibility.parcels.platform
    met = [not rule.platforms, *(not rule.platforms or word in rule.platforms for word in platform.values)]
    covered: Flags = np.array(met).take(platform.codes + 1)
    if rule.countries:
        covered &= np.array([code in rule.countries for code in COUNTRY_CODES]).take(eligibility.parcels.country)
    return covered


def _all_rated(grid: Grid, currencies: Sequence[str]) -> bool:
    """Whether every currency that parcels and services name has a rate: then which it is changes no answer."""
    conditions = [*grid.by_value.conditions]
    named = {*currencies}
    for version in grid.versions:
        surcharges, service = version.surcharges, version.service
        conditions += [one for rule in version.volumetric for one in rule.value]
        conditions += [one for least in service.billed_minimums for one in least.every]
        conditions += [one for extra in surcharges for one in (*extra.every, *extra.some)]
        named |= {service.currency, *(extra.currency or service.currency for extra in surcharges)}
    named |= {one.currency for one in conditions if MEASURES[one.measure] == MONEY}
    return all(grid.rates.cny(code, grid.on) is not None for code in named)


def _distinct(columns: Sequence[npt.NDArray[np.generic]]) -> tuple[npt.NDArray[np.intp], Int64s]:
    """The first row of each combination of whole numbers from -1 on, and which of them each row is."""
    number, size = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        width = int(column.max(initial=0)) + 2
        if size * width > _SAFE:
            number = np.unique(number, return_inverse=True)[1]
            size = int(number.max(initial=0)) + 1
        number = number * width + (column.astype(np.int64) + 1)
        size *= width
    _, first, inverse = np.unique(number, return_index=True, return_inverse=True)
    return first, inverse
