"""One broken file per fault and marketplace, made from the sample by a single change."""

from __future__ import annotations

import gzip
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from told import refused

from cli.words import sentence
from routing.errors import InputError
from routing.intake import Reading, order_files, read_orders, read_products

if TYPE_CHECKING:
    from routing.errors import Problem
    from routing.intake import Batch, ProductMaster

Reader = Callable[..., list["Batch"]]
Problems = Callable[..., list["Problem"]]
DATA = Path(__file__).with_name("data")
HEADER = "order_id,paid_at,country,weight_g,size"
GOOD = "A1,2026-11-20T09:30:26+08:00,US,350,20x15x10 cm"

CASES = {  # profile: sample, encoding, required header, order id, time, row of the first order
    "aliexpress": (
        "aliexpress_3_excel_mangled_gb18030.csv", "gb18030", "收货国家", "8100000000020000", "2026.11.21 00:10", 3,
    ),
    "shopify": ("shopify_1_simple.csv", "utf-8", "Shipping Country", "#1001", "2026-11-20 09:30:26 +0800", 2),
    "ebay": ("ebay_1_us.csv", "utf-8", "Order Number", "12-00001-00001", '"Nov-20-26","Nov-24-26"', 3),
    "amazon": (
        "amazon_1_unshipped_utf8.txt", "utf-8", "ship-country", "111-0000001-0000001", "2026-11-20T01:12:00+00:00", 2,
    ),
    "woocommerce": (
        "woocommerce_1_simple_bom.csv", "utf-8-sig", "Country Code (Shipping)", "7001", "2026-11-20 10:15", 2,
    ),
    "tiktok": ("tiktok_1_simple_bom.csv", "utf-8-sig", "Seller SKU", "580000000000000001", "20/11/2026 13:04:31", 2),
    "temu": (
        "temu_1_simple.csv", "utf-8-sig", "ship country", "PO-211-00000000000000001",
        "Nov 20, 2026, 09:00 am CST(UTC+8)", 2,
    ),
}  # fmt: skip
PROFILES = sorted(CASES)


def _text(profile: str) -> str:
    sample, encoding, *_ = CASES[profile]
    return (DATA / sample).read_bytes().decode(encoding)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_missing_column_is_named(profile: str, read: Reader, master: ProductMaster) -> None:
    """Without a required column the nearest profile and the column are named."""
    required = CASES[profile][2]
    with refused(InputError, "header that is not known") as error:
        read(_text(profile).replace(required, "nothing", 1), products=master)
    assert required in sentence(error.value)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_mangled_id_is_refused(profile: str, problems: Problems, master: ProductMaster) -> None:
    """An id that a spreadsheet turned into 8.1E+15 has lost its digits."""
    order_id, row = CASES[profile][3], CASES[profile][5]
    found = problems(_text(profile).replace(order_id, "8.1E+17", 1), products=master)
    assert (row, "MANGLED_ID", "8.1E+17") in [(one.row, one.code, one.value) for one in found]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_bad_date_is_refused(profile: str, problems: Problems, master: ProductMaster) -> None:
    """A time that is none of the profile's layouts is refused with the text that stood there."""
    time, row = CASES[profile][4], CASES[profile][5]
    bad = time.replace("2026", "20x6") if "2026" in time else time.replace("Nov-20-26", "Nov-32-26")
    (problem,) = [one for one in problems(_text(profile).replace(time, bad), products=master) if one.row == row]
    assert problem.code == "UNREADABLE_TIME"


@pytest.mark.parametrize("profile", PROFILES)
def test_bytes_of_no_encoding_refuse_the_file(profile: str, tmp_path: Path, master: ProductMaster) -> None:
    """Bytes that are text in none of the profile's encodings: the way out is to save as UTF-8."""
    text = _text(profile)
    order_id = CASES[profile][3]
    path = tmp_path / "orders.csv"
    encoding = "gb18030" if profile == "aliexpress" else "utf-8"  # without a mark that would settle it
    # 0x81 0xFF 0x81 is text in none of UTF-8, GB18030, cp932 and Windows-1252
    path.write_bytes(text.encode(encoding).replace(order_id.encode(), b"\x81\xff\x81", 1))
    with refused(InputError, "save it as UTF-8"):
        list(read_orders(order_files([path]), Reading(products=master)))


@pytest.mark.no_cover  # others pass its branches
@pytest.mark.parametrize("profile", PROFILES)
def test_a_cut_off_archive_is_refused(profile: str, tmp_path: Path, master: ProductMaster) -> None:
    """A zip or gz file whose end is missing is named; a whole one reads as the file in it does."""
    source = DATA / CASES[profile][0]
    plain = list(read_orders(order_files([source]), Reading(products=master)))
    packed, squeezed = tmp_path / "orders.zip", tmp_path / "orders.csv.gz"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(source, source.name)
    squeezed.write_bytes(gzip.compress(source.read_bytes()))
    for path in (packed, squeezed):
        found = list(read_orders(order_files([path]), Reading(products=master)))
        assert [batch.order_rows for batch in found] == [batch.order_rows for batch in plain]
        path.write_bytes(path.read_bytes()[:-40])
        with refused(InputError, "damaged or cut off"):
            list(read_orders(order_files([path]), Reading(products=master)))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("B,2026-11-20T09:30:26+08:00,US", "RAGGED_ROW"),  # too few cells
        (f"B{GOOD[2:]},more", "RAGGED_ROW"),  # too many
        (f"B{GOOD[2:]},", "RAGGED_ROW"),  # one separator too many, though nothing behind it
        (f'"B"x{GOOD[2:]}', "BROKEN_QUOTES"),
        (f'"B{GOOD[2:]}', "BROKEN_QUOTES"),  # never closed: it must not swallow the rows below
    ],
)
def test_a_broken_row_does_not_take_others_with_it(row: str, code: str, read: Reader) -> None:
    """The broken row is named with its number; the rows above and below go on."""
    below = [GOOD.replace("A1", f"C{at}") for at in range(5)]
    (batch,) = read("\n".join([HEADER, GOOD, row, *below]) + "\n")
    (problem,) = batch.problems
    assert (problem.row, problem.code) == (3, code)
    assert batch.table.frame["order_id"].to_list() == ["A1", "C0", "C1", "C2", "C3", "C4"]
    assert batch.table.frame["row"].to_list() == [2, 4, 5, 6, 7, 8]
    assert (batch.rows_read, batch.order_rows, batch.rejected_rows) == (7, 6, 1)


def test_a_short_row_and_a_long_row_do_not_hide_each_other(read: Reader) -> None:
    """One cell less here and one more there leave the sum of separators right; both rows are found."""
    short, long = "B,2026-11-20T09:30:26+08:00,US,350", f"C{GOOD[2:]},"
    (batch,) = read(f"{HEADER}\n{GOOD}\n{short}\n{long}\n")
    assert [(one.row, one.code) for one in batch.problems] == [(3, "RAGGED_ROW"), (4, "RAGGED_ROW")]


@pytest.mark.no_cover  # others pass its branches
def test_an_open_quotation_mark_in_a_long_file_costs_one_row(tmp_path: Path) -> None:
    """Also when the block of the file ends before the mark is closed, which it never is."""
    rows = [GOOD.replace("A1", f"C{at}") for at in range(60_000)]
    rows[10] = '"' + rows[10]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    batches = list(read_orders(order_files([path]), Reading(chunk_rows=1000)))
    assert sum(batch.rows_read for batch in batches) == 60_000
    assert [one.row for batch in batches for one in batch.problems] == [12]


def test_quoted_line_breaks_count_as_one_row(read: Reader) -> None:
    """A record is a row, as a spreadsheet shows it; separators and doubled quotes inside quotes are text."""
    note = '"two\nlines, ""quoted"""'
    (batch,) = read(f"{HEADER},note\n{GOOD},{note}\n{GOOD.replace('A1', 'A2')},\n")
    assert batch.table.frame["note"].to_list() == ['two\nlines, "quoted"', None]
    assert batch.table.frame["row"].to_list() == [2, 3]


def test_an_empty_cell_in_quotes_is_empty(read: Reader) -> None:
    """Quotes around nothing are nothing."""
    (batch,) = read(f'{HEADER},note\n{GOOD},""\n')
    assert batch.table.frame["note"].to_list() == [None]


def test_blank_rows_are_counted(read: Reader) -> None:
    """Rows without text are skipped, and their numbers are kept; blank lines at the end are no rows."""
    (batch,) = read(f"{HEADER}\n\n,,,,\n{GOOD}\n\n\n")
    assert batch.skipped == {"blank row": 2}
    assert batch.table.frame["row"].to_list() == [4]
    assert batch.rows_read == 3


def test_rows_of_empty_cells_alone_are_blank(read: Reader) -> None:
    """The same where the block is plain."""
    (batch,) = read(f"{HEADER}\n,,,,\n,,,,\n")
    assert (batch.skipped, batch.rows_read) == ({"blank row": 2}, 2)


def test_a_header_without_rows_is_no_fault(read: Reader) -> None:
    """A day without orders has no orders."""
    batches = read(f"{HEADER}\n")
    assert sum(batch.rows_read for batch in batches) == 0


def test_bad_bytes_in_one_row_cost_that_row(read: Reader) -> None:
    """A file that is UTF-8 but for one byte keeps its other rows."""
    rows = [f"{GOOD.replace('A1', f'A{at}')},Müller" for at in range(9)]
    text = "\n".join([f"{HEADER},name", *rows]).encode().replace(b"A4", b"A\xff", 1)
    (batch,) = read(text + b"\n")
    (problem,) = batch.problems
    assert (problem.row, problem.code) == (6, "BAD_ENCODING")
    assert batch.order_rows == 8


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "orders.csv", "is empty"),
        (b" \n\n", "orders.csv", "is empty"),
        (b"PK\x03\x04broken", "orders.xlsx", "no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0broken", "orders.xls", "no workbook that can be read"),
        (b"PAR1broken", "orders.parquet", "damaged or cut off"),
        (b"no zip at all", "orders.zip", "damaged or cut off"),
        (b"no gz at all", "orders.csv.gz", "damaged or cut off"),
        (b"<html><table><tr><td>order_id</td></tr></table>", "orders.xls", "is a web page"),
    ],
)
def test_a_file_that_is_nothing_is_refused(content: bytes, name: str, message: str, read: Reader) -> None:
    """Empty and damaged files say so, with their name."""
    with refused(InputError, message) as error:
        read(content, name)
    assert name in sentence(error.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """All paths that lead nowhere are named at once."""
    with pytest.raises(InputError) as error:
        list(read_orders(order_files([tmp_path / "a.csv", tmp_path / "b.csv"])))
    assert [sentence(fault.reason) for fault in error.value.faults] == ["there is no such file. Check the path."] * 2


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """A folder without a file of orders is a mistake in the path."""
    with refused(InputError, "holds no file of orders"):
        list(read_orders(order_files([tmp_path])))


def test_the_product_master_lists_all_its_faults(tmp_path: Path) -> None:
    """Every faulty cell of the master is named before anything is routed."""
    path = tmp_path / "products.csv"
    path.write_text("sku,weight_g,length_cm\nA,heavy,10\n,5,10\nB,5,long\nB,5,1\nC\n")
    with pytest.raises(InputError) as error:
        read_products(path)
    assert [sentence(fault.place) for fault in error.value.faults] == [
        "row 6", "row 2, column weight_g", "row 3, column sku", "row 4, column length_cm", "row 5, column sku",
    ]  # fmt: skip


def test_a_record_cut_by_the_end_of_a_block_is_read_whole(tmp_path: Path) -> None:
    """Blocks are of 64 KiB here; quoted line breaks stand at their ends, and stray marks keep the careful way on."""
    rows = [f'A{at}{GOOD[2:]},"two\nlines {"x" * 90}"' for at in range(2000)]
    rows[0] = f'A0{GOOD[2:]},5" screen'
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([f"{HEADER},note", *(f'{row},6" deep' for row in rows)]).replace("note", "note,name"))
    batches = list(read_orders(order_files([path]), Reading(chunk_rows=300)))
    assert not [problem for batch in batches for problem in batch.problems]
    frames = [row for batch in batches for row in batch.table.frame.select("order_id", "row", "note", "name").rows()]
    assert frames[0] == ("A0", 2, '5" screen', '6" deep')
    assert frames[1:] == [(f"A{at}", at + 2, f"two\nlines {'x' * 90}", '6" deep') for at in range(1, 2000)]


def test_bad_bytes_far_down_a_chinese_file_cost_one_row(tmp_path: Path) -> None:
    """The encoding is settled by the first block; what is no text in it later is named."""
    rows = [f"A{at}{GOOD[2:]},张伟{'伟' * 30}" for at in range(3000)]
    content = "\n".join([f"{HEADER},name", *rows]).encode("gb18030").replace(b"A2500,", b"A2500\x81\xff,")
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    batches = list(read_orders(order_files([path]), Reading(chunk_rows=300)))
    assert [(one.row, one.code) for batch in batches for one in batch.problems] == [(2502, "BAD_ENCODING")]
    assert sum(batch.order_rows for batch in batches) == 2999


def test_one_line_without_end_is_no_table(tmp_path: Path) -> None:
    """A megabyte without a line end is refused as a row, not gathered for ever."""
    path = tmp_path / "orders.csv"
    path.write_text(f'{HEADER}\n"' + "x" * 3_000_000)
    batches = list(read_orders(order_files([path]), Reading(chunk_rows=300)))
    found = [one.code for batch in batches for one in batch.problems]
    assert set(found) == {"BROKEN_QUOTES"} or set(found) <= {"BROKEN_QUOTES", "RAGGED_ROW"}


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner of the file is to be asked."""
    path = tmp_path / "orders.csv"
    path.write_text(HEADER)

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with refused(InputError, "may not be read"):
        list(read_orders(order_files([path])))


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    """Its password is nobody's business here."""
    path = tmp_path / "orders.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orders.csv", f"{HEADER}\n{GOOD}\n")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag that says "encrypted"
    path.write_bytes(bytes(content))
    with refused(InputError, "protected by a password"):
        list(read_orders(order_files([path])))


@pytest.mark.no_cover  # others pass its branches
@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_an_archive_cut_off_far_down_is_refused(kind: str, tmp_path: Path) -> None:
    """The damage shows only after many good rows; it is named all the same."""
    noise = random.Random(1)  # noqa: S311 - text that does not pack well
    rows = [f"A{at}{GOOD[2:]},{noise.getrandbits(400):x}" for at in range(3000)]
    content = "\n".join([f"{HEADER},note", *rows]).encode()
    path = tmp_path / f"orders.{kind}"
    if kind == "gz":
        path.write_bytes(gzip.compress(content)[:-9000])
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("orders.csv", content)
        packed = bytearray(path.read_bytes())
        packed[120_000:120_100] = bytes(100)
        path.write_bytes(bytes(packed))
    with refused(InputError, "damaged or cut off"):
        list(read_orders(order_files([path]), Reading(chunk_rows=100)))


def test_a_parquet_file_damaged_inside_is_refused(tmp_path: Path) -> None:
    """The footer is whole, the pages are not."""
    path = tmp_path / "orders.parquet"
    frame = pl.DataFrame({"order_id": [f"A{at}" for at in range(5000)]})
    frame.with_columns(paid_at=pl.lit("2026-11-20T01:30:26Z"), country=pl.lit("US")).write_parquet(path)
    content = bytearray(path.read_bytes())
    content[4:2000] = bytes(1996)
    path.write_bytes(bytes(content))
    with refused(InputError, "damaged or cut off"):
        list(read_orders(order_files([path])))


def test_a_file_that_makes_a_library_panic_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken workbook leads calamine astray, which tells so by an exception that no usual handler sees."""
    panic = type("PanicException", (BaseException,), {})
    path = tmp_path / "orders.xlsx"
    path.write_bytes(b"PK\x03\x04")

    def astray(*_args: object) -> None:
        raise panic("range start index 116 out of range")

    monkeypatch.setattr("python_calamine.load_workbook", astray)
    with refused(InputError, "contradict each other"):
        list(read_orders(order_files([path])))

    def stop(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("python_calamine.load_workbook", stop)
    with pytest.raises(KeyboardInterrupt):
        list(read_orders(order_files([path])))


def test_a_parquet_file_without_rows_has_no_orders(tmp_path: Path, master: ProductMaster) -> None:
    """A marketplace's day without orders, in a file that hands out no chunk at all."""
    columns = ("Name", "Paid at", "Shipping Country", "Lineitem quantity", "Lineitem sku")
    pl.DataFrame(schema=dict.fromkeys(columns, pl.String)).write_parquet(tmp_path / "orders.parquet")
    assert (
        sum(
            len(batch.table)
            for batch in read_orders(order_files([tmp_path / "orders.parquet"]), Reading(products=master))
        )
        == 0
    )
