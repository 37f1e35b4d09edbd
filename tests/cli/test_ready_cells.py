"""Lines of a run in few columns say the same bytes as the table written cell by cell."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cli.run.cells
from cli.run.cells import SEPARATOR, ready_cells
from cli.run.writer import guarded
from routing.column_text import CodeColumn, MomentColumn, PriceColumn, day_column, value_column
from routing.deadlines.localtime_columns import NO_SECOND
from routing.deadlines.workday_columns import NO_DAY
from routing.fast.parcels import UNKNOWN
from routing.line import FREE_TEXTS

if TYPE_CHECKING:
    from routing.column_text import Column

TEXTS = ("", "plain", "=1+1", "'=1", "'n", "a,b", 'say "x"', "two\nlines", "\r", "é,中", "-5", "＝x", ";")
words = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=6)


@st.composite
def worded(draw: st.DrawFn, height: int) -> CodeColumn:
    """A column of few texts."""
    texts = draw(words)
    places = st.integers(UNKNOWN, len(texts) - 1)
    return CodeColumn(texts, np.array(draw(st.lists(places, min_size=height, max_size=height)), np.int32))


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Column]:
    """Columns of every kind, in any order, the free texts among them."""
    height = draw(st.integers(0, 6))

    def each(one: st.SearchStrategy[int | str | None]) -> list[int | str | None]:
        return draw(st.lists(one, min_size=height, max_size=height))

    known = np.array(each(st.integers(0, 1)), np.bool_)
    fen = np.array(each(st.integers(-300, 300) | st.integers(262_000, 262_300)), np.int64)
    seconds = np.array(each(st.integers(1_700_000_000, 1_800_000_000) | st.just(NO_SECOND)), np.int64)
    texts = st.sampled_from(TEXTS) | st.none()
    columns: dict[str, Column] = {
        "order_id": pl.Series(each(st.sampled_from(TEXTS)), dtype=pl.String),
        **{name: draw(worded(height)) for name in ("status", "service", "reason", "flags")},
        "door_note": pl.Series(each(texts), dtype=pl.String),
        "parcel_id": pl.Series(each(texts), dtype=pl.String),
        "order_ids": None,
        "on_time": None,
        "price_cny": PriceColumn(fen, known),
        "value": value_column(pl.Series(each(st.integers(0, 10**7) | st.none()), dtype=pl.Int64)),
        "weight_g": pl.Series(each(st.integers(1, 99) | st.none()), dtype=pl.Int64),
        "latest_at": MomentColumn(seconds, np.array(each(st.sampled_from([28_800, -12_600])), np.int32)),
        "dispatch_on": day_column(np.array(each(st.integers(19_000, 21_500) | st.just(NO_DAY)), np.int32)),
    }
    return {name: columns[name] for name in draw(st.permutations(list(columns)))}


def as_table(columns: dict[str, Column], height: int) -> pl.DataFrame:
    """The columns as they stand in `Assigned.lines`."""
    empty = pl.Series([None], dtype=pl.String).new_from_index(0, height)
    return pl.DataFrame({
        name: empty if column is None else column if isinstance(column, pl.Series) else column.series()
        for name, column in columns.items()
    })  # fmt: skip


def as_written(frame: pl.DataFrame, quote_style: Literal["never", "necessary"]) -> bytes:
    """Lines without a header."""
    out = io.BytesIO()
    frame.write_csv(out, include_header=False, separator=SEPARATOR, quote_style=quote_style)
    return out.getvalue()


@pytest.mark.parametrize("kinds", [1 << 16, 4], ids=["joined", "apart"])
@given(columns=tables())
@settings(max_examples=50, deadline=None)
def test_the_same_bytes(kinds: int, columns: dict[str, Column]) -> None:
    """Whatever stands in the cells, and in whichever order: guards, quotation marks, nothing beside an empty text."""
    ids = columns["order_id"]
    assert isinstance(ids, pl.Series)
    table = as_table(columns, len(ids))
    lacking = [name for name in FREE_TEXTS if name not in columns]
    assert not lacking
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli.run.cells, "_KINDS_MAX", kinds)
        cells = ready_cells(columns, len(ids))
    assert as_written(cells, "never") == as_written(guarded(table), "necessary")


def test_neighbours_of_few_kinds_are_one_column() -> None:
    """Three columns, of which two have two kinds, and none of 32 that are empty, take one."""
    few = CodeColumn(("a", "b"), np.array([0, 1, UNKNOWN]))
    cells = ready_cells({"order_id": pl.Series(["1", "2", "3"]), "status": few, "tier": few, "on_time": None}, 3)
    assert cells.rows() == [("1", "a,a,"), ("2", "b,b,"), ("3", ",,")]
