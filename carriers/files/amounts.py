"""Texts of cards and rate tables to exact values: amounts, fractions, percentages, grams, countries."""

from __future__ import annotations

import re
from fractions import Fraction

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.countries import COUNTRY_CODES, AmbiguousCountryError, country_code
from routing.values.units import GRAMS_MAX

COUNTRIES = frozenset(COUNTRY_CODES)
_PLAIN = re.compile(r"[0-9]{1,12}(?:[.][0-9]{1,12})?|[.][0-9]{1,12}")


def micro(text: str) -> int:
    """An amount of money in whole millionths.

    Raises:
        ReadError: no plain decimal number, below zero, finer than a millionth, or above 100 million.

    >>> micro("0.0255")
    25500
    """
    before, _, decimals = _figure(text).partition(".")
    if decimals[6:].strip("0"):
        raise ReadError(Reason("figure.six_decimals", text=text))
    value = int(before + decimals[:6].ljust(6, "0"))
    if value > 10**14:
        raise ReadError(Reason("figure.too_much", text=text))
    return value


def fraction(text: str) -> Fraction:
    """A plain decimal number as an exact fraction.

    Raises:
        ReadError: anything else, or more than twelve digits on a side.
    """
    return Fraction(_figure(text))


def _figure(text: str) -> str:
    figure = text.strip()
    if not _PLAIN.fullmatch(figure):
        raise ReadError(Reason("figure.no_number", text=text), Reason("figure.write_number"))
    return figure


def share(text: str) -> Fraction:
    """A ratio as a carrier writes it: "2", "1.3"; small enough to be compared with any weight exactly.

    Raises:
        ReadError: not from 0.001 to 1000, or finer than a thousandth.
    """
    found = fraction(text)
    if not 0 < found <= 1000 or 1000 % found.denominator:
        raise ReadError(Reason("figure.no_ratio", text=text), Reason("figure.write_ratio"))
    return found


def percent(text: str) -> Fraction:
    """A percentage ("30.5 %", "3 ‰") as an exact fraction of one.

    Raises:
        ReadError: no number with a sign of per cent or per thousand, or more than 1000 %.

    >>> percent("15 %")
    Fraction(3, 20)
    """
    figure = text.strip()
    if not figure.endswith(("%", "‰")):
        raise ReadError(Reason("figure.no_percentage", text=text), Reason("figure.write_percentage"))
    found = fraction(figure[:-1]) / (100 if figure.endswith("%") else 1000)
    if found > 10:
        raise ReadError(Reason("figure.percentage_too_high", text=text), Reason("figure.check"))
    return found


def discount(text: str) -> Fraction:
    """What comes off a price ("15 %") as an exact fraction of one.

    Raises:
        ReadError: no percentage, or more than 100 %.
    """
    try:
        off = percent(text)
    except ReadError as error:
        raise ReadError(Reason("discount.unreadable", error=error), Reason("discount.what_comes_off")) from None
    if off > 1:
        raise ReadError(Reason("discount.above_whole", text=text), Reason("discount.write_up_to_whole"))
    return off


def whole(text: str) -> int:
    """A whole number of grams as a rate table writes it.

    Raises:
        ReadError: no whole number, or heavier than any parcel.
    """
    if not text.isascii() or not text.isdigit():
        in_grams = Fraction(text) * 1000 if _PLAIN.fullmatch(text) else Fraction(1, 2)
        way_out = (
            Reason("figure.write_grams_for_kg", grams=int(in_grams), kg=text)
            if in_grams.denominator == 1
            else Reason("figure.write_grams")
        )
        raise ReadError(Reason("figure.no_grams", text=text), way_out)
    digits = text.lstrip("0")
    if len(digits) > len(str(GRAMS_MAX)) or int(digits or 0) > GRAMS_MAX:
        raise ReadError(
            Reason("figure.grams_too_many", text=text, grams_max=GRAMS_MAX), Reason("figure.write_heaviest")
        )
    return int(text)


def country(text: str) -> str:
    """An ISO 3166 alpha-2 code as it stands.

    Raises:
        ReadError: no such code; the message names the code that was meant.
    """
    if text in COUNTRIES:
        return text
    way_out = Reason("country.write_code")
    try:
        way_out = Reason("country.write_this_code", code=country_code(text))
    except AmbiguousCountryError as error:
        raise ReadError(error.reason, Reason("country.write_two_letters")) from None
    except ReadError:
        pass
    raise ReadError(Reason("country.no_code", text=text), way_out)
