"""Simple cards that every peer can express: a price for country and weight band, a longest side, a heaviest weight.

Weights are whole tens of grams, because one of the peers rounds to them.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import frozen
from generate import COUNTRIES, orders

from routing.services.condition import Condition
from routing.services.service import RateBand, Service, Validity, Zone
from routing.values.goods import GOODS

if TYPE_CHECKING:
    from collections.abc import Iterator

EDGES_G = (0, 100, 250, 500, 1000, 2000, 5000, 10_000, 30_000)
ZONES = 4
FEN_MICRO = 10_000  # a fen in millionths of a yuan


@frozen(eq=False)
class Card:
    """One service.  A zone without a price is not served."""

    code: str
    longest_mm: int
    heaviest_g: int
    zone_of: dict[str, int]
    fen: tuple[tuple[int, ...], ...]  # [zone][band]

    def bands(self) -> Iterator[tuple[int, int, int, int]]:
        """Zone, over_g, upto_g, fen of every band up to the heaviest weight."""
        for zone, prices in enumerate(self.fen):
            for (over, upto), fen in zip(pairwise(EDGES_G), prices, strict=True):
                if upto <= self.heaviest_g:
                    yield zone, over, upto, fen

    def rows(self) -> Iterator[tuple[str, int, int, int]]:
        """Country, over_g, upto_g, fen."""
        for zone, over, upto, fen in self.bands():
            for country, place in self.zone_of.items():
                if place == zone:
                    yield country, over, upto, fen

    def service(self) -> Service:
        """The card as sampan knows it."""
        since = Validity(date(2026, 1, 1))
        return Service(
            code=self.code, carrier=self.code, name=self.code, service_class="economy", tracked=True,
            transit_days=(5, 9), goods=frozenset(GOODS), currency="CNY", basis="illustrative", card="bench",
            validity=since, source="generated",
            zones=tuple(Zone(str(zone), country) for country, zone in self.zone_of.items()),
            bands=tuple(
                RateBand(str(zone), over, upto, fen * FEN_MICRO, upto, 1, 0, since)
                for zone, over, upto, fen in self.bands()
            ),
            limits=(
                Condition("weight", "<=", self.heaviest_g), Condition("longest_side", "<=", self.longest_mm),
            ),
        )  # fmt: skip


def cards(count: int = 8, seed: int = 7) -> tuple[Card, ...]:
    """So many cards; their codes sort as their numbers do, which settles ties."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        start = rng.integers(300, 3000, ZONES)
        growth = np.cumsum(rng.integers(50, 4000, (ZONES, len(EDGES_G) - 1)), axis=1)
        served = [country for country in COUNTRIES if rng.random() > 0.15]
        found.append(
            Card(
                code=f"s{number:02d}",
                longest_mm=int(rng.choice([300, 400, 600, 1200])),
                heaviest_g=int(rng.choice([2000, 5000, 30_000])),
                zone_of={country: int(rng.integers(ZONES)) for country in served},
                fen=tuple(tuple(int(fen) for fen in row) for row in start[:, None] + growth),
            )
        )
    return tuple(found)


def parcels(count: int) -> pl.DataFrame:
    """id, country, weight_g, longest_mm, middle_mm, shortest_mm of generated orders."""
    frame = orders(count)
    sides = np.sort(frame.select("length_mm", "width_mm", "height_mm").to_numpy(), axis=1)
    return pl.DataFrame(
        {
            "id": pl.int_range(count, eager=True),
            "country": frame["country"],
            "weight_g": (frame["weight_g"] // 10 + 1) * 10,
            "longest_mm": sides[:, 2],
            "middle_mm": sides[:, 1],
            "shortest_mm": sides[:, 0],
        }
    )
