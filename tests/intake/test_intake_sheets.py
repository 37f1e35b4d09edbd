"""Workbooks with more than one sheet: none with orders is passed over in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from told import refused

from cli.words import sentence
from routing.errors import InputError
from routing.intake import order_files, read_orders, read_products

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Sheets = dict[str, list[list[str]]]

HEADER = ["order_id", "paid_at", "country", "weight", "size"]
ARTICLES = ["sku", "weight_g", "length_cm", "width_cm", "height_cm"]


def _row(order: str) -> list[str]:
    return [order, "2026-11-20T09:30:26+08:00", "US", "350 g", "20x15x10 cm"]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook of these sheets; those named in `hidden` are hidden."""

    def write(sheets: Sheets, hidden: tuple[str, ...] = ()) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.worksheets[0])
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
            sheet.sheet_state = "hidden" if title in hidden else "visible"
        path = tmp_path / "book.xlsx"
        made.save(path)
        return path

    return write


def test_every_sheet_with_orders_is_read(book: Callable[..., Path]) -> None:
    """Each is a file of its own in the problems; an order that two of them hold is refused the second time."""
    path = book({"Mon": [HEADER, _row("A"), _row("B")], "Tue": [HEADER, _row("C"), _row("B")]})
    monday, tuesday = read_orders(order_files([path]))
    assert monday.table.frame["order_id"].to_list() == ["A", "B"]
    assert tuesday.table.frame["order_id"].to_list() == ["C"]
    (problem,) = tuesday.problems
    assert (problem.file, problem.row, problem.code) == ("book.xlsx/Tue", 3, "DUPLICATE_ORDER")
    assert "book.xlsx/Mon row 3" in sentence(problem.reason)


def test_a_sheet_without_orders_is_remarked_on(book: Callable[..., Path]) -> None:
    """A page of explanations before the orders does not stop them."""
    (batch,) = read_orders(order_files([book({"Readme": [["How to use"]], "Orders": [HEADER, _row("A")]})]))
    assert batch.table.frame["order_id"].to_list() == ["A"]
    (remark,) = batch.warnings
    assert sentence(remark).startswith("book.xlsx/Readme was not read: it has a header that is not known.")


def test_a_hidden_sheet_is_remarked_on_and_not_read(book: Callable[..., Path]) -> None:
    """What the seller does not see is not sent."""
    (batch,) = read_orders(
        order_files([book({"old": [HEADER, _row("A")], "now": [HEADER, _row("B")]}, hidden=("old",))])
    )
    assert batch.table.frame.select("order_id", "source").rows() == [("B", "book.xlsx")]
    assert [sentence(said) for said in batch.warnings] == ["book.xlsx: the sheet 'old' is hidden and was not read."]


def test_no_sheet_with_orders_is_a_fault_of_each(book: Callable[..., Path]) -> None:
    """The message names both sheets."""
    with pytest.raises(InputError) as fault:
        list(read_orders(order_files([book({"one": [["a", "b"]], "two": [["c", "d"]]})])))
    assert [one.file for one in fault.value.faults] == ["book.xlsx/one", "book.xlsx/two"]


def test_the_product_master_may_stand_on_any_sheet_but_on_one(book: Callable[..., Path]) -> None:
    """Articles on a second sheet would be lost, so such a file is refused."""
    lamp, fan = ["LAMP", "210", "18", "9", "7"], ["FAN", "160", "14", "11", "6"]
    master = read_products(book({"Readme": [["How to use"]], "Articles": [ARTICLES, lamp]}))
    assert master.frame["sku"].to_list() == ["LAMP"]
    with refused(InputError, r"several sheets \(book.xlsx/Lamps, book.xlsx/Fans\)"):
        read_products(book({"Lamps": [ARTICLES, lamp], "Fans": [ARTICLES, fan]}))
