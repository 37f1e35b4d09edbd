"""Orders as they are packed: the master's figures become the parcel's, an order's own stay."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from routing.intake import read_products
from routing.orders import OrderTable
from routing.parcelling.packed_orders import PackedOrders
from routing.services.packing import Packing, PackingTable, packing_of

if TYPE_CHECKING:
    from pathlib import Path

TABLE = PackingTable(
    (
        Packing("bag", "bag", (350, 250, 0), 18, 2000, 45, wall_mm=4),
        Packing("box", "carton", (250, 200, 190), 90, 3000, 110, outer_mm=(260, 210, 200)),
    )
)
MASTER = """sku,weight,length_mm,width_mm,height_mm,goods,shape
MUG,300.5 g,120,100,90,,
TUBE,100 g,300,40,40,,roll
PIN,5 g,,,,,
"""


def packed(tmp_path: Path, *orders: dict[str, Any]) -> list[dict[str, Any]]:
    """The orders after packing, as rows."""
    file = tmp_path / "products.csv"
    file.write_text(MASTER, encoding="utf-8")
    known = {"paid_at": datetime(2026, 11, 19, tzinfo=UTC), "country": "US"}
    table = OrderTable.of([{"order_id": str(number), **known, **one} for number, one in enumerate(orders)])
    return PackedOrders.of(read_products(file), TABLE)(table).frame.to_dicts()


def test_figures_of_the_master_become_those_of_the_parcel(tmp_path: Path) -> None:
    """Four mugs of 300.5 g and a carton of 90 g: 1292 g, in the carton's outer size, no longer a stack."""
    (found,) = packed(
        tmp_path,
        {"sku": "MUG", "quantity": 4, "weight_g": 1202, "length_mm": 120, "width_mm": 100, "height_mm": 360,
         "flags": "SIZE_STACKED;PO_BOX"},
    )  # fmt: skip
    assert (found["weight_g"], found["weight_up_e9"]) == (1292, None)
    assert (found["length_mm"], found["width_mm"], found["height_mm"]) == (260, 210, 200)
    assert found["flags"] == "PO_BOX;PACKING:box"
    assert packing_of(found["flags"]) == "box"


def test_half_grams_are_kept(tmp_path: Path) -> None:
    """One mug of 300.5 g in a bag of 18 g: 318.5 g, written as 319 g rounded up by half a gram."""
    (found,) = packed(
        tmp_path,
        {"sku": "MUG", "quantity": 1, "weight_g": 301, "weight_up_e9": 500_000_000, "length_mm": 120,
         "width_mm": 100, "height_mm": 90},
    )  # fmt: skip
    assert (found["weight_g"], found["weight_up_e9"]) == (319, 500_000_000)


def test_an_orders_own_figures_stay(tmp_path: Path) -> None:
    """A weight, or a size, that is not the articles' was measured: only the packing is named."""
    own = {"sku": "MUG", "quantity": 4, "length_mm": 120, "width_mm": 100, "height_mm": 360}
    heavy, long = packed(tmp_path, {**own, "weight_g": 1250}, {**own, "weight_g": 1202, "length_mm": 400})
    assert (heavy["weight_g"], heavy["length_mm"], heavy["flags"]) == (1250, 120, "PACKING:box")
    assert (long["weight_g"], long["length_mm"], long["flags"]) == (1202, 400, "PACKING:box")


def test_a_packed_roll_is_a_box(tmp_path: Path) -> None:
    """A tube alone is a roll; in a bag it has sides."""
    (found,) = packed(
        tmp_path,
        {"sku": "TUBE", "quantity": 1, "weight_g": 100, "length_mm": 300, "width_mm": 40, "height_mm": 40,
         "shape": "roll"},
    )  # fmt: skip
    assert (found["shape"], found["length_mm"], found["width_mm"], found["height_mm"]) == (None, 304, 44, 44)


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    """An article without size, one that is not listed, a number of pieces that nobody told."""
    found = packed(
        tmp_path,
        {"sku": "PIN", "quantity": 3, "weight_g": 15},
        {"sku": "NEW", "quantity": 1, "weight_g": 15},
        {"sku": "MUG", "weight_g": 15},
    )
    assert [one["flags"] for one in found] == ["PACKING_UNKNOWN"] * 3
    assert [one["weight_g"] for one in found] == [15, 15, 15]


def test_orders_of_several_lines(tmp_path: Path) -> None:
    """A mug and two pins of known goods are packed as their lines say; a pin without size leaves it open."""
    line = dict.fromkeys(("title", "variant", "unit_value_e4", "goods"))
    items = [{**line, "sku": "MUG", "quantity": 1}, {**line, "sku": "TUBE", "quantity": 1}]
    (found,) = packed(
        tmp_path,
        {"weight_g": 401, "weight_up_e9": 500_000_000, "quantity": 2, "items": items},
    )
    assert found["flags"] == "PACKING_NONE"
    assert packing_of(None) == ""
