"""Parquet files as chunks of text cells, so that one set of rules reads every kind of file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import polars as pl

from routing.errors import Fault, InputError
from routing.intake.files.chunk import ROW, Chunk, Opening, held_to_length, is_long, number_text
from routing.intake.files.parquet_pages import unpacked_size
from routing.intake.files.sources import UNPACKED_PLAIN, UNPACKED_TIMES
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ROWS_PLAIN: Final = 1_000_000
"""Rows up to which a file may hold little of its own; above that, a row takes a byte at least."""


class Parquet:
    """A Parquet file.  Times with a zone keep it; times without stay without."""

    def __init__(self, name: str, stream: BinaryIO) -> None:
        """Reads the file's schema.

        Raises:
            InputError: damaged or cut off.
        """
        self.name = name
        path = getattr(stream, "name", None)
        held = path if isinstance(path, str) else io.BytesIO(stream.read())
        self._bytes = Path(held).stat().st_size if isinstance(held, str) else len(held.getbuffer())
        try:
            self._frame = pl.scan_parquet(held, glob=False)
            self._schema = self._frame.collect_schema()
            rows = self._frame.select(pl.len()).collect().item()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise _damaged(name, error) from None
        most = max(UNPACKED_PLAIN, UNPACKED_TIMES * self._bytes)
        if self._unpacked(held) > most:
            raise InputError([Fault(name, "", Reason("file.unpacks", times=UNPACKED_TIMES))])
        if rows > max(_ROWS_PLAIN, self._bytes):
            raise InputError([Fault(name, "", Reason("file.parquet_unpacks", rows=rows, packed=self._bytes))])

    def _unpacked(self, held: str | io.BytesIO) -> int:
        try:
            if isinstance(held, io.BytesIO):
                return unpacked_size(io.BytesIO(held.getbuffer()))
            with Path(held).open("rb") as stream:
                return unpacked_size(stream)
        except (ValueError, OSError) as error:
            raise _damaged(self.name, error) from None

    def openings(self) -> list[Opening]:
        """The names of the columns; they are row 1, so that the first order is in row 2 as in any other file."""
        return [Opening(1, tuple(self._schema))]

    def chunks(
        self, opening: Opening, wanted: Sequence[int], encodings: Sequence[str], chunk_rows: int
    ) -> Iterator[Chunk]:
        """All rows."""
        _ = encodings
        kinds = {str(at): self._schema[opening.cells[at]] for at in wanted}
        columns = [_as_text(opening.cells[at], self._schema[opening.cells[at]]).alias(str(at)) for at in wanted]
        first = opening.row + 1
        frame = self._frame.select(columns)
        for piece in self._pieces(frame, chunk_rows):
            for start in range(0, piece.height, chunk_rows):
                part = piece.slice(start, chunk_rows)
                numbers: set[tuple[int, int]] = set()
                for name in (name for name, kind in kinds.items() if kind.is_float()):
                    numbers |= {(first + at, int(name)) for at, number in enumerate(part[name]) if is_long(number)}
                    part = part.with_columns(pl.Series(name, [number_text(number) for number in part[name]], pl.String))
                self._bound(part)
                rows = pl.int_range(first, first + part.height, dtype=pl.Int64).alias(ROW)
                first += part.height
                yield held_to_length(Chunk(part.with_columns(rows), numbers=frozenset(numbers)))

    def _bound(self, part: pl.DataFrame) -> None:
        """Refuses what few bytes of the file unpack to, before a copy of it is made."""
        said = sum(int(column.str.len_bytes().sum() or 0) for column in part.iter_columns())
        if said > max(UNPACKED_PLAIN, UNPACKED_TIMES * self._bytes):
            raise InputError([Fault(self.name, "", Reason("file.unpacks", times=UNPACKED_TIMES))])

    def _pieces(self, frame: pl.LazyFrame, chunk_rows: int) -> Iterator[pl.DataFrame]:
        try:
            yield from frame.collect_batches(chunk_size=chunk_rows, maintain_order=True)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise _damaged(self.name, error) from None


def _damaged(name: str, error: Exception) -> InputError:
    return InputError([Fault(name, "", Reason("file.parquet_damaged", why=str(error).splitlines()[0]))])


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """The column as text; one of fractions as it is, to be written as a spreadsheet's numbers are."""
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        if kind.time_zone is None:
            return column.dt.to_string("%Y-%m-%dT%H:%M:%S")
        return column.dt.convert_time_zone("UTC").dt.to_string("%Y-%m-%dT%H:%M:%SZ")
    if kind.is_float():
        return column.cast(pl.Float64)
    text = column.cast(pl.String, strict=False)
    return pl.when(text != "").then(text)
