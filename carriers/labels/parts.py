"""A layout's rows into files of at most so many rows or bytes; an order is never spread over two files."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from datetime import UTC, datetime
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self

import polars as pl
from attrs import frozen

from carriers.finding import Finding
from carriers.labels.file_cells import cells_of
from carriers.labels.protect import protect
from carriers.labels.tables.csv_text import Digest, lines_of, protected, read_frames, texts_frame
from carriers.labels.tables.sheet_text import has_odd_texts, read_sheet_frames, rows_xml
from carriers.labels.template.sheet_xml import FilledSheet
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from carriers.labels.layouts.layout import Layout
    from carriers.labels.template.heads import FilledTemplate

    OpenPart = Callable[[Layout, int, str], BinaryIO]
    """Gives the file for a layout's n-th part; where each order has its own, the order's id, else ""."""

XLSX: Final = "xlsx"

_ROWS_AT_ONCE: Final = 8192
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
    """Takes the rows of one order after another and opens the next file when one is full.

    Each file is read back when it is closed: a cell that came out otherwise than its column's rules let it in ends all.
    """

    def __init__(
        self,
        layout: Layout,
        kind: str,
        open_part: OpenPart,
        *,
        top: Sequence[Sequence[str]] = (),
        template: FilledTemplate | None = None,
    ) -> None:
        """`top`: rows above the head; `template`: the carrier's workbook that is filled, the layout being its own."""
        self.layout = layout
        self._kind = kind
        self._open = open_part
        self._top = top
        self._template = template
        self._guarded = layout.people and kind != XLSX
        self._sink: _Text | _Workbook | _Template | None = None
        self._file: BinaryIO
        self._rows = self._orders = 0
        self._digest = 0
        self._told: Digest | None = None
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
        if self._kind != XLSX:
            return []
        return [
            Finding(order_id, column.header, text[:80], "TOO_LONG", Reason("label.cell_over_sheet", most=_CELL_SIGNS))
            for row in rows
            for text, column in zip(row, self.layout.columns, strict=True)
            if len(text.encode("utf-16-le")) // 2 > _CELL_SIGNS
        ]

    def add(self, rows: list[list[str]], order_id: str = "") -> None:
        """Writes the rows of one order; `order_id` names its file, where each has its own."""
        written = [[protect(text) for text in row] for row in rows] if self._guarded else rows
        if self._sink is not None and (self.layout.per_order or self._full(written)):
            self._close()
        if self._sink is None:
            self._file = self._open(self.layout, len(self.made) + 1, order_id if self.layout.per_order else "")
            self._sink = self._new_sink()
            self._digest, self._told = 0, None
        self._sink.add(written)
        self._digest = _digest(self._digest, written)
        self._rows += len(rows)
        self._orders += 1

    def add_rows(self, rows: pl.DataFrame) -> None:
        """Writes the rows of many orders: the column `order`, then the layout's; of one order they stand together."""
        if not rows.height:
            return
        most = self.layout.rows_max
        if self._kind == XLSX:
            most = min(most or _SHEET_ROWS, _SHEET_ROWS)
        cells = rows.drop("order")
        cells = cells.select(protected(pl.all())) if self._guarded else cells
        for start, stop in self._stretches(rows["order"], most):
            if self._sink is not None and self._rows + stop - start > (most or self._rows + stop):
                self._close()
            if self._sink is None:
                self._file = self._open(self.layout, len(self.made) + 1, "")
                self._sink = self._new_sink()
                self._told = Digest()
            if self._told is None:
                raise AssertionError("a file is written in columns, or order by order")
            part = cells[start:stop]
            self._sink.add_frame(part)
            self._told.add(part)
            self._rows += stop - start
            self._orders += rows["order"][start:stop].n_unique()

    def _stretches(self, orders: pl.Series, most: int | None) -> Iterator[tuple[int, int]]:
        """First row and end of what goes into one file, the first stretch into the one that is open."""
        start, rows = 0, self._rows
        if most is None or rows + len(orders) <= most:
            yield 0, len(orders)
            return
        firsts = (orders != orders.shift(1)).fill_null(value=True).arg_true().to_list()
        for first, last in pairwise([*firsts, len(orders)]):
            if rows + last - first > most:
                if first > start:
                    yield start, first
                start, rows = first, 0
            rows += last - first
        yield start, len(orders)

    def add_sheet(self, layout: Layout, rows: list[list[str]]) -> Part | None:
        """Writes a second sheet into the last file; None where there is no file."""
        if not isinstance(self._sink, _Workbook):
            return None
        self._sink.add_sheet(layout, rows)
        return Part(layout.name, 1, len(rows), 0)

    def _new_sink(self) -> _Text | _Workbook | _Template:
        if self._template is not None:
            return _Template(self._file, self._template)
        if self._kind == XLSX:
            return _Workbook(self._file, self.layout, self._top)
        return _Text(self._file, self.layout, self._kind, self._top)

    def _full(self, rows: list[list[str]]) -> bool:
        most, weight = self.layout.rows_max, self.layout.bytes_max
        if self._kind == XLSX:
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
        if self._told is None:
            self._read_back(Path(self._file.name))
        else:
            self._read_back_columns(Path(self._file.name), self._told)
        orders = 0 if self.layout.rows == "sku" else self._orders
        self.made.append(Part(self.layout.name, len(self.made) + 1, self._rows, orders))
        self._sink, self._rows, self._orders = None, 0, 0

    def _read_back(self, path: Path) -> None:
        """Holds the file to what was let into it, which was held to the layout cell by cell.

        Raises:
            AssertionError: a cell came back otherwise.
        """
        digest, count = 0, 0
        try:
            for cells in self._rows_back(path):
                digest = _digest(digest, [cells])
                count += 1
        except (ValueError, zipfile.BadZipFile) as error:
            raise AssertionError(f"{path.name}: {error}") from error
        if (digest, count) != (self._digest, self._rows):
            raise AssertionError(f"{path.name}: {count} rows came back of {self._rows}, or a cell is another")

    def _rows_back(self, path: Path) -> Iterator[list[str]]:
        """The rows of the file as they are read; of a carrier's workbook the columns that were filled."""
        layout, template, width = self.layout, self._template, len(self.layout.columns)
        if template is None and self._kind == XLSX:
            for frame in read_sheet_frames(path, width, len(self._top) + layout.header):
                yield from map(list, frame.iter_rows())
            return
        if template is None:
            for row in cells_of(path, layout, after=len(self._top) + layout.header, kind=self._kind):
                yield row + [""] * (width - len(row))
            return
        filled = [bool(column.field or column.value) for column in layout.columns]
        for cells in template.workbook.filled_cells(path, template.sheet, template.first_row - 1):
            told = [cells.get(at, "") if ours else "" for at, ours in enumerate(filled)]
            if any(told):  # else formulas and formats that the workbook has further down
                yield told

    def _read_back_columns(self, path: Path, told: Digest) -> None:
        """The same of a file that was written in columns.

        Raises:
            AssertionError: a cell came back otherwise.
        """
        layout, width = self.layout, len(self.layout.columns)
        after, back = len(self._top) + layout.header, Digest()
        try:
            if self._template is not None:
                frames = _frames(self._rows_back(path), width)
            elif self._kind == XLSX:
                frames = read_sheet_frames(path, width, after)
            else:
                delimiter = "\t" if self._kind == "txt" else layout.delimiter
                frames = read_frames(path, layout.encoding, delimiter, width, after)
            for frame in frames:
                back.add(frame)
        except (pl.exceptions.PolarsError, ValueError, zipfile.BadZipFile) as error:
            raise AssertionError(f"{path.name}: {error}") from error
        if (back.value(), back.rows) != (told.value(), self._rows):
            raise AssertionError(f"{path.name}: {back.rows} rows came back of {self._rows}, or a cell is another")


def _frames(rows: Iterator[list[str]], width: int) -> Iterator[pl.DataFrame]:
    """The rows as columns of texts, some thousand at once."""
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        yield texts_frame(some, width)


def _digest(before: int, rows: list[list[str]]) -> int:
    for row in rows:
        before = hash((before, *row))
    return before


class _Text:
    """A delimited text file."""

    def __init__(self, file: BinaryIO, layout: Layout, kind: str, top: Sequence[Sequence[str]]) -> None:
        self._file = file
        self._encoding = "utf-8" if layout.encoding == "utf-8-sig" else layout.encoding
        self._buffer = io.StringIO(newline="")
        self._delimiter = "\t" if kind == "txt" else layout.delimiter
        self._line_end = layout.line_end
        self._csv = csv.writer(self._buffer, delimiter=self._delimiter, lineterminator=self._line_end)
        self._size = file.write(b"\xef\xbb\xbf") if layout.encoding == "utf-8-sig" else 0
        if top:
            self.add([list(row) for row in top])
        if layout.header:
            self.add([[column.header for column in layout.columns]])

    def add(self, rows: list[list[str]]) -> None:
        self._size += self._file.write(self._bytes(rows))

    def add_frame(self, rows: pl.DataFrame) -> None:
        lines = lines_of(rows, self._delimiter, self._line_end)
        self._size += self._file.write("".join(lines).encode(self._encoding))

    def size_with(self, rows: list[list[str]]) -> int:
        return self._size + len(self._bytes(rows))

    def close(self) -> None:
        """Nothing is held back."""

    def _bytes(self, rows: list[list[str]]) -> bytes:
        self._buffer.seek(0)
        self._buffer.truncate()
        self._csv.writerows(rows)
        return self._buffer.getvalue().encode(self._encoding)


class _Workbook:
    """A spreadsheet of text cells: nothing in it is run, turned into a number or a date."""

    def __init__(self, file: BinaryIO, layout: Layout, top: Sequence[Sequence[str]]) -> None:
        import xlsxwriter  # noqa: PLC0415 - most files are text

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book: Any = xlsxwriter.Workbook(file, {**options, "strings_to_numbers": False})
        self._book.set_properties({"created": _STAMP})
        self._text = self._book.add_format({"num_format": "@"})
        self._begin(layout, top)

    def add(self, rows: list[list[str]]) -> None:
        for row in rows:
            if any(text.startswith("<r>") for text in row):  # the library would take it for XML
                self.add_frame(texts_frame([row], len(row)))
                continue
            for at, text in enumerate(row):
                if text:
                    self._sheet.write_string(self._row, at, text, self._text)
            self._row += 1

    def add_frame(self, rows: pl.DataFrame) -> None:
        """Adds many rows at once: as XML, into the file in which XlsxWriter keeps the rows of a sheet."""
        if has_odd_texts(rows):
            self.add([list(row) for row in rows.iter_rows()])
            return
        sheet = self._sheet
        sheet._write_single_row(self._row)  # noqa: SLF001 - a row is written when the next one is begun
        style = self._text._get_xf_index()  # noqa: SLF001 - the number under which the workbook keeps the format
        sheet.row_data_fh.writelines(rows_xml(rows, self._row + 1, style))
        filled = [at for at, column in enumerate(rows.iter_columns()) if (column != "").any()]
        lines = rows.select(pl.any_horizontal(pl.all() != "")).to_series().arg_true()
        for known, most in (("row", [self._row + at for at in lines]), ("col", filled)):
            for name, of in ((f"dim_{known}min", min), (f"dim_{known}max", max)):
                before = getattr(sheet, name)
                setattr(sheet, name, of([*most, *([] if before is None else [before])], default=None))
        self._row += rows.height

    def add_sheet(self, layout: Layout, rows: list[list[str]]) -> None:
        """A second sheet, whole."""
        self._begin(layout, ())
        self.add(rows)

    def close(self) -> None:
        self._book.close()

    def _begin(self, layout: Layout, top: Sequence[Sequence[str]]) -> None:
        self._sheet = self._book.add_worksheet(layout.sheet or None)
        self._row = 0
        self.add([list(row) for row in top])
        if layout.header:
            self.add([[column.header for column in layout.columns]])


class _Template:
    """The carrier's workbook, filled when all rows are there."""

    def __init__(self, file: BinaryIO, template: FilledTemplate) -> None:
        self._file = file
        self._template = template
        self._sheet = FilledSheet(template.workbook.sheet(template.sheet), template.first_row, template.styles)

    def add(self, rows: list[list[str]]) -> None:
        self._sheet.add(map(self._template.cells, rows))

    def add_frame(self, rows: pl.DataFrame) -> None:
        self._sheet.add(map(self._template.cells, rows.iter_rows()))

    def close(self) -> None:
        with self._sheet:
            self._template.workbook.fill(self._file, self._template.sheet, self._sheet)
