"""Made-up lanes with known laws: parcels whose days on the way are drawn from a log-normal law, seen until a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from routing.promise.law import DAY_S

if TYPE_CHECKING:
    import numpy.typing as npt

FIRST: Final = date(2025, 9, 1)
STRIKE: Final = (2026, 2)
LANES: Final = (
    ("air", "US", 9.0, 0.25), ("air", "DE", 11.0, 0.30), ("air", "BR", 20.0, 0.40), ("sea", "US", 38.0, 0.15),
    ("sea", "DE", 42.0, 0.20), ("express", "US", 4.0, 0.30),
)  # fmt: skip
"""Service, country, median days from the first scan to delivery, and the sigma of their logarithm."""


class Lanes:
    """Parcels of some months; each month brings more of them, as in a shop that grows.

    In the month of the strike each parcel takes 8 to 16 days more.
    """

    def __init__(self, parcels: int, days: int, seed: int = 1, growth: float = 0.0) -> None:
        random = np.random.default_rng(seed)
        share = random.random(parcels)
        day = np.floor(days * (np.log1p(share * np.expm1(growth)) / growth if growth else share)).astype(np.int64)
        lane = random.integers(0, len(LANES), parcels)
        self.service = [LANES[number][0] for number in lane]
        self.country = [LANES[number][1] for number in lane]
        median, sigma = (np.array([one[at] for one in LANES])[lane] for at in (2, 3))
        self.dispatch_on = [FIRST + timedelta(days=int(one)) for one in day]
        start = int(datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC).timestamp()) - 8 * 3600
        self.dispatched_s = start + day * DAY_S
        strike = np.array([(one.year, one.month) == STRIKE for one in self.dispatch_on])
        to_scan = random.lognormal(np.log(1.2), 0.5, parcels)
        to_door = median * np.exp(random.normal(0, sigma, parcels)) + strike * random.uniform(8, 16, parcels)
        self.scanned_s = self.dispatched_s + (to_scan * DAY_S).astype(np.int64)
        self.delivered_s = self.scanned_s + (to_door * DAY_S).astype(np.int64)

    def seen(self, until: date, lost_at: npt.NDArray[np.int64] | None = None) -> pl.DataFrame:
        """What was known of the parcels on the morning of a day; `lost_at` is when each was seen no more, if before."""
        at_s = int(datetime(until.year, until.month, until.day, tzinfo=UTC).timestamp()) - 8 * 3600
        seen_s = np.full(len(self.service), at_s) if lost_at is None else np.minimum(lost_at, at_s)
        frame = pl.DataFrame(
            {
                "service": self.service,
                "country": self.country,
                "dispatch_on": self.dispatch_on,
                "dispatched_s": self.dispatched_s,
                "scanned_s": self.scanned_s,
                "delivered_s": self.delivered_s,
                "seen_s": seen_s,
            }
        )
        known = [
            pl.when(pl.col(name) <= pl.col("seen_s")).then(pl.col(name)).alias(name)
            for name in ("scanned_s", "delivered_s")
        ]
        told = frame.filter(pl.col("dispatched_s") < at_s).with_columns(known)
        return told.with_columns(seen_s=pl.when(pl.col("delivered_s").is_null()).then("seen_s").otherwise(at_s))
