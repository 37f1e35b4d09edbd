"""A notice as the JSON of the project holiday-cn: a file for each year, one entry for each day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from carriers.calendars.notices.notice import Notice, NoticeError, checked, holiday_names, with_lone_days_weekends
from routing.errors import ReadError
from routing.reason import Reason
from routing.values.dates import day

if TYPE_CHECKING:
    from datetime import date


def read_holiday_cn(text: str, name: str, year: int | None = None) -> Notice:
    """The notice of a file like 2026.json: `{"year": 2026, "papers": [...], "days": [{"name", "date", "isOffDay"}]}`.

    Raises:
        NoticeError: not such a file, of another year than asked for, or without days.
    """
    try:
        values: Any = json.loads(text)
    except ValueError as error:
        raise NoticeError(Reason("notice.no_json", error=str(error))) from None
    if not isinstance(values, dict) or not isinstance(values.get("year"), int) or not _days(values):
        raise NoticeError(Reason("notice.no_holiday_cn"))
    of_year: int = values["year"]
    if year is not None and year != of_year:
        raise NoticeError(Reason("notice.of_other_year", year=of_year, asked=year))
    if not values["days"]:
        raise NoticeError(Reason("notice.empty", year=of_year))
    kinds: dict[bool, dict[date, str]] = {True: {}, False: {}}
    for entry in values["days"]:
        try:
            on = day(entry["date"])
        except ReadError as error:
            raise NoticeError(Reason("notice.entry_unreadable", name=entry["name"], error=error)) from None
        kinds[entry["isOffDay"]][on] = english_name(entry["name"])
    papers = [paper for paper in values.get("papers") or () if isinstance(paper, str)]
    off = with_lone_days_weekends(dict(sorted(kinds[True].items())), kinds[False])
    return checked(Notice(of_year, papers[0] if papers else name, off, dict(sorted(kinds[False].items()))))


def english_name(chinese: str) -> str:
    """The holiday's English name, of several joined by 、 too; the name itself where it is not known."""
    names = holiday_names()
    found = [
        names.get(part.strip(), part.strip()) for part in chinese.replace(",", "、").replace("和", "、").split("、")
    ]
    return " and ".join(dict.fromkeys(found))


def _days(values: dict[str, Any]) -> bool:
    """Whether the days are entries as they should be."""
    entries = values.get("days")
    return isinstance(entries, list) and all(
        isinstance(entry, dict)
        and isinstance(entry.get("name"), str)
        and isinstance(entry.get("date"), str)
        and isinstance(entry.get("isOffDay"), bool)
        for entry in entries
    )
