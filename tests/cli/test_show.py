"""Rows as people and programs get them: one table, one CSV, one JSON for every command."""

from __future__ import annotations

import json

import pytest

from cli.output.show import print_rows
from cli.words import said

ROWS = [{"head": "国家", "wide": True, "least": None, "n": 7}, {"head": "to", "wide": False, "least": 3, "n": 12}]
COLUMNS = ("head", "wide", "least")


@pytest.mark.parametrize(
    ("output_format", "told"),
    [
        # A Chinese sign takes two columns of a terminal (Unicode UAX 11, class W).
        ("table", "head    wide      least\n------  ------  -------\n国家    yes\nto                    3\n"),
        ("csv", "head,wide,least\n国家,true,\nto,false,3\n"),
        ("json", json.dumps(ROWS, ensure_ascii=False, indent=2) + "\n"),
        ("jsonl", "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in ROWS)),
    ],
)
def test_rows_in_each_format(capsys: pytest.CaptureFixture[str], output_format: str, told: str) -> None:
    """Tables and CSV show the columns asked for, JSON all; numbers stand to the right, wide signs keep the line."""
    print_rows(ROWS, output_format, COLUMNS)
    assert "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines()) + "\n" == told


@pytest.mark.parametrize(
    ("output_format", "told"), [("table", "none\n"), ("csv", "head,wide,least\n"), ("json", "[]\n"), ("jsonl", "")]
)
def test_no_rows_are_still_of_the_format(capsys: pytest.CaptureFixture[str], output_format: str, told: str) -> None:
    """A program that reads an empty answer finds its header or its list."""
    print_rows([], output_format, COLUMNS, none="none")
    assert capsys.readouterr().out == told


def test_one_is_no_plural() -> None:
    """1 order, 2 orders, 0 orders."""
    assert [said("{n:count order}", n=count) for count in (0, 1, 2)] == ["0 orders", "1 order", "2 orders"]
