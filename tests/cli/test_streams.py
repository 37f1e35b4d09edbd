"""What is printed reaches people whole, and commands nothing; where it cannot, the exit code says so."""

from __future__ import annotations

import csv
import io
import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.output.show import csv_text
from cli.output.streams import neutral

if TYPE_CHECKING:
    from in_process import Sampan

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "cli.main")
QUOTE = ("quote", "--to", "US", "--weight", "1kg")
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
TOLD = "Error: what was to be printed cannot be: No space left on device. Files stand as written.\n"


def bare(*arguments: str, redirected: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in an environment that holds nothing but what is given."""
    command = f"{shlex.join([*COMMAND, *arguments])} {redirected}"
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )


@FULL
@pytest.mark.parametrize("unbuffered", [{}, {"PYTHONUNBUFFERED": "1"}])
def test_a_full_disk_behind_stdout_is_told_in_any_environment(unbuffered: dict[str, str]) -> None:
    """Exit 3 in words, whether each line is written at once or all at the end."""
    done = bare(*QUOTE, redirected="> /dev/full", **unbuffered)
    assert (done.returncode, done.stderr) == (3, TOLD)


@FULL
def test_no_room_for_remarks_stops_nothing(tmp_path: Path) -> None:
    """A log that is full takes no remark; orders are routed all the same."""
    done = bare("demo", "--out", str(tmp_path / "run"), redirected="2> /dev/full")
    assert done.returncode == 0
    assert (tmp_path / "run" / "run.json").is_file()


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "America/Los_Angeles", "COLUMNS": "20"},
        {"HOME": "/nonexistent", "COLUMNS": "0", "TMPDIR": "/nonexistent"},
    ],
)
def test_the_machines_settings_change_nothing(environment: dict[str, str], bundled_summary: str) -> None:
    """Another zone, a narrow terminal, no home, no locale: the same answer."""
    done = bare("demo", **environment)
    assert (done.returncode, done.stdout) == (0, bundled_summary)


@pytest.fixture(scope="module")
def bundled_summary(sampan: Sampan) -> str:
    """What `sampan demo` prints in the environment of the tests."""
    return sampan("demo").out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b]0;owned\x07", "\\u001b[2J\\u001b]0;owned\\u0007"),  # clears the screen, names the window
        ("a\rb\r\nc\td\n", "a\\u000db\r\nc\td\n"),  # a return writes over the line; line ends and tabs are text
        ("\x9b31m\x7f", "\\u009b31m\\u007f"),  # the same commands in one sign of Latin-1
        ("Zoë 客户 \u200fשלום", "Zoë 客户 \u200fשלום"),  # letters of any script, and the marks that order them
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text: str, shown: str) -> None:
    """Names of files and cells of others may hold commands to a terminal."""
    assert neutral(text) == shown


def test_no_name_of_a_file_commands_the_terminal(tmp_path: Path) -> None:
    """It is told in messages and JSON, which stays JSON."""
    orders = tmp_path / "\x1b[31mday\x9b.csv"
    orders.write_text("order_id,\x1b]0;owned\x07\n1,2\n", encoding="utf-8")
    done = bare("route", str(orders), "--out", str(tmp_path / "run"))
    assert done.returncode == 3
    assert "\x1b" not in done.stderr
    assert "\x9b" not in done.stderr
    assert "\\u009b.csv" in done.stderr
    done = bare("route", str(orders), "--out", str(tmp_path / "run"), "--format", "json", "--from", "\x1b[31m")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr


def test_csv_on_stdout_is_guarded_as_files_are() -> None:
    """A cell that a spreadsheet would run begins with an apostrophe; numbers below nothing stay numbers."""
    text = csv_text([["=1+1", "-12.50", -3, None, "@x", "-cmd"]], ["=head", "b", "c", "d", "e", "f"])
    assert list(csv.reader(io.StringIO(text))) == [
        ["'=head", "b", "c", "d", "e", "f"],
        ["'=1+1", "-12.50", "-3", "", "'@x", "'-cmd"],
    ]


def test_json_keeps_what_the_terminal_is_spared() -> None:
    """A sign written out in JSON is read back as it was."""
    assert json.loads(neutral(json.dumps("\x9b\x7f", ensure_ascii=False))) == "\x9b\x7f"
