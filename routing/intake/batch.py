"""What intake hands on: a chunk of orders, the rows that need a person, and the account of every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from routing.errors import Problem
    from routing.orders import OrderTable
    from routing.reason import Reason


@frozen(eq=False)
class Batch:
    """A chunk of one file.  Every row read is part of an order, refused, or skipped for a named reason.

    Raises:
        AssertionError: rows_read differs from order_rows + rejected_rows + skipped_rows: a row was lost.
    """

    table: OrderTable
    problems: tuple[Problem, ...]
    rows_read: int
    order_rows: int
    """Rows that became part of an order of `table`."""
    rejected_rows: int
    """Rows refused, each counted once however many problems it has."""
    skipped_rows: int = field(init=False)
    skipped: Mapping[str, int] = field(factory=dict)
    """Reason -> rows that are not to be shipped: unpaid, cancelled, shipped, digital, blank."""
    warnings: tuple[Reason, ...] = ()
    profile: str = ""
    """Kind of file the rows come from, and in `why` what told it."""
    why: Reason | None = None

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "skipped_rows", sum(self.skipped.values()))
        accounted = self.order_rows + self.rejected_rows + self.skipped_rows
        if self.rows_read != accounted:
            raise AssertionError(
                f"{self.rows_read} rows read, but {self.order_rows} in orders + {self.rejected_rows} refused"
                f" + {self.skipped_rows} skipped = {accounted}"
            )
