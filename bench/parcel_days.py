"""Days of orders to be put together or parted: threes or fifties to one door.

Run: python bench/parcel_days.py FOLDER KIND ORDERS writes FOLDER/orders.csv, products.csv and packing.toml.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from generate import orders

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt
    import polars as pl

KINDS: Final = ("alone", "third", "threes", "packed", "warehouses")
_DOOR: Final = (
    "country", "platform", "currency", "postcode", "city", "address1", "name", "phone", "email",
)  # fmt: skip
"""What orders of one buyer to one door have in common."""
_MEASURES: Final = ("weight_g", "length_mm", "width_mm", "height_mm")
_TO_A_WAREHOUSE: Final = 50
_ARTICLES: Final = 5000
_PACKING: Final = """
[[bag]]
name = "bag-s"
inner = "18x25 cm"
wall = "2 mm"
weight = "12 g"
max_weight = "1 kg"
cost = "0.20"

[[bag]]
name = "bag-l"
inner = "35x45 cm"
wall = "2 mm"
weight = "25 g"
max_weight = "4 kg"
cost = "0.45"

[[carton]]
name = "carton-m"
inner = "30x20x15 cm"
outer = "31x21x16 cm"
weight = "180 g"
max_weight = "10 kg"
cost = "1.60"

[[carton]]
name = "carton-l"
inner = "50x40x30 cm"
outer = "51.5x41.5x31.5 cm"
weight = "550 g"
max_weight = "25 kg"
cost = "4.20"
"""


def day(kind: str, count: int) -> pl.DataFrame:
    """So many orders of a kind of KINDS, in canonical columns.

    `third` and `threes`: a third of the orders, and all, in threes to one door, with weights and sizes of their own;
    `packed`: all in threes, measured by their articles; `warehouses`: fifty to each door.
    """
    return _DAYS[kind](count)


def _threes(count: int, of: int) -> pl.DataFrame:
    at = np.arange(count)
    return _to_doors(orders(count), np.where(at < of, at - at % 3, at))


def _to_doors(frame: pl.DataFrame, first: npt.NDArray[np.intp]) -> pl.DataFrame:
    """The orders, each to the door of another of them."""
    return frame.with_columns(frame[name].gather(first).alias(name) for name in _DOOR)


def _warehouses(count: int) -> pl.DataFrame:
    """Fifty orders to one door, then fifty to the next."""
    return _to_doors(orders(count), np.arange(count) // _TO_A_WAREHOUSE * _TO_A_WAREHOUSE)


_DAYS: Final[dict[str, Callable[[int], pl.DataFrame]]] = {
    "alone": lambda count: _threes(count, 0),
    "third": lambda count: _threes(count, count // 3),
    "threes": lambda count: _threes(count, count),
    "packed": lambda count: _threes(count, count).drop(_MEASURES),
    "warehouses": _warehouses,
}


def write_day(folder: Path, kind: str, count: int) -> None:
    """The day's orders.csv, with the product master and the packing file that `packed` goes by."""
    folder.mkdir(parents=True, exist_ok=True)
    day(kind, count).write_csv(folder / "orders.csv")
    (folder / "packing.toml").write_text(_PACKING, encoding="utf-8")
    rng = np.random.default_rng(6)
    with (folder / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("sku", *_MEASURES, "name_en", "hs_code", "origin"))
        for number in range(_ARTICLES):
            sides = sorted(rng.integers(20, 200, 3).tolist(), reverse=True)
            volume_cm3 = sides[0] * sides[1] * sides[2] // 1000
            weight_g = max(5, min(int(rng.lognormal(5.0, 0.8)), volume_cm3 * 8))
            writer.writerow((f"SKU-{number}", weight_g, *sides, "LED desk lamp", "940521", "CN"))


if __name__ == "__main__":
    write_day(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
