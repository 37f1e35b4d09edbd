"""Texts cut into lines by the cells that letters fill on a screen: a Chinese one fills two."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from cli.words.cells import width

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6"
_PLAIN_PIECE: Final = re.compile(r"\s+|\S+")
"""A piece of a text in ASCII, which has no wide letters."""
_JOINT: Final = re.compile(r"(?<=[-_/.,;:=&?])(?=\D)")
_OPENS: Final = "（【《“‘「(["
_CLOSES: Final = "，。、；：？！）】》”’」)],.;:?!%"


def wrapped(text: str, cells: int, *, indent: str = "") -> list[str]:
    """The text in lines of at most so many cells.

    A line may end between Chinese letters and at blanks; not before a mark that closes or behind one that opens. A word
    that is wider than a line is cut behind its hyphens and points, and where it has none wherever it must.

    Args:
        text: in one paragraph, or with line ends that stay.
        cells: of a line, at least 2.
        indent: of every line but the first.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _paragraph(paragraph, cells, indent if lines else "", indent)
    return lines


def longest(text: str, *, cut: bool = False) -> int:
    """Cells of the widest part of a text that stays whole; `cut`: words are cut at their hyphens and points."""
    parts = (part for piece in _pieces(text) for part in (_JOINT.split(piece) if cut else (piece,)))
    return max(map(width, parts), default=0)


def _paragraph(text: str, cells: int, first: str, others: str) -> Iterator[str]:
    line, filled, begun = first, width(first), False
    blank = ""
    for piece in _pieces(text):
        if piece.isspace():
            blank = " " if begun else ""
            continue
        for part in _parts(piece, cells - width(others)):
            wide = width(part)
            if begun and filled + len(blank) + wide > cells:
                yield line
                line, filled, blank, begun = others, width(others), "", False
            line, filled, blank, begun = f"{line}{blank}{part}", filled + len(blank) + wide, "", True
    yield line


@cache
def _any_piece() -> re.Pattern[str]:
    """A piece of any text; the pattern takes a while to make."""
    return re.compile(rf"\s+|[{_WIDE}]|[^\s{_WIDE}]+")


def _pieces(text: str) -> list[str]:
    """What stays whole: words, blanks, and Chinese letters with the marks that belong to them."""
    found: list[str] = []
    for piece in (_PLAIN_PIECE if text.isascii() else _any_piece()).findall(text):
        beside = bool(found) and not (piece.isspace() or found[-1].isspace())
        if beside and (piece[0] in _CLOSES or found[-1][-1] in _OPENS):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _parts(piece: str, cells: int) -> Iterator[str]:
    """The piece, cut where it is wider than a line."""
    if width(piece) <= cells:
        yield piece
        return
    for part in _JOINT.split(piece):
        edges = [0]
        for at in range(1, len(part) + 1):
            if width(part[edges[-1] : at]) > cells:
                edges.append(at - 1 if at - 1 > edges[-1] else at)
        yield from (part[start:end] for start, end in pairwise([*edges, len(part)]) if start < end)
