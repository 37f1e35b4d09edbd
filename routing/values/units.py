"""Text to grams and millimetres, exactly.  The only module that knows pint.

Decimal text becomes a fraction, never a float, and is rounded up to the whole gram or millimetre, as carriers do
for limits and billing: 2.0049 kg is 2005 g, and a side of 60.01 cm is over 60 cm.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import TYPE_CHECKING

from routing.errors import ReadError
from routing.reason import Reason
from routing.values.widths import half_width

if TYPE_CHECKING:
    import pint

GRAMS_MAX = 10_000_000  # 10 t: above any parcel, below any overflow
MILLIMETRES_MAX = 10_000  # 10 m: longer than any carrier takes
E9 = 1_000_000_000
"""Billionths in one gram or millimetre."""

_NAME = re.compile(r"(?:^|= )([^\W\d_]+)(?= |$)")
_DEFINITIONS = (
    "kilogram = [mass] = kg = kilo = kgs = kilograms = 公斤 = 千克",
    "gram = kilogram / 1000 = g = gr = gm = gms = grams = 克 = 公克",
    "milligram = gram / 1000 = mg",
    "jin = 500 gram = 斤",
    "pound = 0.45359237 kilogram = lb = lbs = pounds = 磅",
    "ounce = pound / 16 = oz = ounces = 盎司",
    "metre = [length] = m = meter = metres = meters = 米",
    "centimetre = metre / 100 = cm = centimeter = centimetres = centimeters = cms = 厘米 = 公分",
    "millimetre = metre / 1000 = mm = millimeter = millimetres = millimeters = mms = 毫米 = 公釐",
    "inch = 25.4 millimetre = in = inches = 英寸 = 吋",
    "foot = 12 inch = ft = feet",
)
_MASS, _LENGTH = "gram", "millimetre"
_METRIC = {(_MASS, "g"): 1, (_MASS, "kg"): 1000, (_LENGTH, "mm"): 1, (_LENGTH, "cm"): 10, (_LENGTH, "m"): 1000}
"""Known without pint, whose import takes longer than all else that a quote does."""
_KIND = {_MASS: Reason("quantity.weight"), _LENGTH: Reason("quantity.length")}
_UNITS = {_MASS: Reason("quantity.grams"), _LENGTH: Reason("quantity.millimetres")}
_WRITE = {_MASS: Reason("quantity.write_weight"), _LENGTH: Reason("quantity.write_length")}
_WRITE_IT = {_MASS: Reason("quantity.write_it_as_weight"), _LENGTH: Reason("quantity.write_it_as_length")}
_NUMBER = r"(?:[0-9]{1,40}+(?:[.,][0-9]{1,40}+)?|[.][0-9]{1,40}+)"
_QUANTITY = re.compile(rf"({_NUMBER})(?:\s*+([^\W\d_]++|[\"”″]))?(?:\s*+[.])?")
"""Of a text without blanks at its ends.  Nothing is tried twice: however long a text is, it is looked at once."""
_QUOTES = {'"': "in", "”": "in", "″": "in"}
_TIMES = re.compile("[x×X*＊✕]")
_NAMES = frozenset(name for line in _DEFINITIONS for name in _NAME.findall(line))
"""What pint is asked about: it takes other texts for sums, roots and numbers, and falls over some."""


def grams(text: str, unit: str | None = None) -> int:
    """Weight in whole grams, rounded up.

    Args:
        text: "350 g", "1.2kg", "12 oz"; a bare number only when `unit` says what it counts.
        unit: the unit the column declares ("g", "kg", ...); a unit written in the cell wins.

    Raises:
        ReadError: no weight, no unit, not above zero, or above 10 t.

    >>> grams("2.0049 kg")
    2005
    """
    return ceil(exact_grams(text, unit))


def millimetres(text: str, unit: str | None = None) -> int:
    """Length in whole millimetres, rounded up; as `grams` in all else.

    >>> millimetres("10 in")
    254
    """
    return ceil(exact_millimetres(text, unit))


def exact_grams(text: str, unit: str | None = None) -> Fraction:
    """Weight in grams before any rounding; as `grams` in all else."""
    return _within(text, unit, _MASS, GRAMS_MAX)


def exact_millimetres(text: str, unit: str | None = None) -> Fraction:
    """Length in millimetres before any rounding; as `grams` in all else."""
    return _within(text, unit, _LENGTH, MILLIMETRES_MAX)


def rounded_up(figure: Fraction) -> tuple[int, int]:
    """The whole figure, and by how many billionths it was rounded up: at least one where the figure is not whole.

    >>> rounded_up(Fraction("399.1"))
    (400, 900000000)
    """
    whole = ceil(figure)
    return whole, max(int((whole - figure) * E9), whole != figure)


def size(text: str, unit: str | None = None) -> tuple[int, int, int]:
    """Length, width and height in whole millimetres from one text such as "20x15x10 cm" or "8 in x 6 in x 4 in".

    A unit after the last figure holds for figures without one of their own.

    Raises:
        ReadError: not three lengths, or no unit anywhere.

    >>> size("20x15x10cm")
    (200, 150, 100)
    """
    length, width, height = map(ceil, exact_size(text, unit))
    return length, width, height


def exact_size(text: str, unit: str | None = None) -> tuple[Fraction, Fraction, Fraction]:
    """Length, width and height in millimetres before any rounding; as `size` in all else."""
    length, width, height = _lengths(text, unit, 3, Reason("quantity.write_size"))
    return length, width, height


def flat_size(text: str) -> tuple[int, int]:
    """Length and width of what lies flat, in whole millimetres, rounded down: room that is not there takes nothing.

    Raises:
        ReadError: not two lengths, or no unit anywhere.

    >>> flat_size("25 x 35.05 cm")
    (250, 350)
    """
    length, width = map(floor, _lengths(text, None, 2, Reason("quantity.write_flat_size")))
    return length, width


def _lengths(text: str, unit: str | None, count: int, way_out: Reason) -> list[Fraction]:
    parts = [part.strip() for part in _TIMES.split(half_width(text).strip(), maxsplit=count)]
    if len(parts) != count or not all(parts):
        raise ReadError(Reason("quantity.no_size", text=text), way_out)
    last = _unit_of(parts[-1])
    try:
        return [exact_millimetres(part, last or unit) for part in parts]
    except ReadError as error:
        raise ReadError(Reason("quantity.no_size_because", text=text, why=error.reason), error.way_out) from None


def exact(text: str, unit: str | None, kind: str) -> Fraction:
    """The quantity as an exact fraction of a gram or millimetre, before any rounding.

    Raises:
        ReadError: not a number with a unit of this kind.
    """
    number, name = _split(text, kind)
    name = name or unit or ""
    if not name:
        raise ReadError(Reason("quantity.no_unit", text=text), _WRITE[kind])
    try:
        return number * (_METRIC.get((kind, name)) or _factor(name, kind))
    except ReadError as error:
        raise ReadError(Reason("quantity.unit_of_text", text=text, why=error.reason), error.way_out) from None


def _within(text: str, unit: str | None, kind: str, most: int) -> Fraction:
    value = exact(text, unit, kind)
    if value <= 0:
        raise ReadError(Reason("quantity.not_above_zero", text=text), _WRITE[kind])
    if value > most:
        too_much = Reason("quantity.too_much", text=text, most=most, units=_UNITS[kind])
        raise ReadError(too_much, Reason("quantity.check_unit"))
    return value


def _split(text: str, kind: str) -> tuple[Fraction, str]:
    match = _QUANTITY.fullmatch(half_width(text).strip())
    if match is None:
        raise ReadError(Reason("quantity.other_kind", text=text, kind=_KIND[kind]), _WRITE_IT[kind])
    figure, name = match.groups()
    if "," in figure:
        raise ReadError(Reason("quantity.comma", text=text), _WRITE[kind])
    return Fraction(figure), name or ""


def _unit_of(text: str) -> str | None:
    match = _QUANTITY.fullmatch(half_width(text).strip())
    return match.group(2) or None if match else None


@cache
def _factor(name: str, kind: str) -> Fraction:
    known = _QUOTES.get(name, name.lower())
    if known not in _NAMES and known.removesuffix("s") not in _NAMES:
        raise ReadError(Reason("quantity.unknown_unit", unit=name), _WRITE[kind])
    import pint  # noqa: PLC0415 - costs 0.2 s, and few texts are not metric

    try:
        factor = _registry().Quantity(Fraction(1), known).to(kind).magnitude
    except pint.DimensionalityError:
        raise ReadError(Reason("quantity.other_unit", unit=name, kind=_KIND[kind]), _WRITE_IT[kind]) from None
    return Fraction(factor)


@cache
def _registry() -> pint.UnitRegistry[Fraction]:
    import pint  # noqa: PLC0415

    registry: pint.UnitRegistry[Fraction] = pint.UnitRegistry(None, non_int_type=Fraction, cache_folder=None)
    for line in _DEFINITIONS:
        registry.define(line)
    return registry
