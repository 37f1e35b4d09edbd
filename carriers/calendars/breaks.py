"""The official holidays as breaks: a name, the first and the last day, and the notice that announced them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from carriers.calendars.official import bundled, published
from routing.deadlines.workdays import ONE_DAY

if TYPE_CHECKING:
    from datetime import date


@frozen
class Break:
    """Days off in a row, both ends included; `published` is the day of the notice."""

    name: str
    start: date
    end: date
    published: date


@lru_cache(maxsize=8)
def breaks(name: str = "CN") -> tuple[Break, ...]:
    """The breaks of an official calendar in their order.

    Two holidays that run into each other are one break, with the name of the longer one.

    Raises:
        ReadError: no such calendar.
    """
    calendar, days_of = bundled(name), published(name)
    rows: list[list[date]] = []
    for day in sorted(calendar.off):
        if not rows or day - rows[-1][-1] != ONE_DAY:
            rows.append([])
        rows[-1].append(day)
    return tuple(
        Break(
            Counter(calendar.off[day] for day in days).most_common(1)[0][0],
            days[0],
            days[-1],
            days_of[calendar.notices[days[0]]],
        )
        for days in rows
    )
