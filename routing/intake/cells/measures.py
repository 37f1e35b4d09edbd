"""Weight and size columns, in whichever unit the header or the cell says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from routing.intake.cells import fields
from routing.intake.cells.rounding import UP
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from routing.intake.cells.ledger import Ledger

SIDES = ("length_mm", "width_mm", "height_mm")
MEASURES = ("weight_g", *SIDES)
UNITS = {"weight": ("g", "kg", "oz", "lb"), **dict.fromkeys(("size", "length", "width", "height"), ("mm", "cm", "in"))}
"""Quantity -> units that a header may name, as in `weight_kg`; without one the cell has to."""

_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d+)(?![\d.,])")
_SURE_COMMA = re.compile(r"(?<![\d.,])(?:(?=0,)|(?!\d+,\d{3}(?!\d)))(\d+),(\d+)(?![\d.,])")
"""A comma that cannot be between thousands: after a single 0, or before other than three figures."""
_ROUNDED_AWAY = 5
"""Grams or millimetres by which two columns may differ: half of 0.01 kg, half of 1 cm."""


def measured(
    text: pl.DataFrame, ledger: Ledger, plain: Mapping[str, pl.Series], decimal: str = "."
) -> dict[str, pl.Series]:
    """`weight_g` and the three sides, each null where no column says it, and their roundings (see `rounding.py`).

    Of several columns for one quantity the first filled one counts, in the order of UNITS, the bare name first; a row
    in which a later one contradicts it is refused.

    Args:
        text: cells by field.
        ledger: takes the cells that cannot be read.
        plain: what `plain.py` has read of them.
        decimal: decimal mark of the file; "" when each text has to tell.
    """
    if decimal != ".":
        columns = [name for quantity in UNITS for name, _ in _columns(text, quantity)]
        text = text.with_columns(with_point(text[name], decimal) for name in columns)
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, text.height)
    found = dict.fromkeys((*MEASURES, *UP.values()), nothing)
    for name, unit in _columns(text, "weight"):
        parsed = fields.weights(text[name], unit, plain.get(name))
        values = ledger.take(name, text[name], parsed)
        _refuse_differing(found["weight_g"], values, name, text[name], ledger)
        found |= _first(found, "weight_g", values, parsed.more["up_e9"])
    for name, unit in _columns(text, "size"):
        parsed = fields.sizes(text[name], unit)
        sides = (ledger.take(name, text[name], parsed), parsed.more["width_mm"], parsed.more["height_mm"])
        for side, values in zip(SIDES, sides, strict=True):
            found |= _first(found, side, values, parsed.more[UP[side]])
    for side in SIDES:
        for name, unit in _columns(text, side.removesuffix("_mm")):
            parsed = fields.lengths(text[name], unit, plain.get(name))
            values = ledger.take(name, text[name], parsed)
            _refuse_differing(found[side], values, name, text[name], ledger)
            found |= _first(found, side, values, parsed.more["up_e9"])
    return found


def with_point(texts: pl.Series, decimal: str) -> pl.Series:
    """The texts with a decimal point for a comma.  Where no mark is known, 1,234 may be thousands and stays."""
    commas = texts.filter(texts.str.contains(",", literal=True).fill_null(value=False)).unique()
    pattern = _COMMA if decimal else _SURE_COMMA
    pointed = {text: pattern.sub(r"\1.\2", text) for text in commas}
    return texts.replace(list(pointed), list(pointed.values())) if pointed else texts


def _refuse_differing(known: pl.Series, more: pl.Series, name: str, texts: pl.Series, ledger: Ledger) -> None:
    """Refuses the rows in which two columns for one quantity say what rounding does not explain."""
    if known.null_count() == len(known):
        return
    quantity = name.partition("_")[0]
    code = "UNREADABLE_WEIGHT" if quantity == "weight" else "UNREADABLE_SIZE"
    reason = Reason("measure.contradicts", quantity=quantity)
    ledger.refuse_where((known - more).abs() > _ROUNDED_AWAY, name, code, reason, texts)


def _columns(text: pl.DataFrame, quantity: str) -> list[tuple[str, str | None]]:
    names = [(quantity, None), *((f"{quantity}_{unit}", unit) for unit in UNITS[quantity])]
    return [(name, unit) for name, unit in names if name in text.columns]


def _first(found: Mapping[str, pl.Series], name: str, more: pl.Series, more_up_e9: pl.Series) -> dict[str, pl.Series]:
    """The measure with its rounding: what is found already, else what a further column says."""
    known, up_e9 = found[name], found[UP[name]]
    if known.null_count() == len(known):
        return {name: more, UP[name]: more_up_e9}
    if more_up_e9.null_count() < len(more_up_e9):
        up_e9 = pl.select(pl.when(known.is_null()).then(more_up_e9).otherwise(up_e9)).to_series()
    return {name: known.fill_null(more), UP[name]: up_e9}
