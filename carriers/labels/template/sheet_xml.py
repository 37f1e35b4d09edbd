"""One worksheet's XML: what stands in its rows, which lists its cells offer, and the same with rows filled in.

Libraries that load and save a workbook drop what they do not know (lists that name another sheet, controls, pictures).
Here the bytes of the sheet are kept; only the rows from the first one for data on are written anew.
"""

from __future__ import annotations

import re
import tempfile
from html import escape
from typing import IO, TYPE_CHECKING, Any, Final, Self
from xml.parsers import expat

from attrs import Factory, define, frozen

from routing.values.column_letters import column_of_letters, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_CELL_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SPANS: Final = re.compile(rb"\sspans\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_DIMENSION: Final = re.compile(rb"(<(?:\w+:)?dimension\s[^>]*?\bref\s*=\s*[\"'])[^\"']*([\"'])")
_BLOCK: Final = 1 << 20
_LISTS: Final = frozenset({"dataValidation"})
_FORMULAS: Final = frozenset({"formula1"})


class DamagedSheetError(ValueError):
    """The XML is none, or holds what no spreadsheet writes (a DOCTYPE)."""


@define
class SheetCell:
    """A cell as it stands: where its bytes are, its style, whether a formula or a value is in it."""

    column: int
    start: int
    end: int = 0
    style: str = ""
    formula: bool = False
    value: bool = False


@define
class SheetRow:
    """A row as it stands; `open_end` is where its start tag ends, `number` counts from 1."""

    number: int
    start: int
    open_end: int = 0
    end: int = 0
    cells: list[SheetCell] = Factory(list)

    @property
    def filled(self) -> bool:
        """Whether a person typed something in it."""
        return any(cell.value and not cell.formula for cell in self.cells)


@frozen
class OfferedList:
    """A drop-down: the cells it is on ("D2:D100 F2"), and the formula that says what it offers."""

    places: str
    formula: str


@define
class SheetXml:
    """A worksheet's parsed XML."""

    raw: bytes
    rows: list[SheetRow] = Factory(list)
    lists: list[OfferedList] = Factory(list)
    column_styles: list[tuple[int, int, str]] = Factory(list)
    data_start: int = -1
    data_end: int = -1
    prefix: str = ""

    def styles_below(self, head_row: int) -> dict[int, str]:
        """Column -> the style of its first cell below the head, else of the column."""
        found: dict[int, str] = {}
        for first, last, style in self.column_styles:
            found |= dict.fromkeys(range(first, min(last, 16_384) + 1), style)
        first_cells: dict[int, str] = {}
        for row in self.rows:
            if row.number > head_row:
                for cell in row.cells:
                    if cell.style:
                        first_cells.setdefault(cell.column, cell.style)
        return found | first_cells

    def widest(self) -> int:
        """The last column in which a cell stands, from 0."""
        return max((cell.column for row in self.rows for cell in row.cells), default=0)

    def row_of(
        self,
        number: int,
        standing: SheetRow | None,
        cells: Mapping[int, tuple[str, bool]],
        styles: Mapping[int, str],
    ) -> bytes:
        """A row with its cells by column, on top of the formulas and formats that stand in it."""
        tag = f"{self.prefix}row"
        opening = f'<{tag} r="{number}">'.encode()
        kept: dict[int, SheetCell] = {}
        if standing is not None:
            opening = _SPANS.sub(b"", self.raw[standing.start : standing.open_end])
            if opening.endswith(b"/>"):
                opening = opening[:-2].rstrip() + b">"
            kept = {cell.column: cell for cell in standing.cells}
        made = []
        for at in sorted({*kept, *cells}):
            cell = kept.get(at)
            style = (cell.style if cell else "") or styles.get(at, "")
            if at in cells:
                made.append(self._cell(at, number, *cells[at], style))
            elif cell is not None:
                whole = cell.formula or not cell.value
                made.append(self.raw[cell.start : cell.end] if whole else self._empty(at, number, style))
        return opening + b"".join(made) + f"</{tag}>".encode()

    def _empty(self, at: int, number: int, style: str) -> bytes:
        styled = f' s="{style}"' if style else ""
        return f'<{self.prefix}c r="{letters(at)}{number}"{styled}/>'.encode()

    def _cell(self, at: int, number: int, text: str, is_number: bool, style: str) -> bytes:  # noqa: FBT001 - a pair's half
        p, place = self.prefix, f'r="{letters(at)}{number}"' + (f' s="{style}"' if style else "")
        if is_number:
            return f"<{p}c {place}><{p}v>{text}</{p}v></{p}c>".encode()
        said = f'<{p}is><{p}t xml:space="preserve">{escape(text, quote=False)}</{p}t></{p}is>'
        return f'<{p}c {place} t="inlineStr">{said}</{p}c>'.encode()


class FilledSheet:
    """A sheet that is filled with rows as they come: they are kept in a file until it is written.

    Values that stood there go, formulas and formats stay.
    """

    def __init__(self, sheet: SheetXml, first_row: int, styles: Mapping[int, str]) -> None:
        """`first_row`: the number of the first row of data; `styles`: of a column's cells, where a row has none."""
        self._sheet = sheet
        self._styles = styles
        self._standing = {row.number: row for row in sheet.rows if row.number >= first_row}
        self._above = [row for row in sheet.rows if row.number < first_row]
        self._number = first_row
        self._widest = sheet.widest()
        self._rows: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with this

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._rows.close()

    def add(self, rows: Iterable[Mapping[int, tuple[str, bool]]]) -> None:
        """Takes the next rows: of each its cells by column (from 0), the text and whether it is written as a number."""
        for row in rows:
            standing = self._standing.pop(self._number, None)
            self._rows.write(self._sheet.row_of(self._number, standing, row, self._styles))
            self._widest = max(self._widest, *row, 0)
            self._number += 1

    def pieces(self) -> Iterator[bytes]:
        """The whole sheet, when all rows are there."""
        sheet, left = self._sheet, sorted(self._standing)
        head = sheet.raw[: self._above[-1].end if self._above else sheet.data_start]
        last = max([self._number - 1, *left, *(row.number for row in self._above)])
        reach = f"A1:{letters(self._widest)}{last}"
        yield _DIMENSION.sub(rb"\g<1>" + reach.encode() + rb"\g<2>", head, count=1)
        self._rows.seek(0)
        while block := self._rows.read(_BLOCK):
            yield block
        for number in left:
            yield sheet.row_of(number, self._standing[number], {}, self._styles)
        yield sheet.raw[sheet.data_end :]


def cell_texts(sheet: IO[bytes], after: int) -> Iterator[dict[int, str]]:
    """The texts and figures that stand in the cells of each row, by column (from 0), as they are written.

    Args:
        sheet: the XML of a worksheet.
        after: rows up to that number are passed over.

    Raises:
        DamagedSheetError: it is no XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    reader = _CellReader(after)
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = reader.text, _refuse
    while True:
        block = sheet.read(_BLOCK)
        try:
            parser.Parse(block, not block)
        except expat.ExpatError as error:
            raise DamagedSheetError(str(error)) from None
        yield from reader.rows
        reader.rows = []
        if not block:
            return


class _CellReader:
    """Gathers the cells of rows; those whose text stands in another part of the workbook are left out."""

    def __init__(self, after: int) -> None:
        self.rows: list[dict[int, str]] = []
        self._after = after
        self._column = -1
        self._texts: list[str] | None = None
        self._cells: dict[int, str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._cells = {} if int(attributes.get("r") or 0) > self._after else None
        elif name == "c" and self._cells is not None:
            found = _CELL_PLACE.fullmatch(attributes.get("r", ""))
            shared = attributes.get("t") == "s"
            self._column = column_of_letters(found[1]) if found and not shared else -1
        elif name in {"v", "t"} and self._column >= 0:
            self._texts = []

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "row" and self._cells is not None:
            self.rows.append(self._cells)
            self._cells = None
        elif name == "c":
            self._column = -1
        elif name in {"v", "t"} and self._texts is not None and self._cells is not None:
            self._cells[self._column] = self._cells.get(self._column, "") + "".join(self._texts)
            self._texts = None

    def text(self, text: str) -> None:
        if self._texts is not None:
            self._texts.append(text)


def read_sheet(raw: bytes) -> SheetXml:
    """The sheet's rows, cells and drop-downs.

    Raises:
        DamagedSheetError: it is no worksheet that can be read safely.
    """
    parser = expat.ParserCreate()
    reader = _Reader(SheetXml(raw), parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise DamagedSheetError(str(error)) from None
    if not 0 <= reader.sheet.data_start <= reader.sheet.data_end:
        raise DamagedSheetError("sheetData")
    return reader.sheet


def _refuse(*_declared: Any) -> None:
    raise DamagedSheetError("DOCTYPE")


class _Reader:
    """Takes the events of the parser."""

    def __init__(self, sheet: SheetXml, parser: Any) -> None:
        self.sheet = sheet
        self._parser = parser
        self._row: SheetRow | None = None
        self._cell: SheetCell | None = None
        self._places = ""
        self._text: list[str] | None = None
        self._formula = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        here = self._parser.CurrentByteIndex
        if name == "sheetData":
            self.sheet.prefix = tag.removesuffix(name)
            self.sheet.data_start = self._after(here)
        elif name == "row":
            number = int(attributes.get("r") or (self.sheet.rows[-1].number + 1 if self.sheet.rows else 1))
            self._row = SheetRow(number, here, self._after(here))
        elif name == "c" and self._row is not None:
            self._cell = SheetCell(self._column(attributes.get("r", "")), here, style=attributes.get("s", ""))
        elif self._cell is not None:
            self._cell.formula = self._cell.formula or name == "f"
            self._cell.value = self._cell.value or name in {"v", "is"}
        elif name == "col" and attributes.get("style"):
            first, last = int(attributes["min"]) - 1, int(attributes["max"]) - 1
            self.sheet.column_styles.append((first, last, attributes["style"]))
        else:
            self._list(name, attributes)

    def _list(self, name: str, attributes: dict[str, str]) -> None:
        """Drop-downs: the old kind has its cells in an attribute, the one that names other sheets in an element."""
        if name in _LISTS:
            self._places = attributes.get("sqref", "") if attributes.get("type") == "list" else "-"
            self._formula = ""
        elif name in _FORMULAS or name == "sqref":
            self._text = []

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        here = self._parser.CurrentByteIndex
        ends = self._after(here) if self.sheet.raw[here : here + 2] == b"</" else here
        if name == "sheetData":
            self.sheet.data_end = here if self.sheet.raw[here : here + 2] == b"</" else -1
        elif name == "row" and self._row is not None:
            self._row.end = ends
            self.sheet.rows.append(self._row)
            self._row = None
        elif name == "c" and self._cell is not None and self._row is not None:
            self._cell.end = ends
            self._row.cells.append(self._cell)
            self._cell = None
        elif self._text is not None and (name in _FORMULAS or name == "sqref"):
            text = "".join(self._text).strip()
            if name == "sqref":
                self._places = text if self._places != "-" else "-"
            else:
                self._formula = text
            self._text = None
        elif name in _LISTS and self._places not in {"", "-"} and self._formula:
            self.sheet.lists.append(OfferedList(self._places, self._formula))

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _after(self, at: int) -> int:
        """Where the tag that begins there ends; no ">" stands in an attribute that a spreadsheet writes."""
        end = self.sheet.raw.find(b">", at)
        if end < 0:
            raise DamagedSheetError("tag")
        return end + 1

    def _column(self, place: str) -> int:
        found = _CELL_PLACE.fullmatch(place)
        if found:
            return column_of_letters(found[1])
        cells = self._row.cells if self._row else []
        return cells[-1].column + 1 if cells else 0


def covers(places: str, column: int, row: int) -> bool:
    """Whether one of the ranges has the cell.

    >>> covers("B2:B9 D2", 1, 5), covers("B2:B9 D2", 3, 3)
    (True, False)
    """
    return any(_in_range(part, column, row) for part in places.replace("$", "").split())


def _in_range(part: str, column: int, row: int) -> bool:
    first, _, last = part.partition(":")
    low, high = _CELL_PLACE.fullmatch(first), _CELL_PLACE.fullmatch(last or first)
    if not low or not high:
        return False
    return column_of_letters(low[1]) <= column <= column_of_letters(high[1]) and int(low[2]) <= row <= int(high[2])
