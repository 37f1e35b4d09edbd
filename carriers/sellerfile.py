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

import tomllib
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from attrs import Factory, define, frozen

from routing.daywords import clock, day_range, week, weekday
from routing.daywords import day as read_day
from routing.errors import Fault, InputError, ReadError
from routing.localtime import zone
from routing.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_T = TypeVar("_T")
_KEYS = ("zone", "cutoff", "weekmask", "holidays", "closed", "open", "cutoffs", "official", "platforms")
_OFFICIAL_KEYS = ("year", "source", "off", "work")
_PLATFORM_KEYS = ("clock", "handling_days", "cutoff")


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
    reader = _Reader(str(path))
    try:
        tables = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError([Fault(str(path), "", f"cannot be read: {error.strerror}.")]) from None
    except UnicodeDecodeError as error:
        raise InputError([Fault(str(path), f"byte {error.start}", "is not UTF-8. Save the file as UTF-8.")]) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError([Fault(str(path), "", f"is not TOML: {error}. Compare `sampan calendar --help`.")]) from None
    found = reader.seller_file(tables)
    if reader.faults:
        raise InputError(reader.faults)
    return found


@define
class _Reader:
    """Reads the tables and keeps the faults."""

    file: str
    faults: list[Fault] = Factory(list)

    def fault(self, place: str, message: str) -> None:
        self.faults.append(Fault(self.file, place, message))

    def seller_file(self, tables: dict[str, object]) -> SellerFile:
        self.keys(tables, _KEYS, "")
        weekday_cutoff_s, date_cutoff_s = self.cutoffs(tables.get("cutoffs", {}))
        return SellerFile(
            zone=self.text(tables, "zone", "", _zone_name),
            cutoff_s=self.text(tables, "cutoff", "", clock),
            weekmask=self.text(tables, "weekmask", "", week),
            holidays=self.text(tables, "holidays", "", str.strip),
            closed=self.days(tables.get("closed", []), "closed", "closed"),
            opened=self.days(tables.get("open", []), "open", "open"),
            weekday_cutoff_s=weekday_cutoff_s,
            date_cutoff_s=date_cutoff_s,
            official=self.official(tables.get("official", [])),
            platforms=self.platforms(tables.get("platforms", {})),
        )

    def keys(self, table: dict[str, object], allowed: tuple[str, ...], place: str) -> None:
        for key in table:
            if key not in allowed:
                hint = did_you_mean(key, allowed) or f"Allowed are {', '.join(allowed)}."
                self.fault(f"{place}{key}", f"is no key of a calendar file. {hint}")

    def text(self, table: dict[str, object], key: str, place: str, read: Callable[[str], _T]) -> _T | None:
        if key not in table:
            return None
        value = table[key]
        if not isinstance(value, str):
            self.fault(f"{place}{key}", f'{value} is not text. Put it in quotes, like {key} = "{value}".')
            return None
        try:
            return read(value)
        except ReadError as error:
            self.fault(f"{place}{key}", str(error))
            return None

    def days(self, value: object, place: str, usual: str) -> dict[date, str]:
        if not isinstance(value, list):
            self.fault(place, 'is not a list of days. Write it like ["2026-02-09..2026-02-25"].')
            return {}
        found: dict[date, str] = {}
        for index, entry in enumerate(value):
            spot = f"{place}[{index}]"
            days, why = (entry.get("days"), entry.get("why", usual)) if isinstance(entry, dict) else (entry, usual)
            if not isinstance(days, (str, date)) or not isinstance(why, str):
                self.fault(
                    spot, 'is no day. Write "2026-02-09", "2026-02-09..2026-02-25" or { days = "...", why = "..." }.'
                )
                continue
            try:
                # A TOML date prints as ISO; a date with a time does not read as a day, as it should not.
                found |= dict.fromkeys(day_range(str(days)), why)
            except ReadError as error:
                self.fault(spot, str(error))
        return found

    def cutoffs(self, value: object) -> tuple[dict[int, int], dict[date, int]]:
        weekdays: dict[int, int] = {}
        dates: dict[date, int] = {}
        if not isinstance(value, dict):
            self.fault("cutoffs", 'is no table. Write [cutoffs] and below it Sat = "12:00".')
            return weekdays, dates
        for key in value:
            second = self.text(value, key, "cutoffs.", clock)
            try:
                if key[:1].isdecimal():
                    dates[read_day(key)] = second or 0
                else:
                    weekdays[weekday(key)] = second or 0
            except ReadError as error:
                self.fault(f"cutoffs.{key}", str(error))
        return weekdays, dates

    def official(self, value: object) -> tuple[OfficialYear, ...]:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.fault("official", "is no list of tables. Write [[official]] with two brackets.")
            return ()
        years = []
        for index, entry in enumerate(value):
            place = f"official[{index}]."
            self.keys(entry, _OFFICIAL_KEYS, place)
            year = entry.get("year")
            if not isinstance(year, int) or not 1970 <= year <= 2099:
                self.fault(f"{place}year", f"{year} is no year from 1970 to 2099. Write it like year = 2027.")
                continue
            if self.text(entry, "source", place, str.strip) is None and "source" not in entry:
                self.fault(f"{place}source", "is missing. Name the notice, so that others can read it.")
            off = self.days(entry.get("off", []), f"{place}off", "holiday")
            work = self.days(entry.get("work", []), f"{place}work", "make-up")
            if not off:
                self.fault(
                    f"{place}off", f"is empty: a year without a holiday is no notice. List the days off of {year}."
                )
            # A notice may begin in the last days of the December before (2022-12-31 is in the notice of 2023).
            outside = [day for day in (*off, *work) if not date(year - 1, 12, 25) <= day <= date(year, 12, 31)]
            if outside:
                self.fault(place[:-1], f"{min(outside)} is not in {year}. Put it under the year of its notice.")
            both = sorted(set(off) & set(work))
            if both:
                self.fault(place[:-1], f"{both[0]} is both off and worked. Keep it in one of the two lists.")
            years.append(OfficialYear(year, str(entry.get("source", "")), off, work))
        return tuple(years)

    def platforms(self, value: object) -> dict[str, PlatformChoice]:
        if not isinstance(value, dict) or not all(isinstance(entry, dict) for entry in value.values()):
            self.fault("platforms", 'is no table of tables. Write [platforms.ebay] and below it clock = "ebay-us".')
            return {}
        found = {}
        for name, entry in value.items():
            place = f"platforms.{name}."
            self.keys(entry, _PLATFORM_KEYS, place)
            chosen = self.text(entry, "clock", place, str.strip)
            if not chosen and "clock" not in entry:
                self.fault(f"{place}clock", "is missing. Name one of `sampan calendar clocks`.")
            days = entry.get("handling_days")
            if days is not None and (not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 60):
                self.fault(f"{place}handling_days", f"{days} is no number of days from 0 to 60.")
                days = None
            found[name.casefold()] = PlatformChoice(chosen or "", days, self.text(entry, "cutoff", place, clock))
        return found


def _zone_name(text: str) -> str:
    return zone(text).key
