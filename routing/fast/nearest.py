"""Parcels without a channel: of all that speaks against them, what the smallest change would lift, as columns.

How far a figure lies beyond its limit is counted in billionths of the limit, rounded down: two services whose sums
differ by less than that rounding are told apart by the limits themselves, or not here.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import fields, frozen

from routing.fast.limits import FAR, Limits
from routing.fast.parcels import UNKNOWN
from routing.services.refusal import ELIGIBLE, LIMIT_CODES, MISSING, NUMBER
from routing.services.service import is_requested
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from routing.fast.eligible import Eligibility
    from routing.fast.parcels import Flags, Int32s, Int64s
    from routing.services.condition import Condition

    RowNumbers = npt.NDArray[np.intp]
    Unmeasured = Callable[[int, RowNumbers], Int64s]

_OPEN: Final = min(NUMBER[code] for code in MISSING.values())
_BITS: Final = 62


@frozen(eq=False)
class Refusals:
    """What is told of each parcel.  `service` is a column of the grid, `code` the number of its first refusal.

    `limit` is the place in `limits` of the limit that the refusal is about; UNKNOWN where none is.  `tier` is the
    tier of which nobody can tell whether it speaks of the parcel, where that is why; else UNKNOWN.  `untried`: no tier
    speaks of it.  `doubtful`: several services are too near to each other to be told apart here.
    """

    service: Int32s
    code: npt.NDArray[np.uint8]
    limit: Int32s
    tier: Int32s
    untried: Flags
    doubtful: Flags
    chargeable_g: Int32s
    """Where the refusal is that no rate reaches so far: the weight; elsewhere UNKNOWN."""
    limit_g: Int64s
    """And the end of the rates."""
    limits: tuple[Condition, ...]


@frozen(eq=False)
class _Against:
    """What speaks against parcels, one element each: what nearness is judged by.

    `unmeasured` counts the refusals without a figure.  `share_e9` is the sum of the shares of the `terms` others, and
    `limits` tells, bit by bit, which limits these are; beside them the weight beyond the rates, if any.
    """

    unmeasured: Int64s
    share_e9: Int64s
    terms: Int64s
    limits: Int64s  # (words, parcels)
    chargeable_g: Int32s
    limit_g: Int64s
    code: npt.NDArray[np.uint8]

    @classmethod
    def none(cls, count: int, words: int) -> _Against:
        """Nothing yet."""
        zeros = [np.zeros(count, np.int64) for _ in range(4)]
        unknown = np.full(count, UNKNOWN, np.int32)
        code = np.full(count, ELIGIBLE, np.uint8)
        return cls(zeros[0], zeros[1], zeros[2], np.zeros((words, count), np.int64), unknown, zeros[3], code)

    def take(self, rows: RowNumbers) -> _Against:
        """Some of the parcels."""
        return _Against(*(getattr(self, one.name).take(rows, axis=-1) for one in fields(_Against)))

    def put(self, rows: RowNumbers, other: _Against, places: RowNumbers) -> None:
        """Takes what speaks against some parcels from places of another."""
        for name in (one.name for one in fields(_Against)):
            getattr(self, name)[..., rows] = getattr(other, name).take(places, axis=-1)


def nearest(eligibility: Eligibility, blocked: Flags, unmeasured: Unmeasured) -> Refusals:
    """What is told of parcels without a channel.

    Args:
        eligibility: of these parcels alone.
        blocked: where the choice hangs on what is not known.
        unmeasured: how many refusals without a figure a service has for some of the parcels.
    """
    return _Finding(eligibility, unmeasured).run(blocked)


class _Finding:
    """Puts one service after the other before the parcels it was tried for, and keeps the nearest."""

    def __init__(self, eligibility: Eligibility, unmeasured: Unmeasured) -> None:
        self.eligibility, self.unmeasured = eligibility, unmeasured
        self.limits = Limits(eligibility)
        count = len(eligibility.parcels)
        self.words = len(self.limits.all) // _BITS + 1
        self.held = _Against.none(count, self.words)
        self.service = np.full(count, UNKNOWN, np.int32)
        self.tier = np.full(count, UNKNOWN, np.int32)
        self.untried = np.zeros(count, np.bool_)
        self.doubtful = np.zeros(count, np.bool_)

    def run(self, blocked: Flags) -> Refusals:
        """Orders that ask for a service, then those that hang on what is not known, then tier by tier."""
        grid, requested = self.eligibility.grid, self.eligibility.parcels.requested
        left = requested.codes == UNKNOWN
        for number, name in enumerate(requested.values):
            rows = np.flatnonzero(requested.codes == number)
            for column in (at for at, one in enumerate(grid.versions) if is_requested(one.service, name)):
                self.consider(column, rows)
        if blocked.any():
            self.settle_blocked(np.flatnonzero(blocked & left))
        left &= ~blocked
        tried = np.zeros(len(left), np.bool_)
        for number, candidates in enumerate(self.candidates):
            speaks = self.eligibility.eligible(len(grid) + number) & left
            rows = np.flatnonzero(speaks)
            for column in candidates if rows.size else ():
                self.consider(column, rows)
            if candidates:
                tried |= speaks
        self.untried = left & ~tried
        rows = np.flatnonzero(self.untried)
        for column in range(len(grid)) if rows.size else ():
            self.consider(column, rows)
        return self.misses()

    @cached_property
    def candidates(self) -> list[list[int]]:
        """For each tier the services that compete in it."""
        grid = self.eligibility.grid
        return [
            [at for at, one in enumerate(grid.versions) if tier.allow.has(one.service)] for tier in grid.policy.tiers
        ]

    def settle_blocked(self, rows: RowNumbers) -> None:
        """Finds the service, or the tier, that hangs on what is not known."""
        grid = self.eligibility.grid
        for number, candidates in enumerate(self.candidates):
            said = self.eligibility.code(len(grid) + number)
            for column in candidates:
                codes = self.eligibility.code(column)
                waits = (said.take(rows) == ELIGIBLE) & (codes.take(rows) >= _OPEN) & (codes.take(rows) != ELIGIBLE)
                at = rows.compress(waits)
                self.service[at], self.held.code[at] = column, codes.take(at)
                rows = rows.compress(~waits)
            unsure = (said.take(rows) >= _OPEN) & (said.take(rows) != ELIGIBLE)
            open_to = np.zeros(len(rows), np.bool_)
            for column in candidates:
                open_to |= self.eligibility.code(column).take(rows) >= _OPEN
            at = rows.compress(unsure & open_to)
            self.tier[at], self.held.code[at] = number, said.take(at)
            rows = rows.compress(~(unsure & open_to))

    def consider(self, column: int, rows: RowNumbers) -> None:
        """Puts a service before some parcels: it is kept where it refuses and is nearer than what is held."""
        rows = rows.compress(self.eligibility.code(column).take(rows) != ELIGIBLE)
        if not rows.size:
            return
        told, held = self.against(column, rows), self.held.take(rows)
        first = self.service.take(rows) == UNKNOWN
        alike = (told.limits == held.limits).all(axis=0)
        alike &= (told.chargeable_g == held.chargeable_g) & (told.limit_g == held.limit_g)
        as_many = told.unmeasured == held.unmeasured
        closer = told.share_e9 < held.share_e9
        near = abs(told.share_e9 - held.share_e9) < np.maximum(told.terms, held.terms)
        far = np.maximum(told.share_e9, held.share_e9) >= FAR
        nearer = first | (told.unmeasured < held.unmeasured)
        nearer |= as_many & np.where(alike, told.code > held.code, closer)
        self.doubtful[rows] |= ~first & as_many & ~alike & (near | far)
        places = np.flatnonzero(nearer)
        self.held.put(rows.take(places), told, places)
        self.service[rows.take(places)] = column

    def against(self, column: int, rows: RowNumbers) -> _Against:
        """What a service says against parcels that it refuses."""
        told = _Against.none(len(rows), self.words)
        told.unmeasured[:] = self.unmeasured(column, rows)
        told.code[:] = self.eligibility.code(column).take(rows)
        overweight = np.zeros(len(rows), np.bool_)
        for places, limits in self.limits.sets(column, rows):
            here = rows.take(places)
            for limit in limits:
                broken = self.limits.broken(limit).take(here)
                if not broken.any():
                    continue
                word, bit = divmod(self.limits.numbers[limit], _BITS)
                told.share_e9[places] += self.limits.share_e9(limit).take(here)
                told.terms[places] += broken
                told.limits[word, places] |= broken.astype(np.int64) << bit
                if limit.measure == "weight":
                    overweight[places] |= broken
        self.add_beyond_rates(told, column, rows, overweight)
        return told

    def add_beyond_rates(self, told: _Against, column: int, rows: RowNumbers, overweight: Flags) -> None:
        """Adds the weights beyond the rates: told where no limit on the weight is broken."""
        tariff = self.eligibility.grid.tariffs[column]
        if not tariff.lanes:
            return
        lanes = tariff.lane_index.take(self.eligibility.places.take(rows))
        lower, upper = (ends.take(lanes) for ends in tariff.spans)
        chargeable = tariff.chargeable(self.eligibility.measures.part(rows)).astype(np.int64)
        over = chargeable > upper
        places = np.flatnonzero(
            (over | (chargeable <= lower)) & (lanes != UNKNOWN) & (chargeable != UNKNOWN) & ~overweight
        )
        if not places.size:
            return
        charged, over = chargeable.take(places), over.take(places)
        limit_g = np.where(over, upper.take(places), lower.take(places))
        margin = np.where(over, charged - limit_g, limit_g + 1 - charged)
        told.share_e9[places] += np.minimum(margin * E9 // np.maximum(limit_g, 1), FAR)
        told.terms[places] += 1
        told.chargeable_g[places], told.limit_g[places] = charged, limit_g

    def misses(self) -> Refusals:
        """What is held, with the limit that each first refusal is about."""
        limit = np.full(len(self.service), UNKNOWN, np.int32)
        for column in np.unique(self.service[self.service != UNKNOWN]).tolist():
            rows = np.flatnonzero(self.service == column)
            for places, limits in self.limits.sets(column, rows):
                here = rows.take(places)
                for one in reversed(limits):  # of several with one code the first speaks
                    code = NUMBER[LIMIT_CODES[one.measure, one.upper]]
                    speaks = self.limits.broken(one).take(here) & (self.held.code.take(here) == code)
                    limit[here.compress(speaks)] = self.limits.numbers[one]
        beyond = self.held.code == NUMBER["NO_RATE"]
        return Refusals(
            service=self.service,
            code=self.held.code,
            limit=limit,
            tier=self.tier,
            untried=self.untried,
            doubtful=self.doubtful,
            chargeable_g=np.where(beyond, self.held.chargeable_g, UNKNOWN),
            limit_g=self.held.limit_g,
            limits=self.limits.all,
        )
