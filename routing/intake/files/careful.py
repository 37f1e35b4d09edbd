"""CSV records one by one, for the blocks that are not plain: every row that cannot be read is named, the rest go on.

A stray quotation mark must not swallow the rows below it.  When a record does not end as CSV wants it, or ends lines
later with the wrong number of cells, its first line alone is refused and reading goes on with the next line.

Where a record ends hangs on whether its first line leaves a quotation mark open, and then on what each line below does
when it begins within quotes.  That is told once for each line, so that a file of stray marks is read in one pass.
"""

from __future__ import annotations

import csv
import re
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from attrs import frozen

from routing.intake.files.blocks import swallows
from routing.intake.files.chunk import CELL_MAX
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

RECORD_MAX: Final = 1 << 20
"""Signs of the longest record that is waited for: what is longer begins with a stray quotation mark."""
SHOWN: Final = 80
"""Characters of a refused line that are shown."""
_QUOTED_MAX: Final = 131_072
"""Signs of a quoted cell that the csv library takes, unless somebody else in the process has told it to take more."""
_QUOTED: Final = re.compile(r'(?:[^"]|"")*+')
_OPEN, _ENDED, _BROKEN = "open", "ended", "broken"


@frozen
class Refused:
    """A line that is no record."""

    text: str
    code: str
    reason: Reason


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
    quoting = _Quoting(lines, delimiter)
    until = list(accumulate(map(len, lines), initial=0))
    at = 0
    while at < len(lines) and (most is None or len(records) < most):
        cells, end, unfinished = _record(lines, at, delimiter, width, quoting)
        if unfinished and not final and until[-1] - until[at] < RECORD_MAX:
            return records, b"\n".join(block.split(b"\n")[at:])
        if cells is None and delimiter == "\t":
            literal = lines[at].rstrip("\r\n").split(delimiter)
            cells, end = (literal, at + 1) if len(literal) == width else (None, end)
        if isinstance(cells, Reason):
            records.append(Refused(lines[at][:SHOWN].rstrip(), "CELL_TOO_LONG", cells))
        elif cells is None:
            records.append(Refused(lines[at][:SHOWN].rstrip(), "BROKEN_QUOTES", Reason("row.broken_quotes")))
            end = at + 1
        elif not undecoded.isdisjoint(range(at, end)):
            reason = Reason("row.bad_encoding", encoding=encoding)
            records.append(Refused(lines[at][:SHOWN].rstrip(), "BAD_ENCODING", reason))
        else:
            records.append(cells)
        at = end
    return records, b""


def _record(
    lines: Sequence[str], at: int, delimiter: str, width: int | None, quoting: _Quoting
) -> tuple[list[str] | Reason | None, int, bool]:
    """Cells of the record that begins at a line, the line after it, and whether its end lies beyond the lines.

    None: broken; a reason: a cell is too long.
    """
    line = lines[at]
    if '"' not in line:
        line = line.rstrip("\r\n")
        return line.split(delimiter) if line else [], at + 1, False
    end, count = quoting.end(at)
    if end is None:
        return None, at + 1, False
    if end == len(lines):
        return None, end, True
    if end > at and width is not None and count != width:
        return None, end, False
    text = lines[at : end + 1]
    cells: list[str] | None
    try:
        cells = next(csv.reader(text, delimiter=delimiter, strict=True))
    except csv.Error:
        cells = None
    if cells is None or any(len(cell) > _QUOTED_MAX for cell in cells):
        signs = sum(map(len, text))
        return (Reason("row.cell_too_long", signs=signs, most=CELL_MAX) if signs > CELL_MAX else None), end + 1, False
    if end > at and width is not None:
        swallowing = any(swallows(cell.count("\n"), cell.count(delimiter), width) for cell in cells)
        cells = None if swallowing or len(cells) != width else cells
    return cells, end + 1, False


class _Quoting:
    """Where records end, by what each line does to the quotes; how it leaves open ones is worked out once."""

    def __init__(self, lines: Sequence[str], delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*+")

    def end(self, at: int) -> tuple[int | None, int]:
        """The last line of the record that begins at a line, and how many cells it has.

        None for a record that breaks the rules; the number of lines for one that goes on below them.
        """
        state, separators = self._state(self._lines[at], quoted=False)
        if state == _ENDED:
            return at, separators + 1
        if state == _BROKEN:
            return None, 0
        states, next_stop, before = self._within
        last = next_stop[at + 1]
        if last == len(self._lines):
            return last, 0
        if states[last] == _BROKEN:
            return None, 0
        return last, 1 + separators + before[last + 1] - before[at + 1]

    @cached_property
    def _within(self) -> tuple[list[str], list[int], list[int]]:
        """Of the lines, as if each began within quotes: how it leaves them, which line next ends them, and separators.

        The separators are those outside quotes in all lines before.
        """
        found = [self._state(line, quoted=True) for line in self._lines]
        next_stop = [len(found)] * (len(found) + 1)
        for index in range(len(found) - 1, -1, -1):
            next_stop[index] = next_stop[index + 1] if found[index][0] == _OPEN else index
        return [state for state, _ in found], next_stop, list(accumulate((count for _, count in found), initial=0))

    def _state(self, line: str, *, quoted: bool) -> tuple[str, int]:
        """How a line leaves the quotes, and how many separators stand outside them."""
        place, separators, size = 0, 0, len(line)
        while True:
            if not quoted and line.startswith('"', place):
                quoted, place = True, place + 1
            if quoted:
                place = _end_of(_QUOTED, line, place)
                if place == size:
                    return _OPEN, separators
                place += 1
            else:
                place = _end_of(self._plain, line, place)
            if line.startswith(self._delimiter, place):
                quoted, place, separators = False, place + 1, separators + 1
                continue
            return (_ENDED if line[place:] in {"", "\n", "\r\n"} else _BROKEN), separators


def _end_of(pattern: re.Pattern[str], line: str, place: int) -> int:
    """Where a pattern that fits anything ends, from a place on."""
    match = pattern.match(line, place)
    return match.end() if match else place


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
