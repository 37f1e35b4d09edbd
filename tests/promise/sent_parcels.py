"""A shop's year in files: a run of orders to known lanes, and the store of their scans."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from carriers.tracking.scans import READ
from carriers.tracking.store import merged, write_store
from cli.words import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from routing.errors import InputError

FIRST: Final = datetime(2026, 1, 5, 2, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
DAYS: Final = 270
LANES: Final = (
    ("cnpost-epacket", "US", 9.0, 0.25), ("cnpost-epacket", "DE", 12.0, 0.30), ("cnpost-eems", "US", 5.0, 0.20),
)  # fmt: skip
"""Service, country, median days from payment to delivery, and the sigma of their logarithm."""
LAST: Final = FIRST + timedelta(days=DAYS)
"""The store ends here: what was to be delivered later is still on its way."""


def write_orders(path: Path, count: int, seed: int = 5) -> pl.DataFrame:
    """Orders in sampan's own columns; what became of them comes back."""
    random = np.random.default_rng(seed)
    lane = random.integers(0, len(LANES), count)
    paid = [FIRST + timedelta(days=int(day)) for day in np.sort(random.integers(0, DAYS, count))]
    days = [LANES[one][2] * np.exp(random.normal(0, LANES[one][3])) for one in lane]
    frame = pl.DataFrame(
        {
            "order_id": [f"#{10_000 + number}" for number in range(count)],
            "paid_at": [at.isoformat() for at in paid],
            "country": [LANES[one][1] for one in lane],
            "weight_g": 300,
            "size": "20x15x10 cm",
            "value": "12 USD",
            "requested_service": [LANES[one][0] for one in lane],
        }
    )
    frame.write_csv(path)
    # A parcel paid on a day off leaves on the next working day, and its days count from there.
    return frame.with_columns(days=pl.Series(days), number=pl.format("LX{}CN", pl.int_range(pl.len())))


def write_scans(store: Path, orders: pl.DataFrame, lines: pl.DataFrame, until: datetime = LAST) -> None:
    """The first scan and the delivery of each parcel, as far as they lie before a moment."""
    rows = []
    dispatched = dict(lines.select("order_id", "dispatch_on").iter_rows())
    for order in orders.iter_rows(named=True):
        left = datetime.fromisoformat(f"{dispatched[order['order_id']]}T08:00:00+08:00")
        told = {"tracking_number": order["number"], "order_id": order["order_id"].lstrip("#"), "source": "17track"}
        for state, substate, days in (
            ("InTransit", "InTransit_PickedUp", 0.5),
            ("Delivered", "Delivered_Other", max(order["days"], 0.6)),
        ):
            at = left + timedelta(days=days)
            if at <= until:
                rows.append({**told, "state": state, "substate": substate, "at": at.astimezone(UTC)})
    with store.open("wb") as file:
        write_store(merged(pl.DataFrame(rows, schema=READ)), file)


def faults_of(error: InputError) -> list[str]:
    """The faults as a person reads them, without the file."""
    return [f"{sentence(fault.place)}: {sentence(fault.reason)}" for fault in error.faults]
