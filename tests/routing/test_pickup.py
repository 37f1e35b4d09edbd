"""Carriers that pick up on some days only: the note names the day of hand-over, on both paths alike."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve

from carriers.calendars.shop_schedule import load_schedule
from carriers.cards.catalogue import bundled_folder, load_services
from carriers.exchange import bundled_rates, load_rates
from carriers.policies.policies import load_policy, policy_path
from cli.words import sentence
from routing.facts import Facts
from routing.orders import OrderTable
from routing.plan import Plan
from routing.verify import Verifier


def facts_with(mask: str) -> Facts:
    """The bundled facts, with every card naming these pickup days."""
    services = tuple(evolve(one, pickup_weekmask=mask) for one in load_services([bundled_folder()]))
    return Facts(services, load_policy(policy_path("handbook")), load_rates(bundled_rates()), load_schedule())


def table(paid_at: datetime) -> OrderTable:
    """Two orders: a light parcel to the US, and one too large for every tier."""
    order = {
        "order_id": "1",
        "paid_at": paid_at,
        "country": "US",
        "weight_g": 350,
        "length_mm": 200,
        "width_mm": 150,
        "height_mm": 100,
        "shape": "box",
        "value_e4": 120_000,
        "currency": "USD",
        "tracked": False,
    }
    return OrderTable.of([order, order | {"order_id": "2", "length_mm": 2_000}])


@pytest.mark.parametrize(
    ("mask", "paid_at", "note"),
    [
        # 2026-11-20 is a Friday; the parcel ships that day
        ("1010000", datetime(2026, 11, 20, 2, tzinfo=UTC), "; the carrier picks up Mon 23 Nov"),
        ("0000100", datetime(2026, 11, 20, 2, tzinfo=UTC), ""),  # picked up on Fridays: the dispatch day itself
        # ships Wed 30 December; the next Friday pickup lies in 2027, which no notice covers
        ("0000100", datetime(2026, 12, 30, 2, tzinfo=UTC), "; the carrier's pickup day is not known"),
        ("", datetime(2026, 11, 20, 2, tzinfo=UTC), ""),
        # paid on New Year's Eve after the cutoff: no dispatch day is known, so no pickup day either
        ("1010000", datetime(2026, 12, 31, 12, tzinfo=UTC), ""),
    ],
)
def test_the_note_names_the_pickup_day(mask: str, paid_at: datetime, note: str) -> None:
    """The day of pickup stands in the note when it is not the dispatch day, and only for an order with a carrier."""
    facts = facts_with(mask)
    orders = table(paid_at)
    lines = Plan(facts, words=sentence).route(orders).lines
    told = lines["deadline_note"].to_list()
    assert told[0].endswith(note)
    assert "picks up" not in told[1]
    assert ("carrier" in told[0]) is bool(note)
    verifier = Verifier(facts, None, sentence)
    exact = [verifier.line(order)["deadline_note"] for order in orders.frame.iter_rows(named=True)]
    assert told == exact
