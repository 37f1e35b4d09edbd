"""A layout's rows into files of at most so many rows or bytes; an order is never spread over two files."""

from __future__ import annotations

import csv
import io
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from attrs import frozen

from carriers.finding import Finding
from carriers.labels.protect import protect
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from carriers.labels.layouts.layout import Layout

    OpenPart = Callable[[Layout, int], BinaryIO]

_SHEET_ROWS = 1_048_575  # a worksheet's rows, less the header
_CELL_SIGNS = 32_767  # of a worksheet's cell, in UTF-16
_STAMP = datetime(2000, 1, 1, tzinfo=UTC)  # a workbook's birthday: the same input gives the same bytes


@frozen
class Part:
    """One file made: the n-th of its layout.  A list of articles has no orders."""

    layout: str
    number: int
    rows: int
    orders: int


class Parts:
    """Takes the rows of one order after another and opens the next file when one is full."""

    def __init__(self, layout: Layout, kind: str, open_part: OpenPart) -> None:
        self.layout = layout
        self._kind = kind
        self._open = open_part
        self._sink: _Text | _Workbook | None = None
        self._file: BinaryIO
        self._rows = self._orders = 0
        self.made: list[Part] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._close()
        elif self._sink is not None:
            self._file.close()  # whoever opened it takes it away

    def too_long(self, order_id: str, rows: list[list[str]]) -> list[Finding]:
        """The finding that one order alone is more than a file may hold, or none."""
        most = self.layout.rows_max
        if self.layout.rows == "sku" or most is None or len(rows) <= most:
            return []
        reason = Reason("label.order_over_file", most=most)
        return [Finding(order_id, "items", str(len(rows)), "TOO_MANY_LINES", reason)]

    def too_wide(self, order_id: str, rows: list[list[str]]) -> list[Finding]:
        """Findings of the cells that a worksheet cannot hold."""
        if self._kind != "xlsx":
            return []
        return [
            Finding(order_id, column.header, text[:80], "TOO_LONG", Reason("label.cell_over_sheet", most=_CELL_SIGNS))
            for row in rows
            for text, column in zip(row, self.layout.columns, strict=True)
            if len(text.encode("utf-16-le")) // 2 > _CELL_SIGNS
        ]

    def add(self, rows: list[list[str]]) -> None:
        """Writes the rows of one order."""
        if self._sink is not None and self._full(rows):
            self._close()
        if self._sink is None:
            number = len(self.made) + 1
            self._file = self._open(self.layout, number)
            self._sink = (
                _Workbook(self._file, self.layout)
                if self._kind == "xlsx"
                else _Text(self._file, self.layout, self._kind)
            )
        self._sink.add(rows)
        self._rows += len(rows)
        self._orders += 1

    def _full(self, rows: list[list[str]]) -> bool:
        most, weight = self.layout.rows_max, self.layout.bytes_max
        if self._kind == "xlsx":
            most = min(most or _SHEET_ROWS, _SHEET_ROWS)
        over_rows = most is not None and self._rows + len(rows) > most
        sink = self._sink
        return over_rows or (weight is not None and isinstance(sink, _Text) and sink.size_with(rows) > weight)

    def _close(self) -> None:
        if self._sink is None:
            return
        self._sink.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        orders = 0 if self.layout.rows == "sku" else self._orders
        self.made.append(Part(self.layout.name, len(self.made) + 1, self._rows, orders))
        self._sink, self._rows, self._orders = None, 0, 0


class _Text:
    """A delimited text file."""

    def __init__(self, file: BinaryIO, layout: Layout, kind: str) -> None:
        self._file = file
        self._guarded = layout.people
        self._encoding = "utf-8" if layout.encoding == "utf-8-sig" else layout.encoding
        self._buffer = io.StringIO(newline="")
        delimiter = "\t" if kind == "txt" else layout.delimiter
        self._csv = csv.writer(self._buffer, delimiter=delimiter, lineterminator=layout.line_end)
        self._size = file.write(b"\xef\xbb\xbf") if layout.encoding == "utf-8-sig" else 0
        if layout.header:
            self.add([[column.header for column in layout.columns]])

    def add(self, rows: list[list[str]]) -> None:
        self._size += self._file.write(self._bytes(rows))

    def size_with(self, rows: list[list[str]]) -> int:
        return self._size + len(self._bytes(rows))

    def close(self) -> None:
        """Nothing is held back."""

    def _bytes(self, rows: list[list[str]]) -> bytes:
        self._buffer.seek(0)
        self._buffer.truncate()
        self._csv.writerows([[protect(text) for text in row] for row in rows] if self._guarded else rows)
        return self._buffer.getvalue().encode(self._encoding)


class _Workbook:
    """A spreadsheet of text cells: nothing in it is run, turned into a number or a date."""

    def __init__(self, file: BinaryIO, layout: Layout) -> None:
        import xlsxwriter  # noqa: PLC0415 - most files are text

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book: Any = xlsxwriter.Workbook(file, {**options, "strings_to_numbers": False})
        self._book.set_properties({"created": _STAMP})
        self._sheet = self._book.add_worksheet()
        self._text = self._book.add_format({"num_format": "@"})
        self._row = 0
        if layout.header:
            self.add([[column.header for column in layout.columns]])

    def add(self, rows: list[list[str]]) -> None:
        for row in rows:
            for at, text in enumerate(row):
                if text:
                    self._sheet.write_string(self._row, at, text, self._text)
            self._row += 1

    def close(self) -> None:
        self._book.close()
