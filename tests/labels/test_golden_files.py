from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from carriers.labels.layouts.read import load, names

if TYPE_CHECKING:
    from types import SimpleNamespace

BY_HAND = Path(__file__).parent.parent / "data" / "labels"
POOL = {"#1002": "RR473124829GB", "TT-7": "RR287043775IN"}


WHOLE = sorted(path.stem for path in BY_HAND.iterdir() if path.stem in names())


@pytest.mark.parametrize("name", WHOLE)
def test_two_orders_give_the_file_typed_by_hand(name: str, desk: SimpleNamespace) -> None:
    """For each layout, two orders give exactly the bytes typed by hand from its source."""
    one_line = name == "cnpost-small-packet"
    # The one line of a small packet has one price: three pieces for 10.02 USD are 3.34 each.
    orders = (desk.b, {**desk.c, "value_e4": 10_0200}) if one_line else (desk.a, desk.b)
    kind = "csv" if "csv" in load(name).types else ""
    written = desk.tell(
        name, [desk.shipment(order) for order in orders], kind=kind, numbers=POOL.get if one_line else None
    )
    assert written.rules() == []
    expected = next(path for path in BY_HAND.iterdir() if path.stem == name).read_bytes()
    assert written.files[name, 1].decode(load(name).encoding) == expected.decode(load(name).encoding)
    assert written.files[name, 1] == expected
    assert (written.result.orders_in, written.result.orders_out, written.result.held) == (2, 2, 0)


@pytest.mark.parametrize("name", ["4px", "yanwen", "hualei", "dhl-ecommerce-ap", "address-list"])
def test_the_workbook_holds_the_cells_typed_by_hand(name: str, desk: SimpleNamespace) -> None:
    """An .xlsx file has the cells of the file typed by hand, all of them text, so that no number loses a digit."""
    written = desk.tell(name, [desk.shipment(desk.a), desk.shipment(desk.b)], kind="xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(written.files[name, 1])).get_sheet_by_index(0)
    path = next(path for path in BY_HAND.iterdir() if path.stem == name)
    with path.open(encoding=load(name).encoding, newline="") as file:
        expected = list(csv.reader(file, delimiter="\t" if path.suffix == ".txt" else ","))
    if name == "address-list":  # a workbook needs no guard against formulas
        expected = [[cell.removeprefix("'").removesuffix("\t") for cell in row] for row in expected]
    assert sheet.to_python(skip_empty_area=False) == [row[: sheet.width] for row in expected]


def test_the_article_list_is_written_with_the_orders(desk: SimpleNamespace) -> None:
    """The e-packet upload brings its article list in the same pass, and the list is the one typed by hand."""
    written = desk.tell("cnpost-epacket", [desk.shipment(desk.a), desk.shipment(desk.b)])
    assert written.files["cnpost-epacket-skus", 1] == (BY_HAND / "cnpost-epacket-skus.csv").read_bytes()


def test_the_same_orders_give_the_same_workbook(desk: SimpleNamespace) -> None:
    """Two runs of the same orders give the same bytes, for workbooks too."""
    first = desk.tell("4px", [desk.shipment(desk.a)], kind="xlsx").files
    assert desk.tell("4px", [desk.shipment(desk.a)], kind="xlsx").files == first
