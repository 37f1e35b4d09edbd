"""Price books in other words: other languages, traditional characters, notes beside names, further prices on top."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from price_books import book, proposed, services
from told import refused

from carriers.sheets.destinations import countries, supposed
from cli.words import sentence
from routing.errors import InputError
from routing.values.traditional import simplified

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    BandPrice = Callable[..., Fraction | None]

RUSSIAN = ["Страна", "Вес (кг)", "Тариф (юань/кг)", "Регистрация (юань/шт)"]
GERMAN = ["Land", "Gewicht (kg)", "Preis pro kg (EUR)", "Gebühr pro Paket (EUR)"]
HONG_KONG = ["目的地國家", "重量區間(KG)", "運費(元/KG)", "掛號費(元/票)", "最低計費重(KG)"]
ENGLISH = [
    "Registration fee (RMB/parcel)", "Freight (RMB/KG)", "Minimum chargeable weight (KG)", "Weight range (KG)",
    "Country/Region",
]  # fmt: skip
CELLS = ["国家", "重量", "运费", "挂号费"]
ZONES = [["分区", "国家"], ["1区", "日本、韩国"], ["2区", "美国"]]
POSTAGE = [["Hongkong Post"], ["Destination", "Weight not over (g)", "Postage (HK$)"], ["Japan", 500, 45]]
ADDED = [["重量(KG)", "1区", "2区"], [0.5, 100, 110], [1, 120, 130], ["每增加0.5KG", 18, 19]]
BOOKS = [
    # name, sheets, country, prices by grams, currency
    ("russian", {"t": [RUSSIAN, ["Россия", "0-0.5", 45, 12], ["Россия", "0.5-2", 40, 11]]}, "RU",
     {500: "34.5", 501: "31.04"}, "CNY"),  # 12 + 45 x 0.5; 11 + 40 x 0.501
    ("german", {"p": [GERMAN, ["Deutschland", "0-0,5", 6.5, 2], ["Deutschland", "0,5-2", 6, 1.5]]}, "DE",
     {500: "5.25", 501: "4.506"}, "EUR"),
    ("hong_kong", {"價": [HONG_KONG, ["英國", "0-2", 60, 18, 0.05]]}, "GB", {12: "21", 51: "21.06"}, "CNY"),
    ("english", {"p": [ENGLISH, [24, 102, 0.05, "0<W≤0.1", "United States"]]}, "US", {12: "29.1", 51: "29.202"}, "CNY"),
    ("postage", {"r": POSTAGE}, "JP", {500: "45", 501: None}, "HKD"),
    ("in_cells", {"价": [CELLS, ["美国", "0-0.5kg", "90元/kg", "20元/票"], ["美国", "0.5-2kg", "80元/kg", "19元/票"]]},
     "US", {500: "65", 501: "59.08"}, "CNY"),
    # each further 500 g on top of the last price: 120 + 18; 130 + 2 x 19
    ("added", {"DHL": ADDED, "分区": ZONES}, "KR", {1000: "120", 1001: "138", 1500: "138"}, "CNY"),
    ("added_to_the_first", {"DHL": [["重量(KG)", "1区", "2区"], ["首重0.5KG", 100, 110], ["每增加0.5KG", 18, 19]],
                            "分区": ZONES}, "US", {500: "110", 501: "129", 1001: "148"}, "CNY"),
    # a range of its own for the further prices, and another behind it: 120 + 18; 138 + 25
    ("added_twice", {"DHL": [*ADDED[:3], ["1-1.5KG每增加0.5KG", 18, 19], ["1.5KG以上续重0.5KG", 25, 26]],
                     "分区": ZONES}, "JP", {1001: "138", 1500: "138", 1501: "163", 2001: "188"}, "CNY"),
    # heads with what their prices are for: whole parcels, then 90 x 0.501 for each kilogram
    ("heads_with_ranges", {"价": [["国家", "0-0.1KG(元/票)", "0.1-0.5KG(元/票)", "0.5-2KG(元/KG)"],
                                 ["美国", 20, 50, 90]]}, "US", {100: "20", 500: "50", 501: "45.09"}, "CNY"),
    ("not_offered", {"价": [["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"], ["美国", "0-1", 90, 20],
                           ["美国", "1-2", "-", 20]]}, "US", {1000: "110", 1001: None}, "CNY"),
    ("folds", {"价": [["国家", "重量(KG)", "公布价(元/KG)", "折扣", "挂号费(元)"], ["美国", "0-2", 100, "85折", 20]]},
     "US", {1000: "105"}, "CNY"),
    ("footnotes", {"价": [["国家", "重量段(KG)", "运费(元/KG)"], ["美国①", "0-2", 90], ["英国*", "0-2", 60]]}, "GB",
     {1000: "60"}, "CNY"),
]  # fmt: skip


@pytest.mark.parametrize("case", BOOKS, ids=lambda case: case[0])
def test_a_book_in_other_words(tmp_path: Path, band_price: BandPrice, case: tuple[Any, ...]) -> None:
    """Guessed, confirmed, imported, priced."""
    name, sheets, country, want, currency = case
    (service,) = services(book(tmp_path / f"{name}.xlsx", sheets)).values()
    assert service.currency == currency
    found = {grams: band_price(service, country, grams) for grams in want}
    assert found == {grams: None if price is None else Fraction(price) for grams, price in want.items()}


def test_further_prices_that_go_on_from_elsewhere_are_told(tmp_path: Path) -> None:
    """They hold from 5 kg; the prices above end at 1 kg."""
    rows = [*ADDED[:3], ["5KG以上续重0.5KG", 18, 19]]
    found = proposed(book(tmp_path / "gap.xlsx", {"DHL": rows, "分区": ZONES}))
    assert [sentence(fault).partition(", ")[2] for fault in found.faults][:1] == [
        "DHL!B4: '5KG以上续重0.5KG' does not go on where the prices above end, at 1000 g. Write where it holds."
    ]


def test_figures_that_are_not_read_are_asked_about(tmp_path: Path) -> None:
    """A weight below a head that nobody knows may change a price; a running number does not."""
    rows = [["序号", "国家", "重量段(KG)", "运费(元/KG)", "包材重"], [1, "美国", "0-2", 90, 0.05]]
    asked = proposed(book(tmp_path / "unread.xlsx", {"价": rows})).text(sentence)
    assert "the figures of column '包材重' are not read: see whether they change a price." in asked
    assert "'序号'" not in asked


@pytest.mark.parametrize(
    ("text", "code"),
    [("美国1)", "US"), ("德国*", "DE"), ("意大利(2)", "IT"), ("西班牙注1", "ES"), ("AU-1", ""), ("法国2", "FR")],
)
def test_notes_beside_a_name_are_asked_about(text: str, code: str) -> None:
    """The number of a note is none of a zone; a zone behind a code is no note.  Cells have ① as 1."""
    assert supposed(text) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("Aland Island", "AX"), ("Jost Van Dyke", "VG"), ("Korea, D.P.R of (North K.)", "KP"), ("阿鲁巴岛", "AW"),
     ("叶门", "YE"), ("奈及利亚", "NG"), ("Faeroe Islands", "FO"), ("Norfolk Islands", "NF")],
)  # fmt: skip
def test_islands_and_names_of_taiwan(name: str, code: str) -> None:
    """Island is the German for Iceland, and no country beside another name."""
    assert countries(name, {}) == (code,)


def test_traditional_characters() -> None:
    """One for one, other texts as they are."""
    assert simplified("聯郵通掛號 Fee") == "联邮通挂号 Fee"
    assert simplified("Fee") == "Fee"


POSTAL = [
    # how the postcodes of the zones are said, and the sheet that says it
    ([["1区邮编:2000-2234,2555-2574;2区邮编:3000-3999"]], "澳洲"),
    ([["分区", "邮编"], ["1区", "2000-2234, 2555-2574"], ["2区", "3000-3999"]], "澳大利亚分区"),
]


@pytest.mark.parametrize(("said", "sheet"), POSTAL)
def test_zones_by_postcodes_without_a_column_of_countries(tmp_path: Path, said: list[Any], sheet: str) -> None:
    """In a sentence, or in a table of a sheet that names the country: asked about, and then read."""
    rows = [
        ["国家", "分区", "重量段(KG)", "运费(元/KG)"],
        ["澳大利亚", "1区", "0-2", 40],
        ["澳大利亚", "2区", "0-2", 50],
    ]
    path = book(tmp_path / "au.xlsx", {"价": rows, sheet: said})
    asked = [sentence(one["sentence"]) for one in proposed(path).tables["proposed"]]
    assert any(text.startswith("groups: '澳大利亚 1区' is the part of AU with the postcodes of") for text in asked)
    (service,) = services(path).values()
    assert sorted((one.zone, one.postcode_from, one.postcode_to) for one in service.zones) == [
        ("澳大利亚 1区", "2000", "2234"), ("澳大利亚 1区", "2555", "2574"), ("澳大利亚 2区", "3000", "3999"),
    ]  # fmt: skip


def test_products_in_pairs_of_columns_for_the_sheets_country(tmp_path: Path, band_price: BandPrice) -> None:
    """A rate and a fee for each of two products; no second fee is added to the first."""
    rows = [["重量段(KG)", "普货", "", "特货", ""], ["", "运费", "处理费", "运费", "处理费"], ["0-0.3", 80, 18, 90, 19]]
    found = services(book(tmp_path / "pairs.xlsx", {"美国专线": rows}, {"美国专线": ["B1:C1", "D1:E1"]}))
    assert {name: band_price(one, "US", 300) for name, one in found.items()} == {
        "美国专线 普货": 42,
        "美国专线 特货": 46,
    }


NUMBERS = [["国家", "分区"], ["美国", 2], ["日本", 1]]
BESIDE = [
    # name, sheets, country, prices by grams, currency: what stands beside the prices decides
    ("dollars_below", {"价": [["国家", "重量(KG)", "运费(/KG)"], ["美国", "0-2", 9], ["备注:以上价格均为美元结算"]]},
     {1000: "9"}, "USD"),
    ("dollars_elsewhere", {"价": [["国家", "重量(KG)", "运费(/KG)"], ["美国", "0-2", 9]], "说明": [["币种：港币"]]},
     {1000: "9"}, "HKD"),
    ("grams_by_figures", {"价": [["国家", "重量段", "运费(元/KG)"], ["美国", "0-100", 90], ["美国", "100-200", 80]]},
     {100: "9", 101: "8.08", 200: "16", 201: None}, "CNY"),
    ("grams_below", {"价": [["国家", "重量段", "运费(元/KG)"], ["美国", "0-20", 90], ["注：重量单位为克"]]},
     {20: "1.8", 21: None}, "CNY"),
    # a price that says /KG among prices of parcels: 75 x 1.001
    ("per_kg_cell", {"价": [["国家", "重量(KG)", "价格(元)"], ["美国", "0-1", 80], ["美国", "1KG以上", "75/KG"]]},
     {1000: "80", 1001: "75.075"}, "CNY"),
    ("parcel_cell", {"价": [["国家", "重量(KG)", "运费(元/KG)"], ["美国", "0-0.1", "20/票"], ["美国", "0.1-1", 90]]},
     {100: "20", 101: "9.09"}, "CNY"),
    # fuel per kg is no product of its own, wherever its column stands: 90 + 5
    ("fuel", {"价": [["国家", "重量(KG)", "燃油(元/KG)", "运费(元/KG)", "挂号费(元)"], ["美国", "0-2", 5, 90, 20]]},
     {1000: "115"}, "CNY"),
    # pairs of a rate and a fee below each range: 90 x 0.3 + 20; 85 x 0.301 + 18
    ("ranges_above", {"价": [["国家", "0-0.3KG", "0-0.3KG", "0.3-2KG", "0.3-2KG"],
                            ["", "运费(元/KG)", "挂号费(元)", "运费(元/KG)", "挂号费(元)"], ["美国", 90, 20, 85, 18]]},
     {300: "47", 301: "43.585", 2000: "188", 2001: None}, "CNY"),
    ("steps_in_words", {"价": [["国家", "重量(KG)", "进位制", "最低计费重", "运费(元/KG)"],
                              ["美国", "0-2", "按10g进位", "50g起", 80]]}, {12: "4", 51: "4.8"}, "CNY"),
    # columns 21KG+ behind a first and a further price: 120 + 20 x 45 would be 20.999 kg
    ("breaks", {"价": [["国家", "首重1KG(元)", "续重1KG(元)", "21KG+(元/KG)", "45KG+(元/KG)"],
                      ["美国", 120, 45, 50, 48]]},
     {1001: "165", 20_000: "975", 21_000: "1050", 44_000: "2200", 45_000: "2160"}, "CNY"),
    ("corner", {"UPS": [["重量\\分区", 1, 2], [0.5, 100, 110], [1, 120, 130]], "分区": NUMBERS},
     {500: "110", 501: "130"}, "CNY"),
    ("comma", {"p": [["Pays", "Poids (kg)", "Tarif par kg (EUR)"], ["Etats-Unis", "0-0,5", "12,50"]]}, {500: "6.25"},
     "EUR"),
]  # fmt: skip


@pytest.mark.parametrize("case", BESIDE, ids=lambda case: case[0])
def test_units_and_what_prices_are_for(tmp_path: Path, band_price: BandPrice, case: tuple[Any, ...]) -> None:
    """Told by sentences below and on other sheets, by the figures, by the cells themselves."""
    name, sheets, want, currency = case
    (service,) = services(book(tmp_path / f"{name}.xlsx", sheets)).values()
    assert service.currency == currency
    found = {grams: band_price(service, "US", grams) for grams in want}
    assert found == {grams: None if price is None else Fraction(price) for grams, price in want.items()}


DEFECTS = [
    # name, rows, and the message with its cell
    ("least", [["国家", "重量(KG)", "最低计费重(KG)", "运费(元/KG)"], ["美国", "0-2", 50, 80]],
     "价!D2: the least billed weight of 50000 g lies above all ranges, which end at 2000 g."),
    ("hundredths", [["国家", "重量(KG)", "运费(分/克)"], ["美国", "0-2", 8]],
     "价!C1: '运费(分/克)' is in hundredths of the currency."),
    ("hole", [["国家", "重量(KG)", "运费(元/KG)"], ["美国", "0-1", 90], ["美国", "1-2", "-"], ["美国", "2-3", 80]],
     "价!C4: 美国: 1000 g to 2000 g is not offered between weights that are, which a card cannot say."),
    ("hole_of_a_matrix", [["重量(KG)", "美国", "英国"], [0.5, 50, 60], [1, "-", 80], [1.5, 90, 100]],
     "价!B4: 美国: 500 g to 1000 g is not offered between weights that are, which a card cannot say."),
]  # fmt: skip


@pytest.mark.parametrize("case", DEFECTS, ids=lambda case: case[0])
def test_what_would_price_wrongly_is_refused(tmp_path: Path, case: tuple[Any, ...]) -> None:
    """A least weight in the wrong unit, prices in fen, a range in the middle that is not offered."""
    name, rows, told = case
    with refused(InputError, re.escape(told)):
        services(book(tmp_path / f"{name}.xlsx", {"价": rows}))


def test_examples_no_fees_and_remarks_over_a_row(tmp_path: Path, band_price: BandPrice) -> None:
    """The price of 500 g beside the rate is an example; 免 is no fee; a merged remark is no row; 500 g are begun."""
    rows = [["国家", "重量(KG)", "单价(元/500g)", "挂号费(元)", "500g价格"], ["美国", "0-20", 40, "免", 40],
            ["以下国家含税", "", "", "", ""], ["德国", "0-20", 30, 15, 45]]  # fmt: skip
    path = book(tmp_path / "more.xlsx", {"价": rows}, {"价": ["A3:E3"]})
    (service,) = services(path).values()
    assert [band_price(service, "US", grams) for grams in (500, 501)] == [40, 80]
    assert band_price(service, "DE", 501) == 75


def test_single_weights_begin_where_they_are_offered(tmp_path: Path, band_price: BandPrice) -> None:
    """0.5 is not offered: 1 kg is the price from 501 g on."""
    rows = [["重量(KG)", "美国", "英国"], [0.5, "-", 60], [1, 70, 80], [1.5, 90, "-"]]
    (service,) = services(book(tmp_path / "start.xlsx", {"价": rows})).values()
    assert [band_price(service, "US", grams) for grams in (500, 501, 1500)] == [None, 70, 90]
    assert [band_price(service, "GB", grams) for grams in (500, 1000, 1001)] == [60, 80, None]


def test_a_code_that_differs_from_the_name_is_told(tmp_path: Path) -> None:
    """英国 beside DE: one of them is wrong."""
    rows = [["国家", "二字码", "重量(KG)", "运费(元/KG)"], ["美国", "US", "0-2", 80], ["英国", "DE", "0-2", 60]]
    found = proposed(book(tmp_path / "code.xlsx", {"价": rows}))
    assert [sentence(fault).partition(", ")[2] for fault in found.faults] == [
        "价!B3: DE stands beside '英国', which is GB. Ask which of them is meant."
    ]
