"""Fees by pieces, declared items, value, or in another currency: hand-calculated, the same by both paths."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from handmade import OPEN_END, answer, band, codes, conditions, fen, parcel, service, shown

from routing.exact.parcel import parcel_of
from routing.fast.parcels import UNKNOWN, parcels_of
from routing.orders import OrderTable
from routing.services.fees import fee_of
from routing.services.service import Fuel, Per, Surcharge, Zone
from routing.values.money import DatedRate, ExchangeRates

CNY = 1_000_000
RATES = ExchangeRates(
    tuple(
        DatedRate(code, Fraction(rate), OPEN_END.start, None, "by hand")
        for code, rate in (("USD", "7"), ("EUR", "8.05"))
    )
)


def fee(amount: float, per: Per = "parcel", **more: Any) -> Surcharge:
    """A surcharge in whole units."""
    return Surcharge("fee", round(amount * CNY), per, OPEN_END, "by hand", **more)


def share(percent: str, **more: Any) -> Surcharge:
    """A share of the value."""
    return fee(0, "value", share=Fraction(percent) / 100, **more)


CASES = [
    # what, surcharge, parcel, fen: 10 CNY beside the fee
    ("3 pieces at 2.50", fee(2.5, "piece"), {"pieces": 3}, 1750),
    ("at most 6", fee(2.5, "piece", maximum_micro=6 * CNY), {"pieces": 3}, 1600),
    ("2 items at 3 EUR: 6 x 8.05 = 48.30", fee(3, "item", currency="EUR"), {"items": 2}, 5830),
    ("2 EUR a parcel", fee(2, currency="EUR"), {}, 2610),
    ("0.5 EUR a started 500 g of 1,001 g: 3 x 2.0125", fee(0.5, "kg", currency="EUR", step_g=500), {}, 1604),
    ("15 % of 12 USD: 1.80 x 7", share("15"), {}, 2260),
    ("0.3 % of 12 USD, at least 1 USD", share("0.3", minimum_micro=CNY, currency="USD"), {}, 1700),
    ("3 ‰ of 10,000 CNY", share("0.3"), {"value_e4": 10_000 * 10_000, "currency": "CNY"}, 4000),
    ("none to Germany", share("15", countries=frozenset({"DE"})), {}, 1000),
    ("only from 20 USD on", share("15", every=conditions("value >= 20 USD")), {}, 1000),
]


@pytest.mark.parametrize(("surcharge", "more", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_a_fee_is_counted(surcharge: Surcharge, more: dict[str, Any], expected: int) -> None:
    """10 CNY of band and the fee, for a parcel of 1,001 g worth 12 USD."""
    assert fen(parcel(1_001, **more), service(surcharges=(surcharge,)), rates=RATES) == expected


def test_the_steps_tell_what_a_fee_is_made_of() -> None:
    """Count, amount, share and currency stand in the label."""
    extra = (fee(2.5, "piece"), fee(3, "item", currency="EUR"), share("15"), fee(2, currency="EUR"), fee(4))
    told = answer(parcel(pieces=3, items=2), service(surcharges=extra), rates=RATES)
    assert [(shown(step.label), step.amount) for step in told.steps[1:]] == [
        ("fee: 3 x 2.50 CNY a piece", "7.50"),
        ("fee: 2 x 3.00 EUR an item declared", "48.30"),
        ("fee: 15 % of 12.00 USD", "12.60"),
        ("fee: 2.00 EUR a parcel", "16.10"),
        ("fee", "4.00"),
    ]


def test_fuel_discount_and_group_hold_for_counted_fees() -> None:
    """Of the group only the dearest: 15 % of 12 USD = 12.60, not 3 x 2.50; (10 x 0.9 + 12.60) x 1.1 = 23.76."""
    one = service(
        surcharges=(fee(2.5, "piece", group="g"), share("15", group="g")),
        discount=Fraction("0.9"),
        fuel=(Fuel(Fraction("0.1"), OPEN_END, "by hand"),),
    )
    assert fen(parcel(pieces=3), one) == 2376


def test_what_cannot_be_counted_is_refused() -> None:
    """By name, only where the fee is asked for, and with the way out."""
    pieces, items, of_value = fee(1, "piece"), fee(1, "item"), share("15")
    for surcharge in (pieces, items):
        told = answer(parcel(), service(surcharges=(surcharge,)))
        assert codes(told) == ["ITEMS_UNKNOWN"]
        assert shown(told.remedy) == "give the pieces and the customs code of every article"
        heavy = evolve(surcharge, every=conditions("weight > 1 kg"))
        assert fen(parcel(), service(surcharges=(heavy,))) == 1000
    without: tuple[dict[str, Any], ...] = ({"value_e4": None}, {"currency": None})
    for unvalued in without:
        assert codes(answer(parcel(**unvalued), service(surcharges=(of_value,)))) == ["VALUE_UNKNOWN"]


def test_a_rate_that_is_missing_is_refused_by_the_currency() -> None:
    """Of the fee, or of the order; only where the fee is asked for."""
    euro = fee(1, currency="EUR")
    told = answer(parcel(), service(surcharges=(euro,)))  # these rates know USD alone
    assert codes(told) == ["NO_EXCHANGE_RATE"]
    assert shown(told.remedy) == "load a rate for EUR"
    told = answer(parcel(currency="GBP"), service(surcharges=(share("15"),)))
    assert (codes(told), shown(told.remedy)) == (["NO_EXCHANGE_RATE"], "load a rate for GBP")
    two = service(zones=(Zone("1", "US"), Zone("1", "DE")), surcharges=(evolve(euro, countries=frozenset({"DE"})),))
    assert fen(parcel(), two) == 1000
    assert codes(answer(parcel(country="DE"), two)) == ["NO_EXCHANGE_RATE"]
    bounds = evolve(share("15"), currency="EUR", minimum_micro=CNY)
    assert codes(answer(parcel(), service(surcharges=(bounds,)))) == ["NO_EXCHANGE_RATE"]


def test_figures_beyond_64_bits_are_exact() -> None:
    """100,000 pieces at 99,999,999.999999, and 100 % of ten thousand millions: Python's own integers."""
    many = service(surcharges=(fee(99_999_999.999999, "piece"),), bands=(band(base=1),))
    assert fen(parcel(pieces=100_000), many) == 100 + 999_999_999_999_990
    rich = parcel(value_e4=10**14, currency="EUR")
    dense = service(surcharges=(share("99.9999999999"),), bands=(band(base=1),), currency="USD")
    # 10^10 EUR x 8.05 / 7 x 0.999999999999 = 11,499,999,999.9885 USD; with 1 USD, rounded, x 7
    assert fen(rich, dense, rates=RATES) == 7 * 1_150_000_000_099


def test_amounts_are_exchanged_by_the_unit() -> None:
    """1 CNY in USD is 0.142857 to the millionth, and three of them 0.428571."""
    figures = fee_of(fee(1, "piece", currency="CNY", maximum_micro=2 * CNY), "USD", RATES, OPEN_END.start)
    assert figures is not None
    assert (figures.each_micro, figures.maximum_micro) == (142_857, 285_714)
    assert [figures.bounded(micro) for micro in (0, 285_714, 285_715)] == [0, 285_714, 285_714]


LINES = [
    (None, 1),
    ([{"hs_code": None}], 1),
    ([{"hs_code": "6109.10"}, {"hs_code": "61091000"}], 1),  # one six-digit class
    ([{"hs_code": "610910"}, {"hs_code": "620442"}, {"hs_code": "6109100010"}], 2),
    ([{"hs_code": "610910"}, {"hs_code": None}], None),
    ([{"hs_code": "610910"}, {"hs_code": "T-shirt"}], None),
]


def test_pieces_and_items_of_orders() -> None:
    """The lines of a declaration are counted by the customs code of six digits, the same in both shapes."""
    orders: list[dict[str, object]] = [
        {"country": "US", "weight_g": 5, "items": lines, "quantity": 2} for lines, _ in LINES
    ]
    table = OrderTable.of([*orders, {"country": "US", "weight_g": 5}])
    rows = [parcel_of(row) for row in table.frame.iter_rows(named=True)]
    expected = [count for _, count in LINES] + [1]
    assert [(one.pieces, one.items) for one in rows] == [*((2, count) for count in expected[:-1]), (None, 1)]
    columns = parcels_of(table)
    assert columns.items.tolist() == [UNKNOWN if count is None else count for count in expected]
    assert columns.pieces.tolist() == [2] * len(LINES) + [UNKNOWN]
    assert parcels_of(table, items=False).items.tolist() == [UNKNOWN] * len(expected)
