"""A seller's calendar file, read and checked: every fault in it is found, none stops at the first.

The file is TOML; every key may be left out:

    zone = "Asia/Shanghai"             # where the shop's clock hangs (IANA name)
    cutoff = "17:00"                   # paid before it ships the same day; 00:00 to 24:00
    weekmask = "1111100"               # Monday first; also "Mon-Sat" or "Mon Wed Fri"
    holidays = "CN"                    # CN, US or none
    closed = ["2026-02-09..2026-02-25", { days = "2026-12-24", why = "stocktaking" }]
    open = ["2026-10-03"]              # worked although the official calendar says off

    [cutoffs]                          # for a weekday or a date
    Sat = "12:00"
    2026-11-11 = "20:00"

    [[official]]                       # a year whose notice came out after this release, or was changed (days invented)
    year = 2027
    source = "https://www.gov.cn/..."  # where the notice can be read
    off = [{ days = "2027-02-05..2027-02-11", why = "Spring Festival" }]  # every day of the break, weekends included
    work = ["2027-01-30"]              # make-up working days

    [platforms.ebay]                   # count a marketplace's clock beside the own one
    clock = "ebay-us"                  # one of `sampan calendar clocks`
    handling_days = 1                  # as set at the marketplace
    cutoff = "14:00"                   # likewise, when it has one

Of two that name a day, the later in this list wins: weekmask, official off, official work, open, closed.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import Factory, frozen

from carriers.calendars.official import bundled
from carriers.calendars.platform_clocks import platform_clock
from carriers.files.tables import Table
from routing.deadlines.day_text import calendar_day, clock, day_range, week, weekday
from routing.deadlines.localtime import zone
from routing.deadlines.workdays import FIRST_DAY, LAST_DAY
from routing.errors import Fault, InputError, ReadError
from routing.reason import Reason
from routing.values.toml_file import load_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SEE = Reason("calendar.see_help")
_HANDLING_DAYS_MAX = 60
_ANY_ZONE = "Asia/Shanghai"  # to try a clock; the shop's own zone is known when all is read


@frozen
class OfficialYear:
    """A year's notice as the seller declares it."""

    year: int
    source: str
    off: Mapping[date, str]
    work: Mapping[date, str]


@frozen
class PlatformChoice:
    """Which bundled clock counts for a platform, and what the seller has set there."""

    clock: str
    handling_days: int | None
    cutoff_s: int | None


@frozen
class SellerFile:
    """What the file says; None or empty where it says nothing."""

    zone: str | None = None
    cutoff_s: int | None = None
    weekmask: tuple[bool, ...] | None = None
    holidays: str | None = None
    closed: Mapping[date, str] = Factory(dict)
    opened: Mapping[date, str] = Factory(dict)
    weekday_cutoff_s: Mapping[int, int] = Factory(dict)
    date_cutoff_s: Mapping[date, int] = Factory(dict)
    official: tuple[OfficialYear, ...] = ()
    platforms: Mapping[str, PlatformChoice] = Factory(dict)


def read_seller_file(path: Path) -> SellerFile:
    """The file's content.

    Raises:
        InputError: with all faults of the file.
    """
    faults: list[Fault] = []
    table = Table(str(path), "", load_toml(path, _SEE), faults)
    weekday_cutoff_s, date_cutoff_s = _cutoffs(table.table("cutoffs"))
    found = SellerFile(
        zone=table.read("zone", lambda text: zone(text).key, ""),
        cutoff_s=table.read("cutoff", clock, ""),
        weekmask=table.read("weekmask", week, ""),
        holidays=table.read("holidays", lambda text: bundled(text).name, ""),
        closed=_days(table, "closed"),
        opened=_days(table, "open"),
        weekday_cutoff_s=weekday_cutoff_s,
        date_cutoff_s=date_cutoff_s,
        official=tuple(filter(None, map(_official, table.tables("official")))),
        platforms=_platforms(table.table("platforms")),
    )
    table.finish()
    if faults:
        raise InputError(faults)
    return found


def _days(table: Table, key: str) -> dict[date, str]:
    """The days of a list, each with its reason; "" where none is given."""
    if not table.has(key):
        return {}
    entries = table.values[key]
    if not isinstance(entries, list):
        table.fault(key, Reason("calendar.no_list_of_days"))
        return {}
    found: dict[date, str] = {}
    for number, entry in enumerate(entries, start=1):
        spot, days, why = f"{key}[{number}]", entry, ""
        if isinstance(entry, dict):
            part = Table(table.file, f"{table.place}.{spot}".lstrip("."), entry, table.faults)
            why = part.text("why", "")
            days = entry.get("days") if part.has("days") else None
            part.finish()
        if not isinstance(days, (str, date)):
            table.fault(spot, Reason("calendar.no_day"))
            continue
        try:
            # A TOML date prints as ISO; a date with a time does not read as a day, as it should not.
            found |= dict.fromkeys(day_range(str(days)), why)
        except ReadError as error:
            table.fault(spot, Reason("calendar.unreadable", error=error))
    return found


def _cutoffs(table: Table) -> tuple[dict[int, int], dict[date, int]]:
    """The cutoffs of weekdays and of dates."""
    weekdays: dict[int, int] = {}
    dates: dict[date, int] = {}
    for key in table.values:
        second = table.read(key, clock) or 0
        try:
            if key[:1].isdecimal():
                dates[calendar_day(key)] = second
            else:
                weekdays[weekday(key)] = second
        except ReadError as error:
            table.fault(key, Reason("calendar.unreadable", error=error))
    return weekdays, dates


def _official(table: Table) -> OfficialYear | None:
    """A year's notice; None, with a fault noted, when the year itself is none."""
    before = len(table.faults)
    year = table.integer("year")
    if len(table.faults) == before and not FIRST_DAY.year <= year <= LAST_DAY.year:
        table.fault("year", Reason("calendar.no_year", year=year, first=FIRST_DAY.year, last=LAST_DAY.year))
    unusable = len(table.faults) > before
    source = table.text("source")
    off, work = _days(table, "off"), _days(table, "work")
    table.finish()
    if unusable:
        return None
    if not table.values.get("off"):
        table.fault("off", Reason("calendar.no_holidays", year=year))
    # A notice may begin in the last days of the December before (2022-12-31 is in the notice of 2023).
    outside = [day for day in (*off, *work) if not date(year - 1, 12, 25) <= day <= date(year, 12, 31)]
    if outside:
        reason = Reason("calendar.other_year", day=min(outside), year=year)
        table.faults.append(Fault(table.file, table.place, reason))
    both = sorted(set(off) & set(work))
    if both:
        reason = Reason("calendar.off_and_worked", day=both[0])
        table.faults.append(Fault(table.file, table.place, reason))
    return OfficialYear(year, source, off, work)


def _platforms(table: Table) -> dict[str, PlatformChoice]:
    """The marketplaces whose clock counts, by their names in lower case."""
    found = {}
    for name in table.values:
        before = len(table.faults)
        part = table.table(name)
        if len(table.faults) > before:
            continue
        chosen, days = part.text("clock"), None
        if part.has("handling_days"):
            days = part.integer("handling_days")
            if len(part.faults) == before and not 0 <= days <= _HANDLING_DAYS_MAX:
                part.fault("handling_days", Reason("calendar.no_handling_days", days=days, most=_HANDLING_DAYS_MAX))
        choice = PlatformChoice(chosen, days, part.read("cutoff", clock, ""))
        part.finish()
        if len(part.faults) == before:
            try:
                platform_clock(choice.clock, _ANY_ZONE, choice.handling_days, choice.cutoff_s)
            except ReadError as error:
                table.fault(name, Reason("calendar.unreadable", error=error))
        found[name.casefold()] = choice
    return found
