"""The parts of a packed workbook as they are looked over: elements by their attributes, in pieces, within bounds.

What is read here was perhaps made to be read slowly: no pattern passes a sign more than a few times.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

from attrs import frozen

from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

AREA_PLAIN: Final = 2_000_000
"""Cells up to which a sheet may be as empty as it likes."""
AREA_PER_CELL: Final = 50
"""Above that, so many cells of the sheet's area for each that is filled."""
FACTS: Final = rb"""((?:[^<>"']|"[^<"]*"|'[^<']*')*+)>"""
"""The attributes of an element, up to the sign that ends it, which may stand within quotes; one that begins may not."""
_ATTRIBUTE: Final = re.compile(rb"""(?<![\w:])([\w:]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)')""")
_PIECE: Final = 1 << 20


@frozen
class SheetSurvey:
    """What a sheet holds besides its values; rows and columns from 0."""

    errors: tuple[tuple[int, int, str], ...] = ()
    """(row, column, what stands there), like (4, 2, "#REF!")."""
    hidden: frozenset[int] = frozenset()
    """The rows a person does not see."""
    hidden_columns: frozenset[int] = frozenset()
    """Columns likewise, and what follows, as far as the survey reads it: an .xlsx is looked at where it is shown."""
    comments: tuple[tuple[int, int, str], ...] = ()
    """(row, column, what the comment of the cell says)"""
    formats: tuple[tuple[int, int, str], ...] = ()
    """(row, column, number format of the cell), of those that name money or a unit."""


def hold(name: str, unpacked: int, most: int) -> None:
    """Refuses what unpacks to more bytes than it may."""
    if unpacked > most:
        raise InputError([Fault(name, "", Reason("workbook.unpacks", megabytes=unpacked // 1_000_000))])


def hold_area(name: str, area: int, filled: int) -> None:
    """Refuses a sheet whose cells reach far beyond those that are filled."""
    if area > AREA_PLAIN and area > AREA_PER_CELL * filled:
        raise InputError([Fault(name, "", Reason("workbook.far_cells", cells=area, filled=filled))])


def attributes(text: bytes) -> dict[str, str]:
    """What an element says of itself."""
    return {
        match[1].decode(): unescape((match[2] or match[3] or b"").decode("utf-8", "replace"))
        for match in _ATTRIBUTE.finditer(text)
    }


def number(figures: str) -> int:
    """A number, as far as any sheet counts."""
    return int(figures) if len(figures) < 10 else 10**9


def said_in(pattern: re.Pattern[bytes], piece: bytes, start: int, end: int) -> str:
    """What stands in a cell whose formula failed."""
    said = pattern.search(piece, start, end)
    return unescape(said[1].decode("utf-8", "replace")).strip()[:80] if said else "#N/A"


def pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces of about a megabyte, cut where a row ends."""
    held = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            held += piece
            cut = max(held.rfind(b"</row>"), held.rfind(b"</x:row>"), held.rfind(b"</table:table-row>"))
            cut = held.find(b">", cut) + 1 if cut >= 0 else 0
            if not cut and len(held) > 8 * _PIECE:
                cut = held.rfind(b">") + 1 or len(held)
            if cut:
                yield held[:cut]
                held = held[cut:]
    yield held
