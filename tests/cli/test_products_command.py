"""`sampan products missing` writes a sheet that can be filled and handed back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
from click.testing import CliRunner

from cli.products import command
from cli.words import sentence
from routing.errors import InputError
from routing.intake import read_products

if TYPE_CHECKING:
    from pathlib import Path

ORDERS = "order_id,paid_at,country,sku\nA,2026-11-20T01:30:26Z,US,LAMP\nB,2026-11-20T01:30:26Z,US,=cmd\n"


def test_the_sheet_lists_each_missing_article(tmp_path: Path) -> None:
    """On the standard output; how many there are is a remark."""
    orders = tmp_path / "orders.csv"
    orders.write_text(ORDERS)
    result = CliRunner().invoke(command, ["missing", str(orders)])
    assert result.exit_code == 0
    rows = [line.split(",")[0] for line in result.stdout.splitlines()]
    assert rows == ["sku", "LAMP", "'=cmd"]  # a formula is disarmed
    assert "2 articles to fill in." in result.stderr


def test_a_filled_sheet_is_a_product_master(tmp_path: Path) -> None:
    """What it describes is missing no more, the disarmed article is found under its own name."""
    orders, sheet = tmp_path / "orders.csv", tmp_path / "fill.csv"
    orders.write_text(ORDERS)
    CliRunner().invoke(command, ["missing", str(orders), "-o", str(sheet)], catch_exceptions=False)
    header, *rows = sheet.read_text(encoding="utf-8-sig").splitlines()
    filled = [",".join([row.split(",")[0], "", "", "", "", "210", "18", "9", "7", *row.split(",")[9:]]) for row in rows]
    sheet.write_text("\n".join([header, *filled]), encoding="utf-8")
    assert read_products(sheet).frame["sku"].to_list() == ["LAMP", "=cmd"]
    result = CliRunner().invoke(command, ["missing", str(orders), "--products", str(sheet)])
    assert "0 articles to fill in." in result.stderr


def test_the_sheet_may_be_a_workbook(tmp_path: Path) -> None:
    """By the name's ending; every cell is a text, so an article named like a formula stays itself."""
    orders, sheet = tmp_path / "orders.csv", tmp_path / "fill.XLSX"
    orders.write_text(ORDERS.replace("LAMP", "00123"))
    result = CliRunner().invoke(command, ["missing", str(orders), "-o", str(sheet)], catch_exceptions=False)
    assert result.exit_code == 0
    page = openpyxl.load_workbook(sheet).active
    assert [row[0] for row in page.iter_rows(values_only=True)] == ["sku", "00123", "=cmd"]
    assert {cell.data_type for row in page.iter_rows(max_col=1) for cell in row} == {"s"}
    page["F2"], page["F3"] = 210, 210
    page.parent.save(sheet.with_suffix(".xlsx"))
    assert read_products(sheet.with_suffix(".xlsx")).frame["sku"].to_list() == ["00123", "=cmd"]


def test_a_workbook_of_another_kind_is_refused(tmp_path: Path) -> None:
    """Text under the name of a workbook would open as damaged."""
    result = CliRunner().invoke(command, ["missing", "orders.csv", "-o", str(tmp_path / "fill.ods")])
    assert result.exit_code == 2
    assert "a sheet is written as .csv or .xlsx, not as .ods." in result.stderr


def test_a_sheet_that_cannot_be_written_is_said_by_name(tmp_path: Path) -> None:
    """No folder can be made where a file stands; nothing is left behind."""
    orders = tmp_path / "orders.csv"
    orders.write_text(ORDERS)
    result = CliRunner().invoke(command, ["missing", str(orders), "-o", str(orders / "fill.csv")])
    assert isinstance(result.exception, InputError)
    assert "fill.csv: cannot be written" in sentence(result.exception)
    assert list(tmp_path.iterdir()) == [orders]


def test_every_command_says_what_it_does_and_shows_an_example() -> None:
    """Help begins with a sentence."""
    result = CliRunner().invoke(command, ["missing", "--help"])
    assert "Write a sheet, ready to be filled in" in result.output
    assert "Example: sampan products missing" in result.output
