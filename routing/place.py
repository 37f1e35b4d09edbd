"""A place in a file as a value.  Its text is made where people read it (`cli.words`)."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Place:
    """Where something stands: as much of it as is known, from the file down to the cell."""

    file: str = ""
    """Where the sentence does not name it."""
    sheet: str = ""
    row: int | None = None
    """As a spreadsheet counts: the header is row 1."""
    cell: str = ""
    """The cell of a sheet by its letters and number, such as C7; then `row` is its row."""
    column: str = ""
    """The head of a column."""
    line: int | None = None
    """Of a text file that is no table, from 1."""
    byte: int | None = None
    """From 0."""
    order: str = ""
    """The order that the row is of."""
