"""Texts of a column to moments in UTC, and how far the clock they were written by was ahead of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import polars as pl
from attrs import frozen

from routing.errors import ReadError
from routing.intake.cells.iso_times import iso_times
from routing.intake.cells.times import FIRST_YEAR, LAST_YEAR, Layout, moment
from routing.reason import Reason
from routing.values.moments import NoZoneError

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY_ORDERS: Final = ("dmy", "mdy")
"""Whether 05/06/2026 is in June or in May."""
_UTC: Final = "UTC"
_MOMENT: Final = pl.Datetime("us", _UTC)
_WALL: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?Z?$"
_OFFSET: Final = r"([+-])([0-9]{2}):?([0-9]{2})$"
_IN_UTC: Final = r"(?:Z|UTC|GMT)$"
_DAYS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %b %Y", "%b %d %Y", "%d-%b-%Y", "%Y年%m月%d日")
_CLOCKS: Final = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p")
_STROKES: Final = {"dmy": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"), "mdy": ("%m/%d/%Y", "%m-%d-%Y")}


@frozen(eq=False)
class Moments:
    """A column of moments.

    `at` in UTC, null where there is no text or none that can be read; `offset_s` seconds east of UTC, null where nobody
    said; `faults` by text.
    """

    at: pl.Series
    offset_s: pl.Series
    faults: Mapping[str, Reason]


def moments_of(texts: pl.Series, zone: str | None = None, day_order: str = "") -> Moments:
    """The moments that texts name.  A day without an hour is its first minute.

    Args:
        texts: with an offset, Z, or a wall time.
        zone: the IANA name of the zone of wall times; None: they are faults.
        day_order: of days written with strokes, one of DAY_ORDERS; "": they are faults unless the year comes first.

    >>> moments_of(pl.Series(["2026-06-30T14:23:00+02:00", "2026-06-30 14:23"]), "Asia/Shanghai").at.dt.hour().to_list()
    [12, 6]
    """
    texts = texts.str.strip_chars().rename("text")
    frame = texts.to_frame().with_columns(at=iso_times(texts))
    wall = frame.select(_wall_times(pl.col("text"), zone).alias("wall"))
    frame = frame.with_columns(at=pl.coalesce("at", wall["wall"]))
    left = frame.filter(pl.col("at").is_null() & (pl.col("text") != ""))["text"].unique()
    found, faults = _one_by_one(left.to_list(), zone, day_order)
    if found:
        read = frame["text"].replace_strict(found, default=None, return_dtype=_MOMENT)
        frame = frame.with_columns(at=pl.coalesce("at", read))
    told = pl.col("text").str.contains(_IN_UTC)
    own = pl.col("text").str.extract_groups(_OFFSET)
    seconds = own.struct[1].cast(pl.Int32) * 3600 + own.struct[2].cast(pl.Int32) * 60
    written = pl.when(own.struct[0] == "-").then(-seconds).otherwise(seconds)
    written = pl.when(pl.col("text").str.contains(":", literal=True)).then(written)  # 2026-11-20 ends in no offset
    lent = pl.lit(None, pl.Int32)
    if zone is not None:
        local = pl.col("at").dt.convert_time_zone(zone)
        lent = (local.dt.base_utc_offset() + local.dt.dst_offset()).dt.total_seconds().cast(pl.Int32)
    offset = pl.when(pl.col("at").is_not_null() & ~told).then(pl.coalesce(written, lent))
    return Moments(frame["at"], frame.select(offset.alias("offset_s")).to_series(), faults)


def _wall_times(text: pl.Expr, zone: str | None) -> pl.Expr:
    """Wall times in ISO order, and those in UTC, of which the bulk of a file is; null for all others."""
    plain = pl.when(text.str.contains(_WALL)).then(text.str.replace("T", " ", literal=True).str.strip_suffix("Z"))
    minutes = plain.str.len_chars() == 16
    whole = pl.when(minutes).then(plain + ":00").otherwise(plain).str.slice(0, 19)
    wall = whole.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    wall = pl.when(wall.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(wall)
    in_utc = wall.dt.replace_time_zone(_UTC)
    if zone is None:
        return pl.when(text.str.ends_with("Z")).then(in_utc)
    local = wall.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone(_UTC)
    return pl.when(text.str.ends_with("Z")).then(in_utc).otherwise(local)


def _one_by_one(texts: list[str], zone: str | None, day_order: str) -> tuple[dict[str, object], dict[str, Reason]]:
    """The moments of texts by the exact reader, and why others have none."""
    where = ZoneInfo(zone) if zone else None
    days = (*_DAYS, *_STROKES.get(day_order, ()))
    layouts = tuple(Layout(day + clock) for day in days for clock in _CLOCKS)
    found: dict[str, object] = {}
    faults: dict[str, Reason] = {}
    for text in texts:
        try:
            found[text] = moment(text, where, layouts).at
        except NoZoneError:
            faults[text] = Reason("tracking_read.no_zone", text=text)
        except ReadError as error:
            faults[text] = error.reason
    return found, faults
