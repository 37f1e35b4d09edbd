"""The forms of 2017 and later: cells typed by hand from each source, sheets, files for each order, and 9610 lists."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from python_calamine import CalamineWorkbook

from carriers.labels.layouts.read import load, names
from carriers.labels.shop import read_shop

if TYPE_CHECKING:
    from types import SimpleNamespace

# Of order A (two articles: LED-1 once for 12.00 USD, CASE-2 twice for 6.75) and of order B (FAN-02 for 12.00 EUR, which
# is 13.86 USD at 8.2 / 7.1): head -> cell, as a person fills the form by its source.
BY_HAND: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "4px-3": (
        {
            "客户单号": "8190012345678901",
            "目的国家": "DE",
            "收件人姓名": "Juergen Mueller",
            "重量": "0.320",
            "收件人地址": "Rosa-Luxemburg-Strasse 12, Hinterhaus, 3. OG",
            "是否带电池": "N",
            "海关报关品名1": "LED desk lamp",
            "海关申报品名（中）1": "LED台灯",
            "申报价值1": "12.00",
            "海关货物编号1": "940521",
            "海关报关品名2": "Silicone phone case",
            "申报价值2": "6.75",
            "申报品数量2": "2",
            "海关报关品名3": "",
        },
        {"客户单号": "#1002", "是否带电池": "Y", "申报价值1": "13.86", "收件人城市": "Lodz"},
    ),
    "hualei-2026": (
        {
            "客户订单号": "8190012345678901",
            "代收货款": "",
            "申报币种1": "USD",
            "申报价值2": "6.75",
            "中文品名2": "硅胶手机壳",
        },
        {"客户订单号": "#1002", "申报币种1": "EUR", "申报价值1": "12.00", "收件人电话": "48225550100"},
    ),
    "yunexpress-2014": (
        {
            "客户订单号": "A1",
            "收件人姓": "Juergen Mueller",
            "收件人名字": "",
            "申报类型": "4",
            "包裹单边长": "20.0",
            "包裹总重量": "0.320",
            "单价1(usd）": "12.00",
            "净重量2(kg)": "0.035",
            "发货地址": "88 Wensan Road",
        },
        {"客户订单号": "B2", "单价1(usd）": "13.86", "包裹单边长": ""},
    ),
    "sf-international-2017": (
        {
            "客户单号": "8190012345678901",
            "总重量（KG）": "0.320",
            "包裹 长（CM）": "20.0",
            "是否带电": "否",
            "申报价值USD（单价）2": "6.75",
            "订单中商品网址链接1": "",
        },
        {"客户单号": "#1002", "是否带电": "是", "申报价值USD（单价）1": "13.86"},
    ),
    "royal-mail": (
        {
            "Order reference": "8190012345678901",
            "Date": "20/11/26",
            "Weight": "0.320",
            "Full name": "Juergen Mueller",
            "Address Line 1": "Rosa-Luxemburg-Strasse 12",
            "Address Line 2": "Hinterhaus, 3. OG",
            "Country": "Germany",
            "Currency Code": "USD",
        },
        {"Order reference": "#1002", "Date": "21/11/26", "Weight": "0.181", "County": "", "Phone": "48225550100"},
    ),
    "pirate-ship": (  # 320 g are 11.288 oz; 200 x 150 x 80 mm are 7.88 x 5.91 x 3.15 in; all rounded up
        {
            "Name": "Jürgen Müller",
            "Weight": "11.3",
            "Length": "7.9",
            "Width": "6.0",
            "Height": "3.2",
            "Reference1": "8190012345678901",
        },
        {"Name": "Stanisław Wójcik", "Weight": "6.4", "Length": "", "Reference1": "#1002"},
    ),
}
ITEMS: dict[str, list[dict[str, str]]] = {
    "shipstation": [  # 210 g are 7.408 oz, 35 g 1.235, 160 g 5.644
        {
            "Order #": "8190012345678901",
            "Item SKU": "LED-1",
            "Quantity": "1",
            "Unit Price": "12.00",
            "Unit Weight": "7.41",
        },
        {
            "Order #": "8190012345678901",
            "Item SKU": "CASE-2",
            "Quantity": "2",
            "Unit Price": "6.75",
            "Unit Weight": "1.24",
        },
        {"Order #": "#1002", "Item SKU": "FAN-02", "HS Tariff": "841451", "Unit Weight": "5.65"},
    ],
    "teapplix": [  # 320 g are 0.7055 lb
        {
            "OrderId": "8190012345678901",
            "OrderItemId": "1",
            "ItemName": "LED-1",
            "ProductRevenue": "12.00",
            "ShipWeight": "0.706",
        },
        {"OrderId": "8190012345678901", "OrderItemId": "2", "ItemName": "CASE-2", "ProductRevenue": "13.50"},
        {"OrderId": "#1002", "OrderItemId": "1", "OrderDate": "2026/11/21", "ShipToCountry": "PL"},
    ],
}
SHEETS = (
    "cnpost-epacket-2",
    "cnpost-epacket-2-skus",
    "customs-9610-list",
    "customs-9610-manifest",
    "customs-9610-waybills",
)
NUMBERS = {"8190012345678901": "RR473124829GB", "#1002": "YT2632800000000001"}
CUSTOMS = """
[layout.customs-9610-list]
batch = "B20261123"
exported_on = "2026-11-23"
transport = "航空运输"
vehicle = "CZ327"
bill_of_lading = "784-12345675"
office = "3713"
port_office = "3715"
platform = "杭州灯笼贸易有限公司"
carrier_name = "中国邮政"
agent = "杭州灯笼贸易有限公司"
place = "370002"
business_type = "B"
currency_of_freight = "美元"
shipper_code = "3301960ABC"
maker_code = "NO"
maker_name = "NO"
freight = "0"
insurance = "0"
packing = "包"
unit = "个"
[layout.customs-9610-list.units]
9405 = "个"
392690 = "千克"
8414 = "台"
"""


def test_every_layout_has_cells_typed_by_hand() -> None:
    """No layout goes out whose file nobody has filled by hand, from its source, to compare."""
    whole = {path.stem for path in (Path(__file__).parent.parent / "data" / "labels").iterdir()}
    known = {*whole, *BY_HAND, *ITEMS, *SHEETS, "mydhl-items"}
    assert {name for name in names() if not load(name).template} - known == set()


@pytest.mark.parametrize("name", BY_HAND)
def test_a_row_per_order_has_the_cells_typed_by_hand(name: str, desk: SimpleNamespace) -> None:
    """What the carrier's form is told of two orders is what a person writes into it."""
    ids = ("A1", "B2") if name == "yunexpress-2014" else (desk.a["order_id"], desk.b["order_id"])
    orders = [{**order, "order_id": one} for order, one in zip((desk.a, desk.b), ids, strict=True)]
    rows = told(desk, name, orders)
    for row, typed in zip(rows, BY_HAND[name], strict=True):
        assert {head: row[head] for head in typed} == typed


@pytest.mark.parametrize("name", ITEMS)
def test_a_row_per_article_has_the_cells_typed_by_hand(name: str, desk: SimpleNamespace) -> None:
    """Of forms with one row per article."""
    for row, typed in zip(told(desk, name, [desk.a, desk.b]), ITEMS[name], strict=True):
        assert {head: row[head] for head in typed} == typed


def test_china_post_gets_two_sheets_with_the_tariff_code(desk: SimpleNamespace) -> None:
    """Orders and articles in one workbook; the price keeps its cents, where the older form said 14 for 13.86."""
    data = desk.tell("cnpost-epacket-2", [desk.shipment(desk.a), desk.shipment(desk.b)]).files["cnpost-epacket-2", 1]
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["订单列表", "SKU列表"]
    orders, articles = (table(book, name) for name in book.sheet_names)
    assert [(row["订单号"], row["商品SKU"], row["数量"], row["收件人国家"]) for row in orders] == [
        ("8190012345678901", "LED-1", "1", "Germany"),
        ("8190012345678901", "CASE-2", "2", "Germany"),
        ("#1002", "FAN-02", "1", "Poland"),
    ]
    assert [
        (row["SKU编号"], row["税则号"], row["单件报关价格(2位小数)"], row["单件重量（3位小数）"]) for row in articles
    ] == [
        ("LED-1", "940521", "12.00", "0.210"),
        ("CASE-2", "392690", "6.75", "0.035"),
        ("FAN-02", "841451", "13.86", "0.160"),
    ]


def test_mydhl_gets_a_file_for_each_order(desk: SimpleNamespace) -> None:
    """The item upload belongs to one shipment: its lines, without a header, and no other's."""
    orders = [desk.shipment(order) for order in (desk.a, desk.b)]
    by_dhl = [evolve(one, carrier="DHL", service="dhl-express") for one in orders]
    files = desk.tell("mydhl-items", by_dhl).files
    assert files["mydhl-items", 1].decode() == (
        "1,INV_ITEM,LED desk lamp,940521,1,PCS,12.00,USD,0.210\r\n"
        "2,INV_ITEM,Silicone phone case,392690,2,PCS,6.75,USD,0.035\r\n"
    )
    assert files["mydhl-items", 2].decode() == "1,INV_ITEM,USB mini fan,841451,1,PCS,12.00,EUR,0.160\r\n"


def test_the_9610_list_begins_at_row_five(desk: SimpleNamespace) -> None:
    """Four rows of the batch, heads, a row per article: kilograms net where its code's unit is 千克, else pieces."""
    ten = [{**line, "hs_code": f"{line['hs_code'].replace('.', '')}0000"[:10]} for line in desk.a["items"]]
    spec = [{**line, "variant": "white"} for line in ten]
    order = {**desk.a, "items": spec}
    written = desk.tell(
        "customs-9610-list", [desk.shipment(order)], numbers=NUMBERS.get, with_shop=read_shop(CUSTOMS, "s")
    )
    assert written.rules() == []
    book = CalamineWorkbook.from_filelike(io.BytesIO(written.files["customs-9610-list", 1]))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[1][:6] == ["贸易方式：", "9610", "申报地海关代码：", "3713", "出口口岸海关代码：", "3715"]
    first, second = (dict(zip(rows[4], row, strict=True)) for row in rows[5:7])
    assert (first["序号"], first["商品序号"], second["序号"], second["商品序号"]) == ("1", "1", "1", "2")
    assert (first["毛重（公斤）"], first["净重（公斤）"]) == ("0.320", "0.280")  # 210 g + 2 x 35 g
    assert (first["法定数量"], first["法定计量单位"]) == ("1.000", "个")
    assert (second["法定数量"], second["法定计量单位"]) == ("0.070", "千克")
    assert (first["币制"], first["运抵国（地区）"], second["总价"]) == ("美元", "德国", "13.50")


def test_a_9610_list_without_the_unit_holds_the_order(desk: SimpleNamespace) -> None:
    """What the shop file does not say of a code is not made up."""
    shop = read_shop(CUSTOMS.replace('9405 = "个"', ""), "s")
    written = desk.tell("customs-9610-list", [desk.shipment(desk.a)], numbers=NUMBERS.get, with_shop=shop)
    held = {(one.field, one.rule) for one in written.findings if one.level == "held"}
    assert {("法定数量", "REQUIRED"), ("法定计量单位", "REQUIRED")} <= held


def told(desk: SimpleNamespace, name: str, orders: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The rows that the layout has of these orders, by head."""
    carrier = (load(name).carriers or ("China Post",))[0]
    shipments = [evolve(desk.shipment(order), carrier=carrier) for order in orders]
    kind = "csv" if "csv" in load(name).types else "xlsx"
    written = desk.tell(name, shipments, kind=kind)
    assert written.rules() == []
    data = written.files[name, 1]
    if kind == "xlsx":
        return table(CalamineWorkbook.from_filelike(io.BytesIO(data)), None)
    return list(csv.DictReader(io.StringIO(data.decode(load(name).encoding), newline="")))


def table(book: Any, sheet: str | None) -> list[dict[str, str]]:
    """The rows of a sheet by head."""
    one = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
    head, *rows = one.to_python(skip_empty_area=False)
    return [dict(zip(head, row, strict=True)) for row in rows]
