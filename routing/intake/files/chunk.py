"""A stretch of a file's rows as text, before anyone knows what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import polars as pl
from attrs import Factory, evolve, field, frozen

from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_UNSEEN = (0x85, 0xA0, *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0x2060, 0x3000, 0xFEFF)
BLANKS = " \t\r\n\x00\x0b\x0c" + "".join(map(chr, _UNSEEN))
"""Signs taken off the ends of cells: blanks of every width and signs that show nothing, as copied from web pages."""
HEAD_ROWS = 40
"""A header stands in one of the first rows: shops and forwarders put titles, notes and blank lines above it."""
CELL_MAX = 32_767
"""Signs of the longest cell that is read: no spreadsheet holds a longer one."""
ERROR_TEXTS = (
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
    "#NV", "#BEZUG!", "#WERT!", "#VALEUR!", "#¡REF!", "#¡VALOR!", "#VALOR!", "#RIF!",
)  # fmt: skip
"""What spreadsheets write for a formula that failed: in English, and in German, French, Spanish and Italian ones."""
_LONG = 10**15
"""Spreadsheets keep 15 digits of a number: a longer one may have lost its last ones."""
_WHOLE_MAX = 2**53
"""Above this a number cell cannot hold every whole number."""
_SHOWN = 80
"""Signs of a refused row that are shown."""
_FORMULA_TEXT, _GUARDED = r'(?s)^="(.*)"$', r"^'([0-9=+\-@])"
"""="01067" and '01067: how programs keep a spreadsheet from making a number or a formula of a text."""
ROW = "row"
"""Column of the row's number as a spreadsheet shows it: the first row of the file is 1."""


@frozen
class Broken:
    """A row that is no row of the table: too many cells, an open quotation mark, bytes that are no text."""

    row: int
    text: str
    code: str
    reason: Reason
    line: str = field(default=Factory(lambda self: self.text, takes_self=True))
    """More of its text than is shown."""
    order_id: str = ""
    """The order it is a line of, as far as that is known."""


def _in_shape(frame: pl.DataFrame) -> pl.DataFrame:
    """ROW first, then the columns by their index, whoever read the rows: chunks of one file can be put together."""
    order = [ROW, *sorted((name for name in frame.columns if name != ROW), key=int)]
    return frame if frame.columns == order else pl.DataFrame([frame.get_column(name) for name in order])


@frozen
class Faulty:
    """A cell of a row that can be told from others, and why it is no value; the row's order is refused with it."""

    row: int
    column: int
    text: str
    code: str
    reason: Reason


@frozen(eq=False)
class Chunk:
    """Some rows of a file: `frame` has ROW and, for each wanted column, its text under the column's index.

    The columns stand in that order, by their index.  An empty cell is null.  Rows without any text are not in the frame
    but counted as blank.
    """

    frame: pl.DataFrame = field(converter=_in_shape)
    broken: tuple[Broken, ...] = ()
    faulty: tuple[Faulty, ...] = ()
    """Cells that are null in the frame for a fault; some may be of rows in a neighbouring chunk."""
    blank: int = 0
    numbers: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of cells that a workbook holds as numbers of 16 or more digits."""
    warnings: tuple[Reason, ...] = ()
    trimmed: bool = False
    """No cell begins or ends with a blank, and none is guarded against spreadsheets."""

    def without(self, name: str, faults: Sequence[Faulty], good: pl.Series) -> Chunk:
        """The chunk with the cells of a column null where they are not good, and the faults noted."""
        kept = self.frame.with_columns(pl.when(good).then(pl.col(name)).alias(name))
        return evolve(self, frame=kept, faulty=(*self.faulty, *faults))


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


def number_text(number: float | None) -> str | None:
    """A number as a person sees it in a cell: whole without a point, others with the 15 digits that count; null: none.

    >>> number_text(12.0), number_text(0.1 + 0.2), number_text(8.0112345678901235e17)
    ('12', '0.3', '8.011235E+17')
    """
    if number is None or number != number:  # noqa: PLR0124 - a number that is none, as some programs write for empty
        return None
    whole = number.is_integer()
    if whole and abs(number) <= _WHOLE_MAX:
        return str(int(number))
    return f"{number:.6E}" if whole else f"{number:.15g}"


def is_long(number: float | None) -> bool:
    """Whether a number cell may have lost its last digits."""
    return number is not None and abs(number) >= _LONG


def frame_of(rows: Sequence[Sequence[str | None]], numbers: Sequence[int], wanted: Sequence[int]) -> pl.DataFrame:
    """A chunk's frame of rows of cells and their row numbers."""
    columns = {str(at): pl.Series([cells[at] or None for cells in rows], dtype=pl.String) for at in wanted}
    return pl.DataFrame({ROW: pl.Series(numbers, dtype=pl.Int64), **columns})


def texts_of(chunk: Chunk, places: Mapping[str, int]) -> pl.DataFrame:
    """The chunk's cells under the names of their fields, bare: without BLANKS at the ends and guards; blank is null.

    Args:
        chunk: the rows.
        places: field -> index of its column.
    """
    if chunk.trimmed:
        named = (chunk.frame.get_column(str(at)).alias(name) for name, at in places.items())
        return pl.DataFrame([chunk.frame.get_column(ROW), *named])
    stripped = (pl.col(str(at)).str.strip_chars(BLANKS).alias(name) for name, at in places.items())
    cells = chunk.frame.select(ROW, *stripped)
    begins = (pl.col(name).str.starts_with(sign) for name in places for sign in ('="', "'"))
    some = cells.select(guarded.any().alias(str(number)) for number, guarded in enumerate(begins)).row(0)
    cells = cells.with_columns(_bare(pl.col(name)) for at, name in enumerate(places) if any(some[2 * at : 2 * at + 2]))
    return cells.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))


def without_words(text: pl.DataFrame, words: Sequence[str]) -> pl.DataFrame:
    """The texts without the cells that hold nothing but one of the words, which stand for an empty one."""
    names = [name for name in text.columns if name != ROW and any(text[name].eq(word).any() for word in words)]
    return text.with_columns(pl.when(~pl.col(name).is_in(words)).then(pl.col(name)).alias(name) for name in names)


def _bare(stripped: pl.Expr) -> pl.Expr:
    unwrapped = stripped.str.replace(_FORMULA_TEXT, "${1}").str.replace(_GUARDED, "${1}")
    return unwrapped.str.strip_chars(BLANKS)


def held_to_length(chunk: Chunk) -> Chunk:
    """The chunk without the cells longer than CELL_MAX, which become faults of their rows."""
    longest = chunk.frame.select(pl.exclude(ROW).str.len_bytes().max()).row(0, named=True)
    for name in [name for name, length in longest.items() if (length or 0) > CELL_MAX]:
        signs = chunk.frame[name].str.len_chars().fill_null(0)
        places = (signs > CELL_MAX).arg_true().to_list()
        faults = [
            Faulty(
                chunk.frame[ROW][at], int(name), chunk.frame[name][at][:_SHOWN], "CELL_TOO_LONG",
                Reason("row.cell_too_long", signs=signs[at], most=CELL_MAX),
            )
            for at in places
        ]  # fmt: skip
        chunk = chunk.without(name, faults, signs <= CELL_MAX)
    return chunk


def without_errors(chunk: Chunk) -> Chunk:
    """The chunk without the cells that hold what a spreadsheet writes for a failed formula; they become faults, too."""
    for name in chunk.frame.columns:
        if name == ROW:
            continue
        cells = chunk.frame[name].str.strip_chars(BLANKS)
        failed = cells.is_in(ERROR_TEXTS).fill_null(value=False)
        if failed.any():
            faults = [
                Faulty(
                    chunk.frame[ROW][at], int(name), cells[at], "ERROR_CELL", Reason("row.error_cell", said=cells[at])
                )
                for at in failed.arg_true().to_list()
            ]
            chunk = chunk.without(name, faults, ~failed)
    return chunk


def one_of_twins(chunk: Chunk, twins: Mapping[int, Sequence[int]], header: str) -> Chunk:
    """The chunk without the cells of a column that stands in the file again with another value; these are faults.

    Args:
        chunk: the rows.
        twins: index of a column -> of those with the same head.
        header: how they are headed.
    """
    for at, others in twins.items():
        known = chunk.frame[str(at)]
        for other in others:
            again = chunk.frame[str(other)]
            differing = known.ne_missing(again)
            faults = [
                Faulty(
                    chunk.frame[ROW][place], at, (known[place] or "")[:_SHOWN], "TWO_VALUES",
                    Reason("row.two_values", header=header, one=known[place] or "", other=again[place] or ""),
                )
                for place in differing.arg_true().to_list()
            ]  # fmt: skip
            if faults:
                chunk = chunk.without(str(at), faults, ~differing)
    return chunk
