"""A bill of ten thousand lines with sixteen kinds of fault at 5 %, worked out in plain arithmetic by `faults`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from checked import SEED, lines_of, route
from contract import parcels, price, write_yun
from faults import KINDS, billed

if TYPE_CHECKING:
    from in_process import Sampan

LINES = 10_000
SHARE = 0.05


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, sampan: Sampan) -> tuple[list[dict[str, str]], dict[int, str]]:
    """The lines of the check, and the kind of fault of each line that has one."""
    folder = tmp_path_factory.mktemp("seeded")
    sent = parcels(LINES, SEED)
    routed = route(folder, sent)
    prices = {line["order_id"]: line["price_cny"] for line in lines_of(routed.folder, "assignments.csv")}
    assert prices == {one.order_id: str(price(one).total) for one in sent}  # the plain arithmetic is the card's
    rows, wrong = billed(sent, SHARE, seed=11)
    write_yun(folder / "bill.csv", rows)
    done = sampan("bill", "check", folder / "bill.csv", "--run", routed.folder, "--out", folder / "out")
    assert done.code == 1, done.err
    return lines_of(folder / "out"), wrong


def test_every_fault_is_found(told: tuple[list[dict[str, str]], dict[int, str]]) -> None:
    """No faulty line is told to be right, and all kinds are among them."""
    lines, wrong = told
    assert set(wrong.values()) == set(KINDS)
    assert [place for place in wrong if lines[place]["cause"] in {"ok", "rounding"}] == []
    assert all(lines[place]["state"] == "flagged" and float(lines[place]["difference"]) > 0 for place in wrong)


def test_no_clean_line_is_claimed(told: tuple[list[dict[str, str]], dict[int, str]]) -> None:
    """A line without a fault is ok, without state and without a difference."""
    lines, wrong = told
    clean = [line for place, line in enumerate(lines) if place not in wrong]
    assert Counter((line["cause"], line["state"], line["difference"]) for line in clean) == {
        ("ok", "", "0.00"): len(clean)
    }


def test_the_cause_is_right(told: tuple[list[dict[str, str]], dict[int, str]]) -> None:
    """At least 98 of 100 causes are the fault that was made; where several hit, it is among them."""
    lines, wrong = told
    missed = {place: (kind, lines[place]["cause"]) for place, kind in wrong.items() if kind not in _named(lines[place])}
    assert len(missed) <= 0.02 * len(wrong), missed


def _named(line: dict[str, str]) -> set[str]:
    return set(line["cause"].replace("+", ";").split(";"))
