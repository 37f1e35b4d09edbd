"""One order in several files, or in several rows of one's own table: the latest knowledge counts, or nothing ships."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.words import sentence
from routing.intake import Reading, order_files, read_orders, read_products, settled
from routing.intake.seen.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.errors import Problem
    from routing.intake import ProductMaster

FILES = Path(__file__).parents[1] / "data" / "orders"
OVERLAP = FILES / "overlap"


@pytest.fixture(scope="module")
def lamps() -> ProductMaster:
    """A lamp of 610 g, a phone case of 35 g, a fan and a mat of 1150 g."""
    return read_products(FILES / "products" / "products.csv")


def _read(
    paths: Sequence[Path], products: ProductMaster, chunk_rows: int = 65_536
) -> tuple[dict[str, int], list[Problem], Counter[str]]:
    """Orders with their weights, problems and skipped rows of a run that settles what overlaps."""
    how, seen = Reading(products=products, chunk_rows=chunk_rows), Seen()
    files = order_files(paths)
    batches = list(read_orders(files, how, seen=seen))
    if seen.contested:
        again = Reading(products=products, chunk_rows=chunk_rows, settled=settled(files, how, seen.contested))
        batches = list(read_orders(files, again, seen=Seen()))
    orders: dict[str, int] = {}
    skipped: Counter[str] = Counter()
    for batch in batches:
        ids = batch.table.frame["order_id"].to_list()
        assert not orders.keys() & set(ids)
        orders |= dict(zip(ids, batch.table.frame["weight_g"], strict=True))
        skipped.update(batch.skipped)
    return orders, [problem for batch in batches for problem in batch.problems], skipped


@pytest.mark.parametrize("backwards", ["day 1 first", "day 2 first"])
def test_what_the_newer_export_knows_counts(backwards: str, lamps: ProductMaster) -> None:
    """#2001 was sent and #4001 cancelled on the second day: neither ships, in whichever order the files are read."""
    paths = [OVERLAP / "shopify_day1.csv", OVERLAP / "shopify_day2.csv"]
    orders, problems, skipped = _read(paths[:: -1 if backwards == "day 2 first" else 1], lamps)
    assert (sorted(orders), problems) == (["#4002", "#4003"], [])
    assert skipped == {"already shipped": 2, "cancelled": 2}


def test_an_order_that_is_done_without_a_later_time_is_a_contradiction(lamps: ProductMaster, tmp_path: Path) -> None:
    """One file says sent, the other to ship, and both were made in the same minute: nobody knows, so nothing ships."""
    text = (OVERLAP / "shopify_day1.csv").read_text(encoding="utf-8")
    (tmp_path / "a.csv").write_text(text)
    (tmp_path / "b.csv").write_text(text.replace("#2001,a@example.com,paid,", "#2001,a@example.com,refunded,"))
    orders, problems, skipped = _read([tmp_path / "a.csv", tmp_path / "b.csv"], lamps)
    assert "#2001" not in orders
    assert skipped == {"paid back": 1}
    assert [(one.file, one.order_id, one.code) for one in problems if one.order_id == "#2001"] == [
        ("a.csv", "#2001", "CONTRADICTION")
    ]


def test_the_same_export_twice_ships_once(lamps: ProductMaster, tmp_path: Path) -> None:
    """Orders that both files tell alike ship, and the second copy is refused with the place of the first."""
    for name in ("a.csv", "b.csv"):
        shutil.copy(OVERLAP / "shopify_day1.csv", tmp_path / name)
    orders, problems, _ = _read([tmp_path / "a.csv", tmp_path / "b.csv"], lamps)
    assert len(orders) == 3
    assert [(one.file, one.code) for one in problems] == [("b.csv", "DUPLICATE_ORDER")] * 3
    assert "a.csv row 2" in sentence(problems[0].reason)


def test_a_later_address_counts(lamps: ProductMaster, tmp_path: Path) -> None:
    """The buyer changed the street; an order of the second file tells that it is the later one."""
    text = (OVERLAP / "shopify_day1.csv").read_text(encoding="utf-8")
    (tmp_path / "new.csv").write_text(
        text.replace("1 Test St,Apt 2,,", "9 New St,,,")
        .replace("#4002", "#4009")
        .replace("#4009,a@example.com,paid,2026-11-20", "#4009,a@example.com,paid,2026-11-21")
    )
    shutil.copy(OVERLAP / "shopify_day1.csv", tmp_path / "old.csv")
    orders, problems, _ = _read([tmp_path / "old.csv", tmp_path / "new.csv"], lamps)
    assert sorted(orders) == ["#2001", "#4001", "#4002", "#4009"]
    assert {(one.file, one.order_id) for one in problems} == {("old.csv", "#2001"), ("old.csv", "#4001")}
    assert "later, in new.csv row 2" in sentence(problems[0].reason)


def test_two_buyers_of_one_number_are_never_put_together(lamps: ProductMaster, tmp_path: Path) -> None:
    """Two shops may both have a #2001: that one is sent says nothing of the other, so a person decides."""
    text = (OVERLAP / "shopify_day2.csv").read_text(encoding="utf-8").replace("Ann Example", "Bo Other")
    (tmp_path / "other.csv").write_text(text)
    orders, problems, _ = _read([OVERLAP / "shopify_day1.csv", tmp_path / "other.csv"], lamps)
    assert "#2001" not in orders
    assert {one.code for one in problems} == {"CONTRADICTION"}


@pytest.mark.no_cover  # others pass its branches
@pytest.mark.parametrize("backwards", ["one line first", "two lines first"])
def test_lines_spread_over_files_never_ship_alone(backwards: str, lamps: ProductMaster) -> None:
    """The second file has a line more; nothing says which is later: both are refused, each naming both places."""
    paths = [OVERLAP / "amazon_one_line.txt", OVERLAP / "amazon_two_lines.txt"]
    orders, problems, _ = _read(paths[:: -1 if backwards == "two lines first" else 1], lamps)
    assert orders == {}
    assert {one.file for one in problems} == {path.name for path in paths}
    assert {one.code for one in problems} == {"CONTRADICTION"}


def test_the_later_report_with_all_lines_counts(lamps: ProductMaster, tmp_path: Path) -> None:
    """Reported ten minutes later with both lines: one parcel of 610 + 1150 g."""
    text = (OVERLAP / "amazon_two_lines.txt").read_text(encoding="utf-8")
    (tmp_path / "later.txt").write_text(text.replace("T01:20:00", "T01:30:00"))
    orders, problems, _ = _read([OVERLAP / "amazon_one_line.txt", tmp_path / "later.txt"], lamps)
    assert orders == {"302-9-9": 1760}
    assert [one.file for one in problems] == ["amazon_one_line.txt"]


def test_a_later_report_that_has_lost_an_article_does_not_count(lamps: ProductMaster, tmp_path: Path) -> None:
    """It may be the second page of one export: neither ships."""
    head, first, second = (OVERLAP / "amazon_two_lines.txt").read_text(encoding="utf-8").splitlines()
    (tmp_path / "page1.txt").write_text(f"{head}\n{first}\n")
    (tmp_path / "page2.txt").write_text(f"{head}\n{second.replace('T01:20:00', 'T01:30:00')}\n")
    orders, problems, _ = _read([tmp_path / "page1.txt", tmp_path / "page2.txt"], lamps)
    assert (orders, len(problems)) == ({}, 2)


def test_rows_of_one_order_in_ones_own_table_are_all_refused(lamps: ProductMaster) -> None:
    """A case and two lamps: neither row ships alone, and the message says how to write them."""
    orders, problems, _ = _read([OVERLAP / "own_two_rows.csv"], lamps)
    assert orders == {"C-2": 610}
    assert [(one.row, one.code) for one in problems] == [(2, "DUPLICATE_ORDER"), (3, "DUPLICATE_ORDER")]
    assert "Write the articles of an order as one row" in sentence(problems[0].reason)


@pytest.mark.parametrize("chunk_rows", [1, 2, 3])
def test_rows_far_apart_are_all_refused_too(chunk_rows: int, lamps: ProductMaster, tmp_path: Path) -> None:
    """Wherever a chunk of the file ends."""
    head, first, second, third = (OVERLAP / "own_two_rows.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "own.csv").write_text(f"{head}\n{first}\n{third}\n{second}\n")
    orders, problems, _ = _read([tmp_path / "own.csv"], lamps, chunk_rows)
    assert (orders, [one.row for one in problems]) == ({"C-2": 610}, [2, 4])


def test_a_status_column_in_ones_own_table_is_heeded(lamps: ProductMaster) -> None:
    """The words of all marketplaces are known: neither the cancelled order ships nor the sent one."""
    orders, problems, skipped = _read([FILES / "status" / "own_status_column.csv"], lamps)
    assert (orders, problems) == ({}, [])
    assert skipped == {"cancelled": 1, "already shipped": 1}


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("To ship", None),
        ("待发货", None),
        ("等待您发货", None),
        ("unshipped", None),
        ("", None),
        ("Completed", "already shipped"),
        ("versendet", "already shipped"),
        ("等待买家付款", "not paid"),
        ("Refunded", "paid back"),
        ("on the moon", "UNKNOWN_STATUS"),
    ],
)
def test_known_words_of_all_marketplaces_count(
    word: str, reason: str | None, lamps: ProductMaster, tmp_path: Path
) -> None:
    """A word that no marketplace uses is refused: nobody has said whether such an order ships."""
    path = tmp_path / "own.csv"
    path.write_text(f"order_id,paid_at,country,sku,Status\nA,2026-11-20T09:00:00+08:00,DE,LAMP,{word}\n", "utf-8")
    orders, problems, skipped = _read([path], lamps)
    told = [*skipped, *(one.code for one in problems)]
    assert (list(orders), told) == ((["A"], []) if reason is None else ([], [reason]))


@pytest.mark.parametrize(
    ("head", "cell", "outcome"),
    [
        ("Shipped at", "2026-11-21 10:00", "already shipped"),
        ("Cancelled at", "2026-11-21", "cancelled"),
        ("Refund amount", "5.00", "PARTLY_REFUNDED"),
        ("Returned quantity", "1", "PARTLY_REFUNDED"),
        ("Tracking number", "RR1", "MAYBE_SENT"),
    ],
)
def test_other_columns_of_ones_own_table_that_say_do_not_send(
    head: str, cell: str, outcome: str, lamps: ProductMaster, tmp_path: Path
) -> None:
    """Days of dispatch and cancellation skip the order, the rest is flagged."""
    path = tmp_path / "own.csv"
    path.write_text(f"order_id,paid_at,country,sku,{head}\nA,2026-11-20T09:00:00+08:00,DE,LAMP,{cell}\n")
    (batch,) = read_orders(order_files([path]), Reading(products=lamps))
    assert [*batch.skipped, *batch.table.frame["flags"]] == [outcome]


def test_ones_own_tables_of_two_days_are_settled_too(lamps: ProductMaster, tmp_path: Path) -> None:
    """The later table says sent; the order that it calls unpaid is no other knowledge of the one that is to ship."""
    head = "order_id,paid_at,country,sku,status,updated_at\n"
    line = "{},2026-11-20T09:00:00+08:00,DE,LAMP,{},2026-11-2{}T09:00:00+08:00\n"
    (tmp_path / "a.csv").write_text(head + line.format("A", "to ship", 0) + line.format("B", "to ship", 0))
    (tmp_path / "b.csv").write_text(head + line.format("A", "shipped", 1) + line.format("B", "to ship", 0))
    (tmp_path / "c.csv").write_text(head + line.format("B", "pending", 1))
    orders, problems, skipped = _read([tmp_path / name for name in ("a.csv", "b.csv", "c.csv")], lamps)
    assert list(orders) == ["B"]
    assert [(one.file, one.code) for one in problems] == [("b.csv", "DUPLICATE_ORDER")]
    assert skipped == {"already shipped": 2, "not paid": 1}


def test_an_export_without_any_time_is_never_the_later_one(lamps: ProductMaster, tmp_path: Path) -> None:
    """One table has lost the column of times and says that the order was sent: a person decides, nothing ships."""
    (tmp_path / "a.csv").write_text(
        "order_id,paid_at,country,sku,status\nA,2026-11-20T09:00:00+08:00,DE,LAMP,to ship\n"
    )
    (tmp_path / "b.csv").write_text("order_id,paid_at,country,sku,status\nA,,DE,LAMP,shipped\n")
    orders, problems, _ = _read([tmp_path / "a.csv", tmp_path / "b.csv"], lamps)
    assert (orders, [(one.file, one.code) for one in problems]) == ({}, [("a.csv", "CONTRADICTION")])
