"""A stretch of a file's rows as text, before anyone knows what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import polars as pl
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_UNSEEN = (0x85, 0xA0, *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0x2060, 0x3000, 0xFEFF)
BLANKS = " \t\r\n\x00\x0b\x0c" + "".join(map(chr, _UNSEEN))
"""Signs taken off the ends of cells: blanks of every width and signs that show nothing, as copied from web pages."""
ROW = "row"
"""Column of the row's number as a spreadsheet shows it: the first row of the file is 1."""


@frozen
class Broken:
    """A row that is no row of the table: too many cells, an open quotation mark, bytes that are no text."""

    row: int
    text: str
    code: str
    message: str


@frozen(eq=False)
class Chunk:
    """Some rows of a file: `frame` has ROW and, for each wanted column, its text under the column's index.

    An empty cell is null.  Rows without any text are not in the frame but counted as blank.
    """

    frame: pl.DataFrame
    broken: tuple[Broken, ...] = ()
    blank: int = 0
    numbers: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of cells that a workbook holds as numbers of 16 or more digits."""
    warnings: tuple[str, ...] = ()
    trimmed: bool = False
    """No cell begins or ends with a blank."""


@frozen
class Opening:
    """A row near the top of a file that may be its header, read in one of the ways the file can be read."""

    row: int
    cells: tuple[str, ...]
    delimiter: str = ""
    encoding: str = ""


class Sheet(Protocol):
    """A table of text cells, whatever the kind of its file."""

    name: str

    def openings(self) -> Sequence[Opening]:
        """The rows that may be the header."""

    def chunks(
        self, opening: Opening, wanted: Sequence[int], encodings: Sequence[str], chunk_rows: int
    ) -> Iterator[Chunk]:
        """The rows below the header, in order; at most `chunk_rows` in a chunk."""


def frame_of(rows: Sequence[Sequence[str | None]], numbers: Sequence[int], wanted: Sequence[int]) -> pl.DataFrame:
    """A chunk's frame of rows of cells and their row numbers."""
    columns = {str(at): pl.Series([cells[at] or None for cells in rows], dtype=pl.String) for at in wanted}
    return pl.DataFrame({ROW: pl.Series(numbers, dtype=pl.Int64), **columns})


def texts_of(chunk: Chunk, places: Mapping[str, int]) -> pl.DataFrame:
    """The chunk's cells under the names of their fields, without BLANKS at the ends; a blank cell is null.

    Args:
        chunk: the rows.
        places: field -> index of its column.
    """
    if chunk.trimmed:
        named = (chunk.frame.get_column(str(at)).alias(name) for name, at in places.items())
        return pl.DataFrame([chunk.frame.get_column(ROW), *named])
    cells = chunk.frame.select(
        ROW, *(pl.col(str(at)).str.strip_chars(BLANKS).alias(name) for name, at in places.items())
    )
    return cells.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))
