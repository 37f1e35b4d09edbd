"""A Parquet file made of the row groups of others: their bytes are copied, and only the footer is written anew.

So a chunk of a run is one row group wherever it is made, and a run put together from parts has the bytes of a run made
in one go.

Source: https://parquet.apache.org/docs/file-format/ and parquet.thrift of apache/parquet-format.
"""

from __future__ import annotations

import io
from typing import BinaryIO, Final

import polars as pl

from cli.run.joining.thrift import encoded
from routing.values.thrift import I64, LIST, STRUCT, Struct, decoded

_MARK: Final = b"PAR1"
_TAIL: Final = 8
"""Bytes of the footer's length, and of the mark behind it."""
_COPIED: Final = 1 << 20
_SCHEMA, _ROWS, _GROUPS = 2, 3, 4
_COLUMNS, _GROUP_ROWS, _GROUP_AT, _ORDINAL = 1, 3, 5, 7
_COLUMN, _PAGE_INDEX = 3, (2, 4, 5, 6, 7)
"""What a column is, and the places of what lies behind the row groups, which is left out."""
_PACKED, _DATA_AT, _WORDS_AT = 7, 9, 11


class RowGroups:
    """A Parquet file being put together from frames and files of one schema."""

    def __init__(self, out: BinaryIO, schema: pl.Schema) -> None:
        """Begins the file."""
        self.rows = 0
        self._out = out
        self._footer = _footer(io.BytesIO(_file_of(pl.DataFrame(schema=schema))))
        self._groups: list[bytes] = []  # what the footer says of each
        self._at = out.write(_MARK)

    def add(self, frame: pl.DataFrame) -> None:
        """Adds the rows as one row group; where there are none, none."""
        if frame.height:
            self.append(io.BytesIO(_file_of(frame)))

    def append(self, source: BinaryIO) -> None:
        """Adds the row groups of a file that was written in the same way.

        Raises:
            ValueError: it is damaged, or has other columns.
        """
        footer = _footer(source)
        if footer[_SCHEMA] != self._footer[_SCHEMA]:
            raise ValueError("other columns")
        for group in footer[_GROUPS][1][1]:
            first, end = _stretch(group)
            self._groups.append(encoded(_moved(group, self._at - first)))
            self.rows += group[_GROUP_ROWS][1]
            self._copy(source, first, end - first)

    def close(self) -> None:
        """Writes the footer; the stream stays open."""
        groups = (LIST, (STRUCT, self._groups))
        footer = encoded({**self._footer, _ROWS: (I64, self.rows), _GROUPS: groups})
        self._out.write(footer + len(footer).to_bytes(4, "little") + _MARK)

    def _copy(self, source: BinaryIO, first: int, size: int) -> None:
        source.seek(first)
        self._at += size
        while size:
            piece = source.read(min(size, _COPIED))
            if not piece:
                raise ValueError("a row group that is cut off")
            self._out.write(piece)
            size -= len(piece)


def _file_of(frame: pl.DataFrame) -> bytes:
    """A Parquet file of the frame, with one row group."""
    out = io.BytesIO()
    frame.write_parquet(
        out, compression="zstd", compression_level=1, statistics=False, row_group_size=max(frame.height, 1)
    )
    return out.getvalue()


def _footer(source: BinaryIO) -> Struct:
    """What a file says of itself at its end.

    Raises:
        ValueError: it is no Parquet file.
    """
    size = source.seek(0, io.SEEK_END)
    source.seek(max(size - _TAIL, 0))
    tail = source.read(_TAIL)
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] != _MARK or length + _TAIL + len(_MARK) > size:
        raise ValueError("no Parquet file")
    source.seek(size - _TAIL - length)
    return decoded(source.read(length))


def _stretch(group: Struct) -> tuple[int, int]:
    """From which byte of the file to which the columns of a row group lie."""
    columns = [column[_COLUMN][1] for column in group[_COLUMNS][1][1]]
    firsts = [min(column[at][1] for at in (_DATA_AT, _WORDS_AT) if at in column) for column in columns]
    return min(firsts), max(first + column[_PACKED][1] for first, column in zip(firsts, columns, strict=True))


def _moved(group: Struct, by: int) -> Struct:
    """What the footer says of a row group whose bytes lie so much further."""
    columns = []
    for column in group[_COLUMNS][1][1]:
        about = column[_COLUMN][1]
        places = {at: (I64, about[at][1] + by) for at in (_DATA_AT, _WORDS_AT) if at in about}
        kept = {number: field for number, field in column.items() if number not in _PAGE_INDEX}
        columns.append({**kept, 2: (I64, 0), _COLUMN: (STRUCT, {**about, **places})})
    moved = {**group, _COLUMNS: (LIST, (STRUCT, columns)), _GROUP_AT: (I64, group[_GROUP_AT][1] + by)}
    moved.pop(_ORDINAL, None)  # a number of 16 bits, which a large file runs out of; it may be left out
    return moved
