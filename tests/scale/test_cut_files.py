"""A large file cut into ranges that processes share gives the bytes of one process, whatever stands where it is cut."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import subprocess
import sys
import threading
import time
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest
from runs import COMPARED, HEADER, NOW, Said, beside, contents, order_lines

import cli.run.part
from carriers.promise import promise_csv
from cli.run.part import Outcome, attempt, fault_of
from cli.run.sharing import made_parts
from routing.intake import Reading, ranges
from routing.promise.law import Law
from routing.promise.promise import Promise, PromiseRow

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from cli.run.part import PartJob

ROWS = 4_000
_COUNTED = ("counts", "skipped", "problems", "tiers", "services", "warnings", "inputs")


@pytest.fixture(autouse=True)
def _small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of 64 KiB, each a range, in chunks of at most 500 rows; the rows' number goes to other processes too."""
    monkeypatch.setattr(ranges, "_SMALL", 0)
    monkeypatch.setattr(ranges, "BLOCKS", 1)
    monkeypatch.setattr("cli.day.route.Reading", partial(Reading, chunk_rows=500))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[PartJob]:
    """Makes parts in this process; those made come to stand in the list."""
    jobs: list[PartJob] = []

    def here(todo: Sequence[PartJob], _workers: int) -> Generator[Outcome]:
        for job in todo:
            jobs.append(job)
            yield cli.run.part.attempt(job)

    monkeypatch.setattr(made_parts, "on_this_machine", here)
    return jobs


def _lines(first: int = 0, count: int = ROWS) -> list[str]:
    return order_lines(first, count).splitlines()


def _noted(number: int, note: str) -> str:
    """An order with a note, in the column behind the others."""
    return f"{_lines(number, 1)[0]},{note}"


def _hostile() -> bytes:
    """Orders told again near and far, alike and otherwise; cells with line ends; broken rows; no line end at last."""
    lines = [f"{line},note {number}" for number, line in enumerate(_lines())]
    lines[700] = _noted(3, "note 3")
    lines[1_700] = _noted(4, "another")
    lines[1_710] = _noted(1_705, "near")
    lines[3_990] = _noted(1_800, "note 1800")
    lines[2_000] = _noted(2_000, '"' + "line\n" * 14_000 + '"')
    lines[2_600] = _noted(2_600, '"said ""no"",\nand went"')
    lines[2_900] = _noted(2_900, '"open')
    lines[3_300] = "too,few"
    return f"{HEADER},note\n{chr(10).join(lines)}".encode()


def _cp1252() -> bytes:
    lines = "\n".join(f"{line},{'é' * (number > 2_700)}" for number, line in enumerate(_lines()))
    return f"{HEADER},note\n{lines}".encode("cp1252")


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    "content",
    [
        _hostile(),
        b"\xef\xbb\xbf" + _hostile().replace(b"\n", b"\r\n"),
        f"{HEADER}\n".encode() + "\n".join(_lines()).encode() + b"\n" * 200_000,
        f"{HEADER}\n".encode() + b"\n" * 200_000 + "\n".join(_lines()).encode(),
        _cp1252(),
    ],
    ids=["all at once", "Windows and a mark", "blank behind", "blank before", "no UTF-8"],
)  # fmt: skip
def test_ranges_give_the_bytes_of_one_process(
    tmp_path: Path, sampan: Callable[..., Said], made: list[PartJob], content: bytes
) -> None:
    """Assignments, problems, orders and the counts of the manifest, or the same refusal."""
    (tmp_path / "a.csv").write_bytes(content)
    plain = sampan("route", tmp_path / "a.csv", "--out", tmp_path / "one", "--now", NOW)
    said = sampan("route", tmp_path / "a.csv", "--out", tmp_path / "two", "--now", NOW, "--workers", "2")
    assert said.out.replace("/two:", "/one:") == plain.out
    assert (said.code, said.err) == (plain.code, plain.err)
    if plain.code != 3:
        assert len(made) > 4, "the file was cut"
        assert contents(tmp_path / "two") == contents(tmp_path / "one")
        assert _counts(tmp_path / "two") == _counts(tmp_path / "one")


def test_ranges_know_packing_promise_and_door(tmp_path: Path, sampan: Callable[..., Said], made: list[PartJob]) -> None:
    """What only the articles, the chances and the customs of each order tell is the same; also in parts that stay."""
    lines = [
        f"N{number},2026-11-20T{number % 24:02d}:15:00+08:00,{('US', 'DE', 'GB')[number % 3]},{number % 40}.50,USD,"
        f"{('MUG', 'CAP')[number % 2]},{1 + number % 4},2026-12-{10 + number % 20}T00:00:00+08:00,691110"
        for number in range(1_500)
    ]
    head = "order_id,paid_at,country,value,currency,sku,quantity,deliver_by,hs_code"
    (tmp_path / "a.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    products = "sku,weight_g,length_mm,width_mm,height_mm,origin\nMUG,300,120,100,90,CN\nCAP,90,200,150,60,CN\n"
    (tmp_path / "p.csv").write_text(products, encoding="utf-8")
    bag = '[[bag]]\nname = "bag"\ninner = "40x60 cm"\nweight = "20 g"\nmax_weight = "700 g"\n'
    (tmp_path / "packing.toml").write_text(bag, encoding="utf-8")
    law = Law((*(0 for _ in range(14)), 1_000, *(5_000 for _ in range(6)), 9_900))
    days = date(2026, 1, 1), date(2026, 10, 1)
    row = PromiseRow("cnpost-registered", "", 0, "total", "service", 500, 480, *days, law)
    promise = promise_csv(Promise((row,), datetime.fromisoformat(NOW)), {})
    (tmp_path / "promise.csv").write_text(promise, encoding="utf-8")
    asked = (
        "route", tmp_path / "a.csv", "--products", tmp_path / "p.csv", "--packing", tmp_path / "packing.toml",
        "--promise", tmp_path / "promise.csv", "--door", "--plain", "--now", NOW,
    )  # fmt: skip
    plain = sampan(*asked, "--out", tmp_path / "one")
    assert plain.code in {0, 1}, plain.err
    assert sampan(*asked, "--out", tmp_path / "two", "--workers", "2").code == plain.code
    assert len(made) > 1
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    assert sampan(*asked, "--out", tmp_path / "kept", "--workers", "2", "--keep-parts").code == plain.code
    whole = contents(tmp_path / "one")["assignments.csv"]
    for told in (b"PACKING:bag", b"PACKING_NONE", b"ON_TIME"):
        assert told in whole
    parts = [part / "assignments.csv" for part in sorted((tmp_path / "kept" / "parts").iterdir())]
    assert len(parts) > 1
    table_head, _, _ = whole.partition(b"\n")
    assert whole == table_head + b"\n" + b"".join(part.read_bytes().partition(b"\n")[2] for part in parts)


def _counts(run: Path) -> dict[str, object]:
    told = json.loads((run / "run.json").read_text())
    return {name: told[name] for name in _COUNTED}


def test_two_processes_share_a_file(tmp_path: Path, sampan: Callable[..., Said]) -> None:
    """For real, with more processes than a second file has rows."""
    (tmp_path / "a.csv").write_bytes(_hostile())
    (tmp_path / "b.csv").write_text(f"{HEADER}\n{order_lines(5, 1)}")
    files = (tmp_path / "a.csv", tmp_path / "b.csv")
    sampan("route", *files, "--out", tmp_path / "one", "--now", NOW)
    sampan("route", *files, "--out", tmp_path / "two", "--now", NOW, "--workers", "2")
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


def test_only_ranges_that_changed_are_made_again(
    tmp_path: Path, sampan: Callable[..., Said], made: list[PartJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A range whose process dies is named with its rows; the run that is resumed makes it alone."""
    file = tmp_path / "a.csv"
    file.write_text(f"{HEADER}\n{order_lines(0, ROWS)}")
    arguments = ("route", file, "--out", tmp_path / "two", "--now", NOW, "--resume")

    def poisoned(job: PartJob) -> Outcome:
        first = job.file.part.first.row if job.file.part else 0
        return Outcome(job, "lost", why=fault_of(OSError("it died"))) if 1 < first < 2_000 else attempt(job)

    with monkeypatch.context() as patched:
        patched.setattr(cli.run.part, "attempt", poisoned)
        assert sampan(*arguments).code == 1
    (lost,) = [job for job in made if job.file.part and 1 < job.file.part.first.row < 2_000]
    assert lost.file.part is not None
    assert lost.file.part.end is not None
    first, last = lost.file.part.first.row, lost.file.part.end.row - 1
    problems = (tmp_path / "two" / "problems.csv").read_text("utf-8")
    assert f"a.csv,{first},,,,PART_LOST,rows {first} to {last} were not routed: OSError: it died." in problems
    held = (tmp_path / "two" / "assignments.csv").read_text("utf-8")
    for row, in_run in ((first - 1, True), (first, False), (last, False), (last + 1, True)):
        assert (f"\nN{row - 2}," in held) is in_run
    made.clear()
    assert sampan(*arguments).code == 1
    assert [job.file for job in made] == [lost.file]
    sampan("route", file, "--out", tmp_path / "one", "--now", NOW)
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


@pytest.mark.usefixtures("made")
def test_packed_files_and_workbooks_of_orders_stay_whole(
    tmp_path: Path, sampan: Callable[..., Said], made: list[PartJob]
) -> None:
    """What cannot be read from its middle is a part of its own."""
    content = f"{HEADER}\n{order_lines(0, ROWS)}".encode()
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(content))
    (tmp_path / "b.csv").write_bytes(content.replace(b"N", b"O").decode().encode("utf-16"))
    files = (tmp_path / "a.csv.gz", tmp_path / "b.csv")
    sampan("route", *files, "--out", tmp_path / "one", "--now", NOW)
    sampan("route", *files, "--out", tmp_path / "two", "--now", NOW, "--workers", "2")
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    assert [job.file.part for job in made] == [None, None]


def test_a_killed_process_loses_no_range(tmp_path: Path, sampan: Callable[..., Said]) -> None:
    """One of two dies in the middle of its range; another takes it up."""
    (tmp_path / "a.csv").write_bytes(_hostile())
    sampan("route", tmp_path / "a.csv", "--out", tmp_path / "one", "--now", NOW)

    def kill() -> None:
        _wait_for(tmp_path, "two.parts/.0002-a.csv.*.part")
        multiprocessing.active_children()[0].kill()

    killing = threading.Thread(target=kill, daemon=True)
    killing.start()
    sampan("route", tmp_path / "a.csv", "--out", tmp_path / "two", "--now", NOW, "--workers", "2")
    killing.join(5)
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


_MAIN = """
import functools, cli.day.route, cli.main
from routing.intake import Reading, ranges
ranges._SMALL, ranges.BLOCKS = 0, 1
cli.day.route.Reading = functools.partial(Reading, chunk_rows=500)
cli.main.main()
"""


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("keep", [[], ["--keep-parts"]], ids=["joined", "kept"])
def test_a_killed_run_leaves_whole_ranges_alone(tmp_path: Path, sampan: Callable[..., Said], keep: list[str]) -> None:
    """No run, no half part that counts; the next one goes on from the finished ranges and tidies up."""
    (tmp_path / "a.csv").write_bytes(_hostile())
    words = ["route", str(tmp_path / "a.csv"), "--out", str(tmp_path / "two"), "--now", NOW, *keep]
    with subprocess.Popen([sys.executable, "-c", _MAIN, *words, "--workers", "2"]) as running:
        _wait_for(tmp_path, "two.parts/0001-a.csv")
        running.kill()
    assert not (tmp_path / "two").exists()
    sampan(*words, "--resume")
    sampan(*words[:2], "--out", tmp_path / "one", "--now", NOW, *keep)
    assert beside(tmp_path / "two") == ["a.csv", "one"]
    one, two = ({str(file.relative_to(run)): file.read_bytes() for file in _tables(run)} for run in _runs(tmp_path))
    assert one == two
    assert len(one) >= len(COMPARED)


def _runs(folder: Path) -> tuple[Path, Path]:
    return folder / "one", folder / "two"


def _tables(run: Path) -> list[Path]:
    return [file for name in COMPARED for file in run.rglob(name)]


def _wait_for(folder: Path, pattern: str) -> None:
    for _ in range(6_000):
        if any(folder.glob(pattern)):
            return
        time.sleep(0.01)
    raise AssertionError(f"{pattern} never came")
