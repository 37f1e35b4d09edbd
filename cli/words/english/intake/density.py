"""Weights and sizes that cannot both be meant."""

from __future__ import annotations

from typing import Final

_SIDES: Final = "{length_mm} x {width_mm} x {height_mm} mm"

SENTENCES: Final = {
    "density.too_heavy": (
        "{weight_g} g in " + _SIDES + " is heavier than gold. Were centimetres written in a column of millimetres, or "
        "grams in one of kilograms? Write the figures in the unit of their column."
    ),
    "density.too_light": (
        "{weight_g} g in " + _SIDES + " is lighter than a sheet of paper. Were kilograms written in a column of grams? "
        "Write the figures in the unit of their column."
    ),
}
