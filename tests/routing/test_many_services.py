"""Very many services: the same choices as with few at a time, in memory bounded by parcels times services."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from columns import columns_of
from handmade import EVERYTHING, ON, OPEN_END, RATES, band, conditions, parcel, service
from hypothesis import given, settings
from worlds import ON as WORLD_DAY
from worlds import World, world, worlds

import routing.plan
from carriers.calendars.shop_schedule import load_schedule
from routing.facts import Facts
from routing.fast.choose import choose
from routing.fast.eligible import Eligibility
from routing.fast.grid import Grid
from routing.plan import Plan
from routing.services.in_force import versions_on
from routing.services.service import VolumetricRule

if TYPE_CHECKING:
    from routing.fast.choose import Choices

SCHEDULE = load_schedule()


def _columns(choices: Choices) -> list[list[int]]:
    return [
        getattr(choices, name).tolist()
        for name in ("tier", "service", "price_fen", "runner_up", "runner_up_fen", "chargeable_g", "blocked")
    ]


@settings(max_examples=20)
@given(world=worlds(24))
def test_small_tables_choose_as_large_ones_do(world: World) -> None:
    """Prices kept in 32 bits, as for hundreds of services, give every choice that those kept ready give."""
    versions, parcels = versions_on(world.services, WORLD_DAY), columns_of(world.parcels)
    ready = Grid(versions, world.policy, world.rates, WORLD_DAY)
    small = Grid(versions, world.policy, world.rates, WORLD_DAY)
    for tariff in small.tariffs:
        object.__setattr__(tariff, "compact", True)
    assert _columns(choose(Eligibility(parcels, small))) == _columns(choose(Eligibility(parcels, ready)))


@settings(max_examples=10)
@given(world=worlds(24))
def test_parts_of_a_chunk_choose_as_the_whole(world: World) -> None:
    """A chunk cut into parts of a few parcels is decided as it is in one go."""
    _hold_parts_and_whole_together(world)


def test_parts_of_a_chunk_choose_as_the_whole_in_worlds_that_are_always_looked_at() -> None:
    """The first seeds, whatever chance the others come from."""
    for seed in range(3):
        _hold_parts_and_whole_together(world(seed, 24))


def _hold_parts_and_whole_together(world: World) -> None:
    facts = Facts(world.services, world.policy, world.rates, SCHEDULE)
    parcels = columns_of(world.parcels)
    plan = Plan(facts)
    whole = _columns(plan._choose(parcels, WORLD_DAY))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routing.plan, "CODES_BYTES", 5 * plan.grid(WORLD_DAY).words * 8)
        assert _columns(plan._choose(parcels, WORLD_DAY)) == whole


def test_three_hundred_services_are_compared_each_by_its_own_table() -> None:
    """Of 300 services with tables and weights of their own, the cheapest that takes the parcel wins, and the next."""
    services = [
        service(
            f"s{number:03d}",
            bands=(band(base=400 - number, upto=1_000 + number),),
            limits=conditions(f"weight <= {700 - number} g"),
            volumetric=(VolumetricRule(5_000 + number, OPEN_END, "by hand"),),  # 600 g at most
        )
        for number in range(300)
    ]
    versions = versions_on(services, ON)
    choices = choose(Eligibility(columns_of([parcel(500), parcel(450)]), Grid(versions, EVERYTHING, RATES, ON)))
    codes = np.array([version.service.code for version in versions])
    assert codes[choices.service].tolist() == ["s200", "s250"]  # 700 - 200 = 500 g
    assert codes[choices.runner_up].tolist() == ["s199", "s249"]
    assert choices.price_fen.tolist() == [20_000, 15_000]
