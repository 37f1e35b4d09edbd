"""Months held out: a promise learnt from what was known before each, and what came of its parcels."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from attrs import frozen

from cli.promise.observed import month_before
from routing.promise.calibration import Outcomes, outcomes
from routing.promise.learn import learn
from routing.promise.promise import Promise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from cli.promise.observed import Evidence
    from routing.promise.calibration import Calibration

ALL: Final = "all"
"""Stands in the column month for all of them together."""
_FEWEST: Final = 20
"""Parcels of a month below which it is not shown: it has only begun, or has ended long ago."""


@frozen(eq=False)
class HeldOut:
    """A month of dispatch, what came of its parcels by a promise learnt before it, and how many had no law."""

    month: str
    outcomes: Outcomes
    without_law: int

    @property
    def of_all(self) -> bool:
        """Whether it stands for all months together."""
        return self.month == ALL

    @property
    def calibrated(self) -> tuple[Calibration, ...]:
        """What came true of each chance."""
        return self.outcomes.calibrated()


def held_out(read: Evidence, least: int, months: int) -> list[HeldOut]:
    """So many of the newest months of which enough is known, in order, and at the end all of them together."""
    held = list(reversed(list(_held_out(read, least, months))))
    if held:
        held.append(HeldOut(ALL, _together([one.outcomes for one in held]), sum(one.without_law for one in held)))
    return held


def _held_out(read: Evidence, least: int, months: int) -> Iterator[HeldOut]:
    """The newest months of which enough is known, the newest first."""
    now = read.observed(read.newest).parcels
    first = now["dispatch_on"].min()
    month: date = read.newest.astimezone(read.zone).date().replace(day=1)
    given = 0
    while first is not None and month > first and given < months:  # type: ignore[operator]
        after = (month + timedelta(days=32)).replace(day=1)
        own = now.filter((pl.col("dispatch_on") >= month) & (pl.col("dispatch_on") < after))
        if own.height >= _FEWEST:
            before = read.observed(read.first_moment(month))
            told, known = outcomes(Promise(learn(before.parcels, least), before.as_of), own)
            found = HeldOut(f"{month:%Y-%m}", told, int((~known).sum()))
            if any(one.observed is not None for one in found.calibrated):
                given += 1
                yield found
        month = month_before(month)


def _together(several: Sequence[Outcomes]) -> Outcomes:
    return Outcomes(
        *(np.concatenate([getattr(one, name) for one in several]) for name in ("chance", "arrived", "most"))
    )  # fmt: skip
