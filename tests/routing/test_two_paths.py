"""The fast path and the exact path give the same answers, on random cards, policies and parcels."""

from __future__ import annotations

from hypothesis import given, settings
from worlds import ON, World, worlds

from routing.choice import decide
from routing.choose import choose
from routing.eligible import Load
from routing.explain import answer
from routing.grid import Grid
from routing.parcels import columns_of
from routing.refusal import CODES, ELIGIBLE
from routing.standing import standings
from routing.tariff import NO_PRICE


@settings(max_examples=150)
@given(world=worlds())
def test_every_code_and_price_is_the_same(world: World) -> None:
    """For every parcel and service: the first refusal, or the price in fen and the chargeable weight, are equal."""
    standing = standings(world.services, ON)
    grid = Grid(standing, world.policy, world.rates, ON)
    load = Load(columns_of(world.parcels), grid)
    for column, service in enumerate(standing):
        codes = load.code(column)
        tariff = grid.tariffs[column]
        chargeable = tariff.chargeable(load.figures)
        pattern = tariff.pattern(load.figures, load.places, chargeable)
        fen = tariff.fen(load.places, chargeable, pattern)
        for row, parcel in enumerate(world.parcels):
            exact = answer(parcel, service, ON, world.policy, world.rates)
            told = None if codes[row] == ELIGIBLE else CODES[codes[row] - 1]
            assert told == (exact.refusals[0].code if exact.refusals else None), (service, parcel, exact)
            if exact.priced:
                assert fen[row] == exact.price_fen, (service, parcel, exact)
                assert fen[row] != NO_PRICE
                assert chargeable[row] == exact.chargeable_g


@settings(max_examples=150)
@given(world=worlds())
def test_every_choice_is_the_same(world: World) -> None:
    """For every parcel: tier, service, price, runner-up, and what stopped a tier from being told, are equal."""
    standing = standings(world.services, ON)
    load = Load(columns_of(world.parcels), Grid(standing, world.policy, world.rates, ON))
    choices = choose(load)
    tiers = [*(tier.name for tier in world.policy.tiers), "requested"]
    for row, parcel in enumerate(world.parcels):
        exact = decide(parcel, standing, world.policy, world.rates, ON)
        service = choices.service[row]
        if exact.chosen is None:
            assert service == -1, (parcel, exact)
            blocked = choices.blocked[row]
            assert (CODES[blocked - 1] if blocked else "") == (
                exact.reason.split()[0] if "whether tier" in exact.reason else ""
            )
            continue
        assert standing[service].service is exact.chosen.service, (parcel, exact, choices.price_fen[row])
        assert choices.price_fen[row] == exact.chosen.price_fen
        assert choices.chargeable_g[row] == exact.chosen.chargeable_g
        assert tiers[choices.tier[row]] == exact.tier
        runner = choices.runner_up[row]
        if exact.runner_up is None:
            assert runner == -1
        else:
            assert standing[runner].service is exact.runner_up.service
            assert choices.runner_up_fen[row] == exact.runner_up.price_fen
