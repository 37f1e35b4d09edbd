"""What a reader of Chinese is shown: every example of every help, and no English sentence on it."""

from __future__ import annotations

import re
import shlex
import shutil
from itertools import pairwise
from typing import TYPE_CHECKING

import click
import pytest
from wcwidth import width

from cli.day.route import command as route
from cli.main import sampan as program
from cli.update_words import commands

if TYPE_CHECKING:
    from pathlib import Path

    from in_process import Sampan

EXAMPLES = sorted({(one.epilog or "").removeprefix("Example: sampan ") for _, one in commands(program) if one.epilog})
_SENTENCE = re.compile(r"\b[A-Za-z][a-z']+(?:,? [a-z']+){3,}\b|\b[A-Z][a-z]+ (?:[a-z']+ ){2,}[a-z]+\b")
"""Four English words in a row, or three behind a capital."""
_COMMAND = re.compile(r"sampan [^。；，`|]*")
"""What can be typed stays as it is typed."""
_DATA = re.compile(r"reply (?:render|show|suggest)|--format json|customs list|cards (?:list|diff)|orders profile|^mcp")
"""Examples that show letters to buyers, what programs read, names of cards and sources, or the file itself; or that
serve until they are ended."""


SCREEN = 120
"""Cells of a terminal's line."""


def broken(screen: str) -> list[str]:
    """Lines of tables that are wider than the screen, or whose cells reach into the next column."""
    found, columns = [], []
    before = ""
    for line in screen.splitlines():
        if re.fullmatch(r"-{2,}(?:  -{2,})+", line):
            columns = [(rule.start(), rule.end()) for rule in re.finditer("-+", line)]
            if width(line) > SCREEN or _between(before, columns).strip():
                found.append(line)
        elif not line or line.startswith("……"):  # the rest is left out
            columns = []
        elif columns and _between(line, columns).strip():
            found.append(line)
        before = line
    return found


def _between(line: str, columns: list[tuple[int, int]]) -> str:
    """What stands between the columns of a table, and behind the last: a letter over an edge counts."""
    edges = [*((end, start) for (_, end), (start, _) in pairwise(columns)), (columns[-1][1], 10**6)]
    at, found = 0, ""
    for letter in line:
        last = at + max(width(letter), 1)
        if any(at < start and last > end for end, start in edges):
            found += letter
        at = last
    return found


def test_a_broken_table_is_seen() -> None:
    """Chinese letters counted as one cell push what follows out of its column."""
    assert broken("渠道    人民币\n------  ------\n平邮    12.00\n") == []
    assert broken("渠道    人民币\n------  ------\n平邮小包      12.00\n") == ["平邮小包      12.00"]
    assert broken(f"a   b\n--  {'-' * 120}\n") == [f"--  {'-' * 120}"]


@pytest.mark.parametrize("example", [one for one in EXAMPLES if not _DATA.search(one)])
def test_no_english_sentence_reaches_a_chinese_screen(
    sampan: Sampan, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: str
) -> None:
    """Codes, columns and names stay; sentences are Chinese."""
    shutil.copytree(papers, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    if "cards import" in example:
        shutil.rmtree("cards/new")  # it is still to be made
    monkeypatch.setattr("cli.output.show._screen", lambda: SCREEN)
    done = sampan(*shlex.split(example), "--lang", "zh")
    assert done.code in {0, 1}, done.err
    assert broken(done.out) == []
    english = [line for line in (done.out + done.err).splitlines() if _SENTENCE.search(_COMMAND.sub("", line))]
    assert english == []


def test_no_help_holds_an_english_sentence(sampan: Sampan) -> None:
    """The help of every command, wherever it stands."""
    english = {}
    for path, _ in commands(program):
        shown = sampan(*path, "--help", "--lang", "zh").out
        found = [line for line in shown.splitlines() if _SENTENCE.search(_COMMAND.sub("", line))]
        if found:
            english[path] = found
    assert english == {}


def test_the_language_of_one_help_is_not_kept_for_the_next(sampan: Sampan, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option --help, which click keeps as it made it first, is made anew."""
    monkeypatch.setenv("LANGUAGE", "en")
    assert "Show this message" in route.get_help(click.Context(route))
    assert "Show this message" not in sampan("route", "--help", "--lang", "zh").out
    assert "Show this message" in sampan("route", "--help").out
