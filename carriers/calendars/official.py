"""The official calendars that come with sampan, each read from two files in `data/`.

`workdays_<name>.csv` holds the days (date, kind off or work, holiday, notice), `workdays_<name>.toml` the bounds they
cover and the notices they come from, with date and address.
"""

from __future__ import annotations

import csv
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from routing.deadlines.workdays import WorkCalendar, no_holidays
from routing.errors import ReadError
from routing.reason import Reason
from routing.values.dates import day as read_day

if TYPE_CHECKING:
    from datetime import date

CALENDARS = ("CN", "US", "none")
_DATA = Path(__file__).parents[1] / "data"


@lru_cache(maxsize=8)
def bundled(name: str = "CN") -> WorkCalendar:
    """The official calendar of that name: CN, US or none, in any case.

    Raises:
        ReadError: no such calendar.
    """
    key = name.strip().casefold()
    if key == "none":
        return no_holidays()
    if key not in {known.casefold() for known in CALENDARS}:
        raise ReadError(Reason("calendar.unknown", name=name), Reason("calendar.choose", names=CALENDARS))
    about = tomllib.loads((_DATA / f"workdays_{key}.toml").read_text("utf-8"))
    kinds: dict[str, dict[date, str]] = {"off": {}, "work": {}}
    notices: dict[date, str] = {}
    for row in csv.DictReader((_DATA / f"workdays_{key}.csv").read_text("utf-8").splitlines()):
        day = read_day(row["date"], iso=True)
        kinds[row["kind"]][day] = row["holiday"]
        notices[day] = about["notice"][row["notice"]]["url"]
    first, last = about["covers_from"], about["covers_to"]
    return WorkCalendar(about["name"], first, last, kinds["off"], kinds["work"], notices, about["version"])


@lru_cache(maxsize=8)
def published(name: str = "CN") -> dict[str, date]:
    """The address of each notice of that calendar -> the day on which it was published."""
    if name.strip().casefold() == "none":
        return {}
    about = tomllib.loads((_DATA / f"workdays_{name.strip().casefold()}.toml").read_text("utf-8"))
    return {notice["url"]: notice["published"] for notice in about["notice"].values()}
