"""Pick list, hand-over lists, bag tags, and all of a day in one pass."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pypdfium2
import pytest
from attrs import evolve
from click.testing import CliRunner, Result
from finished_run import FX, label_run

from carriers.labels.papers.handover import HandoverList
from carriers.labels.papers.pick import SEVERAL, SINGLE, Ask, PickList
from cli.labels.labels import command

if TYPE_CHECKING:
    from pathlib import Path
    from types import SimpleNamespace

PRODUCTS = "sku,weight_g,货位\nLED-1,210,A-01-2\nFAN-02,160,B-03-1\n"
LAYOUTS = """
[layouts]
cnpost-registered = "hualei"
cnpost-epacket = "cnpost-epacket-2"
dhl-express = "mydhl-items"
yun = { layout = "yunexpress", template = "yun.xlsx" }
"""


@pytest.fixture
def run(tmp_path: Path, desk: SimpleNamespace) -> Path:
    """A run of six orders over five services, one of them flagged and one without a telephone, with its shop."""
    (tmp_path / "fx.csv").write_text(FX, encoding="utf-8")
    (tmp_path / "shop.toml").write_text(desk.shop_text + LAYOUTS, encoding="utf-8")
    one = {key: value for key, value in desk.b.items() if key != "note"}
    orders = [
        desk.a,
        {**one, "order_id": "E1", "service": "cnpost-epacket"},
        {**one, "order_id": "D1", "service": "dhl-express", "carrier": "DHL"},
        {**one, "order_id": "Y1", "service": "yun", "carrier": "YunExpress"},
        {**one, "order_id": "U1", "service": "ups-saver", "carrier": "UPS"},
        {**one, "order_id": "C1", "flags": "CANCEL_ASKED"},
        {**one, "order_id": "P1", "phone": "000"},
    ]
    folder = label_run(tmp_path / "run", orders)
    (folder / "inputs").mkdir()
    (folder / "inputs" / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    book = openpyxl.Workbook()
    heads = (
        "客户订单号 产品代码 收件人国家 收件人姓名 收件人地址 收件人城市 件数 包裹总重量 申报币种 "
        "申报品名1 中文申报品名1 申报数量1 申报FOB价1 申报单重1"
    )
    book.active.append(heads.split())
    book.save(tmp_path / "yun.xlsx")
    return folder


def sampan(run: Path, *words: str) -> Result:
    """What `sampan labels WORDS` does, with the shop file and the rates."""
    beside = ["--fx", str(run.parent / "fx.csv"), "--shop", str(run.parent / "shop.toml"), "--on", "2026-11-23"]
    return CliRunner().invoke(command, [*words, *beside])


def text_of(path: Path) -> str:
    """The text of all pages."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path.read_bytes()))


def table(path: Path) -> list[dict[str, str]]:
    """A table's rows."""
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_the_pick_list_adds_up_by_article(desk: SimpleNamespace) -> None:
    """Three orders: pieces by article and shelf, those of one article apart; all pieces are on the list, once."""
    pick = PickList({"LED-1": "A-01-2"})
    several = desk.shipment(desk.a)  # LED-1 once, CASE-2 twice
    led = [{**desk.a["items"][0], "quantity": 4}]
    alone = desk.shipment(desk.a, order_id="2", items=led)
    twice = desk.shipment(desk.a, order_id="3", items=[led[0], {**led[0], "quantity": 1}])  # two lines, one article
    for order in (several, alone, twice):
        pick.add(order)
    rows = [
        (row["group"], row["shelf"], row["sku"], row["pieces"], row["orders"], row["pieces_in_all"])
        for row in pick.rows()
    ]
    assert rows == [
        (SINGLE, "A-01-2", "LED-1", 9, 2, 10),
        (SEVERAL, "A-01-2", "LED-1", 1, 1, 10),
        (SEVERAL, "", "CASE-2", 2, 1, 2),
    ]
    assert (pick.orders, pick.pieces) == (3, 12)
    asks = [
        Ask("7", "s", ("Cancelled?",), held=True, first=True),
        Ask("8", "s", ("No phone.",), held=True, first=False),
    ]
    file = io.BytesIO()
    pick.write(file, desk.on, asks)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file.getvalue())]
    first, last = pages[0], pages[-1]
    assert first.index("先问再发") < first.index("Cancelled?") < first.index("单品单") < first.index("多品单")
    assert "共 3 单 orders，12 件 pieces" in first
    assert "No phone." in last
    assert "No phone." not in first


def test_hand_over_lists_count_and_weigh(desk: SimpleNamespace) -> None:
    """A list for each carrier, with its services' counts, the sum, an unknown weight told, and places to sign."""
    handover = HandoverList(desk.shop, desk.on)
    for number, (service, weight) in enumerate((("a", 320), ("b", 1500), ("a", None)), 1):
        handover.add(
            evolve(desk.shipment(desk.b), order_id=str(number), service=service, weight_g=weight), "RR473124829GB"
        )
    handover.add(evolve(desk.shipment(desk.b), carrier="DHL", service="dhl"), "")
    file = io.BytesIO()
    assert handover.write(file) == 2
    post, dhl = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file.getvalue()))
    if "DHL" in post.splitlines()[0]:
        post, dhl = dhl, post
    assert "a：2 件 parcels，0.320 (+1 ?) kg" in post
    assert "合计 total：3 件 parcels，1.820 (+1 ?) kg" in post
    assert post.count("RR473124829GB") == 3
    assert all(words in post for words in ("交件人", "收件人", "实收件数", "日期时间", "车牌"))
    assert "合计 total：1 件 parcels，0.181 kg" in dhl


def test_bags_hold_what_they_may(desk: SimpleNamespace) -> None:
    """Parcels of 400 g into bags of at most 1 kg: two, two and one; a heavier parcel has a bag of its own."""
    handover = HandoverList(desk.shop, desk.on)
    for number in range(5):
        handover.add(evolve(desk.shipment(desk.b), order_id=str(number), weight_g=400), "")
    handover.add(evolve(desk.shipment(desk.b), order_id="9", weight_g=3000), "")
    bags = handover.bags(1000)
    assert [(bag.number, bag.bags, len(bag.parcels), bag.weight_g) for bag in bags] == [
        (1, 4, 2, 800), (2, 4, 2, 800), (3, 4, 1, 400), (4, 4, 1, 3000),
    ]  # fmt: skip
    assert len(handover.bags()) == 1


def test_a_day_goes_out_in_one_pass(run: Path, desk: SimpleNamespace) -> None:
    """Each service's file, slips, pick list, hand-over lists; what is held is not packed, what has no layout told."""
    result = sampan(run, "day", str(run))
    assert result.exit_code == 1, result.output
    made = sorted(path.name for path in (run / "labels").iterdir() if path.suffix in {".csv", ".xlsx", ".pdf"})
    assert made == [
        "cnpost-epacket-2.cnpost-epacket.xlsx", "handover-bags.pdf", "handover.pdf", "hualei.csv", "label_notes.csv",
        "label_problems.csv", "mydhl-items.dhl-express--D1.csv", "pick.csv", "pick.pdf", "slips.pdf", "yunexpress.xlsx",
    ]  # fmt: skip
    assert [row["客户单号"] for row in table(run / "labels" / "hualei.csv")] == ["8190012345678901"]
    assert openpyxl.load_workbook(run / "labels" / "yunexpress.xlsx").active["A2"].value == "Y1"
    assert "1 order without a layout (ups-saver 1)" in result.stderr
    slips, handed, pick = (text_of(run / "labels" / f"{name}.pdf") for name in ("slips", "handover", "pick"))
    for packed in ("E1", "D1", "Y1", "U1", "8190012345678901"):
        assert packed in slips.split()
        assert packed in handed.split()
    for held in ("C1", "P1"):
        assert held not in slips.split()
        assert held not in handed.split()
        assert held in pick
    assert pick.index("C1") < pick.index("单品单") < pick.index("P1")  # asked first on top, held for mending at the end
    rows = [(row["group"], row["shelf"], row["sku"], row["pieces"]) for row in table(run / "labels" / "pick.csv")]
    assert rows == [
        ("single", "B-03-1", "FAN-02", "4"), ("several", "A-01-2", "LED-1", "1"), ("several", "", "CASE-2", "2"),
    ]  # fmt: skip
    label_run(run, [desk.a])  # a second day leaves no file of a service that has no order any more
    assert sampan(run, "day", str(run)).exit_code == 0
    names = {path.name for path in (run / "labels").iterdir()}
    assert "hualei.csv" in names
    assert not any(name.startswith(("yunexpress", "cnpost", "mydhl")) for name in names)


def test_the_papers_alone_leave_out_what_the_files_held(run: Path) -> None:
    """After a layout held an order, pick list and hand-over list know of it; its reason stands on the pick list."""
    assert sampan(run, "write", str(run), "--layout", "hualei").exit_code == 1
    for name in ("pick", "handover"):
        assert sampan(run, name, str(run)).exit_code == 1
    assert "P1" not in text_of(run / "labels" / "handover.pdf").split()
    assert "Ask the buyer, or leave it out if you may." in text_of(run / "labels" / "pick.pdf").replace("\r\n", " ")


def test_one_order_is_printed_again(run: Path) -> None:
    """A reprint has that order alone, and leaves slips and reports as they are."""
    assert sampan(run, "pdf", str(run)).exit_code == 1
    before = {path.name: path.read_bytes() for path in (run / "labels").iterdir() if path.is_file()}
    result = sampan(run, "pdf", str(run), "--order", "D1")
    assert result.exit_code == 0, result.output
    pages = pypdfium2.PdfDocument((run / "labels" / "reprint.pdf").read_bytes())
    assert len(pages) == 1
    after = {path.name: path.read_bytes() for path in (run / "labels").iterdir() if path.is_file()}
    assert {name: after[name] for name in before} == before
    (run / "problems.csv").write_text("file,row,order_id,column,value,code,message\n", encoding="utf-8")
    assert sampan(run, "pdf", str(run), "--order", "D2").exit_code == 2


@pytest.mark.parametrize(
    ("layouts", "message"),
    [
        ("", "has no [layouts]"),
        ("[layouts]\ncnpost-registered = 3", "layouts.cnpost-registered: is no layout"),
        ('[layouts]\ncnpost-registered = { template = "a.xlsx" }', "layouts.cnpost-registered: is no layout"),
        ('[layouts]\ncnpost-registered = "hualie"', "Did you mean hualei?"),
        ('[layouts]\ncnpost-registered = { layout = "yunexpress" }', "--template FILE"),
    ],
)
def test_a_faulty_table_is_refused(layouts: str, message: str, run: Path, desk: SimpleNamespace) -> None:
    """What [layouts] says wrongly is named before anything is written."""
    (run.parent / "shop.toml").write_text(desk.shop_text + layouts, encoding="utf-8")
    result = sampan(run, "day", str(run))
    assert message in (result.output + told(result.exception))
    assert not (run / "labels").exists()


def told(error: Any) -> str:
    """What a fault says."""
    from cli.words import sentence  # noqa: PLC0415

    return sentence(error) if hasattr(error, "faults") else ""
