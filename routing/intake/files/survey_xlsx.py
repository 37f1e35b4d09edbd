"""The sheets of an .xlsx looked over: how far cells reach, the texts they share, failed formulas, hidden rows."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from routing.errors import Fault, InputError
from routing.intake.files.markup import FACTS, SheetSurvey, attributes, hold, hold_area, number, pieces, said_in
from routing.reason import Reason
from routing.values.column_letters import column_of_letters

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b" + FACTS)
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b" + FACTS)
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b" + FACTS)
_ROW_NUMBER: Final = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\br\s*=\s*["']([0-9]{1,7})["']""")
_CELLS: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")
_CELL: Final = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_PART: Final = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])" + FACTS)
_FIGURES: Final = re.compile(r"[0-9]+")
_PLACE: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ERROR: Final = re.compile(rb"""\bt\s*=\s*["']e["']""")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v\b[^<>]*>(#[^<]*)<")
_TEXT: Final = re.compile(rb"<(?:\w+:)?si[\s/>]")
_SHOWN: Final = re.compile(rb"""\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v\b[^<>]*>\s*([0-9]{1,9})\s*<""")
_TEXTS: Final = "xl/sharedStrings.xml"
_SIGNS_PLAIN: Final = 1_000_000
"""Up to so many signs of a piece, by its longest text, nobody counts them."""


def xlsx_sheets(name: str, archive: zipfile.ZipFile, most: int) -> dict[str, SheetSurvey]:
    """Sheet -> what it holds besides its values.

    Args:
        name: the file, for messages.
        archive: its parts.
        most: bytes to which its texts may unpack.

    Raises:
        InputError: its cells reach far out, or show long texts far more often than these are written.
    """
    lengths = _lengths(archive)
    found: dict[str, SheetSurvey] = {}
    signs = 0
    for title, part in sheet_parts(archive):
        sheet = _Sheet(f"{name}/{title}", lengths)
        for piece in pieces(archive, part):
            sheet.look_at(piece)
            hold(name, signs + sheet.signs, most)
        signs += sheet.signs
        found[title] = sheet.surveyed()
    return found


class _Sheet:
    """A sheet of an .xlsx while its pieces come by."""

    def __init__(self, name: str, lengths: list[int]) -> None:
        self.signs = 0
        self._name = name
        self._lengths = lengths
        self._longest = max(lengths, default=0)
        self._filled = self._last = self._width = 0
        self._row, self._column = 0, -1
        self._errors: list[tuple[int, int, str]] = []
        self._hidden: set[int] = set()

    def look_at(self, piece: bytes) -> None:
        """The next rows."""
        cells = _CELL.findall(piece)
        count = len(_CELLS.findall(piece))
        self._filled += count
        if len(cells) != count or _ERROR.search(piece):
            self._walk(piece)
        elif cells:
            letters = {column for column, _ in cells}
            self._width = max(self._width, *(column_of_letters(column.decode().upper()) + 1 for column in letters))
            self._last = max(self._last, _greatest([row for _, row in cells]))
            self._row, self._column = int(cells[-1][1]), column_of_letters(cells[-1][0].decode().upper())
        if rows := _ROW_NUMBER.findall(piece):
            self._last = max(self._last, _greatest(rows))
        if b"hidden" in piece:
            self._hidden.update(_hidden(piece))
        if self._longest * count > _SIGNS_PLAIN:
            for figures, times in Counter(_SHOWN.findall(piece)).items():
                self.signs += times * (self._lengths[int(figures)] if int(figures) < len(self._lengths) else 0)

    def _walk(self, piece: bytes) -> None:
        """Cells one by one, wherever their places are written, or not: then each follows the one before."""
        parts = list(_PART.finditer(piece))
        if sum(part[1] == b"c" for part in parts) != len(_CELLS.findall(piece)):
            raise InputError([Fault(self._name, "", Reason("file.contradicts_itself"))])
        ends = [*(part.start() for part in parts[1:]), len(piece)]
        for part, end in zip(parts, ends, strict=False):
            facts = attributes(part[2]) if len(part[2]) > 1 else {}
            written = facts.get("r", "")
            if part[1] == b"row":
                self._row = number(written) if _FIGURES.fullmatch(written) else self._row + 1
                self._column = -1
                continue
            place = _PLACE.fullmatch(written)
            if place:
                self._row, self._column = int(place[2]), column_of_letters(place[1].upper())
            else:
                self._column += 1
            self._last, self._width = max(self._last, self._row), max(self._width, self._column + 1)
            if facts.get("t") == "e":
                self._errors.append((self._row - 1, self._column, said_in(_VALUE, piece, part.end(), end)))

    def surveyed(self) -> SheetSurvey:
        """The sheet's end.

        Raises:
            InputError: its cells reach far beyond those that are filled.
        """
        hold_area(self._name, self._last * self._width, self._filled)
        return SheetSurvey(tuple(self._errors), frozenset(self._hidden))


def _greatest(rows: list[bytes]) -> int:
    return int(max(rows, key=lambda row: (len(row), row)))


def _hidden(piece: bytes) -> Iterator[int]:
    for match in _ROW.finditer(piece):
        if b"hidden" in match[1]:
            facts = attributes(match[1])
            if facts.get("hidden") in {"1", "true"} and _FIGURES.fullmatch(facts.get("r", "")):
                yield number(facts["r"]) - 1


def sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The title and the part of each sheet."""
    names = set(archive.namelist())
    relations = {}
    for match in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels")):
        facts = attributes(match[1])
        target = facts.get("Target", "")
        relations[facts.get("Id", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    for match in _SHEET.finditer(archive.read("xl/workbook.xml")):
        facts = attributes(match[1])
        part = relations.get(next((facts[key] for key in facts if key.endswith(":id")), ""), "")
        if part in names and "name" in facts:
            yield facts["name"], part


def _lengths(archive: zipfile.ZipFile) -> list[int]:
    """How long the texts are that cells share, by their number."""
    if _TEXTS not in archive.namelist():
        return []
    texts = archive.read(_TEXTS)
    starts = [text.start() for text in _TEXT.finditer(texts)] + [len(texts)]
    return [end - start for start, end in pairwise(starts)]
