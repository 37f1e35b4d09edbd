"""Files of bills to lines: the form is recognised by its heads, or told by a map; rows that are none are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import frozen

from carriers.bills.figures import decimal_of
from carriers.bills.lines import SCHEMA
from carriers.bills.places import places_of, said_above, unknown_form
from carriers.bills.rows import lines_of
from routing.errors import Fault, InputError, Problem
from routing.intake.files.chunk import Chunk, texts_of
from routing.intake.files.find import order_files, sources_in
from routing.intake.files.sheets import opened_sheets
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from carriers.bills.form import BillForm
    from carriers.bills.places import Places
    from routing.intake.files.chunk import Sheet

_CHUNK_ROWS: Final = 1 << 16
_ENCODINGS: Final = ("utf-8", "gb18030", "cp1252")


@frozen(eq=False)
class BillFile:
    """What one file, or one sheet of a workbook, bills: `lines` has the columns of SCHEMA."""

    name: str
    form: BillForm
    lines: pl.DataFrame
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Reason, ...] = ()


def read_bill(path: Path, forms: Sequence[BillForm]) -> list[BillFile]:
    """The bills of a file, one for each sheet of a workbook that holds one.

    Raises:
        InputError: it cannot be read, has none of the forms, or does not say what has to be known.
    """
    found: list[BillFile] = []
    for file in order_files([path]):
        for source in sources_in(file):
            with opened_sheets(source) as sheets:
                places = [(sheet, places_of(sheet, forms)) for sheet in sheets.all]
                known = [(sheet, place) for sheet, place in places if place is not None]
                if not known:
                    raise InputError([Fault(source.name, "", unknown_form(sheets.all, forms))])
                found += [_read(sheet, place) for sheet, place in known]
    return found


def _read(sheet: Sheet, places: Places) -> BillFile:
    """All lines of a sheet."""
    above = said_above(sheet, places)
    frames: list[pl.DataFrame] = []
    problems: list[Problem] = []
    remarks: list[Reason] = []
    decimal: str | None = places.form.decimal or None
    for chunk in sheet.chunks(places.opening, places.wanted, _ENCODINGS, _CHUNK_ROWS):
        texts = texts_of(chunk, {str(at): at for at in places.wanted})
        if decimal is None:
            decimal = _decimal(sheet.name, places, texts)
        problems += _broken(sheet.name, chunk, places)
        frame, faulty = lines_of(sheet.name, places, texts, decimal, above)
        frames.append(frame)
        problems += faulty
        remarks += chunk.warnings
    lines = pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)
    if not lines.height and not problems:
        raise InputError([Fault(sheet.name, "", Reason("bill.no_lines"))])
    return BillFile(sheet.name, places.form, lines, tuple(problems), tuple(remarks))


def _decimal(name: str, places: Places, texts: pl.DataFrame) -> str:
    found = decimal_of(texts[str(at)] for at in places.numeric)
    if found == "?":
        raise InputError([Fault(name, "", Reason("bill.two_marks"))])
    return found or ("" if places.opening.delimiter == ";" else ".")


def _broken(name: str, chunk: Chunk, places: Places) -> Iterator[Problem]:
    for bad in chunk.broken:
        yield Problem(name, bad.row, "", "", bad.text, bad.code, bad.reason)
    for cell in chunk.faulty:
        head = places.opening.cells[cell.column] if not places.form.positions else str(cell.column + 1)
        yield Problem(name, cell.row, "", head, cell.text, cell.code, cell.reason)
