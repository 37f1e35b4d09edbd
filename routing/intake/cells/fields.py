"""Columns of text to columns of values, exactly, without reading one text twice.

Texts in a plain layout come already read (`plain.py`).  All others go, each distinct one once, through the exact
functions of `routing.values.units`, `routing.values.money` and so on.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import polars as pl
from attrs import field, frozen

from routing.errors import ReadError
from routing.intake.cells import words
from routing.intake.cells.times import either_way, moment
from routing.orders import COUNTRY, CURRENCY
from routing.reason import Reason
from routing.values import money, units
from routing.values.countries import AmbiguousCountryError, country_code
from routing.values.moments import NoZoneError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from polars._typing import PolarsDataType

    from routing.intake.cells.times import Layout, Moment

_INSTANT = pl.Datetime("us", "UTC")
_REMEMBERED = 1 << 15
_LOCAL = r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-5][0-9]$"
_MINUTE = 16
"""Characters of a local time up to its minute."""
_LAST_SECOND = pl.duration(hours=23, minutes=59, seconds=59)
_SETTLED = ("zone_lent", "repeated", "day_only")


@frozen
class Fail:
    """Why a text cannot be read."""

    code: str
    reason: Reason


@frozen(eq=False)
class Parsed:
    """The values of a column, null where the text is empty or cannot be read, and why for each such text."""

    values: pl.Series
    fails: Mapping[str, Fail] = field(factory=dict)
    more: Mapping[str, pl.Series] = field(factory=dict)
    """Further columns that the same texts yield."""


def weights(texts: pl.Series, unit: str | None, plain: pl.Series | None = None) -> Parsed:
    """Grams, rounded up; as `more` by how many billionths, null where not at all."""
    return _rounded(texts, partial(_grams, unit), "UNREADABLE_WEIGHT", plain)


def lengths(texts: pl.Series, unit: str | None, plain: pl.Series | None = None) -> Parsed:
    """Millimetres, rounded up; as `more` by how many billionths, null where not at all."""
    return _rounded(texts, partial(_millimetres, unit), "UNREADABLE_SIZE", plain)


def sizes(texts: pl.Series, unit: str | None) -> Parsed:
    """Lengths in millimetres; widths and heights as `more`, and by how many billionths each side was rounded up."""
    found, fails = _distinct(texts, partial(_size, unit), "UNREADABLE_SIZE")
    sides = [_back(texts, {text: size[at][0] for text, size in found.items()}, pl.Int64) for at in range(3)]
    ups = [_back(texts, {text: size[at][1] or None for text, size in found.items()}, pl.Int64) for at in range(3)]
    more = {"width_mm": sides[1], "height_mm": sides[2]}
    return Parsed(sides[0], fails, more | dict(zip(("length_up_e9", "width_up_e9", "height_up_e9"), ups, strict=True)))


def countries(texts: pl.Series, plain: pl.Series | None = None) -> Parsed:
    """ISO 3166 alpha-2 codes."""
    return _mapped(texts, country_code, COUNTRY, "UNKNOWN_COUNTRY", plain)


def currencies(texts: pl.Series, plain: pl.Series | None = None) -> Parsed:
    """ISO 4217 codes."""
    return _mapped(texts, money.currency, CURRENCY, "UNREADABLE_VALUE", plain)


def amounts(texts: pl.Series, decimal: str = ".", plain: pl.Series | None = None) -> Parsed:
    """Ten-thousandths; as `more` the sign or code of currency in the text, null when it holds none.

    `plain` is of use for a decimal point only: 1.234 is more than a thousand where the comma is the mark.
    """
    rest = _rest(texts, plain)
    if rest is None:
        return Parsed(_known(plain), more={"sign": _nothing(texts, pl.String)})
    found, fails = _distinct(rest, partial(_amount, decimal), "UNREADABLE_VALUE")
    values = _merged(plain, _back(rest, {text: value for text, (value, _) in found.items()}, pl.Int64))
    signs = _back(rest, {text: sign or None for text, (_, sign) in found.items()}, pl.String)
    return Parsed(values, fails, {"sign": signs})


def quantities(texts: pl.Series, plain: pl.Series | None = None) -> Parsed:
    """Whole numbers above zero."""
    return _mapped(texts, words.quantity, pl.Int64, "UNREADABLE_QUANTITY", plain)


def yes_or_no(texts: pl.Series) -> Parsed:
    """True for yes, false for no, in English, Chinese or figures."""
    return _mapped(texts, words.yes_or_no, pl.Boolean, "UNREADABLE_WORD")


def shapes(texts: pl.Series) -> Parsed:
    """`box` or `roll`."""
    return _mapped(texts, words.shape, pl.String, "UNREADABLE_WORD")


def goods(texts: pl.Series) -> Parsed:
    """Words of GOODS, sorted, joined with a semicolon."""
    return _mapped(texts, words.goods, pl.String, "UNKNOWN_GOODS")


def to_last_second(parsed: Parsed) -> pl.Series:
    """The moments by which something is due: a day without a time of day ends with its last second."""
    at = parsed.values.to_frame("at")
    return at.select(pl.when(parsed.more["day_only"]).then(pl.col("at") + _LAST_SECOND).otherwise("at")).to_series()


def moments(
    texts: pl.Series, zone: ZoneInfo | None, layouts: tuple[Layout, ...] = (), plain: pl.Series | None = None
) -> Parsed:
    """Moments in UTC; as `more` whether the zone was lent, the hour repeated, and only a day was named."""
    rest = _rest(texts, plain)
    if rest is None:
        return Parsed(_known(plain), more=dict.fromkeys(_SETTLED, _nothing(texts, pl.Boolean)))
    values, more = _by_minute(rest, zone)
    left = _rest(rest, values)
    if left is None:
        return Parsed(_merged(plain, values), more=more)
    found: dict[str, Moment]
    found, fails = _distinct(left, partial(_moment, zone, layouts), "UNREADABLE_TIME")
    for text, message in either_way(found.keys() | fails.keys(), layouts).items():
        found.pop(text, None)
        fails[text] = Fail("UNREADABLE_TIME", message)
    values = values.fill_null(_back(left, {text: seen.at for text, seen in found.items()}, _INSTANT))
    for name in _SETTLED:
        settled = {text: getattr(seen, name) for text, seen in found.items()}
        more[name] = more[name].fill_null(_back(left, settled, pl.Boolean))
    return Parsed(_merged(plain, values), fails, more)


def _by_minute(texts: pl.Series, zone: ZoneInfo | None) -> tuple[pl.Series, dict[str, pl.Series]]:
    """Moments of ISO times with seconds and without offset: a zone's clocks change at full minutes alone.

    So each distinct minute is read once, and the seconds are added.  Null for all other texts.
    """
    if zone is None:
        return _nothing(texts, _INSTANT), dict.fromkeys(_SETTLED, _nothing(texts, pl.Boolean))
    local = texts.to_frame("text").select(pl.when(texts.str.contains(_LOCAL)).then("text")).to_series()
    minutes = local.str.head(_MINUTE)
    found, _ = _distinct(minutes, partial(_moment, zone, ()), "UNREADABLE_TIME")
    start = _back(minutes, {text: seen.at for text, seen in found.items()}, _INSTANT)
    seconds = local.str.tail(2).cast(pl.Int64) * 1_000_000
    more = {
        name: _back(minutes, {text: getattr(seen, name) for text, seen in found.items()}, pl.Boolean)
        for name in _SETTLED
    }
    return start + seconds.cast(pl.Duration("us")), more


def _mapped(
    texts: pl.Series, read: Callable[[str], Any], kind: PolarsDataType, code: str, plain: pl.Series | None = None
) -> Parsed:
    """The plain values, and each distinct text that is not plain, read and mapped back."""
    rest = _rest(texts, plain)
    if rest is None:
        return Parsed(_known(plain))
    found, fails = _distinct(rest, read, code)
    return Parsed(_merged(plain, _back(rest, found, kind)), fails)


def _rounded(
    texts: pl.Series, read: Callable[[str], tuple[int, int]], code: str, plain: pl.Series | None = None
) -> Parsed:
    """The same for figures that are read with their rounding, which comes as `more`."""
    rest = _rest(texts, plain)
    if rest is None:
        return Parsed(_known(plain), more={"up_e9": _nothing(texts, pl.Int64)})
    found, fails = _distinct(rest, read, code)
    values = _merged(plain, _back(rest, {text: whole for text, (whole, _) in found.items()}, pl.Int64))
    ups = _back(rest, {text: up for text, (_, up) in found.items() if up}, pl.Int64)
    return Parsed(values, fails, {"up_e9": ups})


def _rest(texts: pl.Series, plain: pl.Series | None) -> pl.Series | None:
    """The texts that are not plain, null elsewhere; None when there are none."""
    if plain is None:
        return texts
    if plain.null_count() == texts.null_count():
        return None
    return texts.to_frame("text").select(pl.when(plain.is_null()).then("text")).to_series()


def _known(plain: pl.Series | None) -> pl.Series:
    if plain is None:
        raise TypeError("without plain values every text is read")
    return plain


def _merged(plain: pl.Series | None, rest: pl.Series) -> pl.Series:
    return rest if plain is None else plain.fill_null(rest)


def _distinct(texts: pl.Series, read: Callable[[str], Any], code: str) -> tuple[dict[str, Any], dict[str, Fail]]:
    found: dict[str, Any] = {}
    fails: dict[str, Fail] = {}
    for text in texts.unique().drop_nulls().to_list() if texts.null_count() < len(texts) else ():
        try:
            found[text] = read(text)
        except ReadError as error:
            fails[text] = Fail(_code(error, code), Reason("cell.unreadable", error=error.with_traceback(None)))
    return found, fails


def _code(error: ReadError, code: str) -> str:
    if isinstance(error, NoZoneError):
        return "NAIVE_TIME"
    return "AMBIGUOUS_COUNTRY" if isinstance(error, AmbiguousCountryError) else code


def _back(texts: pl.Series, found: Mapping[str, Any], kind: PolarsDataType) -> pl.Series:
    if not found:
        return _nothing(texts, kind)
    new = pl.Series(list(found.values()), dtype=kind)
    return texts.replace_strict(list(found), new, default=None, return_dtype=kind)


def _nothing(texts: pl.Series, kind: PolarsDataType) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, len(texts))


@lru_cache(_REMEMBERED)
def _grams(unit: str | None, text: str) -> tuple[int, int]:
    return units.rounded_up(units.exact_grams(text, unit))


@lru_cache(_REMEMBERED)
def _millimetres(unit: str | None, text: str) -> tuple[int, int]:
    return units.rounded_up(units.exact_millimetres(text, unit))


@lru_cache(_REMEMBERED)
def _size(unit: str | None, text: str) -> tuple[tuple[int, int], ...]:
    return tuple(units.rounded_up(side) for side in units.exact_size(text, unit))


@lru_cache(_REMEMBERED)
def _amount(decimal: str, text: str) -> tuple[int, str]:
    return money.figure(text, decimal)


def _moment(zone: ZoneInfo | None, layouts: Sequence[Layout], text: str) -> Moment:
    return moment(text, zone, layouts)
