"""`sampan score`: tables, CSV, JSON, the picture, and when it ends with 1."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from in_process import run

if TYPE_CHECKING:
    from pathlib import Path

LOG = (
    "buyer,agent,at,direction,paid,amount,platform,item\n"
    "a,,2026-11-20T10:00:00+08:00,in,,,amazon,mug\n"
    "a,Li,2026-11-20T10:00:10+08:00,out,yes,8.00,amazon,\n"
    "b,,2026-11-20T10:00:00+08:00,in,,,ozon,hat\n"
    "b,Wang,2026-11-20T10:00:31+08:00,out,,,ozon,\n"
)
TEAM = "agent,conversion_target,transaction_value,transaction_average,notes\nLi,80 %,9,12,90 %\nWang,80 %,,,\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A log and a team sheet."""
    log, team = tmp_path / "log.csv", tmp_path / "team.csv"
    log.write_text(LOG, encoding="utf-8")
    team.write_text(TEAM, encoding="utf-8")
    return log, team


def test_figures_as_csv(files: tuple[Path, Path]) -> None:
    """A row an agent, the team last and without a name: (10 + 31) / 2 = 20.50 s."""
    done = run("score", files[0], "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [(row["agent"], row["conversion"], row["average_s"], row["p90_s"]) for row in rows] == [
        ("Li", "100.00 %", "10.00", "10.00"),
        ("Wang", "0.00 %", "31.00", "31.00"),
        ("", "50.00 %", "20.50", "31.00"),
    ]
    assert done.code == 0  # the first follow-up is due at 10:05:31, after the log's end
    assert "No limit for answers is recorded of ozon." in done.err


def test_a_follow_up_that_is_due_needs_a_person(files: tuple[Path, Path]) -> None:
    """Five minutes after the answer at 10:00:31."""
    for second, code in ((30, 0), (31, 1)):
        now = f"2026-11-20T10:05:{second}+08:00"
        assert run("score", files[0], "--now", now, "--only", "follow-ups").code == code


def test_all_of_it_as_json(files: tuple[Path, Path]) -> None:
    """Li: 1 / 0.8 is capped at 1: 30; 9 / 12 of 10: 7.5; notes 9; answers 10: 56.50 of 60."""
    told = json.loads(run("score", files[0], "--team", files[1], "--format", "json").out)
    assert list(told) == ["now", "figures", "card", "marketplaces", "unanswered", "follow_ups"]
    sums = {row["agent"]: (row["points"], row["weight_percent"], row["reached"]) for row in told["card"]
            if row["part"] == "sum"}  # fmt: skip
    assert sums["Li"] == ("56.50", 60, "94.17 %")
    assert sums["Wang"] == ("0.00", 40, "0.00 %")
    assert sums[None] == ("20.00", 40, "50.00 %")
    assert [(row["platform"], row["agent"], row["share"]) for row in told["marketplaces"]] == [
        ("amazon", "Li", "100.00 %"), ("amazon", None, "100.00 %"),
    ]  # fmt: skip


def test_the_picture_shows_each_agent_and_the_team(files: tuple[Path, Path], tmp_path: Path) -> None:
    """Bars of at most 300; Li answered all within 20 s, Wang nothing."""
    drawing = tmp_path / "score.svg"
    assert run("score", files[0], "--picture", drawing).code == 0
    page = ET.parse(drawing).getroot()  # noqa: S314 - our own file
    texts = [each.text for each in page.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Li", "Wang", "the team", "100.00 %", "0.00 %", "50.00 %"} <= set(texts)
    bars = [
        each.get("width") for each in page.iter("{http://www.w3.org/2000/svg}rect") if each.get("fill") == "#1f77b4"
    ]
    assert bars == ["300.0", "0.0", "150.0"]


def test_only_what_there_is_is_shown(files: tuple[Path, Path]) -> None:
    """Nobody waits: no such table, unless it is asked for."""
    assert "Buyers who wait" not in run("score", files[0]).out
    assert run("score", files[0], "--only", "unanswered").out == "none\n"
