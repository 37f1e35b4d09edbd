"""Files that are broken, or built to break: told in words, in little time and memory, and no row of others is lost."""

from __future__ import annotations

import csv
import gzip
import io
import time
import zipfile
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import xlsxwriter
from attrs import evolve
from told import refused

from cli.words import sentence
from routing.errors import InputError
from routing.intake import Batch, ProductMaster, Reading, order_files, read_orders, read_products, settled
from routing.intake.files import delimited, parquet_pages
from routing.intake.files.careful import Refused, read_block
from routing.intake.files.encodings import fitting
from routing.intake.files.parquet_pages import unpacked_size
from routing.intake.files.survey import survey
from routing.intake.profiles import profiles
from routing.intake.seen.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HEADER = "order_id,paid_at,country,weight_g,size,value,note"
ROW = "{},2026-11-20T09:30:26+08:00,US,350,20x15x10 cm,12 USD,{}"
SAMPLES = Path(__file__).parent / "data"


def _read(path: Path, **how: Any) -> list[Batch]:
    return list(read_orders(order_files([path]), Reading(**how)))


def _ids(batches: Sequence[Batch]) -> list[str]:
    return [one for batch in batches for one in batch.table.frame["order_id"].to_list()]


def _codes(batches: Sequence[Batch]) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for batch in batches for problem in batch.problems]


def _text(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


# One shape, whichever way rows are read.


LONG = {
    "amazon": ("amazon_2_order_multi_cp1252.txt", "cp1252", "\t", ("302-0000002-0000002",)),
    "ebay": ("ebay_2_combined_summary_row.csv", "utf-8", ",", ("12-00002-00002",)),
    "shopify": ("shopify_2_multi_item.csv", "utf-8", ",", ("#1002", "#1003")),
    "tiktok": ("tiktok_2_multi_masked.csv", "utf-8-sig", ",", ("580000000000000002",)),
    "woocommerce": ("woocommerce_3_multi_blank_semicolon.csv", "utf-8-sig", ";", ("7003", "7004")),
}
"""Samples with several lines an order: file, encoding, delimiter, and the ids of its orders."""


def _long(profile: str, copies: int) -> tuple[str, list[str]]:
    """The head of a sample, and the rows of its orders again and again, each time with ids of their own."""
    name, encoding, _, ids = LONG[profile]
    head, *rows = (SAMPLES / name).read_bytes().decode(encoding).strip().splitlines()
    rows = [row for row in rows if any(one in row for one in ids) or row.startswith(";;;;")]
    body = "\n".join(rows)
    for one in ids:
        body = body.replace(one, one[:-2] + "@" + one[-1])
    return head, [row for at in range(copies) for row in body.replace("@", str(at + 1)).split("\n")]


def _order(row: str, profile: str) -> str:
    """The id that a row shows."""
    _, _, mark, ids = LONG[profile]
    cells = [cell.strip('"\t') for cell in row.split(mark)]
    return next((cell for cell in cells for one in ids if cell[:-2] + cell[-1:] == one[:-2] + one[-1]), "")


def _settled(path: Path, master: ProductMaster) -> tuple[list[str], list[tuple[int, str, str, str]], int]:
    """Orders that ship, problems, and rows read, once what distant parts of the file tell is settled."""
    seen, how = Seen(), Reading(products=master, input_zone=ZoneInfo("UTC"))
    batches = list(read_orders(order_files([path]), how, seen=seen))
    if seen.contested:
        how = evolve(how, settled=settled(order_files([path]), how, seen.contested))
        batches = list(read_orders(order_files([path]), how))
    problems = [problem for batch in batches for problem in batch.problems]
    told = sorted((one.row, one.order_id, one.code, sentence(one.reason)) for one in problems)
    return _ids(batches), told, sum(batch.rows_read for batch in batches)


@pytest.mark.parametrize(
    ("profile", "places"),
    [
        *((profile, places) for profile in sorted(LONG) for places in ("all", "far below")),
        ("shopify", "far above"),
        ("woocommerce", "last"),
    ],
)
def test_a_broken_row_in_any_block_has_the_same_answer(
    profile: str, places: str, tmp_path: Path, master: ProductMaster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A marketplace's export with rows too long or too short, read whole and in blocks that end anywhere.

    The order of which a row is broken waits, wherever that row stands, and the others ship.  The orders of WooCommerce,
    whose further lines have no id, wait also where the row below them is broken.
    """
    (name, encoding, mark, _), (head, rows) = LONG[profile], _long(profile, 3)
    each, end = len(rows) // 3, len(rows) - 1
    orders = list(accumulate(rows, lambda order, row: _order(row, profile) or order, initial=""))[1:]
    waiting = set()
    for at in {"last": [end], "all": [0, each + 1, end]}.get(places, ()):
        waiting |= {orders[at], orders[at - 1] if at and profile == "woocommerce" else orders[at]}
        rows[at] = mark.join(rows[at].split(mark)[:-3]) if at == each + 1 else rows[at] + 2 * mark + "x"
    if places == "far below":
        waiting.add(orders[0])
        rows.append(rows[0] + mark)
    elif places == "far above":
        waiting.add(orders[-each])
        rows.insert(0, rows[-each] + mark)
    path = tmp_path / name
    path.write_text("\n".join((head, *rows)), encoding=encoding)
    shipped, problems, read = _settled(path, master)
    on_hold = {order for order in orders if profile == "woocommerce" and order.endswith("4")}
    assert shipped == [order for order in dict.fromkeys(orders) if order not in waiting | on_hold]
    assert read == len(rows)
    row = max(map(len, rows))
    monkeypatch.setattr(delimited, "_HEAD_BYTES", len(head.encode(encoding)) + 20)
    monkeypatch.setattr(delimited, "_BLOCK_BYTES", (row + 7, row + 7))
    assert _settled(path, master) == (shipped, problems, read)


def test_every_profile_of_separated_text_is_mixed_above() -> None:
    """AliExpress and Temu hand out workbooks, which have one way; one's own table stands in the next test.

    The profiles of `exports` cut no text in a way of their own.
    """
    exports = {path.stem for path in (SAMPLES.parents[1] / "data" / "orders" / "exports").glob("*.csv")}
    assert set(profiles()) - exports - {"aliexpress", "temu", "canonical"} == set(LONG)


@pytest.mark.no_cover  # others pass its branches
def test_own_tables_are_the_same_at_every_block_edge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quoted line breaks, a ragged row, a stray mark and a last line without end."""
    rows = [ROW.format(f"A{at}", '"two\nlines"' if at % 3 else "one") for at in range(12)]
    rows[5], rows[8] = rows[5] + ",more", ROW.format("A8", 'a "stray" mark" "')
    path = tmp_path / "orders.csv"
    path.write_text(_text(*rows).rstrip("\n"), encoding="utf-8")
    whole = _read(path)
    assert (len(_ids(whole)), len(_codes(whole))) == (11, 2)  # a record of two lines that is too long is two rows
    monkeypatch.setattr(delimited, "_HEAD_BYTES", len(HEADER) + 20)
    for size in range(20, 400, 13):
        monkeypatch.setattr(delimited, "_BLOCK_BYTES", (size, size))
        found = _read(path)
        assert (_ids(found), _codes(found)) == (_ids(whole), _codes(whole))


# Stray quotation marks.

STRAY = {
    "a mark at the end of each line": 'a","""\n',
    "a mark alone": '"\n',
    "three marks": '"""\n',
    "an open cell, then a closed one": '"a,b\nc","d\n',
    "open in the first line alone": "a,b\n",
}


@pytest.mark.no_cover  # others pass its branches
@pytest.mark.parametrize("name", STRAY)
def test_stray_marks_are_read_in_one_pass(name: str) -> None:
    """Twice the lines take about twice the time, and every line is a record or refused."""
    spent = []
    for count in (2_000, 8_000):
        block = ('"x\n' + STRAY[name] * count).encode()
        tries = []
        for _ in range(3):
            start = time.process_time()
            records, rest = read_block(block, "utf-8", ",", 2, final=True)
            tries.append(time.process_time() - start)
        spent.append(min(tries))
        assert rest == b""
        lines = sum(1 if isinstance(one, Refused) else 1 + sum(cell.count("\n") for cell in one) for one in records)
        assert lines == block.count(b"\n")
    assert spent[1] < 10 * spent[0] + 0.1  # four times the lines; quadratic would be sixteen times
    assert spent[1] < 4


def test_a_record_of_many_lines_is_still_one() -> None:
    """As CSV means it: marks doubled within, separators and line ends, Windows' too; its width is right."""
    block = b'"a\r\nb ""c"", d\n",e\r\n"f",g\n"h\n",i,j\n'
    records, _ = read_block(block, "utf-8", ",", 2, final=True)
    assert records[:2] == [['a\r\nb "c", d\n', "e"], ["f", "g"]]
    assert [one.text for one in records[2:] if isinstance(one, Refused)] == ['"h', '",i,j']


@pytest.mark.no_cover  # others pass its branches
def test_a_mark_that_is_never_closed_swallows_nothing(tmp_path: Path) -> None:
    """A first row with an open mark, and 30,000 rows below: one is refused."""
    rows = [ROW.format("A", '"open'), *(ROW.format(f"B{at}", "x") for at in range(30_000))]
    (tmp_path / "orders.csv").write_text(_text(*rows), encoding="utf-8")
    start = time.process_time()
    batches = _read(tmp_path / "orders.csv", chunk_rows=4_000)
    assert time.process_time() - start < 5
    assert (len(_ids(batches)), _codes(batches)) == (30_000, [(2, "BROKEN_QUOTES")])


# Cells.


@pytest.mark.parametrize("signs", [32_768, 131_073, 400_000])
def test_a_cell_too_long_refuses_its_row(signs: int, tmp_path: Path) -> None:
    """Above what a spreadsheet holds; the row is named by its order, the next one goes on."""
    text = _text(ROW.format("A", "x" * signs), ROW.format("B", "x" * 32_767))
    (tmp_path / "orders.csv").write_text(text, encoding="utf-8")
    (batch,) = _read(tmp_path / "orders.csv")
    (problem,) = batch.problems
    assert (problem.row, problem.order_id, problem.column, problem.code) == (2, "A", "note", "CELL_TOO_LONG")
    assert f"a cell has {signs} signs; 32767 is the most" in sentence(problem.reason)
    assert _ids([batch]) == ["B"]


@pytest.mark.parametrize("said", ["#N/A", "#REF!", "#VALUE!", "#BEZUG!", "#DIV/0!"])
def test_a_failed_formula_in_text_is_no_value(said: str, tmp_path: Path) -> None:
    """As a spreadsheet saves it to CSV, in its own language; a number sign of an order number is none."""
    text = _text(ROW.format("#A", said), ROW.format("#B", f"see {said}"))
    (tmp_path / "orders.csv").write_text(text, encoding="utf-8")
    (batch,) = _read(tmp_path / "orders.csv")
    assert [(one.order_id, one.column, one.value, one.code) for one in batch.problems] == [
        ("#A", "note", said, "ERROR_CELL")
    ]
    assert _ids([batch]) == ["#B"]


def _book(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Orders")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and cell.startswith("#") and cell.endswith(("!", "A")):
                    sheet.write_formula(row, column, "=NA()", None, cell)
                else:
                    sheet.write(row, column, cell)
    return path


def test_a_failed_formula_in_a_workbook_is_named_by_its_cell(tmp_path: Path) -> None:
    """A column of goods that reads #N/A does not make general goods of a battery."""
    head = ["order_id", "paid_at", "country", "weight_g", "size", "goods"]
    row: list[Any] = ["A", "2026-11-20T09:30:26+08:00", "US", 350, "20x15x10 cm", "#N/A"]
    (batch,) = _read(_book(tmp_path / "orders.xlsx", [head, row, ["B", *row[1:5], "battery"]]))
    (problem,) = batch.problems
    assert (problem.order_id, problem.column, problem.code) == ("A", "goods", "ERROR_CELL")
    assert sentence(problem.reason).startswith("cell F2 holds #N/A: its formula failed.")
    assert _ids([batch]) == ["B"]


def test_a_failed_formula_in_the_product_master_is_a_fault(tmp_path: Path) -> None:
    """With its cell, so that the article does not go out as general goods."""
    rows: list[list[Any]] = [["sku", "weight_g", "size", "goods"], ["LAMP", 350, "20x15x10 cm", "#REF!"]]
    with refused(InputError, r"row 2, column goods: cell D2 holds #REF!"):
        read_products(_book(tmp_path / "products.xlsx", rows))


def test_part_of_an_order_does_not_ship_without_a_failed_line(tmp_path: Path, master: ProductMaster) -> None:
    """Two lines of one order, one of whose numbers of pieces failed: neither goes."""
    lines = [
        "Name,Paid at,Shipping Country,Lineitem quantity,Lineitem sku",
        "#1,2026-11-20 09:30:26 +0800,US,1,LED-LAMP-01",
        "#1,,,#N/A,PHONE-CASE-02",
        "#2,2026-11-20 09:30:26 +0800,US,1,LED-LAMP-01",
    ]
    (tmp_path / "orders.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (batch,) = _read(tmp_path / "orders.csv", products=master, profile="shopify")
    assert _ids([batch]) == ["#2"]
    assert ("#1", "ERROR_CELL") in [(one.order_id, one.code) for one in batch.problems]


@pytest.mark.parametrize(
    ("cell", "value"),
    [('="01067"', "01067"), ("'01067", "01067"), ('"=""01067"""', "01067"), ("'s-Hertogenbosch", "'s-Hertogenbosch")],
)
def test_what_keeps_spreadsheets_off_a_cell_is_taken_off(cell: str, value: str, tmp_path: Path) -> None:
    """A formula of one text, and an apostrophe before a figure; a town of the Netherlands keeps its own."""
    text = f"order_id,paid_at,country,weight_g,size,postcode\nA,2026-11-20T09:30:26+08:00,DE,350,20x15x10 cm,{cell}\n"
    (tmp_path / "orders.csv").write_text(text, encoding="utf-8")
    (batch,) = _read(tmp_path / "orders.csv")
    assert batch.table.frame["postcode"].to_list() == [value]


# Headers.


@pytest.mark.parametrize(("second", "codes"), [("3", [(2, "TWO_VALUES")]), ("1", []), ("", [(2, "TWO_VALUES")])])
def test_a_doubled_column_must_say_one_thing(
    second: str, codes: list[tuple[int, str]], tmp_path: Path, master: ProductMaster
) -> None:
    """Of a marketplace's file, too: two numbers of pieces are no number."""
    text = (
        "Order Number,Order Status,Order Date,Country Code (Shipping),SKU,Quantity,Order Currency,Quantity\n"
        f"9301,Processing,2026-11-20 10:15,FR,LED-LAMP-01,1,EUR,{second}\n"
    )
    (tmp_path / "orders.csv").write_text(text, encoding="utf-8")
    assert _codes(_read(tmp_path / "orders.csv", products=master)) == codes


@pytest.mark.parametrize("above", [7, 20, 39])
def test_a_header_may_stand_far_below(above: int, tmp_path: Path) -> None:
    """Titles and notes above it, in text and workbook; rows are counted as a spreadsheet shows them."""
    head, row = HEADER.split(","), ROW.format("A", "x").split(",")
    (tmp_path / "orders.csv").write_text("\n".join(["a title"] * above) + "\n" + _text(",".join(row)), encoding="utf-8")
    for path in (tmp_path / "orders.csv", _book(tmp_path / "orders.xlsx", [["a title"]] * above + [head, row])):
        (batch,) = _read(path)
        assert batch.table.frame.select("order_id", "row").rows() == [("A", above + 2)]


# Archives and containers.


def _zip(path: Path, members: Sequence[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_every_member_of_an_archive_is_read_or_told(tmp_path: Path) -> None:
    """A packed member, two of one name, and one that is no file of orders."""
    texts = {name: _text(ROW.format(name, "x")).encode() for name in "ABC"}
    members = [("a.csv", texts["A"]), ("b.csv.gz", gzip.compress(texts["B"])), ("a.csv", texts["C"]), ("c.json", b"{}")]
    batches = _read(_zip(tmp_path / "day.zip", members))
    assert [batch.table.frame.select("order_id", "source").row(0) for batch in batches] == [
        ("A", "day.zip/a.csv"),
        ("C", "day.zip/a.csv (2)"),
        ("B", "day.zip/b.csv.gz"),
    ]
    assert [sentence(said) for said in batches[0].warnings] == [
        "day.zip: these members are no files of orders and were not read: c.json."
    ]


@pytest.mark.parametrize("ending", ["csv.gz", "zip"])
def test_what_unpacks_without_end_is_refused(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks pack to a thousandth; the bound is lowered here, so that no test unpacks a gigabyte."""
    monkeypatch.setattr("routing.intake.files.sources.UNPACKED_PLAIN", 50_000)
    data = (HEADER + "\n").encode() + b"\n" * 300_000
    path = tmp_path / f"orders.{ending}"
    if ending == "zip":
        _zip(path, [("orders.csv", data)])
    else:
        path.write_bytes(gzip.compress(data))
    with refused(InputError, r"unpacks to more than 100 times its size"):
        _read(path)


def _with_part(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    return _zip(path, list(parts.items()))


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="1048576" ht="15"><c s="1" r="xfd1048576"><v>1</v></c></row>',
        '<row r="900000"><c r="ZZ900000"><v>1</v></c></row><row r="900001"><c r="A900001"><v>1</v></c></row>',
    ],
)
def test_a_cell_far_out_is_refused_before_it_is_built(cell: str, tmp_path: Path) -> None:
    """However its place is written, and whatever follows it."""
    head, row = HEADER.split(","), ROW.format("A", "x").split(",")
    path = _book(tmp_path / "orders.xlsx", [head, row])
    far = _with_part(path, "xl/worksheets/sheet1.xml", lambda text: text.replace("</sheetData>", cell + "</sheetData>"))
    with refused(InputError, "a stray cell lies far out"):
        _read(far)


def _ods(path: Path, rows: str) -> Path:
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = [("mimetype", mimetype), ("content.xml", content.encode()), ("META-INF/manifest.xml", manifest)]
    return _zip(path, parts)


CELL = '<table:table-cell{} office:value-type="string"><text:p>x</text:p></table:table-cell>'
FILLED = f"<table:table-row>{CELL.format('')}</table:table-row>"


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="1048576">'
        + CELL.format(' table:number-columns-repeated="16384"')
        + "</table:table-row>",
        "<table:table-row table:number-rows-repeated='1000000'>" + CELL.format("") * 30 + "</table:table-row>",
        '<table:table-row><table:table-cell table:number-columns-repeated="16000"/>'
        + CELL.format("")
        + '</table:table-row><table:table-row table:number-rows-repeated="500000"/>'
        + FILLED,
    ],
)
def test_repeats_of_a_sheet_are_bounded(rows: str, tmp_path: Path) -> None:
    """Filled cells repeated, whole rows repeated, and gaps between two filled cells."""
    with refused(InputError, "a stray cell lies far out"):
        _read(_ods(tmp_path / "orders.ods", rows))


def test_an_empty_tail_is_no_repeat(tmp_path: Path) -> None:
    """Every sheet ends in a million empty rows: the file is read, and holds no orders."""
    tail = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    with refused(InputError, "header"):
        _read(_ods(tmp_path / "orders.ods", FILLED + tail))


def test_a_parquet_file_of_nothing_but_rows_is_refused(tmp_path: Path) -> None:
    """Two million equal rows take some hundred bytes; they would take gigabytes as text."""
    frame = pl.select(pl.repeat("A", 2_000_000).alias("order_id"), pl.repeat("x", 2_000_000).alias("paid_at"))
    frame.with_columns(country=pl.lit("US")).write_parquet(tmp_path / "orders.parquet", row_group_size=2_000_000)
    with refused(InputError, "claims 2,000,000 rows in one row group"):
        _read(tmp_path / "orders.parquet")


def test_what_the_pages_of_a_parquet_file_unpack_to_is_bounded(tmp_path: Path) -> None:
    """2,500 texts of 100,000 signs, 250 MB, take 30 KB packed; they are refused before they are unpacked."""
    ids = [f"{number:05d}" + "x" * 100_000 for number in range(2_500)]
    pl.DataFrame({"order_id": ids}).write_parquet(tmp_path / "orders.parquet", statistics=False)
    assert (tmp_path / "orders.parquet").stat().st_size < 100_000
    with refused(InputError, "unpacks to more than 100 times its size"):
        _read(tmp_path / "orders.parquet")


def test_a_parquet_file_whose_pages_are_damaged_is_told(tmp_path: Path) -> None:
    """Their heads are whole, what lies in them is not; from an archive, too, whose members are no files."""
    row = dict(zip(HEADER.split(","), ROW.format("A", "x").split(","), strict=True))
    rows = [row | {"order_id": f"A{number * 7919}"} for number in range(3_000)]
    pl.DataFrame(rows).write_parquet(tmp_path / "orders.parquet", statistics=False)
    content = bytearray((tmp_path / "orders.parquet").read_bytes())
    path = _zip(tmp_path / "whole.zip", [("orders.parquet", bytes(content))])
    assert len(_ids(_read(path))) == 3_000
    at = content.index(b"\x28\xb5\x2f\xfd")  # how zstd begins
    content[at : at + 4] = bytes(4)
    with refused(InputError, "is damaged or cut off"):
        _read(_zip(tmp_path / "day.zip", [("orders.parquet", bytes(content))]))


@pytest.mark.no_cover  # others pass its branches
@pytest.mark.parametrize("compression", ["zstd", "snappy", "gzip", "lz4", "uncompressed"])
@pytest.mark.parametrize("rows", [0, 1, 5_000])
def test_the_size_of_pages_is_told_of_every_kind(compression: Any, rows: int, tmp_path: Path) -> None:
    """Unpacked, pages hold at least the signs of texts that never repeat, and little more; polars writes one sheet."""
    texts = [f"order {number * 7919:09d}" for number in range(rows)]
    frame = pl.DataFrame({"a": texts, "b": range(rows), "c": [[True, False]] * rows}, schema_overrides={"a": pl.String})
    frame.write_parquet(tmp_path / "a.parquet", compression=compression, row_group_size=1_000)
    with (tmp_path / "a.parquet").open("rb") as stream:
        size = unpacked_size(stream)
    assert 15 * rows <= size <= 15 * rows + 40 * rows + 2_000
    shown = pl.read_parquet(tmp_path / "a.parquet")
    assert shown.equals(frame)


@pytest.mark.parametrize("at", range(4, 60, 4))
def test_a_parquet_file_with_a_spoiled_end_is_told(at: int, tmp_path: Path) -> None:
    """Each way in which its parts may contradict each other is one sentence."""
    row = dict(zip(HEADER.split(","), ROW.format("A", "x").split(","), strict=True))
    pl.DataFrame([row]).write_parquet(tmp_path / "a.parquet")
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    for byte in (0x00, 0x15, 0x1C, 0x7F, 0xFF):
        content[-8 - at : -6 - at] = bytes([byte, byte])
        (tmp_path / "orders.parquet").write_bytes(content)
        with suppress(InputError):
            _read(tmp_path / "orders.parquet")
        with suppress(ValueError):
            unpacked_size(io.BytesIO(content))


def test_pages_are_counted_by_their_heads() -> None:
    """The words before the data; a head of long texts; too many pages, and pages of less than nothing."""
    page = b"\x15\x00\x15\x14\x15\x00\x00"  # of 10 bytes unpacked and none packed, in 7 bytes
    two = io.BytesIO(page * 2)
    chunk = {parquet_pages._DATA_AT: 7, parquet_pages._WORDS_AT: 0, parquet_pages._PACKED: 7}
    assert parquet_pages._pages(two, [chunk], 9) == 10
    assert parquet_pages._pages(two, [{9: 7, 11: 0, 7: 7}, {9: 7, 11: 0, 7: 7}], 9) == 20
    long = io.BytesIO(b"\x15\x00\x15\x14\x15\x00\x28\xd0\x0f" + b"x" * 2_000 + b"\x00")
    assert parquet_pages._head(long, 0)[1] == 2_010
    with pytest.raises(ValueError, match="too many pages"):
        parquet_pages._pages(two, [{9: 0, 7: 14}], 1)
    with pytest.raises(ValueError, match="less than nothing"):
        parquet_pages._pages(io.BytesIO(page.replace(b"\x14", b"\x13")), [{9: 0, 7: 7}], 9)
    with pytest.raises(ValueError, match="without a head"):
        parquet_pages._head(io.BytesIO(b"\x15"), 0)
    words = io.BytesIO(b"PAR1" + page * 2)
    assert parquet_pages._pages(words, [{9: 11, 11: 4, 7: 14}], 9) == 20


def test_order_numbers_held_as_fractions_are_doubted(tmp_path: Path) -> None:
    """As a program leaves them that took them for numbers: above 2**53 digits are lost, below they may be."""
    row = dict(zip(HEADER.split(","), ROW.format("", "x").split(","), strict=True))
    ids = [8.0112345678901235e17, 5761230000000000.0, 12.0]
    frame = pl.DataFrame([row | {"order_id": number} for number in ids])
    frame.write_parquet(tmp_path / "orders.parquet")
    (batch,) = _read(tmp_path / "orders.parquet")
    assert [(one.row, one.code) for one in batch.problems] == [(2, "MANGLED_ID")]
    assert batch.table.frame.select("order_id", "flags").rows() == [
        ("5761230000000000", "ID_MAYBE_MANGLED"),
        ("12", None),
    ]


# Encodings.


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("陳大文, 台北市中正區重慶南路一段122號", "cp950"),
        ("林小姐, 香港九龍尖沙咀彌敦道", "cp950"),
        ("張偉, 北京市朝阳区建国路88号", "gb18030"),
        ("Müller, Straße 5, Café", "mac_roman"),
        ("José Núñez, Málaga; 25 €", "mac_roman"),
        ("Pavão, São João", "mac_roman"),
        ("Müller, Café, São João", "cp1252"),
        ("L’été à Orléans – 20 €, cœur", "cp1252"),
        ("Köln™ “Größe”", "cp1252"),
        ("Łódź, Wróbel", ""),
        ("Красная площадь", ""),
    ],
)
def test_old_encodings_are_told_apart(text: str, encoding: str) -> None:
    """Big5 from Chinese of the mainland, a Mac's letters from those of Windows; others are refused, never guessed."""
    data = text.encode(encoding or ("cp1250" if "Ł" in text else "cp1251"))
    assert fitting(data, ("utf-8", "gb18030", "cp1252")) == (encoding or None)


def test_a_file_in_big5_is_read_and_said(tmp_path: Path) -> None:
    """With the remark to look at a name."""
    row = "A,2026-11-20T09:30:26+08:00,US,350,20x15x10 cm,陳大文 先生 台北"
    (tmp_path / "orders.csv").write_bytes(f"order_id,paid_at,country,weight_g,size,name\n{row}\n".encode("cp950"))
    (batch,) = _read(tmp_path / "orders.csv")
    assert batch.table.frame["name"].to_list() == ["陳大文 先生 台北"]
    assert "it was read as Big5" in sentence(batch.warnings[0])


def test_a_stream_that_names_its_sign_of_order_is_read_whole() -> None:
    """A line without end is one record, not a million."""
    records, rest = read_block(b"x" * 3_000_000, "utf-8", ",", 2, final=False)
    assert (len(records), rest) == (1, b"")
    assert io.BytesIO(rest).read() == b""


@pytest.mark.parametrize("library_takes", [131_072, 1 << 30])
def test_a_quoted_cell_too_long_is_told_as_that(library_takes: int) -> None:
    """Of 140,000 signs, more than the CSV library takes: no stray mark is to blame, and the next row counts.

    It is the same where another reader in the process has the library take more.
    """
    csv.field_size_limit(library_takes)
    records, rest = read_block(b'A,"' + b"x" * 140_000 + b'"\nB,y\n', "utf-8", ",", 2, final=True)
    (refusal, second), text = records, 'A,"' + "x" * 77
    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.text, second, rest) == ("CELL_TOO_LONG", text, ["B", "y"], b"")


def test_a_quoted_line_end_among_few_cells_makes_no_row() -> None:
    """Of five cells: a quoted cell with one line end and four commas has swallowed a row; its end is plain text."""
    records, _ = read_block(b'a,b,c,d,"e\nf,g,h,i,j"\nk,l,m,n,o\n', "utf-8", ",", 5, final=True)
    assert [one.text if isinstance(one, Refused) else one for one in records] == [
        'a,b,c,d,"e',
        ["f", "g", "h", "i", 'j"'],
        ["k", "l", "m", "n", "o"],
    ]


def test_blocks_with_a_stray_mark_are_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece ends where a record ends, as far as the marks tell: of 200 rows none is lost or cut."""
    monkeypatch.setattr(delimited, "_CAREFUL_BYTES", 500)
    rows = [ROW.format(f"A{at}", '5" wide' if at == 3 else '"two\nlines"') for at in range(200)]
    (tmp_path / "orders.csv").write_text(_text(*rows), encoding="utf-8")
    batches = _read(tmp_path / "orders.csv")
    assert (_ids(batches), _codes(batches)) == ([f"A{at}" for at in range(200)], [])


def test_a_parquet_file_whose_texts_unpack_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """100,000 times the same 100 signs, 10 MB, take some hundred bytes; the bound of all files is lowered here."""
    monkeypatch.setattr("routing.intake.files.parquet.UNPACKED_PLAIN", 1_000_000)
    row = dict(zip(HEADER.split(","), ROW.format("A", "x" * 100).split(","), strict=True))
    frame = pl.select(pl.repeat(text, 100_000).alias(name) for name, text in row.items())
    frame.write_parquet(tmp_path / "orders.parquet")
    with refused(InputError, "unpacks to more than 100 times its size"):
        _read(tmp_path / "orders.parquet")


def test_a_fraction_that_is_no_number_is_an_empty_cell(tmp_path: Path) -> None:
    """As Python's tables write a cell without a value: the weight is missing, not a number read as nonsense."""
    row = dict(zip(HEADER.split(","), ROW.format("", "x").split(","), strict=True))
    weights = {"A": 350.0, "B": float("nan")}
    frame = pl.DataFrame([row | {"order_id": name, "weight_g": grams} for name, grams in weights.items()])
    frame.write_parquet(tmp_path / "orders.parquet")
    (batch,) = _read(tmp_path / "orders.parquet")
    assert [(one.order_id, one.column, one.code) for one in batch.problems] == [("B", "weight", "MISSING")]
    assert batch.table.frame.select("order_id", "weight_g").rows() == [("A", 350)]


def test_a_binary_workbook_is_refused_by_its_kind(tmp_path: Path) -> None:
    """An .xlsb renamed to .xlsx holds xl/workbook.bin instead of the text a workbook has."""
    with refused(InputError, "binary"):
        survey("orders.xlsx", io.BytesIO(_zip(tmp_path / "orders.xlsx", [("xl/workbook.bin", b"")]).read_bytes()))


def test_ten_thousand_blanks_in_a_cell_of_a_sheet_are_refused(tmp_path: Path) -> None:
    """OpenDocument writes them as one number; a cell holds 32,767 signs in all."""
    row = FILLED.replace("<text:p>x", '<text:p>x<text:s text:c="10000"/>')
    with refused(InputError, "blanks"):
        _read(_ods(tmp_path / "orders.ods", row))


def test_rows_said_not_to_be_hidden_are_seen_and_a_page_of_a_chart_is_no_sheet(tmp_path: Path) -> None:
    """Programs write hidden="0" too; a workbook lists its charts among the sheets, without a part of cells."""
    head, row = HEADER.split(","), ROW.format("A", "x").split(",")
    path = _book(tmp_path / "orders.xlsx", [head, row, row])
    changed = _with_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace('<row r="2"', '<row hidden="0" r="2"').replace('<row r="3"', '<row hidden="1" r="3"'),
    )
    chart = '<sheet name="Chart" sheetId="9" r:id="rId99"/></sheets>'
    changed = _with_part(changed, "xl/workbook.xml", lambda text: text.replace("</sheets>", chart))
    found = survey("orders.xlsx", io.BytesIO(changed.read_bytes()))
    assert {title: set(sheet.hidden) for title, sheet in found.items()} == {"Orders": {2}}


def test_a_sheet_of_one_endless_row_is_looked_over_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No row ends within the pieces: they are cut behind a cell, and the failed formula far down is still found."""
    monkeypatch.setattr("routing.intake.files.markup._PIECE", 100)
    path = _book(tmp_path / "orders.xlsx", [["x"] * 200 + ["#N/A"]])
    (sheet,) = survey("orders.xlsx", io.BytesIO(path.read_bytes())).values()
    assert sheet.errors == ((0, 200, "#N/A"),)
