"""Price books as forwarders lay them out, kind by kind: zones, units, heads of two lines; prices calculated by hand."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from price_books import book, proposed, services
from told import refused

from cli.words import sentence
from routing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    BandPrice = Callable[..., Fraction | None]

LINE = ["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"]
FLAT = [[0.5 * half, 100 + 20 * half, 110 + 21 * half] for half in range(1, 42)]
PER_KG = [["21-44KG", 45, 46], ["45-70KG", 43, 44], ["71-99KG", 42, 43], ["100KG+", 40, 41]]
COURIER = [["重量/KG", "1区", "2区"], *FLAT, *PER_KG]
TWO_LISTS = [["国家", "代码", "DHL分区", "UPS分区"], ["美国", "US", 1, 2], ["英国", "GB", 2, 1]]
BESIDE = [["国家", "分区", "国家", "分区"], ["美国", 1, "英国", 2], ["加拿大", 1, "法国", 2]]
SAID = [["重量(KG)", "1区", "2区"], ["0-0.5", 50, 60], ["0.5-1", 70, 80], [], ["一区:日本、韩国;二区:美国"]]
BELOW = [["1区", "2区"], ["日本", "美国"], ["韩国", "加拿大"]]
PRICES = [["重量(KG)", "1区", "2区"], ["0-0.5", 50, 60], ["0.5-1", 70, 80]]
UNITS = [["国家", "重量段", "运费", "挂号费"], ["", "(KG)", "(元/KG)", "(元/票)"], ["美国", "0-2", 90, 20]]
SHARED = [["国家", "重量(KG)", "价格", ""], ["", "", "运费(元/KG)", "挂号费(元/票)"], ["美国", "0-2", 90, 20]]
LEAST = ["国家", "重量(KG)", "最低计费重(g)", "运费(元/KG)", "挂号费(元/票)"]
HUAHAI = [
    ["国家", "重量段始", "重量段终(KG)", "普货运费(元/KG)", "普货挂号(元/票)", "带电运费(元/KG)", "带电挂号(元/票)"],
    ["美国", 0, 0.5, 80, 18, 85, 19], ["美国", 0.5, 2, 78, 17, 83, 18],
]  # fmt: skip
EMS = [["资费区", "首重500克(元)", "", "续重500克(元)"], ["", "文件", "物品", ""], ["一区", 90, 130, 30]]
HOUSES = [
    ["国家", "起运仓库", "重量(KG)", "运费(RMB/KG)", "挂号费(RMB)"],
    ["英国", "华南/华东", "0<W≤2", 52, 16], ["德国", "华南", "0<W≤2", 60, 17], ["德国", "华东", "0<W≤2", 61, 17],
]  # fmt: skip
PAPERS = [
    ["类型", "重量KG", "1区", "2区"],
    ["文件", 0.5, 100, 110], ["", 1, 120, 130], ["包裹", 0.5, 140, 150], ["", 1, 160, 170],
]  # fmt: skip
TIERS = [["国家", "重量段(KG)", "公布价(元/KG)", "VIP价(元/KG)", "挂号费(元/票)"], ["美国", "0-2", 100, 90, 16]]
LISTS = {
    "DHL分区": [["国家", "分区"], ["美国", 1], ["英国", 2]],
    "UPS分区": [["国家", "分区"], ["美国", 2], ["英国", 1], ["法国", 3]],
}
PRODUCTS = [
    # name, sheets, merged ranges, country, grams, prices by service
    ("huahai", {"华海": HUAHAI}, {}, "US", 501, {"华海 普货": Fraction("56.078"), "华海 带电": Fraction("59.583")}),
    ("ems", {"EMS": EMS, "分区": [["区号", "国家"], ["一区", "日本、韩国 朝鲜"]]}, {"EMS": ["A1:A2", "B1:C1", "D1:D2"]},
     "KP", 501, {"EMS 文件": 120, "EMS 物品": 160}),
    ("houses", {"4PX": HOUSES}, {}, "GB", 1000, {"4PX 华南": 68, "4PX 华东": 68}),
    ("papers", {"DHL": PAPERS, "分区": [["国家", "分区"], ["美国", "1"], ["英国", "2"]]}, {"DHL": ["A2:A3", "A4:A5"]},
     "GB", 501, {"DHL 文件": 130, "DHL 包裹": 170}),
    ("tiers", {"价": TIERS}, {}, "US", 1000, {"价 公布": 116, "价 VIP": 106}),
    ("carriers", {"DHL价格(RMB)": COURIER, "UPS价格(RMB)": COURIER, **LISTS}, {}, "US", 500,
     {"DHL价格(RMB)": 120, "UPS价格(RMB)": 131}),
]  # fmt: skip
YANWEN = ["国家", "CountryCode", "公斤运费", "处理费", "重量段"]
UBI = ["重量段(KG)", "运费(元/KG)", "挂号费(元/票)"]
FIRST = ["国家", "起始重量(kg)", "截止重量(kg)", "首重(kg)", "首重价格", "续重单位(kg)", "续重单价", "挂号费"]
BOOKS = [
    # name, sheets, merged ranges, country, prices by grams
    # rows below half of the last are prices per kg begun; 20.501 kg is 21 kg
    ("courier", {"DHL": COURIER, "分区": [["国家", "资费区"], ["美国", 1], ["英国", 2]]}, {}, "US",
     {500: 120, 20_500: 920, 20_501: 945, 21_000: 945, 44_001: 1935, 45_000: 1935, 100_001: 4040}),
    ("one_of_two", {"UPS价格": COURIER, "分区": TWO_LISTS}, {}, "US", {500: 131}),
    ("beside", {"价": COURIER, "分区": BESIDE}, {}, "FR", {500: 131}),
    ("said", {"价": SAID}, {}, "KR", {500: 50, 501: 70}),
    ("below", {"价": PRICES, "国家": BELOW}, {}, "CA", {500: 60, 501: 80}),
    ("pounds", {"US": [["US Line, currency: USD, weight unit: lbs"], ["Country", "Weight", "Price"],
                       ["United States", "0-1", 4.5], ["United States", "1-2", 5.5]]}, {}, "US",
     {453: Fraction("4.5"), 454: Fraction("5.5"), 907: Fraction("5.5"), 908: None}),
    # 5 to 8 ounces begin above 4: 113.4 g; 226.8 g
    ("ounces", {"US": [["Weight (oz)", "Price (USD)"], ["1-4", 4.5], ["5-8", 5.5]]}, {}, "US",
     {12: Fraction("4.5"), 113: Fraction("4.5"), 114: Fraction("5.5"), 226: Fraction("5.5")}),
    ("unit_line", {"价": UNITS}, {}, "US", {12: Fraction("21.08"), 2000: 200}),
    ("shared_head", {"价": SHARED}, {"价": ["A1:A2", "B1:B2", "C1:D1"]}, "US", {12: Fraction("21.08"), 2000: 200}),
    # heavier ranges cost less: no price of a whole parcel does; 20 + 90 x 0.5, 20 + 80 x 0.501
    ("falling", {"价": [["国家", "0-0.5KG", "0.5-1KG", "挂号费"], ["美国", 90, 80, 20]]}, {}, "US",
     {500: 65, 501: Fraction("60.08")}),
    ("flat", {"价": [["国家", "重量(KG)", "价格(元/票)"], ["美国", "0-0.5", 30], ["美国", "0.5-1", 45]]}, {}, "US",
     {500: 30, 501: 45}),
    # a price beyond the limit beside it is none
    ("limit", {"价": [["国家", "重量(KG)", "限重(KG)", "运费(元/KG)"], ["美国", "0-4", 5, 80],
                      ["美国", "4-6.24", 5, 322]]}, {}, "US", {5000: 1610, 5001: None}),
    ("lists", {"价": [["区域", "国家", "重量", "单价(元/kg)"], ["A", "德国、法国\n意大利", "0-2kg", 70]]}, {}, "IT",
     {100: 7}),
    ("sections", {"价": [["专线价格 元"], ["美国"], UBI, ["0-0.5", 80, 18], ["英国"], UBI, ["0-0.5", 60, 15]]}, {},
     "GB", {500: 45}),
    # heads that say nothing of place and weight: what stands below them does
    ("by_content", {"价": [["英文", "中文", "档位(KG)", "公斤单价", "单票费"], ["France", "法国", "0<W≤0.5", 60, 18]]},
     {}, "FR", {500: 48, 501: None}),
    ("first_weights", {"价": [FIRST, ["美国", 0, 2, 0.05, 10, 0.001, 0.08, 12]]}, {}, "US",
     {12: 22, 51: Fraction("22.08")}),
    # a price for half a kilogram is for each one begun
    ("half", {"价": [["国家", "重量", "运费(元/0.5KG)", "处理费"], ["美国", "0-5KG", 30, 10]]}, {}, "US",
     {12: 40, 501: 70}),
    ("title", {"价": [["报价 单位：元/KG"], ["国家", "重量段", "价格", "挂号费"], ["美国", "0-0.5KG", 90, 20]]}, {},
     "US", {500: 65}),
    ("across", {"HK": [["Destination", "Zone", "Up to 500 g", "Up to 1 kg"], ["Japan", "1", 80, 120]]}, {}, "JP",
     {500: 80, 501: 120}),
    # a price beside a price per kg is one for each parcel: 3.5 + 6.2 x 0.5
    ("both", {"EUR": [["Country", "Min weight, kg", "Max weight, kg", "Price, EUR", "Price per kg, EUR"],
                      ["Germany", 0, 1, 3.5, 6.2]]}, {}, "DE", {500: Fraction("6.6")}),
    ("in_columns", {"rates": [["country_codes", "min_weight", "max_weight", "weight_unit", "rate", "currency"],
                              ["CA", 0, 500, "G", 14.5, "USD"]]}, {}, "CA", {500: Fraction("14.5"), 501: None}),
    ("codes", {"481": [["", "产品编号:481", "燕文航空挂号"], YANWEN, ["澳大利亚", "1区", 45, 16, "0.001 - 0.5"],
                       ["澳大利亚", "2区", 55, 16, "0.001 - 0.5"], ["英国", "GB", 45, 16, "0.001 - 0.1"]]}, {}, "GB",
     {12: Fraction("16.54")}),
    # the least weight stands in grams, the ranges in kilograms: 20 + 90 x 0.05
    ("two_units", {"价": [LEAST, ["美国", "0-2", 50, 90, 20]]}, {}, "US",
     {12: Fraction("24.5"), 51: Fraction("24.59")}),
]  # fmt: skip


@pytest.mark.parametrize("case", BOOKS, ids=lambda case: case[0])
def test_a_book_is_read_as_it_says(tmp_path: Path, band_price: BandPrice, case: tuple[Any, ...]) -> None:
    """Guessed, confirmed, imported, priced."""
    name, sheets, merged, country, want = case
    (service,) = services(book(tmp_path / f"{name}.xlsx", sheets, merged)).values()
    assert {grams: band_price(service, country, grams) for grams in want} == want


@pytest.mark.parametrize("case", PRODUCTS, ids=lambda case: case[0])
def test_products_of_one_table_are_services(tmp_path: Path, band_price: BandPrice, case: tuple[Any, ...]) -> None:
    """Told apart by heads, by lines below a merged head, by a column, by sheets with a list of zones each."""
    name, sheets, merged, country, grams, want = case
    found = services(book(tmp_path / f"{name}.xlsx", sheets, merged))
    assert {name: band_price(one, country, grams) for name, one in found.items()} == want


def test_a_column_of_money_that_is_not_read_is_asked_about(tmp_path: Path) -> None:
    """A fuel column costs: nobody confirms it in silence."""
    rows = [["国家", "重量段(KG)", "运费(元/KG)", "燃油附加费"], ["美国", "0-2", 80, "15%"]]
    asked = proposed(book(tmp_path / "fuel.xlsx", {"价": rows})).text(sentence)
    assert "the column '燃油附加费' is not read: see whether it costs." in asked
    assert 'cell = "价!D1"' in asked


def test_parts_of_a_country_without_postcodes_are_left_out_once_confirmed(tmp_path: Path) -> None:
    """AU-1 and AU-2 without a list of postcodes: no price of either can be the price of a parcel."""
    head = ["国家", "Code", "重量(KG)", "运费(元/KG)"]
    rows = [head, ["澳大利亚", "AU-1", "0-2", 40], ["澳大利亚", "AU-2", "0-2", 50], ["英国", "GB", "0-2", 30]]
    path = book(tmp_path / "parts.xlsx", {"价": rows})
    asked = [one for one in proposed(path).tables["proposed"] if sentence(one["cell"]) in {"价!A2", "价!A3"}]
    assert [sentence(one["sentence"]) for one in asked] == [
        f"groups: '澳大利亚 AU-{zone}' is a part of AU whose postcodes the workbook does not list; it is left out."
        for zone in (1, 2)
    ]
    (service,) = services(path).values()
    assert set(service.zones_of) == {"GB"}


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (('currency = "CNY"', 'currency = "USD"'), "价!C1: '运费(元/KG)' is in CNY; the service is in USD."),
        (('weight_unit = "kg"', 'weight_unit = "g"'), "价!B1: '重量段(KG)' is in kg; the mapping's weight_unit is g."),
        (
            ("\nlayout", '\nprice_unit = "1 g"\nlayout'),
            "价!C1: '运费(元/KG)' is a price for 1 kg. Set price_unit to that.",
        ),
    ],
)
def test_a_mapping_against_its_heads_is_refused(tmp_path: Path, edit: tuple[str, str], told: str) -> None:
    """Neither a wrong unit nor a wrong currency passes, whoever wrote the mapping."""
    path = book(tmp_path / "against.xlsx", {"价": [LINE, ["美国", "0-2", 90, 20]]})
    with refused(InputError, re.escape(told)):
        services(path, lambda text: text.replace(*edit))


def test_heads_in_two_currencies_are_refused(tmp_path: Path) -> None:
    """A rate in dollars and a fee in yuan: neither is taken for the other."""
    rows = [["国家", "重量(KG)", "运费(USD/KG)", "挂号费(RMB/票)"], ["美国", "0-2", 9, 20]]
    path = book(tmp_path / "two.xlsx", {"价": rows})
    assert [sentence(fault).partition(", ")[2] for fault in proposed(path).faults][:1] == [
        "价!row 1: the heads name CNY and USD. Give each currency a service of its own, or ask for one currency."
    ]
    with refused(InputError, re.escape("价!C1: '运费(USD/KG)' is in USD; the service is in CNY.")):
        services(path)
