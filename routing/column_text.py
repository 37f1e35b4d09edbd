"""Columns of numbers to columns of text, as the tables of a run hold them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from attrs import frozen

from routing.deadlines.localtime_columns import NO_SECOND
from routing.deadlines.workday_columns import NO_DAY
from routing.deadlines.workdays import day_of
from routing.fast.parcels import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

_DAY_S: Final = 86_400
_WRITTEN: Final = 1 << 18
"""So many figures from 0 on have their texts in a table: up to 2,621.43."""
_FAR_APART: Final = 1_000  # days between the first and the last order of a chunk


@frozen(eq=False)
class CodeColumn:
    """A column of few texts: which of them stands in each row; nothing where it is UNKNOWN."""

    texts: Sequence[str]
    index: npt.NDArray[Any]

    def series(self) -> pl.Series:
        """The texts, row by row."""
        return pick(self.texts, self.index)

    def counts(self) -> dict[str, int]:
        """How many rows have each text, for those that some row has."""
        found = np.bincount(self.index[self.index != UNKNOWN], minlength=len(self.texts)).tolist()
        return {text: count for text, count in zip(self.texts, found, strict=True) if count}


@frozen(eq=False)
class PriceColumn:
    """A column of figures with two decimals; nothing where they are not known."""

    figures: npt.NDArray[np.int64]
    known: npt.NDArray[np.bool_]

    def series(self) -> pl.Series:
        """The figures as decimals."""
        return fen_as_cny(self.figures, self.known)

    def texts(self) -> pl.Series:
        """The figures as they are written."""
        tabled = (self.figures >= 0) & (self.figures < _WRITTEN)
        texts = _price_texts().gather(np.where(tabled & self.known, self.figures, _WRITTEN))
        beyond = np.flatnonzero(self.known & ~tabled)
        return (
            texts.scatter(beyond, decimal(pl.Series(self.figures[beyond]), 2).cast(pl.String)) if beyond.size else texts
        )


@frozen(eq=False)
class MomentColumn:
    """A column of moments in UTC seconds, each with the offset of its place; nothing where it is NO_SECOND."""

    seconds: npt.NDArray[np.int64]
    offset_s: npt.NDArray[np.int32]

    def series(self) -> pl.Series:
        """The moments as ISO 8601."""
        return time_texts(self.seconds, self.offset_s)


Column = pl.Series | CodeColumn | PriceColumn | MomentColumn | None
"""A column of lines before it is text; None: it is empty throughout."""


def pick(words: Sequence[str], index: npt.NDArray[Any]) -> pl.Series:
    """The word each number stands for; empty for UNKNOWN."""
    empty = len(words)
    return pl.Series([*words, None], dtype=pl.String).gather(np.where(index == UNKNOWN, empty, index))


def or_empty(figures: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> pl.Series:
    """The figures, null where they are not known."""
    return pl.Series(figures).set(pl.Series(~known), None)


def fen_as_cny(fen: npt.NDArray[np.int64], known: npt.NDArray[np.bool_]) -> pl.Series:
    """Fen as CNY with two decimals."""
    return decimal(pl.Series(fen).set(pl.Series(~known), None), 2)


def decimal(whole: pl.Series, places: int) -> pl.Series:
    """A fixed-point column as decimals, exactly."""
    unit = pl.Series([10**places], dtype=pl.Decimal(20, 0))
    return whole.cast(pl.Decimal(20, places)) / unit


def value_column(value_e4: pl.Series) -> Column:
    """Ten-thousandths with two decimals, or four where two would not do."""
    figures = value_e4.fill_null(0).to_numpy()
    whole = figures // 100
    if (whole * 100 == figures).all():
        return PriceColumn(whole, value_e4.is_not_null().to_numpy())
    rest = (value_e4 % 100 != 0).fill_null(value=False)
    two = decimal(value_e4 // 100, 2)
    return two.cast(pl.String).zip_with(~rest, decimal(value_e4, 4).cast(pl.String).str.strip_chars_end("0"))


def day_column(days: npt.NDArray[np.int32]) -> CodeColumn:
    """ISO 8601 dates, empty where not known."""
    unknown = days == NO_DAY
    if not unknown.any():
        return CodeColumn(*_dates(days))
    known = days[~unknown]
    texts, which = _dates(np.where(unknown, known[0] if known.size else 0, days))
    return CodeColumn(texts, np.where(unknown, UNKNOWN, which))


def time_texts(seconds: npt.NDArray[np.int64], offset_s: npt.NDArray[np.int32]) -> pl.Series:
    """ISO 8601 with the offset, empty where not known: day, wall time and offset each written once and put together."""
    unknown = seconds == NO_SECOND
    local = (np.where(unknown, 0, seconds) if unknown.any() else seconds) + offset_s
    days = local // _DAY_S
    second = local - days * _DAY_S
    dates, which = _dates(days)
    if not len(offset_s) or (offset_s == offset_s[0]).all():
        walls = _walls(_offset(int(offset_s[0]) if len(offset_s) else 0)).gather(second)
    else:
        offsets, own = np.unique(offset_s, return_inverse=True)
        walls = _walls("").gather(second) + pl.Series([_offset(int(one)) for one in offsets]).gather(own)
    stated = pl.Series([f"{date}T" for date in dates], dtype=pl.String).gather(which) + walls
    return stated.set(pl.Series(unknown), None) if unknown.any() else stated


def _dates(days: npt.NDArray[Any]) -> tuple[list[str], npt.NDArray[Any]]:
    """The texts of all days, and which of them each row is."""
    first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    if last - first < _FAR_APART:
        known, which = range(first, last + 1), days - first
    else:
        distinct, which = np.unique(days, return_inverse=True)
        known = distinct.tolist()
    return [str(day_of(day)) for day in known], which


@lru_cache(maxsize=1)
def _price_texts() -> pl.Series:
    """The texts of 0.00, 0.01 and so on, and at the end nothing."""
    figures = decimal(pl.Series(range(_WRITTEN)), 2).cast(pl.String)
    return pl.concat([figures, pl.Series([None], dtype=pl.String)], rechunk=True)


@lru_cache(maxsize=4)
def _walls(offset: str) -> pl.Series:
    """Second of the day -> wall time with the offset."""
    moments = pl.from_epoch(pl.Series(range(_DAY_S)), time_unit="s")
    return moments.dt.strftime("%H:%M:%S") + offset


def _offset(seconds: int) -> str:
    sign, (hours, minutes) = "-" if seconds < 0 else "+", divmod(abs(seconds) // 60, 60)
    return f"{sign}{hours:02d}:{minutes:02d}"
