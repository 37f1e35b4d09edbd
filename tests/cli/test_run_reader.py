"""A run directory is read back by one reader, whoever asks."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
import polars as pl
import pytest
from finished_run import write_manifest

from cli.run.manifest import read_manifest, zone_of
from cli.run.reader import find_order, find_row, products_of, read_orders, services_of
from cli.words import sentence
from routing.errors import InputError
from routing.orders import OrderTable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = ("order_id", "status", "service", "carrier", "dispatch_on", "latest_at", "deadline_note")
SHANGHAI = ZoneInfo("Asia/Shanghai")
IDS = ("1001", "1002", "=1003", "A-1004")
LINES = (
    ("1001", "assigned", "cainiao-economy", "Cainiao", "2026-11-03", "2026-11-04T18:00:00+08:00", "ships Tue 3 Nov"),
    ("1002", "assigned", "cnpost-registered", "China Post", "2026-11-23", "", ""),
    ("'=1003", "assigned", "dhl-express", "DHL", "", "", ""),  # an apostrophe, or a spreadsheet runs it as a formula
    ("A-1004", "no_channel", "", "", "2026-11-03", "", ""),
)


def write_lines(run: Path, lines: tuple[tuple[str, ...], ...]) -> None:
    """Writes assignments.csv with a byte order mark, as for people."""
    with (run / "assignments.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows((HEAD, *lines))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of four orders, the last without a channel; order 1009 was rejected."""
    common: dict[str, Any] = {"paid_at": datetime(2026, 11, 1, 3, tzinfo=UTC), "country": "US", "weight_g": 600}
    OrderTable.of([{**common, "order_id": name} for name in IDS]).frame.write_parquet(tmp_path / "orders.parquet")
    write_lines(tmp_path, LINES)
    write_manifest(tmp_path, len(IDS), "Europe/Berlin")
    problems = "file,row,order_id,column,value,code,message\norders.csv,9,1009,weight,,WEIGHT_MISSING,no weight\n"
    (tmp_path / "problems.csv").write_text(problems, encoding="utf-8")
    return tmp_path


def told(action: Callable[[], object]) -> str:
    """What the InputError of the action says."""
    with pytest.raises(InputError) as caught:
        action()
    return sentence(caught.value)


def test_a_run_is_read_order_by_order(run: Path) -> None:
    """Row of the parquet and decision of the CSV meet under the order's id, in the order of the run."""
    orders = list(read_orders(run))
    assert tuple(order.order_id for order in orders) == IDS
    first, _, third, last = orders
    assert (first.service, first.carrier, first.dispatch_on) == ("cainiao-economy", "Cainiao", date(2026, 11, 3))
    assert first.latest_at == datetime(2026, 11, 4, 18, tzinfo=SHANGHAI)
    assert (first.deadline_note, first.row["weight_g"]) == ("ships Tue 3 Nov", 600)
    assert (third.service, third.dispatch_on, third.latest_at) == ("dhl-express", None, None)
    assert (last.status, last.service, last.carrier) == ("no_channel", None, None)
    assert services_of(run) == ["cainiao-economy", "cnpost-registered", "dhl-express"]


def test_only_the_columns_asked_for_are_read(run: Path) -> None:
    """Labels need no more than the parcel and its consignee."""
    assert next(read_orders(run, ("order_id", "country"))).row == {"order_id": "1001", "country": "US"}


def test_one_order_is_found_by_its_id_or_as_the_table_shows_it(run: Path) -> None:
    """The apostrophe that assignments.csv puts before a formula may be typed or left out."""
    assert find_order(run, "A-1004").status == "no_channel"
    assert find_order(run, "=1003").order_id == find_order(run, "'=1003").order_id == "=1003"
    assert find_row(run, "1002")["order_id"] == "1002"


@pytest.mark.parametrize(
    ("order_id", "message"),
    [
        ("1009", "'1009' was rejected: orders.csv row 9, weight: no weight"),
        ("a-1004", "Did you mean A-1004?"),
        ("zzz", "It holds 4; rejected rows are in problems.csv."),
    ],
)
def test_a_missing_order_is_explained(order_id: str, message: str, run: Path) -> None:
    """Rejected, misspelt, or not there at all."""
    with pytest.raises(click.UsageError) as caught:
        find_order(run, order_id)
    assert message in caught.value.message


def test_rows_may_be_taken_out_not_added_or_moved(run: Path) -> None:
    """Orders whose line a person deleted are passed over; a line of no order, or out of its order, is an error."""
    write_lines(run, (LINES[0], LINES[2]))
    assert [order.order_id for order in read_orders(run)] == ["1001", "=1003"]
    assert "order 1002 is in orders.parquet but not here" in told(lambda: find_order(run, "1002"))
    write_lines(run, (LINES[1], LINES[0]))
    assert "row 3: order '1001' is not in orders.parquet, or not in this order." in told(lambda: [*read_orders(run)])


def test_a_time_that_was_edited_is_named(run: Path) -> None:
    """A moment that is none, or has lost its offset, is not guessed at."""
    for written, message in (
        ("yesterday", "row 2: 'yesterday' is not a time. Route again."),
        ("2026-11-04T18:00", "row 2: '2026-11-04T18:00' has no zone. Route again."),
    ):
        write_lines(run, ((*LINES[0][:5], written, ""),))
        assert message in told(lambda: [*read_orders(run)])
        assert "order 1001: " in told(lambda: find_order(run, "1001"))


def test_a_damaged_run_is_named(run: Path) -> None:
    """A missing file, a foreign file, a file without its columns."""
    (run / "assignments.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    for action in (lambda: [*read_orders(run)], lambda: find_order(run, "1001")):
        assert "assignments.csv, row 1: lacks the columns order_id, status, service" in told(action)
    (run / "assignments.csv").unlink()
    assert "assignments.csv: cannot be read" in told(lambda: find_order(run, "1001"))
    (run / "orders.parquet").write_bytes(b"no parquet")
    assert "orders.parquet: cannot be read" in told(lambda: find_order(run, "1001"))
    pl.DataFrame({"order_id": [1]}).write_parquet(run / "orders.parquet")
    assert "lacks the columns order_id, " in told(lambda: find_order(run, "1001"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema": 1}, "run.json: is of schema 1; this sampan reads 2. Route again."),
        ({"on": "soon"}, "run.json: 'soon' is no day. Route again."),
        ({"zone": "Mars/Base"}, "run.json: is damaged: ZoneInfoNotFoundError"),
        ({"zone": "../etc/passwd"}, "run.json: is damaged: ValueError"),
        ({"counts": {}}, "run.json: is damaged: KeyError"),
    ],
)
def test_whoever_reads_a_run_checks_its_schema_first(changes: dict[str, Any], message: str, run: Path) -> None:
    """Labels and replies refuse the run of another version as explain and verify do."""
    manifest = json.loads((run / "run.json").read_text(encoding="utf-8"))
    (run / "run.json").write_text(json.dumps({**manifest, **changes}), encoding="utf-8")
    for action in (lambda: [*read_orders(run)], lambda: find_order(run, "1001"), lambda: find_row(run, "1001")):
        assert message in told(action)


def test_the_zone_is_the_runs_own(run: Path) -> None:
    """A shop in Berlin means Berlin's days, wherever the run is read."""
    assert zone_of(read_manifest(run)) == ZoneInfo("Europe/Berlin")


def test_the_product_master_that_the_run_kept_is_read(run: Path) -> None:
    """None, where the run had none."""
    assert products_of(run) is None
    (run / "inputs").mkdir()
    (run / "inputs" / "products.csv").write_text("sku,weight_g\nLAMP-1,210\n", encoding="utf-8")
    master = products_of(run)
    assert master is not None
    assert master.frame["sku"].to_list() == ["LAMP-1"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("order_id", None), ("paid_at", None), ("country", None), ("weight_g", None), ("weight_g", 0), ("value_e4", -1)],
)
def test_an_order_without_what_every_order_has_is_told(column: str, value: int | None, run: Path) -> None:
    """Somebody emptied a cell of orders.parquet, or wrote a weight of nothing: no reader goes on with it."""
    frame = pl.read_parquet(run / "orders.parquet")
    emptied = pl.when(pl.int_range(pl.len()) == 1).then(value).otherwise(pl.col(column)).alias(column)
    frame.with_columns(emptied).write_parquet(run / "orders.parquet")
    assert f"has orders without {column}" in told(lambda: list(read_orders(run)))
