"""Chat logs and team sheets as people keep them, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from chats import at
from told import refused

from carriers.service.log import read_log
from carriers.service.team import Given, read_team
from routing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "buyer,agent,at,direction"
LINE = "a,Li,2026-11-20T10:00:00+08:00,out"


def log(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A log of that text."""
    path = folder / "log.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_chinese_log_as_excel_saves_it(tmp_path: Path) -> None:
    """GB18030, heads and words in Chinese, times without zone that --input-zone tells."""
    text = (
        "买家昵称;接待客服;发送时间;收发;是否付款;金额;平台;咨询商品;原因\n"
        "小王;;2026/11/20 10:00:00;收;;;虾皮;杯子;太贵\n"
        "小王;李;2026/11/20 18:00;发;是;12.5;虾皮;;\n"
    )
    asked, answered = read_log(log(tmp_path, text, "gb18030"), ZoneInfo("Asia/Shanghai"))
    assert (asked.from_buyer, asked.buyer, asked.platform, asked.item, asked.reason) == (
        True, "小王", "shopee", "杯子", "price",
    )  # fmt: skip
    assert (answered.agent, answered.at, answered.paid, answered.paid_at, answered.amount_e4) == (
        "李", at("18:00:00"), True, None, 125_000,
    )  # fmt: skip


def test_a_workbook_and_several_zones(tmp_path: Path) -> None:
    """The first sheet that holds something; a payment time; an unpaid row; a reason in own words."""
    path = tmp_path / "log.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("empty")
        sheet = book.add_worksheet("chats")
        sheet.write_row(1, 0, ("Buyer", "Agent", "Time", "Direction", "Paid_At", "Reason"))
        sheet.write_row(2, 0, ("a", "", "2026-11-20T02:00:00Z", "Buyer", "no", "waits for salary"))
        sheet.write_row(3, 0, ("a", "Li", "2026-11-19T21:00:05-05:00", "Agent", "2026-11-20T03:00:00Z", ""))
    first, second = read_log(path)
    assert (first.at, first.paid, first.reason) == (at("10:00:00"), False, "waits for salary")
    assert (second.at, second.paid_at) == (at("10:00:05"), at("11:00:00"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{HEAD},mood\n{LINE},good\n", r"row 1, column mood: is no column that is known here\. Rename it,"),
        (f"{HEAD},platfrom\n{LINE},etsy\n", r"column platfrom: .* Did you mean platform\?"),
        (f"{HEAD},客服\n{LINE},Li\n", r"column 客服: is a second column for agent"),
        ("buyer,at,direction\n", r"row 1: no column tells agent\. Head it agent, agent_id"),
        (f"{HEAD}\n", r"holds no row below its heads"),
        ("\n", r"holds no row below its heads"),
        (f"{HEAD}\n{LINE},x\n", r"row 2: has 5 cells, the heads are 4"),
        (f"{HEAD}\n,Li,2026-11-20T10:00Z,out\n", r"row 2, column buyer: is empty"),
        (f"{HEAD}\na,,2026-11-20T10:00Z,out\n", r"row 2, column agent: is empty"),
        (f"{HEAD}\na,Li,2026-11-20 10:00,out\n", r"row 2, column at: .* has no zone.* --input-zone"),
        (f"{HEAD}\na,Li,yesterday,out\n", r"row 2, column at: 'yesterday'"),
        (f"{HEAD}\na,Li,2026-11-20T10:00Z,sideways\n", r"'sideways' does not say who wrote\. Write in or out"),
        (f"{HEAD},paid\n{LINE},soon\n", r"column paid: 'soon'"),
        (f"{HEAD},amount\n{LINE},12 USD\n", r"column amount: '12 USD' is no amount"),
        (f"{HEAD},amount,currency\n{LINE},1,USD\n{LINE},1,EUR\n", r"in several currencies, .*\(EUR, USD\)"),
    ],
)  # fmt: skip
def test_what_a_log_is_refused_for(tmp_path: Path, text: str, told: str) -> None:
    """What, where, what is allowed, and the way out."""
    with refused(InputError, told):
        read_log(log(tmp_path, text))


def test_a_thousand_faults_are_not_all_told(tmp_path: Path) -> None:
    """Ten, and how many more."""
    with refused(InputError, r"row 11, column at: .*\n.*90 cells more are wrong\.$") as caught:
        read_log(log(tmp_path, f"{HEAD}\n" + "a,Li,2026-11-20 10:00,out\n" * 100))
    assert len(caught.value.faults) == 11


def test_a_team_sheet(tmp_path: Path) -> None:
    """Percentages with and without their sign, stars of five, the limits on discounts."""
    path = log(
        tmp_path,
        "客服,转化率目标,本月客单价,团队客单价,dsr,错误承诺,最大折扣,考勤\n"
        "Li,60 %,12,16,4.5,5,30 %,95\n"  # both limits are kept to the letter
        "Wang,,,,,6,,\n"  # one promise too many: nothing, whatever the discounts
        "Zhou,,,,,2,,\n",  # the discounts are not told
    )
    team = read_team(path)
    assert team["Li"] == Given(
        Fraction(3, 5), Fraction(12), Fraction(16), Fraction(1), Fraction(9, 10), {"attendance": Fraction(19, 20)}
    )
    assert [team[name].discounts for name in ("Wang", "Zhou")] == [0, None]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("agent,notes\nLi,lots\n", r"row 2, column notes: 'lots' is no percentage from 0 to 100"),
        ("agent,notes\nLi,101\n", r"'101' is no percentage"),
        ("agent,dsr\nLi,5.1\n", r"column dsr: '5\.1' is no rating from 0 to 5"),
        ("agent,dsr\nLi,90 %\n", r"'90 %' is no rating"),
        ("agent,wrong_promises\nLi,1.5\n", r"'1\.5' is no number from zero up"),
        ("agent,notes\nLi,1\nLi,2\n", r"row 3, column agent: 'Li' stands in the sheet twice"),
        ("agent,notes\n,1\n", r"row 2, column agent: is empty"),
        ("notes\n1\n", r"no column tells agent"),
    ],
)
def test_what_a_team_sheet_is_refused_for(tmp_path: Path, text: str, told: str) -> None:
    """By row and column."""
    with refused(InputError, told):
        read_team(log(tmp_path, text))
