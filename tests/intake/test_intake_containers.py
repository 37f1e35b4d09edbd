"""The same orders in every kind of file are the same orders."""

from __future__ import annotations

import gzip
import zipfile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import openpyxl
import pytest
from told import refused

from cli.words import sentence
from routing.errors import InputError
from routing.intake import Reading, order_files, read_orders
from routing.intake.files.encodings import fitting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from routing.intake import Batch, ProductMaster

ENGLISH = [
    ["order_id", "paid_at", "country", "weight_g", "size", "value", "currency", "name", "note"],
    ["A1", "2026-11-20T09:30:26+08:00", "俄罗斯", "350", "20x15x10 cm", "12.5", "USD", "张伟", "请尽快发货"],
    ["A2", "2026-11-20T09:31:26+08:00", "DE", "1205", "200 x 150 x 100 mm", "3", "EUR", "李娜", ""],
]
CHINESE = [
    [
        "订单号", "订单状态", "付款时间", "订单金额", "产品信息\n（双击单元格展开所有产品信息！）",
        "收货人名称", "收货国家", "地址",
    ],
    [
        "8100000000010001", "等待您发货", "2026.11.19 16:05", "US $12.00",
        "【1】LED desk lamp\n(产品属性:Color:White)\n(商家编码:LED-LAMP-01)\n(产品数量:2 piece)",
        "Test Buyer", "United States", "1 Test Street",
    ],
]  # fmt: skip
Rows = list[list[str]]


def _csv(rows: Rows, sign: str = ",") -> str:
    return "".join(sign.join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows)


def _workbook(path: Path, rows: Rows) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("empty", 0)
    sheet = book.worksheets[1]
    for row in rows:
        sheet.append(row)
    book.save(path)


def _open_document(path: Path, rows: Rows) -> None:
    """As LibreOffice writes it: empty rows to the end of the sheet are told as one."""
    names = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text")}
    spaces = " ".join(f'xmlns:{name}="{urn}"' for name, urn in names.items())
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string">{_paragraphs(cell)}</table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    rest = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>'
            f'<table:table table:name="Orders">{cells}{rest}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{manifest}"><m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>',
        )


def _paragraphs(cell: str) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))


WRITERS: dict[str, Callable[[Path, Rows], Any]] = {
    "utf8.csv": lambda path, rows: path.write_bytes(_csv(rows).encode()),
    "bom.csv": lambda path, rows: path.write_bytes(_csv(rows).encode("utf-8-sig")),
    "gb18030.csv": lambda path, rows: path.write_bytes(_csv(rows).encode("gb18030")),
    "utf16.txt": lambda path, rows: path.write_bytes(_csv(rows, "\t").encode("utf-16")),
    "utf32.csv": lambda path, rows: path.write_bytes(_csv(rows).encode("utf-32")),
    "semicolons.csv": lambda path, rows: path.write_bytes(_csv(rows, ";").encode()),
    "book.xlsx": _workbook,
    "book.ods": _open_document,
    "packed.csv.gz": lambda path, rows: path.write_bytes(gzip.compress(_csv(rows).encode())),
}


def _orders(batches: list[Batch]) -> list[dict[str, object]]:
    assert not [problem for batch in batches for problem in batch.problems]
    return [row | {"source": ""} for batch in batches for row in batch.table.frame.rows(named=True)]


@pytest.mark.no_cover  # others pass its branches
@pytest.mark.parametrize("rows", [ENGLISH, CHINESE], ids=["canonical", "aliexpress"])
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_the_container_changes_nothing(name: str, rows: Rows, tmp_path: Path, master: ProductMaster) -> None:
    """xlsx, ods, GB18030, UTF-16, UTF-8 with and without mark, tabs, semicolons and gz read alike."""
    plain, path = tmp_path / "plain.csv", tmp_path / name
    plain.write_bytes(_csv(rows).encode())
    WRITERS[name](path, rows)
    wanted = _orders(list(read_orders(order_files([plain]), Reading(products=master))))
    found = list(read_orders(order_files([path]), Reading(products=master)))
    assert _orders(found) == wanted
    assert len(wanted) == len(rows) - 1
    assert any("GB18030" in sentence(remark) for batch in found for remark in batch.warnings) == ("gb18030" in name)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_without_its_mark(encoding: str, tmp_path: Path) -> None:
    """By the zero bytes beside the header's letters."""
    path = tmp_path / "orders.csv"
    path.write_bytes(_csv(ENGLISH).encode(encoding))
    assert [order["name"] for order in _orders(list(read_orders(order_files([path]))))] == ["张伟", "李娜"]


def test_old_macintosh_line_ends_are_line_ends(tmp_path: Path) -> None:
    """A file whose lines end in CR alone reads as well."""
    path = tmp_path / "orders.csv"
    path.write_bytes(_csv(ENGLISH).replace("\r\n", "\r").encode())
    assert len(_orders(list(read_orders(order_files([path]))))) == 2


def test_folders_and_archives_hand_out_their_files_in_name_order(tmp_path: Path) -> None:
    """Files of other kinds, hidden files and spreadsheets' lock files are passed over."""
    for name, order in (("b.csv", "B"), ("a.csv", "A"), ("sub/c.csv", "C"), (".hidden.csv", "H"), ("~$lock.csv", "L")):
        path = tmp_path / "day" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_csv([ENGLISH[0], [order, *ENGLISH[1][1:]]]).encode())
    (tmp_path / "day" / "readme.md").write_text("no orders")
    with zipfile.ZipFile(tmp_path / "day.zip", "w") as archive:
        for path in sorted((tmp_path / "day").rglob("*"), reverse=True):
            archive.write(path, path.relative_to(tmp_path / "day"))
        archive.writestr("__MACOSX/a.csv", "junk")
    for place, sources in (
        ("day", ["a.csv", "b.csv", "c.csv"]),
        ("day.zip", ["day.zip/a.csv", "day.zip/b.csv", "day.zip/sub/c.csv"]),
    ):
        batches = list(read_orders(order_files([tmp_path / place])))
        frames = [row for batch in batches for row in batch.table.frame.select("order_id", "source").rows()]
        assert frames == list(zip("ABC", sources, strict=True))


def test_an_archive_without_orders_is_refused(tmp_path: Path) -> None:
    """A zip archive of pictures is the wrong file."""
    with zipfile.ZipFile(tmp_path / "day.zip", "w") as archive:
        archive.writestr("picture.png", "")
    with refused(InputError, "holds no file of orders"):
        list(read_orders(order_files([tmp_path / "day.zip"])))


def test_numbers_in_a_workbook_are_read_as_shown(tmp_path: Path) -> None:
    """2 is "2" and not "2.0"; 0.1 + 0.2 kg is 300 g.

    18 digits in a number cell are lost for sure, 16 digits that end in 0 may have lost one.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["order_id", "paid_at", "country", "weight_kg", "size", "quantity", "tracked"])
    for order_id in (7, 8100000000050010, 8100000000050011, 580000000000000001):
        sheet.append([order_id, "2026-11-20T09:30:26Z", "US", 0.1 + 0.2, "20x15x10 cm", 2, True])
    sheet.append([])
    sheet.append(["last", "2026-11-20T09:30:26Z", "US", 1, "20x15x10 cm", 2, False])
    sheet.append(["  "])
    book.save(tmp_path / "orders.xlsx")
    (batch,) = read_orders(order_files([tmp_path / "orders.xlsx"]))
    frame = batch.table.frame
    assert frame["order_id"].to_list() == ["7", "8100000000050010", "8100000000050011", "last"]
    assert frame["flags"].to_list() == [None, "ID_MAYBE_MANGLED", None, None]
    assert frame["weight_g"].to_list() == [300, 300, 300, 1000]
    assert frame["tracked"].to_list() == [True, True, True, False]
    assert frame["row"].to_list() == [2, 3, 4, 7]
    (problem,) = batch.problems
    assert (problem.row, problem.code, problem.value) == (5, "MANGLED_ID", "5.800000E+17")
    assert batch.skipped == {"blank row": 1}


def test_dates_in_a_workbook_need_a_zone(tmp_path: Path) -> None:
    """A date cell has none of its own."""
    from datetime import datetime  # noqa: PLC0415 - needed here alone
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    book = openpyxl.Workbook()
    book.active.append(["order_id", "paid_at", "country", "weight_g", "size"])
    book.active.append(["A", datetime(2026, 11, 20, 9, 30, 26), "US", 350, "20x15x10 cm"])  # noqa: DTZ001 - a cell
    book.save(tmp_path / "orders.xlsx")
    (batch,) = read_orders(order_files([tmp_path / "orders.xlsx"]))
    assert [problem.code for problem in batch.problems] == ["NAIVE_TIME"]
    (batch,) = read_orders(order_files([tmp_path / "orders.xlsx"]), Reading(input_zone=ZoneInfo("Asia/Shanghai")))
    assert batch.table.frame["paid_at"].dt.to_string("%H:%M:%S").to_list() == ["01:30:26"]


def test_a_workbook_without_cells_is_refused(tmp_path: Path) -> None:
    """An empty sheet holds no orders."""
    openpyxl.Workbook().save(tmp_path / "orders.xlsx")
    with refused(InputError, "no filled sheet"):
        list(read_orders(order_files([tmp_path / "orders.xlsx"])))


@pytest.mark.parametrize(
    ("data", "encodings", "found"),
    [
        ("Müller".encode(), ("utf-8", "gb18030"), "utf-8"),
        ("张伟".encode("gb18030"), ("utf-8", "gb18030", "cp1252"), "gb18030"),
        ("Müller, Köln".encode("cp1252"), ("utf-8", "gb18030", "cp1252"), "cp1252"),  # would be M黮ler
        ("Straße 5".encode("cp1252"), ("utf-8", "cp932", "gb18030", "cp1252"), "cp1252"),
        ("テスト太郎".encode("cp932"), ("utf-8", "cp932", "gb18030", "cp1252"), "cp932"),
        ("张伟，请尽快发货".encode("gb18030"), ("utf-8", "cp932", "gb18030", "cp1252"), "gb18030"),  # ﾕﾅﾎｰ in cp932
        (b"\x81\xff\x81", ("utf-8", "gb18030", "cp1252"), None),
        ("Иван Петров".encode("cp1251"), ("utf-8", "gb18030", "cp1252"), None),  # 肉囗 襄蝠钼, Èâàí Ïåòðîâ
        ("山田太郎".encode("cp932"), ("utf-8", "gb18030"), None),  # 嶳揷懢榊
        ("Paweł Wójcik, Łódź".encode("cp1250"), ("utf-8", "gb18030", "cp1252"), None),  # Pawe³ Wójcik
        ("Mª José Muñoz, 3 m³, £5".encode("cp1252"), ("utf-8", "gb18030", "cp1252"), "cp1252"),
    ],
)
def test_an_encoding_is_believed_only_when_its_text_can_be(
    data: bytes, encodings: tuple[str, ...], found: str | None
) -> None:
    """Chinese inside a Latin word or of rare signs alone, half-width kana, words of accents, ³ within one: misread."""
    assert fitting(data, encodings) == found


def test_a_workbook_of_a_header_alone_has_no_orders(tmp_path: Path, master: ProductMaster) -> None:
    """A day without orders: the marketplace is told all the same."""
    _workbook(tmp_path / "orders.xlsx", CHINESE[:1])
    (batch,) = read_orders(order_files([tmp_path / "orders.xlsx"]), Reading(products=master))
    assert (batch.profile, batch.rows_read, len(batch.table)) == ("aliexpress", 0, 0)


def test_a_spreadsheets_separator_line_is_passed_over(tmp_path: Path) -> None:
    """Excel reads a first line sep=; as a hint and not as a row of the table; the header is row 2."""
    path = tmp_path / "orders.csv"
    path.write_bytes(b"sep=;\r\n" + _csv(ENGLISH, ";").encode())
    assert [row["row"] for row in _orders(list(read_orders(order_files([path]))))] == [3, 4]


def test_a_packed_file_under_another_name_says_what_it_is(tmp_path: Path) -> None:
    """Not that its header is unknown."""
    path = tmp_path / "orders.csv"
    path.write_bytes(gzip.compress(_csv(ENGLISH).encode()))
    with refused(InputError, "is packed with gzip, whatever its name says"):
        list(read_orders(order_files([path])))


def test_an_archive_within_an_archive_is_to_be_unpacked(tmp_path: Path) -> None:
    """It may hold orders: what else the archive holds is not routed without them."""
    with zipfile.ZipFile(tmp_path / "orders.zip", "w") as archive:
        archive.writestr("orders.csv", _csv(ENGLISH))
        archive.writestr("more/orders.zip", b"PK")
    with refused(InputError, r"orders\.zip/more/orders\.zip: is an archive within an archive\. Unpack it"):
        list(read_orders(order_files([tmp_path / "orders.zip"])))
