"""Why orders have no channel: found in columns, told by the exact path once for parcels that differ in figures only.

What speaks against a service without a figure (a place, goods, a rule, what is not known) hangs on few facts of a
parcel, its content: the exact path is asked once for each.  What is measured is counted in columns.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from attrs import field, frozen

from routing.deadlines.workdays import day_of
from routing.exact.answer import unmeasured
from routing.exact.choice import decide, miss
from routing.exact.parcel import COLUMNS, parcel_of
from routing.fast.contents import contents_of
from routing.fast.eligible import Eligibility
from routing.fast.nearest import nearest
from routing.fast.parcels import UNKNOWN
from routing.reason import Reason
from routing.services.condition import MEASURES, MONEY
from routing.services.refusal import NUMBER, REFUSAL_CODES
from routing.values.countries import COUNTRY_CODES
from routing.values.quantity import GRAM, Quantity
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from routing.exact.parcel import Parcel
    from routing.facts import Facts
    from routing.fast.grid import Grid
    from routing.fast.nearest import Refusals
    from routing.fast.parcels import Flags, Int64s, Parcels
    from routing.services.refusal import Refusal

    ParcelAt = Callable[[int], Parcel]
    Figures = list[tuple[int | Fraction, str]]

ROWS_AT_ONCE: Final = 1 << 14
_KEPT: Final = 1 << 16
"""Answers of the exact path that are kept."""


@frozen(eq=False)
class Reasons:
    """Tells of parcels without a channel, on days on which the facts are those of a grid."""

    facts: Facts
    grid: Grid
    _told: dict[object, tuple[Refusal, ...]] = field(init=False, factory=dict)

    def reasons(
        self, parcels: Parcels, days: npt.NDArray[np.int32], blocked: Flags, parcel_at: ParcelAt
    ) -> list[Reason | None]:
        """Why each parcel has no channel; None where there is nothing to tell.

        Args:
            parcels: all without a channel.
            days: the day whose facts count for each.
            blocked: where the choice hangs on what is not known.
            parcel_at: one of them, as the exact path takes it.
        """
        told: list[Reason | None] = []
        for start in range(0, len(parcels), ROWS_AT_ONCE):
            rows = np.arange(start, min(start + ROWS_AT_ONCE, len(parcels)))
            part = _Part(self, parcels.take(rows), days.take(rows), start, parcel_at)
            told += part.reasons(blocked.take(rows))
        return told

    def unmeasured(self, key: object, column: int, parcel: Callable[[], Parcel], day: int) -> tuple[Refusal, ...]:
        """The refusals without a figure of one service against parcels of one content, told by one of them.

        `parcel` is asked for only where they are not known yet.
        """
        known = self._told.get((key, column))
        if known is None:
            if len(self._told) >= _KEPT:
                self._told.clear()
            on = day_of(day)
            version = self.facts.versions_on(on)[column]
            known = unmeasured(parcel(), version, on, self.facts.policy, self.facts.rates)
            self._told[key, column] = known
        return known


def parcels_at(orders: pl.DataFrame, rows: npt.NDArray[np.intp]) -> ParcelAt:
    """Some rows of an order table, by their place among them, as parcels of the exact path."""
    some = orders.select(pl.col(COLUMNS).gather(rows))
    return lambda row: parcel_of(some.row(row, named=True))


class _Part:
    """Some parcels without a channel; `first` is the place of the first among those that `parcel_at` knows."""

    def __init__(
        self, reasons_of: Reasons, parcels: Parcels, days: npt.NDArray[np.int32], first: int, parcel_at: ParcelAt
    ) -> None:
        self.reasons_of, self.grid, self.parcels = reasons_of, reasons_of.grid, parcels
        self.days, self.first, self.parcel_at = days.tolist(), first, parcel_at
        self.eligibility = Eligibility(parcels, reasons_of.grid)
        self.contents = contents_of(self.eligibility, days)

    def reasons(self, blocked: Flags) -> list[Reason | None]:
        """Why each parcel has no channel."""
        misses = nearest(self.eligibility, blocked, self.count)
        told: list[Reason | None] = [None] * len(self.parcels)
        for limit in np.unique(misses.limit[misses.limit != UNKNOWN]).tolist():
            self.tell_limit(told, misses, limit)
        self.tell_rates(told, misses)
        self.tell_unmeasured(told, misses)
        for row in np.flatnonzero(misses.untried).tolist():
            told[row] = Reason("choice.no_tier", nearest=told[row], policy=self.grid.policy.name)
        for row in np.flatnonzero(misses.tier != UNKNOWN).tolist():
            code, tier = REFUSAL_CODES[misses.code[row] - 1], self.grid.policy.tiers[misses.tier[row]]
            told[row] = Reason("choice.tier_undecided", code=code, tier=tier.name)
        for row in np.flatnonzero(misses.doubtful).tolist():
            told[row] = self.exact(row)
        return told

    def tell_limit(self, told: list[Reason | None], misses: Refusals, number: int) -> None:
        """Tells of the parcels whose nearest refusal is about one limit; equal figures share a reason."""
        limit, rows = misses.limits[number], np.flatnonzero(misses.limit == number)
        bound, known = limit.quantity(limit.figure), {}
        code_of = misses.code.take(rows).tolist()
        for row, code, service, figure in zip(
            rows.tolist(), code_of, misses.service.take(rows).tolist(), self._figures(limit.measure, rows), strict=True
        ):
            if (service, figure) not in known:
                known[service, figure] = self._measured(code, service, Quantity(*figure), limit.crossed, bound)
            told[row] = known[service, figure]

    def tell_rates(self, told: list[Reason | None], misses: Refusals) -> None:
        """Tells of the parcels that are too heavy, or too light, for a service's rates."""
        for row in np.flatnonzero(misses.chargeable_g != UNKNOWN).tolist():
            charged, limit = int(misses.chargeable_g[row]), int(misses.limit_g[row])
            sign, bound = ">" if charged > limit else "<=", Quantity(limit, GRAM)
            code, service = int(misses.code[row]), int(misses.service[row])
            told[row] = self._measured(code, service, Quantity(charged, GRAM), sign, bound)

    def tell_unmeasured(self, told: list[Reason | None], misses: Refusals) -> None:
        """Tells of the parcels whose nearest refusal has no figure; equal contents share a reason."""
        postcodes, known = self.parcels.postcode, {}
        found = (misses.service != UNKNOWN) & (misses.limit == UNKNOWN) & (misses.chargeable_g == UNKNOWN)
        for row in np.flatnonzero(found).tolist():
            column, number = int(misses.service[row]), int(self.contents.number[row])
            of_place = misses.code[row] == NUMBER["NOT_SERVED"] and self._asks_postcode(column, row)
            key = (column, number, postcodes[row] if of_place else None)
            if key not in known:
                kind = self.contents.kinds[number]
                against = self.unmeasured((kind, key[2]) if of_place else kind, column, row)
                known[key] = miss(self.grid.versions[column].service, against[0])
            told[row] = known[key]

    def count(self, column: int, rows: npt.NDArray[np.intp]) -> Int64s:
        """How many refusals without a figure the service has for some of the parcels."""
        number = self.contents.number.take(rows)
        counts = np.zeros(len(self.contents.kinds), np.int64)
        for one in np.unique(number).tolist():
            counts[one] = len(self.unmeasured(self.contents.kinds[one], column, self.contents.samples[one]))
        return counts.take(number)

    def unmeasured(self, key: object, column: int, row: int) -> tuple[Refusal, ...]:
        """The refusals without a figure of a service against the content of a parcel."""
        return self.reasons_of.unmeasured(key, column, lambda: self.parcel_at(self.first + row), self.days[row])

    def exact(self, row: int) -> Reason | None:
        """What the exact path says of a parcel."""
        facts, on = self.reasons_of.facts, day_of(self.days[row])
        return decide(self.parcel_at(self.first + row), facts.versions_on(on), facts.policy, facts.rates, on).reason

    def _measured(self, code: int, service: int, measured: Quantity, sign: str, limit: Quantity) -> Reason:
        return Reason(
            "choice.measured", code=REFUSAL_CODES[code - 1], service=self.grid.versions[service].service.code,
            measured=measured, sign=sign, limit=limit,
        )  # fmt: skip

    def _figures(self, measure: str, rows: npt.NDArray[np.intp]) -> Figures:
        """A figure of some parcels with its unit, before rounding."""
        measures, unit = self.eligibility.measures, MEASURES[measure]
        if unit == MONEY:
            currency = measures.currency
            codes = [currency.values[code] for code in currency.codes.take(rows).tolist()]
            return list(zip(measures.value_e4.take(rows).tolist(), codes, strict=True))
        exact_e9 = measures.exact_e9(measure)
        if exact_e9 is None:
            return [(figure, unit) for figure in measures.measure(measure).take(rows).tolist()]
        return [(Fraction(figure, E9), unit) for figure in exact_e9.take(rows).tolist()]

    def _asks_postcode(self, column: int, row: int) -> bool:
        """Whether the service closes the country of a parcel, or postcodes of it."""
        country = COUNTRY_CODES[int(self.parcels.country[row])]
        closed = (line.country for line in self.grid.versions[column].service.not_served)
        return country in self.grid.places.boundaries or country in closed
