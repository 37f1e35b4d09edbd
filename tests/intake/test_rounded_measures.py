"""Weights and sides that are no whole grams and millimetres: billed rounded up, judged by the figure before."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carriers.calendars.shop_schedule import load_schedule
from carriers.cards.catalogue import bundled_folder, load_services
from carriers.exchange import bundled_rates, load_rates
from carriers.policies.policies import load_policy, policy_path
from routing.exact.parcel import parcel_of
from routing.facts import Facts
from routing.intake import Reading, order_files, read_orders, read_products
from routing.plan import Plan
from routing.values.units import E9, exact_millimetres, rounded_up
from routing.verify import Verifier

if TYPE_CHECKING:
    from pathlib import Path

    from routing.orders import OrderTable

HEAD = "order_id,paid_at,country,weight,size\n"
TIME = "2026-11-20T09:30:26+08:00"
ON = date(2026, 11, 20)
UPS = ("weight_up_e9", "length_up_e9", "width_up_e9", "height_up_e9")


def _table(folder: Path, text: str, products: str | None = None) -> OrderTable:
    orders = folder / "orders.csv"
    orders.write_text(text, encoding="utf-8")
    master = None
    if products is not None:
        (folder / "products.csv").write_text(products, encoding="utf-8")
        master = read_products(folder / "products.csv")
    (batch,) = read_orders(order_files([orders]), Reading(products=master))
    assert not batch.problems
    return batch.table


def test_a_trigger_at_40_cm_is_not_met_by_399_mm(tmp_path: Path) -> None:
    """EMS charges by volume from 40 cm on: 5 kg of 39.91 x 39.9 x 30 cm to the US cost 915 CNY, of 40 cm 1,365 CNY.

    By hand, by the tariff of December 2017 for zone 5: 240 for the first 500 g and 9 x 75 for 5,000 g; 15 x 75 for the
    7,980 g of 40 x 39.9 x 30 cm / 6000.  The rule of 2022-06-01 counts the volume where a side has 40 cm or more.
    """
    services = load_services([bundled_folder() / "cnpost-ems"])
    facts = Facts(services, load_policy(policy_path("cheapest")), load_rates(bundled_rates()), load_schedule())
    table = _table(
        tmp_path,
        f"{HEAD}A,{TIME},US,5 kg,39.91 x 39.9 x 30 cm\nB,{TIME},US,5 kg,40 x 39.9 x 30 cm\n",
    )
    lines = Plan(facts, ON).route(table).lines
    assert lines["price_cny"].cast(pl.String).to_list() == ["915.00", "1365.00"]
    verifier = Verifier(facts, ON)
    exact = [verifier.line(order) for order in table.frame.iter_rows(named=True)]
    assert [line["price_cny"] for line in exact] == ["915.00", "1365.00"]


@pytest.mark.parametrize(
    ("weight", "size", "expected"),
    [
        ("350 g", "20x15x10 cm", ((350, 200, 150, 100), (None, None, None, None))),
        ("12 oz", "8 in x 6 in x 4 in", ((341, 204, 153, 102), (805_722_500, 800_000_000, 600_000_000, 400_000_000))),
        ("350.5 g", "39.91x30x25 cm", ((351, 400, 300, 250), (500_000_000, 900_000_000, None, None))),
        ("0.35000000000001 kg", "10x10x10 cm", ((351, 100, 100, 100), (999_999_999, None, None, None))),
        ("349.99999999999 g", "10x10x10 cm", ((350, 100, 100, 100), (1, None, None, None))),  # never quite whole
    ],
)
def test_orders_keep_what_rounding_added(tmp_path: Path, weight: str, size: str, expected: object) -> None:
    """Whole grams and millimetres as billed, and beside them by how many billionths they were rounded up.

    12 oz are 340.1942775 g, 8 in are 203.2 mm.
    """
    row = _table(tmp_path, f"{HEAD}A,{TIME},US,{weight},{size}\n").frame.row(0, named=True)
    whole = tuple(row[name] for name in ("weight_g", "length_mm", "width_mm", "height_mm"))
    assert (whole, tuple(row[name] for name in UPS)) == expected


def test_the_first_column_that_is_filled_brings_its_rounding(tmp_path: Path) -> None:
    """A row without grams takes the kilograms of another column, with what was rounded there."""
    head = "order_id,paid_at,country,weight_g,weight_kg,size\n"
    rows = f"A,{TIME},US,350,0.35,10x10x10 cm\nB,{TIME},US,,0.3505,10x10x10 cm\nC,{TIME},US,350.25,0.3502,10x10x10 cm\n"
    frame = _table(tmp_path, head + rows).frame
    assert frame["weight_g"].to_list() == [350, 351, 351]
    assert frame["weight_up_e9"].to_list() == [None, 500_000_000, 750_000_000]


MASTER = "sku,weight,size,contents\nLAMP,33.4 g,39.91x20.05x9.99 cm,\nBOX,100 g,30x20x10 cm,\nSET,,,LAMP*2+BOX\n"


@pytest.mark.parametrize(
    ("sku", "pieces", "weight", "sides"),
    [
        ("LAMP", 1, "33.4", ("399.1", "200.5", "99.9")),
        ("LAMP", 3, "100.2", ("399.1", "299.7", "200.5")),  # 3 x 33.4 g are 100.2 g, not 102; 3 x 99.9 mm 299.7
        ("BOX", 2, "200", ("300", "200", "200")),
        ("SET", 1, "166.8", ("399.1", "299.8", "200.5")),  # 2 x 99.9 + 100
    ],
)
def test_pieces_of_the_master_add_up_exactly(
    tmp_path: Path, sku: str, pieces: int, weight: str, sides: tuple[str, ...]
) -> None:
    """Weights and stacked sides are added before they are rounded."""
    text = f"order_id,paid_at,country,sku,quantity\nA,{TIME},US,{sku},{pieces}\n"
    parcel = parcel_of(_table(tmp_path, text, MASTER).frame.row(0, named=True))
    assert (parcel.exact_weight, parcel.exact_sides) == (Fraction(weight), tuple(map(Fraction, sides)))


@pytest.mark.parametrize(
    ("lines", "weight", "sides"),
    [
        ([("LAMP", 3), ("BOX", 1)], "200.2", ("399.7", "399.1", "200.5")),  # 3 x 33.4 + 100 g; 3 x 99.9 + 100 mm
        ([("LAMP", 1)], "33.4", ("399.1", "200.5", "99.9")),
    ],
)
def test_lines_of_a_marketplaces_order_add_up_exactly(
    tmp_path: Path, lines: list[tuple[str, int]], weight: str, sides: tuple[str, ...]
) -> None:
    """Rows of one order: weights and stacked sides are added over all rows before they are rounded."""
    head = (
        "Name,Paid at,Financial Status,Fulfillment Status,Currency,Total,Lineitem quantity,Lineitem sku,"
        "Lineitem price,Shipping Country,Shipping Method\n"
    )
    rows = [f"#1,{TIME},paid,unfulfilled,USD,9.00,{pieces},{sku},1.00,US,Standard\n" for sku, pieces in lines]
    parcel = parcel_of(_table(tmp_path, head + "".join(rows), MASTER).frame.row(0, named=True))
    assert (parcel.exact_weight, parcel.exact_sides) == (Fraction(weight), tuple(map(Fraction, sides)))


@given(st.decimals(min_value="0.0001", max_value="900", places=7))
def test_a_figure_and_its_rounding_are_the_figure(centimetres: object) -> None:
    """Whole millimetres less the billionths are the length that was written, to the billionth."""
    whole, up_e9 = rounded_up(exact_millimetres(f"{centimetres} cm"))
    assert Fraction(whole * E9 - up_e9, E9) == Fraction(str(centimetres)) * 10
    assert 0 <= up_e9 < E9
