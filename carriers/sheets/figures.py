"""Prices and weight ranges as forwarders write them, read exactly or refused."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from attrs import frozen

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.units import exact

if TYPE_CHECKING:
    from fractions import Fraction

_NOT_OFFERED = frozenset(
    {"", "-", "--", "—", "/", "\\", "x", "×", "n/a", "na", "none", "无", "不通", "停收", "暂停", "不接"}
)
_SIGNS = {"CNY": ("cny", "rmb", "人民币", "¥", "元"), "USD": ("usd", "us$", "$", "美元"), "EUR": ("eur", "€", "欧元"),
          "GBP": ("gbp", "£", "英镑"), "HKD": ("hkd", "hk$", "港币")}  # fmt: skip
_PER = re.compile(r"(?:/|每|per)(?:kg|公斤|千克|票|件|单|pcs?|piece|parcel|item)$")
_PER_KG = re.compile(r"(?:/|每|per)(?:kg|公斤|千克)$|按公斤$|per kilo(?:gram)?$")
_NUMBER = r"(\d+(?:\.\d+)?|\.\d+)"
_UNIT = r"(kg|g|lb|oz)?"
_RANGE = re.compile(rf"{_NUMBER}{_UNIT}-{_NUMBER}{_UNIT}")
_BETWEEN = re.compile(rf"{_NUMBER}{_UNIT}(<=?)[a-z重量]*?(<=?){_NUMBER}{_UNIT}")
_MOST = re.compile(rf"(?:[a-z重量]*(<=?)|不超过|最高){_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}(?:以下|以内|及以下|内)")
_LEAST = re.compile(rf"(?:[a-z重量]*(>=?)){_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}(?:以上|\+|及以上|up)")
_ENGLISH = (
    (re.compile(r"^(?:upto|nomorethan|notover|max\.?)(?=[\d.])"), "<="),
    (re.compile(r"^(?:under|below|lessthan)(?=[\d.])"), "<"),
    (re.compile(r"^(?:over|above|morethan)(?=[\d.])"), ">"),
)
_SINGLE = re.compile(rf"{_NUMBER}{_UNIT}")


def price(text: str, currency: str) -> Decimal | None:
    """The amount in a cell; None where the sheet says that nothing is offered ("-", "不通").

    Raises:
        ReadError: no amount, or one in another currency.

    >>> price("￥62.50元/KG", "CNY")
    Decimal('62.50')
    """
    word = _folded(text)
    if word in _NOT_OFFERED:
        return None
    figure = _PER.sub("", word)
    for code, signs in _SIGNS.items():
        for sign in signs:
            if figure.startswith(sign) or figure.endswith(sign):
                if code != currency:
                    raise ReadError(
                        Reason("sheet_figure.other_currency", text=text, code=code, currency=currency),
                        Reason("sheet_figure.set_currency"),
                    )
                figure = figure.removeprefix(sign).removesuffix(sign)
    figure = _PER.sub("", figure)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", figure):
        figure = figure.replace(",", "")
    try:
        value = Decimal(figure)
    except InvalidOperation:
        raise ReadError(Reason("sheet_figure.no_price", text=text), Reason("sheet_figure.write_price")) from None
    if not value.is_finite() or value < 0:
        raise ReadError(Reason("sheet_figure.below_zero", text=text))
    return value


@frozen
class Span:
    """A weight range: over so many grams (excluded) up to so many (included); None where the sheet leaves it open."""

    over_g: int | None
    upto_g: int | None
    per_kg: bool = False


def span(text: str, unit: str) -> Span:
    """The weight range a cell states; a single weight is "up to this".

    Args:
        text: "0-0.1", "0.1<W≤0.5KG", "≤2kg", "2kg以下", "21公斤以上/kg", "0.5".
        unit: of figures that have none.

    Raises:
        ReadError: no weight range.

    >>> span("0.1<W≤0.5KG", "kg")
    Span(over_g=100, upto_g=500, per_kg=False)
    """
    word = _folded(text)
    word = word.replace("(含)", "")
    bare = _PER_KG.sub("", word)
    per_kg = bare != word
    bare = re.sub(r"(?:公斤|千克|kgs|kilo)", "kg", bare)
    bare = re.sub(r"(?:克|grams?|gm)", "g", bare)
    for words, sign in _ENGLISH:
        bare = words.sub(sign, bare)
    bare = (
        re.sub(r"[~～—–―至到]|to", "-", bare)
        .replace("≤", "<=")
        .replace("≥", ">=")
        .replace("≦", "<=")
        .replace("〈", "<")
    )
    if match := _RANGE.fullmatch(bare):
        low, low_unit, high, high_unit = match.groups()
        return Span(_grams(low, low_unit or high_unit or unit), _grams(high, high_unit or unit), per_kg)
    if match := _BETWEEN.fullmatch(bare):
        low, low_unit, left, right, high, high_unit = match.groups()
        over = _grams(low, low_unit or high_unit or unit) - (left == "<=")
        return Span(max(0, over), _grams(high, high_unit or unit) - (right == "<"), per_kg)
    if match := _MOST.fullmatch(bare):
        sign, first, first_unit, second, second_unit = match.groups()
        return Span(None, _grams(first or second, first_unit or second_unit or unit) - (sign == "<"), per_kg)
    if match := _LEAST.fullmatch(bare):
        sign, first, first_unit, second, second_unit = match.groups()
        return Span(_grams(first or second, first_unit or second_unit or unit) - (sign == ">="), None, per_kg)
    if match := _SINGLE.fullmatch(bare):
        return Span(None, _grams(match[1], match[2] or unit), per_kg)
    raise ReadError(Reason("sheet_figure.no_range", text=text), Reason("sheet_figure.write_range"))


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _grams(figure: str, unit: str) -> int:
    grams: Fraction = exact(figure, unit, "gram")
    if grams.denominator != 1:
        raise ReadError(Reason("sheet_figure.part_of_gram", figure=figure, unit=unit))
    return int(grams)
