"""Deadlines of a whole column of orders, by table lookup; `deadline.explain` is the same for one, with its reasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from routing.deadline import Deadline, explain, platform_due
from routing.localtime import DAY_S, LocalClock, local_clock
from routing.workdays import NO_DAY, DayTable, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from routing.schedule import PlatformClock, Schedule

__all__ = ["NO_SECOND", "Deadline", "Deadlines", "Standing", "compute", "explain", "platform_due", "standing"]

NO_SECOND = np.iinfo(np.int64).min
"""Stands in a column of moments (UTC seconds, int64) for one that is not known; it is also numpy's NaT."""
NO_PLATFORM = -1
_ELAPSED_24H_S, _ELAPSED_48H_S = 24 * 3600, 48 * 3600
_FAR_DAYS = 60_000  # days after 1970 beyond which a ship-by is only "far off" in a note


@frozen(eq=False)
class Deadlines:
    """The deadlines of n orders.

    A date may be known where another is not: look at NO_DAY and NO_SECOND, not only `known`.
    Days are days since 1970-01-01 in the shop's zone, moments UTC seconds; the `_offset_s` columns are the shop's
    seconds east of UTC at that moment, to print it with.
    """

    known: npt.NDArray[np.bool_]  # dispatch, target, latest and the marketplace's clock
    dispatch_day: npt.NDArray[np.int32]
    target_s: npt.NDArray[np.int64]
    target_offset_s: npt.NDArray[np.int32]
    latest_s: npt.NDArray[np.int64]  # the stricter of the next two
    latest_offset_s: npt.NDArray[np.int32]
    own_latest_s: npt.NDArray[np.int64]
    ship_by_s: npt.NDArray[np.int64]  # the marketplace's, from the file or by its clock
    clock_24h_s: npt.NDArray[np.int64]
    clock_48h_s: npt.NDArray[np.int64]
    clock_48h_before_dispatch: npt.NDArray[np.bool_]  # the plain 48 hours end before the dispatch day's cutoff
    note_index: npt.NDArray[np.int32]  # into `notes`
    note_rows: npt.NDArray[np.int64]  # one order for each note
    note_of: Callable[[int], str]

    def __len__(self) -> int:
        return len(self.known)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """The distinct notes, each written once."""
        return tuple(self.note_of(int(row)) for row in self.note_rows)


def compute(
    paid_s: npt.NDArray[np.int64],
    schedule: Schedule,
    clocks: Sequence[PlatformClock] = (),
    platform_idx: npt.NDArray[np.integer] | None = None,
    ship_by_s: npt.NDArray[np.int64] | None = None,
) -> Deadlines:
    """The deadlines of many orders.

    Args:
        paid_s: UTC seconds of payment, rounded down.
        schedule: the seller's.
        clocks: marketplaces' clocks.
        platform_idx: the place in `clocks` for each order, -1 for none.
        ship_by_s: the marketplace's own deadline from the file, NO_SECOND for none; it wins over the clock.
    """
    tables = _tables(schedule)
    days, clock = tables.days, tables.clock
    local_s = paid_s + clock.offset_at(paid_s)
    day = local_s // DAY_S
    place, inside = _places(day, days)
    works = (days.kind[place] == Kind.WORK) & inside
    before = paid_s < tables.cutoff_s[place]
    upcoming = days.upcoming[place]
    unknown_from = np.where(inside, days.unknown_from[place], np.int32(np.iinfo(np.int32).min))

    dispatch_day = _worked(days, upcoming + (works & ~before), unknown_from)
    start_s = np.where(works, local_s - day * DAY_S, 0)
    at_midnight = start_s == 0
    wall_of_start = np.where(at_midnight, DAY_S, start_s)
    target_s, own_latest_s = (
        _moment(_worked(days, upcoming + working_days - at_midnight, unknown_from), wall_of_start, clock)
        for working_days in (1, 2)
    )
    clock_48h_s = paid_s + _ELAPSED_48H_S
    dispatch_known = dispatch_day != NO_DAY
    dispatch_place = np.where(dispatch_known, dispatch_day - days.first, 0)
    too_early = dispatch_known & (clock_48h_s < tables.cutoff_s[dispatch_place])
    known = dispatch_known & (own_latest_s != NO_SECOND)
    latest_s = own_latest_s
    note_key = (np.clip(day - days.first, -1, len(days.kind)) + 1) * 4 + 2 * before + at_midnight

    bound_s = np.broadcast_to(np.int64(NO_SECOND), paid_s.shape)
    if ship_by_s is not None or (clocks and platform_idx is not None):
        bound_s, expected = _ship_by(paid_s, clocks, platform_idx, ship_by_s)
        bounded = bound_s != NO_SECOND
        known = known & (bounded | ~expected)
        earlier = bounded & (bound_s < own_latest_s)
        latest_s = np.where(earlier, bound_s, own_latest_s)
        target_s = np.where((target_s != NO_SECOND) & earlier, np.minimum(target_s, latest_s), target_s)
        bound_day = np.clip((bound_s + clock.offset_at(bound_s)) // DAY_S, -1, _FAR_DAYS) + 1
        which = _which(clocks, platform_idx, ship_by_s, len(paid_s))
        note_key = ((note_key * (len(clocks) + 2) + which) * 2 + earlier) * (_FAR_DAYS + 2) + bound_day
        note_rows, note_index = _distinct_sorted(note_key)
    else:
        note_rows, note_index = _distinct(note_key, (len(days.kind) + 2) * 4)

    def note_of(row: int) -> str:
        chosen = None
        if platform_idx is not None and 0 <= platform_idx[row] < len(clocks):
            chosen = clocks[int(platform_idx[row])]
        given = ship_by_s is not None and ship_by_s[row] != NO_SECOND
        ship_by = _datetime(int(bound_s[row])) if given else None
        return explain(_datetime(int(paid_s[row])), schedule, chosen, ship_by).note

    return Deadlines(
        known, dispatch_day, target_s, clock.offset_at(target_s), latest_s, clock.offset_at(latest_s), own_latest_s,
        bound_s, paid_s + _ELAPSED_24H_S, clock_48h_s, too_early,
        note_index, note_rows, note_of,
    )  # fmt: skip


@frozen(eq=False)
class Standing:
    """Where the orders stand at one moment, as masks; an order may be in more than one."""

    due_today: npt.NDArray[np.bool_]  # the dispatch day is today
    overdue: npt.NDArray[np.bool_]  # the dispatch day is past
    past_latest: npt.NDArray[np.bool_]  # the latest time is past
    uncovered: npt.NDArray[np.bool_]  # some date lies in a time no calendar covers


def standing(deadlines: Deadlines, now_s: int, schedule: Schedule) -> Standing:
    """Which orders are due today, overdue or uncovered at that moment (UTC seconds)."""
    tables = _tables(schedule)
    now = np.array([now_s], np.int64)
    today = int((now + tables.clock.offset_at(now))[0] // DAY_S)
    return Standing(
        due_today=deadlines.dispatch_day == today,
        overdue=deadlines.dispatch_day < today,
        past_latest=(deadlines.latest_s != NO_SECOND) & (deadlines.latest_s < now_s),
        uncovered=~deadlines.known,
    )


@frozen(eq=False)
class _Tables:
    days: DayTable
    clock: LocalClock
    cutoff_s: npt.NDArray[np.int64]  # UTC second of each day's cutoff


@lru_cache(maxsize=16)
def _tables(schedule: Schedule) -> _Tables:
    days = schedule.days.table
    first, last = schedule.days.bounds
    clock = local_clock(schedule.zone, first, last)
    numbers = np.arange(days.first, days.first + len(days.kind), dtype=np.int64)
    cutoff = np.full(len(numbers), schedule.cutoff_s, np.int64)
    for weekday, second in schedule.weekday_cutoff_s.items():
        cutoff[(numbers + 3) % 7 == weekday] = second  # 1970-01-01 was a Thursday
    for day, second in schedule.date_cutoff_s.items():
        if first <= day <= last:
            cutoff[(day - first).days] = second
    wall = numbers * DAY_S + cutoff
    return _Tables(days, clock, wall - clock.offset_of_wall(wall))


@lru_cache(maxsize=32)
def _platform_clock(clock: PlatformClock) -> LocalClock:
    return local_clock(clock.zone, *clock.days.bounds)


def _places(day: npt.NDArray[np.int64], days: DayTable) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The place of each day in the table, and whether it is there at all (place 0 where not)."""
    place = day - days.first
    inside = (place >= 0) & (place < len(days.kind))
    return np.where(inside, place, 0), inside


def _worked(
    days: DayTable, place: npt.NDArray[np.integer], unknown_from: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    """The working days at those places, NO_DAY where an unknown day comes first."""
    found = days.worked[np.minimum(place, len(days.worked) - 1)]
    return np.where(found < unknown_from, found, np.int32(NO_DAY))


def _moment(
    day: npt.NDArray[np.int32], second: npt.NDArray[np.int64] | int, clock: LocalClock
) -> npt.NDArray[np.int64]:
    """UTC seconds of a wall time on each day; NO_SECOND where the day is not known."""
    wall = day * np.int64(DAY_S) + second
    return np.where(day != NO_DAY, wall - clock.offset_of_wall(wall), NO_SECOND)


def _ship_by(
    paid_s: npt.NDArray[np.int64],
    clocks: Sequence[PlatformClock],
    platform_idx: npt.NDArray[np.integer] | None,
    ship_by_s: npt.NDArray[np.int64] | None,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The marketplace's deadline for each order, and whether one is to be expected."""
    due_s = np.full(len(paid_s), NO_SECOND, np.int64)
    expected = np.zeros(len(paid_s), bool)
    if platform_idx is not None:
        for index, clock in enumerate(clocks):
            rows = np.flatnonzero(platform_idx == index)
            due_s[rows] = _platform_due(paid_s[rows], clock)
            expected[rows] = True
    if ship_by_s is not None:
        due_s = np.where(ship_by_s != NO_SECOND, ship_by_s, due_s)
    return due_s, expected


def _platform_due(paid_s: npt.NDArray[np.int64], clock: PlatformClock) -> npt.NDArray[np.int64]:
    """As `deadline.platform_due`, for a column: UTC seconds, NO_SECOND where not known."""
    local, days = _platform_clock(clock), clock.days.table
    wall_s = paid_s + local.offset_at(paid_s) - clock.day_begins_s
    day = wall_s // DAY_S
    place, inside = _places(day, days)
    unknown_from = np.where(inside, days.unknown_from[place], np.int32(np.iinfo(np.int32).min))
    after = (wall_s - day * DAY_S) >= clock.cutoff_s
    from_day_off = clock.handling_days - (clock.handling_days > 0 and not clock.counts_from_business_day)
    step = np.where(days.kind[place] == Kind.WORK, clock.handling_days + after, from_day_off)
    return _moment(_worked(days, days.upcoming[place] + step, unknown_from), clock.ends_s, local)


def _which(
    clocks: Sequence[PlatformClock],
    platform_idx: npt.NDArray[np.integer] | None,
    ship_by_s: npt.NDArray[np.int64] | None,
    count: int,
) -> npt.NDArray[np.int64]:
    """Whose ship-by it is: 0 nobody's, then the clocks, last the file's."""
    which = np.zeros(count, np.int64)
    if platform_idx is not None:
        which = np.where((platform_idx >= 0) & (platform_idx < len(clocks)), platform_idx + 1, 0).astype(np.int64)
    if ship_by_s is not None:
        which = np.where(ship_by_s != NO_SECOND, len(clocks) + 1, which)
    return which


def _distinct(key: npt.NDArray[np.int64], size: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """One row for each distinct key below `size`, and each row's place among them; faster than sorting."""
    row_of = np.full(size, -1, np.int64)
    row_of[key] = np.arange(len(key))
    found = np.flatnonzero(row_of >= 0)
    place = np.zeros(size, np.int32)
    place[found] = np.arange(len(found), dtype=np.int32)
    return row_of[found], place[key]


def _distinct_sorted(key: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """As `_distinct`, for keys of any size."""
    _, rows, place = np.unique(key, return_index=True, return_inverse=True)
    return rows.astype(np.int64), place.astype(np.int32)


def _datetime(second: int) -> datetime:
    """The moment, or one as far off as matters where Python has no year for it."""
    near = min(max(second, -(10**10)), 10**11)
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=near)
