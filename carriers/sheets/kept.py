"""What an import keeps in the card's folder for the next issue of the same book: the mapping, and the cells it read."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Final

from carriers.sheets.workbook import Sheet
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDER: Final = "sheet"
MAPPING: Final = "mapping.toml"
CELLS: Final = "cells.csv"
REMARKS: Final = "remarks.csv"


def kept_files(sheets: Sequence[Sheet], mapping: str) -> dict[str, str]:
    """The files to keep by their names in the card's folder.

    Args:
        sheets: the workbook as it was read.
        mapping: the text of the mapping.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for sheet in sheets:
        for row, cells in enumerate(sheet.cells, start=1):
            filled = max((at + 1 for at, cell in enumerate(cells) if cell), default=0)
            if filled and not sheet.hidden:
                writer.writerow((sheet.name, row, *cells[:filled]))
    files = {f"{FOLDER}/{MAPPING}": mapping, f"{FOLDER}/{CELLS}": text.getvalue()}
    beside = StringIO()
    csv.writer(beside, lineterminator="\n").writerows(
        (sheet.name, kind, row + 1, column + 1, said)
        for sheet in sheets
        for kind, remarks in (("comment", sheet.comments), ("box", sheet.boxes))
        for row, column, said in remarks
        if not sheet.hidden
    )
    return files | ({f"{FOLDER}/{REMARKS}": beside.getvalue()} if beside.getvalue() else {})


def kept_mapping(card: Path) -> Path:
    """The mapping that a card was imported by.

    Raises:
        InputError: the card keeps none.
    """
    path = card / FOLDER / MAPPING
    if not path.is_file() or not (card / FOLDER / CELLS).is_file():
        raise InputError([Fault(str(card), "", Reason("kept.none"))])
    return path


def kept_sheets(card: Path) -> list[Sheet]:
    """The sheets of the workbook that a card was imported from, as they were read."""
    path = card / FOLDER / CELLS
    found: dict[str, Sheet] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for name, row, *cells in csv.reader(file):
            sheet = found.setdefault(name, Sheet(str(path), name))
            sheet.cells += [[] for _ in range(int(row) - len(sheet.cells))]
            sheet.cells[int(row) - 1] = cells
    beside = path.with_name(REMARKS)
    for name, kind, row, column, said in _remarks(beside) if beside.is_file() else ():
        sheet = found.setdefault(name, Sheet(str(path), name))
        remark = int(row) - 1, int(column) - 1, said
        if kind == "comment":
            sheet.comments += (remark,)
        else:
            sheet.boxes += (remark,)
    for sheet in found.values():
        width = max(map(len, sheet.cells), default=0)
        sheet.cells = [cells + [""] * (width - len(cells)) for cells in sheet.cells]
    return list(found.values())


def _remarks(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
