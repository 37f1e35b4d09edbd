"""A workbook looked over before a library builds it: how far its cells reach, its error cells, its hidden rows.

What a file claims is bounded here, because the library that reads workbooks asks for memory by the furthest cell.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from html import unescape
from typing import IO, TYPE_CHECKING, Final

from attrs import frozen

from routing.errors import Fault, InputError
from routing.intake.files.sources import UNPACKED_PLAIN, UNPACKED_TIMES
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

AREA_PLAIN: Final = 2_000_000
"""Cells up to which a sheet may be as empty as it likes."""
AREA_PER_CELL: Final = 50
"""Above that, so many cells of the sheet's area for each that is filled."""
_PIECE: Final = 1 << 20
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, KeyError, RuntimeError)
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE: Final = re.compile(rb'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER: Final = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["']([0-9]{1,7})["']""")
_CELL: Final = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_ERROR: Final = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?\bt="e"[^>]*>(?:<(?:\w+:)?f\b[^>]*?/>)?'
    rb"(?:<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?<(?:\w+:)?v>([^<]*)<"
)
_REPEATED: Final = re.compile(rb"""number-(?:columns|rows)-repeated\s*=\s*["']([0-9]+)["']""")
_BLANKS: Final = re.compile(rb"""<text:s\b[^>]*?text:c\s*=\s*["']([0-9]{5,})["']""")
"""Ten thousand blanks and more in one cell."""
_ODS_PART: Final = re.compile(rb"<table:(table-row|(?:covered-)?table-cell)\b([^>]*)>")
_BINARY: Final = "xl/workbook.bin"


@frozen
class SheetSurvey:
    """What a sheet holds besides its values; rows and columns from 0."""

    errors: tuple[tuple[int, int, str], ...] = ()
    """(row, column, what stands there), like (4, 2, "#REF!")."""
    hidden: frozenset[int] = frozenset()
    """The rows a person does not see."""


def survey(name: str, stream: IO[bytes]) -> dict[str, SheetSurvey]:
    """Sheet -> what it holds besides its values, for .xlsx and .xlsm; nothing for other kinds, which are only bounded.

    Args:
        name: the file, for messages.
        stream: its bytes, from where they can be read again.

    Raises:
        InputError: the file unpacks to far more than it weighs, or its cells reach far beyond those that are filled.
    """
    start = stream.tell()
    try:
        if not zipfile.is_zipfile(stream):
            return {}
        stream.seek(start)
        with zipfile.ZipFile(stream) as archive:
            _bound(name, archive)
            if _BINARY in archive.namelist():
                raise InputError([Fault(name, "", Reason("workbook.binary"))])
            if "content.xml" in archive.namelist():
                _bound_ods(name, archive)
                return {}
            return {title: _sheet(f"{name}/{title}", archive, part) for title, part in _parts(archive)}
    except _DAMAGE:
        return {}  # the library that reads the values says what is wrong
    finally:
        stream.seek(start)


def _bound(name: str, archive: zipfile.ZipFile) -> None:
    packed = sum(part.compress_size for part in archive.infolist())
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > UNPACKED_PLAIN and unpacked > UNPACKED_TIMES * packed:
        raise InputError([Fault(name, "", Reason("workbook.unpacks", megabytes=unpacked // 1_000_000))])


def _bound_ods(name: str, archive: zipfile.ZipFile) -> None:
    """The cells that repeats stand for; an empty tail that fills the sheet is left out by every reader."""
    filled = height = widest = 0
    rows, width, empty_cells, empty_rows = 1, 0, 0, 0
    for piece in _pieces(archive, "content.xml"):
        if _BLANKS.search(piece):
            raise InputError([Fault(name, "", Reason("workbook.blanks"))])
        for match in _ODS_PART.finditer(piece):
            repeated = _REPEATED.search(match[2])
            count = int(repeated[1]) if repeated else 1
            if match[1] == b"table-row":
                height, empty_rows = (height + empty_rows + rows, 0) if width else (height, empty_rows + rows)
                rows, width, empty_cells = count, 0, 0
            elif b"office:value" in match[2]:
                filled += 1
                width, empty_cells = width + empty_cells + count, 0
                widest = max(widest, width)
            else:
                empty_cells += count
    area = (height + (empty_rows + rows if width else 0)) * widest
    if area > AREA_PLAIN and area > AREA_PER_CELL * filled:
        raise InputError([Fault(name, "", Reason("workbook.far_cells", cells=area, filled=filled))])


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The title and the part of each sheet."""
    names = set(archive.namelist())
    relations = {}
    for match in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels")):
        facts = _attributes(match[1])
        target = facts.get("Target", "")
        relations[facts.get("Id", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    for match in _SHEET.finditer(archive.read("xl/workbook.xml")):
        facts = _attributes(match[1])
        part = relations.get(next((facts[key] for key in facts if key.endswith(":id")), ""), "")
        if part in names and "name" in facts:
            yield facts["name"], part


def _attributes(text: bytes) -> dict[str, str]:
    return {
        match[1].decode(): unescape((match[2] or match[3] or b"").decode("utf-8", "replace"))
        for match in _ATTRIBUTE.finditer(text)
    }


def _sheet(name: str, archive: zipfile.ZipFile, part: str) -> SheetSurvey:
    filled, last, columns = 0, 0, set[bytes]()
    errors: list[tuple[int, int, str]] = []
    hidden: set[int] = set()
    for piece in _pieces(archive, part):
        cells = _CELL.findall(piece)
        if cells:
            filled += len(cells)
            columns.update(column for column, _ in cells)
            last = max(last, int(max((row for _, row in cells), key=lambda row: (len(row), row))))
        if rows := _ROW_NUMBER.findall(piece):
            last = max(last, int(max(rows, key=lambda row: (len(row), row))))
        for match in _ROW.finditer(piece):
            if b"hidden" in match[1]:
                facts = _attributes(match[1])
                if facts.get("hidden") in {"1", "true"} and facts.get("r", "").isdigit():
                    hidden.add(int(facts["r"]) - 1)
        if b't="e"' in piece:
            errors += [(int(row) - 1, column_of(column.decode()), said.decode()) for column, row, said in
                       _ERROR.findall(piece)]  # fmt: skip
    area = last * (max((column_of(column.decode().upper()) for column in columns), default=0) + 1)
    if area > AREA_PLAIN and area > AREA_PER_CELL * filled:
        raise InputError([Fault(name, "", Reason("workbook.far_cells", cells=area, filled=filled))])
    return SheetSurvey(tuple(errors), frozenset(hidden))


def column_of(letters: str) -> int:
    """The number of a column, from 0.

    >>> column_of("A"), column_of("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces of about a megabyte, cut where a row ends."""
    held = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            held += piece
            cut = max(held.rfind(b"</row>"), held.rfind(b"</x:row>"), held.rfind(b"</table:table-row>"))
            cut = held.find(b">", cut) + 1 if cut >= 0 else 0
            if not cut and len(held) > 8 * _PIECE:
                cut = held.rfind(b">") + 1
            if cut:
                yield held[:cut]
                held = held[cut:]
    yield held
