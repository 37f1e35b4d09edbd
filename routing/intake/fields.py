"""Columns of text to columns of values: each distinct text is read once, exactly, and mapped back.

Where a column is mostly distinct texts, polars reads the plain ones (a regular expression says which are plain, and
a property test holds both ways equal); the rest go through the same exact functions as everywhere.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import polars as pl
from attrs import field, frozen

from routing import money, units
from routing.countries import AmbiguousCountryError, country_code
from routing.errors import ReadError
from routing.intake import words
from routing.intake.times import NaiveTimeError, moment
from routing.orders import COUNTRY, CURRENCY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from polars._typing import PolarsDataType

    from routing.intake.times import Layout, Moment

_WHOLE = r"^[0-9]{1,7}$"
_AMOUNT = r"^[0-9]{1,9}(?:\.[0-9]{1,4})?$"
_STAMP = r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-5][0-9](?:Z|[+-][0-9]{2}:?[0-9]{2}| [+-][0-9]{4})$"
_STAMP_LOCAL = 19  # characters before the offset
_INSTANT = pl.Datetime("us", "UTC")
_REMEMBERED = 1 << 17


@frozen
class Fail:
    """Why a text cannot be read."""

    code: str
    message: str


@frozen(eq=False)
class Parsed:
    """The values of a column, null where the text is empty or cannot be read, and why for each such text."""

    values: pl.Series
    fails: Mapping[str, Fail] = field(factory=dict)
    more: Mapping[str, pl.Series] = field(factory=dict)
    """Further columns that the same texts yield."""


def weights(texts: pl.Series, unit: str | None) -> Parsed:
    """Grams, rounded up."""
    plain = _whole(texts, units.GRAMS_MAX) if unit == "g" else None
    return _mapped(texts, partial(_grams, unit), pl.Int64, "UNREADABLE_WEIGHT", plain)


def lengths(texts: pl.Series, unit: str | None) -> Parsed:
    """Millimetres, rounded up."""
    plain = _whole(texts, units.MILLIMETRES_MAX) if unit == "mm" else None
    return _mapped(texts, partial(_millimetres, unit), pl.Int64, "UNREADABLE_SIZE", plain)


def sizes(texts: pl.Series, unit: str | None) -> Parsed:
    """Lengths in millimetres; widths and heights as `more`."""
    found, fails = _distinct(texts, partial(_size, unit), "UNREADABLE_SIZE")
    sides = [_back(texts, {text: size[at] for text, size in found.items()}, pl.Int64) for at in range(3)]
    return Parsed(sides[0], fails, {"width_mm": sides[1], "height_mm": sides[2]})


def countries(texts: pl.Series) -> Parsed:
    """ISO 3166 alpha-2 codes."""
    return _mapped(texts, country_code, COUNTRY, "UNKNOWN_COUNTRY", texts.cast(COUNTRY, strict=False))


def currencies(texts: pl.Series) -> Parsed:
    """ISO 4217 codes."""
    return _mapped(texts, money.currency, CURRENCY, "UNREADABLE_VALUE", texts.cast(CURRENCY, strict=False))


def amounts(texts: pl.Series, decimal: str = ".") -> Parsed:
    """Ten-thousandths; as `more` the sign or code of currency in the text, null when it holds none."""
    plain = None
    if decimal == ".":
        # Nine digits and four decimals fit a double's 53 bits with room for the rounding of one product.
        figures = _only(texts, texts.str.contains(_AMOUNT)).cast(pl.Float64) * money.E4
        plain = figures.round().cast(pl.Int64)
    rest = texts if plain is None else _only(texts, plain.is_null())
    found, fails = _distinct(rest, partial(_amount, decimal), "UNREADABLE_VALUE")
    values = _merged(plain, _back(rest, {text: value for text, (value, _) in found.items()}, pl.Int64))
    signs = _back(rest, {text: sign or None for text, (_, sign) in found.items()}, pl.String)
    return Parsed(values, fails, {"sign": signs})


def quantities(texts: pl.Series) -> Parsed:
    """Whole numbers above zero."""
    return _mapped(texts, words.quantity, pl.Int64, "UNREADABLE_QUANTITY")


def yes_or_no(texts: pl.Series) -> Parsed:
    """True for yes, false for no, in English, Chinese or figures."""
    return _mapped(texts, words.yes_or_no, pl.Boolean, "UNREADABLE_WORD")


def shapes(texts: pl.Series) -> Parsed:
    """`box` or `roll`."""
    return _mapped(texts, words.shape, pl.String, "UNREADABLE_WORD")


def goods(texts: pl.Series) -> Parsed:
    """Words of GOODS, sorted, joined with a semicolon."""
    return _mapped(texts, words.goods, pl.String, "UNKNOWN_GOODS")


def moments(texts: pl.Series, zone: ZoneInfo | None, layouts: tuple[Layout, ...] = ()) -> Parsed:
    """Moments in UTC; as `more` whether the zone was lent, the hour repeated, and only a day was named."""
    plain = _stamps(texts)
    rest = _only(texts, plain.is_null())
    found: dict[str, Moment]
    found, fails = _distinct(rest, partial(_moment, zone, layouts), "UNREADABLE_TIME")
    values = _merged(plain, _back(rest, {text: seen.at for text, seen in found.items()}, _INSTANT))
    more = {
        name: _back(rest, {text: getattr(seen, name) for text, seen in found.items()}, pl.Boolean)
        for name in ("zone_lent", "repeated", "day_only")
    }
    return Parsed(values, fails, more)


def _stamps(texts: pl.Series) -> pl.Series:
    """The moments of texts in the one layout that most files use; null for all others."""
    texts = _only(texts, texts.str.contains(_STAMP))
    local = texts.str.head(_STAMP_LOCAL).str.replace(" ", "T", literal=True)
    moments = local.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us").dt.replace_time_zone("UTC")
    tails = texts.str.slice(_STAMP_LOCAL)
    offsets = {tail: _offset_us(tail) for tail in tails.drop_nulls().unique()}
    return moments - _back(tails, offsets, pl.Int64).cast(pl.Duration("us"))


def _offset_us(tail: str) -> int | None:
    """Microseconds east of UTC of "Z", "+08:00", "+0800" or " +0800"; None when no clock is so far off."""
    if tail == "Z":
        return 0
    sign, digits = tail.strip()[0], tail.strip()[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        return None
    return (-1 if sign == "-" else 1) * (hours * 60 + minutes) * 60_000_000


def _whole(texts: pl.Series, most: int) -> pl.Series:
    """The texts that are plain whole numbers from 1 to `most`; null for all others."""
    values = _only(texts, texts.str.contains(_WHOLE)).cast(pl.Int64)
    return _only(values, (values > 0) & (values <= most))


def _only(values: pl.Series, keep: pl.Series) -> pl.Series:
    return values.to_frame("v").select(pl.when(keep).then("v")).to_series()


def _merged(plain: pl.Series | None, rest: pl.Series) -> pl.Series:
    return rest if plain is None else plain.fill_null(rest) if rest.null_count() < len(rest) else plain


def _mapped(
    texts: pl.Series, read: Callable[[str], Any], kind: PolarsDataType, code: str, plain: pl.Series | None = None
) -> Parsed:
    """Each distinct text that is not yet in `plain`, read and mapped back."""
    rest = texts if plain is None else _only(texts, plain.is_null())
    found, fails = _distinct(rest, read, code)
    return Parsed(_merged(plain, _back(rest, found, kind)), fails)


def _distinct(texts: pl.Series, read: Callable[[str], Any], code: str) -> tuple[dict[str, Any], dict[str, Fail]]:
    found: dict[str, Any] = {}
    fails: dict[str, Fail] = {}
    if texts.null_count() == len(texts):
        return found, fails
    for text in texts.unique().drop_nulls().to_list():
        try:
            found[text] = read(text)
        except ReadError as error:
            fails[text] = Fail(_code(error, code), str(error))
    return found, fails


def _code(error: ReadError, code: str) -> str:
    if isinstance(error, NaiveTimeError):
        return "NAIVE_TIME"
    return "AMBIGUOUS_COUNTRY" if isinstance(error, AmbiguousCountryError) else code


def _back(texts: pl.Series, found: Mapping[str, Any], kind: PolarsDataType) -> pl.Series:
    if not found:
        return pl.Series(texts.name, [None], dtype=kind).new_from_index(0, len(texts))
    new = pl.Series(list(found.values()), dtype=kind)
    return texts.replace_strict(list(found), new, default=None, return_dtype=kind)


@lru_cache(_REMEMBERED)
def _grams(unit: str | None, text: str) -> int:
    return units.grams(text, unit)


@lru_cache(_REMEMBERED)
def _millimetres(unit: str | None, text: str) -> int:
    return units.millimetres(text, unit)


@lru_cache(_REMEMBERED)
def _size(unit: str | None, text: str) -> tuple[int, int, int]:
    return units.size(text, unit)


@lru_cache(_REMEMBERED)
def _amount(decimal: str, text: str) -> tuple[int, str]:
    return money.figure(text, decimal)


def _moment(zone: ZoneInfo | None, layouts: Sequence[Layout], text: str) -> Moment:
    return moment(text, zone, layouts)
