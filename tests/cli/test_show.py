"""Rows as people and programs get them: one table, one CSV, one JSON for every command."""

from __future__ import annotations

import json
import sys

import pytest
from wcwidth import width

from cli.output.show import long_json, print_rows, table
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


@pytest.mark.parametrize("screen", [120, 80])
def test_a_table_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, screen: int) -> None:
    """Texts are wrapped by the cells that they fill; figures and days stay whole, and nothing is lost."""
    reason = "GOODS_FORBIDDEN cnpost-epacket 不收液体；请改走别的渠道，或在商品资料表里改货物属性。"
    rows = [["408-5550100-1230700", "aliexpress-standard", "38641.31", "2026-11-19", reason]]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(screen))
    lines = table(rows, ("order", "service", "CNY", "dispatch", "why none"), right=(2,)).splitlines()
    assert max(map(width, lines)) <= screen
    body = "".join("".join(lines[2:]).split())
    assert all(part in body for part in ("38641.31", "2026-11-19", "408-5550100-1230700"))
    assert sorted(body) == sorted("".join("".join(rows[0]).split()))


def test_a_table_that_nobody_looks_at_is_as_wide_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file or another program gets whole lines."""
    monkeypatch.setenv("COLUMNS", "80")
    assert "x" * 200 in table([["x" * 200]], ("order",))


@pytest.mark.parametrize("several", [[], [{}], [{"a": [1, None, "[]\n"], "b": {"c": []}}, "x", [True]]])
def test_a_long_list_is_told_as_if_it_were_held(several: list[object]) -> None:
    """Piece by piece, the same text as of json.dumps."""
    head = {"schema": 1, "names": [], "text": "[]"}
    for indent in (1, 2):
        whole = json.dumps({**head, "list": several}, ensure_ascii=False, indent=indent)
        assert "".join(long_json(head, "list", iter(several), indent=indent)) == whole
