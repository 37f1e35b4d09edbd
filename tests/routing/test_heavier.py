"""Where a heavier parcel costs less: hand-calculated, the same by both paths, and by trying every gram."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from columns import columns_of
from handmade import EVERYTHING, ON, OPEN_END, RATES, band, choice, conditions, parcel, service
from hypothesis import given, settings
from worlds import ON as WORLD_DAY
from worlds import World, world, worlds

from carriers.calendars.shop_schedule import load_schedule
from routing.exact.answer import answer
from routing.exact.choice import decide
from routing.exact.heavier import heavier
from routing.facts import Facts
from routing.fast.choose import choose
from routing.fast.eligible import Eligibility
from routing.fast.grid import Grid
from routing.fast.heavier import heavier_columns
from routing.line import HEAVIER_COSTS_LESS
from routing.orders import OrderTable
from routing.plan import Plan
from routing.services.in_force import versions_on
from routing.services.service import Surcharge, VolumetricRule
from routing.verify import Verifier

if TYPE_CHECKING:
    from routing.exact.parcel import Parcel
    from routing.services.service import Service

CNY = 1_000_000
SEEDS = (*range(6), 20)  # in the last one a surcharge hangs on figures of the parcel
# A line to the US, September 2025: 86.00 a kg and 23.00 up to 2 kg, 80.00 a kg and 23.00 above:
# 2.000 kg 195.00, 2.001 kg 183.08.
LINE: dict[str, Any] = {
    "bands": (
        band(upto=2_000, base=23, covers=0, per_step=0.086),
        band(over=2_000, upto=30_000, base=23, covers=0, per_step=0.080),
    )
}


def told(one: Parcel, asked: Service) -> tuple[int, int] | None:
    """The weight and what it saves in fen, the same by both paths."""
    exact = choice(one, [asked])
    found = None if exact.chosen is None else heavier(exact.chosen, exact.answers)
    eligibility = Eligibility(columns_of([one]), Grid(versions_on([asked], ON), EVERYTHING, RATES, ON))
    chosen = choose(eligibility)
    columns = heavier_columns(eligibility, chosen.service, chosen.price_fen)
    expected = (0, 0) if found is None else (found.weight_g, found.saving_fen)
    assert (columns.weight_g[0], columns.saving_fen[0]) == expected
    return None if found is None else expected


CASES = [
    (2_000, {}, (2_001, 1192)),  # 195.00 - 183.08
    (1_900, {}, (2_001, 332)),  # 186.40 - 183.08
    (1_861, {}, None),  # 183.046: a band further on costs more
    (2_001, {}, None),
    (2_000, {"limits": conditions("weight <= 2 kg")}, None),
    (2_000, {"limits": conditions("weight < 2001 g")}, None),
    (2_000, {"limits": conditions("weight <= 2001 g")}, (2_001, 1192)),
    (2_000, {"bands": LINE["bands"][:1]}, None),  # nothing follows
]


@pytest.mark.parametrize(("weight_g", "more", "expected"), CASES)
def test_the_start_of_the_next_band(weight_g: int, more: dict[str, Any], expected: tuple[int, int] | None) -> None:
    """Told from every weight that costs more than the next band's first, never beyond a limit."""
    assert told(parcel(weight_g), service(**(LINE | more))) == expected


def test_a_parcel_that_is_not_taken_has_no_heavier_one() -> None:
    """Too light is a remedy of its own, told with the refusal."""
    refused = choice(parcel(2_000), [service(limits=conditions("weight >= 3 kg"), **LINE)])
    assert heavier(refused.answers[0], refused.answers) is None


def test_a_volumetric_rule_that_ends_with_the_weight() -> None:
    """200 x 150 x 100 mm at /1500 are 2,000 g; from twice the actual weight on they count.

    At 1,000 g they are billed, at 1,001 g no more: 10 CNY a kg, 20.00 against 10.01.
    """
    flat: dict[str, Any] = {"bands": (band(base=0, covers=0, per_step=0.01),)}
    rule = VolumetricRule(1_500, OPEN_END, "by hand", ratio=Fraction(2))
    assert told(parcel(1_000), service(volumetric=(rule,), **flat)) == (1_001, 999)
    above = VolumetricRule(1_500, OPEN_END, "by hand", ratio=Fraction(2), strict=True)
    assert told(parcel(999), service(volumetric=(above,), **flat)) == (1_000, 1_000)
    assert told(parcel(1_000), service(volumetric=(above,), **flat)) is None
    by_kg = VolumetricRule(1_500, OPEN_END, "by hand", difference_g=1_500)
    assert told(parcel(500), service(volumetric=(by_kg,), **flat)) == (501, 1_499)
    light = VolumetricRule(1_500, OPEN_END, "by hand", weight=conditions("weight <= 1.2 kg"))
    assert told(parcel(800), service(volumetric=(light,), **flat)) == (1_201, 799)
    part = VolumetricRule(1_500, OPEN_END, "by hand", above=Fraction(1))
    assert told(parcel(800), service(volumetric=(part,), **flat)) is None  # the sum stays 2,000 g
    elsewhere = VolumetricRule(1_500, OPEN_END, "by hand", ratio=Fraction(2), countries=frozenset({"DE"}))
    assert told(parcel(1_000), service(volumetric=(elsewhere,), **flat)) is None


def test_a_surcharge_that_ends_with_the_weight() -> None:
    """3 CNY up to 500 g: 501 g cost 15.01 instead of 18.00."""
    light = Surcharge("light", 3 * CNY, "parcel", OPEN_END, "by hand", every=conditions("weight <= 500 g"))
    flat: dict[str, Any] = {"bands": (band(base=10, covers=0, per_step=0.01),)}
    assert told(parcel(500), service(surcharges=(light,), **flat)) == (501, 299)
    counted = Surcharge("heavy", CNY, "piece", OPEN_END, "by hand", every=conditions("weight > 2 kg"))
    assert told(parcel(2_000), service(surcharges=(counted,), **LINE)) is None  # then the pieces are asked for
    assert told(parcel(2_000, pieces=2), service(surcharges=(counted,), **LINE)) == (2_001, 992)


def test_a_surcharge_that_ends_within_a_gram() -> None:
    """999.1 g are billed as 1,000 and pay 5 CNY for being below: 15.00; 1,001 g in the next band cost 11.00."""
    fee = Surcharge("light", 5 * CNY, "parcel", OPEN_END, "by hand", every=conditions("weight < 1000 g"))
    bands = (band(upto=1_000, base=10), band(over=1_000, base=11))
    one = service(surcharges=(fee,), bands=bands)
    assert told(parcel(1_000, weight_up_e9=900_000_000), one) == (1_001, 400)
    assert told(parcel(1_000), one) is None


def test_surcharges_of_a_parcel_are_kept() -> None:
    """A fee for batteries of 12 CNY from 2 kg on makes the heavier parcel dearer; for others nothing changes."""
    fee = Surcharge(
        "battery", 12 * CNY, "parcel", OPEN_END, "by hand", goods=frozenset({"battery"}),
        every=conditions("chargeable_weight > 2 kg"),
    )  # fmt: skip
    one = service(goods=frozenset({"general", "battery"}), surcharges=(fee,), **LINE)
    assert told(parcel(2_000), one) == (2_001, 1192)
    assert told(parcel(2_000, goods=frozenset({"battery"})), one) is None


@settings(max_examples=60)
@given(world=worlds(24))
def test_both_paths_tell_the_same(world: World) -> None:
    """For every parcel of random worlds: weight and saving, or nothing."""
    _hold_together(world)


def test_both_paths_tell_the_same_in_worlds_that_are_always_looked_at() -> None:
    """The first seeds, whatever chance the others come from."""
    for seed in SEEDS:
        _hold_together(world(seed, 24))


def _hold_together(world: World) -> None:
    versions = versions_on(world.services, WORLD_DAY)
    eligibility = Eligibility(columns_of(world.parcels), Grid(versions, world.policy, world.rates, WORLD_DAY))
    chosen = choose(eligibility)
    columns = heavier_columns(eligibility, chosen.service, chosen.price_fen)
    for row, one in enumerate(world.parcels):
        exact = decide(one, versions, world.policy, world.rates, WORLD_DAY)
        found = None if exact.chosen is None else heavier(exact.chosen, exact.answers)
        expected = (0, 0) if found is None else (found.weight_g, found.saving_fen)
        assert (columns.weight_g[row], columns.saving_fen[row]) == expected, (one, exact.chosen)


@settings(max_examples=15)
@given(world=worlds(8))
def test_no_lighter_weight_costs_less(world: World) -> None:
    """Of 40 grams above a parcel billed by its actual weight, tried one by one, none costs less before the one told."""
    versions = versions_on(world.services, WORLD_DAY)
    for one in world.parcels:
        exact = decide(one, versions, world.policy, world.rates, WORLD_DAY)
        chosen = exact.chosen
        if chosen is None or chosen.chargeable_g != one.weight_g or one.weight_up_e9 or chosen.band is None:
            continue
        version = next(version for version in versions if version.service is chosen.service)
        found = heavier(chosen, exact.answers)
        end = min(one.weight_g + 40, chosen.band.upto_g + 1)
        for weight_g in range(one.weight_g + 1, min(end, found.weight_g - 1 if found else end) + 1):
            there = answer(evolve(one, weight_g=weight_g), version, WORLD_DAY, world.policy, world.rates)
            assert there.price_fen is None or there.price_fen >= (chosen.price_fen or 0), (one, weight_g)


def test_a_run_flags_such_orders() -> None:
    """The line has the flag beside those of intake, and the exact path verifies it."""
    facts = Facts((service(**LINE),), EVERYTHING, RATES, load_schedule())
    rows: list[dict[str, object]] = [
        {"order_id": str(weight_g), "country": "US", "weight_g": weight_g, "flags": flags}
        for weight_g, flags in ((2_000, None), (2_001, None), (1_900, "PO_BOX"))
    ]
    table = OrderTable.of(rows)
    table = OrderTable(table.frame.with_columns(paid_at=table.frame["paid_at"].fill_null(ON)))
    assigned = Plan(facts, ON).route(table)
    assert assigned.lines["flags"].to_list() == [HEAVIER_COSTS_LESS, None, f"PO_BOX;{HEAVIER_COSTS_LESS}"]
    assert assigned.choices.heavier_g.tolist() == [2_001, 0, 2_001]
    assert assigned.choices.heavier_saving_fen.tolist() == [1192, 0, 332]
    verifier = Verifier(facts, ON)
    for row, line in zip(table.frame.iter_rows(named=True), assigned.lines.iter_rows(named=True), strict=True):
        assert verifier.line(row)["flags"] == (line["flags"] or "")
    told = [verifier.heavier(row) for row in table.frame.iter_rows(named=True)]
    assert [one and (one.weight_g, one.saving_fen) for one in told] == [(2_001, 1192), None, (2_001, 332)]
