"""How a sheet bills a weight, as rows of a rate table: each weight costs what the sheet's words say."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from carriers.sheets.billing import Billing
from carriers.sheets.figures import Span
from carriers.sheets.lanes import Band, Lane, Priced, bands
from carriers.sheets.mapping import SheetMap
from carriers.sheets.workbook import Sheet

if TYPE_CHECKING:
    from routing.errors import Fault

HOW = SheetMap(
    place="", service="", sheet="", layout="per_kg_plus_fee", header_row=1, first_row=2, last_row=None,
    weight_unit="kg", columns={}, ignore=(), over_g=0, upto_g=None, step_g=1, first_g=None, minimum_g=0,
    close_gaps_g=1, fill_down=False, weights="down", groups={}, zones=(),
)  # fmt: skip


def rows_of(prices: list[Priced], billing: Billing | None = None, how: SheetMap = HOW) -> list[Band]:
    """The rows of the prices, which must be without a fault."""
    faults: list[Fault] = []
    found = bands(Lane("x", 0, 0, ("US",), prices), how, Sheet("f", "s"), faults, billing)
    assert faults == []
    return found


def cost(rows: list[Band], grams: int) -> Fraction | None:
    """What a weight costs by the rows, by the formula of docs/CARDS.md; None without a row."""
    found = [row for row in rows if row.over_g < grams <= row.upto_g]
    assert len(found) <= 1
    if not found:
        return None
    (row,) = found
    steps = -(-max(0, grams - row.base_covers_g) // row.step_g)
    return Fraction(row.base) + steps * Fraction(row.per_step)


def per_kg(over: int, upto: int | None, rate: str, fee: str = "0", **facts: object) -> Priced:
    """A row of a price per kg and a fee."""
    return Priced(0, 0, Span(over, upto), per_kg=Decimal(rate), fee=Decimal(fee), **facts)  # type: ignore[arg-type]


def test_a_least_weight_prices_what_is_lighter() -> None:
    """YunExpress to the US, least billed weight 30 g: 12 g cost 24 + 102 x 0.030 = 27.06; 31 g 24 + 102 x 0.031."""
    rows = rows_of([per_kg(0, 100, "102", "24", least_g=30), per_kg(100, 200, "96", "22", least_g=30)])
    want = {12: "27.06", 30: "27.06", 31: "27.162", 100: "34.2", 101: "31.696", 200: "41.2"}
    assert {grams: cost(rows, grams) for grams in want} == {grams: Fraction(text) for grams, text in want.items()}


def test_a_least_weight_at_the_start_of_the_first_range() -> None:
    """0.05<W<=0.1 with a least billed weight of 50 g prices 12 g and 50 g as 50 g: 18 + 80 x 0.050 = 22."""
    rows = rows_of([per_kg(50, 100, "80", "18", least_g=50)])
    want = {12: "22", 49: "22", 50: "22", 51: "22.08"}
    assert {grams: cost(rows, grams) for grams in want} == {grams: Fraction(text) for grams, text in want.items()}


def test_without_a_least_weight_nothing_is_billed_below_the_first_range() -> None:
    """2<W<=5 alone: 2 kg have no price."""
    rows = rows_of([per_kg(2000, 5000, "69", "22", step_g=100)])
    assert cost(rows, 2000) is None
    assert cost(rows, 2001) == Fraction("166.9")  # 22 + 69 x 2.1


def test_steps_change_with_the_weight() -> None:
    """4PX: up to 2 kg by 0.01, to 10 kg by 0.5, above by 1 kg; 60 per kg and 20."""
    billing = Billing(0, ((0, 10), (2000, 500), (10_000, 1000)))
    rows = rows_of([per_kg(0, 30_000, "60", "20")], billing)
    want = {1: "20.6", 11: "21.2", 2000: "140", 2001: "170", 2501: "200", 10_000: "620", 10_001: "680"}
    assert {grams: cost(rows, grams) for grams in want} == {grams: Fraction(text) for grams, text in want.items()}


def test_a_weight_is_rounded_before_its_range_is_looked_up() -> None:
    """Steps of 0.5 kg: 801 g are billed as 1 kg, in the range that 1 kg lies in."""
    rows = rows_of([per_kg(0, 800, "50"), per_kg(800, 2000, "40")], Billing(0, ((0, 500),)))
    assert [cost(rows, grams) for grams in (500, 501, 800, 1001)] == [25, 40, 40, 60]


def test_break_points_hold_up_to_the_next() -> None:
    """21KG+ 45KG+ per started kg after flat prices to 20.5 kg: 20.6 kg are 21 kg at 40, 44.1 kg are 45 kg at 35."""
    flat = [Priced(0, 0, Span(None, 20_000), price=Decimal(800)), Priced(0, 0, Span(None, 20_500), price=Decimal(820))]
    breaks = [per_kg(20_999, None, "40", step_g=1000), per_kg(44_999, None, "35", step_g=1000)]
    rows = rows_of([*flat, *breaks], how=evolve(HOW, upto_g=70_000))
    want = {20_500: 820, 20_501: 840, 21_000: 840, 21_001: 880, 44_000: 1760, 44_001: 1575, 70_000: 2450}
    assert {grams: cost(rows, grams) for grams in want} == want


def test_a_minimum_charge_raises_light_parcels() -> None:
    """At least 50: 145 per kg and 20 reach it at 206.9 g."""
    rows = rows_of([per_kg(0, 2000, "145", "20", minimum=Decimal(50))])
    assert [cost(rows, grams) for grams in (1, 206, 207)] == [50, 50, Fraction("50.015")]


def test_the_start_of_the_next_range_where_it_is_cheaper() -> None:
    """30 per kg to 20 kg, 25 above: 17 kg cost 500.025, as 20.001 kg do."""
    prices = [per_kg(0, 20_000, "30"), per_kg(20_000, 30_000, "25")]
    rows = rows_of(prices, how=evolve(HOW, cheaper_bracket=True))
    assert [cost(rows, grams) for grams in (16_667, 16_668, 20_000, 20_001)] == [
        Fraction("500.01"), Fraction("500.025"), Fraction("500.025"), Fraction("500.025"),
    ]  # fmt: skip


@pytest.mark.parametrize(("unit", "rate", "want"), [(1, "0.045", "25.5"), (100, "4.5", "25.5"), (500, "22.5", "25.5")])
def test_prices_per_gram_and_per_hundred_grams(unit: int, rate: str, want: str) -> None:
    """500 g at 0.045 a gram and 3 a parcel."""
    rows = rows_of([per_kg(0, 500, rate, "3", unit_g=Fraction(unit))])
    assert cost(rows, 500) == Fraction(want)


def test_a_price_for_each_started_pound() -> None:
    """453.59237 g: 453 g are one pound, 454 g two; 907 g are two, 908 g three."""
    rows = rows_of([per_kg(0, 1360, "10", "2", unit_g=Fraction("453.59237"))])
    assert [cost(rows, grams) for grams in (1, 453, 454, 907, 908)] == [12, 12, 22, 22, 32]


@given(st.integers(0, 2**32).map(Random))
def test_rows_cost_what_the_words_say(dice: Random) -> None:
    """Any ranges, least weight and steps: each weight is raised, rounded up, looked up, and priced."""
    edges = sorted(dice.sample(range(1, 60), dice.randint(1, 4)))
    uptos = [50 * edge for edge in edges]
    bottom = dice.choice([0, 0, 0, uptos[0] // 2])
    rates = [dice.randint(1, 200) for _ in uptos]
    fees = [dice.randint(0, 30) for _ in uptos]
    least = dice.choice([0, 0, 30, 50, 100, uptos[0], 2 * uptos[0]])
    over = dice.choice([250, 1000])
    steps = dice.choice([((0, 1),), ((0, 10),), ((0, 100),), ((0, 10), (over, 500)), ((0, 1), (over, 100))])
    starts = [bottom, *uptos[:-1]]
    prices = [per_kg(*each) for each in zip(starts, uptos, map(str, rates), map(str, fees), strict=True)]
    rows = rows_of(prices, Billing(min(least, uptos[-1]), steps))
    least = min(least, uptos[-1])
    for grams in {1, *(edge + by for edge in (*uptos, *starts, least, over) for by in (-1, 0, 1))}:
        raised = max(grams, least)
        step = [step for start, step in steps if raised > start][-1] if raised else 1
        billed = -(-raised // step) * step
        if grams < 1 or (grams <= bottom and least < bottom) or billed > uptos[-1]:
            continue
        at = next(number for number, upto in enumerate(uptos) if billed <= upto)
        assert cost(rows, grams) == fees[at] + Fraction(rates[at] * billed, 1000), grams
