"""`sampan track` as its users call it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from in_process import run

from cli.output.files import locked

DATA = Path(__file__).parents[1] / "data/tracking"
PUSH = DATA / "17track_push.json"
OWN = "订单号,物流单号,轨迹时间,轨迹内容\n10404,YT1,2026-11-01 10:00,已揽收\n10404,YT1,2026-11-09 10:00,Flurb\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with two files in it."""
    (tmp_path / "own.csv").write_text(OWN, encoding="utf-8")
    path = tmp_path / "tracking.parquet"
    done = run("track", "add", PUSH, tmp_path / "own.csv", "--store", path, "--zone", "Asia/Shanghai")
    assert done.code == 1  # two events of the push cannot be used
    assert "5 scans of 2 parcels; 5 of 5 are new" in done.out
    assert "InTransit_Warped" in done.out
    assert "Flurb" in done.out
    return path


def test_files_added_again_change_no_byte(store: Path, tmp_path: Path) -> None:
    """In another order, too."""
    before = hashlib.sha256(store.read_bytes()).hexdigest()
    done = run(
        "track", "add", tmp_path / "own.csv", PUSH, "--store", store, "--zone", "Asia/Shanghai", "--format", "json"
    )
    told = json.loads(done.out)
    assert (told["scans"], told["new"], told["seen_before"], told["refused"]) == (5, 0, 5, 2)
    assert told["unknown_states"] == [{"state": "InTransit_Warped", "source": "17track", "scans": 1}]
    assert told["unknown_words"] == [{"words": "Flurb", "source": "table", "scans": 1}]
    assert hashlib.sha256(store.read_bytes()).hexdigest() == before


def test_what_is_to_be_looked_at_as_csv(store: Path) -> None:
    """A line for each row that was refused, and for each unknown state or text."""
    done = run("track", "add", PUSH, "--store", store, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["kind"] for row in rows] == ["refused", "refused", "unknown state"]


def test_a_parcel_is_shown_by_number_or_order(store: Path) -> None:
    """An order is found with and without its #; times are by the clock they were written by."""
    shown = {asked: run("track", "show", asked, "--store", store).out for asked in ("10402", "#10402", "rr123456789cn")}
    assert len(set(shown.values())) == 1
    assert "2026-11-12T10:23:00+01:00" in shown["10402"]
    missing = run("track", "show", "10499", "--store", store)
    assert (missing.code, "10499" in missing.err) == (2, True)


def test_a_file_that_cannot_be_read_leaves_the_store_alone(store: Path, tmp_path: Path) -> None:
    """Whole or not at all."""
    before = store.read_bytes()
    (tmp_path / "bad.json").write_text('{"a": ', encoding="utf-8")
    done = run("track", "add", PUSH, tmp_path / "bad.json", "--store", store)
    assert done.code == 3
    assert "bad.json, line 1" in done.err
    assert store.read_bytes() == before


def test_two_at_once_wait_for_each_other(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits too long is told; nothing is lost."""
    monkeypatch.setattr("cli.track.add._PATIENCE_S", 0.1)
    with locked(store.with_name(f".{store.name}.lock"), store):
        assert run("track", "add", PUSH, "--store", store).code == 3


def test_a_store_that_is_none_is_left_alone(tmp_path: Path) -> None:
    """Some other file of that name."""
    path = tmp_path / "tracking.parquet"
    path.write_text("mine", encoding="utf-8")
    assert run("track", "add", PUSH, "--store", path).code == 3
    assert path.read_text("utf-8") == "mine"


def test_a_wrong_column_is_wrong_use(tmp_path: Path) -> None:
    """The names that there are."""
    done = run("track", "add", PUSH, "--store", tmp_path / "t.parquet", "--column", "when=Zeit")
    assert (done.code, "tracking_number" in done.err) == (2, True)
