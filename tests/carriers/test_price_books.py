"""Whole workbooks in the layouts of forwarders: guessed, confirmed, imported, and priced right to the fen.

The layouts are those of YunExpress, Yanwen, 4PX, SF, UBI, Huahai, HK Post, EMS lists and resellers of couriers as of
2026; the prices are made up, and the expected ones calculated by hand from the sheet's words.
"""

from __future__ import annotations

from fractions import Fraction
from time import perf_counter
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from price_books import book, proposed, services
from told import refused

from carriers.sheets.destinations import countries, names_destination
from carriers.sheets.figures import span
from carriers.sheets.guess.guess import guess
from carriers.sheets.mapping import read_mapping
from carriers.sheets.workbook import plain, read_workbook
from cli.words import sentence
from routing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    BandPrice = Callable[..., Fraction | None]

LINE = ["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"]
YUN_HEAD = [
    "", "国家/地区", "参考时效", "分区", "重量(KG)", "进位制(KG)", "最低计费重(KG)", "运费(RMB/KG)", "挂号费(RMB/票)",
]  # fmt: skip
YUN_NOTE = (
    "1.加拿大:起重0.05KG,以1G为单位进位,体积重低于实际重量2倍的,按照实际重量收费;达到或超过实际重量2倍的,"
    "按照体积重量收取。体积重量计算方式为:长*宽*高cm/8000=KG"
)


def test_yunexpress(tmp_path: Path, band_price: BandPrice) -> None:
    """Least billed 30 g, steps of 0.1 kg to the Emirates, volume to Canada only from twice the actual weight on."""
    rows = [
        ["", "云途全球专线挂号(特惠普货)"],
        ["", "生效时间:2026-08-04", "产品代码:THPHR"],
        ["", "报价表"],
        YUN_HEAD,
        ["", "美国", "5-8工作日", "", "0<W≤0.1", 0.001, 0.03, 102, 24],
        ["", "美国", "5-8工作日", "", "0.1<W≤2", 0.001, 0.03, 96, 22],
        ["", "阿拉伯联合酋长国", "7-12工作日", "", "2<W≤5", 0.1, 0.1, 69, 22],
        ["", "加拿大", "7-12工作日", "", "0<W≤2", 0.001, 0.05, 80, 20],
        [],
        ["", YUN_NOTE],
    ]
    (service,) = services(book(tmp_path / "yun.xlsx", {"云途": rows})).values()
    assert (service.code, str(service.validity.start), service.transit_days) == ("thphr", "2026-08-04", (5, 12))
    # 24 + 102 x 0.030; the same; 24 + 102 x 0.031; 24 + 102 x 0.1; 22 + 96 x 0.101
    want = {12: "27.06", 30: "27.06", 31: "27.162", 100: "34.2", 101: "31.696"}
    assert {grams: band_price(service, "US", grams) for grams in want} == {g: Fraction(p) for g, p in want.items()}
    assert [band_price(service, "AE", grams) for grams in (2000, 2001, 2101, 5000)] == [
        None, Fraction("166.9"), Fraction("173.8"), 367,  # 22 + 69 x 2.1; x 2.2; x 5
    ]  # fmt: skip
    assert band_price(service, "CA", 12) == 24  # 20 + 80 x 0.05
    (rule,) = service.volumetric
    assert (rule.divisor, rule.ratio, rule.countries) == (8000, Fraction(2), frozenset({"CA"}))


def test_yanwen(tmp_path: Path, band_price: BandPrice) -> None:
    """Ranges that begin at 0.101, and a second table with first and further weights below the first."""
    rows = [
        ["", "2026-08-01"],
        ["", "产品编号:440", "燕文专线快递"],
        [],
        ["国家", "CountryCode", "公斤运费(元/KG)", "处理费(元/票)", "重量段(KG)", "最小计费重量(KG)"],
        ["英国", "GB", 45, 16, "0.001 - 0.1", 0.03],
        ["英国", "GB", 44, 15, "0.101 - 2", 0.03],
        [],
        ["国家", "首重(0.5KG)", "续重(0.5KG)", "重量段(KG)"],
        ["日本", 40, 12, "0-30"],
        [],
        ["2. 单边长度不超过60cm,三边之和不超过90cm"],
    ]
    (service,) = services(book(tmp_path / "yanwen.xlsx", {"440": rows})).values()
    assert [band_price(service, "GB", grams) for grams in (12, 100, 101)] == [
        Fraction("17.35"), Fraction("20.5"), Fraction("19.444"),  # 16 + 45 x 0.03; 16 + 4.5; 15 + 44 x 0.101
    ]  # fmt: skip
    assert [band_price(service, "JP", grams) for grams in (1, 500, 501, 1001)] == [40, 40, 52, 64]
    assert {str(limit) for limit in service.limits} == {
        "weight <= 30000 g", "longest_side <= 600 mm", "sides_sum <= 900 mm",
    }  # fmt: skip


def test_4px_by_warehouse(tmp_path: Path, band_price: BandPrice) -> None:
    """A column tells two warehouses apart; a note says a least weight and a step for two countries."""
    rows = [
        ["联邮通挂号报价 2026年8月1日生效"],
        ["国家", "起运仓库", "重量区间(KG)", "运费(RMB/KG)", "挂号费(RMB/票)"],
        ["美国", "华南", "0-0.5", 80, 18],
        ["美国", "华东", "0-0.5", 82, 18],
        ["卡塔尔", "华南", "0-2", 60, 18],
        [],
        ["卡塔尔、科威特:最低重量为0.1KG,按0.1KG进位"],
    ]
    found = services(book(tmp_path / "4px.xlsx", {"联邮通": rows}))
    south, east = found["联邮通 华南"], found["联邮通 华东"]
    assert [band_price(one, "US", 500) for one in (south, east)] == [58, 59]
    assert [band_price(south, "QA", grams) for grams in (12, 100, 101)] == [24, 24, 30]


def test_sf_settlement_prices(tmp_path: Path, band_price: BandPrice) -> None:
    """The settlement price is the price, where it is filled; else the list price less the discount."""
    rows = [
        ["国家名称", "运费/kg", "折扣", "结算运费", "操作费/票", "计费重量限制(kg)", "备注"],
        ["英国", 42, "", 37.4, 16, "0<W≤0.3", ""],
        ["法国", 100, "7折", "", 16, "0<W≤0.3", ""],
        ["德国", 100, 0.7, "", 16, "0<W≤0.3", ""],
        ["印尼", 20, "", 18, 12, "0<W≤0.3", "暂时关停"],
    ]
    (service,) = services(book(tmp_path / "sf.xlsx", {"SF": rows})).values()
    assert [band_price(service, code, 100) for code in ("GB", "FR", "DE")] == [Fraction("19.74"), 23, 23]
    assert "ID" not in service.zones_of  # suspended


def test_side_by_side(tmp_path: Path, band_price: BandPrice) -> None:
    """Pairs of a rate and a fee below the countries, their names merged over both."""
    rows = [
        ["重量(KG)", "美国", "", "英国", ""],
        ["", "运费(元/KG)", "挂号费(元/票)", "运费(元/KG)", "挂号费(元/票)"],
        ["0-0.5", 50, 18, 60, 19],
        ["0.5-2", 48, 17, 58, 19],
    ]
    path = book(tmp_path / "side.xlsx", {"价": rows}, {"价": ["A1:A2", "B1:C1", "D1:E1"]})
    (service,) = services(path).values()
    assert [band_price(service, "US", grams) for grams in (500, 501)] == [43, Fraction("41.048")]
    assert band_price(service, "GB", 500) == 49


def test_two_products_under_one_another(tmp_path: Path, band_price: BandPrice) -> None:
    """Equal heads, each below the name of its product: two services, dated by the sheet of contents."""
    head = ["", "国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"]
    rows = [
        [], [], ["", "壹号特货小包"], head, ["", "美国", "0<W≤0.3", 90, 20], ["", "美国", "0.3<W≤2", 88, 18],
        ["", "壹号普货小包"], head, ["", "美国", "0<W≤0.3", 70, 20], ["", "美国", "0.3<W≤2", 68, 18],
    ]  # fmt: skip
    sheets = {"目录": [["产品", "生效日期"], ["壹号小包", "2026.8.1"]], "壹号小包": rows}
    found = services(book(tmp_path / "yihao.xlsx", sheets))
    assert {name: band_price(one, "US", 300) for name, one in found.items()} == {"壹号特货小包": 47, "壹号普货小包": 41}
    assert {str(one.validity.start) for one in found.values()} == {"2026-08-01"}


def test_a_sheet_for_one_country(tmp_path: Path, band_price: BandPrice) -> None:
    """Weights from and to in two columns, and no column for the destination: it stands in the title."""
    rows = [
        ["UBI 澳大利亚", "2026-08-01"],
        ["公斤 from", "to", "操作费(RMB/票)", "每公斤(RMB)"],
        [0, 0.5, 15, 40],
        [0.5, 22, 16, 39],
    ]
    (service,) = services(book(tmp_path / "ubi.xlsx", {"大陆": rows})).values()
    assert [band_price(service, "AU", grams) for grams in (500, 501)] == [35, Fraction("35.539")]


def test_a_courier_s_matrix(tmp_path: Path, band_price: BandPrice) -> None:
    """Zone numbers across, their countries on another sheet, break points per kg begun at the end."""
    zones = [["国家", "资费区"], ["美国", 1], ["加拿大", 1], ["英国", 2]]
    flat = [[0.5 * half, 100 + 20 * half, 110 + 21 * half] for half in range(1, 42)]
    prices = [["DHL 代理价 RMB"], ["重量KG", 1, 2], *flat, ["21KG+", 45, 46], ["45KG+", 43, 44]]
    (service,) = services(book(tmp_path / "dhl.xlsx", {"分区": zones, "价格": prices})).values()
    want = {500: 120, 501: 140, 20_500: 920, 20_501: 945, 21_000: 945, 21_001: 990, 44_001: 1935}
    assert {grams: band_price(service, "CA", grams) for grams in want} == want
    assert band_price(service, "GB", 21_500) == 1012
    assert service.service_class == "courier"


def test_first_and_further_weights_down(tmp_path: Path, band_price: BandPrice) -> None:
    """EMS: the first and each further 500 g down, zones across."""
    sheets = {
        "EMS": [["EMS 价格(元)"], ["资费", "1区", "2区"], ["首重500g", 180, 220], ["续重500g", 40, 55]],
        "分区": [["分区", "国家"], ["1区", "日本、韩国"], ["2区", "美国"]],
    }
    (service,) = services(book(tmp_path / "ems.xlsx", sheets)).values()
    assert [band_price(service, "KR", grams) for grams in (500, 501, 1001)] == [180, 220, 260]
    assert band_price(service, "US", 501) == 275


def test_rest_of_the_world_in_another_currency(tmp_path: Path, band_price: BandPrice) -> None:
    """HK Post's file: grams, HKD, and a line for all countries that have none of their own."""
    rows = [
        ["Airmail 2026 (HKD)"],
        ["Destination", "Min Weight (g)", "Max Weight (g)", "Rate per kg (HKD)", "Registration fee (HKD)"],
        ["Japan", 0, 2000, 120, 15.5],
        ["Rest of World", 0, 2000, 150, 15.5],
    ]
    (service,) = services(book(tmp_path / "hk.xlsx", {"Rates": rows})).values()
    assert service.currency == "HKD"
    assert (band_price(service, "JP", 1000), band_price(service, "FR", 1000)) == (Fraction("135.5"), Fraction("165.5"))
    assert "CN" not in service.zones_of


def test_zones_by_postcode_from_another_sheet(tmp_path: Path) -> None:
    """Two zones of Australia, told apart by the postcodes that a sheet lists."""
    head = ["分区", "重量(KG)", "运费(元/KG)", "挂号费(元/票)"]
    sheets = {
        "价": [head, ["澳洲1区", "0-2", 40, 20], ["澳洲2区", "0-2", 50, 20]],
        "邮编": [
            ["分区", "国家", "邮编"],
            ["澳洲1区", "澳大利亚", "2000-2234, 2555"],
            ["澳洲2区", "澳大利亚", "3000-3999"],
        ],
    }
    (service,) = services(book(tmp_path / "au.xlsx", sheets)).values()
    assert sorted((one.zone, one.postcode_from, one.postcode_to) for one in service.zones) == [
        ("澳洲1区", "2000", "2234"), ("澳洲1区", "2555", "2555"), ("澳洲2区", "3000", "3999"),
    ]  # fmt: skip


GRAMS = ["国家", "重量段(g)", "资费(元/克)", "挂号费(元/件)"]
HUNDRED = ["国家", "重量段(g)", "价格(元/100g)", "挂号费(元/件)"]
LEAST = ["国家", "重量段(KG)", "最低收费(元/票)", "运费(元/KG)", "处理费(元/票)"]
DOLLARS = ["Country", "Weight (KG)", "Price (USD/KG)", "Handling fee (USD/parcel)"]
STARTS = [["国家", "重量(KG)", "运费(元/KG)"], ["美国", 0, 90], ["美国", 0.5, 80], ["美国", 2, 70]]
ZONES = [["国家", "代码", "资费区"], ["美国", "US", 5], ["英国", "GB", 6]]
BY_ZONE = [["起始重量", "结束重量", 5, 6], [0, 0.5, 181.8, 223.8], [0.5, 1, 201.8, 243.8]]
TRAPS = [
    # name, sheets, country, grams, price: what a careless reading takes for something else
    ("gram", {"r": [GRAMS, ["俄罗斯", "0-500", 0.045, 3]]}, "RU", 500, "25.5"),
    ("hundred", {"r": [HUNDRED, ["俄罗斯", "0-500", 4.5, 3]]}, "RU", 500, "25.5"),
    ("minimum", {"r": [LEAST, ["美国", "0-2", 50, 145, 20]]}, "US", 1000, "165"),
    ("dollars", {"r": [DOLLARS, ["Canada", "0-2", 15.1, 3.1]]}, "CA", 1000, "18.2"),
    ("starts", {"r": STARTS}, "US", 500, "45"),
    ("zone_number", {"国家": ZONES, "价格": BY_ZONE}, "GB", 501, "243.8"),
]


@pytest.mark.parametrize("case", TRAPS, ids=lambda case: case[0])
def test_what_a_careless_reading_mistakes(tmp_path: Path, band_price: BandPrice, case: tuple[Any, ...]) -> None:
    """Units, currencies, range starts, minimum charges and zone numbers are read from the heads."""
    name, sheets, country, grams, price = case
    (service,) = services(book(tmp_path / f"{name}.xlsx", sheets)).values()
    assert band_price(service, country, grams) == Fraction(price)


def test_nothing_is_taken_over_unconfirmed(tmp_path: Path) -> None:
    """What the workbook does not say, and every rule of a note, blocks the import until a person confirms it."""
    rows = [["国家", "重量段(KG)", "运费"], ["美国", "0-2", 90], [], ["美国50G起重,其他国家10G起重"]]
    path = book(tmp_path / "bare.xlsx", {"价": rows})
    text = proposed(path).text(sentence)
    mapping = tmp_path / "bare.toml"
    mapping.write_text(text, encoding="utf-8")
    with refused(InputError, "is not confirmed") as caught:
        read_mapping(mapping)
    told = sentence(caught.value)
    for part in ("currency: none is named", "'运费' names no unit", "美国50G起重", "其他国家10G起重", "价!A4"):
        assert part in told


def test_sentences_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    """美国50g起重 beside 美国100g起重: a person keeps the one that holds."""
    rows = [["国家", "重量段(KG)", "运费(元/KG)"], ["美国", "0-2", 90], [], ["美国50g起重"], ["1. 美国100g起重"]]
    with refused(InputError, "'美国100g起重' contradicts '美国50g起重'"):
        services(book(tmp_path / "twice.xlsx", {"价": rows}))


def test_a_destination_left_out_everywhere(tmp_path: Path) -> None:
    """An unknown name is told once; groups = { "Rota" = [] } leaves it out, wherever it stands."""
    rows = [["国家", "重量段(KG)", "运费(元/KG)"], ["美国", "0-2", 90], ["Rota", "0-1", 90], ["Rota", "1-2", 90]]
    path = book(tmp_path / "rota.xlsx", {"价": rows})
    assert [sentence(fault.place) for fault in proposed(path).faults] == ["价!A3"]
    (service,) = services(
        path, lambda text: text.replace("\nlayout =", '\ngroups = { "Rota" = [] }\nlayout =')
    ).values()
    assert set(service.zones_of) == {"US"}


def test_other_tables_hidden_sheets_and_loose_sentences_are_told(tmp_path: Path) -> None:
    """Second deliveries are no prices, a hidden sheet is last month's, and a sentence on money is not passed over."""
    head = ["国家", "重量段(KG)", "运费(元/KG)"]
    prices = [head, ["美国", "0-2", 90], [], ["燃油附加费每月更新"]]
    sheets = {"价": prices, "重派费": [head, ["美国", "0-2", 30]], "旧": [head]}
    path = book(tmp_path / "more.xlsx", sheets)
    made = openpyxl.load_workbook(path)
    made["旧"].sheet_state = "hidden"
    made.save(path)
    told = [sentence(one) for one in proposed(path).passed]
    assert "the sheet '旧' is hidden" in told
    assert "重派费!row 1: the table '重派费' holds no prices of parcels" in told
    assert "价!A4: '燃油附加费每月更新' is no rule that is known; see whether it costs" in told


DEFECTS = [
    # name, rows below the head, the message with its cell
    ("error", [["美国", "0-2", "#VALUE!", 18]], r"价!C2: '#VALUE!' is an error of the spreadsheet"),
    ("date", [["美国", "2026-9-7", 80, 18]], r"价!B2: '2026-9-7' is no weight range"),
    (
        "overlap",
        [["美国", "0<W≤0.3", 80, 18], ["美国", "0.2<W≤0.45", 78, 18]],
        "from 200 g overlaps",
    ),
    ("drag", [["美国", "0-20", 80, 18], ["美国", "0-21", 78, 18]], r"价!C3: 美国: the range from 0 g overlaps"),
    ("twice", [["美国", "0-2", 80, 18], ["美国", "0-2", 81, 18]], r"价!C3: 美国: the range from 0 g overlaps"),
    ("country", [["", "0-2", 80, 18], ["美国", "0-2", 80, 18]], r"价!A2: names no destination"),
    (
        "price",
        [["美国", "0-0.3", 80, 18], ["美国", "70.2", 78, 17], ["美国", "0.3-2", 75, 17]],
        r"价!B3: '70.2' is a single number among weight ranges",
    ),
    (
        "dragged",
        [["美国", "0-20", 80, 18], ["英国", "0-21", 78, 18], ["德国", "0-22", 78, 18]],
        r"价!B3: the ranges '0-20' to '0-22' rise by one from row to row",
    ),
    (
        "again",
        [["美国", "0-2", 80, 18], ["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"], ["美国", "0-2", 90, 18]],
        r"价!C4: 美国: the range from 0 g overlaps",
    ),
    ("hole", [["美国", "0-0.5", 80, 18], ["美国", "1-2", 70, 18]], r"价!C3: 美国: 500 g to 1000 g has no price"),
    ("upside", [["美国", "2-0.5", 80, 18]], r"价!C2: ends at 500 g, not above its start 2000 g"),
]


def test_all_faults_of_a_book_are_told_at_once(tmp_path: Path) -> None:
    """Each with its cell."""
    rows = [
        LINE, ["美国", "0-2", -80, 18], ["英国", "0-2", "待定", 18], ["德国", "0-2", 80, "#REF!"],
        ["Neverland", "0-2", 80, 1], ["法国", "0.5-0.2", 80, 1],
    ]  # fmt: skip
    with refused(InputError, "") as caught:
        services(book(tmp_path / "all.xlsx", {"价": rows}))
    assert {sentence(fault.place) for fault in caught.value.faults} == {"价!C2", "价!C3", "价!D4", "价!A5", "价!C6"}


ASKED = [
    # rows below the head, and what a person is asked
    ([["美国", "0.2<W<0.5KG", 80, 18], ["美国", "0.5<W≤2KG", 70, 18]], "ranges that leave up to 2 g between them"),
    (
        [["美国", "0.05", 80, 18], ["美国", "0.1", 78, 17]],
        "single weights are supposed to be the heaviest of each range",
    ),
    ([["美国", "0-2", 80, ""], ["英国", "0-2", 80, 18]], "'挂号费(元/票)' is empty in 1 rows with a price"),
]


@pytest.mark.parametrize(("rows", "told"), ASKED)
def test_what_may_be_meant_in_two_ways_is_asked(tmp_path: Path, rows: list[Any], told: str) -> None:
    """An end that neither range holds, points in place of ranges, an empty fee."""
    assert told in proposed(book(tmp_path / "asked.xlsx", {"价": [LINE, *rows]})).text(sentence)


SPANS = [
    ("0-2KG以内", 0, 2000), ("(0,2]", 0, 2000), ("[0.1,2)", 99, 1999), (">0.1 ≤2", 100, 2000), ("0g<X≤2000g", 0, 2000),
    ("0.1<实重≤2kg", 100, 2000), ("0.001 - 0.1", 0, 100), ("501g-1kg", 500, 1000), ("0-2千克(含)", 0, 2000),
]  # fmt: skip


@pytest.mark.parametrize(("text", "over", "upto"), SPANS)
def test_ranges_as_forwarders_write_them(text: str, over: int, upto: int) -> None:
    """Brackets, signs and words."""
    found = span(plain(text), "kg")
    assert (found.over_g, found.upto_g) == (over, upto)


def test_a_guess_limits_each_country_to_its_ranges(tmp_path: Path) -> None:
    """No limit of the guess allows a weight that no rate prices; a general limit of a note is not widened."""
    rows = [
        LINE,
        ["美国", "0-5", 80, 18],
        ["英国", "0-0.3", 80, 18],
        ["新西兰", "1<W≤5", 80, 18],
        [],
        ["重量不超过2kg"],
    ]
    (service,) = services(book(tmp_path / "limits.xlsx", {"价": rows})).values()
    assert [sorted(map(str, service.limits_of(code))) for code in ("US", "GB", "NZ")] == [
        ["weight <= 2000 g"], ["weight <= 300 g"], ["weight <= 2000 g", "weight > 1000 g"],
    ]  # fmt: skip


@pytest.mark.parametrize("case", DEFECTS, ids=lambda case: case[0])
def test_defects_seen_in_the_wild_are_refused_by_their_cell(tmp_path: Path, case: tuple[Any, ...]) -> None:
    """Found, never guessed over."""
    name, rows, told = case
    path = book(tmp_path / f"{name}.xlsx", {"价": [["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"], *rows]})
    with refused(InputError, told):
        services(path)


def test_a_comma_that_can_only_be_a_point_is_asked_about(tmp_path: Path, band_price: BandPrice) -> None:
    """1,001-5KG: no range of thousands; corrected once a person has confirmed it, and refused by its cell otherwise."""
    path = book(tmp_path / "comma.xlsx", {"价": [LINE, ["新西兰", "1,001-5KG", 80, 18]]})
    asked = proposed(path).text(sentence)
    assert "decimal_comma: '1,001-5KG' can only be meant with a decimal point." in asked
    (service,) = services(path).values()
    assert [band_price(service, "NZ", grams) for grams in (1000, 1001)] == [None, Fraction("98.08")]
    other = book(tmp_path / "other.xlsx", {"价": [LINE, ["新西兰", "1,001-5KG", 80, 18]]})
    with refused(InputError, r"价!B2: '1,001-5KG' is no weight range"):
        services(other, lambda text: text.replace("decimal_comma = true", ""))


def test_the_same_row_again_is_no_fault(tmp_path: Path, band_price: BandPrice) -> None:
    """Exact duplicates say the same."""
    rows = [["国家", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"], ["美国", "0-2", 80, 18], ["美国", "0-2", 80, 18]]
    (service,) = services(book(tmp_path / "same.xlsx", {"价": rows})).values()
    assert band_price(service, "US", 1000) == 98


@pytest.mark.parametrize("cell", ["0", "-1", "待定", "#REF!"])
def test_a_settlement_price_that_is_none_is_refused(tmp_path: Path, cell: str) -> None:
    """Beside a list price: neither 0 nor the list price is what is meant."""
    rows = [["国家", "重量段(KG)", "运费(元/KG)", "折后运费"], ["美国", "0-2", 100, cell]]
    with refused(InputError, "价!D2"):
        services(book(tmp_path / "none.xlsx", {"价": rows}))


@pytest.mark.parametrize("cell", ["7", "70"])
def test_a_discount_that_may_be_two_things_is_refused(tmp_path: Path, cell: str) -> None:
    """7: seven percent, or 七折?"""
    rows = [["国家", "重量段(KG)", "运费(元/KG)", "折扣"], ["美国", "0-2", 100, cell]]
    with refused(InputError, f"价!D2: '{cell}' is no share of the list price. Write it like 0.7, 70% or 7折."):
        services(book(tmp_path / "discount.xlsx", {"价": rows}))


COURIERS_NAMES = [
    ("Korea, The D.P.R of", "KP"), ("Cote dlvoire", "CI"), ("Congo (DPR)", "CD"), ("Macedonia, Republic of", "MK"),
    ("Netherlands, The", "NL"), ("Russian Federation, The", "RU"), ("St. Maarten", "SX"), ("St. Vincent", "VC"),
    ("Tahiti", "PF"), ("Turks and Caicos", "TC"), ("Yemen, Rep. of", "YE"), ("Nevis", "KN"), ("Saipan", "MP"),
    ("Reunion, Island of", "RE"), ("Serbia, Rep. of", "RS"), ("Montenegro, Rep of", "ME"), ("Guinea Rep.", "GN"),
    ("Guinea-Equatorial", "GQ"), ("Guyana (British)", "GY"), ("Antigua", "AG"), ("Macau SAR China", "MO"),
    ("Korea, Rep. of", "KR"), ("Korea, D.P.R Of", "KP"), ("Congo, Dem. Rep. of", "CD"), ("Iran, Islamic Rep.", "IR"),
    ("Moldova, Rep. Of", "MD"), ("Yemen, Republic of", "YE"), ("Lao P.D.R.", "LA"), ("Syrian Arab Rep", "SY"),
    ("Tortola", "VG"), ("St. Croix", "VI"), ("Kosrae", "FM"), ("Western Samoa", "WS"), ("St. Christopher", "KN"),
    ("Palestine Autonomous", "PS"), ("Phillipines", "PH"), ("Bosnia-Herzegovina", "BA"), ("Tristan da Cunha", "SH"),
    ("孟加拉", "BD"), ("蒙古国", "MN"), ("所罗门", "SB"), ("开曼", "KY"), ("中非", "CF"), ("留尼汪岛", "RE"),
    ("纳米比亚共和国", "NA"),
    ("特里尼达和多巴哥", "TT"), ("北马里亚纳", "MP"), ("瓜德鲁普", "GP"), ("圣基茨", "KN"), ("大溪地", "PF"),
    ("义大利", "IT"),
    ("波黑", "BA"), ("阿联酋", "AE"), ("波斯尼亚", "BA"), ("圣文森特", "VC"), ("巴新", "PG"), ("特多", "TT"),
    ("乌兹别克", "UZ"), ("吉尔吉斯", "KG"), ("哈萨克", "KZ"), ("土库曼", "TM"), ("白俄", "BY"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code"), COURIERS_NAMES)
def test_countries_as_couriers_spell_them(name: str, code: str) -> None:
    """The names of couriers' zone lists and of forwarders' sheets, islands and turned-round names among them."""
    assert countries(name, {}) == (code,)
    assert names_destination(name)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Channel Islands", ("GG", "JE")), ("荷属安的列斯", ("BQ", "CW", "SX")), ("美加", ("CA", "US")),
        ("德国、法国 意大利", ("DE", "FR", "IT")), ("波兰,匈牙利及罗马尼亚", ("PL", "HU", "RO")),
        ("特立尼达和多巴哥、古巴", ("TT", "CU")),
    ],
)  # fmt: skip
def test_several_countries_in_a_cell(text: str, codes: tuple[str, ...]) -> None:
    """Groups, and lists with every separator; an "and" within a name parts nothing."""
    assert countries(text, {}) == codes


def test_names_that_are_shared_are_asked_about(tmp_path: Path, band_price: BandPrice) -> None:
    """Korea without more, and a mainland, in the table and in the list of zones."""
    sheets = {
        "价": [["重量(KG)", "1区", "美国本土"], ["0-0.5", 50, 60], ["0.5-1", 70, 80]],
        "分区": [["分区", "国家"], ["1区", "Korea"], ["1区", "日本"]],
    }
    path = book(tmp_path / "korea.xlsx", sheets)
    asked = proposed(path).text(sentence)
    assert "groups: 'Korea' is supposed to be KR." in asked
    assert "groups: '美国本土' is supposed to be US." in asked
    (service,) = services(path).values()
    assert [band_price(service, code, 500) for code in ("KR", "US")] == [50, 60]


def test_a_guess_does_not_slow_down_with_its_rows(tmp_path: Path) -> None:
    """4 sheets of 500 rows each: names are looked up once, and what was meant by others is not asked."""
    head = ["国家", "参考时效", "重量段(KG)", "运费(元/KG)", "挂号费(元/票)"]
    names = ["美国", "英国", "德国", "法国", "意大利", "西班牙", "日本", "韩国", "加拿大", "澳大利亚"]
    rows = [
        [name, "5-8工作日", f"{band / 10}<W≤{(band + 1) / 10}", 100 - band, 20] for name in names for band in range(50)
    ]
    path = book(tmp_path / "long.xlsx", {f"产品{number}": [head, *rows] for number in range(4)})
    sheets = read_workbook(path)
    start = perf_counter()
    assert len(guess(sheets, "2026-11-26").rows) == 2000
    assert perf_counter() - start < 20  # it took 50 s for a tenth of it


def test_a_table_whose_head_of_destinations_is_lost_is_told(tmp_path: Path) -> None:
    """A file that lost its letters on the way: the guess goes on, and says what it cannot know."""
    rows = [["??", "???(KG)", "??(?/KG)", "???(?/?)"], ["??", "0-2", 80, 16], ["??", "0-2", 90, 12.5]]
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(tmp_path / "a.xlsx")
    found = guess(read_workbook(tmp_path / "a.xlsx"), "2026-11-26")
    assert any("names no destination" in sentence(fault) for fault in found.faults)
