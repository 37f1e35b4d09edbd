"""Parquet files as chunks of text cells, so that one set of rules reads every kind of file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from routing.errors import Fault, InputError
from routing.intake.files.chunk import ROW, Chunk, Opening

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Parquet:
    """A Parquet file.  Times with a zone keep it; times without stay without."""

    def __init__(self, name: str, stream: BinaryIO) -> None:
        """Reads the file's schema.

        Raises:
            InputError: damaged or cut off.
        """
        self.name = name
        path = getattr(stream, "name", None)
        try:
            self._frame = pl.scan_parquet(path if isinstance(path, str) else io.BytesIO(stream.read()), glob=False)
            self._schema = self._frame.collect_schema()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise _damaged(name, error) from None

    def openings(self) -> list[Opening]:
        """The names of the columns; they are row 1, so that the first order is in row 2 as in any other file."""
        return [Opening(1, tuple(self._schema))]

    def chunks(
        self, opening: Opening, wanted: Sequence[int], encodings: Sequence[str], chunk_rows: int
    ) -> Iterator[Chunk]:
        """All rows."""
        _ = encodings
        columns = [_as_text(opening.cells[at], self._schema[opening.cells[at]]).alias(str(at)) for at in wanted]
        first = opening.row + 1
        frame = self._frame.select(columns)
        for piece in self._pieces(frame, chunk_rows):
            for start in range(0, piece.height, chunk_rows):
                part = piece.slice(start, chunk_rows)
                rows = pl.int_range(first, first + part.height, dtype=pl.Int64).alias(ROW)
                first += part.height
                yield Chunk(part.with_columns(rows))

    def _pieces(self, frame: pl.LazyFrame, chunk_rows: int) -> Iterator[pl.DataFrame]:
        try:
            yield from frame.collect_batches(chunk_size=chunk_rows, maintain_order=True)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise _damaged(self.name, error) from None


def _damaged(name: str, error: Exception) -> InputError:
    message = f"is damaged or cut off ({str(error).splitlines()[0]}). Write it again."
    return InputError([Fault(name, "", message)])


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        if kind.time_zone is None:
            return column.dt.to_string("%Y-%m-%dT%H:%M:%S")
        return column.dt.convert_time_zone("UTC").dt.to_string("%Y-%m-%dT%H:%M:%SZ")
    text = column.cast(pl.String, strict=False)
    return pl.when(text != "").then(text)
