"""By when an order is to be delivered: the marketplace's date, the policy's days, and both paths on the same orders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from attrs import evolve
from handmade import EVERYTHING, RATES, band, service

from carriers.calendars.shop_schedule import load_schedule
from carriers.policies.policies import load_policy
from cli.words import sentence
from routing.errors import InputError
from routing.facts import Facts
from routing.intake import Reading, order_files, read_orders, read_products
from routing.orders import OrderTable
from routing.plan import Plan
from routing.services.policy import DeliveryDays
from routing.values.countries import COUNTRY_CODES
from routing.verify import Verifier

if TYPE_CHECKING:
    from pathlib import Path

PAID_AT = datetime(2026, 11, 19, 17, 30, tzinfo=UTC)  # Friday 20 November 01:30 in Shanghai: leaves on that day
RULES = (
    DeliveryDays(30, "payment", "by hand", frozenset({"aliexpress"}), frozenset({"US", "CA"})),
    DeliveryDays(12, "dispatch", "by hand", frozenset({"aliexpress", "ebay"})),
    DeliveryDays(20, "payment", "by hand", countries=frozenset({"BR"})),
)
FACTS = Facts(
    (service("a", bands=(band(base=10),)),), evolve(EVERYTHING, delivery=RULES), RATES, load_schedule()
)  # fmt: skip


def order(number: int, **more: Any) -> dict[str, Any]:
    """An order of 500 g to the US."""
    facts = {"order_id": str(number), "paid_at": PAID_AT, "country": "US", "weight_g": 500, "source": "o.csv", "row": 2}
    return {**facts, **more}


@pytest.mark.parametrize(
    ("more", "by"),
    [
        ({"platform": "aliexpress"}, "2026-12-20T23:59:59+08:00"),  # 30 days from the 20th, the day of payment here
        ({"platform": "aliexpress", "country": "FR"}, "2026-12-02T23:59:59+08:00"),  # 12 days from dispatch
        ({"platform": "ebay", "country": "BR"}, "2026-12-02T23:59:59+08:00"),  # the first that covers it
        ({"country": "BR"}, "2026-12-10T23:59:59+08:00"),  # of no platform
        ({}, ""),
        ({"platform": "walmart"}, ""),
        ({"platform": "ebay", "deliver_by": datetime(2026, 12, 9, 7, 59, 59, 5, UTC)}, "2026-12-09T15:59:59+08:00"),
        # no calendar covers 2031: the dispatch day is not known, that of payment is
        ({"platform": "ebay", "paid_at": datetime(2031, 5, 5, tzinfo=UTC)}, ""),
        ({"platform": "aliexpress", "paid_at": datetime(2031, 5, 5, tzinfo=UTC)}, "2031-06-04T23:59:59+08:00"),
    ],
)  # fmt: skip
def test_the_marketplaces_date_stands_before_the_policys_days(more: dict[str, Any], by: str) -> None:
    """The end of a day in the shop's zone; empty where nobody says."""
    lines = Plan(FACTS).route(OrderTable.of([order(1, **more)])).lines
    assert (lines["deliver_by"].item() or "") == by


def test_both_paths_say_the_same_of_every_order() -> None:
    """Platforms, countries, moments and files' dates, mixed in one chunk."""
    orders = [
        order(
            n,
            platform=(None, "ebay", "aliexpress", "walmart")[n % 4],
            country=COUNTRY_CODES[n * 7 % len(COUNTRY_CODES)] if n % 3 else ("US", "CA", "BR")[n % 9 // 3],
            paid_at=PAID_AT + timedelta(hours=5 * n) + timedelta(days=1500 * (n % 11 == 0)),
            deliver_by=PAID_AT + timedelta(days=n % 40, seconds=n) if n % 5 == 0 else None,
        )
        for n in range(300)
    ]
    table = OrderTable.of(orders)
    lines = Plan(FACTS).route(table).lines.cast(pl.String)
    verifier = Verifier(FACTS, None)
    for written, row in zip(lines.iter_rows(named=True), table.frame.iter_rows(named=True), strict=True):
        assert verifier.line(row)["deliver_by"] == (written["deliver_by"] or "")
    assert lines["deliver_by"].null_count() not in {0, len(orders)}


def test_nobody_says_by_when() -> None:
    """Without dates and days the column is empty."""
    facts = evolve(FACTS, policy=EVERYTHING)
    lines = Plan(facts).route(OrderTable.of([order(1, platform="aliexpress")])).lines
    assert lines["deliver_by"].to_list() == [None]


POLICY = """
name = "mine"
[[tier]]
name = "all"
everything = true
[[deliver_by]]
platforms = ["aliexpress"]
countries = ["US"]
days = {days}
since = "{since}"
source = "seller centre, 2026-11-01"
"""


def test_a_policy_states_days_by_marketplace_and_country(tmp_path: Path) -> None:
    """Read as it stands, and refused where the figure or the first day is none."""
    path = tmp_path / "policy.toml"
    path.write_text(POLICY.format(days=30, since="payment"))
    (rule,) = load_policy(path).delivery
    assert (rule.days, rule.since, rule.platforms, rule.countries) == (
        30, "payment", frozenset({"aliexpress"}), frozenset({"US"}),
    )  # fmt: skip
    path.write_text(POLICY.format(days=0, since="order"))
    with pytest.raises(InputError) as refused:
        load_policy(path)
    said = [f"{fault.place} {sentence(fault.reason)}" for fault in refused.value.faults]
    assert any("since" in one and "payment" in one for one in said)
    assert any("0 is not a number of days from 1 to 400" in one for one in said)


AMAZON = (
    "order-id\torder-item-id\tpayments-date\tlatest-ship-date\tlatest-delivery-date\tsku\tquantity-purchased\t"
    "quantity-to-ship\tcurrency\titem-price\trecipient-name\tship-address-1\tship-city\tship-state\tship-postal-code\t"
    "ship-country\n"
    "111-1\t1\t2026-11-20T01:00:00+00:00\t2026-11-24T07:59:59+00:00\t{by}\tLED-LAMP-01\t1\t1\tUSD\t9.99\tTest Buyer\t"
    "1 Test St\tReno\tNV\t89501\tUS\n"
)
MASTER = "sku,weight_g,length_mm,width_mm,height_mm\nLED-LAMP-01,210,180,90,70\n"


@pytest.mark.parametrize(
    ("by", "at", "flagged"),
    [
        ("2026-12-05T07:59:59+00:00", datetime(2026, 12, 5, 7, 59, 59, tzinfo=UTC), False),
        ("", None, False),
        ("soon", None, True),  # ships all the same
    ],
)
def test_an_exports_latest_delivery_date_is_read(
    tmp_path: Path, by: str, at: datetime | None, *, flagged: bool
) -> None:
    """Amazon's latest-delivery-date; one that cannot be read is flagged and stops no order."""
    (tmp_path / "orders.txt").write_text(AMAZON.format(by=by))
    (tmp_path / "products.csv").write_text(MASTER)
    reading = Reading("amazon", products=read_products(tmp_path / "products.csv"))
    (batch,) = read_orders(order_files([tmp_path / "orders.txt"]), reading)
    (row,) = batch.table.frame.rows(named=True)
    assert row["deliver_by"] == at
    assert ("DELIVER_BY_UNREAD" in (row["flags"] or "")) is flagged


def test_a_day_alone_ends_with_its_last_second(tmp_path: Path) -> None:
    """In sampan's own columns a day to ship or deliver by is meant whole; words that are no day refuse the row."""
    head = "order_id,paid_at,country,weight_g,ship_by,deliver_by\n"
    path = tmp_path / "orders.csv"
    path.write_text(f"{head}1,2026-11-20 09:30:00,US,500,2026-11-24,2026-12-05\n2,2026-11-20 09:30:00,US,500,,soon\n")
    (batch,) = read_orders(order_files([path]), Reading(input_zone=ZoneInfo("Asia/Shanghai")))
    (row,) = batch.table.frame.rows(named=True)
    assert row["ship_by"] == datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)
    assert row["deliver_by"] == datetime(2026, 12, 5, 15, 59, 59, tzinfo=UTC)
    (problem,) = batch.problems
    assert (problem.column, problem.code) == ("deliver_by", "UNREADABLE_TIME")
