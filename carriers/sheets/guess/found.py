"""A table of prices as it was found on a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carriers.sheets.workbook import Sheet


@frozen
class Found:
    """One table.  Rows and columns from 0; `last_row` is the row behind its last one."""

    sheet: Sheet
    header_row: int
    first_row: int
    last_row: int
    layout: str
    columns: Mapping[str, int]
    weights: str = "down"
    destination: str = ""
    title: str = ""
    part: str = ""
    """The zone that a table side by side with others is for, beside its column of destinations."""
    product: str = ""
    """The product that a table side by side with others is for."""
    where: Mapping[int, tuple[str, ...]] = Factory(dict)
    """Column -> what stands there in the rows of this table's product."""
    named: tuple[str, ...] = ()
    """What those columns call the product."""

    extra_row: int | None = None
    """A second line of the heads, above or below the first."""
    ignore: tuple[str, ...] = ()
    """Heads of a matrix that are no destinations."""

    currency: str = ""
    """That of its rows, where a column tells it."""

    band: str = ""
    """The range of weights that all of the table is for."""
    breaks: bool = False
    """Whether its columns are prices per kg from a weight on, behind a first and a further price."""

    def text(self, kind: str) -> str:
        """The head of a column, of both its lines."""
        if kind not in self.columns:
            return ""
        rows = [self.header_row] if self.extra_row is None else sorted((self.header_row, self.extra_row))
        return " ".join(dict.fromkeys(filter(None, (self.sheet.text(row, self.columns[kind]) for row in rows))))
