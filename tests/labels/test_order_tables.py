"""Orders of a run as columns are those that are read one after another, whatever a person did to the lines."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from finished_run import write_manifest

from cli.labels.order_tables import order_tables
from cli.run.reader import read_orders
from cli.words import sentence
from routing.errors import InputError
from routing.orders import OrderTable
from routing.values.moments import moment
from routing.values.record_blocks import record_blocks

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ("order_id", "status", "service", "carrier", "dispatch_on", "latest_at", "deadline_note")
IDS = ("1001", "1002", "=1003", "A-1004")
LINES = (
    ("1001", "assigned", "cainiao-economy", "Cainiao", "2026-11-03", "2026-11-04T18:00:00+08:00", "ships, Tue 3 Nov"),
    ("1002", "assigned", "cnpost-registered", "China Post", "2026-11-23", "", ""),
    ("'=1003", "assigned", "dhl-express", "DHL", "", "", ""),
    ("A-1004", "no_channel", "", "", "2026-11-03", "", ""),
)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of four orders, the last without a channel."""
    common: dict[str, Any] = {"paid_at": datetime(2026, 11, 1, 3, tzinfo=UTC), "country": "US", "weight_g": 600}
    OrderTable.of([{**common, "order_id": name} for name in IDS]).frame.write_parquet(tmp_path / "orders.parquet")
    write_manifest(tmp_path, len(IDS), "Europe/Berlin")
    return tmp_path


def _write(run: Path, lines: Any, head: tuple[str, ...] = HEAD) -> None:
    with (run / "assignments.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows((head, *lines))


def _told(reads: Any) -> Any:
    try:
        return reads()
    except InputError as error:
        return sentence(error)


def _rows(run: Path) -> list[tuple[Any, ...]]:
    return [
        (one.order_id, one.row["weight_g"], one.status, one.service, one.carrier, one.dispatch_on, one.latest_at)
        for one in read_orders(run, ("order_id", "weight_g"))
    ]


def _columns(run: Path) -> list[tuple[Any, ...]]:
    frames = [frame for frame in order_tables(run, ("order_id", "weight_g")) if frame.height]
    names = ["order_id", "weight_g", "status", "service", "carrier", "dispatch_on", "latest_at"]
    rows = pl.concat(frames).select(names).rows() if frames else []
    return [(*row[:-1], moment(row[-1]) if row[-1] else None) for row in rows]


@pytest.mark.parametrize(
    "lines",
    [
        LINES,
        LINES[1:3],
        (),
        (LINES[1], LINES[0]),
        (LINES[0], LINES[0]),
        (*LINES, ("1009", "assigned", "x", "y", "", "", "")),
        (LINES[0], (), LINES[1]),
        (LINES[0], ("1002", "assigned", 'a "quoted" service', "two\nlines", "", "", "")),
        (LINES[0], ("1002", "assigned", "short")),
        (("1001", "assigned", "a", "b", "2026-11-31", "", ""),),
        (("1001", "assigned", "a", "b", "", "2026-11-04 18:00 +08:00", ""),),
        (("1001", "assigned", "a", "b", "", "tomorrow", ""),),
        (("1001", "assigned", "a", "b", "", "2026-02-30T18:00:00+08:00", ""),),
    ],
)
def test_columns_are_the_rows(run: Path, lines: tuple[tuple[str, ...], ...]) -> None:
    """Lines taken out, moved, doubled, of no order, quoted, short, edited: the same orders, or the same words."""
    _write(run, lines)
    assert _told(lambda: _columns(run)) == _told(lambda: _rows(run))


def test_columns_by_name(run: Path) -> None:
    """A person may have moved columns, put in others and taken out some."""
    _write(run, [("mine", *reversed(line)) for line in LINES], ("note", *reversed(HEAD)))
    assert _columns(run) == _rows(run)
    assert len(_columns(run)) == len(LINES)
    _write(run, [line[:3] for line in LINES], HEAD[:3])
    assert _told(lambda: _columns(run)) == _told(lambda: _rows(run))


def test_blocks_end_where_records_do(tmp_path: Path) -> None:
    """However small the pieces, no record is cut, and nothing is lost."""
    text = b'a,"x\ny"\nb,"1 ""2""\n3"\nc,d\n"last\n"'
    (tmp_path / "file.csv").write_bytes(text)
    for size in range(1, len(text) + 1):
        with (tmp_path / "file.csv").open("rb") as file:
            pieces = list(record_blocks(file, size))
        assert b"".join(pieces) == text
        assert all(piece.count(b'"') % 2 == 0 for piece in pieces)
