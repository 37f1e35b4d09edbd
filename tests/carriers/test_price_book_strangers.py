"""Price books that nobody had in mind: tables beside the prices, several prices for a parcel; worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from price_books import book, proposed, services

from cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    BandPrice = Callable[..., Fraction | None]

LINE = ["国家", "重量段(KG)", "运费(元/KG)"]
OLD = ["国家", "重量段(KG)", "调整前(元/KG)", "调整后(元/KG)", "挂号费(元/票)"]
FURTHER = ["国家", "首重0.5KG", "续重0.5KG", "21-50KG/KG", "51KG以上/KG"]
GRAMS = ["Country", "Weight (g)", "Price/kg (RMB)", "Per item (RMB)"]
FEES = [["国家", "挂号费(元/票)"], ["美国", 20], ["其他国家", 15]]
BOOKS = [
    # name, rows, country, prices by grams
    ("old_and_new", [OLD, ["美国", "0-2", 90, 95, 20]],
     "US", {1000: "115"}),  # 95 + 20: the price that holds
    ("before_and_now", [["国家", "重量段(KG)", "原价(元/KG)", "现价(元/KG)"], ["美国", "0-2", 80, 90]],
     "US", {1000: "90"}),
    ("further_then_per_kg", [FURTHER, ["美国", 180, 60, 75, 70]],
     "US", {501: "240", 22_000: "1650", 60_000: "4200"}),  # 180 + 60; 22 x 75; 60 x 70
    ("thousands_of_grams", [GRAMS, ["Germany", "1 - 1,000", 62, 16],
                            ["Germany", "1,001 - 2,000", 60, 15]], "DE", {1000: "78", 1001: "75.06"}),
]  # fmt: skip


def _asked(path: Path) -> list[str]:
    return [
        sentence(said)
        for one in proposed(path).tables["proposed"]
        if (said := one["sentence"]) and not isinstance(said, str)
    ]


@pytest.mark.parametrize("case", BOOKS, ids=lambda case: case[0])
def test_a_strangers_book(tmp_path: Path, band_price: BandPrice, case: tuple[Any, ...]) -> None:
    """Guessed, confirmed, imported, priced."""
    name, rows, country, want = case
    (service,) = services(book(tmp_path / f"{name}.xlsx", {"价": rows})).values()
    assert {grams: band_price(service, country, grams) for grams in want} == {
        grams: Fraction(price) for grams, price in want.items()
    }


def test_tables_side_by_side_of_two_kinds(tmp_path: Path, band_price: BandPrice) -> None:
    """Whole parcels by grams beside prices per kg: 18 for 100 g to the US; 60 x 1 + 15 to Britain."""
    rows = [
        ["国家", "重量(G)", "价格(元/票)", "", "国家", "重量(KG)", "运费(元/KG)", "挂号费(元/票)"],
        ["美国", "0-100", 18, "", "英国", "0-2", 60, 15],
        ["美国", "101-500", 40, "", "德国", "0-2", 62, 16],
    ]
    (service,) = services(book(tmp_path / "two.xlsx", {"价": rows})).values()
    assert [band_price(service, "US", grams) for grams in (100, 101)] == [18, 40]
    assert [band_price(service, country, 1000) for country in ("GB", "DE")] == [75, 78]


def test_a_region_that_spells_out_its_countries(tmp_path: Path, band_price: BandPrice) -> None:
    """欧洲1区(德国,法国) is those two."""
    rows = [[*LINE], ["欧洲1区(德国,法国)", "0-2", 60], ["欧洲2区(西班牙/意大利)", "0-2", 70]]
    (service,) = services(book(tmp_path / "regions.xlsx", {"价": rows})).values()
    assert [band_price(service, country, 1000) for country in ("FR", "IT")] == [60, 70]


def test_fees_on_a_sheet_of_their_own_are_proposed(tmp_path: Path) -> None:
    """Of each destination, and of the others; a service with fees of its own does not get them twice."""
    path = book(tmp_path / "fees.xlsx", {"价": [LINE, ["美国", "0-2", 90], ["英国", "0-2", 60]], "挂号费": FEES})
    (service,) = services(path).values()
    fees = [
        (one.amount_micro, sorted(one.countries or ())[:1], "US" in (one.countries or ())) for one in service.surcharges
    ]
    assert fees == [(20_000_000, ["US"], True), (15_000_000, ["AD"], False)]
    own = [[*LINE, "挂号费(元/票)"], ["美国", "0-2", 90, 20]]
    asked = _asked(book(tmp_path / "own.xlsx", {"价": own, "挂号费": FEES}))
    assert "a table with '挂号费(元/票)' is not read: see whether it changes a price." in asked


def test_a_table_beside_the_prices_is_asked_about(tmp_path: Path) -> None:
    """Charges below heads that are none of a price table; days and names alone are no matter."""
    prices = [LINE, ["美国", "0-2", 90]]
    charges = [["项目", "收费(元)"], ["超长", 200], ["超重", 300]]
    days = [["国家", "时效(天)"], ["美国", "7-12"], ["英国", "6-10"]]
    told = "a table with '收费(元)' is not read: see whether it changes a price."
    assert told in _asked(book(tmp_path / "charges.xlsx", {"价": prices, "附加": charges}))
    assert not any(
        "a table with" in text for text in _asked(book(tmp_path / "days.xlsx", {"价": prices, "时效": days}))
    )


def test_currencies_by_row_are_services_of_their_own(tmp_path: Path, band_price: BandPrice) -> None:
    """13 + 3 USD and 60 + 15 CNY for a kilogram."""
    rows = [
        ["国家", "重量段(KG)", "单价/KG", "挂号费/票", "币种"],
        ["美国", "0-2", 13, 3, "USD"],
        ["英国", "0-2", 60, 15, "人民币"],
    ]
    found = services(book(tmp_path / "money.xlsx", {"rates": rows}))
    assert {name: one.currency for name, one in found.items()} == {"rates USD": "USD", "rates CNY": "CNY"}
    assert band_price(found["rates USD"], "US", 1000) == 16
    assert band_price(found["rates CNY"], "GB", 1000) == 75


@pytest.mark.parametrize(
    "heads",
    [("不含税价(元/KG)", "含税价(元/KG)"), ("日均100票以下(元/KG)", "日均100票以上(元/KG)"),
     ("11月30日前运费(元/KG)", "12月1日起运费(元/KG)")],
)  # fmt: skip
def test_several_prices_for_a_parcel_are_asked_about(tmp_path: Path, heads: tuple[str, str]) -> None:
    """A shop has one of them, and the cheapest would be taken."""
    path = book(tmp_path / "which.xlsx", {"价": [["国家", "重量段(KG)", *heads], ["美国", "0-2", 90, 95]]})
    assert any("are prices for the same parcel: keep the services that are yours" in text for text in _asked(path))


def test_two_currencies_in_the_heads_are_asked_about_in_the_mapping(tmp_path: Path) -> None:
    """A fault, and a question: a mapping that was confirmed may not take dollars for yuan in silence."""
    rows = [["国家", "重量段(KG)", "运费(USD/KG)", "挂号费(元/票)"], ["美国", "0-2", 9, 20]]
    asked = _asked(book(tmp_path / "heads.xlsx", {"价": rows}))
    assert any(text.startswith("the heads name CNY and USD") for text in asked)


def test_a_discount_on_all_prices_is_asked_about(tmp_path: Path) -> None:
    """打8.5折 above the table."""
    rows = [["以下公布价打8.5折,挂号费不打折"], [*LINE, "挂号费(元/票)"], ["美国", "0-2", 100, 20]]
    found = proposed(book(tmp_path / "off.xlsx", {"价": rows})).tables["proposed"]
    assert [one["rule"] for one in found if one["sentence"] == "以下公布价打8.5折,挂号费不打折"] == ["read"]


def test_a_rule_in_a_row_of_a_matrix_is_told(tmp_path: Path) -> None:
    """With the way out."""
    rows = [["重量(KG)", "1区", "2区"], [0.5, 100, 110], [1, 120, 130], ["体积系数", 5000, 6000]]
    zones = [["分区", "国家"], ["1区", "日本、韩国"], ["2区", "美国"]]
    (fault,) = proposed(book(tmp_path / "rule.xlsx", {"价": rows, "分区": zones})).faults
    assert "价!A4: '体积系数' is a rule for each destination, and no weight range: hide this row" in sentence(fault)


def test_a_volumetric_column_for_some_weights_is_asked_about(tmp_path: Path) -> None:
    """体积重系数(2KG以上) is no rule for all weights."""
    rows = [[*LINE, "体积重系数(2KG以下)", "体积重系数(2KG以上)"], ["美国", "0-5", 90, "不计泡", 6000]]
    found = proposed(book(tmp_path / "two.xlsx", {"价": rows})).tables["proposed"]
    assert [one["rule"] for one in found if "体积重系数" in str(one["sentence"])] == ["read", "read"]


def test_fees_below_the_prices_are_proposed(tmp_path: Path) -> None:
    """On the same sheet, below an empty row."""
    rows = [LINE, ["美国", "0-2", 90], ["英国", "0-2", 60], [], ["国家", "挂号费(元/票)"], ["美国", 20], ["英国", 15]]
    (service,) = services(book(tmp_path / "below.xlsx", {"价": rows})).values()
    fees = {tuple(one.countries or ()): one.amount_micro for one in service.surcharges}
    assert fees == {("US",): 20_000_000, ("GB",): 15_000_000}


def test_fees_without_a_currency_beside_prices_in_two(tmp_path: Path) -> None:
    """挂号费 20: dollars or yuan?  A person tells."""
    prices = [["国家", "重量段(KG)", "单价/KG", "币种"], ["美国", "0-2", 13, "USD"], ["英国", "0-2", 60, "人民币"]]
    fees = [["国家", "挂号费"], ["美国", 20], ["英国", 15]]
    path = book(tmp_path / "two.xlsx", {"价": prices, "费": fees})
    assert "a table with '挂号费' is not read: see whether it changes a price." in _asked(path)
    assert not [one for one in proposed(path).tables["proposed"] if one["rule"] == "surcharge"]


def test_what_a_title_and_a_note_say_of_money_is_asked_about(tmp_path: Path) -> None:
    """Fuel in the title that names the service; a tax that the prices leave out."""
    rows = [["UPS 报价(未含燃油 18.5%)"], LINE, ["美国", "0-2", 90], ["注:以上价格未含6%增值税"]]
    found = proposed(book(tmp_path / "ups.xlsx", {"价": rows})).tables["proposed"]
    assert [one["percent"] for one in found if one["rule"] == "fuel"] == ["18.5 %"]
    assert [one["sentence"] for one in found if one["rule"] == "read"] == ["注:以上价格未含6%增值税"]


def test_the_unit_of_prices_is_that_of_the_title(tmp_path: Path, band_price: BandPrice) -> None:
    """单位:元/克 above heads without a unit: 0.09 x 1000 + 20; in 分 it is refused, and asked about."""
    rows = [["国家", "重量段(g)", "运费", "挂号费"], ["美国", "0-2000", 0.09, 20]]
    (service,) = services(book(tmp_path / "grams.xlsx", {"价": [["单位:元/克"], *rows]})).values()
    assert band_price(service, "US", 1000) == 110
    path = book(tmp_path / "fen.xlsx", {"价": [["单位:分/克"], *rows]})
    assert [one.reason.code for one in proposed(path).faults] == ["sheet.head_hundredths"]
    assert any("分/克" in text for text in _asked(path))


def test_a_price_for_each_further_kilogram_is_asked_about(tmp_path: Path) -> None:
    """1KG以上每KG: 95 x 1.5, or 110 + 95?"""
    rows = [["国家", "1KG以内", "1KG以上每KG"], ["美国", 110, 95], ["英国", 75, 60]]
    asked = _asked(book(tmp_path / "further.xlsx", {"价": rows}))
    assert any(text.startswith("'1KG以上每KG': a price for each kg of the whole weight is supposed") for text in asked)
