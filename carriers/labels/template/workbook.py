"""A carrier's workbook: its sheets, the lists its cells offer, and a copy of it with rows filled in.

Every part of the file but the one sheet is copied byte for byte.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from attrs import define, field

from carriers.labels.template.sheet_xml import (
    DamagedSheetError,
    FilledSheet,
    SheetXml,
    cell_texts,
    covers,
    read_sheet,
)
from routing.errors import Fault, InputError
from routing.intake.files.sources import readable
from routing.intake.files.survey import survey
from routing.reason import Reason
from routing.values.column_letters import column_of_letters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDINGS: Final = (".xlsx", ".xlsm")
HEAD_ROWS: Final = 60
"""The head stands in one of the first rows."""
_LIST_MAX: Final = 20_000
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RANGE: Final = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!]+)!)?\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?"
)
_TEXT_FORMAT: Final = "49"
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, KeyError, RuntimeError, StopIteration,
    ET.ParseError, DamagedSheetError,
)  # fmt: skip


@define
class TemplateWorkbook:
    """The workbook as it was downloaded."""

    path: Path
    sheets: dict[str, list[list[Any]]]
    """Sheet -> its first rows, as far as a person sees the sheet."""
    _book: Any = field(repr=False)
    _names: dict[str, str] = field(factory=dict)
    _texts: frozenset[str] = frozenset()

    def sheet(self, name: str) -> SheetXml:
        """The XML of a sheet.

        Raises:
            InputError: it is damaged.
        """
        try:
            with zipfile.ZipFile(self.path) as package:
                return read_sheet(package.read(_part_of(package, name)))
        except _DAMAGE as error:
            raise self._damaged(error) from None

    def is_text(self, style: str) -> bool:
        """Whether cells of that style hold text, whatever is typed into them."""
        return style in self._texts

    def offered(self, sheet: SheetXml, name: str, column: int, row: int) -> tuple[str, ...]:
        """What the drop-down of a cell offers; () where it has none, or where what it offers hangs on other cells.

        Args:
            sheet: the sheet.
            name: its name.
            column: of the cell, from 0.
            row: of the cell, from 1.
        """
        for one in sheet.lists:
            if covers(one.places, column, row):
                return self._choices(one.formula, name)
        return ()

    def _choices(self, formula: str, name: str) -> tuple[str, ...]:
        if formula.startswith('"') and formula.endswith('"'):
            return tuple(part.strip() for part in formula[1:-1].replace('""', '"').split(",") if part.strip())
        formula = self._names.get(formula.removeprefix("="), formula).removeprefix("=")
        found = _RANGE.fullmatch(formula)
        if found is None:
            return ()
        at = (found["sheet"] or name).removeprefix("'").removesuffix("'").replace("''", "'")
        if at not in self._book.sheet_names:
            return ()
        left, top = column_of_letters(found[2]), int(found[3]) - 1
        right, bottom = column_of_letters(found[4] or found[2]), int(found[5] or found[3])
        rows = self._book.get_sheet_by_name(at).to_python(skip_empty_area=False)[top : min(bottom, top + _LIST_MAX)]
        texts = [str(cell).strip() for row in rows for cell in row[left : right + 1]]
        return tuple(dict.fromkeys(text for text in texts if text))

    def fill(self, file: IO[bytes], name: str, filled: FilledSheet) -> None:
        """Writes the workbook with one sheet filled; all its other parts as they are.

        Args:
            file: where it is written.
            name: the sheet.
            filled: with all rows.
        """
        with zipfile.ZipFile(self.path) as package, zipfile.ZipFile(file, "w") as copy:
            part = _part_of(package, name)
            for info in package.infolist():
                one = zipfile.ZipInfo(info.filename, info.date_time)
                one.compress_type, one.external_attr = zipfile.ZIP_DEFLATED, info.external_attr
                if info.filename != part:
                    copy.writestr(one, package.read(info))
                    continue
                with copy.open(one, "w") as whole:
                    for piece in filled.pieces():
                        whole.write(piece)

    def filled_cells(self, path: Path, name: str, after: int) -> Iterator[dict[int, str]]:
        """What stands in the rows of a sheet of a filled copy: see `sheet_xml.cell_texts`.

        Raises:
            DamagedSheetError: it is none.
        """
        try:
            with zipfile.ZipFile(path) as package, package.open(_part_of(package, name)) as sheet:
                yield from cell_texts(sheet, after)
        except _DAMAGE as error:
            raise DamagedSheetError(str(error)) from None

    def _damaged(self, error: Exception) -> InputError:
        return InputError([Fault(str(self.path), "", Reason("template.damaged", error=str(error)))])


def read_template(path: Path) -> TemplateWorkbook:
    """The workbook of a file.

    Raises:
        InputError: it is no .xlsx or .xlsm, is damaged, or claims more than can be read.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415

    if path.suffix.lower() not in ENDINGS:
        raise InputError([Fault(str(path), "", Reason("template.no_workbook"))])
    try:
        with readable(str(path)), path.open("rb") as stream:
            survey(str(path), stream)
            book = CalamineWorkbook.from_path(str(path))
            seen = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
            sheets = {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=HEAD_ROWS) for name in seen
            }
        with zipfile.ZipFile(path) as package:
            names, texts = _defined_names(package), _text_styles(package)
    except (CalamineError, ArithmeticError, ValueError, *_DAMAGE) as error:
        raise InputError([Fault(str(path), "", Reason("template.damaged", error=str(error)))]) from None
    return TemplateWorkbook(path, sheets, book, names, texts)


def _part_of(package: zipfile.ZipFile, name: str) -> str:
    """The part of the package that holds a sheet."""
    sheet = next(one for one in _all(package, "xl/workbook.xml", "sheet") if one.get("name") == name)
    relation = next(
        one
        for one in _all(package, "xl/_rels/workbook.xml.rels", "Relationship")
        if one.get("Id") == sheet.get(_RELATION)
    )
    target = relation.get("Target", "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _defined_names(package: zipfile.ZipFile) -> dict[str, str]:
    return {one.get("name", ""): (one.text or "") for one in _all(package, "xl/workbook.xml", "definedName")}


def _text_styles(package: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the styles whose cells are text."""
    if "xl/styles.xml" not in package.namelist():
        return frozenset()
    formats = [one.get("numFmtId") for one in _all(package, "xl/styles.xml", "numFmt") if one.get("formatCode") == "@"]
    root = ET.fromstring(_plain(package.read("xl/styles.xml")))  # noqa: S314 - no DOCTYPE, see _plain
    table = next((one for one in root if one.tag.rpartition("}")[2] == "cellXfs"), None)
    styles = list(table) if table is not None else []
    return frozenset(str(at) for at, style in enumerate(styles) if style.get("numFmtId") in {_TEXT_FORMAT, *formats})


def _all(package: zipfile.ZipFile, part: str, tag: str) -> list[ET.Element]:
    root = ET.fromstring(_plain(package.read(part)))  # noqa: S314 - no DOCTYPE, see _plain
    return [one for one in root.iter() if one.tag.rpartition("}")[2] == tag]


def _plain(raw: bytes) -> bytes:
    """The XML, which may declare no types: entities are made there."""
    if b"<!DOCTYPE" in raw:
        raise DamagedSheetError("DOCTYPE")
    return raw
