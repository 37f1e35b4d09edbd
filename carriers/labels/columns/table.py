"""Some thousand orders to ship as columns; each of them can still be had as a shipment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import define, field

from carriers.shipment import of_row
from routing.values.moments import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from carriers.shipment import Article, Shipment

DECIDED: Final = ("service", "carrier", "dispatch_on", "latest_at", "service_class", "heavier_g", "heavier_saving_fen")
"""What the run decided of an order, beside the columns of the order itself."""


@define(eq=False)
class ShipmentTable:
    """Orders to ship: the columns of COLUMNS, and DECIDED.

    `latest_at` is a text or null, `dispatch_on` a day or null.
    """

    frame: pl.DataFrame
    master: Mapping[str, Article] = field(factory=dict)
    known: dict[tuple[Any, ...], Article] = field(factory=dict)
    """Articles of orders of one line by what the orders say of them: tables of one run share them."""

    def __len__(self) -> int:
        return self.frame.height

    def shipment(self, at: int) -> Shipment:
        """The order of that row, alone."""
        row = self.frame.row(at, named=True)
        latest = row["latest_at"]
        return of_row(
            {name: row[name] for name in row if name not in DECIDED},
            row["service"] or "",
            row["carrier"] or "",
            row["dispatch_on"],
            self.master,
            latest_at=moment(latest) if latest else None,
            service_class=row["service_class"],
            heavier_g=row["heavier_g"],
            heavier_saving_fen=row["heavier_saving_fen"],
        )

    def filter(self, mask: pl.Series) -> ShipmentTable:
        """The orders of which the mask is true."""
        return ShipmentTable(self.frame.filter(mask), self.master, self.known)


def codes_of(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The distinct rows, in the order in which they come first, and for each row the number of its distinct one."""
    names = frame.columns
    keys = frame.unique(maintain_order=True)
    numbered = keys.with_row_index("_code")
    codes = frame.join(numbered, on=names, how="left", nulls_equal=True, maintain_order="left")["_code"]
    return keys, codes


def mapped(frame: pl.DataFrame, made: Callable[..., Any], dtype: Any = pl.String) -> pl.Series:
    """A column made of each row by a function, which is asked once for each distinct row."""
    keys, codes = codes_of(frame)
    return pl.Series([made(*row) for row in keys.iter_rows()], dtype=dtype).gather(codes)
