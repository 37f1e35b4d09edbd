"""CSV files read row by row; every fault is collected with its place, none stops the reading."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, TypeVar

from attrs import define

from routing.errors import Fault, ReadError
from routing.place import Place
from routing.reason import Reason
from routing.values.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_T = TypeVar("_T")
_SIGNS = {";": Reason("table.semicolons"), "\t": Reason("table.tabs"), "|": Reason("table.bars")}


def load_csv(path: Path, required: tuple[str, ...], optional: tuple[str, ...], faults: list[Fault]) -> list[Row]:
    """The rows of a CSV file with a header; missing or unknown columns and ragged rows become faults."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        faults.append(Fault(str(path), "", Reason("file.unreadable", why=error.strerror or str(error))))
        return []
    except UnicodeDecodeError as error:
        faults.append(Fault(str(path), Place(byte=error.start), Reason("table.not_utf8")))
        return []
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
        wrong = _header_fault(header, required, optional)
        if wrong:
            faults.append(Fault(str(path), Place(row=1), wrong))
            return []
        rows = []
        for number, line in enumerate(lines, start=2):
            if not any(cell.strip() for cell in line):
                continue
            if len(line) != len(header):
                faults.append(
                    Fault(str(path), Place(row=number), Reason("table.ragged", cells=len(line), header=len(header)))
                )
                continue
            cells = {name: cell.strip() for name, cell in zip(header, line, strict=True)}
            rows.append(Row(str(path), Place(row=number), cells, faults))
    except csv.Error as error:
        faults.append(Fault(str(path), Place(row=lines.line_num), Reason("table.not_csv", error=str(error))))
        return []
    return rows


def _header_fault(header: list[str], required: tuple[str, ...], optional: tuple[str, ...]) -> Reason | None:
    """What is wrong with the first line of a file, with the way out; None when nothing is."""
    names = required + optional
    if not any(header):
        return Reason("table.empty", columns=names)
    if len(header) == 1 and (apart := next((sign for sign in _SIGNS if sign in header[0]), "")):
        return _SIGNS[apart]
    unknown = [name for name in header if name not in names]
    twice = sorted({name for name in header if header.count(name) > 1} - set(unknown))
    wrong = [Reason("table.column_missing", name=name) for name in required if name not in header]
    wrong += [Reason("table.column_unknown", name=name) for name in unknown]
    wrong += [Reason("table.column_twice", name=name) for name in twice]
    if not wrong:
        return None
    free = [name for name in names if name not in header]
    near = tuple(dict.fromkeys(filter(None, (suggestion(name, free) for name in unknown))))
    if near:
        return Reason("table.header_wrong_near", wrong=tuple(wrong), near=near, columns=names)
    return Reason("table.header_wrong", wrong=tuple(wrong), columns=names)


@define
class Row:
    """Named texts with a place; reading one wrongly written notes a fault and gives None."""

    file: str
    place: Place
    cells: Mapping[str, str]
    faults: list[Fault]

    def fault(self, reason: Reason) -> None:
        """Notes what is wrong here."""
        self.faults.append(Fault(self.file, self.place, reason))

    def text(self, name: str) -> str:
        """The cell, or the empty text."""
        return self.cells.get(name, "")

    def read(self, name: str, reader: Callable[[str], _T]) -> _T | None:
        """The cell through a reader that raises ReadError."""
        try:
            return reader(self.text(name))
        except ReadError as error:
            if self.text(name):
                self.fault(Reason("table.cell", column=name, error=error))
            else:
                self.fault(Reason("table.cell_empty", column=name, way_out=error.way_out))
            return None
