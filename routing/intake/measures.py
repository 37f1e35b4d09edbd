"""Weight and size columns, in whichever unit the header or the cell says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake import fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from routing.intake.ledger import Ledger

SIDES = ("length_mm", "width_mm", "height_mm")
MEASURES = ("weight_g", *SIDES)
UNITS = {"weight": ("g", "kg", "oz", "lb"), **dict.fromkeys(("size", "length", "width", "height"), ("mm", "cm", "in"))}
"""Quantity -> units that a header may name, as in `weight_kg`; without one the cell has to."""


def measured(text: pl.DataFrame, ledger: Ledger, plain: Mapping[str, pl.Series]) -> dict[str, pl.Series]:
    """`weight_g` and the three sides, each null where no column says it.

    Of several columns for one quantity the first filled one counts, in the order of UNITS, the bare name first.

    Args:
        text: cells by field.
        ledger: takes the cells that cannot be read.
        plain: what `plain.py` has read of them.
    """
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, text.height)
    found = dict.fromkeys(MEASURES, nothing)
    for name, unit in _columns(text, "weight"):
        parsed = fields.weights(text[name], unit, plain.get(name))
        found["weight_g"] = _first(found["weight_g"], ledger.take(name, text[name], parsed))
    for name, unit in _columns(text, "size"):
        parsed = fields.sizes(text[name], unit)
        sides = (ledger.take(name, text[name], parsed), *parsed.more.values())
        found |= {side: _first(found[side], values) for side, values in zip(SIDES, sides, strict=True)}
    for side in SIDES:
        for name, unit in _columns(text, side.removesuffix("_mm")):
            parsed = fields.lengths(text[name], unit, plain.get(name))
            found[side] = _first(found[side], ledger.take(name, text[name], parsed))
    return found


def _columns(text: pl.DataFrame, quantity: str) -> list[tuple[str, str | None]]:
    names = [(quantity, None), *((f"{quantity}_{unit}", unit) for unit in UNITS[quantity])]
    return [(name, unit) for name, unit in names if name in text.columns]


def _first(known: pl.Series, more: pl.Series) -> pl.Series:
    return more if known.null_count() == len(known) else known.fill_null(more)
