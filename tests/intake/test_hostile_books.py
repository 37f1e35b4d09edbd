"""Workbooks that are broken, or built to break: told in words, in little time and memory; failed formulas are seen."""

from __future__ import annotations

import io
import pickle
import resource
import struct
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from told import refused

from carriers.sheets.workbook import read_workbook
from cli.words import sentence
from routing.errors import InputError
from routing.intake import Batch, order_files, read_orders
from routing.intake.files import book, markup, xls_process
from routing.intake.files.book import book_sheets
from routing.intake.files.survey import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BOOKS = Path(__file__).parent / "data" / "books"
"""failed_formulas.xls is made with xlwt (a cell of the error #N/A, a formula whose result is #REF!); damaged.xls is a
workbook with a chain of sectors that leads out of the file."""
HEAD = ("order_id", "paid_at", "country", "weight_g", "size", "goods")
ROW = ("A", "2026-11-20T09:30:26+08:00", "US", "350", "20x15x10 cm", "battery")
RELATIONS = '<Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
SHEET = '<sheet name="S" sheetId="1" r:id="r1"/>'


def _read(path: Path) -> Batch:
    (batch,) = read_orders(order_files([path]))
    return batch


def _faults(batch: Batch) -> list[tuple[str, str, str]]:
    return [(one.order_id, one.column, one.code) for one in batch.problems]


def _xlsx(path: Path, sheet: str, texts: str = "") -> Path:
    parts = {"xl/_rels/workbook.xml.rels": RELATIONS, "xl/workbook.xml": SHEET, "xl/worksheets/sheet1.xml": sheet}
    return _zip(path, parts | ({"xl/sharedStrings.xml": texts} if texts else {}))


def _zip(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _looked_over(path: Path) -> markup.SheetSurvey:
    with path.open("rb") as stream:
        return survey(path.name, stream)["S"]


# Failed formulas.


def test_failed_formulas_of_an_old_workbook_are_faults() -> None:
    """A cell that holds #N/A and a formula that came to #REF!: neither is an empty cell; the next order goes."""
    batch = _read(BOOKS / "failed_formulas.xls")
    assert _faults(batch) == [("A", "goods", "ERROR_CELL"), ("B", "weight_g", "ERROR_CELL")]
    assert [sentence(one.reason).partition(":")[0] for one in batch.problems] == [
        "cell F2 holds #N/A",
        "cell D3 holds #REF!",
    ]
    assert batch.table.frame["order_id"].to_list() == ["C"]
    (sheet,) = read_workbook(BOOKS / "failed_formulas.xls")
    assert (sheet.text(1, 5), sheet.text(2, 3)) == ("#N/A", "#REF!")


def _ods(path: Path, rows: Sequence[str]) -> Path:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names} '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="S">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return _zip(path, {"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_row(cells: Sequence[str], facts: str = "") -> str:
    """A row as LibreOffice writes it; a text that begins with # is a formula that failed."""
    failed = '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
    failed += 'calcext:value-type="error"><text:p>{}</text:p></table:table-cell>'
    plain = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    made = (failed.format(cell) if cell.startswith("#") else plain.format(cell) for cell in cells)
    return f"<table:table-row{facts}>{''.join(made)}</table:table-row>"


def test_failed_formulas_of_an_open_document_are_faults(tmp_path: Path) -> None:
    """LibreOffice writes them as an empty text of the kind "error"; rows above that stand for several are counted."""
    rows = [_ods_row(["a title"], ' table:number-rows-repeated="2"'), _ods_row(HEAD)]
    rows += [_ods_row([*ROW[:5], "#N/A"]), _ods_row(["B", *ROW[1:]]), _ods_row(["C", *ROW[1:3], "#VALUE!", *ROW[4:]])]
    batch = _read(_ods(tmp_path / "orders.ods", rows))
    assert _faults(batch) == [("A", "goods", "ERROR_CELL"), ("C", "weight_g", "ERROR_CELL")]
    assert "cell D6 holds #VALUE!" in sentence(batch.problems[1].reason)
    assert batch.table.frame["order_id"].to_list() == ["B"]


def test_rows_that_an_open_document_hides_are_hidden(tmp_path: Path) -> None:
    """By hand or by a filter; a failed formula that stands for several cells is each of them."""
    rows = [_ods_row(["x"], ' table:visibility="collapse"'), _ods_row(["x"], ' table:visibility="filter"')]
    rows += [
        _ods_row(["x", "#N/A"]).replace(
            'calcext:value-type="error"', 'calcext:value-type="error" table:number-columns-repeated="2"'
        )
    ]
    found = _looked_over(_ods(tmp_path / "orders.ods", rows))
    assert (found.hidden, found.errors) == (frozenset({0, 1}), ((2, 1, "#N/A"), (2, 2, "#N/A")))


def test_failed_formulas_that_are_texts_are_faults_in_workbooks_too(tmp_path: Path) -> None:
    """As a table is pasted by its values."""
    with xlsxwriter.Workbook(str(tmp_path / "orders.xlsx")) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, [*ROW[:5], "#N/A"])
    assert _faults(_read(tmp_path / "orders.xlsx")) == [("A", "goods", "ERROR_CELL")]


@pytest.mark.parametrize(
    "cell",
    [
        '<c t="e" r="B2"><v>#N/A</v></c>',
        "<c r='B2' t='e'><f>NA()</f><v>#N/A</v></c>",
        '<c t="e"><f>IF(A1&gt;"x",1)</f><v>#N/A</v></c>',
        '<c r="B2" t="e"/>',
    ],
)
def test_failed_formulas_are_seen_however_the_cell_is_written(cell: str, tmp_path: Path) -> None:
    """Attributes in another order or other quotes, a place that is left out, a result that is."""
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c>{cell}</row>'
    found = _looked_over(_xlsx(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>"))
    assert found.errors == ((1, 1, "#N/A"),)


def test_a_cell_beside_the_table_is_named(tmp_path: Path) -> None:
    """Far out in a row of an order, under no head: somebody wrote it, and nobody reads it."""
    with xlsxwriter.Workbook(str(tmp_path / "orders.xlsx")) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ROW)
        sheet.write("XFD2", "send two")
    batch = _read(tmp_path / "orders.xlsx")
    assert [sentence(one) for one in batch.warnings] == [
        "orders.xlsx: what stands in columns without a head was not read: 1 cell, the first is XFD2."
    ]


# Old workbooks: a process of their own.


def test_a_damaged_old_workbook_is_told() -> None:
    """In words, by whoever reads it; nothing of the library's own reaches the terminal."""
    with refused(InputError, "no workbook that can be read"):
        _read(BOOKS / "damaged.xls")
    with refused(InputError, "cannot be read as a spreadsheet"):
        read_workbook(BOOKS / "damaged.xls")


@pytest.mark.parametrize(
    ("limit", "least"), [("_MEMORY", (1_000_000, 0)), ("_SECONDS", (0.001, 0.0)), ("_LONGEST_S", 0.0001)]
)
def test_an_old_workbook_that_asks_for_too_much_is_refused(
    limit: str, least: object, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Of memory or time, which are lowered here; its process ends, and says nothing itself."""
    monkeypatch.setattr(book, limit, least)
    with refused(InputError, "asks for more time or memory than a workbook of its size can need"):
        _read(BOOKS / "failed_formulas.xls")
    assert capfd.readouterr() == ("", "")


def test_long_texts_in_very_many_cells_of_an_old_workbook_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its texts stand once, and cells name them; the bound is lowered here."""
    monkeypatch.setattr(book, "UNPACKED_PLAIN", 100)
    monkeypatch.setattr(book, "UNPACKED_TIMES", 0)
    with refused(InputError, "unpacks to 0 MB, far more than it weighs"):
        _read(BOOKS / "failed_formulas.xls")


def _process(monkeypatch: pytest.MonkeyPatch, content: bytes, *bounds: object) -> tuple[Any, list[str]]:
    """What the process answers, and which limits it sets; here it is none of its own."""
    limits: list[str] = []
    answer = io.BytesIO()
    monkeypatch.setattr("resource.setrlimit", lambda which, _: limits.append(str(which)))
    monkeypatch.setattr("signal.setitimer", lambda _, seconds: limits.append(f"{seconds} s"))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=answer))
    xls_process.main("nowhere", *map(str, bounds))
    return pickle.loads(answer.getvalue()), limits  # noqa: S301 - made above


@pytest.mark.parametrize(
    ("name", "bounds", "kind"),
    [
        ("failed_formulas.xls", (9**9, 2.5, 9**9, 50, 9**9), "sheets"),
        ("moments.xls", (9**9, 2.5, 9**9, 50, 9**9), "sheets"),
        ("failed_formulas.xls", (9**9, 2.5, 10, 1, 9**9), "sheets"),
        ("failed_formulas.xls", (9**9, 2.5, 10, 0, 9**9), "far"),
        ("failed_formulas.xls", (9**9, 2.5, 9**9, 50, 10), "long"),
        ("damaged.xls", (9**9, 2.5, 9**9, 50, 9**9), "damaged"),
    ],
)
def test_the_process_answers_each_file(
    name: str, bounds: tuple[float, ...], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One answer, and limits of time, core file and memory set first."""
    (said, _), limits = _process(monkeypatch, (BOOKS / name).read_bytes(), *bounds)
    assert (said, limits) == (kind, ["2.5 s", str(resource.RLIMIT_CORE), str(resource.RLIMIT_AS)])


def test_the_process_ends_where_memory_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer; a fault without words is told by its kind; a system that knows no limits goes without."""

    def fails(error: Exception) -> Callable[..., None]:
        def raised(*_: object) -> None:
            raise error

        return raised

    monkeypatch.setattr(xls_process, "_answer", fails(MemoryError()))
    with pytest.raises(MemoryError):
        _process(monkeypatch, b"", 1, 1, 1, 1, 1)
    monkeypatch.setattr(xls_process, "_answer", fails(AssertionError()))
    assert _process(monkeypatch, b"", 1, 1, 1, 1, 1)[0] == ("damaged", "AssertionError")
    monkeypatch.setattr("resource.setrlimit", fails(ValueError()))
    xls_process._limit(1, 1)


def test_a_cell_far_out_in_an_old_workbook_is_refused(tmp_path: Path) -> None:
    """Its size in row 65,536 of column IV: a sheet of sixteen million cells."""
    content = bytearray((BOOKS / "failed_formulas.xls").read_bytes())
    at = content.index(struct.pack("<HHHH", 0x00FD, 10, 3, 4)) + 4  # a text in row 4, column E
    content[at : at + 4] = struct.pack("<HH", 65_535, 255)
    (tmp_path / "far.xls").write_bytes(content)
    with refused(InputError, r"far.xls/Orders: reaches over 16,777,216 cells, of which 24 are filled"):
        _read(tmp_path / "far.xls")


# What few bytes stand for.


def test_one_long_text_in_very_many_cells_is_refused(tmp_path: Path) -> None:
    """Each cell would get a copy of its own: 30,000 signs in 20,000 cells are 600 MB."""
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_001))
    path = _xlsx(tmp_path / "a.xlsx", cells, f"<sst><si><t>{'x' * 30_000}</t></si><si/></sst>")
    assert path.stat().st_size < 200_000
    with refused(InputError, "unpacks to [0-9,]+ MB, far more than it weighs"):
        _read(path)


def test_one_long_text_that_is_repeated_is_refused(tmp_path: Path) -> None:
    """In an open document, by a number beside it."""
    rows = [_ods_row(["x" * 30_000], ' table:number-rows-repeated="20000"')]
    with refused(InputError, "unpacks to 60[0-9] MB, far more than it weighs"):
        _read(_ods(tmp_path / "a.ods", rows))


@pytest.mark.parametrize("count", ["9" * 12, "9" * 5_000])
def test_a_number_of_repeats_beyond_all_sheets_is_refused(count: str, tmp_path: Path) -> None:
    """Python reads no number of five thousand figures; nobody needs it."""
    with refused(InputError, "a stray cell lies far out"):
        _read(_ods(tmp_path / "a.ods", [_ods_row(["x"], f' table:number-rows-repeated="{count}"')]))


@pytest.mark.parametrize(
    "cell", ['<c x="&gt;" r="XFD1048576"/>', '<c x=">" r="XFD1048576"/>', '<row r="1048576"/><row><c r="XFD2"/></row>']
)
def test_no_way_of_writing_a_place_hides_it(cell: str, tmp_path: Path) -> None:
    """A sign within quotes that looks like the end of the element; a row without a number of its own."""
    with refused(InputError, "a stray cell lies far out"):
        _read(_xlsx(tmp_path / "a.xlsx", f'<row r="1"><c r="A1"/></row>{cell}'))


def test_an_element_within_quotes_is_none(tmp_path: Path) -> None:
    """XML forbids it, and a reader that takes it would see a cell that was not looked at."""
    with refused(InputError, "its parts contradict each other"):
        _read(_xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1"/><c x="<" r="XFD1048576"/></row>'))


def test_cells_without_places_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some programs leave them out: a sheet of full rows reaches nowhere but where they stand; the bound is lowered."""
    monkeypatch.setattr(markup, "AREA_PLAIN", 1_000)
    found = _looked_over(_xlsx(tmp_path / "a.xlsx", f"<row>{'<c><v>1</v></c>' * 25}</row>" * 100))
    assert found == markup.SheetSurvey()


def test_areas_of_merged_cells_that_lie_on_one_another_are_refused(tmp_path: Path) -> None:
    """Ten thousand times the whole sheet would fill it as often."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.merge_range("A1:B3", "merged")
        sheet.merge_range("C1:D3", "too")
        sheet.write("E3", "end")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    (sheet_read,) = read_workbook(path)
    assert sheet_read.cells == [["merged", "merged", "too", "too", end] for end in ("", "", "end")]
    place = "xl/worksheets/sheet1.xml"
    parts[place] = parts[place].replace('ref="C1:D3"', 'ref="A1:D3"')
    with refused(InputError, "merged cells that lie on one another"):
        read_workbook(_zip(path, parts))


def test_a_duration_beyond_all_time_is_told(tmp_path: Path) -> None:
    """A number of a thousand million days, shown as hours: no reader makes a time of it."""
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as made:
        made.add_worksheet().write(0, 0, 1e9, made.add_format({"num_format": "[h]:mm"}))
    with refused(InputError, "no workbook that can be read"):
        _read(tmp_path / "a.xlsx")


@pytest.mark.no_cover  # others pass its branches
@pytest.mark.parametrize(
    "sheet",
    [
        "<row " * 200_000,
        "<c " * 400_000,
        f'<c {"a" * 1_000_000} r="A1"/>',
        f'<c {"r " * 500_000}/><c t="e"/>',
        '<c t="e"/>' * 50_000,
        '<c r="A1" t="e' * 100_000,
        "<row r=" + " " * 1_000_000,
        "x" * 10_000_000,
    ],
    ids=range(8),
)
def test_no_sheet_takes_long_to_look_over(sheet: str, tmp_path: Path) -> None:
    """Elements that never end, endless words, many cells without a value: each sign is passed a few times."""
    stream = io.BytesIO(_xlsx(tmp_path / "a.xlsx", f'<row r="1"><c r="A1"/>{sheet}').read_bytes())
    start = time.process_time()
    with suppress(InputError):
        survey("a.xlsx", stream)
    assert time.process_time() - start < 3


def test_moments_of_old_workbooks_are_read_as_those_of_new_ones() -> None:
    """Days, times of day, both, durations; a number beyond the calendar stays a number."""
    (sheet,) = book_sheets("moments.xls", io.BytesIO((BOOKS / "moments.xls").read_bytes()))
    found: list[Any] = [[str(cell) for cell in row] for row in sheet.rows]
    assert found == [
        ["2026-11-20", "2026-11-20 09:30:26", "1 day, 12:00:00", "09:30:00", "True"],
        ["2958466.0", "2026-11-20", "0:30:00", "00:00:00", "False"],
    ]
