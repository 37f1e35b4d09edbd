"""README and the manual of the day are promises: their commands run in their order, and print what they show."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Sampan

ROOT = Path(__file__).parents[2]


def _commands(manual: str) -> list[tuple[list[str], str]]:
    """The words of each `sampan` command of a manual, and what is shown below it."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", (ROOT / manual).read_text(encoding="utf-8"), re.DOTALL):
        for part in re.split(r"^\$ ", block.replace("\\\n", ""), flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            words = shlex.split(line, comments=True)
            if words[0] == "sampan":
                found.append((words[1:], shown.strip("\n")))
    return found


@pytest.mark.parametrize(
    "manual",
    [
        "README.md",
        "docs/DAILY.md",
        "docs/CUSTOMS.md",
        "docs/BILLS.md",
        "docs/TRACKING.md",
        "docs/PARCELS.md",
        "docs/SCORE.md",
        "README.zh.md",
        "docs/zh/CUSTOMS.md",
        "docs/zh/DAILY.md",
        "docs/zh/DEADLINES.md",
        "docs/zh/POLICY.md",
        "docs/zh/SCORE.md",
    ],
)
def test_the_commands_run_one_after_another_and_print_what_is_shown(
    manual: str, sampan: Sampan, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder with the bundled day's orders and the files the manual names, each ends with 0 or 1."""
    shutil.copytree(papers, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    shutil.rmtree("cards")  # the README makes the new one
    monkeypatch.setenv("SAMPAN_LANG", "zh" if "zh" in manual else "en")
    commands = _commands(manual)
    assert commands
    for words, shown in commands:
        done = sampan(*words)
        assert done.code in {0, 1}, (words, done.err)
        if shown:
            assert "\n".join(line.rstrip() for line in done.out.splitlines()).strip("\n") == shown, words


def test_the_first_screen_is_what_the_demo_prints(sampan: Sampan) -> None:
    """`make demo` runs `sampan demo`, whose output stands below it."""
    for manual, language in (("README.md", "en"), ("README.zh.md", "zh")):
        text = (ROOT / manual).read_text(encoding="utf-8")
        shown = text.partition("```text\n")[2].partition("```")[0]
        assert sampan("demo", "--lang", language).out == shown
