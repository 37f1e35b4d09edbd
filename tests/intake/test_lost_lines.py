"""A row that cannot be read may be a line of an order beside it: no part of an order ships alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from cli.words import sentence
from routing.intake import ProductMaster, Reading, order_files, read_orders
from routing.intake.files import delimited
from routing.intake.files.chunk import Broken, Chunk, frame_of
from routing.intake.files.whole import whole_orders
from routing.intake.seen.seen import Seen
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SHOPIFY = "Name,Paid at,Shipping Country,Lineitem quantity,Lineitem sku"
WOO = "Order Number,Order Status,Order Date,Country Code (Shipping),SKU,Quantity,Order Currency"
A = "#1,2026-11-20 09:30:26 +0800,US,1,LED-LAMP-01"
A_MORE = "#1,,,2,PHONE-CASE-02"
B = "#2,2026-11-20 09:30:26 +0800,US,1,LED-LAMP-01"
C = "#3,2026-11-20 09:30:26 +0800,US,1,LED-LAMP-01"

Found = tuple[list[str], list[tuple[int, str, str]], list[str]]


def _read(path: Path, master: ProductMaster, rows: Sequence[str], profile: str = "shopify", chunk: int = 1000) -> Found:
    """Orders that ship, problems as (row, order, code), and their sentences."""
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    batches = list(read_orders(order_files([path]), Reading(products=master, profile=profile, chunk_rows=chunk)))
    problems = [one for batch in batches for one in batch.problems]
    shipped = [order for batch in batches for order in batch.table.frame["order_id"].to_list()]
    assert sum(batch.rows_read for batch in batches) == len(rows) - 1
    return shipped, [(one.row, one.order_id, one.code) for one in problems], [sentence(one.reason) for one in problems]


@pytest.mark.parametrize("chunk", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    ("rows", "shipped", "lost"),
    [
        ([A, f"{A_MORE},x", B], ["#2"], (3, "#1", "RAGGED_ROW")),  # its id is there, and a cell too many behind it
        ([A, '"#1",,,2,"PHONE"-CASE', B], ["#2"], (3, "#1", "BROKEN_QUOTES")),
        ([A, A_MORE, "#1,,,3,USB-FAN-02,x", B], ["#2"], (4, "#1", "RAGGED_ROW")),  # the third line of its order
        ([A, ",,2", A_MORE, B], ["#2"], (3, "#1", "RAGGED_ROW")),  # its rows stand on both sides
        ([B, "#1,,2", A, C], ["#2", "#3"], (3, "#1", "RAGGED_ROW")),  # before all others of its order
        ([B, f"{A},x", C], ["#2", "#3"], (3, "", "RAGGED_ROW")),  # the whole order: no other is concerned
    ],
)
def test_the_order_of_a_lost_line_waits(
    rows: list[str], shipped: list[str], lost: tuple[int, str, str], chunk: int, tmp_path: Path, master: ProductMaster
) -> None:
    """The id that the row shows, or the rows around it, tell which; the others go, however the file is cut."""
    found, problems, said = _read(tmp_path / "orders.csv", master, [SHOPIFY, *rows], chunk=chunk)
    assert found == shipped
    assert lost in problems
    if lost[1]:
        assert (1 + rows.index(A) + 1, "#1", lost[2]) in problems
        wanted = f"row {lost[0]}, which cannot be read, is a line of '#1': no part of an order is sent alone."
        assert any(wanted in one for one in said)


def test_a_lost_line_far_off_is_known_by_its_id(tmp_path: Path, master: ProductMaster) -> None:
    """Behind another order, its cells pushed on by one too many in front."""
    rows = [SHOPIFY, A, B, "x,#1,,,2,PHONE-CASE-02", C]
    found, problems, _ = _read(tmp_path / "orders.csv", master, rows)
    assert (found, set(problems)) == (["#2", "#3"], {(2, "#1", "RAGGED_ROW"), (4, "#1", "RAGGED_ROW")})


def test_a_lost_line_that_tells_nothing_names_the_orders_beside_it(tmp_path: Path, master: ProductMaster) -> None:
    """Of two orders it may belong to either; both go, and a person looks."""
    found, problems, said = _read(tmp_path / "orders.csv", master, [SHOPIFY, A, "PHONE-CASE-02", B])
    assert (found, problems) == (["#1", "#2"], [(3, "", "RAGGED_ROW")])
    assert said[0].endswith(
        "It may be a line of an order beside it: #1 (row 2) or #2 (row 4). Look before you send one of them."
    )


def test_a_lost_line_without_id_is_the_order_s_above_where_lines_have_none(
    tmp_path: Path, master: ProductMaster
) -> None:
    """WooCommerce leaves the number of an order out of its further lines."""
    row = "{},processing,2026-11-20 10:15,FR,LED-LAMP-01,1,EUR"
    rows = [WOO, row.format("91"), ",,,,PHONE-CASE-02", row.format("92")]
    found, problems, _ = _read(tmp_path / "orders.csv", master, rows, "woocommerce")
    assert found == ["92"]
    assert set(problems) == {(2, "91", "RAGGED_ROW"), (3, "91", "RAGGED_ROW")}


def test_a_lost_line_of_a_sent_order_holds_nobody_up(tmp_path: Path, master: ProductMaster) -> None:
    """What is not to be shipped is not refused; memory stays flat where every row is broken."""
    head = f"{SHOPIFY},Fulfillment Status"
    rows = [head, f"{A},fulfilled", "#1,,,2", f"{B},unfulfilled"]
    found, problems, _ = _read(tmp_path / "orders.csv", master, rows)
    assert (found, [row for row, _, _ in problems]) == (["#2"], [3])


def test_a_file_of_broken_rows_alone_is_read_chunk_by_chunk(
    tmp_path: Path, master: ProductMaster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None waits for an order that never comes."""
    monkeypatch.setattr(delimited, "_BLOCK_BYTES", (50, 50))
    monkeypatch.setattr(delimited, "_HEAD_BYTES", 100)
    found, problems, _ = _read(tmp_path / "orders.csv", master, [SHOPIFY, *(["x,y"] * 200), A, "y", B], chunk=2)
    assert (found, len(problems)) == (["#1", "#2"], 201)


def test_where_a_row_is_lost_above_every_order_the_last_one_waits_all_the_same() -> None:
    """Sixty-four orders are tried for a better place to cut; then memory counts more."""
    rows = list(range(2, 202, 2))
    frame = frame_of([[f"#{row}"] for row in rows], rows, [0])
    broken = tuple(Broken(row - 1, "x", "RAGGED_ROW", Reason("row.broken_quotes")) for row in rows)
    after = Chunk(frame_of([["#999"]], [999], [0]))
    first, second = whole_orders([Chunk(frame, broken), after], 0, fill_down=False)
    assert (first.frame.height, [bad.row for bad in first.broken][-1]) == (99, 197)
    assert ([bad.row for bad in second.broken], second.frame["0"].to_list()) == ([199], ["#200", "#999"])
    assert list(whole_orders([], 0, fill_down=False)) == []
    first, second = whole_orders([Chunk(frame, broken[:50]), after], 0, fill_down=False)
    assert (first.frame.height, len(first.broken), second.broken) == (99, 50, ())
    first, second = whole_orders([Chunk(frame, broken), after], 0, fill_down=True)  # it may be the one's above
    assert ([bad.row for bad in first.broken][-1], second.broken, second.frame.height) == (199, (), 2)


@pytest.mark.parametrize("chunk", [1, 1000])
def test_an_order_beyond_a_row_without_id_is_not_beside_a_lost_line(
    chunk: int, tmp_path: Path, master: ProductMaster
) -> None:
    """Neither that above nor that below, wherever the file is cut."""
    nameless = ",,US,1,LED-LAMP-01"
    rows = [SHOPIFY, A, nameless, "PHONE-CASE-02", nameless, B, C]
    found, problems, said = _read(tmp_path / "orders.csv", master, rows, chunk=chunk)
    assert found == ["#1", "#2", "#3"]
    assert [(row, code) for row, _, code in problems] == [(3, "MISSING"), (4, "RAGGED_ROW"), (5, "MISSING")]
    assert not any("beside it" in one for one in said)


def test_a_row_that_is_lost_contests_what_an_earlier_chunk_of_its_file_brought() -> None:
    """An order to ship, and one that is done; not one of another file, and nothing where the row shows no id."""
    seen, none = Seen(), pl.Series([], dtype=pl.String)
    seen.add("a.csv", pl.Series(["#1", "#2"]), pl.Series([2, 3]))
    seen.add_done("a.csv", pl.Series(["#3", "#4"]), pl.Series([4, 5]))
    seen.meet_lost("b.csv", pl.Series(["#1", "#3"]))
    seen.meet_lost("a.csv", none)
    assert seen.contested == set()
    seen.meet_lost("a.csv", pl.Series(["#2", "#3", "#5"]))
    assert seen.contested == {"#2", "#3"}
    seen.add_lost("a.csv", none)
    seen.add_lost("a.csv", pl.Series(["#6"]))
    seen.add("a.csv", pl.Series(["#6", "#7"]), pl.Series([8, 9]))
    seen.add("b.csv", pl.Series(["#8"]), pl.Series([2]))
    assert seen.contested == {"#2", "#3", "#6"}
