"""The fast path and the exact path give the same answers, on random cards, policies and parcels."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from columns import columns_of
from hypothesis import given, settings
from worlds import ON, World, world, worlds

from routing.exact.answer import answer
from routing.exact.choice import decide
from routing.fast.choose import choose
from routing.fast.eligible import Eligibility
from routing.fast.grid import Grid
from routing.fast.tariff import NO_PRICE_RANK, RANK_BITS
from routing.line import REQUESTED
from routing.services.in_force import versions_on
from routing.services.refusal import ELIGIBLE, REFUSAL_CODES

if TYPE_CHECKING:
    from routing.exact.choice import Choice

WORLDS = int(os.environ.get("SAMPAN_WORLDS", "200"))
"""With over four services each on average: 850 random cards in all."""
PARCELS = 24
SEEDS = range(20)


@settings(max_examples=WORLDS)
@given(world=worlds(PARCELS))
def test_every_code_price_and_choice_is_the_same(world: World) -> None:
    """By columns as one by one; see below what is compared."""
    _hold_together(world)


def test_both_are_the_same_in_worlds_that_are_always_looked_at() -> None:
    """The first seeds, whatever chance the others come from."""
    for seed in SEEDS:
        _hold_together(world(seed, PARCELS))


def _hold_together(world: World) -> None:
    versions = versions_on(world.services, ON)
    grid = Grid(versions, world.policy, world.rates, ON)
    parcels = columns_of(world.parcels)
    _hold_answers_together(world, grid, Eligibility(parcels, grid))
    _hold_choices_together(world, grid, Eligibility(parcels, grid))


def _hold_answers_together(world: World, grid: Grid, eligibility: Eligibility) -> None:
    """For every parcel and service: the first refusal, or the price in fen and the chargeable weight, are equal."""
    countries = eligibility.parcels.country
    for column, service in enumerate(grid.versions):
        codes = eligibility.code(column)
        tariff = grid.tariffs[column]
        chargeable = tariff.chargeable(eligibility.measures)
        pattern = tariff.pattern(eligibility.measures, eligibility.places, chargeable)
        counted = tariff.counted_micro(eligibility.measures)
        prices = tariff.ranked_prices(eligibility.places, chargeable, codes == ELIGIBLE, pattern, None, counted)
        for row, parcel in enumerate(world.parcels):
            exact = answer(parcel, service, ON, world.policy, world.rates)
            told = None if codes[row] == ELIGIBLE else REFUSAL_CODES[codes[row] - 1]
            assert told == (exact.refusals[0].code if exact.refusals else None), (service, parcel, exact)
            if exact.priced:
                assert prices[row] >> RANK_BITS == exact.price_fen, (service, parcel, exact)
                rank = prices[row] & (1 << RANK_BITS) - 1
                assert rank == (column if grid.ranks is None else grid.ranks[column, countries[row]])
                assert chargeable[row] == exact.chargeable_g
            else:
                assert prices[row] == NO_PRICE_RANK


def _hold_choices_together(world: World, grid: Grid, eligibility: Eligibility) -> None:
    """For every parcel: tier, service, price, runner-up, and what stopped a tier from being told, are equal."""
    versions = grid.versions
    choices = choose(eligibility)
    tiers = [*(tier.name for tier in world.policy.tiers), REQUESTED]
    for row, parcel in enumerate(world.parcels):
        exact = decide(parcel, versions, world.policy, world.rates, ON)
        service = choices.service[row]
        if exact.chosen is None:
            assert service == -1, (parcel, exact)
            blocked = choices.blocked[row]
            assert (REFUSAL_CODES[blocked - 1] if blocked else "") == exact.blocked
            continue
        assert versions[service].service is exact.chosen.service, (parcel, exact, choices.price_fen[row])
        assert choices.price_fen[row] == exact.chosen.price_fen
        assert choices.chargeable_g[row] == exact.chosen.chargeable_g
        assert tiers[choices.tier[row]] == exact.tier
        runner = choices.runner_up[row]
        if exact.runner_up is None:
            assert runner == -1
        else:
            assert versions[runner].service is exact.runner_up.service
            assert choices.runner_up_fen[row] == exact.runner_up.price_fen


@pytest.mark.no_cover  # others pass its branches
def test_random_worlds_reach_every_corner() -> None:
    """The random facts are no empty exercise: of 100 seeds, so many parcels come to each code, step and kind of choice.

    The figures are floors well below what the seeds give, so that small changes to the worlds do not break them.
    """
    met: Counter[str] = Counter()
    for seed in range(100):
        facts = world(seed, PARCELS)
        versions = versions_on(facts.services, ON)
        for parcel in facts.parcels:
            _count(met, decide(parcel, versions, facts.policy, facts.rates, ON))
    missing = {code: met[code] for code in REFUSAL_CODES if met[code] < 15}
    assert not missing
    floors = {"priced": 600, "chosen": 200, "runner-up": 40, "equal price": 5, "requested": 10}
    floors |= {"blocked": 10, "none": 400}
    floors |= {"price.fuel": 100, "price.discount": 300, "price.surcharge": 50, "price.surcharge_of": 30}
    floors |= {"price.minimum": 50, "price.rounding": 300, "price.exchange": 100}
    assert not {what: met[what] for what, least in floors.items() if met[what] < least}


def _count(met: Counter[str], choice: Choice) -> None:
    for one in choice.answers:
        met["priced"] += one.priced
        met.update({one.refusals[0].code} if one.refusals else {step.label.code for step in one.steps})
    if choice.chosen is None:
        met["blocked" if choice.blocked else "none"] += 1
        return
    met["chosen"] += 1
    met["requested"] += choice.tier == REQUESTED
    met["runner-up"] += choice.runner_up is not None
    met["equal price"] += choice.saving_fen == 0
