"""The sizes and the days of the measurements: a good one, and days of which one row in twenty is not plain."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from generate import orders

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy.typing as npt

    Spoil = Callable[[pl.Series, np.random.Generator], dict[str, pl.Series]]

ROWS = 262_144
"""Orders of a measurement: four chunks."""
FEW_ROWS = 20_000
"""Of what is done for some orders of a day only."""
DAY = date(2026, 11, 20)
_ONE_IN = 20


def _figures(rng: np.random.Generator, least: int, most: int, count: int) -> pl.Series:
    return pl.Series(rng.integers(least, most, count)).cast(pl.String)


SPOILED: dict[str, Spoil] = {
    "no-channel": lambda cells, rng: {
        "weight_g": _figures(rng, 300_001, 900_000, len(cells)),
        "length_mm": _figures(rng, 3_000, 9_000, len(cells)),
    },
    "rejected-times": lambda cells, rng: {"paid_at": "2026-13-" + _figures(rng, 0, 1_000_000, len(cells))},
    "rejected-weights": lambda cells, rng: {"weight_g": "about " + _figures(rng, 1, 1_000_000, len(cells))},
    "quoted": lambda cells, _: {"address1": 'Flat "B", ' + cells},
    "fractions": lambda cells, rng: {
        "weight_g": _figures(rng, 5, 1_999, len(cells)) + "." + _figures(rng, 10, 99, len(cells))
    },
}
"""Kind of a bad day -> what stands in some rows: columns made of the addresses of all rows."""


def spoiled_rows(count: int) -> npt.NDArray[np.bool_]:
    """Which of so many rows are not plain: one in twenty, the same ones on every day."""
    spoiled = np.zeros(count, np.bool_)
    spoiled[np.random.default_rng(3).choice(count, count // _ONE_IN, replace=False)] = True
    return spoiled


def write_spoiled(path: Path, kind: str, count: int = ROWS) -> None:
    """A CSV file of so many orders of which one in twenty is of that kind; all of these differ."""
    rng, frame, spoiled = np.random.default_rng(4), orders(count), spoiled_rows(count)
    put = [
        pl.when(pl.Series(spoiled)).then(cells).otherwise(pl.col(name).cast(pl.String)).alias(name)
        for name, cells in SPOILED[kind](frame["address1"], rng).items()
    ]
    frame.with_columns(put).write_csv(path)
