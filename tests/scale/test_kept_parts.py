"""A run that stays in parts: each is a run of its own, and the commands of the day read them all or name the way."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import polars as pl
import pytest
from runs import HEADER, NOW, Said, beside, order_lines

import cli.run.part
from cli.bill.sent_runs import dispatched_by, sent_by
from cli.desk.work.runs import Runs
from cli.run.found import runs_in
from cli.run.part import Outcome, attempt, fault_of
from cli.run.sharing import made_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from cli.run.part import PartJob


@pytest.fixture(autouse=True)
def _parts_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def here(todo: Sequence[PartJob], _workers: int) -> Generator[Outcome]:
        for job in todo:
            yield cli.run.part.attempt(job)

    monkeypatch.setattr(made_parts, "on_this_machine", here)


@pytest.fixture
def run(tmp_path: Path, sampan: Callable[..., Said], files: list[Path]) -> Path:
    """A run of four files in parts."""
    assert sampan("route", *files, "--out", tmp_path / "run", "--now", NOW, "--keep-parts").code == 1
    return tmp_path / "run"


def test_the_parts_together_are_the_run_in_one(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path], run: Path
) -> None:
    """Lines, problems and orders one part behind the other; counts that add up; one snapshot of the facts."""
    sampan("route", *files, "--out", tmp_path / "whole", "--now", NOW)
    told = json.loads((run / "run.json").read_text())
    whole = json.loads((tmp_path / "whole" / "run.json").read_text())
    parts = [run / "parts" / part["name"] for part in told["parts"]]
    assert [part.name for part in parts] == ["0000-a.csv", "0001-b.csv", "0002-c.csv", "0003-d.csv"]
    assert {name: told[name] for name in ("counts", "services", "problems", "warnings")} == {
        name: whole[name] for name in ("counts", "services", "problems", "warnings")
    }
    for name in ("assignments.csv", "problems.csv"):
        head, _, lines = (tmp_path / "whole" / name).read_bytes().partition(b"\n")
        pieces = [(part / name).read_bytes().partition(b"\n") for part in parts]
        assert {piece[0] for piece in pieces} == {head}
        assert b"".join(piece[2] for piece in pieces) == lines
    orders = pl.concat(pl.read_parquet(part / "orders.parquet") for part in parts)
    assert orders.equals(pl.read_parquet(tmp_path / "whole" / "orders.parquet"))
    sums = Counter[str]()
    for part in parts:
        sums.update(json.loads((part / "run.json").read_text())["counts"])
    assert sums == told["counts"]
    assert sampan("verify", parts[1]).code == 0


def test_the_commands_of_the_day_read_the_parts(tmp_path: Path, sampan: Callable[..., Said], run: Path) -> None:
    """Labels are written by part, orders found in theirs, bills held against all; others name a part to take."""
    told = json.loads((run / "run.json").read_text())["counts"]
    assert sampan("verify", run).out == f"{told['orders']} lines recomputed: no difference.\n"
    assert sampan("labels", run, "--layout", "address-list").code in {0, 1}
    written = sorted(run.glob("parts/*/labels/address-list.csv"))
    assert [one.parents[1].name for one in written] == ["0000-a.csv", "0001-b.csv", "0003-d.csv"]
    assert "leave out --out" in sampan("labels", run, "--layout", "address-list", "-o", tmp_path / "all.csv").err
    explained = sampan("explain", "N310", "--run", run)
    assert explained.out.startswith("Order N310 (d.csv, row 12)")
    assert (explained.code, explained.err) == (0, "")
    missing = sampan("explain", "no such order", "--run", run)
    assert missing.code == 2
    assert f"It holds {told['orders']};" in missing.err
    sent = sent_by([run], (), None)
    assert (len(sent.runs), sent.frame.height) == (4, told["assigned"])
    assert sum(own.height for _, _, own in dispatched_by([run])) == told["assigned"]
    said = sampan("parcels", "propose", run)
    assert said.code == 3
    assert "is a run in 4 parts, each a run of its own. Name one of them" in said.err
    for words in (("customs", "check", run), ("products", "missing", run), ("reply", "suggest", "--all", "--run", run)):
        assert "is a run in 4 parts" in sampan(*words).err, words
    desk = Runs(tmp_path)
    assert (found := desk.get("run-0003-d.csv")) is not None
    assert (found.path, found.name) == (run / "parts" / "0003-d.csv", "run-0003-d.csv")
    assert [name for name in desk.names() if name.startswith("run")] == [
        f"run-{name}" for name in ("0000-a.csv", "0001-b.csv", "0002-c.csv", "0003-d.csv")
    ]
    assert sorted(name for name in runs_in([tmp_path]) if name.startswith("run")) == [
        f"run-{name}" for name in ("0000-a.csv", "0001-b.csv", "0002-c.csv", "0003-d.csv")
    ]


def test_a_run_in_parts_is_replaced_unless_something_was_added(
    sampan: Callable[..., Said], files: list[Path], run: Path
) -> None:
    """Labels in a part are kept aside with it; a lost part stands there with its problem."""
    sampan("route", files[3], "--out", run, "--now", NOW, "--keep-parts")
    assert beside(run) == ["in"]
    assert [one.name for one in (run / "parts").iterdir()] == ["0000-d.csv"]
    (run / "parts" / "0000-d.csv" / "labels").mkdir()
    sampan("route", *files, "--out", run, "--now", NOW)
    assert beside(run) == ["in", "run.1"]


def test_a_part_that_was_lost_is_told(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no orders, and one problem."""

    def poisoned(job: PartJob) -> Outcome:
        lost = job.file.name == "d.csv"
        return Outcome(job, "lost", why=fault_of(OSError("it died"))) if lost else attempt(job)

    monkeypatch.setattr(cli.run.part, "attempt", poisoned)
    assert sampan("route", *files, "--out", tmp_path / "run", "--now", NOW, "--keep-parts").code == 1
    part = tmp_path / "run" / "parts" / "0003-d.csv"
    assert "PART_LOST" in (part / "problems.csv").read_text("utf-8")
    assert json.loads((part / "run.json").read_text())["counts"]["orders"] == 0
    assert json.loads((tmp_path / "run" / "run.json").read_text())["problems"]["PART_LOST"] == 1


def test_orders_told_in_two_parts_count_once(tmp_path: Path, sampan: Callable[..., Said]) -> None:
    """The part that is made again is the one that is kept."""
    (tmp_path / "a.csv").write_text(f"{HEADER}\n{order_lines(0, 9)}")
    (tmp_path / "b.csv").write_text(f"{HEADER}\n{order_lines(8, 9)}")
    sampan("route", tmp_path / "a.csv", tmp_path / "b.csv", "--out", tmp_path / "run", "--now", NOW, "--keep-parts")
    held = [pl.read_parquet(one)["order_id"].to_list() for one in sorted(tmp_path.glob("run/parts/*/orders.parquet"))]
    assert held == [[f"N{number}" for number in range(9)], [f"N{number}" for number in range(9, 17)]]
