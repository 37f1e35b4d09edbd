"""Six whole workbooks, one for each family of layouts, priced at every edge: 12 g, around 50 g, starts and ends.

The prices are made up; what is expected is calculated by hand from the sheet's words: rate x weight + fee.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from price_books import book, services

from cli.main import sampan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    BandPrice = Callable[..., Fraction | None]


def of(rate: str, weight: str, fee: str = "0") -> Fraction:
    """A rate for each kilogram, a weight in kilograms, a fee."""
    return Fraction(rate) * Fraction(weight) + Fraction(fee)


YUN = [
    ["", "全球专线挂号(普货)"],
    ["", "生效时间：2026-12-01", "产品代码：QZXGH"],
    [],
    ["", "国家/地区", "参考时效", "分区", "重量(KG)", "进位制(KG)", "最低计费重(KG)", "运费(RMB/KG)", "挂号费(RMB/票)"],
    ["", "美国", "5-8工作日", "", "0<W≤0.1", 0.001, 0.05, 104, 23],
    ["", "美国", "5-8工作日", "", "0.1<W≤0.45", 0.001, 0.05, 99, 21.5],
    ["", "美国", "5-8工作日", "", "0.45<W≤2", 0.001, 0.05, 97, 20],
    ["", "沙特阿拉伯", "8-12工作日", "", "0<W≤5", 0.1, 0.1, 71, 18],
    [],
    ["", "1. 单边长度不超过60cm，三边之和不超过90cm。"],
    ["", "2. 沙特阿拉伯不计体积重；其他国家体积重大于实际重量2倍时按体积重计费，体积重=长*宽*高/8000。"],
]
YUN_WANT = {
    "US": {12: of("104", "0.05", "23"), 49: of("104", "0.05", "23"), 50: of("104", "0.05", "23"),
           51: of("104", "0.051", "23"), 100: of("104", "0.1", "23"), 101: of("99", "0.101", "21.5"),
           450: of("99", "0.45", "21.5"), 451: of("97", "0.451", "20"), 2000: of("97", "2", "20"), 2001: None},
    "SA": {12: of("71", "0.1", "18"), 51: of("71", "0.1", "18"), 100: of("71", "0.1", "18"),
           101: of("71", "0.2", "18"), 200: of("71", "0.2", "18"), 4901: of("71", "5", "18"), 5000: of("71", "5", "18"),
           5001: None},
}  # fmt: skip
YANWEN = [
    ["", "2026-12-01"],
    ["", "产品编号:484", "燕文专线追踪"],
    [],
    ["国家", "CountryCode", "公斤运费(元/KG)", "处理费(元/票)", "重量段(KG)", "最小计费重量(KG)"],
    ["英国", "GB", 46, 16, "0.001 - 0.2", 0.03],
    ["英国", "GB", 43, 15, "0.201 - 2", 0.03],
    [],
    ["国家", "首重(0.5KG)", "续重(0.5KG)", "重量段(KG)"],
    ["日本", 41, 12.5, "0-30"],
]
YANWEN_WANT = {
    "GB": {12: of("46", "0.03", "16"), 30: of("46", "0.03", "16"), 31: of("46", "0.031", "16"),
           49: of("46", "0.049", "16"), 50: of("46", "0.05", "16"), 51: of("46", "0.051", "16"),
           200: of("46", "0.2", "16"), 201: of("43", "0.201", "15"), 2000: of("43", "2", "15"), 2001: None},
    "JP": {12: Fraction(41), 500: Fraction(41), 501: Fraction("53.5"), 1000: Fraction("53.5"), 1001: Fraction(66),
           30_000: 41 + 59 * Fraction("12.5"), 30_001: None},
}  # fmt: skip
SF = [
    ["国际电商专递 2026年12月1日起执行"],
    ["国家名称", "Code", "计费重量限制(kg)", "运费/kg(RMB)", "折扣", "结算运费(RMB/kg)", "操作费/票(RMB)", "备注"],
    ["德国", "DE", "0<W≤0.3", 80, 0.9, "", 19, ""],
    ["德国", "DE", "0.301~2", 76, "9折", 66, 18, ""],
    ["新西兰", "NZ", "0-1KG", 92, "70%", "", 20, ""],
    ["新西兰", "NZ", "1.001-5KG", 88, "", "", 20, ""],
    ["印尼", "ID", "0-2KG", 50, "", 45, 10, "暂停收货"],
]
SF_WANT = {
    "DE": {12: of("72", "0.012", "19"), 49: of("72", "0.049", "19"), 50: of("72", "0.05", "19"),
           51: of("72", "0.051", "19"), 300: of("72", "0.3", "19"), 301: of("66", "0.301", "18"),
           2000: of("66", "2", "18"), 2001: None},
    "NZ": {12: of("64.4", "0.012", "20"), 1000: of("64.4", "1", "20"), 1001: of("88", "1.001", "20"),
           5000: of("88", "5", "20"), 5001: None},
}  # fmt: skip
COURIER = [
    ["DHL 代理价 2026-12-01 起生效 单位：人民币"],
    ["重量(KG)", "1区", "2区"],
    *[[0.5 * half, 120 + 19 * half, 131 + 20 * half] for half in range(1, 42)],
    ["21KG+", 46, 48],
    ["45KG+", 43, 45],
    ["100KG+", 41, 42],
]
COURIER_WANT = {
    "KR": {12: Fraction(139), 50: Fraction(139), 500: Fraction(139), 501: Fraction(158), 1000: Fraction(158),
           20_000: Fraction(880), 20_001: Fraction(899), 20_500: Fraction(899), 20_501: of("46", "21"),
           21_000: of("46", "21"), 21_001: of("46", "22"), 44_000: of("46", "44"), 44_001: of("43", "45"),
           45_000: of("43", "45"), 45_001: of("43", "46"), 99_001: of("41", "100"), 100_000: of("41", "100"),
           100_001: of("41", "101")},
    "US": {500: Fraction(151), 21_000: of("48", "21"), 45_000: of("45", "45")},
}  # fmt: skip
SIDE = [
    ["极通专线挂号报价(RMB)", "生效日期", "2026-12-01"],
    ["重量段(KG)", "1区", "", "2区", ""],
    ["", "运费(元/KG)", "挂号费(元/票)", "运费(元/KG)", "挂号费(元/票)"],
    ["0-0.05", 60, 15, 66, 16],
    ["0.05-0.5", 58, 14, 63, 15.5],
    ["0.5-3", 55, 13, 61, 15],
]
SIDE_WANT = {
    "FR": {12: of("60", "0.012", "15"), 49: of("60", "0.049", "15"), 50: of("60", "0.05", "15"),
           51: of("58", "0.051", "14"), 500: of("58", "0.5", "14"), 501: of("55", "0.501", "13"),
           3000: of("55", "3", "13"), 3001: None},
    "PL": {12: of("66", "0.012", "16"), 50: of("66", "0.05", "16"), 51: of("63", "0.051", "15.5"),
           501: of("61", "0.501", "15"), 3000: of("61", "3", "15")},
}  # fmt: skip
ENDS = [
    ["华海通 2026-12-01 执行"],
    ["国家", "重量段始(g)", "重量段终(g)", "普货运费(元/KG)", "普货挂号(元/票)", "带电运费(元/KG)", "带电挂号(元/票)"],
    ["美国", 0, 50, 90, 18, 96, 19],
    ["美国", 51, 500, 88, 17, 94, 18],
    ["美国", 501, 2000, 86, 16, 92, 17],
]
ENDS_WANT = {
    "普货": {12: of("90", "0.012", "18"), 49: of("90", "0.049", "18"), 50: of("90", "0.05", "18"),
           51: of("88", "0.051", "17"), 500: of("88", "0.5", "17"), 501: of("86", "0.501", "16"),
           2000: of("86", "2", "16"), 2001: None},
    "带电": {12: of("96", "0.012", "19"), 50: of("96", "0.05", "19"), 51: of("94", "0.051", "18"),
           501: of("92", "0.501", "17"), 2000: of("92", "2", "17"), 2001: None},
}  # fmt: skip
ZONES = [["分区", "国家"], ["1区", "日本、韩国"], ["2区", "美国、加拿大"]]
PARTS = [["国家", "分区"], ["法国", "1区"], ["德国", "1区"], ["波兰", "2区"]]
BOOKS = [
    # family, sheets, merged ranges, country, prices by grams, and the service where there are several
    *[("yunexpress", {"全球专线": YUN}, {}, country, want, "") for country, want in YUN_WANT.items()],
    *[("yanwen", {"484": YANWEN}, {}, country, want, "") for country, want in YANWEN_WANT.items()],
    *[("sf", {"CD": SF}, {}, country, want, "") for country, want in SF_WANT.items()],
    *[("courier", {"价格": COURIER, "分区": ZONES}, {}, country, want, "") for country, want in COURIER_WANT.items()],
    *[("side_by_side", {"极通": SIDE, "分区表": PARTS}, {"极通": ["A2:A3", "B2:C2", "D2:E2"]}, country, want, "")
      for country, want in SIDE_WANT.items()],
    *[("two_ends", {"华海": ENDS}, {}, "US", want, kind) for kind, want in ENDS_WANT.items()],
]  # fmt: skip


@pytest.mark.parametrize("case", BOOKS, ids=lambda case: f"{case[0]}-{case[3]}{case[5]}")
def test_a_book_is_right_at_every_edge(tmp_path: Path, band_price: BandPrice, case: tuple[Any, ...]) -> None:
    """Guessed, nothing done but every confirmation set, imported, priced; and `cards check` finds no wrong reading."""
    name, sheets, merged, country, want, kind = case
    found = services(book(tmp_path / f"{name}.xlsx", sheets, merged))
    service = next(one for title, one in found.items() if kind in title)
    assert {grams: band_price(service, country, grams) for grams in want} == want
    assert (service.currency, str(service.validity.start)) == ("CNY", "2026-12-01")
    checked = CliRunner().invoke(sampan, ["cards", "check", str(tmp_path / name), "--on", "2026-12-02"])
    for code in ("UNUSABLE", "LIMIT_OUT_OF_REACH", "NO_RATE", "NOT_SERVED", "LEAST_ABOVE_RATES"):
        assert code not in checked.output
