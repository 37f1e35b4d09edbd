"""The reasons told of whole chunks are those of the exact path for each parcel, on random cards and policies."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
from columns import columns_of
from hypothesis import given, settings
from worlds import ON, World, world, worlds

from carriers.calendars.shop_schedule import load_schedule
from routing import misses
from routing.deadlines.workdays import epoch_day
from routing.exact.choice import decide
from routing.facts import Facts
from routing.fast import contents, nearest
from routing.fast.choose import choose
from routing.fast.eligible import Eligibility
from routing.fast.grid import Grid
from routing.fast.parcels import UNKNOWN
from routing.misses import Reasons

if TYPE_CHECKING:
    import numpy.typing as npt
    import pytest

    from routing.fast.parcels import Flags, Parcels
    from routing.reason import Reason

    Rows = npt.NDArray[np.intp]

WORLDS = int(os.environ.get("SAMPAN_WORLDS", "100"))
PARCELS = 24
SEEDS = range(20)
SCHEDULE = load_schedule()


@settings(max_examples=WORLDS)
@given(world=worlds(PARCELS))
def test_every_reason_is_the_same(world: World) -> None:
    """For every parcel without a channel: code, service, figures, limit and message are equal."""
    _hold_together(world)


def test_reasons_are_the_same_in_worlds_that_are_always_looked_at() -> None:
    """The first seeds, whatever chance the others come from."""
    for seed in SEEDS:
        _hold_together(world(seed, PARCELS))


def test_reasons_hang_on_no_bound_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of five parcels, hardly any memory and small numbers give the same reasons."""
    monkeypatch.setattr(misses, "ROWS_AT_ONCE", 5)
    monkeypatch.setattr(misses, "_KEPT", 3)
    monkeypatch.setattr(contents, "_SAFE", 1000)
    monkeypatch.setattr(nearest, "_BITS", 3)
    for seed in range(6):
        _hold_together(world(seed, PARCELS))


def _hold_together(world: World) -> None:
    facts = Facts(world.services, world.policy, world.rates, SCHEDULE)
    grid = Grid(facts.versions_on(ON), world.policy, world.rates, ON)
    parcels = columns_of(world.parcels)
    choices = choose(Eligibility(parcels, grid))
    rows = np.flatnonzero(choices.service == UNKNOWN)
    told = _told(Reasons(facts, grid), world, parcels.take(rows), rows, choices.blocked.take(rows) != 0)
    for row, reason in zip(rows.tolist(), told, strict=True):
        parcel = world.parcels[row]
        exact = decide(parcel, facts.versions_on(ON), world.policy, world.rates, ON).reason
        assert reason == exact, parcel


def _told(reasons_of: Reasons, world: World, parcels: Parcels, rows: Rows, blocked: Flags) -> list[Reason | None]:
    """The reasons, asked for twice: what is remembered gives the same."""
    days = np.full(len(rows), epoch_day(ON), np.int32)
    first, again = (reasons_of.reasons(parcels, days, blocked, lambda row: world.parcels[rows[row]]) for _ in range(2))
    assert first == again
    return first
