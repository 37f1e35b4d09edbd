"""Rows that a file holds twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cli.words import sentence

if TYPE_CHECKING:
    from routing.intake import Batch, ProductMaster

Reader = Callable[..., list["Batch"]]
TEMU = {
    "order id": "PO-1", "order status": "Unshipped", "Order item ID": "1-D01", "contribution sku": "LED-LAMP-01",
    "quantity to ship": "2", "ship country": "US", "purchase date": "2026-11-20T09:00:00+08:00",
}  # fmt: skip


def _temu(*rows: dict[str, str]) -> str:
    return "\n".join(",".join(row.values()) for row in (dict(zip(TEMU, TEMU, strict=True)), *rows))


def test_an_export_put_together_twice_does_not_double_the_parcel(read: Reader, master: ProductMaster) -> None:
    """The second of two rows that agree in every cell is refused with its order; the other order ships."""
    twice = _temu(TEMU, TEMU | {"order id": "PO-2"}, TEMU)
    (batch,) = read(twice, products=master)
    assert batch.table.frame.select("order_id", "weight_g").rows() == [("PO-2", 420)]  # 2 lamps of 210 g
    (problem,) = batch.problems
    assert (problem.row, problem.order_id, problem.code) == (4, "PO-1", "DUPLICATE_ORDER")
    assert "the same as row 2" in sentence(problem.reason)
    assert batch.rejected_rows == 2


def test_two_order_lines_of_one_article_are_two(read: Reader, master: ProductMaster) -> None:
    """The marketplace's own number of the line tells them apart."""
    (batch,) = read(_temu(TEMU, TEMU | {"Order item ID": "1-D02"}), products=master)
    assert batch.table.frame.select("order_id", "weight_g").rows() == [("PO-1", 840)]


def test_lines_without_the_orders_own_columns_may_be_alike(read: Reader, master: ProductMaster) -> None:
    """Shopify fills an order's columns once: two such lines may be one article bought twice, with other wishes."""
    header = "Name,Paid at,Shipping Country,Lineitem quantity,Lineitem sku"
    head, line = "#1,2026-11-20 09:30:26 +0800,US,1,LED-LAMP-01", "#1,,,1,USB-FAN-02"
    (batch,) = read(f"{header}\n{head}\n{line}\n{line}", products=master)
    assert batch.table.frame["weight_g"].to_list() == [530]  # 210 + 2 x 160
    (doubled,) = read(f"{header}\n{head}\n{line}\n{head}\n{line}", products=master)
    assert ([problem.row for problem in doubled.problems], doubled.rejected_rows) == ([4], 4)


def test_lines_of_one_order_that_stand_far_apart_are_refused_with_the_way_out(
    read: Reader, master: ProductMaster
) -> None:
    """Only so many rows are held at a time; what is too far away is told how to come near."""
    rows = [TEMU | {"order id": f"PO-{at}"} for at in range(6)]
    batches = read(_temu(*rows, TEMU | {"order id": "PO-0", "Order item ID": "2"}), products=master, chunk_rows=2)
    (problem,) = [problem for batch in batches for problem in batch.problems]
    assert (problem.row, problem.code) == (8, "DUPLICATE_ORDER")
    assert "orders.csv row 2" in sentence(problem.reason)
    assert "sort the file by the order id" in sentence(problem.reason)
