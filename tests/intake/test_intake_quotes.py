"""Stray quotation marks: they never swallow the rows between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from routing.intake import Batch, ProductMaster

Reader = Callable[..., list["Batch"]]
Orders = Callable[..., list[dict[str, Any]]]
HEADER = "order_id,name,paid_at,country,weight,size,note"
AMAZON = "order-id\tproduct-name\tpayments-date\tsku\tquantity-purchased\tship-country\n"


def _row(order: str, name: str = "Ann", note: str = "") -> str:
    return f"{order},{name},2026-11-20T09:30:26+08:00,US,350 g,20x15x10 cm,{note}\n"


@pytest.mark.parametrize(
    ("rows", "refused", "read_rows"),
    [
        ((_row("A", '"Ann'), _row("B"), _row("C", 'Bob"'), _row("D")), [2], ["B", "C", "D"]),
        ((_row("A", note='"x'), _row("B", note='y"'), _row("C")), [2], ["B", "C"]),
        ((_row("A", '"Ann'), _row("B", '"Bob"'), _row("C", 'Cid"')), [2], ["B", "C"]),
    ],
    ids=["two rows between", "at the end", "a quoted cell between"],
)
def test_two_stray_quotation_marks_do_not_make_one_row_of_several(
    rows: tuple[str, ...], refused: list[int], read_rows: list[str], read: Reader
) -> None:
    """The row that opens one is refused by name; those up to the other are read as they stand, and all are counted."""
    (batch,) = read(HEADER + "\n" + "".join(rows))
    assert [problem.row for problem in batch.problems] == refused
    assert {problem.code for problem in batch.problems} == {"BROKEN_QUOTES"}
    assert batch.table.frame["order_id"].to_list() == read_rows
    assert batch.rows_read == len(rows)


def test_a_cell_of_several_lines_may_hold_separators(orders: Orders) -> None:
    """An address and a note in quotes are one cell each, with as many commas as they like, but for a whole row's."""
    note = '"One, two,\nthree, four, five\nsix"'
    found = orders(f"{HEADER}\n{_row('A', note=note)}{_row('B')}")
    assert [order["note"] for order in found] == ["One, two,\nthree, four, five\nsix", None]
    assert [order["row"] for order in found] == [2, 3]


def test_text_between_tabs_needs_no_regard_to_quotation_marks(read: Reader, master: ProductMaster) -> None:
    """Amazon writes a title of inches or in quotes as it is; the row has the right number of cells, so it is taken."""
    lines = [
        f"{order}\t{title}\t2026-11-20T01:12:00+00:00\tLED-LAMP-01\t1\tDE\n"
        for order, title in (("1", '"Best" lamp'), ("2", '"Open lamp'), ("3", '20" lamp'), ("4", '"Lamp, whole"'))
    ]
    (batch,) = read(AMAZON + "".join(lines), "orders.txt", products=master)
    assert not batch.problems
    titles = [items[0]["title"] for items in batch.table.frame["items"].to_list()]
    assert titles == ['"Best" lamp', '"Open lamp', '20" lamp', "Lamp, whole"]
