"""What the fast path learns as parcels come up: it changes no answer, and takes no more memory than its bounds say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from columns import columns_of
from handmade import EVERYTHING, ON, RATES, band, conditions, parcel, service
from hypothesis import given, settings
from test_two_paths import _hold_together
from worlds import ON as WORLD_DAY
from worlds import World, world, worlds

import routing.fast.known_prices
import routing.fast.known_rows
from routing.fast.choose import choose
from routing.fast.code_table import column_of
from routing.fast.eligible import Eligibility
from routing.fast.grid import Grid
from routing.fast.known_prices import ASK
from routing.fast.known_rows import OwnCodes
from routing.services.in_force import versions_on
from routing.services.service import Validity, VolumetricRule

if TYPE_CHECKING:
    from routing.exact.parcel import Parcel
    from routing.fast.choose import Choices
    from routing.services.service import Service

SEEDS = range(4)
PARCELS = 24


def _columns(choices: Choices) -> list[list[int]]:
    names = ("tier", "service", "price_fen", "runner_up", "runner_up_fen", "saving_fen", "chargeable_g", "blocked")
    return [getattr(choices, name).tolist() for name in names]


def _grid(services: tuple[Service, ...]) -> Grid:
    return Grid(versions_on(services, ON), EVERYTHING, RATES, ON)


def _choose(grid: Grid, parcels: list[Parcel]) -> Choices:
    return choose(Eligibility(columns_of(parcels), grid))


@pytest.mark.parametrize(
    ("module", "bound", "figure"),
    [
        ("known_prices", "_WORTH", 1),  # every row of prices is learnt at once
        ("known_rows", "ROWS", 6),  # few rows of codes are known: most worlds meet more
        ("known_rows", "CLASSES", 2),
        ("known_prices", "_NUMBERS_MAX", 40),
        ("known_prices", "_ROWS_MAX", 3),
    ],
)
def test_bounds_change_no_choice(module: str, bound: str, figure: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is kept, each choice is that of the exact path."""
    monkeypatch.setattr(routing.fast.known_prices, "_WORTH", 1)
    monkeypatch.setattr(getattr(routing.fast, module), bound, figure)
    for seed in SEEDS:
        _hold_together(world(seed, PARCELS))


@pytest.mark.no_cover
@settings(max_examples=25)
@given(world=worlds(PARCELS))
def test_prices_that_are_learnt_at_once(world: World) -> None:
    """On random cards, policies and parcels too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routing.fast.known_prices, "_WORTH", 1)
        _hold_together(world)


def test_what_was_learnt_of_some_parcels_serves_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parcels decided after others, and twice, are decided as they are alone."""
    monkeypatch.setattr(routing.fast.known_prices, "_WORTH", 2)
    for seed in SEEDS:
        facts = world(seed, PARCELS)
        versions = versions_on(facts.services, WORLD_DAY)
        learning = Grid(versions, facts.policy, facts.rates, WORLD_DAY)
        for part in (facts.parcels[:8], facts.parcels[8:], facts.parcels, facts.parcels):
            fresh = Grid(versions, facts.policy, facts.rates, WORLD_DAY)
            parcels = columns_of(part)
            assert _columns(choose(Eligibility(parcels, learning))) == _columns(choose(Eligibility(parcels, fresh)))


def test_sets_beyond_those_that_are_kept() -> None:
    """The prices of sets far behind all that there is room for are asked for: no number of theirs wraps round."""
    grid = _grid((service("s"),))
    _choose(grid, [parcel(500)])
    (known,) = grid.known_prices
    numbers = np.arange(1, 8, dtype=np.int32) * np.int32(1 << 28)
    lowest, _ = known.find(grid.known_tiers.sets, numbers, np.zeros(7, np.int32), np.full(7, 500, np.int32))
    assert (lowest == ASK).all()


def test_no_parcels() -> None:
    """A chunk without rows, before a service that refuses whatever its size is."""
    grid = _grid((service("s", limits=conditions("longest_side <= 60 cm")),))
    assert [column for column in _columns(_choose(grid, [])) if column] == []


def test_more_rows_of_codes_than_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then each parcel of every later chunk has a row of its own."""
    monkeypatch.setattr(routing.fast.known_rows, "ROWS", 3)
    grid = _grid(tuple(service(f"s{top}", limits=conditions(f"weight <= {top} g")) for top in (100, 200, 300)))
    weights = [50, 150, 250, 350]
    for _ in range(2):
        eligibility = Eligibility(columns_of([parcel(weight_g) for weight_g in weights]), grid)
        assert isinstance(eligibility.codes, OwnCodes)
        assert [eligibility.eligible(column).tolist() for column in range(3)] == [
            [weight_g <= 100 for weight_g in weights],
            [weight_g <= 200 for weight_g in weights],
            [weight_g <= 300 for weight_g in weights],
        ]


@pytest.mark.parametrize("yuan", [20_971, 20_972, 3_000_000])
def test_prices_beyond_32_bits(yuan: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fen and rank share 32 bits up to 20,971.50 yuan; of dearer parcels each service is asked, and as exactly."""
    monkeypatch.setattr(routing.fast.known_prices, "_WORTH", 1)
    dear = service("dear", bands=(band(base=yuan),))
    cheap = service("cheap", bands=(band(base=12.34),))
    for services in ((dear,), (dear, cheap)):
        grid = _grid(services)
        for _ in range(2):
            made = _choose(grid, [parcel(500), parcel(700)])
            prices = sorted({"dear": yuan * 100, "cheap": 1234}[one.code] for one in services)
            assert made.price_fen.tolist() == [prices[0]] * 2
            assert made.runner_up_fen.tolist() == ([prices[1]] * 2 if len(prices) > 1 else [-1] * 2)


def test_many_different_limits() -> None:
    """More different rows of one table than there was room for at first."""
    tops = range(100, 4100, 100)
    grid = _grid(tuple(service(f"s{top:04}", limits=conditions(f"weight <= {top} g")) for top in tops))
    eligibility = Eligibility(columns_of([parcel(weight_g) for weight_g in tops]), grid)
    assert [eligibility.eligible(column).sum() for column in range(len(tops))] == list(range(1, 41))
    assert [column_of(eligibility.codes.words(), column).tolist() for column in range(len(tops))] == [
        eligibility.code(column).tolist() for column in range(len(tops))
    ]


def test_services_weighed_alike_in_several_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of some services serves parcels that others compete for too, and those that none else does."""
    monkeypatch.setattr(routing.fast.known_prices, "_WORTH", 1)
    rule = VolumetricRule(6000, Validity(date(2020, 1, 1)), "by hand")
    short = service("short", limits=conditions("longest_side <= 20 cm"), volumetric=(rule,), bands=(band(base=9),))
    grid = _grid((service("any"), short))
    made = _choose(grid, [parcel(500, (200, 150, 100)), parcel(500, (300, 150, 100))])
    assert made.price_fen.tolist() == [900, 1000]
    assert made.runner_up_fen.tolist() == [1000, -1]
    assert made.chargeable_g.tolist() == [500, 500]


@pytest.mark.parametrize("value_e4", [1_000_000, 2**31 - 1, 2**31, 2**40])
def test_values_of_any_size(value_e4: int) -> None:
    """A limit of 100 USD, on values that pass 32 bits of ten-thousandths."""
    grid = _grid((service("s", limits=conditions("value <= 100 USD")),))
    values = [value_e4, 1_000_000, 1_000_001]
    eligibility = Eligibility(columns_of([parcel(value_e4=one) for one in values]), grid)
    assert eligibility.eligible(0).tolist() == [value_e4 <= 1_000_000, True, False]


def test_the_weight_that_the_cheapest_charges(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dearer service that bills the volume, 3000 cm3 / 3000 = 1000 g, leaves no trace in what is charged."""
    monkeypatch.setattr(routing.fast.known_prices, "_WORTH", 1)
    rule = VolumetricRule(3000, Validity(date(2020, 1, 1)), "by hand")
    for base, charged_g in ((11, 500), (9, 1000)):
        grid = _grid((service("a", volumetric=(rule,), bands=(band(base=base),)), service("b")))
        for _ in range(2):
            made = _choose(grid, [parcel(500, (200, 150, 100))])
            assert made.price_fen.tolist() == [min(base, 10) * 100]
            assert made.chargeable_g.tolist() == [charged_g]
