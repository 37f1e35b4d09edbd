"""One year's notice: its days off and make-up working days, looked at as a whole."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from attrs import frozen

from routing.deadlines.workdays import FIRST_DAY, LAST_DAY, ONE_DAY
from routing.errors import SampanError
from routing.reason import Reason
from routing.values.toml_file import toml_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DATA: Final = "holiday_names_cn.toml"
_REACHES_BACK: Final = timedelta(days=7)
"""A notice may begin in the last days of the December before (2022-12-31 is in the notice of 2023)."""
SATURDAY: Final = 5


class NoticeError(SampanError):
    """A text that is no whole notice, or that is not understood."""


@frozen
class Notice:
    """What a notice says of a year; both mappings lead from the day to the holiday's name in English."""

    year: int
    source: str
    off: Mapping[date, str]
    work: Mapping[date, str]


@cache
def holiday_names() -> dict[str, str]:
    """How each holiday may be called in Chinese -> its English name."""
    text = (files("carriers") / "data" / _DATA).read_text("utf-8")
    rows = toml_values(text, _DATA)["holiday"]
    return {chinese: row["name"] for row in rows for chinese in row["chinese"]}


def checked(notice: Notice) -> Notice:
    """The notice, when it can be one.

    Raises:
        NoticeError: a year without all its holidays, a day that is both off and worked, or one of another year.
    """
    if not FIRST_DAY.year < notice.year <= LAST_DAY.year:
        raise NoticeError(Reason("notice.no_year", year=notice.year))
    named = " ".join(notice.off.values())
    missing = tuple(dict.fromkeys(name for name in holiday_names().values() if name not in named))
    if missing:
        raise NoticeError(Reason("notice.holidays_missing", year=notice.year, names=missing))
    if both := sorted(set(notice.off) & set(notice.work)):
        raise NoticeError(Reason("notice.off_and_worked", day=both[0]))
    first, last = date(notice.year, 1, 1) - _REACHES_BACK, date(notice.year, 12, 31)
    if outside := sorted(day for day in (*notice.off, *notice.work) if not first <= day <= last):
        raise NoticeError(Reason("notice.other_year", day=outside[0], year=notice.year))
    return notice


def with_weekend(days: Iterable[date], worked: Iterable[date] = ()) -> list[date]:
    """The days and the weekend they adjoin, but for days that are worked; in order."""
    found, named = set(days), set(worked)
    for start, step in ((min(found), -ONE_DAY), (max(found), ONE_DAY)):
        day = start + step
        while day.weekday() >= SATURDAY and day not in named:
            found.add(day)
            day += step
    return sorted(found)


def with_lone_days_weekends(off: Mapping[date, str], worked: Iterable[date]) -> dict[date, str]:
    """The days off with the weekends that single days adjoin, in order.

    Calendars of days leave those weekends out where the notice says no more of them than that they adjoin.
    """
    whole, named = dict(off), set(worked)
    for day, name in off.items():
        if day - ONE_DAY not in off and day + ONE_DAY not in off:
            whole |= dict.fromkeys(with_weekend([day], named), name)
    return dict(sorted(whole.items()))
