"""Texts of a moment to UTC, with the zone always named and never guessed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from attrs import field, frozen
from attrs.converters import optional

from routing.errors import ReadError
from routing.values.widths import half_width

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

FIRST_YEAR, LAST_YEAR = 2000, 2099
_EXAMPLE = "Write it like 2026-11-20T09:30:26+08:00."
_ISO = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:T|[ \u00a0\u202f]+)(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?"
    r"[ \u00a0\u202f]?(?:(Z|UTC|GMT)|(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?)?",
    re.ASCII | re.IGNORECASE,
)
"""Year first, so that nobody can take the day for the month; with strokes as Chinese spreadsheets write it."""
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of spreadsheets, which know no zone
_STROKES = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}(?!.*[AP]M)", re.ASCII | re.IGNORECASE)
_MONTHS = 12
_IN_BRACKETS = re.compile(r"\s*(?:[A-Za-z]{2,5}\s?)?\((?:UTC|GMT)\s?([+-])(\d{1,2})(?::?(\d\d))?\)$", re.ASCII)
_FRENCH_MONTHS = {
    "janv.": "Jan", "févr.": "Feb", "mars": "Mar", "avr.": "Apr", "mai": "May", "juin": "Jun", "juil.": "Jul",
    "août": "Aug", "sept.": "Sep", "oct.": "Oct", "nov.": "Nov", "déc.": "Dec",
}  # fmt: skip
_FRENCH = re.compile(rf"(?<=-)({'|'.join(re.escape(month) for month in _FRENCH_MONTHS)})(?=-)", re.IGNORECASE)


class NaiveTimeError(ReadError):
    """A time without zone where none was given for the file."""


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

    ISO 8601 dates with time are always read, with "T" or a blank, "Z", "+08:00", " +0800", "GMT+8" or "CST(UTC+8)",
    and with strokes unless a layout of the profile has them in another order; other layouts only as the profile says,
    and spreadsheets' day numbers where a zone is given.  Parts of a second are cut off.

    Args:
        text: the cell.
        zone: of texts that name none.
        layouts: of the file's profile.

    Raises:
        NaiveTimeError: neither the text nor the file names a zone.
        ReadError: no time, a time the zone skipped when clocks went forward, or a year no order has.

    >>> moment("2026-11-20 09:30:26 +0800").at.isoformat()
    '2026-11-20T01:30:26+00:00'
    """
    local, day_only, own_zone = _local(half_width(text).strip(), layouts, serial=zone is not None)
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise ReadError(f"{text!r} is not in the years {FIRST_YEAR} to {LAST_YEAR}. {_EXAMPLE}")
    if local.tzinfo is not None:
        return Moment(local.astimezone(UTC), day_only=day_only)
    settled = own_zone or zone
    if settled is None:
        raise NaiveTimeError(f"{text!r} names no zone. Write the offset like +08:00, or give the zone by --input-zone.")
    at = local.replace(tzinfo=settled).astimezone(UTC)
    if at.astimezone(settled).replace(tzinfo=None) != local:
        raise ReadError(f"{text!r} did not happen in {settled.key}: the clocks went forward. Check the time or zone.")
    later = local.replace(tzinfo=settled, fold=1).astimezone(UTC)
    return Moment(at, zone_lent=own_zone is None, repeated=later != at, day_only=day_only)


def either_way(texts: Collection[str], layouts: Sequence[Layout] = ()) -> dict[str, str]:
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
    why = f"the file has {month_first!r} too" if month_first else "no date of the file tells which"
    return {
        text: f"{text!r} may have the day or the month first: {why}. Write the year first, like 2026-11-20 09:30."
        for text, (first, second) in dates.items()
        if first != second and max(first, second) <= _MONTHS
    }


def _local(text: str, layouts: Sequence[Layout], *, serial: bool) -> tuple[datetime, bool, ZoneInfo | None]:
    """Date and time as written, whether only a day was, and the zone of the layout."""
    if bracket := _IN_BRACKETS.search(text):
        sign, hours, minutes = bracket.groups()
        text = f"{text[: bracket.start()]} {sign}{hours:0>2}{minutes or '00'}"
        layouts = [Layout(f"{layout.layout} %z") for layout in layouts]
    match = _ISO.fullmatch(text)
    if match and not (match[2] == "/" and any("/" in layout.layout for layout in layouts)):
        return _iso(match, text), False, None
    if serial and _SERIAL.fullmatch(text):
        seconds = round(float(text) * 86_400)
        return _SERIAL_START + timedelta(seconds=seconds), seconds % 86_400 == 0, None
    english = _FRENCH.sub(lambda match: _FRENCH_MONTHS[match[0].lower()], text)
    for layout in layouts:
        try:
            return datetime.strptime(english, layout.layout), layout.day_only, layout.zone  # noqa: DTZ007 - see above
        except ValueError:
            continue
    raise ReadError(f"{text!r} is no time that can be read. {_EXAMPLE}")


def _iso(match: re.Match[str], text: str) -> datetime:
    year, _, month, day, hour, minute, second, universal, sign, hours, minutes = match.groups()
    try:
        zone = None
        if sign:
            east = timedelta(hours=int(hours), minutes=int(minutes or 0))
            if east >= timedelta(days=1) or int(minutes or 0) >= 60:
                raise ValueError("the offset is no time of day")  # noqa: TRY301 - told with the others
            zone = timezone(-east if sign == "-" else east)
        return datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC if universal else zone
        )
    except ValueError as error:
        raise ReadError(f"{text!r} is no time: {error}. {_EXAMPLE}") from None
