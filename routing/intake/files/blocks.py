"""What the bytes of a block of CSV tell before it is parsed: where records end, and whether it is plain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

QUOTE, _APOSTROPHE, LINE_FEED, _RETURN, _BLANK = 0x22, 0x27, 0x0A, 0x0D, 0x20
_CONTROL_BLANKS = (b"\t", b"\x00", b"\x0b", b"\x0c")
_RARE_BLANKS = (b"\xc2\x85", b"\xc2\xa0", b"\xe2\x80", b"\xe2\x81\xa0", b"\xe3\x80\x80", b"\xef\xbb\xbf")
"""In UTF-8; dashes and curved quotes begin as the unseen signs do, and are taken for them to be safe."""
_CACHED = 1 << 18
"""Bytes looked at in one go: so few stay in the processor's cache."""

_WIDE = 5
"""Cells of the narrowest row of which a quoted text is told apart."""

Positions = npt.NDArray[np.int64]


def positions(data: bytes, byte: int) -> Positions:
    """Where in the data a byte stands."""
    signs = np.frombuffer(data, np.uint8)
    pieces = range(0, signs.size, _CACHED)
    found = [np.flatnonzero(signs[at : at + _CACHED] == byte) + at for at in pieces]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def line_feeds(data: bytes, *, final: bool) -> bytes:
    r"""The bytes with a line feed for each line end that is a lone carriage return, as old programs write it.

    A carriage return before a line feed stays, as does one inside quotes; "\r\r\n", which a file gets that was
    twice turned into one for Windows, is one line end.  The last byte is judged only when no more follow (`final`).
    """
    if b"\r" not in data or data.count(b"\r") == data.count(b"\r\n"):
        return data
    if b"\n" not in data:  # a file from an old Macintosh
        return data.replace(b"\r", b"\n")
    data = data.replace(b"\r\r\n", b"\r\n")
    returns = positions(data, _RETURN)
    following = np.frombuffer(data + (b"\r" if final else b"\n"), np.uint8)[returns + 1]
    inside = np.searchsorted(positions(data, QUOTE), returns) % 2 == 1
    signs = np.frombuffer(data, np.uint8).copy()
    signs[returns[(following != LINE_FEED) & ~inside]] = LINE_FEED
    return signs.tobytes()


def record_end(data: bytes, quotes: Positions) -> int:
    """Bytes up to the last line end that is outside quotes; 0 when there is none."""
    end = data.rfind(b"\n")
    while end >= 0 and np.searchsorted(quotes, end) % 2:
        end = data.rfind(b"\n", 0, end)
    return end + 1


def well_quoted(block: bytes | memoryview, quotes: Positions, separator: int) -> bool:
    """Whether each quotation mark opens a cell, closes one, or is one of a doubled pair inside."""
    if not quotes.size:
        return True
    if quotes.size % 2:
        return False
    signs = np.frombuffer(block, np.uint8)
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening == 0, LINE_FEED, signs[opening - 1])
    after = signs[np.minimum(closing + 1, signs.size - 1)]
    begins = (before == separator) | (before == LINE_FEED) | (before == QUOTE)
    ends = (after == separator) | (after == LINE_FEED) | (after == _RETURN) | (after == QUOTE)
    return bool(begins.all() and ends.all())


def outside(block: bytes | memoryview, quotes: Positions, sign: int) -> int:
    """How often a sign stands outside quotes in a well quoted block; a line feed, so many are its records."""
    signs = np.frombuffer(block, np.uint8)
    return _count(signs, sign) - _count(_quoted(signs, quotes), sign)


def separators(block: bytes, quotes: Positions, separator: int) -> tuple[int, int]:
    """How many separators stand outside quotes in a well quoted block, and how many line feeds within."""
    signs = np.frombuffer(block, np.uint8)
    quoted = _quoted(signs, quotes)
    return _count(signs, separator) - _count(quoted, separator), _count(quoted, LINE_FEED)


def _count(signs: npt.NDArray[np.uint8], sign: int) -> int:
    return sum(int(np.count_nonzero(signs[at : at + _CACHED] == sign)) for at in range(0, signs.size, _CACHED))


def _quoted(signs: npt.NDArray[np.uint8], quotes: Positions) -> npt.NDArray[np.uint8]:
    """All that stands inside quotes, one after the other."""
    lengths = quotes[1::2] - quotes[0::2] - 1
    filled = np.flatnonzero(lengths)
    first, lengths = quotes[0::2].take(filled) + 1, lengths.take(filled)
    ends = np.cumsum(lengths)
    if not filled.size:
        return signs[:0]
    return signs.take(np.repeat(first - (ends - lengths), lengths) + np.arange(lengths.sum()))


def swallows(
    line_ends: int | Positions, separators_inside: int | Positions, width: int
) -> bool | npt.NDArray[np.bool_]:
    """Whether quoted cells with so many line ends and separators look like rows between two stray quotation marks.

    Each row swallowed adds one line end and as many separators as a row has; prose hits upon these figures by chance
    only, and in narrow tables, for which nothing is said.
    """
    return (line_ends > 0) & (width >= _WIDE) & (separators_inside == line_ends * (width - 1))


def swallowing(block: bytes, quotes: Positions, separator: int, width: int) -> bool:
    """Whether a stretch of the block within quotes looks so."""
    inside = [np.searchsorted(positions(block, sign), quotes) for sign in (LINE_FEED, separator)]
    line_ends, separators_inside = (until[1::2] - until[0::2] for until in inside)
    return bool(np.any(swallows(line_ends, separators_inside, width)))


def _guarded(block: bytes, separator: int) -> bool:
    """Whether a cell may begin with an apostrophe."""
    if b"'" not in block:
        return False
    signs = np.frombuffer(block, np.uint8)
    before = signs.take(positions(block, _APOSTROPHE) - 1)
    return block.startswith(b"'") or bool(np.isin(before, (separator, LINE_FEED, QUOTE)).any())


def trimmed(block: bytes, quotes: Positions, separator: int) -> bool:
    """Whether for sure no cell is changed by `texts_of`: none begins or ends with a blank or is guarded.

    Args:
        block: whole records, none with a line feed within quotes.
        quotes: where its quotation marks stand, each in its place.
        separator: between the cells.
    """
    if (b"=" in block and b'="' in block) or _guarded(block, separator):
        return False
    rare = _CONTROL_BLANKS if block.isascii() else _CONTROL_BLANKS + _RARE_BLANKS
    if any(blank in block for blank in rare if blank != bytes([separator])):
        return False
    signs = np.frombuffer(block, np.uint8)
    for at in range(0, signs.size, _CACHED):
        piece = signs[at : at + _CACHED + 1]
        blank = piece == _BLANK
        edge = piece <= QUOTE  # line ends and quotes, and few signs besides
        edge |= piece == separator
        beside = blank[1:] & edge[:-1]
        beside |= blank[:-1] & edge[1:]
        if beside.any() and (not quotes.size or _edges(signs, np.flatnonzero(beside) + at, quotes, separator)):
            return False
    return not block.startswith(b" ")


def _edges(signs: npt.NDArray[np.uint8], pairs: Positions, quotes: Positions, separator: int) -> bool:
    """Whether one of some pairs of signs, a blank and what may be the edge of a cell, is at the edge of one.

    Within quotes only the marks that open and close a cell are; the two of a doubled mark are not.
    """
    edges = np.where(signs.take(pairs) == _BLANK, pairs + 1, pairs)
    sign = signs.take(edges)
    edges = edges.compress((sign == separator) | (sign == LINE_FEED) | (sign == _RETURN) | (sign == QUOTE))
    number = np.searchsorted(quotes, edges)
    inside = number % 2 == 1
    marks = quotes.take(np.minimum(number, quotes.size - 1)) == edges
    partner = np.where(inside, number + 1, number - 1)  # of a doubled mark the first closes, the second opens
    within = (partner >= 0) & (partner < quotes.size)
    doubled = within & (abs(quotes.take(np.where(within, partner, 0)) - edges) == 1)
    return bool(np.where(marks, ~doubled, ~inside).any())
