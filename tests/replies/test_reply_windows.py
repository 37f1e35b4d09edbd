"""The times that letters name: of the promise, else of the order's own card, for every order of the bundled day."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from in_process import run as sampan

from carriers.promise import promise_csv
from cli.reply.carrier_facts import carrier_facts
from cli.reply.request import Request
from routing.promise.law import Law
from routing.promise.promise import Promise, PromiseRow
from templates_en.situations.select import select

if TYPE_CHECKING:
    from pathlib import Path

    from routing.promise.law import Level
    from templates_en.situations.state import State

SENT = date(2026, 11, 20)
LATE = {"in_transit.past_window", "in_transit.lost"}
NOTHING: dict[str, Any] = {
    **dict.fromkeys(
        (
            "zone", "shop", "says", "platform", "status", "service", "service_class", "carrier", "destination",
            "dispute", "dispute_opened", "rating", "tracking", "buyer_locale", "message_type",
        )
    ),
    "given": (), "events": (), "tracked": False, "message": "where", "dispatched": SENT.isoformat(),
    "now": "2026-11-26T12:00+08:00",
}  # fmt: skip
"""The options of `reply suggest` for a parcel that left on that day, cannot be followed, and is asked for."""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled day, routed."""
    run = tmp_path_factory.mktemp("windows") / "run"
    assert sampan("demo", "--out", run).code == 0
    return run


def _states(run: Path) -> list[State]:
    cases = Request.of({**NOTHING, "run": run}).cases((), every=True)
    return [case.state for case in cases if case.order is not None and case.order.service]


def _fits(state: State, days: int) -> set[str]:
    """The situations that fit so many days after the parcel left."""
    now = datetime(SENT.year, SENT.month, SENT.day, 12, tzinfo=state.now.tzinfo) + timedelta(days=days)
    found = select(evolve(state, now=now))
    return {one.situation for one in (found.chosen, *found.runners_up) if one is not None}


def test_no_order_is_late_or_lost_within_the_days_of_its_card(day: Path) -> None:
    """On the last day of its service's time to its country no order is late, and on the next each is.

    Surface mail takes 20 to 60 days: on day 26 it is not late, on day 57 not lost.
    """
    services = carrier_facts(day).services
    states = _states(day)
    assert len(states) > 195
    surface = 0
    for state in states:
        least, most = services[state.service or ""].transit_to(state.destination or "")
        if state.window is None:
            assert state.destination == "BR"  # of which the seller's handbook names no usual time
            assert not LATE & _fits(state, most + 1)
            continue
        assert (state.window.least, state.window.most) == (least, most)
        assert not LATE & _fits(state, most), (state.order_id, state.window.words)
        assert LATE & _fits(state, most + 1), (state.order_id, state.window.words)
        if most == 60:
            surface += 1
            assert not LATE & (_fits(state, 26) | _fits(state, 57))
    assert surface > 50


def _row(country: str, month: int, level: Level, law: Law) -> PromiseRow:
    when = date(2026, 1, 1), date(2026, 10, 1)
    return PromiseRow("cnpost-surface", country, month, "total", level, 500, 480, *when, law)


def test_what_parcels_showed_stands_before_the_card(day: Path, tmp_path: Path) -> None:
    """Surface mail that came to Germany within 14 to 31 days, and in December within 45, by the run's promise."""
    run = tmp_path / "run"
    shutil.copytree(day, run)
    usual = Law((*(0 for _ in range(14)), 1_000, *(5_000 for _ in range(16)), 9_500, 9_900))
    december = Law((*(0 for _ in range(20)), 1_000, *(5_000 for _ in range(24)), 9_500))
    never = Law((*(0 for _ in range(20)), 1_000, 9_000))
    rows = (
        _row("", 0, "service", usual), _row("DE", 0, "country", usual), _row("DE", 12, "month", december),
        _row("FR", 0, "country", never),
    )  # fmt: skip
    text = promise_csv(Promise(rows, datetime(2026, 11, 1, tzinfo=UTC)), {})
    (run / "inputs" / "promise_9500.csv").write_text(text)
    facts = carrier_facts(run)
    told = [facts.window("cnpost-surface", country, month) for country, month in (("DE", 11), ("DE", 12))]
    assert [(one.least, one.most, one.source) for one in told if one] == [
        (14, 31, "promise of 2026-11-01"), (20, 45, "promise of 2026-11-01"),
    ]  # fmt: skip
    # never so sure, or learnt from other countries alone: the card's days
    for country in ("FR", "US"):
        by_card = facts.window("cnpost-surface", country, 11)
        assert by_card is not None
        assert (by_card.least, by_card.most) == (20, 60)
    german = next(one for one in _states(run) if one.service == "cnpost-surface" and one.destination == "DE")
    assert not LATE & _fits(german, 31)
    assert LATE & _fits(german, 32)
