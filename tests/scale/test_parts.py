"""A run in parts gives the bytes of a run in one go, whichever process made which part, and whichever died."""

from __future__ import annotations

import errno
import multiprocessing
import os
import re
import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from in_process import run
from runs import NOW, Said, contents, write_four, write_orders

import cli.day.route
import cli.run.part
import cli.run.parts
from cli.run.part import Outcome, fault_of, is_made
from cli.run.sharing import made_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from cli.run.part import PartJob
    from cli.run.parts import InParts


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run of the files in one go gives."""
    folder = tmp_path_factory.mktemp("right")
    done = run("route", *write_four(folder / "in"), "--out", folder / "right", "--now", NOW)
    assert done.code == 1, "two orders are repeated, one in fifty cannot be read"
    assert b"was read before: a.csv row 5" in contents(folder / "right")["problems.csv"]
    return contents(folder / "right")


@pytest.fixture
def parts_made_here(monkeypatch: pytest.MonkeyPatch) -> list[PartJob]:
    """Makes parts in this process, for what hangs on no other; the jobs come to stand in the list."""
    jobs: list[PartJob] = []

    def here(todo: Sequence[PartJob], _workers: int) -> Generator[Outcome]:
        jobs.extend(todo)
        for job in todo:
            yield cli.run.part.attempt(job)

    monkeypatch.setattr(made_parts, "on_this_machine", here)
    return jobs


def test_parts_of_two_processes_give_the_same_bytes(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path], right: dict[str, bytes]
) -> None:
    """With an order repeated in a later file, a file without orders, and refused rows; the summary agrees too."""
    out = tmp_path / "run"
    plain = sampan("route", files[0].parent, "--out", out, "--now", NOW)
    said = sampan("route", files[0].parent, "--out", out, "--now", NOW, "--workers", "2")
    assert contents(out) == right
    assert said == plain
    assert not out.with_name("run.parts").exists()


@pytest.mark.usefixtures("parts_made_here")
def test_a_stopped_run_goes_on_from_its_finished_parts(
    tmp_path: Path,
    sampan: Callable[..., Said],
    files: list[Path],
    right: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An unusable file stops the run; once it is mended, only it and a file that changed are routed again."""
    made: list[str] = []
    inner = made_parts._makers

    def noting(jobs: Sequence[PartJob], how: InParts) -> object:
        made.extend(job.file.path.name for job in jobs)
        return inner(jobs, how)

    monkeypatch.setattr(made_parts, "_makers", noting)
    good = files[3].read_bytes()
    files[3].write_bytes(b"\x00\x01 no orders at all")
    files[0].write_text(files[0].read_text() + "\n")
    arguments = ["route", *files, "--out", tmp_path / "run", "--now", NOW]
    said = sampan(*arguments, "--resume")
    assert said.code == 3
    assert "d.csv" in said.err
    assert "run.parts: 3 parts. Route again with --resume" in said.err
    assert not (tmp_path / "run").exists()
    files[3].write_bytes(good)
    files[0].write_text(files[0].read_text()[:-1])
    made.clear()
    sampan(*arguments, "--resume")
    assert made == ["a.csv", "d.csv"]
    assert contents(tmp_path / "run") == right


@pytest.mark.usefixtures("parts_made_here")
def test_a_stopped_run_that_finished_nothing_leaves_nothing(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path]
) -> None:
    """No part to go on from: no folder stays, and --resume is not spoken of."""
    files[0].write_bytes(b"\x00\x01 no orders at all")
    said = sampan("route", files[0], "--out", tmp_path / "run", "--now", NOW, "--workers", "2")
    assert (said.code, "--resume" in said.err) == (3, False)
    assert not (tmp_path / "run.parts").exists()


@pytest.mark.usefixtures("parts_made_here")
def test_other_facts_make_every_part_anew(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts made by one policy are not taken up by a run with another."""
    monkeypatch.setattr(shutil, "rmtree", lambda *_args, **_kw: None)  # so that finished parts stay
    out = tmp_path / "run"
    sampan("route", *files, "--out", out, "--now", NOW, "--resume")
    monkeypatch.undo()
    again = sampan("route", *files, "--out", out.with_name("other"), "--now", NOW, "--policy", "cheapest")
    out.with_name("run.parts").rename(out.with_name("last.parts"))
    said = sampan("route", *files, "--out", out.with_name("last"), "--now", NOW, "--policy", "cheapest", "--resume")
    assert said.code == again.code
    assert contents(out.with_name("last")) == contents(out.with_name("other"))


@pytest.mark.usefixtures("parts_made_here")
def test_resumed_parts_count_for_the_moment_of_this_run(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path]
) -> None:
    """What was due when the run was stopped is overdue, or past the latest, when it goes on days later."""
    files = [files[0], files[3]]
    good = files[1].read_bytes()
    files[1].write_bytes(b"\x00\x01 no orders at all")
    arguments = ["route", *files, "--out", tmp_path / "run"]
    assert sampan(*arguments, "--now", NOW, "--resume").code == 3
    files[1].write_bytes(good)
    later = "2026-11-25T09:00:00+08:00"
    said = sampan(*arguments, "--now", later, "--resume")
    assert said == sampan(*arguments, "--now", later)
    assert re.search(r"Dispatch: 0 due today, [1-9]\d* overdue, [1-9]\d* past the latest", said.out)


def test_a_part_that_lost_bytes_is_no_part(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path], parts_made_here: list[PartJob]
) -> None:
    """A power cut may leave the mark and take the end of another file: sizes are held against the mark."""
    files[3].write_bytes(b"\x00\x01 no orders at all")
    assert sampan("route", *files, "--out", tmp_path / "run", "--now", NOW, "--resume").code == 3
    part = parts_made_here[0]
    assert is_made(part)
    for name in ("assignments.csv", "problems.csv", "orders.parquet", "ids.parquet", "part.json"):
        whole = (part.target / name).read_bytes()
        (part.target / name).write_bytes(whole[:-1])
        assert not is_made(part)
        (part.target / name).unlink()
        assert not is_made(part)
        (part.target / name).write_bytes(whole)
    assert is_made(part)


@pytest.mark.usefixtures("parts_made_here")
def test_a_disk_that_takes_no_parts_leaves_the_old_run(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3 with the part's name: a full disk is no fault of a file, whose orders may not go missing for it."""
    sampan("route", files[0], "--out", tmp_path / "run", "--now", NOW)
    before = contents(tmp_path / "run")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cli.run.part, "sync_all", full)
    said = sampan("route", *files, "--out", tmp_path / "run", "--now", NOW, "--resume")
    assert said.code == 3
    assert "run.parts/0000-a.csv: cannot be written: No space left on device." in said.err
    assert contents(tmp_path / "run") == before


@pytest.mark.usefixtures("parts_made_here")
def test_where_no_part_could_be_made_nothing_is_replaced(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every process dies, for want of memory perhaps: exit 3, not a run without a single order."""
    sampan("route", files[0], "--out", tmp_path / "run", "--now", NOW)
    before = contents(tmp_path / "run")
    monkeypatch.setattr(cli.run.part, "attempt", lambda job: Outcome(job, "lost", why=fault_of(OSError("it died"))))
    said = sampan("route", *files, "--out", tmp_path / "run", "--now", NOW, "--workers", "2")
    assert said.code == 3
    assert "a.csv: was not routed, nor was any other file: OSError: it died. Route again with --resume." in said.err
    assert contents(tmp_path / "run") == before


def test_a_folder_of_parts_is_known_for_one_until_all_of_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while it is removed, it still holds its mark: the next run may remove the rest."""
    folder = cli.run.parts.parts_folder(tmp_path / "run", resume=False)
    (folder / "0000-a.csv").mkdir()

    def killed(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            cli.run.parts.clear(folder)
    assert (folder / "parts.json").is_file()
    assert list(cli.run.parts.parts_folder(tmp_path / "run", resume=False).iterdir()) == [folder / "parts.json"]


def _killing(pipe: Path, times: int, then: Callable[[], object]) -> threading.Thread:
    """Kills, so many times, the process that waits for the pipe; then does one thing more."""

    def kill() -> None:
        for _ in range(times):
            feed = os.open(pipe, os.O_WRONLY)  # returns when a process has begun to read
            victim = _reader(pipe)
            then()
            victim.kill()
            victim.join()
            os.close(feed)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    return thread


def _reader(pipe: Path) -> multiprocessing.process.BaseProcess:
    while True:
        for child in multiprocessing.active_children():
            opened = Path(f"/proc/{child.pid}/fd")
            if any(os.path.realpath(one) == str(pipe) for one in opened.iterdir()):
                return child
        time.sleep(0.01)


def test_a_killed_process_loses_no_part(
    tmp_path: Path,
    sampan: Callable[..., Said],
    files: list[Path],
    right: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The process that reads the second file is killed; another takes the file up."""
    monkeypatch.setattr(cli.day.route, "refuse_pipes", lambda _: None)  # the file is a pipe, to know when it is read
    whole = files[1].with_suffix(".saved")
    files[1].rename(whole)
    os.mkfifo(files[1])
    killing = _killing(files[1], 1, then=lambda: whole.rename(files[1]))
    said = sampan("route", *files, "--out", tmp_path / "run", "--now", NOW, "--workers", "2")
    killing.join(5)
    assert said.code == 1
    assert contents(tmp_path / "run") == right


def test_a_file_that_kills_every_process_is_named_and_the_others_are_routed(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 1, a line in problems.csv, and the finished parts stay for --resume."""
    monkeypatch.setattr(cli.day.route, "refuse_pipes", lambda _: None)  # the file is a pipe, to know when it is read
    write_orders(tmp_path / "e.csv", 900, 30)
    poison = tmp_path / "poison.csv"
    os.mkfifo(poison)
    killing = _killing(poison, 2, then=lambda: None)
    said = sampan(
        "route", files[0], poison, tmp_path / "e.csv", "--out", tmp_path / "run", "--now", NOW, "--workers", "2"
    )
    killing.join(5)
    assert said.code == 1
    problems = contents(tmp_path / "run")["problems.csv"].decode()
    assert "poison.csv,0,,,,PART_LOST,was not routed: the process that worked on it died 2 times." in problems
    assert contents(tmp_path / "run")["assignments.csv"].count(b"\n") == 1 + 98 + 30
    left = sorted(one.name for one in (tmp_path / "run.parts").iterdir())
    assert left == ["0000-a.csv", "0002-e.csv", "inputs", "parts.json"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-", "--workers", "2"], "- can be read only once"),
        (["a.csv", "--workers", "2", "--cluster", "tcp://h:1"], "Give one of them"),
        (["a.csv", "--tls-ca", __file__], "certificates are for a tls:// cluster"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_use(
    tmp_path: Path, sampan: Callable[..., Said], arguments: list[str], words: str
) -> None:
    """Exit 2, and what to do instead."""
    said = sampan("route", *arguments, "--out", tmp_path / "run")
    assert said.code == 2
    assert words in said.err
