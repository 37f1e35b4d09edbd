"""The rows of a chunk by order: what all that is read of them begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from routing.intake.market.lines import ORDER

if TYPE_CHECKING:
    import polars as pl

    from routing.errors import Problem
    from routing.intake.cells.ledger import Ledger


@frozen(eq=False)
class SortedRows:
    """The rows of a chunk with the order each belongs to, and why some are not to be shipped."""

    rows: pl.DataFrame
    heads: pl.DataFrame
    """The row of each order that holds its own columns."""
    skip: pl.Series
    """For each row, why it is not to be shipped; null where it is."""
    row_ledger: Ledger
    head_ledger: Ledger
    nameless: list[Problem]
    """Rows without order id."""

    def lines(self) -> pl.DataFrame:
        """The rows that hold an article to ship."""
        return self.rows.filter(self.rows["is_line"] & self.skip.is_null())

    def refused(self) -> set[int]:
        """Orders with a fault in one of their rows."""
        return {self.rows[ORDER][at] for at in self.row_ledger.bad} | {
            self.heads[ORDER][at] for at in self.head_ledger.bad
        }
