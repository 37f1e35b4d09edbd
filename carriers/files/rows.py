"""CSV files read row by row; every fault is collected with its place, none stops the reading."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, TypeVar

from attrs import define

from routing.errors import Fault, ReadError
from routing.values.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_T = TypeVar("_T")
_SIGNS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def load_csv(path: Path, required: tuple[str, ...], optional: tuple[str, ...], faults: list[Fault]) -> list[Row]:
    """The rows of a CSV file with a header; missing or unknown columns and ragged rows become faults."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        faults.append(Fault(str(path), "", f"cannot be read: {error.strerror or error}."))
        return []
    except UnicodeDecodeError as error:
        faults.append(Fault(str(path), f"byte {error.start}", "is not UTF-8. Save the file as CSV UTF-8."))
        return []
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
        wrong = _header_fault(header, required, optional)
        if wrong:
            faults.append(Fault(str(path), "row 1", wrong))
            return []
        rows = []
        for number, line in enumerate(lines, start=2):
            if not any(cell.strip() for cell in line):
                continue
            if len(line) != len(header):
                faults.append(
                    Fault(str(path), f"row {number}", f"has {len(line)} cells; the header has {len(header)}.")
                )
                continue
            cells = {name: cell.strip() for name, cell in zip(header, line, strict=True)}
            rows.append(Row(str(path), f"row {number}", cells, faults))
    except csv.Error as error:
        faults.append(Fault(str(path), f"row {lines.line_num}", f"is not CSV: {error}."))
        return []
    return rows


def _header_fault(header: list[str], required: tuple[str, ...], optional: tuple[str, ...]) -> str:
    """What is wrong with the first line of a file, with the way out; "" when nothing is."""
    names = required + optional
    columns = f"Columns: {', '.join(names)}."
    if not any(header):
        return f"is empty. {columns}"
    if len(header) == 1 and (apart := next((sign for sign in _SIGNS if sign in header[0]), "")):
        return f"its cells are parted by {_SIGNS[apart]}. Save the file with commas between them."
    unknown = [name for name in header if name not in names]
    twice = sorted({name for name in header if header.count(name) > 1} - set(unknown))
    said = [f"column {name!r} is missing" for name in required if name not in header]
    said += [f"column {name!r} is not known" for name in unknown]
    said += [f"column {name!r} stands there twice" for name in twice]
    if not said:
        return ""
    free = [name for name in names if name not in header]
    meant = dict.fromkeys(filter(None, (suggestion(name, free) for name in unknown)))
    return " ".join([f"{'; '.join(said)}.", *map(str, meant), columns])


@define
class Row:
    """Named texts with a place; reading one wrongly written notes a fault and gives None."""

    file: str
    place: str
    cells: Mapping[str, str]
    faults: list[Fault]

    def fault(self, message: str) -> None:
        """Notes what is wrong here."""
        self.faults.append(Fault(self.file, self.place, message))

    def text(self, name: str) -> str:
        """The cell, or the empty text."""
        return self.cells.get(name, "")

    def read(self, name: str, reader: Callable[[str], _T]) -> _T | None:
        """The cell through a reader that raises ReadError."""
        try:
            return reader(self.text(name))
        except ReadError as error:
            way_out = str(error).partition(". ")[2]
            self.fault(f"column {name}: {error}" if self.text(name) else f"column {name} is empty. {way_out}".rstrip())
            return None
