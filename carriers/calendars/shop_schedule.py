"""The schedule of a seller: an official calendar, the seller's file on top of it, the options on top of that."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import Factory, evolve, frozen

from carriers.calendars.official import bundled
from carriers.calendars.platform_clocks import platform_clock
from carriers.calendars.seller_file import OfficialYear, SellerFile, read_seller_file
from routing.deadlines.schedule import Schedule
from routing.deadlines.workdays import MON_TO_FRI, ONE_DAY, WorkCalendar, WorkDays
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["Options", "bundled", "load_schedule"]

DEFAULT_ZONE, DEFAULT_CUTOFF_S, DEFAULT_HOLIDAYS = "Asia/Shanghai", 17 * 3600, "CN"


@frozen
class Options:
    """What the command line says over the seller's file; None or empty where it says nothing."""

    zone: str | None = None
    cutoff_s: int | None = None
    weekmask: tuple[bool, ...] | None = None
    holidays: str | None = None
    closed: Mapping[date, str] = Factory(dict)
    opened: Mapping[date, str] = Factory(dict)
    cutoffs: Sequence[tuple[date | int, int]] = ()


def load_schedule(path: Path | None = None, options: Options | None = None) -> Schedule:
    """The seller's schedule: the file's word, the options' over it, and for the rest the shop of the handbook.

    That is Asia/Shanghai, cutoff 17:00, Monday to Friday, Chinese holidays.  Closures and open days add up.

    Raises:
        InputError: with all faults of the file.
        ReadError: options that do not fit together.
    """
    said = read_seller_file(path) if path is not None else SellerFile()
    over = options or Options()
    calendar = _calendar(said, over, str(path))
    shop_zone = over.zone or said.zone or DEFAULT_ZONE
    platforms = {
        name: platform_clock(choice.clock, shop_zone, choice.handling_days, choice.cutoff_s)
        for name, choice in said.platforms.items()
    }
    weekday_cutoff_s, date_cutoff_s = dict(said.weekday_cutoff_s), dict(said.date_cutoff_s)
    for when, second in over.cutoffs:
        if isinstance(when, date):
            date_cutoff_s[when] = second
        else:
            weekday_cutoff_s[when] = second
    usual = DEFAULT_CUTOFF_S if said.cutoff_s is None else said.cutoff_s
    return Schedule(
        zone=shop_zone,
        days=WorkDays(
            calendar,
            over.weekmask or said.weekmask or MON_TO_FRI,
            {**said.closed, **over.closed},
            {**said.opened, **over.opened},
        ),
        cutoff_s=usual if over.cutoff_s is None else over.cutoff_s,
        weekday_cutoff_s=weekday_cutoff_s,
        date_cutoff_s=date_cutoff_s,
        platforms=platforms,
    )


def _calendar(said: SellerFile, over: Options, file: str) -> WorkCalendar:
    calendar = bundled(over.holidays or said.holidays or DEFAULT_HOLIDAYS)
    if calendar.name == "none":
        return calendar  # sellers without official holidays need no notice
    for notice in sorted(said.official, key=lambda entry: entry.year):
        calendar = _with_notice(calendar, notice, file)
    return calendar


def _with_notice(calendar: WorkCalendar, notice: OfficialYear, file: str) -> WorkCalendar:
    """The calendar with a year added at its end, or one of its years replaced."""
    begin, end = date(notice.year, 1, 1), date(notice.year, 12, 31)
    if begin > calendar.last + ONE_DAY or end < calendar.first:
        due = (calendar.last + ONE_DAY).year
        raise InputError(
            [Fault(file, "official", Reason("calendar.years_apart", year=notice.year, last=calendar.last, due=due))]
        )
    named = {**notice.off, **notice.work}

    def kept(days: Mapping[date, str]) -> dict[date, str]:
        return {day: value for day, value in days.items() if not begin <= day <= end and day not in named}

    return evolve(
        calendar,
        last=max(calendar.last, end),
        off={**kept(calendar.off), **notice.off},
        work={**kept(calendar.work), **notice.work},
        notices={**kept(calendar.notices), **dict.fromkeys(named, notice.source)},
    )
