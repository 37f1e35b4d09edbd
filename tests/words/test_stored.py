"""Reasons kept as JSON: read back they are the same values, and told in any language what they would have said."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from cli.words import sentence
from cli.words.language import LANGUAGES, speaking
from cli.words.stored import restored, stored, stored_fault, told_again
from routing.errors import Fault, InputError, ReadError
from routing.place import Place
from routing.reason import Reason

FIGURES: dict[str, Any] = {
    "nothing": None,
    "text": "'quoted' <b> \u4e2d\u6587 \U0001f600",
    "number": 10**30,
    "flag": True,
    "day": date(2026, 11, 20),
    "at": datetime(2026, 11, 20, 9, 30, 1, tzinfo=UTC),
    "clock": time(17, 0),
    "place": Place(sheet="p", row=3, cell="C3"),
    "several": ("a", date(2024, 2, 29), ("b", 1)),
}


def test_a_reason_comes_back() -> None:
    """Through JSON and back it is the same code with the same figures, reasons among them."""
    reason = Reason("some.code", **FIGURES, why=(Reason("other.code", **FIGURES), Reason("last.code")))
    assert restored(json.loads(json.dumps(stored(reason)))) == reason


@pytest.mark.parametrize(
    "kept",
    [
        InputError([Fault("a.csv", Place(row=3, column="weight"), Reason("run.damaged", fault="x"))]),
        ReadError(Reason("run.damaged", fault="x"), Reason("parcels.other_orders")),
    ],
)
def test_an_error_is_told_again(kept: InputError | ReadError) -> None:
    """With its place and its way out, in either language."""
    raw = json.loads(json.dumps(stored_fault(kept)))
    for each in LANGUAGES:
        with speaking(each):
            assert told_again(raw) == sentence(kept)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "text",
        {},
        {"code": 1, "figures": {}},
        {"code": "no.such_code", "figures": {}},
        {"code": "run.damaged", "figures": {}},
        {"code": "run.damaged", "figures": {"fault": {"kind": "what"}}},
        {"kind": "fault", "file": "a"},
    ],
)
def test_what_is_no_reason_tells_nothing(broken: object) -> None:
    """A file that was edited, or that another sampan wrote, is told as nothing and breaks nothing."""
    assert told_again(broken) == ""


def test_moments_keep_their_offset() -> None:
    """A moment is told in the zone in which it was kept."""
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert restored(stored(Reason("a.b", at=at, clock=time(9, 30)))) == Reason("a.b", at=at, clock=time(9, 30))
