"""The command as a whole: help that works, a quick start, completion, closed pipes, interruption."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.main import COMMANDS
from cli.main import sampan as program
from cli.update_words import commands

if TYPE_CHECKING:
    from in_process import Sampan

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "cli.main")
HEAVY = (
    "numpy", "polars", "pint", "jinja2", "babel", "phonenumbers", "pycountry", "python_calamine", "starlette",
    "uvicorn",
)  # fmt: skip


def _shell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )


ALL = dict(sorted(pair for pair in commands(program) if pair[0]))
"""Every command and sub-command by the words that lead to it."""


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_begins_with_a_sentence_and_ends_with_an_example(sampan: Sampan, path: tuple[str, ...]) -> None:
    """`--help` exits with 0, begins with a whole sentence, and ends with an Example of the command."""
    done = sampan(*path, "--help")
    assert (done.code, done.err) == (0, "")
    text = " ".join(done.out.split())
    body = (ALL[path].help or "").strip()
    assert re.match(r"[A-Z][^.]*[.]", " ".join(body.split()))
    assert f"Example: sampan {path[0]} " in f"{text} "
    if len(path) == 1:
        assert COMMANDS[path[0]].endswith(".")


EXAMPLES = sorted({(one.epilog or "").removeprefix("Example: sampan ") for one in ALL.values()})


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_of_the_help_runs(
    sampan: Sampan, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: str
) -> None:
    """Every example works as printed, in a folder that holds the demo's run and files like those of the manuals."""
    shutil.copytree(papers, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    if example.startswith("cards import "):
        shutil.rmtree("cards/new")  # it is still to be made
    done = sampan(*shlex.split(example))
    assert done.code in {0, 1}
    assert done.out or done.err


def test_help_imports_nothing_heavy() -> None:
    """`sampan --help` starts at once: none of the heavy packages is imported for it."""
    code = (
        f"import sys, cli.main as m; sys.argv = ['sampan', '--help']\ntry:\n m.main()\nexcept SystemExit:\n"
        f" print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_misspelt_command_or_option_is_asked_back(sampan: Sampan) -> None:
    """Exit code 2 and what was perhaps meant."""
    for arguments, meant in (
        (("quoet",), "quote"),
        (("verfy", "x"), "verify"),
        (("quote", "--wieght", "1g"), "--weight"),
    ):
        done = sampan(*arguments)
        assert (done.code, done.out) == (2, "")
        assert meant in done.err


@pytest.mark.parametrize("group", ["calendar", "labels", "reply", "cards", "policy", "products"])
def test_a_group_lists_its_commands_in_whole_sentences(sampan: Sampan, group: str) -> None:
    """Nothing a newcomer reads first is cut short, and a slip of the pen is answered with what was meant."""
    told = sampan(group, "--help").out.partition("Commands:")[2].partition("Example:")[0]
    assert told.strip().endswith(".")
    assert "...\n" not in told
    if group != "labels":  # there the first word may be a folder
        first = told.split()[0]
        assert f"Did you mean {first}?" in sampan(group, first[:-1] + "x").err


def test_an_unknown_kind_of_file_is_wrong_use_everywhere(sampan: Sampan, one_order: Path, tmp_path: Path) -> None:
    """--from of each command takes the same words, and another one is exit code 2."""
    for words in (("route", one_order, "--out", tmp_path / "run"), ("products", "missing", one_order)):
        said = sampan(*words, "--from", "amazn")
        assert (said.code, "'amazn' is no kind of export. Did you mean amazon?" in said.err) == (2, True)


@pytest.mark.parametrize("arguments", [("route",), ("quote",), ("explain",), ("verify",), ("quote", "too", "much")])
def test_what_is_missing_or_too_much(sampan: Sampan, arguments: tuple[str, ...]) -> None:
    """Wrong use ends with 2, a usage line and a sentence."""
    done = sampan(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Error: " in done.err


def test_completion_for_bash() -> None:
    """The shell's completion script is printed, and completes commands and options."""
    assert "complete" in _shell(_SAMPAN_COMPLETE="bash_source").stdout
    done = _shell(_SAMPAN_COMPLETE="bash_complete", COMP_WORDS="sampan qu", COMP_CWORD="1")
    assert "quote" in done.stdout


def test_no_color_changes_nothing() -> None:
    """NO_COLOR is honoured: there is no colour to begin with."""
    plain, without = _shell("--help"), _shell("--help", NO_COLOR="1")
    assert plain.stdout == without.stdout
    assert "\x1b" not in plain.stdout


def test_a_closed_pipe_is_no_fault() -> None:
    """`sampan ... | head -1` prints no traceback."""
    line = f"{shlex.join([*COMMAND, 'demo'])} | head -1"
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, name: str) -> None:
    """Ctrl-C, `kill` or a closed terminal while orders are awaited: the signal's exit code, a sentence, no folder."""
    number = getattr(signal, name)
    out = tmp_path / "out"
    out.mkdir()
    before = signal.signal(number, signal.SIG_DFL)  # a suite started by nohup would hand an ignored SIGHUP on
    process = subprocess.Popen(
        [*COMMAND, "route", "-", "--out", str(out / "run")], cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    if before is not None:
        signal.signal(number, before)
    for _ in range(200):
        if any(out.iterdir()):
            break
        time.sleep(0.05)
    time.sleep(0.5)  # not in the instant in which the folder is made: the next run would sweep that one away
    process.send_signal(number)
    _, told = process.communicate(timeout=20)
    assert process.returncode == {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}[name]
    assert b"Traceback" not in told
    assert b"Interrupted" in told
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("route", "x.csv", "--out", "y", "--on", "20/11/2026"),
            "'20/11/2026' is no day. Write it like 2026-11-20.",
        ),
        (("cards", "list", "--on", "2026-02-30"), "'2026-02-30' is not in the calendar. Check day and month."),
        (("route", "x.csv", "--out", "y", "--now", "2026-11-20T18:00"), "Add the offset, like 2026-11-20T18:00+08:00."),
        (("route", "x.csv", "--out", "y", "--now", "2026-11-20 18:00 +0800", "--on", "x"), "'--on': 'x' is no day."),
    ],
)
def test_days_and_moments_are_told_how_to_be_written(sampan: Sampan, arguments: tuple[str, ...], sentence: str) -> None:
    """A day or moment that cannot be read is wrong use, and the message shows one that can."""
    result = sampan(*arguments)
    assert result.code == 2
    assert sentence in result.err


def test_a_character_set_without_chinese_is_no_fault() -> None:
    """Letters a terminal lacks come as their numbers; JSON stays JSON, whatever the letter."""
    latin = {"PYTHONIOENCODING": "cp1252"}
    assert "\\u5ba2" in _shell("labels", "layouts", "hualei", **latin).stdout  # 客, of the first column 客户单号
    told = _shell("labels", "layouts", "hualei", "--format", "json", **latin)
    assert json.loads(told.stdout)["columns"][0]["header"] == "客户单号"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_behind_stdout_is_told() -> None:
    """Exit 3 in words: a half-printed answer must not pass for a whole one."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, "quote", "--to", "US", "--weight", "1kg"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE,
            text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr == "Error: what was to be printed cannot be: No space left on device. Files stand as written.\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_closed_streams_are_no_fault(one_order: Path, tmp_path: Path, closed: str) -> None:
    """As a scheduler may start a command."""
    command = shlex.join([*COMMAND, "route", str(one_order), "--out", str(tmp_path / "run")])
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} {closed}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_file_the_system_refuses_is_named(sampan: Sampan, demo: Path, tmp_path: Path) -> None:
    """A folder where a file should be: its name and the system's words, not a fault of sampan's own."""
    run = shutil.copytree(demo, tmp_path / "run")
    (run / "labels" / "tracking.csv").mkdir(parents=True)
    done = sampan("labels", run, "--layout", "hualei")
    assert done.code == 3
    assert "labels/tracking.csv: Is a directory." in done.err
