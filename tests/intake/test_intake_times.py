"""Times as marketplaces, spreadsheets and people write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from told import refused

from cli.words import sentence
from routing.errors import ReadError
from routing.intake.cells.times import Layout, either_way, moment

if TYPE_CHECKING:
    from routing.errors import Problem
    from routing.intake import Batch, ProductMaster

Reader = Callable[..., list["Batch"]]
Problems = Callable[..., list["Problem"]]
SHANGHAI = ZoneInfo("Asia/Shanghai")
HALF_PAST_ONE = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)  # 9:30 in Shanghai
WOOCOMMERCE = "Order Number,Order Status,Order Date,Country Code (Shipping),SKU,Quantity"
DAY_FIRST = Layout("%d/%m/%Y %H:%M")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20 09:30 GMT+8",
        "2026-11-20 09:30 UTC+08:00",
        "2026-11-20 09:30 (UTC+8)",
        "2026-11-20T09:30:00+8",
        "2026-11-20\u00a009:30\u202f+0800",  # blanks that keep a line together
        "2026/11/20 9:30 +08:00",
        "2026-11-20  1:30:00.999Z",
    ],
)
def test_a_time_with_its_offset_needs_no_zone(text: str) -> None:
    """However the offset is written."""
    assert moment(text).at == HALF_PAST_ONE


@pytest.mark.parametrize("text", ["2026/11/20 9:30", "2026/11/20 09:30:00", "2026-11-20 9:30", "46346.3958333333"])
def test_what_a_chinese_spreadsheet_makes_of_a_time_is_read(text: str) -> None:
    """The year comes first, so that day and month are certain; the number counts days from 1899-12-30."""
    assert moment(text, SHANGHAI).at == HALF_PAST_ONE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-20T09:30:26+24:00", "no clock on Earth is"),
        ("2026-11-20T09:30:26+08:60", "no clock on Earth is"),
        ("2026/02/29 09:30 +08:00", "'2026/02/29' is not in the calendar"),
    ],
)
def test_no_such_offset_or_day(text: str, said: str) -> None:
    """The message is for people, in whole sentences."""
    with refused(ReadError, said):
        moment(text)


def test_strokes_stay_unread_where_the_marketplace_has_the_day_first() -> None:
    """A spreadsheet has then made 2026/6/5 of the sixth of May or of the fifth of June: nobody can tell."""
    with refused(ReadError, "is no time that can be read"):
        moment("2026/6/5 9:30", SHANGHAI, (DAY_FIRST,))


def test_a_day_without_an_hour_is_flagged(read: Reader) -> None:
    """Midnight is what a spreadsheet's whole number says; whether it was midnight, nobody knows."""
    header, size = "order_id,paid_at,country,weight,size", "20x15x10 cm"
    (batch,) = read(f"{header}\nA,46346,US,350 g,{size}\nB,46346.5,US,350 g,{size}\n", input_zone=SHANGHAI)
    assert batch.table.frame["flags"].to_list() == ["TIME_OF_DAY_UNKNOWN", None]
    assert batch.table.frame["paid_at"].to_list()[0] == datetime(2026, 11, 19, 16, tzinfo=UTC)


def test_a_date_that_reads_both_ways_is_doubted_beside_one_with_the_month_first() -> None:
    """11/20/2026 shows that 05/06/2026 is the sixth of May; 06/06/2026 is the same either way."""
    texts = ["05/06/2026 09:30", "06/06/2026 09:30", "11/20/2026 09:30", "20/11/2026 09:30", "05/06/2026 09:30 AM"]
    doubted = either_way(texts, (DAY_FIRST,))
    assert list(doubted) == ["05/06/2026 09:30"]
    assert "'11/20/2026 09:30'" in sentence(doubted["05/06/2026 09:30"])
    assert either_way(["05/06/2026 09:30", "20/11/2026 09:30"], (DAY_FIRST,)) == {}
    assert either_way(["05/06/2026 09:30"], (DAY_FIRST,)) == {}  # the marketplace's layout is known
    assert either_way(["05/06/2026 09:30"], (Layout("%m/%d/%Y"),)) == {}


@pytest.mark.parametrize(("other", "rows"), [("20/11/2026 10:15", 0), ("2026-11-20 10:15", 1), ("11/20/2026 10:15", 2)])
def test_the_shop_chooses_the_order_of_day_and_month(
    other: str, rows: int, problems: Problems, master: ProductMaster
) -> None:
    """A date of WooCommerce that reads both ways is taken only beside one that has the day first for certain."""
    lines = [f"{at},Processing,{time},FR,LED-LAMP-01,1" for at, time in enumerate(("05/06/2026 10:15", other))]
    found = problems("\n".join((WOOCOMMERCE, *lines)), products=master)
    assert [problem.code for problem in found] == ["UNREADABLE_TIME"] * rows
    assert all(sentence(problem.reason).endswith(".") for problem in found)
