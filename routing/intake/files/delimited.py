"""CSV and its kin as chunks of text cells: fast where the file is plain, careful where it is not.

A row is a record: a cell in quotes may hold line breaks, and the record still counts as one row, as in a
spreadsheet.  A block of the file is read by polars when that is provably right: all quotation marks stand where CSV
wants them, no record has too many cells (polars says so) and the separators outside quotes are exactly one less than
the cells of all records (so none has too few).  Any other block goes through `careful.py`, which names the row.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import polars as pl
from attrs import evolve

from routing.errors import Fault, InputError
from routing.intake.files.blocks import (
    LINE_FEED,
    QUOTE,
    Positions,
    line_feeds,
    outside,
    positions,
    record_end,
    separators,
    swallowing,
    trimmed,
    well_quoted,
)
from routing.intake.files.careful import RECORD_MAX, SHOWN, Refused, read_block
from routing.intake.files.chunk import HEAD_ROWS, ROW, Broken, Chunk, Opening, frame_of, held_to_length, without_errors
from routing.intake.files.encodings import NAMES, fitting, marked
from routing.intake.files.range import Range, RangeError, RangePlace
from routing.intake.files.sources import readable
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WEB_PAGE = re.compile(rb"\s*<(?:!doctype|html|table|meta|\?xml)\b", re.IGNORECASE)
_ERRORS = re.compile(b"#[A-Z\xc2\xa1]")
"""How the texts of failed formulas begin."""
DELIMITERS = (",", "\t", ";")
_HEAD_ENCODINGS = ("utf-8", "gb18030", "cp932", "cp950", "cp1252", "mac_roman")
_HEAD_BYTES = 1 << 16
_ROW_BYTES = 192
_FILLED = (15, 16)
"""So full a block is with rows as long as those of the head: it is one chunk still, though they get shorter."""
_BLOCK_BYTES = (1 << 16, 1 << 25)
_CAREFUL_BYTES = 2 * RECORD_MAX
"""So much is read record by record before the rest is tried in one go again."""
_LINE = 1_000
"""Signs of a row that is no row of the table in which its order is looked for."""
_NONE: Positions = np.empty(0, np.int64)


class Delimited:
    """A file of separated text, read once from start to end, or a range of its records.

    It is read block by block.  Where blocks end hangs on the file's head alone, so its rows come in the same chunks
    wherever reading begins.
    """

    def __init__(self, name: str, stream: BinaryIO, part: Range | None = None) -> None:
        """Reads as much as a header needs."""
        self.name = name
        self._stream, self._encoding = marked(stream)
        self._range = part
        self._recoded = self._stream is not stream
        self._mark = len(codecs.BOM_UTF8) if self._encoding and not self._recoded else 0
        self._start = self._stream.read(_HEAD_BYTES)

    def openings(self) -> list[Opening]:
        """The first rows, in each encoding and with each delimiter that makes several cells of them."""
        if not self._start.strip():
            raise InputError([Fault(self.name, "", Reason("file.empty"))])
        if _WEB_PAGE.match(self._start):
            raise InputError([Fault(self.name, "", Reason("file.web_page"))])
        found: list[Opening] = []
        whole = len(self._start) < _HEAD_BYTES
        head = line_feeds(self._start, final=whole)
        head = head if whole else head[: head.rfind(b"\n") + 1]
        for encoding in (self._encoding,) if self._encoding else _tried(head):
            for delimiter in DELIMITERS:
                records, _ = read_block(head, encoding, delimiter, None, final=True, most=HEAD_ROWS)
                found.extend(
                    Opening(row, tuple(cells), delimiter, encoding)
                    for row, cells in enumerate(records, 1)
                    if not isinstance(cells, Refused) and len(cells) > 1
                )
        return found

    def chunks(
        self, opening: Opening, wanted: Sequence[int], encodings: Sequence[str], chunk_rows: int
    ) -> Iterator[Chunk]:
        """The rows below the header, in chunks of at most `chunk_rows`.

        Raises:
            RangeError: the rows of a range do not end where they should; all its chunks have come.
        """
        reader = _Reader(self.name, opening, sorted(wanted), tuple(encodings), self._encoding)
        blocks = self._blocks(chunk_rows)
        last, pending = None, b""
        if self._range is not None:
            last = self._range.blocks[1] if self._range.end is not None else None
            reader.begin(self._range.first)
            blocks.seek(self._range)
        while True:
            data, final = blocks.next()
            pending = line_feeds(pending + data, final=final)
            for chunk, rest in reader.drained(pending, final=final):
                pending = rest
                if chunk is not None:
                    yield from _sliced(held_to_length(chunk), chunk_rows)
            if final or blocks.number == last:
                break
        if self._range is not None and self._range.end not in {None, reader.place(blocks.read - len(pending))}:
            raise RangeError(self.name)

    def ranges(self, opening: Opening, encodings: Sequence[str], chunk_rows: int, blocks_each: int) -> Iterator[Range]:
        """The whole file in ranges of so many blocks, as they can be read side by side.

        Where records end is told by the quotation marks.  From a block on in which that cannot be told for certain
        without reading all that is before, all is one range.

        Args:
            opening: the header.
            encodings: those that the file may be in.
            chunk_rows: with which the ranges will be read.
            blocks_each: blocks of a range.
        """
        reader = _Reader(self.name, opening, [0], tuple(encodings), self._encoding)
        blocks = self._blocks(chunk_rows)
        first, begun = reader.place(self._mark), 0
        data, final = blocks.next()
        pending: bytes | None = None if self._recoded else b""
        while not (final or pending is None):
            try:
                pending = reader.passed(pending + data)
            except InputError:  # whoever reads the last range says so
                break
            if pending is not None and blocks.number - begun == blocks_each:
                end = reader.place(blocks.read - len(pending))
                yield Range(first, (begun, blocks.number), _HEAD_BYTES, end)
                first, begun = end, blocks.number
            data, final = blocks.next()
        yield Range(first, (begun, blocks.number), _HEAD_BYTES, None)

    def _blocks(self, chunk_rows: int) -> _Blocks:
        """The file's bytes, cut so that a block holds nearly `chunk_rows` rows like those of the head."""
        start, self._start = self._start, b""
        row_bytes = len(start) // max(start.count(b"\n"), 1) or _ROW_BYTES
        size = min(max(chunk_rows * row_bytes * _FILLED[0] // _FILLED[1], _BLOCK_BYTES[0]), _BLOCK_BYTES[1])
        return _Blocks(self.name, self._stream, start, size, self._mark)


class _Blocks:
    """The blocks of a file, one after the other."""

    def __init__(self, name: str, stream: BinaryIO, start: bytes, size: int, mark: int) -> None:
        self.number = 0  # of the next block
        self.read = mark  # bytes of the file until there
        self._name = name
        self._stream = stream
        self._start = start
        self._mark = mark
        self._size = size
        self._first = max(size, len(start))

    def seek(self, part: Range) -> None:
        """Goes to a range; the first block then begins with the records that are unfinished before it."""
        if part.blocks[0]:
            self._start = b""
            self.number, self.read = part.blocks[0], part.first.byte
            with readable(self._name):
                self._stream.seek(part.first.byte)

    def next(self) -> tuple[bytes, bool]:
        """The bytes of a block, and whether the file ends with it."""
        wanted = self._mark + self._first + self.number * self._size - self.read
        start, self._start = self._start, b""
        with readable(self._name):
            data = start + self._stream.read(wanted - len(start))
        self.read += len(data)
        self.number += 1
        return data, len(data) < wanted


class _Reader:
    """Blocks of one file to chunks, keeping count of the rows and of what is known of the encoding."""

    def __init__(self, name: str, opening: Opening, wanted: list[int], encodings: tuple[str, ...], known: str) -> None:
        self._name = name
        self._opening = opening
        self._width = len(opening.cells)
        self._wanted = wanted
        self._encodings = encodings
        self._encoding = known
        self._row = 1  # of the next record

    def begin(self, place: RangePlace) -> None:
        """Goes on from a place."""
        self._row, self._encoding = place.row, place.encoding

    def place(self, byte: int) -> RangePlace:
        """Where reading stands, if it is at that byte."""
        return RangePlace(byte, self._row, self._encoding)

    def drained(self, data: bytes, *, final: bool) -> Iterator[tuple[Chunk | None, bytes]]:
        """The chunks of the records that end in a block, each with the bytes that are left.

        Args:
            data: what was left before, and a block.
            final: no block follows.
        """
        chunk, rest = self.take(data, final=final)
        yield chunk, rest
        while rest and len(rest) < len(data) and (final or record_end(rest, positions(rest, QUOTE))):
            data = rest
            chunk, rest = self.take(data, final=final)
            yield chunk, rest

    def passed(self, data: bytes) -> bytes | None:
        """The bytes that are left when the records that end in a block are passed over; None: nobody can say."""
        returns = data.count(b"\r")
        if returns and returns != data.count(b"\r\n") + data.endswith(b"\r"):
            return None
        quotes = positions(data, QUOTE) if b'"' in data else _NONE
        end = record_end(data, quotes)
        block = memoryview(data)[:end]
        quotes = quotes[: np.searchsorted(quotes, end)]
        if end and well_quoted(block, quotes, ord(self._opening.delimiter)):
            if not (self._encoding or data.isascii()):
                self._settle(data[:end])
            self._row += outside(block, quotes, LINE_FEED)
            return data[end:]
        for _, rest in self.drained(data, final=False):
            data = rest
        return data

    def take(self, data: bytes, *, final: bool) -> tuple[Chunk | None, bytes]:
        """The chunk of the records that end in `data`, None when none does, and the bytes that are left."""
        if final:
            data = data.rstrip(b"\r\n")
            if not data:
                return None, b""
            data += b"\n"
        quotes = positions(data, QUOTE) if b'"' in data else _NONE
        end = len(data) if final else record_end(data, quotes)
        if end == 0 and len(data) < RECORD_MAX:
            return None, data
        end = end or data.rfind(b"\n") + 1 or len(data)
        block, rest = data[:end], data[end:]
        warning = self._settle(block)
        quotes = quotes[: np.searchsorted(quotes, end)]
        chunk = self._fast(block, quotes)
        if chunk is None:
            piece = _first_records(block, quotes)
            last = final and len(piece) == len(data)
            records, unread = read_block(
                piece, self._encoding or "utf-8", self._opening.delimiter, self._width, final=last
            )
            if not records and len(piece) < len(block):  # it waits for lines that are there, and end it no better
                records, unread = read_block(
                    piece, self._encoding or "utf-8", self._opening.delimiter, self._width, final=True
                )
            rest = unread + block[len(piece) :] + rest
            chunk = self._careful(records)
        if b"#" in block and _ERRORS.search(block):
            chunk = without_errors(chunk)
        return evolve(chunk, warnings=warning), rest

    def _settle(self, block: bytes) -> tuple[Reason, ...]:
        """Decides on the encoding with the first block that is more than ASCII; the remark to make about it."""
        if self._encoding or block.isascii():
            return ()
        found = fitting(block, self._encodings)
        if found is None:
            names = tuple(NAMES[encoding] for encoding in self._encodings)
            several = Reason("file.no_encoding_of", encodings=names)
            raise InputError([Fault(self._name, "", several if len(names) > 1 else Reason("file.no_utf8"))])
        self._encoding = found
        if found == "utf-8":
            return ()
        return (Reason("file.read_as", file=self._name, encoding=NAMES[found]),)

    def _fast(self, block: bytes, quotes: Positions) -> Chunk | None:
        """The chunk when polars provably reads the block as CSV means it, else None."""
        separator = self._opening.delimiter
        if self._width < 2 or not well_quoted(block, quotes, ord(separator)):
            return None
        if self._encoding not in {"", "utf-8"}:
            try:
                block = block.decode(self._encoding).encode()
            except UnicodeDecodeError:
                return None
            quotes = positions(block, QUOTE) if quotes.size else _NONE
        try:
            scanned = pl.scan_csv(
                block,
                has_header=False,
                schema={str(at): pl.String for at in range(self._width)},
                separator=separator,
                missing_columns="insert",
                extra_columns="raise",
                null_values=[""],  # an empty cell in quotes, too
            )
            frame = scanned.collect().select(str(at) for at in self._wanted)  # projected earlier, it counts no cells
        except pl.exceptions.PolarsError:
            return None
        between, line_ends = separators(block, quotes, ord(separator))
        if between != frame.height * (self._width - 1):
            return None
        one_line = not line_ends  # else a cell may end in a line feed
        if not one_line and swallowing(block, quotes, ord(separator), self._width):
            return None
        first = self._row
        self._row += frame.height
        frame = frame.with_columns(pl.int_range(first, self._row, dtype=pl.Int64).alias(ROW))
        frame = frame.slice(max(0, self._opening.row - first + 1))
        return _without_blank(frame, trimmed=one_line and trimmed(block, quotes, ord(separator)))

    def _careful(self, records: Sequence[list[str] | Refused]) -> Chunk:
        rows, numbers, broken, blank = [], [], [], 0
        for row, cells in enumerate(records, self._row):
            if row <= self._opening.row:
                continue
            if isinstance(cells, Refused):
                broken.append(Broken(row, cells.text, cells.code, cells.reason))
            elif not any(cell.strip() for cell in cells):
                blank += 1
            elif len(cells) != self._width:
                reason = Reason("row.ragged", cells=len(cells), width=self._width)
                line = self._opening.delimiter.join(cells)[:_LINE]
                broken.append(Broken(row, line[:SHOWN], "RAGGED_ROW", reason, line))
            else:
                rows.append(cells)
                numbers.append(row)
        self._row += len(records)
        return Chunk(frame_of(rows, numbers, self._wanted), tuple(broken), blank=blank)


def _tried(head: bytes) -> Sequence[str]:
    """The encodings in which a header may be written; bytes that are UTF-8 throughout are nothing else."""
    try:
        head.decode()
    except UnicodeDecodeError:
        return _HEAD_ENCODINGS
    return _HEAD_ENCODINGS[:1]


def _first_records(block: bytes, quotes: Positions) -> bytes:
    """The records of a block's first _CAREFUL_BYTES, as far as quotation marks tell where they end."""
    if len(block) <= _CAREFUL_BYTES:
        return block
    piece = block[:_CAREFUL_BYTES]
    return piece[: record_end(piece, quotes) or piece.rfind(b"\n") + 1 or len(piece)]


def _without_blank(frame: pl.DataFrame, *, trimmed: bool) -> Chunk:
    if any(not column.null_count() for column in frame.iter_columns() if column.name != ROW):
        return Chunk(frame, trimmed=trimmed)
    cells = frame.columns
    cells.remove(ROW)
    filled = frame.filter(pl.any_horizontal(pl.col(cells).is_not_null()))
    return Chunk(filled, blank=frame.height - filled.height, trimmed=trimmed)


def _sliced(chunk: Chunk, most: int) -> Iterator[Chunk]:
    """The chunk in equal pieces of at most so many rows, broken ones with those above them; the rest with the first."""
    height = chunk.frame.height
    step = -(-height // max(-(-height // most), 1))
    starts = list(range(step, height, max(step, 1)))
    ends = [chunk.frame[ROW][start] for start in starts] if chunk.broken else []
    broken = [[bad for bad in chunk.broken if bisect(ends, bad.row) == piece] for piece in range(len(ends) + 1)]
    yield evolve(chunk, frame=chunk.frame.head(step), broken=tuple(broken[0]))
    for piece, start in enumerate(starts, 1):
        lost = tuple(broken[piece]) if chunk.broken else ()
        yield Chunk(chunk.frame.slice(start, step), broken=lost, faulty=chunk.faulty, trimmed=chunk.trimmed)
