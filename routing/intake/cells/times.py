"""Texts of a moment to UTC, with the zone always named and never guessed."""

from __future__ import annotations

import re
import tomllib
from calendar import month_abbr
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn
from zoneinfo import ZoneInfo

from attrs import field, frozen
from attrs.converters import optional

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.dates import LONGEST
from routing.values.moments import NoZoneError, written_time
from routing.values.widths import half_width

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""The years in which an order can have been paid."""
_YEAR_FIRST = re.compile(r"[0-9]{4}([-/])")
_WAY_OUT: Final = Reason("time.iso_way_out")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of spreadsheets, which know no zone
_STROKES = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}(?!.*[AP]M)", re.ASCII | re.IGNORECASE)
_MONTHS = 12
_IN_BRACKETS = re.compile(r"\s*(?:[A-Za-z]{2,5}\s?)?\((?:UTC|GMT)\s?([+-])(\d{1,2})(?::?(\d\d))?\)$", re.ASCII)
_MONTH_NAME = re.compile(r"(?<=[-. ])([^\W\d_]{3,4})\.?(?=[-. ]\d)")
_MONTH_NAMES = Path(__file__).with_name("months.toml")


@frozen
class Layout:
    """How a marketplace writes a time, in the letters of `datetime.strptime`."""

    layout: str
    zone: ZoneInfo | None = field(default=None, converter=optional(ZoneInfo))
    """Where times of this very layout come from, when that is known."""
    unsure: bool = False
    """The seller chooses the order of day and month: a date that reads both ways needs one beside it that does not."""

    @property
    def day_only(self) -> bool:
        """Whether the layout has no hour."""
        return "%H" not in self.layout and "%I" not in self.layout


@frozen
class Moment:
    """A moment in UTC and what was settled to get it."""

    at: datetime
    zone_lent: bool = False
    """The text named no zone; the file's was taken."""
    repeated: bool = False
    """The local hour happened twice; the earlier was taken."""
    day_only: bool = False
    """The text named a day; its first minute was taken."""


@lru_cache(maxsize=1 << 15)
def moment(text: str, zone: ZoneInfo | None = None, layouts: Sequence[Layout] = ()) -> Moment:
    """The moment a text names.

    What `routing.values.moments` reads is always read, with strokes unless a layout of the profile has them in another
    order; other layouts only as the profile says, and spreadsheets' day numbers where a zone is given.  Parts of a
    second are cut off.

    Args:
        text: the cell.
        zone: of texts that name none.
        layouts: of the file's profile.

    Raises:
        NoZoneError: neither the text nor the file names a zone.
        ReadError: no time, a time the zone skipped when clocks went forward, or a year no order has.

    >>> moment("2026-11-20 09:30:26 +0800").at.isoformat()
    '2026-11-20T01:30:26+00:00'
    """
    local, day_only, own_zone = _local(half_width(text).strip(), layouts, serial=zone is not None)
    local = local.replace(microsecond=0)
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise ReadError(Reason("time.out_of_years", text=text, first=FIRST_YEAR, last=LAST_YEAR), _WAY_OUT)
    if local.tzinfo is not None:
        return Moment(local.astimezone(UTC), day_only=day_only)
    settled = own_zone or zone
    if settled is None:
        raise NoZoneError(Reason("time.names_no_zone", text=text), Reason("time.give_zone"))
    at = local.replace(tzinfo=settled).astimezone(UTC)
    if at.astimezone(settled).replace(tzinfo=None) != local:
        raise ReadError(Reason("time.skipped", text=text, zone=settled.key))
    later = local.replace(tzinfo=settled, fold=1).astimezone(UTC)
    return Moment(at, zone_lent=own_zone is None, repeated=later != at, day_only=day_only)


def either_way(texts: Collection[str], layouts: Sequence[Layout] = ()) -> dict[str, Reason]:
    """Texts of a column that a layout would read with day and month at the wrong places, and why they are refused.

    A date such as 05/06/2026 is the fifth of June by a layout with the day first.  That is doubted when another text of
    the column has the month first (11/20/2026), or when the layout is unsure and no text has the day first for certain.
    """
    layout = next(
        (layout for layout in layouts if layout.layout.startswith("%d/%m/") and "%p" not in layout.layout), None
    )
    if layout is None:
        return {}
    dates = {text: (int(match[1]), int(match[2])) for text in texts if (match := _STROKES.match(text))}
    day_first = any(first > _MONTHS for first, _ in dates.values())
    month_first = next((text for text, (_, second) in dates.items() if second > _MONTHS), None)
    if month_first is None and (day_first or not layout.unsure):
        return {}
    why = Reason("time.other_month_first", text=month_first) if month_first else Reason("time.none_tells")
    return {
        text: Reason("time.both_ways", text=text, why=why)
        for text, (first, second) in dates.items()
        if first != second and max(first, second) <= _MONTHS
    }


def _local(text: str, layouts: Sequence[Layout], *, serial: bool) -> tuple[datetime, bool, ZoneInfo | None]:
    """Date and time as written, whether only a day was, and the zone of the layout."""
    if serial and _SERIAL.fullmatch(text):
        seconds = round(float(text) * 86_400)
        return _SERIAL_START + timedelta(seconds=seconds), seconds % 86_400 == 0, None
    year_first = _YEAR_FIRST.match(text)
    if year_first and not (year_first[1] == "/" and any("/" in layout.layout for layout in layouts)):
        at = written_time(text)
        return (at, False, None) if at is not None else _by_layout(text, layouts) or _refuse(text)
    found = _by_layout(text, layouts)
    if found is None and not year_first:
        at = written_time(text)
        found = None if at is None else (at, False, None)
    return found or _refuse(text)


def _by_layout(text: str, layouts: Sequence[Layout]) -> tuple[datetime, bool, ZoneInfo | None] | None:
    """The same by the first layout of the profile that fits."""
    if not layouts or len(text) > LONGEST:
        return None
    if bracket := _IN_BRACKETS.search(text):
        sign, hours, minutes = bracket.groups()
        text = f"{text[: bracket.start()]} {sign}{hours:0>2}{minutes or '00'}"
        layouts = [Layout(f"{layout.layout} %z") for layout in layouts]
    english = _MONTH_NAME.sub(lambda match: _months().get(match[1].lower(), match[0]), text)
    for layout in layouts:
        try:
            return datetime.strptime(english, layout.layout), layout.day_only, layout.zone  # noqa: DTZ007 - see above
        except ValueError:
            continue
    return None


def _refuse(text: str) -> NoReturn:
    raise ReadError(Reason("time.not_read", text=text), _WAY_OUT)


@cache
def _months() -> Mapping[str, str]:
    """Short name of a month in the languages of the exports -> in English, as `strptime` knows it."""
    tables = tomllib.loads(_MONTH_NAMES.read_text(encoding="utf-8"))
    return {
        name: month_abbr[number]
        for names in tables.values()
        for number, spellings in enumerate(names, 1)
        for name in spellings.split("|")
    }
