"""A carrier's reply read into the run, and what marketplaces are told."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2
import pytest
from click.testing import CliRunner, Result
from finished_run import FX, label_run

from carriers.labels.answers.upload import forms
from cli.labels.labels import command
from cli.words import sentence
from routing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path
    from types import SimpleNamespace

NUMBER = "RR473124829GB"


@pytest.fixture
def run(tmp_path: Path, desk: SimpleNamespace) -> Path:
    """A run of orders of several marketplaces, all by China Post; A has two articles."""
    (tmp_path / "fx.csv").write_text(FX, encoding="utf-8")
    (tmp_path / "shop.toml").write_text('[uploads.aliexpress]\n"China Post" = "CPAM"\n', encoding="utf-8")
    one = {key: value for key, value in desk.b.items() if key != "note"}
    return label_run(
        tmp_path / "run",
        [
            desk.a,
            desk.b,
            {**one, "order_id": "058-3563777-5518068", "platform": "amazon"},
            {**one, "order_id": "771", "platform": "woocommerce"},
            {**desk.a, "order_id": "21-12345-67890", "platform": "ebay"},
            {**one, "order_id": "SHEIN-1", "platform": "shein", "postcode": "00-002"},
        ],
    )


def reply(run: Path, text: str, *more: str, name: str = "reply.csv") -> Result:
    """What `sampan labels answer RUN FILE` does with a table of this text."""
    path = run.parent / name
    path.write_text(text, encoding="utf-8")
    words = ["answer", str(run), str(path), "--shop", str(run.parent / "shop.toml"), *more]
    return CliRunner().invoke(command, words)


def table(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """A table's rows."""
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=delimiter))


def test_numbers_come_back_and_marketplaces_are_told(run: Path) -> None:
    """Each marketplace's file has its own orders, in the form typed by hand from its source."""
    text = (
        "客户单号,渠道,转单号\n8190012345678901,挂号,RR473124829GB\n1002,挂号,YT2632800000000001\n"
        "058-3563777-5518068,挂号,YT2632800000000002\n771,挂号,YT2632800000000003\n"
        "21-12345-67890,挂号,YT2632800000000004\n"
    )
    result = reply(run, text)
    assert result.exit_code == 0, result.output
    labels = run / "labels"
    answers = table(labels / "answers.csv")
    assert [(row["order_id"], row["tracking"]) for row in answers][:2] == [
        ("8190012345678901", NUMBER),
        ("#1002", "YT2632800000000001"),  # the carrier took the # off
    ]
    assert table(labels / "upload-aliexpress.csv") == [
        {"订单号": "8190012345678901", "物流服务": "CPAM", "运单号": NUMBER}
    ]
    assert table(labels / "upload-Orders-shopify.csv") == [
        {"Name": "#1002", "Command": "UPDATE", "Fulfillment: Status": "success",
         "Fulfillment: Tracking Company": "China Post", "Fulfillment: Tracking Number": "YT2632800000000001"}
    ]  # fmt: skip
    assert table(labels / "upload-amazon.txt", "\t") == [
        {"order-id": "058-3563777-5518068", "order-item-id": "", "quantity": "", "ship-date": "2026-11-23",
         "carrier-code": "China Post", "carrier-name": "", "tracking-number": "YT2632800000000002",
         "ship-method": "cnpost-registered"}
    ]  # fmt: skip
    assert table(labels / "upload-woocommerce.csv") == [
        {"order_id": "771", "tracking_provider": "China Post", "tracking_number": "YT2632800000000003",
         "date_shipped": "23-11-2026", "status_shipped": "1"}
    ]  # fmt: skip
    ebay = table(labels / "upload-ebay.csv")
    assert [(row["Order Number"], row["Custom Label"], row["Tracking Number"]) for row in ebay] == [
        ("21-12345-67890", "LED-1", "YT2632800000000004"),
        ("21-12345-67890", "CASE-2", "YT2632800000000004"),
    ]
    assert "1 order of the run without a number" in result.stderr
    assert "aliexpress: low confidence" in result.stderr


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ("9999,RR473124829GB", "ORDER_UNKNOWN"),
        (",RR473124829GB", "ORDER_MISSING"),
        ("771,", "NUMBER_MISSING"),
        ("771,RR473124820GB", "NUMBER_WRONG"),  # its check digit is 9
        ("771,pending", "NUMBER_WRONG"),
        ("8.19E+15,RR473124829GB", "ID_MANGLED"),
        ("771,4.2E+11", "ID_MANGLED"),
        ("771,RR473124829GB\n771,YT2632800000000003", "TWO_NUMBERS"),
        ("771,RR473124829GB\nSHEIN-1,RR473124829GB", "NUMBER_TWICE"),  # they go to two doors
    ],
)
def test_a_row_that_cannot_be_meant_needs_a_person(rows: str, rule: str, run: Path) -> None:
    """It is named with its rule in the report, and no number is guessed."""
    result = reply(run, f"订单号,运单号\n{rows}\n")
    assert result.exit_code == 1
    report = table(run / "labels" / "label_problems.csv")
    assert {(row["rule"], row["layout"]) for row in report} == {(rule, "answer")}
    known = {row["order_id"]: row["tracking"] for row in table(run / "labels" / "answers.csv")}
    assert known == ({"771": NUMBER} if rule == "TWO_NUMBERS" else {})


def test_two_orders_of_one_door_may_share_a_number(run: Path) -> None:
    """A merged parcel: both orders have the number, with a warning."""
    result = reply(run, f"订单号,运单号\n771,{NUMBER}\n#1002,{NUMBER}\n")
    assert result.exit_code == 0
    assert "warning 771 NUMBER_TWICE" in result.stderr
    assert len(table(run / "labels" / "answers.csv")) == 2


def test_another_number_is_not_taken_unasked(run: Path) -> None:
    """The first number stays, and is told; --replace takes the new one."""
    assert reply(run, f"订单号,运单号\n771,{NUMBER}\n").exit_code == 0
    again = reply(run, "订单号,运单号\n771,YT2632800000000003\n")
    assert again.exit_code == 1
    assert f"The order has {NUMBER} already. To take the new one: --replace." in again.stderr
    assert [row["tracking"] for row in table(run / "labels" / "answers.csv")] == [NUMBER]
    assert reply(run, "订单号,运单号\n771,YT2632800000000003\n", "--replace").exit_code == 0
    assert [row["tracking"] for row in table(run / "labels" / "answers.csv")] == ["YT2632800000000003"]


def test_the_number_a_buyer_can_follow_goes_first(run: Path) -> None:
    """跟踪号 before 运单号; where it is empty the forwarder's own stands in, and that is said."""
    text = "运单号,订单号,跟踪号\nYT2632800000000009,771,RR473124829GB\nYT2632800000000010,#1002,\n"
    result = reply(run, text)
    known = {row["order_id"]: row["tracking"] for row in table(run / "labels" / "answers.csv")}
    assert known == {"771": NUMBER, "#1002": "YT2632800000000010"}
    assert "numbers from 跟踪号; where that is empty, from 运单号" in result.stderr


def test_heads_may_be_named(run: Path) -> None:
    """A table of unknown heads is refused with them, and read when they are named."""
    text = f"Our no,Their no\n771,{NUMBER}\n"
    result = reply(run, text)
    assert isinstance(result.exception, InputError)
    assert "Its heads are Our no, Their no. Name them with --order-column and --tracking-column." in sentence(
        result.exception
    )
    assert reply(run, text, "--order-column", "Our no", "--tracking-column", "Their no").exit_code == 0
    wrong = reply(run, text, "--order-column", "Our", "--tracking-column", "Their no")
    assert isinstance(wrong.exception, InputError)


def test_a_workbook_with_notes_above_is_read(run: Path) -> None:
    """Heads in the third row of the second sheet, numbers as text."""
    book = openpyxl.Workbook()
    book.active["A1"] = "说明"
    sheet = book.create_sheet("结果")
    for row in (["下单结果"], [], ["序号", "客户订单号", "跟踪号"], [1, "771", NUMBER]):
        sheet.append(row)
    book.save(run.parent / "reply.xlsx")
    result = CliRunner().invoke(command, ["answer", str(run), str(run.parent / "reply.xlsx"), "--format", "json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["new"], len(told["unanswered"]), told["problems"]) == (1, 5, [])


def test_slips_and_lists_after_the_answer_have_the_number(run: Path) -> None:
    """The number stands on the slip and the hand-over list, without a pool."""
    reply(run, "订单号,运单号\n771,YT2632800000000003\n")
    for name in ("pdf", "handover"):
        CliRunner().invoke(command, [name, str(run), "--fx", str(run.parent / "fx.csv")])
    for name in ("slips", "handover"):
        document = pypdfium2.PdfDocument((run / "labels" / f"{name}.pdf").read_bytes())
        assert "YT2632800000000003" in "".join(page.get_textpage().get_text_range() for page in document), name


def test_a_damaged_table_of_answers_is_refused(run: Path) -> None:
    """What a person broke is named by its row."""
    reply(run, f"订单号,运单号\n771,{NUMBER}\n")
    path = run / "labels" / "answers.csv"
    path.write_text(path.read_text("utf-8").replace(NUMBER, "?"), encoding="utf-8")
    result = reply(run, f"订单号,运单号\n771,{NUMBER}\n")
    assert isinstance(result.exception, InputError)
    assert "answers.csv, row 2: is damaged" in sentence(result.exception)


def test_every_form_says_where_it_comes_from() -> None:
    """Seven marketplaces, each with source, age and sureness; one that is not sure says what to do."""
    known = forms()
    assert set(known) == {"aliexpress", "amazon", "ebay", "shopify", "tiktok", "temu", "woocommerce"}
    for form in known.values():
        assert form.sources
        assert form.seen
        assert form.confidence == "high" or form.notes
