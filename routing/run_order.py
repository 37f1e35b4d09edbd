"""One order of a finished run, as labels and replies read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from datetime import date, datetime


ASSIGNED = "assigned"
"""The status of an order that has a service."""


@frozen(eq=False)
class RunOrder:
    """One accepted order: `row` as in `orders.parquet`, and what the run decided about it."""

    row: dict[str, Any]
    status: str  # assigned | no_channel
    service: str | None
    carrier: str | None
    dispatch_on: date | None
    latest_at: datetime | None
    deadline_note: str

    @property
    def order_id(self) -> str:
        """The id, unique within the run."""
        return str(self.row["order_id"])
