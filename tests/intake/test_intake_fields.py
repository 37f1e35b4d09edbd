"""Cells to values: the quick way for plain texts agrees with the exact way, and both with the calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from told import refused

from routing.errors import ReadError
from routing.intake.cells import fields, words
from routing.intake.cells.plain import plain_columns
from routing.intake.cells.times import Layout, moment
from routing.values import money, units
from routing.values.moments import NoZoneError

FIGURES = st.one_of(
    st.integers(-10, 20_000_000).map(str),
    st.from_regex(r"[+-]?[0-9]{0,9}(\.[0-9]{0,6})?", fullmatch=True),
    st.text("0123456789+-.eE ,_٣", max_size=9),
)
STAMPS = st.one_of(
    st.datetimes(datetime(1990, 1, 1), datetime(2110, 1, 1)).map(lambda at: f"{at:%Y-%m-%dT%H:%M:%S}+08:00"),  # noqa: DTZ001
    st.from_regex(
        r"20[0-9]{2}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9]"
        r"(Z|[+-][0-2][0-9]:?[0-6][0-9]| [+-][0-2][0-9][0-6][0-9])",
        fullmatch=True,
    ),
    st.text("0123456789-:T Z+", min_size=20, max_size=25),
)


@pytest.mark.no_cover  # others pass its branches
@settings(max_examples=100)
@given(st.lists(FIGURES, min_size=1, max_size=8))
@example(["007", "+5", "0", "10000000", "10000001", "1e3"])
def test_plain_weights_are_exact_weights(texts: list[str]) -> None:
    """Where the quick way reads a weight in grams, the exact way reads the same."""
    plain = plain_columns(pl.DataFrame({"weight_g": pl.Series(texts, dtype=pl.String)}))["weight_g"]
    for text, grams in zip(texts, plain, strict=True):
        assert grams is None or units.grams(text, "g") == grams


@pytest.mark.no_cover  # others pass its branches
@settings(max_examples=100)
@given(st.lists(FIGURES, min_size=1, max_size=8))
@example(["999999999.9999", "0.0001", "12.34567", "1e3", "4.999"])
def test_plain_amounts_are_exact_amounts(texts: list[str]) -> None:
    """Where the quick way reads an amount, the exact way reads the same ten-thousandths."""
    plain = plain_columns(pl.DataFrame({"value": pl.Series(texts, dtype=pl.String)}))["value"]
    for text, value in zip(texts, plain, strict=True):
        assert value is None or money.figure(text) == (value, "")


@pytest.mark.no_cover  # others pass its branches
@settings(max_examples=100)
@given(st.lists(STAMPS, min_size=1, max_size=8))
@example(["2026-11-20T09:30:26+08:00", "2024-02-29T23:59:59Z", "2026-02-29T00:00:00Z", "2026-11-20 09:30:26 -0930"])
@example(["2026-11-20T23:59:60Z", "2026-11-20T24:00:00Z", "2026-11-20T09:30:26+24:00", "2026-11-20T09:30:26+08:60"])
@example(["+2026-1-20T09:30:26+08:00", "2026-11-20T09:30:26+0800 ", "2026-13-20T09:30:26Z"])
def test_plain_times_are_exact_times(texts: list[str]) -> None:
    """Where the quick way reads a moment, the exact way reads the same; impossible days are read by neither."""
    plain = plain_columns(pl.DataFrame({"paid_at": texts}))["paid_at"]
    for text, at in zip(texts, plain, strict=True):
        assert at is None or moment(text).at == at


@pytest.mark.no_cover  # others pass its branches
@settings(max_examples=50)
@given(st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)), min_size=1, max_size=6))  # noqa: DTZ001
@example([datetime(2026, 11, 1, 1, 30, 59), datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 3, 0)])  # noqa: DTZ001
def test_local_times_by_the_minute_are_exact_times(times: list[datetime]) -> None:
    """Read by their minutes, local times of New York are what each is by itself, the skipped hour refused."""
    zone = ZoneInfo("America/New_York")
    texts = pl.Series([f"{time:%Y-%m-%d %H:%M:%S}" for time in times])
    parsed = fields.moments(texts, zone, plain=plain_columns(pl.DataFrame({"paid_at": texts}))["paid_at"])
    for text, at, repeated in zip(texts, parsed.values, parsed.more["repeated"], strict=True):
        if at is None:
            assert text in parsed.fails
            # the second Sunday of March, by 15 U.S.C. 260a
            assert text[5:7] == "03" and 8 <= int(text[8:10]) <= 14 and text[11:13] == "02"  # noqa: PT018
        else:
            assert (moment(text, zone).at, moment(text, zone).repeated) == (at, repeated)


def test_usual_layouts_take_the_quick_way() -> None:
    """The quick way is not quick by reading nothing."""
    texts = pl.DataFrame(
        {
            "paid_at": ["2026-11-20T09:30:26+08:00", "2026-11-20 09:30:26 +0800", "2026-11-20T01:30:26Z"],
            "weight_g": ["1", "350", "9999999"],
            "value": ["12", "12.5", "12.3456"],
            "country": ["US", "DE", "XK"],
        }
    )
    found = plain_columns(texts)
    assert found["paid_at"].to_list() == [datetime(2026, 11, 20, 1, 30, 26, tzinfo=UTC)] * 3
    assert found["weight_g"].to_list() == [1, 350, 9_999_999]
    assert found["value"].to_list() == [120_000, 125_000, 123_456]
    assert found["country"].to_list() == ["US", "DE", "XK"]


def test_with_a_decimal_comma_no_amount_is_plain() -> None:
    """1.234 is more than a thousand there."""
    texts = pl.DataFrame({"value": ["1.234"]})
    assert "value" not in plain_columns(texts, decimal=",")
    assert fields.amounts(texts["value"], ",").values.to_list() == [12_340_000]


def test_plain_values_or_all_texts_must_be_read() -> None:
    """Asking for what was never read is a fault of the caller."""
    with pytest.raises(TypeError):
        fields._known(None)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-20T09:30:26+08:00", "01:30:26"),
        ("2026-11-20 09:30:26 +0800", "01:30:26"),
        ("2026-11-20T09:30:26.789+08", "01:30:26"),  # parts of a second are cut off
        ("2026-11-20 09:30 +08:00", "01:30:00"),
        ("2026-11-20T01:30:26z", "01:30:26"),
        ("2026-11-20 01:30:26 UTC", "01:30:26"),
        ("2026-11-20 09:30:26 CST(UTC+8)", "01:30:26"),
        ("2026-11-20 09:30 CST (UTC+08:00)", "01:30:00"),
    ],
)
def test_times_with_an_offset_need_no_zone(text: str, utc: str) -> None:
    """ISO 8601 and its neighbours come out in UTC."""
    assert f"{moment(text).at:%Y-%m-%d %H:%M:%S}" == f"2026-11-20 {utc}"


@pytest.mark.parametrize(
    ("text", "layout", "utc"),
    [
        ("2026.11.20 09:30", "%Y.%m.%d %H:%M", "2026-11-20 01:30"),
        ("Nov 20, 2026, 09:30 am CST(UTC+8)", "%b %d, %Y, %I:%M %p", "2026-11-20 01:30"),
        ("05-oct.-26", "%d-%b-%y", "2026-10-04 16:00"),  # French months; the day's first minute in Shanghai
        ("20-août-26", "%d-%b-%y", "2026-08-19 16:00"),
        ("46346.5", "", "2026-11-20 04:00"),  # a spreadsheet's day number
    ],
)
def test_times_in_a_marketplaces_layout_take_its_zone(text: str, layout: str, utc: str) -> None:
    """The profile says the layout, the caller or the profile the zone."""
    seen = moment(text, ZoneInfo("Asia/Shanghai"), (Layout("%Y/%m/%d"), Layout(layout)))
    assert f"{seen.at:%Y-%m-%d %H:%M}" == utc
    assert seen.day_only == ("-%y" in layout)


def test_a_layout_may_have_a_zone_of_its_own() -> None:
    """TikTok's US layout is Pacific time: 1:04 PM there is 21:04 UTC in November."""
    us = Layout("%m/%d/%Y %I:%M:%S %p", "America/Los_Angeles")
    seen = moment("11/20/2026 1:04:31 PM", ZoneInfo("Asia/Shanghai"), (us,))
    assert (f"{seen.at:%H:%M:%S}", seen.zone_lent) == ("21:04:31", False)


def test_a_time_without_zone_is_no_moment() -> None:
    """The message says what to add."""
    with refused(NoZoneError, "names no zone"):
        moment("2026-11-20T09:30:26")


@pytest.mark.parametrize(("text", "pieces"), [("1", 1), ("002", 2), ("3.0", 3), ("100000", 100_000)])
def test_quantities_are_whole_pieces(text: str, pieces: int) -> None:
    """Spreadsheets write 3.0 for 3."""
    assert words.quantity(text) == pieces


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "100001", "two", "", "٣"])
def test_other_quantities_are_refused(text: str) -> None:
    """Nothing is rounded or guessed."""
    with pytest.raises(ReadError):
        words.quantity(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [("battery", "battery"), ("Liquid, Battery", "battery;liquid"), ("general", "general"), ("general;food", "food")],
)
def test_goods_are_sorted_words(text: str, found: str) -> None:
    """`general` says nothing beside another word."""
    assert words.goods(text) == found


def test_goods_of_separators_alone_are_refused() -> None:
    """A comma is no word."""
    with refused(ReadError, "no word for goods"):
        words.goods(" , ")
