"""Deadlines of a whole column of orders, by table lookup; `deadline_of` is the same for one, with its reasons."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from routing.deadlines.deadline import deadline_of
from routing.deadlines.localtime import DAY_S, utc_moment
from routing.deadlines.localtime_columns import NO_SECOND, LocalClock, local_clock, wall_moment
from routing.deadlines.ship_by_columns import platform_due_s
from routing.deadlines.workday_columns import NO_DAY, DayTable, day_table
from routing.deadlines.workdays import Kind, epoch_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from routing.deadlines.schedule import PlatformClock, Schedule
    from routing.reason import Reason

NO_PLATFORM = -1
_BLOCK = 65_536
_ELAPSED_24H_S, _ELAPSED_48H_S = 24 * 3600, 48 * 3600
_AHEAD = 3  # working days to look ahead: today, and the two on which 24 and 48 hours end
_SPAN = 500_000  # numbers up to which a lookup table is made rather than sorted for


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
    note_of: Callable[[int], Reason]

    def __len__(self) -> int:
        return len(self.known)

    @cached_property
    def notes(self) -> tuple[Reason, ...]:
        """The distinct notes, each made once."""
        return tuple(self.note_of(int(row)) for row in self.note_rows)


def deadlines_of(
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
    if platform_idx is not None and not (clocks and (platform_idx >= 0).any()):
        platform_idx = None
    if ship_by_s is not None and not (ship_by_s != NO_SECOND).any():
        ship_by_s = None
    blocks = []
    for begin in range(0, max(len(paid_s), 1), _BLOCK):  # a block's columns stay in the processor's cache
        rows = slice(begin, begin + _BLOCK)
        some_s = paid_s[rows]
        bound = _ship_by(some_s, clocks, _part(platform_idx, rows), _part(ship_by_s, rows))
        blocks.append(_columns(some_s, tables, bound))
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    note_key, ship_by_day = columns.pop("note_key"), columns.pop("ship_by_day")
    if platform_idx is not None or ship_by_s is not None:
        which = _which(platform_idx, ship_by_s, len(clocks), len(paid_s))
        ahead = np.where(columns["ship_by_s"] != NO_SECOND, ship_by_day, ship_by_day.min() - 1)
        note_key = (note_key * (len(clocks) + 2) + which) * (np.ptp(ahead) + 1) + ahead - ahead.min()
    note_rows, note_index = _distinct(note_key)

    def note_of(row: int) -> Reason:
        chosen = platform_idx[row] if platform_idx is not None else NO_PLATFORM
        given_s = ship_by_s[row] if ship_by_s is not None else NO_SECOND
        return deadline_of(
            utc_moment(int(paid_s[row])),
            schedule,
            clocks[chosen] if 0 <= chosen < len(clocks) else None,
            utc_moment(int(given_s)) if given_s != NO_SECOND else None,
        ).note

    return Deadlines(note_index=note_index, note_rows=note_rows, note_of=note_of, **columns)


def _columns(
    paid_s: npt.NDArray[np.int64], tables: _Tables, bound: tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]] | None
) -> dict[str, npt.NDArray[Any]]:
    """The columns of Deadlines by name, and two that together with the marketplace's name settle an order's note.

    `bound` holds the marketplace's deadline of each order and whether one is to be expected.
    """
    clock = tables.clock
    local_s = paid_s + clock.offset_at(paid_s)
    day = local_s // DAY_S
    place = tables.days.place(day)
    works = tables.works[place]
    ships_today = works & (paid_s < tables.cutoff_s[place])
    start_s = (local_s - day * DAY_S) * works  # from midnight when paid on a day off
    at_midnight = start_s == 0
    start_s += at_midnight * DAY_S  # and then to the end of the last working day rather than the start of the next

    row = place * _AHEAD
    ships = row + (works > ships_today)
    dispatch_day = tables.ahead[ships]
    target_s = wall_moment(tables.ahead_s[row + 1 - at_midnight], start_s, clock)
    own_latest_s = wall_moment(tables.ahead_s[row + 2 - at_midnight], start_s, clock)
    clock_48h_s = paid_s + _ELAPSED_48H_S
    too_early = clock_48h_s < tables.ahead_cutoff_s[ships]
    known = (dispatch_day != NO_DAY) & (own_latest_s != NO_SECOND)
    note_key = place * 4 + 2 * ships_today + at_midnight

    latest_s, bound_s = own_latest_s, np.broadcast_to(np.int64(NO_SECOND), paid_s.shape)
    ship_by_day = np.broadcast_to(np.int64(0), paid_s.shape)
    if bound is not None:
        bound_s, expected = bound
        bounded = bound_s != NO_SECOND
        known &= bounded | ~expected
        earlier = bounded & (bound_s < own_latest_s)
        latest_s = np.where(earlier, bound_s, own_latest_s)
        target_s = np.where(earlier, np.minimum(target_s, latest_s), target_s)
        # Counted from the table's first day, which differs from the day of payment only outside the table.
        ship_by_day = np.where(bounded, (bound_s + clock.offset_at(bound_s)) // DAY_S - place, 0)
        note_key = note_key * 2 + earlier
    return {
        "known": known,
        "dispatch_day": dispatch_day,
        "target_s": target_s,
        "target_offset_s": clock.offset_at(target_s),
        "latest_s": latest_s,
        "latest_offset_s": clock.offset_at(latest_s),
        "own_latest_s": own_latest_s,
        "ship_by_s": bound_s,
        "clock_24h_s": paid_s + _ELAPSED_24H_S,
        "clock_48h_s": clock_48h_s,
        "clock_48h_before_dispatch": too_early,
        "note_key": note_key,
        "ship_by_day": ship_by_day,
    }


@frozen(eq=False)
class _Tables:
    """A schedule as lookup arrays over its days; the `ahead` ones have _AHEAD places for each day."""

    days: DayTable
    clock: LocalClock
    works: npt.NDArray[np.bool_]
    cutoff_s: npt.NDArray[np.int64]  # UTC second of each day's cutoff
    ahead: npt.NDArray[np.int32]  # the next working days, the day itself included
    ahead_s: npt.NDArray[np.int64]  # their midnights, seconds on the wall; NO_SECOND where not known
    ahead_cutoff_s: npt.NDArray[np.int64]  # their cutoffs, UTC seconds; NO_SECOND where not known


@lru_cache(maxsize=16)
def _tables(schedule: Schedule) -> _Tables:
    days, clock = day_table(schedule.days), local_clock(schedule.zone, *schedule.days.bounds)
    numbers = np.arange(days.first, days.first + len(days.kind), dtype=np.int64)
    cutoff = np.full(len(numbers), schedule.cutoff_s, np.int64)
    for weekday, second in schedule.weekday_cutoff_s.items():
        cutoff[(numbers + 3) % 7 == weekday] = second  # 1970-01-01 was a Thursday
    for day, second in schedule.date_cutoff_s.items():
        cutoff[numbers == epoch_day(day)] = second
    cutoff_s = wall_moment(numbers * DAY_S, cutoff, clock)
    ahead = days.upcoming(_AHEAD).ravel()
    known = ahead != NO_DAY
    return _Tables(
        days, clock, days.kind == Kind.WORK, cutoff_s, ahead,
        np.where(known, ahead * np.int64(DAY_S), NO_SECOND),
        np.where(known, cutoff_s[days.place(ahead)], NO_SECOND),
    )  # fmt: skip


def _part(column: npt.NDArray[Any] | None, rows: slice) -> npt.NDArray[Any] | None:
    return None if column is None else column[rows]


def _ship_by(
    paid_s: npt.NDArray[np.int64],
    clocks: Sequence[PlatformClock],
    platform_idx: npt.NDArray[np.integer] | None,
    ship_by_s: npt.NDArray[np.int64] | None,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]] | None:
    """The marketplace's deadline for each order, and whether one is to be expected; None where no order has any."""
    if platform_idx is None and ship_by_s is None:
        return None
    due_s = np.full(len(paid_s), NO_SECOND, np.int64)
    expected = np.zeros(len(paid_s), bool)
    if platform_idx is not None:
        for index, clock in enumerate(clocks):
            rows = np.flatnonzero(platform_idx == index)
            due_s[rows] = platform_due_s(paid_s[rows], clock)
            expected[rows] = True
    if ship_by_s is not None:
        due_s = np.where(ship_by_s != NO_SECOND, ship_by_s, due_s)
    return due_s, expected


def _which(
    platform_idx: npt.NDArray[np.integer] | None, ship_by_s: npt.NDArray[np.int64] | None, clocks: int, count: int
) -> npt.NDArray[np.int64]:
    """Whose ship-by each order has: 0 nobody's, then the clocks', last the file's."""
    which = np.zeros(count, np.int64)
    if platform_idx is not None:
        which += np.clip(platform_idx, NO_PLATFORM, clocks) + 1
    return which if ship_by_s is None else np.where(ship_by_s != NO_SECOND, clocks + 1, which)


def _distinct(key: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """One row for each distinct key, and each row's place among them."""
    low = key.min(initial=np.iinfo(np.int64).max)
    span = int(key.max(initial=low)) - int(low) + 1
    if span > _SPAN:
        _, rows, place = np.unique(key, return_index=True, return_inverse=True)
        return rows.astype(np.int64), place.astype(np.int32)
    row_of = np.full(span, -1, np.int64)  # much faster than sorting, for keys of some days' orders
    row_of[key - low] = np.arange(len(key))
    found = np.flatnonzero(row_of >= 0)
    place_of = np.zeros(span, np.int32)
    place_of[found] = np.arange(len(found), dtype=np.int32)
    return row_of[found], place_of[key - low]
