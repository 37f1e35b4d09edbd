"""Prices and weight ranges as forwarders write them, read exactly or refused."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field, frozen

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.units import exact

if TYPE_CHECKING:
    from collections.abc import Callable

_NOT_OFFERED = frozenset(
    {"", "-", "--", "—", "/", "\\", "x", "×", "n/a", "na", "none", "无", "不通", "停收", "暂停", "不接"}
)
_CURRENCIES = {
    "CNY": ("cny", "rmb", "人民币", "¥", "元"), "USD": ("usd", "us$", "$", "美元", "美金"), "EUR": ("eur", "€", "欧元"),
    "GBP": ("gbp", "£", "英镑"), "HKD": ("hkd", "hk$", "港币", "港元"), "JPY": ("jpy", "日元"), "AUD": ("aud", "澳元"),
    "CAD": ("cad", "加元"), "SGD": ("sgd", "新币"), "TWD": ("twd", "nt$", "台币"), "NZD": ("nzd",),
}  # fmt: skip
_SIGNS = sorted(
    ((sign, code) for code, signs in _CURRENCIES.items() for sign in signs), key=lambda one: len(one[0]), reverse=True
)
"""(sign, currency), the longest first: HK$ is no $, 美元 no 元."""
_ERROR = re.compile(r"#(?:n/a|ref!|value!|div/0!|name\\?|num!|null!|spill!|calc!|getting_data)")
_AMOUNT = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:e[+-]?[0-9]{1,2})?")
_PER = re.compile(r"(?:/|每|per)(?:kg|公斤|千克|票|件|单|pcs?|piece|parcel|item)$")
_PER_KG = re.compile(r"(?:/|每|per)(?:kg|公斤|千克)$|按公斤$|per kilo(?:gram)?$")
_FOR = re.compile(r"\((?:元|rmb|cny|usd|hkd|eur|gbp|[¥$€£])?/?(?:(kg|公斤|千克)|票|件|单|包|parcel|item|piece)\)$")
"""What a price below a range is for: 0.5-2KG(元/KG)."""
_NUMBER = r"(\d+(?:\.\d+)?|\.\d+)"
_UNIT = r"(kg|g|lb|oz)?"
_RANGE = re.compile(rf"{_NUMBER}{_UNIT}-{_NUMBER}{_UNIT}(?:及?以[内下]|内)?")
_BETWEEN = re.compile(rf"{_NUMBER}{_UNIT}(<=?)[a-z重量实计费]*?(<=?){_NUMBER}{_UNIT}")
_BOTH = re.compile(rf">(=?){_NUMBER}{_UNIT}(?:且|并|&|,|and)?<(=?){_NUMBER}{_UNIT}")
_INTERVAL = re.compile(rf"([\[(]){_NUMBER}{_UNIT},{_NUMBER}{_UNIT}([\])]){_UNIT}")
_MOST = re.compile(rf"(?:[a-z重量实计费]*(<=?)|不超过|最高){_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}(?:以下|以内|及以下|内)")
_LEAST = re.compile(rf"(?:[a-z重量实计费]*(>=?)){_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}(以上|\+|及以上|up)")
_ENGLISH = (
    (re.compile(r"^(?:upto|nomorethan|notover|max\.?)(?=[\d.])"), "<="),
    (re.compile(r"^(?:under|below|lessthan)(?=[\d.])"), "<"),
    (re.compile(r"^(?:over|above|morethan)(?=[\d.])"), ">"),
)
_SINGLE = re.compile(rf"{_NUMBER}{_UNIT}")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_FINE_G: Final = 10
"""A start written to so many grams, whose last digit is 1, is the first weight of its range."""


def price(text: str, currency: str) -> Decimal | None:
    """The amount in a cell; None where the sheet says that nothing is offered ("-", "不通").

    Raises:
        ReadError: no amount, an error of the spreadsheet, or an amount in another currency.

    >>> price("￥62.50元/KG", "CNY")
    Decimal('62.50')
    """
    found = _kept(_price, text, currency)
    if isinstance(found, ReadError):
        raise ReadError(found.reason, found.way_out)
    return found  # type: ignore[return-value]


def _price(text: str, currency: str) -> Decimal | None:
    word = _folded(text)
    if word in _NOT_OFFERED:
        return None
    if _ERROR.fullmatch(word):
        raise ReadError(Reason("sheet_figure.error_cell", text=text), Reason("sheet_figure.ask_again"))
    figure = _PER.sub("", word)
    for sign, code in _SIGNS:
        if figure.startswith(sign) or figure.endswith(sign):
            if code != currency and currency:
                raise ReadError(
                    Reason("sheet_figure.other_currency", text=text, code=code, currency=currency),
                    Reason("sheet_figure.set_currency"),
                )
            figure = figure.removeprefix(sign).removesuffix(sign)
    figure = _PER.sub("", figure)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", figure):
        figure = figure.replace(",", "")
    elif re.fullmatch(r"\d+,\d{1,2}", figure):  # no thousands: 12,50
        figure = figure.replace(",", ".")
    if not _AMOUNT.fullmatch(figure):
        raise ReadError(Reason("sheet_figure.no_price", text=text[:60]), Reason("sheet_figure.write_price"))
    value = Decimal(figure)
    if value < 0:
        raise ReadError(Reason("sheet_figure.below_zero", text=text))
    return value


def price_is_for(text: str) -> str:
    """What a price's cell says that it is for: "kg", "parcel", or "" where it does not say.

    >>> price_is_for("75元/KG"), price_is_for("20元/票"), price_is_for("75")
    ('kg', 'parcel', '')
    """
    match = _PER.search(_folded(text))
    return "" if match is None else "kg" if _PER_KG.search(match[0]) else "parcel"


def share(text: str) -> Fraction | None:
    """What is left of a list price, as a cell of discounts says it: "0.7", "70%", "7折"; None where it is empty.

    Raises:
        ReadError: no share up to the whole price: a bare 7 may be 7 % or 70 %.

    >>> share("8.5折")
    Fraction(17, 20)
    """
    word = _folded(text)
    if word in _NOT_OFFERED:
        return None
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?)(%|折)?", word)
    found = Fraction(match[1]) / {"%": 100, "折": 10, None: 1}[match[2]] if match else Fraction(0)
    if match and match[2] == "折" and re.fullmatch(r"[1-9]\d", match[1]):  # 85折 is 8.5折
        found = found / 10
    if not 0 < found <= 1:
        raise ReadError(Reason("sheet_figure.no_discount", text=text), Reason("sheet_figure.write_discount"))
    return found


@frozen
class Span:
    """A weight range: over so many grams (excluded) up to so many (included); None where the sheet leaves it open."""

    over_g: int | None
    upto_g: int | None
    per_kg: bool = False
    strict: bool = field(default=False, eq=False)
    """Whether the end as written is left out: the next range may leave it out as well."""


def span(text: str, unit: str) -> Span:
    """The weight range a cell states; a single weight is "up to this".

    Args:
        text: "0-0.1", "0.1<W≤0.5KG", "≤2kg", "2kg以下", "21公斤以上/kg", "0.5".
        unit: of figures that have none.

    Raises:
        ReadError: no weight range.

    >>> span("0.1<W≤0.5KG", "kg")
    Span(over_g=100, upto_g=500, per_kg=False, strict=False)
    """
    found = _kept(_span, text, unit)
    if isinstance(found, ReadError):
        raise ReadError(found.reason, found.way_out)
    return found  # type: ignore[return-value]


def _span(text: str, unit: str) -> Span:
    word = _folded(text)
    word = word.replace("(含)", "")
    told = _FOR.search(word)
    word = _FOR.sub("", word)
    bare = _PER_KG.sub("", word)
    per_kg = bare != word or bool(told and told[1])
    bare = re.sub(r"(?:公斤|千克|kgs|kilo|кг)", "kg", bare)
    bare = re.sub(r"(?:克|grams?|gm|г)", "g", bare)
    for words, sign in _ENGLISH:
        bare = words.sub(sign, bare)
    bare = (
        re.sub(r"[~～—–―至到]|to", "-", bare)
        .replace("≤", "<=")
        .replace("≥", ">=")
        .replace("≦", "<=")
        .replace("〈", "<")
    )
    if "kg" not in bare and (unit == "g" or re.search(r"\dg", bare)) and not bare.startswith(("[", "(")):
        bare = _THOUSANDS.sub("", bare)  # 1-1,000 g
    for form, reader in _FORMS:
        if match := form.fullmatch(bare):
            return evolve(reader(match.groups(), unit), per_kg=per_kg)
    raise ReadError(Reason("sheet_figure.no_range", text=text), Reason("sheet_figure.write_range"))


@lru_cache(maxsize=1 << 14)
def _kept(
    reader: Callable[[str, str], Decimal | Span | None], text: str, unit: str
) -> Decimal | Span | ReadError | None:
    """What the reader makes of a text, kept: a sheet repeats its texts in thousands of rows."""
    try:
        return reader(text, unit)
    except ReadError as error:
        return error


_Parts = tuple[str | Any, ...]


def _range(parts: _Parts, unit: str) -> Span:
    low, low_unit, high, high_unit = parts
    start, digit = _grams(low, low_unit or high_unit or unit), _last_digit_g(low, low_unit or high_unit or unit)
    if digit <= _FINE_G and low.endswith("1") and start:  # 2.01 after 2: the first weight of the range
        start -= 1
    return Span(start, _grams(high, high_unit or unit))


def _between(parts: _Parts, unit: str) -> Span:
    low, low_unit, left, right, high, high_unit = parts
    start = _grams(low, low_unit or high_unit or unit) - (left == "<=")
    return Span(max(0, start), _grams(high, high_unit or unit) - (right == "<"), strict=right == "<")


def _both(parts: _Parts, unit: str) -> Span:
    least, low, low_unit, most, high, high_unit = parts
    return _between((low, low_unit, f"<{least}", f"<{most}", high, high_unit), unit)


def _interval(parts: _Parts, unit: str) -> Span:
    left, low, low_unit, high, high_unit, right, last = parts
    own = last or high_unit or low_unit or unit
    ends = ("<=" if left == "[" else "<", "<=" if right == "]" else "<")
    return _between((low, low_unit or own, *ends, high, own), unit)


def _most(parts: _Parts, unit: str) -> Span:
    sign, first, first_unit, second, second_unit = parts
    return Span(None, _grams(first or second, first_unit or second_unit or unit) - (sign == "<"), strict=sign == "<")


def _least(parts: _Parts, unit: str) -> Span:
    sign, first, first_unit, second, second_unit, plus = parts
    start = _grams(first or second, first_unit or second_unit or unit)
    return Span(start - (sign == ">=" or plus == "+"), None)


def _single(parts: _Parts, unit: str) -> Span:
    return Span(None, _grams(parts[0], parts[1] or unit))


_FORMS: Final = (
    (_RANGE, _range), (_BETWEEN, _between), (_BOTH, _both), (_INTERVAL, _interval), (_MOST, _most), (_LEAST, _least),
    (_SINGLE, _single),
)  # fmt: skip


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _last_digit_g(figure: str, unit: str) -> int:
    """Grams of the last digit of a figure, rounded up."""
    decimals = len(figure.partition(".")[2])
    one = Fraction(exact("1", unit, "gram"))
    return max(1, ceil(one / Fraction(10**decimals)))


def _grams(figure: str, unit: str) -> int:
    """The whole grams up to the figure: a parcel weighs whole grams, so it is above one as it is above the other."""
    grams: Fraction = exact(figure, unit, "gram")
    return floor(grams)
