"""CSV records one by one, for the blocks that are not plain: every row that cannot be read is named, the rest go on.

A stray quotation mark must not swallow the rows below it.  When a record does not end as CSV wants it, or ends lines
later with the wrong number of cells, its first line alone is refused and reading goes on with the next line.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from attrs import frozen

from routing.intake.files.blocks import swallows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHOWN = 80
"""Characters of a refused line that are shown."""
_UNFINISHED = "unexpected end of data"  # what the csv module says when a quotation mark is still open at the end


@frozen
class Refused:
    """A line that is no record."""

    text: str
    code: str
    message: str


def read_block(
    block: bytes, encoding: str, delimiter: str, width: int | None, *, final: bool, most: int | None = None
) -> tuple[list[list[str] | Refused], bytes]:
    """The records of a block, and the bytes of its last record when that is not finished.

    Args:
        block: whole lines.
        encoding: in which the lines are text.
        delimiter: between cells.
        width: cells of a record; None when not yet known.
        final: no line follows, so an unfinished record is refused.
        most: stop after so many records.
    """
    lines, undecoded = _decoded(block, encoding)
    records: list[list[str] | Refused] = []
    at = 0
    while at < len(lines) and (most is None or len(records) < most):
        cells, end, unfinished = _record(lines, at, delimiter)
        if unfinished and not final:
            return records, b"\n".join(block.split(b"\n")[at:])
        if end - at > 1 and width is not None and cells is not None:
            swallowing = any(swallows(cell.count("\n"), cell.count(delimiter), width) for cell in cells)
            cells = None if swallowing or len(cells) != width else cells
        if cells is None and delimiter == "\t":
            literal = lines[at].rstrip("\r\n").split(delimiter)
            cells, end = (literal, at + 1) if len(literal) == width else (None, end)
        if cells is None:
            message = 'a quotation mark opens or closes where CSV does not allow it. Double it ("") or remove it.'
            records.append(Refused(lines[at][:SHOWN].rstrip(), "BROKEN_QUOTES", message))
            at += 1
            continue
        if not undecoded.isdisjoint(range(at, end)):
            message = f"the row is not text in {encoding}. Save the file as UTF-8."
            records.append(Refused(lines[at][:SHOWN].rstrip(), "BAD_ENCODING", message))
        else:
            records.append(cells)
        at = end
    return records, b""


def _record(lines: Sequence[str], at: int, delimiter: str) -> tuple[list[str] | None, int, bool]:
    """Cells of the record that begins at a line (None: broken), the line after it, and whether the end was reached."""
    line = lines[at]
    if '"' not in line:
        line = line.rstrip("\r\n")
        return line.split(delimiter) if line else [], at + 1, False
    reader = csv.reader(_from(lines, at), delimiter=delimiter, strict=True)
    try:
        return next(reader), at + reader.line_num, False
    except csv.Error as error:
        return None, at + reader.line_num, _UNFINISHED in str(error)


def _from(lines: Sequence[str], at: int) -> Iterator[str]:
    for index in range(at, len(lines)):
        yield lines[index]


def _decoded(block: bytes, encoding: str) -> tuple[list[str], set[int]]:
    """The lines with their ends, and the indices of those that are not text in the encoding."""
    try:
        lines = block.decode(encoding).split("\n")
        undecoded: set[int] = set()
    except UnicodeDecodeError:
        lines, undecoded = [], set()
        for index, raw in enumerate(block.split(b"\n")):
            try:
                lines.append(raw.decode(encoding))
            except UnicodeDecodeError:
                lines.append(raw.decode(encoding, "replace"))
                undecoded.add(index)
    last = lines.pop()
    lines = [line + "\n" for line in lines]
    return [*lines, last] if last else lines, undecoded
