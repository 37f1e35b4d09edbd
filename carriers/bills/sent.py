"""The parcels that were sent, as bills are held against them: what runs decided, and on which facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import polars as pl
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from routing.audit.quote import Pricing

COLUMNS: Final = pl.Schema(
    {
        "run": pl.Int32(),  # place of the run among those given
        "place": pl.Int64(),  # of the order within its run
        "order_id": pl.String(),
        "tracking_no": pl.String(),
        "service": pl.String(),  # null: the run gave it no channel
        "carrier": pl.String(),
        "country": pl.String(),
        "price_fen": pl.Int64(),
        "chargeable_g": pl.Int64(),
        "weight_g": pl.Int64(),
        "dispatch_on": pl.Date(),
        "orders_held": pl.List(pl.String()),  # the orders that travel in it; null: the one of that id
    }
)
"""One row a parcel; unknown is null."""


class Run(Protocol):
    """One run: its facts, and its orders when they are asked for."""

    @property
    def pricing(self) -> Pricing:
        """The exact path over its facts, and over the cards given besides."""

    def orders(self, places: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """The rows of `orders.parquet` at these places."""

    def articles(self) -> pl.DataFrame:
        """`place`, `sku`, `pieces`, `own_g` (the parcel) and `master_g` (one piece) of orders of one article."""

    def day(self, order: Mapping[str, Any], dispatch_on: date | None) -> date:
        """The day whose facts priced the order."""


@frozen(eq=False)
class Sent:
    """All parcels sent: `frame` has COLUMNS."""

    frame: pl.DataFrame
    runs: tuple[Run, ...]
