"""ISO times with seconds and an offset, a column at a time: the texts of one length become a matrix of bytes."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from routing.intake.cells.times import FIRST_YEAR, LAST_YEAR

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64] | npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

_LENGTHS = (25, 20)
"""2026-11-20T09:30:26+08:00 or "2026-11-20 09:30:26 +0800", and 2026-11-20T09:30:26Z."""
_SECOND_US = 1_000_000
_EAST_MAX = 14 * 60
"""No clock on Earth is more minutes off UTC."""
_UNKNOWN = np.iinfo(np.int64).min


def iso_times(texts: pl.Series) -> pl.Series:
    """Moments in UTC of the texts in these layouts; null for all others, also for days and hours that are none."""
    found = np.full(len(texts), _UNKNOWN)
    lengths = texts.str.len_bytes().fill_null(0).to_numpy()
    for length in _LENGTHS:
        places = np.flatnonzero(lengths == length)
        if places.size:
            of_length = texts if places.size == len(texts) else texts.gather(places)
            joined = of_length.str.join("").item().encode()
            found[places] = _microseconds(np.frombuffer(joined, np.uint8).reshape(-1, length))
    moments = pl.Series(texts.name, found)
    return (
        moments.to_frame()
        .select(pl.when(moments != _UNKNOWN).then(moments).cast(pl.Datetime("us", "UTC")).alias(texts.name))
        .to_series()
    )


def _microseconds(signs: Bytes) -> Numbers:
    """Microseconds since 1970 in UTC; _UNKNOWN for rows that are no moment."""
    columns = np.ascontiguousarray(signs.T)
    good = np.ones(columns.shape[1], dtype=bool)
    parts = []
    for at, least, most in ((0, 0, 99), (2, 0, 99), (5, 1, 12), (8, 1, 31), (11, 0, 23), (14, 0, 59), (17, 0, 59)):
        value, digits = _number(columns, at)
        good &= digits & (value >= least) & (value <= most)
        parts.append(value.astype(np.int32))
    century, of_century, month, day, hour, minute, second = parts
    year = century * 100 + of_century
    good &= (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    for at, sign in ((4, "-"), (7, "-"), (13, ":"), (16, ":")):
        good &= columns[at] == ord(sign)
    good &= (columns[10] == ord("T")) | (columns[10] == ord(" "))
    offset, offset_good = _offset_minutes(columns)
    months = np.where(good, (year - FIRST_YEAR) * 12 + month - 1, 0)
    starts, lengths = _months()
    good &= offset_good & (day <= lengths[months])
    minutes = (starts[months] + day - 1) * 1440 + hour * 60 + minute - offset
    seconds = minutes.astype(np.int64) * 60 + second
    return np.where(good, seconds * _SECOND_US, _UNKNOWN)


def _offset_minutes(columns: Bytes) -> tuple[Numbers, Flags]:
    """Minutes east of UTC, and whether they could be read."""
    if len(columns) == _LENGTHS[1]:
        return np.zeros(columns.shape[1], np.int32), columns[19] == ord("Z")
    # +08:00 keeps its colon in column 22; in " +0800" the sign is one to the right and the colon is missing
    blank = columns[19] == ord(" ")
    sign = np.where(blank, columns[20], columns[19])
    hours_late, late_good = _number(columns, 21)
    hours_early, early_good = _number(columns, 20)
    minutes, good = _number(columns, 23)
    hours = np.where(blank, hours_late, hours_early)
    good &= np.where(blank, late_good, early_good & (columns[22] == ord(":")))
    east = hours.astype(np.int32) * 60 + minutes
    good &= ((sign == ord("+")) | (sign == ord("-"))) & (minutes <= 59) & (east <= _EAST_MAX)
    return np.where(sign == ord("-"), -east, east), good


def _number(columns: Bytes, first: int) -> tuple[Bytes, Flags]:
    """The number written in two columns, and whether both are figures; any number where they are not."""
    tens, ones = columns[first] - np.uint8(ord("0")), columns[first + 1] - np.uint8(ord("0"))
    return tens * np.uint8(10) + ones, (tens <= 9) & (ones <= 9)  # what is below "0" wraps round to above 9


@cache
def _months() -> tuple[Numbers, Numbers]:
    """Days from 1970 to the first of each month, and the month's days."""
    months = [(year, month) for year in range(FIRST_YEAR, LAST_YEAR + 1) for month in range(1, 13)]
    starts = [(date(year, month, 1) - date(1970, 1, 1)).days for year, month in months]
    return np.array(starts, np.int32), np.array([monthrange(year, month)[1] for year, month in months], np.int32)
