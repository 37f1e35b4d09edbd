"""An order's row as a parcel, alone and in columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from columns import columns_of
from handmade import band, choice, conditions, parcel, service

from routing.exact.parcel import Parcel, parcel_of
from routing.fast.parcels import UNKNOWN, Categories, parcels_of
from routing.orders import SCHEMA, OrderTable
from routing.values.goods import goods_of
from routing.values.postcode import fold, within
from routing.values.quantity import Quantity

ROW: dict[str, Any] = {
    "order_id": "1",
    "country": "US",
    "weight_g": 500,
    "length_mm": 100,
    "width_mm": 300,
    "height_mm": 200,
    "shape": "roll",
    "value_e4": 120_000,
    "currency": "USD",
    "goods": "battery;magnet",
    "tracked": True,
    "platform": "ebay",
    "requested_service": "dhl",
    "postcode": "sw1a-1aa",
}
BARE: dict[str, Any] = {"order_id": "2", "country": "DE", "weight_g": 20, "length_mm": 10, "width_mm": 10}


def test_a_full_row() -> None:
    """Sides from the longest to the shortest, goods apart, the postcode in its comparable form."""
    assert parcel_of(OrderTable.of([ROW]).frame.row(0, named=True)) == Parcel(
        country="US",
        weight_g=500,
        sides=(300, 200, 100),
        roll=True,
        value_e4=120_000,
        currency="USD",
        goods=frozenset({"battery", "magnet"}),
        tracked=True,
        platform="ebay",
        requested="dhl",
        postcode="SW1A1AA",
        items=1,
    )


def test_a_row_of_which_little_is_known() -> None:
    """Two sides of three are no size; nothing said of goods is general goods."""
    one = parcel_of(OrderTable.of([BARE]).frame.row(0, named=True))
    assert one == Parcel("DE", 20, items=1)
    assert one.volume_mm3 is None
    assert one.measure("sides_sum") is None
    assert one.measure("weight") == 20


def test_columns_say_the_same() -> None:
    """The same two rows as columns, from the table and from parcels."""
    table = OrderTable.of([ROW, BARE])
    rows = [parcel_of(row) for row in table.frame.iter_rows(named=True)]
    for columns in (parcels_of(table), columns_of(rows)):
        assert len(columns) == 2
        assert columns.weight_g.tolist() == [500, 20]
        assert columns.longest_mm.tolist() == [300, UNKNOWN]
        assert columns.shortest_mm.tolist() == [100, UNKNOWN]
        assert columns.value_e4.tolist() == [120_000, UNKNOWN]
        assert columns.roll.tolist() == [True, False]
        assert columns.tracked.tolist() == [True, False]
        assert columns.currency.values[columns.currency.codes[0]] == "USD"
        part = columns.take(np.array([1]))
        assert (len(part), part.weight_g.tolist()) == (1, [20])


def test_categories_without_any() -> None:
    """An empty column has no values."""
    none = Categories.of(pl.Series([None, None], dtype=pl.String))
    assert (none.codes.tolist(), none.values) == ([UNKNOWN, UNKNOWN], ())


def test_a_wrong_table_is_a_fault_of_the_caller() -> None:
    """A table with other columns cannot be built."""
    with pytest.raises(ValueError, match="not an order table"):
        OrderTable(pl.DataFrame({"order_id": ["1"], "extra": [1]}))
    assert OrderTable.of([]).frame.schema == SCHEMA
    assert len(OrderTable.of([])) == 0


@pytest.mark.parametrize(
    ("text", "start", "end", "inside"),
    [
        ("99501", "995", "999", True),
        ("99999", "995", "999", True),  # the end covers all that starts with it
        ("994", "995", "999", False),
        ("AB10 1XG", "AB1", "AB5", True),
        ("ab1", "AB1", "AB5", True),
        ("ZE4", "AB1", "ZE3", False),
    ],
)
def test_postcode_ranges(text: str, start: str, end: str, inside: bool) -> None:  # noqa: FBT001 - a table
    """Spaces, hyphens and case do not count; both ends are in."""
    assert within(fold(text), start, end) is inside


def test_a_wrong_parcel_or_service_cannot_be_built() -> None:
    """No weight of nothing, no value below zero, no goods and classes that are not known."""
    with pytest.raises(ValueError, match="weight_g"):
        parcel(0)
    with pytest.raises(ValueError, match="value_e4"):
        parcel(value_e4=-1)
    with pytest.raises(ValueError, match="plutonium"):
        service(goods=frozenset({"plutonium"}))
    with pytest.raises(ValueError, match="service_class"):
        service(service_class="teleport")
    assert goods_of("battery;magnet") == {"battery", "magnet"}


def test_heavy_parcels_up_to_ten_tonnes_are_weighed_exactly() -> None:
    """10 t in 10 m cubed: no overflow in grams, sums or volumes."""
    asked = service(bands=(band(upto=10_000_000, base=0, covers=0, step=1000, per_step=1),))
    one = parcel(10_000_000, (10_000, 10_000, 10_000))
    assert choice(one, [asked]).answers[0].price_fen == 1_000_000  # 10,000 kg at 1 CNY
    wide = service(limits=conditions("length_girth <= 10 m"), bands=asked.bands)
    assert choice(one, [wide]).answers[0].refusals[0].measured == Quantity(50_000, "mm")


def test_words_of_addresses_in_columns_are_those_of_the_parcels() -> None:
    """A box in the Canaries, a box, the Canaries, and a plain address."""
    words = [("ES-CN", True), (None, True), ("ES-CN", None), (None, None)]
    rows = [BARE | {"order_id": str(at), "territory": land, "po_box": box} for at, (land, box) in enumerate(words)]
    table = OrderTable.of(rows)
    address = parcels_of(table).address
    found = [address.values[code].split(";") if code != UNKNOWN else [] for code in address.codes.tolist()]
    assert found == [["ES-CN", "po_box"], ["po_box"], ["ES-CN"], []]
    assert [parcel_of(row).address for row in table.frame.rows(named=True)] == [set(one) for one in found]
