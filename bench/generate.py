"""Generated orders for measurements: seeded, spread like a seller's day, in the canonical columns."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

COUNTRIES = tuple(
    code
    for line in (
        "US GB RU BR DE FR ES CA AU IT NL PL IL SE JP KR MX TR UA CL",
        "CH BE NO DK FI PT GR IE HU NZ SG MY TH ID SA ZA CZ RO AT HK",
    )
    for code in line.split()
)
_PLATFORMS = ("aliexpress", "ebay", "amazon", "shopify", "woocommerce", "tiktok", "temu")
_DENSEST = 10
"""Grams in a cubic centimetre at most, so that none is refused as denser than gold."""
_DAY = int(datetime(2026, 11, 19, tzinfo=UTC).timestamp())


def orders(count: int, seed: int = 7, first: int = 0) -> pl.DataFrame:
    """So many orders in canonical columns, about 200 bytes each as CSV."""
    rng = np.random.default_rng(seed + first)

    def pick(words: Sequence[str], weights: npt.NDArray[np.float64] | None = None) -> pl.Series:
        return pl.Series(words).gather(rng.choice(len(words), count, p=weights))

    zipf = 1 / np.arange(1, len(COUNTRIES) + 1)
    weight = _weights(rng, count)
    value_cents = np.maximum(20, (rng.lognormal(2.2, 1.0, count) * 100).astype(np.int64))
    number = np.arange(first, first + count)
    paid = pl.from_epoch(pl.Series(_DAY + rng.integers(0, 86_400, count)), time_unit="s")
    frame = pl.DataFrame(
        {
            "order_id": pl.Series(8_100_000_000_000_000 + number).cast(pl.String),
            "paid_at": paid.dt.strftime("%Y-%m-%dT%H:%M:%S+08:00"),
            "country": pick(COUNTRIES, zipf / zipf.sum()),
            "platform": pick(_PLATFORMS),
            "weight_g": weight,
            "length_mm": rng.integers(140, 520, count),
            "width_mm": rng.integers(90, 260, count),
            "height_mm": rng.integers(5, 160, count),
            "value": pl.Series(value_cents).cast(pl.Decimal(20, 2)) / 100,
            "currency": pick(("USD", "USD", "USD", "EUR")),
            "goods": pick(("", "", "", "", "battery")),
            "sku": "SKU-" + pl.Series(number % 5000).cast(pl.String),
            "quantity": rng.integers(1, 4, count),
            "postcode": pl.Series(rng.integers(10_000, 99_999, count)).cast(pl.String),
            "city": pick(("Springfield", "Exampletown", "Testville", "Musterstadt", "Villeneuve")),
            "address1": pl.Series(rng.integers(1, 999, count)).cast(pl.String) + " Example Street",
            "name": "Test Buyer " + pl.Series(number).cast(pl.String),
            "phone": "+1202555" + pl.Series(rng.integers(1000, 9999, count)).cast(pl.String),
            "email": "buyer" + pl.Series(number).cast(pl.String) + "@example.com",
        }
    )
    volume_mm3 = pl.col("length_mm") * pl.col("width_mm") * pl.col("height_mm")
    return frame.with_columns(pl.min_horizontal("weight_g", volume_mm3 * _DENSEST // 1000))


def _weights(rng: np.random.Generator, count: int) -> npt.NDArray[np.int64]:
    """Mostly small goods, one in twenty heavy."""
    light = rng.lognormal(5.3, 0.9, count)
    heavy = rng.uniform(2_000, 25_000, count)
    return np.clip(np.where(rng.random(count) < 0.05, heavy, light), 5, 30_000).astype(np.int64)


def write(path: Path, count: int, chunk: int = 500_000) -> None:
    """A CSV file of so many orders, written in chunks."""
    with path.open("wb") as file:
        for first in range(0, count, chunk):
            orders(min(chunk, count - first), first=first).write_csv(file, include_header=first == 0)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
