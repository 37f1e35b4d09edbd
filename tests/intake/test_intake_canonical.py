"""Rows of sampan's own columns: what is read, what is refused, and how the rows are counted."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from told import refused

from cli.words import sentence
from routing.errors import InputError
from routing.intake import Reading, order_files, read_orders

if TYPE_CHECKING:
    from pathlib import Path

    from routing.errors import Problem
    from routing.intake import Batch, ProductMaster

Reader = Callable[..., list["Batch"]]
Orders = Callable[..., list[dict[str, Any]]]
Problems = Callable[..., list["Problem"]]
HEADER = "order_id,paid_at,country,weight_g,length_mm,width_mm,height_mm"
ROW = "A1,2026-11-20T09:30:26+08:00,US,350,200,150,100"


def _with(column: str, value: str) -> str:
    return f"{HEADER},{column}\n{ROW},{value}\n"


def _instead(column: str, value: str) -> str:
    cells = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | {column: value}
    return f"{HEADER}\n{','.join(cells.values())}\n"


def test_a_plain_row_becomes_an_order(orders: Orders) -> None:
    """Text becomes whole grams, millimetres and a moment in UTC; what the file does not say is null."""
    (order,) = orders(_with("name", "Test Buyer"))
    assert order["order_id"] == "A1"
    assert order["paid_at"] == datetime(2026, 11, 20, 1, 30, 26, tzinfo=UTC)  # 09:30:26 at +08:00
    assert (order["country"], order["weight_g"]) == ("US", 350)
    assert (order["length_mm"], order["width_mm"], order["height_mm"]) == (200, 150, 100)
    assert (order["quantity"], order["row"], order["source"]) == (1, 2, "orders.csv")
    assert order["value_e4"] is order["goods"] is order["items"] is order["flags"] is None


@pytest.mark.parametrize(
    ("header", "cell", "grams"),
    [
        ("weight_g", "2004.9", 2005),  # rounded up, as carriers bill
        ("weight_kg", "2.0049", 2005),
        ("weight_oz", "16", 454),  # 453.59 g
        ("weight_lb", "1", 454),
        ("Weight (kg)", "1.2", 1200),
        ("weight", "0.35 kg", 350),
        ("weight_g", "0.35 kg", 350),  # a unit in the cell wins over the header's
        ("weight_g", "10000000", 10_000_000),  # the most that is taken for a parcel
    ],
)
def test_weights_come_in_many_units(header: str, cell: str, grams: int, orders: Orders) -> None:
    """The unit stands in the header or in the cell; the result is whole grams, rounded up."""
    (order,) = orders(f"order_id,paid_at,country,{header},size\nA,2026-11-20T01:30:26Z,US,{cell},200x150x100 cm\n")
    assert order["weight_g"] == grams


@pytest.mark.parametrize(
    ("header", "cells", "sides"),
    [
        ("size", "20x15x10 cm", (200, 150, 100)),
        ("size_in", "8 x 6 x 4", (204, 153, 102)),  # 203.2, 152.4 and 101.6 mm
        ("length_cm,width_cm,height_cm", "20,15,0.95", (200, 150, 10)),  # 9.5 mm is 10 mm
        ("length,width,height", "10 in,10 cm,10 mm", (254, 100, 10)),
        ("length_in,width_in,height_in", "1,2,3", (26, 51, 77)),  # 25.4, 50.8 and 76.2 mm
    ],
)
def test_sizes_come_in_many_units(header: str, cells: str, sides: tuple[int, ...], orders: Orders) -> None:
    """One column or three, in whole millimetres, rounded up and in the order given."""
    (order,) = orders(f"order_id,paid_at,country,weight_g,{header}\nA,2026-11-20T01:30:26Z,US,350,{cells}\n")
    assert (order["length_mm"], order["width_mm"], order["height_mm"]) == sides


@pytest.mark.parametrize(
    ("value", "currency", "e4", "code"),
    [
        ("12.34", "USD", 123_400, "USD"),
        ("12 USD", "", 120_000, "USD"),
        ("$4.9999", "usd", 49_999, "USD"),  # the column says which dollar
        ('"US $1,234.50"', "", 12_345_000, "USD"),
        ("€5", "EUR", 50_000, "EUR"),
        ("", "USD", None, "USD"),
        ("", "", None, None),
    ],
)
def test_values_come_with_a_currency(
    value: str, currency: str, e4: int | None, code: str | None, orders: Orders
) -> None:
    """The currency stands in its column or in the cell; an order without value has none."""
    (order,) = orders(f"{HEADER},value,currency\n{ROW},{value},{currency}\n")
    assert (order["value_e4"], order["currency"]) == (e4, code)


def test_the_caller_may_say_the_currency_of_bare_amounts(orders: Orders) -> None:
    """`currency` stands in where neither cell nor column names one."""
    (order,) = orders(_with("value", "12.34"), currency="EUR")
    assert (order["value_e4"], order["currency"]) == (123_400, "EUR")


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        (_instead("order_id", ""), "order_id", "MISSING"),
        (_instead("order_id", "8.1E+15"), "order_id", "MANGLED_ID"),
        (_instead("order_id", "8E+17"), "order_id", "MANGLED_ID"),
        (_instead("paid_at", ""), "paid_at", "MISSING"),
        (_instead("paid_at", "2026-11-20T09:30:26"), "paid_at", "NAIVE_TIME"),
        (_instead("paid_at", "2026-11-20"), "paid_at", "UNREADABLE_TIME"),
        (_instead("paid_at", "2026-02-30T09:30:26Z"), "paid_at", "UNREADABLE_TIME"),
        (_instead("paid_at", "46346.5"), "paid_at", "UNREADABLE_TIME"),  # a day number, and no zone for it
        (_instead("paid_at", "1999-12-31T09:30:26Z"), "paid_at", "UNREADABLE_TIME"),
        (_instead("country", ""), "country", "MISSING"),
        (_instead("country", "Atlantis"), "country", "UNKNOWN_COUNTRY"),
        (_instead("country", "Korea"), "country", "AMBIGUOUS_COUNTRY"),
        (_instead("weight_g", "heavy"), "weight_g", "UNREADABLE_WEIGHT"),
        (_instead("weight_g", "0"), "weight_g", "UNREADABLE_WEIGHT"),
        (_instead("weight_g", "-350"), "weight_g", "UNREADABLE_WEIGHT"),
        (_instead("weight_g", "+350"), "weight_g", "UNREADABLE_WEIGHT"),
        (_instead("weight_g", "1e3"), "weight_g", "UNREADABLE_WEIGHT"),
        (_instead("weight_g", "10000001"), "weight_g", "UNREADABLE_WEIGHT"),
        (_instead("weight_g", "35 cm"), "weight_g", "UNREADABLE_WEIGHT"),
        (_instead("weight_g", ""), "weight", "MISSING"),
        (_instead("length_mm", "long"), "length_mm", "UNREADABLE_SIZE"),
        (_instead("width_mm", ""), "size", "MISSING"),
        (_with("size", "20x15"), "size", "UNREADABLE_SIZE"),
        (_with("quantity", "0"), "quantity", "UNREADABLE_QUANTITY"),
        (_with("quantity", "1.5"), "quantity", "UNREADABLE_QUANTITY"),
        (_with("goods", "dynamite"), "goods", "UNKNOWN_GOODS"),
        (_with("tracked", "perhaps"), "tracked", "UNREADABLE_WORD"),
        (_with("shape", "sphere"), "shape", "UNREADABLE_WORD"),
        (_with("value", "12"), "value", "MISSING"),
        (_with("value", "$12"), "value", "UNREADABLE_VALUE"),  # which dollar?
        (_with("value", "-12 USD"), "value", "UNREADABLE_VALUE"),
        (_with("value", "12.34567 USD"), "value", "UNREADABLE_VALUE"),
        (_with("value,currency", "12 EUR,USD"), "value", "UNREADABLE_VALUE"),
        (_with("value,currency", "12,XXX"), "currency", "UNREADABLE_VALUE"),
        (_with("value,currency", "$12,EUR"), "value", "UNREADABLE_VALUE"),  # no dollar is a euro
        (_with("value,currency", "¥12,USD"), "value", "UNREADABLE_VALUE"),
        (_with("requested_service", "pigeon"), "requested_service", "UNKNOWN_SERVICE"),
        (_with("ship_by", "soon"), "ship_by", "UNREADABLE_TIME"),
        (_with("origin", "Atlantis"), "origin", "UNKNOWN_COUNTRY"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_by_name(text: str, column: str, code: str, problems: Problems) -> None:
    """The problem names row, column and code, and ends in a full stop; the row is counted once."""
    (problem,) = problems(text, services=["cnpost-ems"])
    assert (problem.row, problem.column, problem.code) == (2, column, code)
    assert sentence(problem.reason).endswith(".")


def test_a_weight_without_any_unit_is_refused(problems: Problems) -> None:
    """`weight` alone does not say of what; the way out shows a unit."""
    (problem,) = problems("order_id,paid_at,country,weight,size\nA,2026-11-20T01:30:26Z,US,350,20x15x10 cm\n")
    assert problem.code == "UNREADABLE_WEIGHT"
    assert "350 g" in sentence(problem.reason)


def test_one_bad_row_with_several_faults_counts_once(read: Reader) -> None:
    """Three faults are three problems of one refused row; the good row beside it goes on."""
    (batch,) = read(f"{HEADER}\nB,,Korea,heavy,1,1,1\n{ROW}\n")
    assert [problem.code for problem in batch.problems] == ["AMBIGUOUS_COUNTRY", "MISSING", "UNREADABLE_WEIGHT"]
    assert (batch.rows_read, batch.order_rows, batch.rejected_rows, batch.skipped_rows) == (2, 1, 1, 0)
    assert batch.table.frame["order_id"].to_list() == ["A1"]


def test_the_zone_of_naive_times_comes_from_the_caller(orders: Orders) -> None:
    """With a zone, local times and spreadsheets' day numbers are read; 46346.5 is noon of 2026-11-20."""
    zone = ZoneInfo("Asia/Shanghai")
    second_row = ROW.replace("A1", "A2").replace("2026-11-20T09:30:26+08:00", "46346.5")
    text = f"{HEADER}\n{ROW.replace('+08:00', '')}\n{second_row}\n"
    first, second = orders(text, input_zone=zone)
    assert first["paid_at"] == datetime(2026, 11, 20, 1, 30, 26, tzinfo=UTC)
    assert second["paid_at"] == datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    assert first["flags"] is None  # the caller's word is no assumption


def test_a_local_time_that_came_twice_is_flagged(orders: Orders) -> None:
    """On 2026-11-01 New York's 01:30 came at 05:30 and 06:30 UTC; the earlier is taken."""
    text = f"{HEADER}\n{ROW.replace('2026-11-20T09:30:26+08:00', '2026-11-01 01:30')}\n"
    (order,) = orders(text, input_zone=ZoneInfo("America/New_York"))
    assert order["paid_at"] == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert order["flags"] == "REPEATED_HOUR"


def test_a_local_time_that_never_came_is_refused(problems: Problems) -> None:
    """On 2026-03-08 New York's clocks went from 02:00 to 03:00."""
    text = f"{HEADER}\n{ROW.replace('2026-11-20T09:30:26+08:00', '2026-03-08 02:30:00')}\n"
    (problem,) = problems(text, input_zone=ZoneInfo("America/New_York"))
    assert problem.code == "UNREADABLE_TIME"
    assert "clocks went forward" in sentence(problem.reason)


def test_optional_columns_are_read(orders: Orders) -> None:
    """Words become values: yes and no, shapes, goods, platform, ship_by and the service's own spelling."""
    header = "shape,tracked,vat_collected,goods,platform,ship_by,requested_service,company,tax_id,origin"
    cells = "Roll,yes,否,Liquid;battery,AliExpress,2026-11-25T23:59:59+08:00,CNPOST-EMS,Test GmbH,DE123,中国"
    (order,) = orders(f"{HEADER},{header}\n{ROW},{cells}\n", services=["cnpost-ems"])
    assert (order["shape"], order["tracked"], order["vat_collected"]) == ("roll", True, False)
    assert (order["goods"], order["platform"], order["origin"]) == ("battery;liquid", "aliexpress", "CN")
    assert (order["requested_service"], order["company"], order["tax_id"]) == ("cnpost-ems", "Test GmbH", "DE123")
    assert order["ship_by"] == datetime(2026, 11, 25, 15, 59, 59, tzinfo=UTC)


def test_any_requested_service_passes_when_no_services_are_given(orders: Orders) -> None:
    """Without the loaded services there is nothing to compare with."""
    (order,) = orders(_with("requested_service", "pigeon"))
    assert order["requested_service"] == "pigeon"


def test_the_master_fills_what_the_order_does_not_say(orders: Orders, master: ProductMaster) -> None:
    """Two lamps of 210 g and 18 x 9 x 7 cm: 420 g, stacked to 18 x 9 x 14 cm."""
    text = "order_id,paid_at,country,sku,quantity\nA,2026-11-20T01:30:26Z,US,LED-LAMP-01,2\n"
    (order,) = orders(text, products=master)
    assert order["weight_g"] == 420
    assert (order["length_mm"], order["width_mm"], order["height_mm"]) == (180, 90, 140)
    assert (order["hs_code"], order["description"], order["goods"]) == ("940521", "LED desk lamp", "general")
    assert order["flags"] == "SIZE_STACKED"


def test_an_orders_own_figures_win_over_the_master(orders: Orders, master: ProductMaster) -> None:
    """The parcel's weight is as given, whatever the quantity; only what is empty is filled."""
    text = f"{HEADER},sku,quantity,description\n{ROW},LED-LAMP-01,2,reading lamp\n"
    (order,) = orders(text, products=master)
    assert (order["weight_g"], order["height_mm"], order["description"]) == (350, 100, "reading lamp")
    assert (order["hs_code"], order["flags"]) == ("940521", None)


def test_an_article_that_the_master_lacks_is_refused(problems: Problems, master: ProductMaster) -> None:
    """An unknown SKU is never guessed; the message names the command that helps."""
    text = "order_id,paid_at,country,sku\nA,2026-11-20T01:30:26Z,US,NO-SUCH\nB,2026-11-20T01:30:26Z,US,\n"
    first, second = problems(text, products=master)
    assert (first.code, first.value) == ("UNKNOWN_SKU", "NO-SUCH")
    assert "sampan products missing" in sentence(first.reason)
    assert (second.row, second.code) == (3, "MISSING")


def test_a_duplicate_order_is_refused_and_names_the_first(tmp_path: Path) -> None:
    """Over all files of a run and all chunks the first row with an id is kept."""
    (tmp_path / "a.csv").write_text(f"{HEADER}\n{ROW}\n{ROW}\n")
    (tmp_path / "b.csv").write_text(f"{HEADER}\n{ROW.replace('A1', 'B1')}\n{ROW}\n")
    batches = list(read_orders(order_files([tmp_path]), Reading(chunk_rows=1)))
    found = [problem for batch in batches for problem in batch.problems]
    assert [(one.file, one.row, one.code) for one in found] == [
        ("a.csv", 3, "DUPLICATE_ORDER"),
        ("b.csv", 3, "DUPLICATE_ORDER"),
    ]
    assert all("a.csv row 2" in sentence(one.reason) for one in found)
    assert [batch.order_rows for batch in batches] == [1, 0, 1, 0]


def test_unknown_columns_are_named(read: Reader) -> None:
    """A column nobody reads is no fault, but it is said."""
    (batch,) = read(_with("colour", "red"))
    assert [sentence(said) for said in batch.warnings] == [
        "orders.csv: these columns are not known and were not read: colour."
    ]


def test_headers_may_differ_in_case_and_spaces(orders: Orders) -> None:
    """`Order ID` is `order_id`."""
    (order,) = orders(f"{HEADER.replace('order_id', ' Order ID ').replace('paid_at', 'PAID AT')}\n{ROW}\n")
    assert order["order_id"] == "A1"


def test_a_column_named_twice_is_refused(read: Reader) -> None:
    """Two columns weight_g cannot both be right."""
    with refused(InputError, "weight_g is there twice"):
        read(f"{HEADER},weight_g\n{ROW},360\n")


@pytest.mark.parametrize(
    ("column", "same", "other", "code"),
    [
        ("weight_kg", "0.35", "0.36", "UNREADABLE_WEIGHT"),
        ("weight_oz", "12.4", "12", "UNREADABLE_WEIGHT"),  # 12.4 oz = 351.5 g, 12 oz = 340.2 g
        ("length_cm", "20.5", "21", "UNREADABLE_SIZE"),
        ("height_in", "3.94", "39.4", "UNREADABLE_SIZE"),  # 100.1 mm
    ],
)
def test_two_columns_that_contradict_each_other_are_refused(
    orders: Orders, problems: Problems, column: str, same: str, other: str, code: str
) -> None:
    """Which of two weights or sides is right nobody can say; what rounding explains is no contradiction."""
    (order,) = orders(_with(column, same))
    assert (order["weight_g"], order["length_mm"], order["height_mm"]) == (350, 200, 100)
    (problem,) = problems(_with(column, other))
    assert (problem.column, problem.value, problem.code) == (column, other, code)
    assert "contradicts another column of the" in sentence(problem.reason)


def test_a_missing_required_column_names_it(read: Reader) -> None:
    """An unknown header names the nearest profile and what it lacks."""
    with refused(InputError, r"sampan's own columns; the columns missing are country"):
        read(f"{HEADER.replace('country', 'land')}\n{ROW}\n")
    with refused(InputError, "is no table with sampan's own columns; the columns missing are country"):
        read(f"{HEADER.replace('country', 'land')}\n{ROW}\n", profile="canonical")


def test_an_unknown_kind_of_file_lists_those_known(read: Reader) -> None:
    """`--from rakuten` is answered with the profiles there are."""
    with refused(InputError, r"no kind of order file.*auto, aliexpress, amazon, canonical, dianxiaomi, ebay, etsy"):
        read(f"{HEADER}\n{ROW}\n", profile="rakuten")


def test_a_file_of_one_column_is_refused(read: Reader) -> None:
    """Nothing in it can be a header."""
    with refused(InputError, "no row that may be a header"):
        read("hello\nworld\n")


@pytest.mark.parametrize("name", ["orders.tsv", "orders.txt"])
def test_tabs_and_semicolons_separate_as_well(name: str, orders: Orders) -> None:
    """The separator is told from the header."""
    sign = "\t" if name.endswith("tsv") else ";"
    (order,) = orders(f"{HEADER}\n{ROW}\n".replace(",", sign), name)
    assert order["weight_g"] == 350


def test_the_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is the standard input, and stays open."""
    stream = io.BytesIO(f"{HEADER}\n{ROW}\n".encode())
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
    (batch,) = read_orders(order_files(["-"]))
    assert batch.table.frame["source"].to_list() == ["stdin"]
    assert not stream.closed


def test_parquet_reads_as_csv_does(tmp_path: Path, orders: Orders) -> None:
    """Typed columns, times with and without zone and empty texts come out as from text."""
    frame = pl.DataFrame(
        {
            "order_id": [1, 2],
            "paid_at": [datetime(2026, 11, 20, 1, 30, 26, tzinfo=UTC)] * 2,
            "ship_by": [datetime(2026, 11, 25, 8)] * 2,  # noqa: DTZ001 - a naive column on purpose
            "country": ["US", "DE"],
            "weight_kg": [0.35, 1.0],
            "size": ["20x15x10 cm"] * 2,
            "name": ["", "Test"],
        }
    )
    path = tmp_path / "orders.parquet"
    frame.write_parquet(path)
    text = frame.with_columns(
        pl.col("paid_at").dt.to_string("%Y-%m-%dT%H:%M:%SZ"), pl.col("ship_by").dt.to_string("%Y-%m-%dT%H:%M:%S")
    ).write_csv()
    zone = ZoneInfo("Asia/Shanghai")
    batches = list(read_orders(order_files([path]), Reading(input_zone=zone, chunk_rows=1)))
    assert [row | {"source": ""} for batch in batches for row in batch.table.frame.rows(named=True)] == [
        row | {"source": ""} for row in orders(text, input_zone=zone)
    ]


@pytest.mark.no_cover  # others pass its branches
def test_wide_chunks_and_narrow_ones_give_the_same_orders(tmp_path: Path) -> None:
    """How many rows are held at a time changes nothing but the batches."""
    path = tmp_path / "orders.csv"
    rows = "\n".join(ROW.replace("A1", f"A{at}") for at in range(500))
    path.write_text(f"{HEADER}\n{rows}\n")
    whole = list(read_orders(order_files([path])))
    pieces = list(read_orders(order_files([path]), Reading(chunk_rows=7)))
    assert len(whole) == 1
    assert max(len(batch.table) for batch in pieces) == 7
    assert pl.concat([batch.table.frame for batch in pieces]).equals(whole[0].table.frame)
    assert whole[0].table.frame["row"].to_list() == list(range(2, 502))


def test_an_account_that_does_not_add_up_is_never_handed_on(read: Reader) -> None:
    """A lost row is a fault of sampan, found at once."""
    (batch,) = read(f"{HEADER}\n{ROW}\n")
    with pytest.raises(AssertionError, match="2 rows read, but 1 in orders"):
        type(batch)(table=batch.table, problems=(), rows_read=2, order_rows=1, rejected_rows=0)


@pytest.mark.parametrize(
    ("order_id", "accepted"),
    [
        ("A" * 100, True),  # the longest taken
        ("A" * 101, False),
        ('"7001\n7002"', False),  # a line break would tear labels and lists apart
        ("70\x0701", False),  # a control sign
        ("70\u200b01", False),  # a sign that shows nothing: 7001 to the eye, and no duplicate of it
        ("70\u00a001", False),
        ("70\u200b", True),  # at the end it is taken off
    ],
)
def test_an_order_number_is_one_short_line(tmp_path: Path, order_id: str, *, accepted: bool) -> None:
    """Ids with line breaks, control signs or over a hundred signs are refused by name."""
    file = tmp_path / "orders.csv"
    row = f"{order_id},2026-11-20T09:00+08:00,US,300,20x10x5cm\n"
    file.write_text("order_id,paid_at,country,weight_g,size\n" + row, encoding="utf-8", newline="")
    (batch,) = read_orders(order_files([file]), Reading(profile="canonical"))
    assert len(batch.table) == accepted
    assert [problem.code for problem in batch.problems] == ([] if accepted else ["STRANGE_ID"])
    assert all(len(problem.order_id) <= 100 for problem in batch.problems)


def test_a_carrier_named_in_the_note_is_flagged(orders: Callable[..., list[dict[str, Any]]]) -> None:
    """A person reads it, as with a marketplace's orders; the carrier chosen as shipping option is no news."""
    header = "order_id,paid_at,country,weight,size,note,shipping_option"
    row = "2026-11-20T09:30:26+08:00,US,350 g,20x15x10 cm"
    found = orders(f"{header}\nA,{row},please by DHL,\nB,{row},by DHL,DHL Express\nC,{row},quick please,\n")
    assert [order["flags"] for order in found] == ["BUYER_REQUEST", None, None]
    (order,) = orders(f"{header.removesuffix(',shipping_option')}\nA,{row},please by DHL\n")
    assert order["flags"] == "BUYER_REQUEST"


def test_a_postcode_gets_its_zero_back_with_a_flag(orders: Orders) -> None:
    """A spreadsheet made 0800 (Darwin) 800: read and labelled as 0800 and flagged; what has another reading stays."""
    head = "order_id,paid_at,country,weight_g,length_mm,width_mm,height_mm,postcode"
    at = "2026-11-20T09:30:26+08:00"
    rows = [f"{number},{at},{place},350,200,150,100,{code}" for number, (place, code) in enumerate(
        [("AU", "800"), ("DE", "1067"), ("US", "99501"), ("AU", "20"), ("FR", ""), ("AT", "101")]
    )]  # fmt: skip
    found = orders("\n".join([head, *rows]))
    assert [order["postcode"] for order in found] == ["0800", "01067", "99501", "20", None, "101"]
    assert [order["flags"] for order in found] == ["POSTCODE_ZERO", "POSTCODE_ZERO", None, None, None, None]
