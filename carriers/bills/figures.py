"""Columns of a bill's texts to whole millionths of a currency and whole grams, exactly; and which texts are none."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Final

import polars as pl

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.units import exact_grams
from routing.values.widths import half_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MICRO: Final = 1_000_000
_PLAIN: Final = r"^-?[0-9]{1,9}(?:\.[0-9]{1,6})?$"
_SIGNS: Final = re.compile(r"(?:[A-Z]{3}|US\$|HK\$|[$€£¥￥元])", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[0-9][0-9., '\u00a0\u202f]*|[.,][0-9]+")
_LONGEST: Final = 40
_POINT: Final = re.compile(r"^[^,]*\.(?:[0-9]{1,2}|[0-9]{4,})$|^-?0?\.[0-9]+$|,[0-9]{3}\.|^-?0\.|^-?[0-9]{4,}\.")
_COMMA: Final = re.compile(r"^[^.]*,(?:[0-9]{1,2}|[0-9]{4,})$|^-?0?,[0-9]+$|\.[0-9]{3},|^-?0,|^-?[0-9]{4,},")
_UNIT_WORDS: Final = {"k": "kg", "l": "lb", "o": "oz"}
"""How carriers shorten units of weight."""


def decimal_of(columns: Iterable[pl.Series]) -> str:
    """The decimal mark of these texts, "." or ","; "" where none of them tells, "?" where both stand."""
    point = comma = False
    for column in columns:
        for text in column.drop_nulls().unique().head(2000):
            stripped = half_width(text).strip()
            point = point or bool(_POINT.search(stripped))
            comma = comma or bool(_COMMA.search(stripped))
    if point and comma:
        return "?"
    return "." if point else "," if comma else ""


def amounts(texts: pl.Series, decimal: str) -> tuple[pl.Series, pl.Series]:
    """Millionths of each amount, null where the text is none; and where a text stands that is none."""
    return _numbers(texts, decimal, lambda text: micro_of(text, decimal))


def grams(texts: pl.Series, decimal: str, unit: str) -> tuple[pl.Series, pl.Series]:
    """Whole grams of each weight, rounded up; null for none and for 0; and where a text stands that is none."""

    def read(text: str) -> int:
        try:
            return micro_of(text, decimal)
        except ReadError:
            return ceil(exact_grams(text.replace(",", ".") if decimal == "," else text, unit or None) * MICRO) * -1 - 1

    numbers, bad = _numbers(texts.str.strip_chars("- "), decimal, read)  # a credit note writes weights below nothing
    factor = {"kg": 1000, "g": 1}.get(unit)
    in_unit = numbers.filter(numbers >= 0)
    if factor is None and unit:
        whole = {one: ceil(exact_grams(_text(one), unit)) for one in in_unit.unique().to_list() if one}
        known = numbers.replace_strict(whole, default=None, return_dtype=pl.Int64)
    else:
        known = numbers.to_frame("n").select(-((-pl.col("n") * (factor or 1)).floordiv(MICRO))).to_series()
    unitless = (numbers > 0) & (not unit)
    with_unit = numbers.to_frame("n").select(-((pl.col("n") + 1).floordiv(MICRO))).to_series()
    found = pl.select(pl.when(numbers < 0).then(with_unit).otherwise(known)).to_series()
    found = pl.select(pl.when((found > 0) & ~unitless.fill_null(value=False)).then(found)).to_series()
    return found, bad | unitless.fill_null(value=False)


def micro_of(text: str, decimal: str) -> int:
    """An amount in millionths: "1,234.50", "(3.50)", "12.00-", "CNY 5"; negative ones too.

    Raises:
        ReadError: no amount; or its mark may be a decimal or a thousands mark.
    """
    bare = _SIGNS.sub("", half_width(text)).strip()
    negative = bare.startswith("-") or bare.endswith("-") or (bare.startswith("(") and bare.endswith(")"))
    digits = bare.strip("()-+ ")
    if len(text) > _LONGEST or not _DIGITS.fullmatch(digits):
        raise ReadError(Reason("bill.no_amount", text=text[:_LONGEST]))
    digits = re.sub(r"[ '\u00a0\u202f]", "", digits)
    number = _fraction(digits, decimal, text)
    micro = number * MICRO
    if micro.denominator != 1 or micro > 10**15:
        raise ReadError(Reason("bill.no_amount", text=text))
    return -int(micro) if negative else int(micro)


def _fraction(digits: str, decimal: str, text: str) -> Fraction:
    found = set()
    for mark, other in ((".", ","), (",", ".")):
        if decimal in {mark, ""} and re.fullmatch(
            rf"(?:[0-9]{{1,3}}(?:[{other}][0-9]{{3}})+|[0-9]*)(?:[{mark}][0-9]+)?", digits
        ):
            found.add(Fraction(digits.replace(other, "").replace(mark, ".")))
    if len(found) > 1:
        raise ReadError(Reason("bill.which_mark", text=text))
    if not found:
        raise ReadError(Reason("bill.no_amount", text=text))
    return found.pop()


def _numbers(texts: pl.Series, decimal: str, read: Callable[[str], int]) -> tuple[pl.Series, pl.Series]:
    """The numbers in millionths: plain ones in one pass, each other text once by `read`."""
    frame = texts.to_frame("t").with_columns(t=pl.col("t").str.strip_chars())
    plain = pl.col("t").str.contains(_PLAIN) & pl.lit(decimal != ",")
    whole = pl.col("t").str.extract(r"^-?([0-9]+)").cast(pl.Int64)
    part = pl.col("t").str.extract(r"\.([0-9]+)$").fill_null("0").str.pad_end(6, "0").cast(pl.Int64)
    number = (whole * MICRO + part) * pl.when(pl.col("t").str.starts_with("-")).then(-1).otherwise(1)
    if decimal == "":  # a point before three figures may stand between thousands
        plain &= ~pl.col("t").str.contains(r"\.[0-9]{3}$")
    found = frame.select(n=pl.when(plain).then(number), other=pl.when(~plain & (pl.col("t") != "")).then("t"))
    others = found["other"].drop_nulls().unique()
    if not len(others):
        return found["n"], pl.repeat(value=False, n=len(texts), eager=True, dtype=pl.Boolean)
    known: dict[str, int] = {}
    for text in others:
        try:
            known[text] = read(text)
        except ReadError:
            continue
    read_ones = found["other"].replace_strict(known, default=None, return_dtype=pl.Int64)
    numbers = found["n"].fill_null(read_ones)
    return numbers, found["other"].is_not_null() & read_ones.is_null()


def _text(micro: int) -> str:
    return f"{micro // MICRO}.{micro % MICRO:06d}"


def unit_word(text: str | None) -> str:
    """The unit that a cell names: "K", "LBS", "kg"; "" where it names none."""
    word = (text or "").strip().casefold()
    return _UNIT_WORDS.get(word[:1], "g" if word[:1] == "g" else "")
