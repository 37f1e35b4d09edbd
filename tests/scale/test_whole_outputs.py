"""A run directory is complete or not there, whatever happens to the process, the disk and the files."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

import pytest
from runs import NOW, Said, beside, contents, order_lines, write_orders
from told import refused

import cli.run.writer
from cli.output.files import atomic_file, atomic_folder, remove_leftovers
from cli.run.input_files import InputFiles
from routing.errors import InputError
from routing.intake import order_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_KILLED = """
import contextlib, io, os, random, signal, sys, time
from cli.day.route import command

outs, orders = sys.argv[1].split(), sys.argv[2:]
chance = random.Random(7)

def again_and_again(out, told):
    for number in range(1000):
        with contextlib.redirect_stdout(io.StringIO()):
            order = orders[number % 2]
            command.main([order, "--out", out, "--now", "2026-11-20T18:00:00+08:00"], standalone_mode=False)
        os.write(told, b"x")

def started(out):
    reader, told = os.pipe()
    child = os.fork()
    if not child:
        again_and_again(out, told)
    return child, reader

def writes(out):
    return any(name.endswith(".part") for name in os.listdir(os.path.dirname(out)))

for number, out in enumerate(outs):
    child, reader = started(out)
    os.read(reader, 1)
    if number % 2:
        time.sleep(chance.uniform(0, 0.3))
    else:
        while not writes(out):
            time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""
KILLS: Final = int(os.environ.get("KILLS", "6"))


def test_a_run_killed_at_random_moments_leaves_the_old_the_new_or_nothing(
    tmp_path: Path, sampan: Callable[..., Said]
) -> None:
    """Processes route two files in turn to one folder; each is killed somewhere, and what stands there is whole.

    Half of them while they write, the others at any moment.
    """
    orders = [write_orders(tmp_path / f"{name}.csv", first, 3000) for name, first in (("a", 0), ("b", 5000))]
    right = []
    for number, one in enumerate(orders):
        sampan("route", one, "--out", tmp_path / f"right{number}", "--now", NOW)
        right.append(contents(tmp_path / f"right{number}"))
    outs = [tmp_path / str(number) / "run" for number in range(KILLS)]
    subprocess.run(
        [sys.executable, "-c", _KILLED, " ".join(map(str, outs)), *orders], check=True, timeout=60 + 10 * KILLS
    )
    found = set()
    for out in outs:
        if out.exists():
            assert contents(out) in right
            assert json.loads((out / "run.json").read_text())["counts"]["rows_read"] == 3000
        found.add((out.exists(), bool(beside(out))))
    assert (True, True) in found, "none was killed while it wrote"
    for out in outs[:2]:
        sampan("route", orders[0], "--out", out, "--now", NOW)
        assert contents(out) == right[0]
        assert beside(out) == [], "leftovers were swept"


def _full(arguments: list[object], *, limit: int) -> subprocess.CompletedProcess[str]:
    """Runs the command where no file may grow beyond the limit."""

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "cli.main", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=narrow)


@pytest.mark.parametrize("limit", [200_000, 60_000, 20_000])
def test_a_file_that_cannot_grow_leaves_the_old_run(tmp_path: Path, sampan: Callable[..., Said], limit: int) -> None:
    """Where the disk stops taking bytes, at whichever file, the earlier run stands untouched and the words say why."""
    out = tmp_path / "run"
    sampan("route", write_orders(tmp_path / "a.csv", 0, 50), "--out", out, "--now", NOW)
    before = contents(out)
    said = _full(["route", write_orders(tmp_path / "b.csv", 0, 4000), "--out", out], limit=limit)
    assert said.returncode == 3
    assert "cannot be written" in said.stderr
    assert "Traceback" not in said.stderr
    assert contents(out) == before
    assert beside(out) == ["a.csv", "b.csv"]


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """On a disk of half a megabyte the run ends with words and the disk is empty again."""
    orders, disk = write_orders(tmp_path / "a.csv", 0, 9000), tmp_path / "disk"
    disk.mkdir()
    script = (
        f"mount -t tmpfs -o size=512k tmpfs {disk} || exit 99; "
        f"{sys.executable} -m cli.main route {orders} --out {disk}/run; code=$?; ls -A {disk}; exit $code"
    )
    said = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False)  # noqa: S607
    if said.returncode in {1, 99} and "route" not in said.stderr and "written" not in said.stderr:
        pytest.skip("no disk may be mounted here; the test before this one limits the file size instead")
    assert said.returncode == 3
    assert "cannot be written" in said.stderr
    assert said.stdout == "", "the disk is empty"


@pytest.mark.parametrize("place", ["a.csv/run", "/proc/run"])
def test_an_unwritable_place_is_told_by_name(tmp_path: Path, sampan: Callable[..., Said], place: str) -> None:
    """Below a file, or where the system takes none, no folder can be made: exit 3, with the path."""
    orders = write_orders(tmp_path / "a.csv", 0, 5)
    said = sampan("route", orders, "--out", tmp_path / place)
    assert said.code == 3
    assert f"{tmp_path / place}: cannot be written" in said.err


def test_a_missing_input_is_told_and_nothing_is_made(tmp_path: Path, sampan: Callable[..., Said]) -> None:
    """Exit 3, and neither a run directory nor a trace of one."""
    said = sampan("route", tmp_path / "none.csv", "--out", tmp_path / "run")
    assert said.code == 3
    assert "none.csv: there is no such file" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_changes_or_vanishes_while_it_is_read_is_told(tmp_path: Path) -> None:
    """Both are named: the hash in run.json must be that of what was routed."""
    first, second = write_orders(tmp_path / "a.csv", 0, 5), write_orders(tmp_path / "b.csv", 9, 5)
    watched = InputFiles(order_files([first, second]))
    watched.check()
    first.unlink()
    second.write_text("other")
    with refused(InputError, r"(?s)a\.csv: changed while it was read.*b\.csv: changed"):
        watched.check()
    with refused(InputError, r"a\.csv: cannot be read"):
        watched.hashes()


def _interrupted(running: subprocess.Popen[str]) -> None:
    """Presses Ctrl-C, and holds the command to what it says then."""
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=20)
    assert (running.returncode, said.strip()) == (130, "Interrupted: nothing half written was left behind.")


def test_an_interrupted_run_ends_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C while the run waits for more of its input: no run directory, nothing half written, no traceback."""
    pipe, out = tmp_path / "orders.csv", tmp_path / "out" / "run"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "cli.main", "route", str(pipe), "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running, pipe.open("w") as feed:
        feed.write("order_id,paid_at,country,weight_g\n" + order_lines(0, 5))
        feed.flush()
        _wait_for(out.parent, ".run.*.part/orders.parquet")
        _interrupted(running)
    assert list(out.parent.iterdir()) == []


def test_an_interrupted_run_in_parts_ends_its_processes(tmp_path: Path) -> None:
    """Ctrl-C while two processes work, none of which has finished a part: nothing of it stays."""
    orders = write_orders(tmp_path / "orders.csv", 0, 200_000)
    out = tmp_path / "out" / "run"
    command = [sys.executable, "-m", "cli.main", "route", str(orders), "--out", str(out), "--workers", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        _wait_for(out.parent, "run.parts/.0000-orders.csv.*.part")
        _interrupted(running)
    assert list(out.parent.iterdir()) == []


def _wait_for(folder: Path, pattern: str) -> None:
    for _ in range(2000):
        if any(folder.glob(pattern)):
            return
        time.sleep(0.01)
    raise AssertionError(f"{pattern} never came")


@pytest.mark.parametrize("step", ["ready_cells", "problem_lines", "RowGroups"])
def test_a_fault_of_a_writing_thread_is_told_in_words(
    tmp_path: Path, sampan: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A bug in any of the writers ends the run with exit 3, a sentence and no leftovers; nothing hangs."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr(cli.run.writer, step, broken)
    orders = write_orders(tmp_path / "a.csv", 0, 500)
    said = sampan("route", orders, "--out", tmp_path / "run")
    assert said.code == 3
    assert "stopped on a fault of its own: ValueError: a bug" in said.err
    assert beside(tmp_path / "run") == ["a.csv"]


def test_a_rerun_gives_the_same_bytes(tmp_path: Path, sampan: Callable[..., Said], files: list[Path]) -> None:
    """All files, orders.parquet too."""
    for name in ("one", "two"):
        sampan("route", *files, "--out", tmp_path / name, "--now", NOW)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_what_was_added_to_a_run_is_kept_aside(tmp_path: Path, sampan: Callable[..., Said]) -> None:
    """Labels made from an earlier run stay with that run, under a name of its own; a plain run is replaced."""
    orders, out = write_orders(tmp_path / "a.csv", 0, 5), tmp_path / "run"
    sampan("route", orders, "--out", out)
    (out / "labels").mkdir()
    (out / "labels" / "made.csv").write_text("labels")
    for _ in range(2):
        said = sampan("route", orders, "--out", out)
    assert beside(out) == ["a.csv", "run.1"]
    assert (tmp_path / "run.1" / "labels" / "made.csv").read_text() == "labels"
    assert (tmp_path / "run.1" / "run.json").is_file()
    assert not (out / "labels").exists()
    (out / "notes.txt").write_text("mine")
    said = sampan("route", orders, "--out", out)
    assert f"kept as {out}.2" in said.err


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, sampan: Callable[..., Said]) -> None:
    """A folder without run.json is not overwritten."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("mine")
    said = sampan("route", write_orders(tmp_path / "a.csv", 0, 5), "--out", tmp_path / "run")
    assert said.code == 3
    assert "nothing there is overwritten" in said.err


def test_two_runs_onto_one_folder_do_not_meet(tmp_path: Path, sampan: Callable[..., Said]) -> None:
    """The second is refused while the first is at work, whose half-written folder it leaves alone."""
    orders, left = write_orders(tmp_path / "a.csv", 0, 5), tmp_path / ".run.x.part"
    left.mkdir()
    descriptor = os.open(tmp_path / ".run.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    said = sampan("route", orders, "--out", tmp_path / "run")
    assert said.code == 3
    assert "is being written by another run" in said.err
    assert left.exists()
    os.close(descriptor)
    assert sampan("route", orders, "--out", tmp_path / "run").code == 0
    assert beside(tmp_path / "run") == ["a.csv"]


def test_a_run_onto_a_like_name_is_left_alone(tmp_path: Path, sampan: Callable[..., Said]) -> None:
    """`run` sweeps what a killed run onto `run` left, and not the work that goes on for `run.eu` beside it."""
    (tmp_path / ".run.eu.abc.part").mkdir()
    (tmp_path / ".run.abc.part").mkdir()
    assert sampan("route", write_orders(tmp_path / "a.csv", 0, 5), "--out", tmp_path / "run").code == 0
    assert beside(tmp_path / "run") == [".run.eu.abc.part", "a.csv"]


def test_a_run_moved_away_by_a_killed_process_is_put_back(tmp_path: Path) -> None:
    """Between the two renames of a replacement the old run is complete under another name."""
    old = tmp_path / ".run.123.old"
    old.mkdir()
    (old / "run.json").write_text("{}")
    remove_leftovers(tmp_path / "run", "run.json")
    assert (tmp_path / "run" / "run.json").is_file()
    assert not old.exists()


def test_a_fault_inside_the_block_leaves_neither_file_nor_folder(tmp_path: Path) -> None:
    """`atomic_file` and `atomic_folder` clean up after any exception, and let it pass."""

    def half_a_file() -> None:
        with atomic_file(tmp_path / "a.csv") as file:
            file.write(b"half")
            raise KeyError

    def half_a_folder() -> None:
        with atomic_folder(tmp_path / "run", "run.json") as folder:
            (folder / "half").write_text("half")
            raise KeyError

    for half in (half_a_file, half_a_folder):
        with pytest.raises(KeyError):
            half()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_command_left_of_a_file_goes_and_what_is_being_written_stays(tmp_path: Path) -> None:
    """The half file of a killed command holds buyers' data; one that another command writes is locked."""
    left = tmp_path / ".a.csv.k1ll3d_x.part"
    left.write_text("Ann Smith,1 Main St")
    other = tmp_path / ".b.csv.k1ll3d_x.part"
    other.write_text("of another name")
    with atomic_file(tmp_path / "a.csv") as first:
        first.write(b"first")
        with atomic_file(tmp_path / "a.csv") as second:
            second.write(b"second")
        assert (tmp_path / "a.csv").read_bytes() == b"second"
    assert (tmp_path / "a.csv").read_bytes() == b"first"
    assert sorted(path.name for path in tmp_path.iterdir()) == [other.name, "a.csv"]


def test_a_file_that_cannot_be_read_is_no_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """The system's refusal of another file passes with that file's name."""
    with pytest.raises(FileNotFoundError, match=r"nowhere\.csv"), atomic_folder(tmp_path / "run", "run.json"):
        (tmp_path / "nowhere.csv").read_bytes()
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_leaves_its_standard_input_to_the_next(tmp_path: Path, sampan: Callable[..., Said]) -> None:
    """Nothing of buyers stays in the folder for temporary files, nor beside the run once it is made again."""
    scratch, out = tmp_path / "scratch", tmp_path / "out"
    scratch.mkdir()
    command = [sys.executable, "-m", "cli.main", "route", "-", "--out", str(out / "run")]
    environment = {**os.environ, "TMPDIR": str(scratch)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, env=environment) as running:
        assert running.stdin is not None
        running.stdin.write("order_id,paid_at,country,weight_g\n" + order_lines(0, 50_000))
        running.stdin.flush()
        running.kill()
    assert list(scratch.iterdir()) == []
    assert any(path.name == "stdin" for path in out.rglob("*"))
    sampan("route", write_orders(tmp_path / "a.csv", 0, 5), "--out", out / "run", "--now", NOW)
    assert beside(out / "run") == []
