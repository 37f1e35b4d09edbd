"""A chunk of orders through the whole path, and every cell of its lines against the exact reference."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from attrs import evolve
from handmade import EVERYTHING, OPEN_END, RATES, band, choice, conditions, parcel, service

from carriers.calendars.platform_clocks import platform_clock
from carriers.calendars.shop_schedule import load_schedule
from routing.facts import Facts
from routing.line import COLUMNS
from routing.orders import OrderTable
from routing.plan import Plan
from routing.services.service import Surcharge, Validity, VolumetricRule
from routing.verify import Verifier

if TYPE_CHECKING:
    from routing.exact.answer import Answer

SERVICES = (
    service("a", bands=(band(base=10),), validity=Validity(date(2020, 1, 1), date(2026, 11, 20)), carrier="Old"),
    service("a", bands=(band(base=20),), validity=Validity(date(2026, 11, 21)), carrier="New", basis="published"),
    service("b", bands=(band(base=15),), volumetric=(VolumetricRule(5000, OPEN_END, "x"),)),
)
FACTS = Facts(SERVICES, EVERYTHING, RATES, load_schedule())
THURSDAY = datetime(2026, 11, 19, 2, tzinfo=UTC)  # 10:00 in Shanghai: ships the same day


def order(number: int, paid_at: datetime, **more: Any) -> dict[str, object]:
    """An order of 500 g to the US."""
    size = {"length_mm": 200, "width_mm": 150, "height_mm": 100}
    facts = {"order_id": str(number), "paid_at": paid_at, "country": "US", "weight_g": 500, "source": "o.csv"}
    return {**facts, **size, "value_e4": 120_000, "currency": "USD", **more}


def test_the_dispatch_day_chooses_the_facts() -> None:
    """Paid on Thursday, Friday and Monday: the old price of `a`, and then `b`, since `a` has become dearer."""
    days = [THURSDAY, THURSDAY + timedelta(days=1), THURSDAY + timedelta(days=4)]
    lines = Plan(FACTS).route(OrderTable.of([order(n, day) for n, day in enumerate(days)])).lines
    assert tuple(lines.columns) == COLUMNS
    told = lines.select("service", "carrier", "price_cny", "dispatch_on", "runner_up", "saving_cny", "price_basis")
    text = told.cast(pl.String).rows()
    assert text == [
        ("a", "Old", "10.00", "2026-11-19", "b", "5.00", "contract"),
        ("a", "Old", "10.00", "2026-11-20", "b", "5.00", "contract"),
        ("b", "Carrier", "15.00", "2026-11-23", "a", "5.00", "contract"),
    ]


def test_a_fixed_day_stands_before_the_dispatch_day() -> None:
    """With the day of hand-over given, all orders are priced by the facts of that day."""
    table = OrderTable.of([order(1, THURSDAY)])
    lines = Plan(FACTS, date(2026, 11, 21)).route(table).lines
    assert lines["service"].to_list() == ["b"]
    choices, days = Plan(FACTS, date(2026, 11, 21)).choices(table)
    assert choices.price_fen.tolist() == [1500]
    assert days.tolist() == [(date(2026, 11, 21) - date(1970, 1, 1)).days]


def test_an_uncovered_year_takes_the_facts_of_the_day_of_payment_and_says_so() -> None:
    """No calendar for 2031: the dispatch day stays open, and the flag tells by which day the price was found."""
    late = [order(1, datetime(2031, 5, 5, tzinfo=UTC), flags="SIZE_STACKED"), order(2, THURSDAY)]
    lines = Plan(FACTS).route(OrderTable.of(late)).lines
    assert lines["dispatch_on"].to_list() == [None, "2026-11-19"]
    assert lines["target_at"][0] is None
    assert lines["flags"].to_list() == ["SIZE_STACKED;DISPATCH_UNKNOWN", None]
    assert lines["service"].to_list() == ["b", "a"]


def test_no_orders_are_no_lines() -> None:
    """An empty chunk goes through."""
    assert Plan(FACTS).route(OrderTable.of([])).lines.height == 0


def _mixed() -> OrderTable:
    days = [THURSDAY, THURSDAY + timedelta(days=5), datetime(2031, 5, 5, tzinfo=UTC)]
    kinds: list[dict[str, Any]] = [
        {},
        {"country": "FR"},
        {"length_mm": None},
        {"value_e4": 123_400},
        {"value_e4": 123_456},
        {"value_e4": None, "currency": None},
        {"requested_service": "b"},
        {"requested_service": "a", "weight_g": 31_000},
        {"platform": "aliexpress", "shape": "roll"},
        {"ship_by": THURSDAY + timedelta(days=2)},
        {"flags": "X"},
    ]
    return OrderTable.of([order(10 * i + j, day, **kind) for i, day in enumerate(days) for j, kind in enumerate(kinds)])


@pytest.mark.parametrize("on", [None, date(2026, 11, 21)])
def test_the_reference_finds_no_difference(on: date | None) -> None:
    """Every cell of every line is what the exact path writes."""
    table = _mixed()
    lines = Plan(FACTS, on).route(table).lines
    verifier = Verifier(FACTS, on)
    for written, row in zip(
        lines.cast(pl.String).iter_rows(named=True), table.frame.iter_rows(named=True), strict=True
    ):
        cells = {name: cell or "" for name, cell in written.items()}
        assert verifier.differences(row, cells) == []


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_cell_is_found_in_every_column(column: str) -> None:
    """Whatever cell of a line is altered, verifying names it."""
    table = _mixed()
    row = table.frame.row(0, named=True)
    verifier = Verifier(FACTS, None)
    line = verifier.line(row)
    assert [one.column for one in verifier.differences(row, line | {column: "tampered"})] == [column]
    assert verifier.pricing_day(row) == date(2026, 11, 19)


def test_chunks_do_not_matter() -> None:
    """One chunk of all orders or one for each: the same lines."""
    table, plan = _mixed(), Plan(FACTS)
    whole = plan.route(table).lines.cast(pl.String)
    single = [plan.route(OrderTable(table.frame.slice(row, 1))).lines.cast(pl.String) for row in range(len(table))]
    assert pl.concat(single).rows() == whole.rows()


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])  # of which the second has two offsets
def test_a_marketplaces_clock_and_orders_years_apart(zone: str) -> None:
    """Orders of 2018 and 2026, some of a marketplace with a clock of its own: every cell as by the exact path."""
    clocks = {"ebay": platform_clock("ebay-us-same-day", zone)}
    clocked = evolve(FACTS, schedule=evolve(FACTS.schedule, zone=zone, platforms=clocks))
    days = [datetime(2018, 5, 7, tzinfo=UTC), THURSDAY]
    kinds: list[dict[str, Any]] = [{}, {"platform": "ebay"}, {"platform": "shopify"}]
    table = OrderTable.of([order(i, day, **kind) for i, (day, kind) in enumerate(product(days, kinds))])
    lines = Plan(clocked).route(table).lines.cast(pl.String)
    verifier = Verifier(clocked, None)
    for written, row in zip(lines.iter_rows(named=True), table.frame.iter_rows(named=True), strict=True):
        assert verifier.differences(row, {name: cell or "" for name, cell in written.items()}) == []


def test_many_services_and_surcharges() -> None:
    """40 surcharges that hang on the parcel, each with its own figure, on one of 70 services: by both paths."""
    hung = tuple(
        Surcharge(f"s{n}", 1_000_000, "parcel", OPEN_END, "x", every=conditions(f"longest_side > {n} cm"))
        for n in range(1, 41)
    )
    many = [service(f"s{n:02d}", bands=(band(base=100),)) for n in range(70)]
    told = choice(parcel(), [evolve(many[0], surcharges=hung), *many[1:]])
    priced: dict[str, Answer] = {one.service.code: one for one in told.answers}
    assert priced["s00"].price_fen == 11900  # 200 mm is above 1 to 19 cm: 19 surcharges of 1.00
    assert told.chosen is priced["s01"]


def test_days_of_numpy_are_days_of_the_calendar() -> None:
    """The day numbers of the fast path count from 1970-01-01."""
    assert np.datetime64("2026-11-19").astype(int) == (date(2026, 11, 19) - date(1970, 1, 1)).days
