"""Workbooks are looked over before they are built: far cells, error cells, hidden rows and sheets."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from told import refused

from carriers.sheets.workbook import read_workbook
from routing.errors import InputError
from routing.intake.files.markup import SheetSurvey
from routing.intake.files.survey import survey

if TYPE_CHECKING:
    from pathlib import Path


def _book(path: Path) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = "报价"
    for row in (["国家", "运费"], ["美国", 80], ["德国", 75]):
        book.active.append(row)
    book.save(path)
    return book


def test_a_stray_cell_far_out_is_refused(tmp_path: Path) -> None:
    """A cell in XFD1048576 would ask for 550 GB; the file is refused before anything is built."""
    book = _book(tmp_path / "far.xlsx")
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    with refused(InputError, "reaches over 17,179,869,184 cells, of which 7 are filled"):
        read_workbook(tmp_path / "far.xlsx")


def test_repeats_of_an_open_document_are_bounded(tmp_path: Path) -> None:
    """Repeats claim rows and columns that nobody filled."""
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    with zipfile.ZipFile(tmp_path / "far.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content>{row}</office:document-content>")
    with refused(InputError, "a stray cell lies far out"):
        read_workbook(tmp_path / "far.ods")


def test_what_unpacks_to_far_more_than_it_weighs_is_refused(tmp_path: Path) -> None:
    """A small file of zeros that unpacks to 300 MB."""
    with (
        zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(b"0" * 1_000_000)
    with refused(InputError, "unpacks to 300 MB, far more than it weighs"):
        read_workbook(tmp_path / "bomb.xlsx")


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!"])
def test_error_cells_keep_what_they_say(tmp_path: Path, error: str) -> None:
    """An error is no empty cell: what stands there can be refused by its place."""
    book = _book(tmp_path / "book.xlsx")
    book.active["B3"] = error
    book.save(tmp_path / "book.xlsx")
    (sheet,) = read_workbook(tmp_path / "book.xlsx")
    assert sheet.cells[2] == ["德国", error]
    with (tmp_path / "book.xlsx").open("rb") as stream:
        assert survey("book.xlsx", stream)["报价"].errors == ((2, 1, error),)


def test_hidden_rows_and_sheets_are_told_apart(tmp_path: Path) -> None:
    """Last month's prices in a hidden row or sheet are no prices."""
    book = _book(tmp_path / "book.xlsx")
    book.active.row_dimensions[2].hidden = True
    book.create_sheet("旧价").sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    shown, old = read_workbook(tmp_path / "book.xlsx")
    assert (shown.hidden, shown.hidden_rows, shown.cells[1]) == (False, frozenset({1}), ["", ""])
    assert old.hidden


def test_a_damaged_file_is_told_without_a_traceback(tmp_path: Path) -> None:
    """Whatever the library raises, the file is named."""
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04" + b"\x00" * 400)
    with refused(InputError, "bad.xlsx: "):
        read_workbook(tmp_path / "bad.xlsx")
    (tmp_path / "bad.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8)
    with refused(InputError, "bad.xls: "):
        read_workbook(tmp_path / "bad.xls")


def _zip(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def test_an_archive_that_is_no_workbook_says_nothing(tmp_path: Path) -> None:
    """The library that reads the values tells what is wrong; a sheet without its part is passed over."""
    with _zip(tmp_path / "odd.xlsx", {"readme.txt": "x"}).open("rb") as stream:
        assert survey("odd.xlsx", stream) == {}
    relations = '<Relationship Id="r1" Target="/xl/worksheets/none.xml"/>'
    book = '<sheet name="S" sheetId="1" r:id="r1"/><sheet sheetId="2" r:id="r2"/>'
    parts = {"xl/_rels/workbook.xml.rels": relations, "xl/workbook.xml": book}
    with _zip(tmp_path / "none.xlsx", parts).open("rb") as stream:
        assert survey("none.xlsx", stream) == {}


def test_an_open_document_within_bounds_is_left_to_its_reader(tmp_path: Path) -> None:
    """Repeats of empty cells behind a table, as every office program writes them, are no cells."""
    row = '<table:table-row><table:table-cell office:value-type="float" office:value="1"/>'
    row += '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
    empty = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    table = f'<table:table table:name="S">{row}{empty}</table:table>'
    with _zip(tmp_path / "fine.ods", {"content.xml": table}).open("rb") as stream:
        assert survey("fine.ods", stream)["S"] == SheetSurvey()


@pytest.mark.no_cover  # others pass its branches
def test_a_sheet_is_looked_through_piece_by_piece(tmp_path: Path) -> None:
    """Megabytes of rows, and megabytes without the end of one: no error cell is lost at a cut."""
    cells = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 60_001))
    error = '<row r="60001" hidden="1"><c r="B60001" t="e"><v>#N/A</v></c></row><row r="60002" hidden="0"/>'
    flat = "<x/>" * 2_500_000
    parts = {
        "xl/_rels/workbook.xml.rels": '<Relationship Id="r1" Target="worksheets/sheet1.xml"/>',
        "xl/workbook.xml": '<sheet name="S" sheetId="1" r:id="r1"/>',
        "xl/worksheets/sheet1.xml": cells + error + flat,
    }
    with _zip(tmp_path / "long.xlsx", parts).open("rb") as stream:
        found = survey("long.xlsx", stream)["S"]
    assert (found.errors, found.hidden) == (((60_000, 1, "#N/A"),), frozenset({60_000}))
