"""The table in which all orders leave intake."""

from __future__ import annotations

import polars as pl
import pytest

from routing.orders import SCHEMA, OrderTable


def test_a_table_has_the_columns_of_the_schema() -> None:
    """Columns that are not named are null; an empty table has the same columns."""
    table = OrderTable.of([{"order_id": "A", "country": "US"}])
    assert table.frame.schema == SCHEMA
    assert len(table) == 1
    assert len(OrderTable.of([])) == 0


def test_another_frame_is_no_order_table() -> None:
    """The message names what is wrong, missing and not expected."""
    with pytest.raises(ValueError, match=r"missing \['order_id'.*not expected \['colour'\]"):
        OrderTable(pl.DataFrame({"colour": ["red"]}))


def test_a_frame_of_some_columns_becomes_orders() -> None:
    """What the frame lacks is unknown; a column that no order has is told, for it would be lost."""
    frame = pl.DataFrame({"order_id": ["1"], "weight_g": [350], "country": ["US"]})
    table = OrderTable.from_frame(frame)
    assert table.frame.row(0, named=True)["weight_g"] == 350
    assert table.frame["length_mm"].to_list() == [None]
    with pytest.raises(ValueError, match="not columns of orders: \\['wieght'\\]"):
        OrderTable.from_frame(frame.rename({"weight_g": "wieght"}))
