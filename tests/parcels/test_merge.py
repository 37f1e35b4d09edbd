"""Merges: what is saved, how it is packed, and who may never travel together."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from handmade import band, service
from parcel_days import Day, article, facts, of_article, order

from carriers.customs.door_facts import door_facts
from routing.parcelling.rows import line_owners
from routing.parcelling.same_door import plain
from routing.services.door_terms import Arrangement, DoorTerms
from routing.services.packing import Packing, PackingTable
from routing.services.service import Zone
from routing.values.money import DatedRate, ExchangeRates

if TYPE_CHECKING:
    from routing.facts import Facts

DAYS = int(os.environ.get("SAMPAN_PARCEL_DAYS", "12"))
"""Random days on which no proposal may cross buyers, addresses, deadlines, regimes or goods rules."""
TEN_A_KILO = (service("s", bands=(band(upto=1000, base=10), band(over=1000, upto=2000, base=14))),)
"""10.00 up to a kilogram, 14.00 up to two."""
_EUROS = ExchangeRates((DatedRate("EUR", Fraction(8), datetime(2020, 1, 1, tzinfo=UTC).date(), None, "by hand"),))


def rows_of(rows: list[dict[str, Any]], by: Facts) -> list[dict[str, Any]]:
    """The orders with every column of an order table."""
    return Day(rows, by).orders.to_dicts()


def _two(**second: Any) -> list[dict[str, Any]]:
    """Two orders of 800 g to one door, the second changed as said."""
    return [order("1", weight_g=800), order("2", **{"weight_g": 800} | second)]


def test_two_orders_to_one_door() -> None:
    """14.00 for both instead of 20.00; two ways were looked at."""
    day = Day(_two(), facts(TEN_A_KILO))
    (merge,) = day.proposals()
    assert (merge.kind, merge.orders, merge.before_fen, merge.after_fen) == ("merge", ("1", "2"), 2000, 1400)
    assert (merge.proof.optimal, merge.proof.partitions, merge.saving_fen) == (True, 2, 600)
    (parcel,) = merge.parcels
    (row,) = day.rows(merge)
    assert (parcel.parcel_id, parcel.country, parcel.weight_g) == ("1-M2", "US", 1600)
    assert (row["order_id"], row["weight_g"], row["value_e4"], row["flags"]) == ("1-M2", 1600, 24_0000, "MERGED")
    assert [reason.code for reason in merge.breaks] == ["parcels.one_number"]


def test_case_accents_and_spaces_make_no_other_buyer() -> None:
    """The same words, written otherwise."""
    same = {"name": "ann  EXAMPLÉ", "address1": " 1 MAIN st", "city": "new york", "postcode": "10 001"}
    assert len(Day(_two(**same), facts(TEN_A_KILO)).proposals()) == 1
    assert plain("Straße") == plain("STRASSE")
    assert plain(None) == ""
    full = {"name": "Ann Example", "address1": "\uff11 Main St"}  # full-width
    assert len(Day(_two(**full), facts(TEN_A_KILO)).proposals()) == 1


@pytest.mark.parametrize(
    "second",
    [
        {"name": "Anna Example"},  # perhaps the same person: not guessed
        {"address1": "1 Main Street"},  # perhaps the same street
        {"address1": None},
        {"name": None},
        {"phone": "2125550100"},  # of one nobody knows it
        {"email": "ann@example.com"},
        {"platform": "ebay"},
        {"source": "another-shop.csv"},
        {"requested_service": "s"},
        {"shipping_option": "Express"},
        {"currency": "CNY"},
        {"ioss": "IM2760000742"},
        {"vat_collected": True},
        {"tax_id": "123"},
        {"territory": "US-PR"},
        {"flags": "MASKED_ADDRESS"},
        {"flags": "CANCEL_ASKED"},
        {"flags": "CASH_ON_DELIVERY"},
        {"weight_g": 5000},  # no channel by itself
        {"paid_at": datetime(2026, 11, 25, 2, tzinfo=UTC)},  # leaves when the first is long due
        {"paid_at": datetime(2030, 11, 19, 2, tzinfo=UTC)},  # beyond the calendar
    ],
)
def test_who_never_travels_together(second: dict[str, Any]) -> None:
    """One buyer, one door, one account, one promise, one regime; and nobody is asked about first."""
    assert Day(_two(**second), facts(TEN_A_KILO)).proposals() == []


def test_several_files_of_one_account() -> None:
    """Only where the seller says that they are."""
    day = Day(_two(source="afternoon.csv"), facts(TEN_A_KILO))
    assert day.proposals() == []
    assert len(day.proposals(one_account=True)) == 1


def test_an_order_may_wait_for_another_while_it_is_in_time() -> None:
    """Paid on Thursday morning and on Friday morning: both leave on Friday, by Monday, the first one's latest time."""
    later = {"paid_at": datetime(2026, 11, 20, 2, tzinfo=UTC), "note": "leave it at the door"}
    day = Day(_two(**later), facts(TEN_A_KILO))
    (merge,) = day.proposals()
    assert [reason.code for reason in merge.breaks] == ["parcels.one_number", "parcels.leaves_later", "parcels.notes"]
    (row,) = day.rows(merge)
    assert row["paid_at"] == later["paid_at"]
    assert row["ship_by"] == day.decided["latest_at"][0]
    assert row["note"] == "leave it at the door"


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        # paid on Thursday at 10:00, the first has 48 working hours until Monday, 23 November, 10:00; the second leaves
        # on that Monday at the cutoff, 17:00
        ("2026-11-19T10:00", "2026-11-23T08:00", False),
        # until Monday, 17:00: both may be closed at the cutoff
        ("2026-11-19T16:59:59", "2026-11-23T08:00", False),
        ("2026-11-19T17:00", "2026-11-23T08:00", True),
        # on Tuesday the first is late
        ("2026-11-19T17:00", "2026-11-23T17:00", False),
        # both leave on Monday, whatever their latest times
        ("2026-11-23T08:00", "2026-11-23T09:00", True),
    ],
)
def test_no_order_leaves_after_its_latest_time(first: str, second: str, *, merged: bool) -> None:
    """Paid by the clock of the shop; at the cutoff, 17:00, an order counts for the next day."""
    rows = _two(paid_at=datetime.fromisoformat(f"{second}+08:00"))
    rows[0]["paid_at"] = datetime.fromisoformat(f"{first}+08:00")
    assert bool(Day(rows, facts(TEN_A_KILO)).proposals()) is merged


def test_what_a_merged_parcel_keeps_of_its_orders() -> None:
    """Tracking of either, notes of both, the earlier delivery, all goods, and each line with its own value."""
    first = {"tracked": True, "note": "blue", "sku": "A", "description": "mug", "hs_code": "691110", "origin": "CN"}
    second = {"note": "red", "sku": "B", "description": "灯", "quantity": 3, "goods": "battery", "po_box": True}
    delivered = datetime(2026, 12, 1, tzinfo=UTC)
    rows = [order("1", weight_g=800, **first), order("2", weight_g=800, deliver_by=delivered, **second)]
    by = facts([service("s", bands=TEN_A_KILO[0].bands, goods=frozenset({"general", "battery"}))])
    day = Day(rows, by, {"A": article(700, name_en="ceramic mug", material="clay")})
    (row,) = day.rows(*day.proposals())
    assert (row["tracked"], row["po_box"], row["quantity"], row["goods"]) == (True, True, 4, "battery")
    assert row["note"] == "1: blue | 2: red"
    assert row["deliver_by"] == delivered
    told = [(one["sku"], one["quantity"], one["unit_value_e4"], one["name_en"], one["name_zh"]) for one in row["items"]]
    assert told == [("A", 1, 12_0000, "mug", None), ("B", 3, 4_0000, None, "灯")]
    assert (row["items"][0]["material"], row["sku"], row["description"]) == ("clay", None, None)
    assert line_owners(rows_of(rows, by), {}) == ["1", "2"]


def test_a_value_that_does_not_divide_stays_whole() -> None:
    """10.00 for three pieces: one of 3.3334 and two of 3.3333."""
    rows = [order("1", weight_g=800, quantity=3, value_e4=10_0000), order("2", weight_g=800, quantity=None)]
    day = Day(rows, facts(TEN_A_KILO))
    (row,) = day.rows(*day.proposals())
    lines = [(one["quantity"], one["unit_value_e4"]) for one in row["items"]]
    assert lines == [(1, 33_334), (2, 33_333), (None, None)]
    assert row["quantity"] is None


def test_lines_of_orders_go_on_as_they_are() -> None:
    """An order with lines keeps them."""
    line = dict.fromkeys(("title", "variant", "declared_e4", "hs_code", "origin", "name_en", "name_zh", "weight_g"))
    items = [{**line, "sku": "A", "quantity": 2, "unit_value_e4": 6_0000, "goods": None}]
    rows = [order("1", weight_g=800, items=items), order("2", weight_g=800, value_e4=None)]
    day = Day(rows, facts(TEN_A_KILO))
    (row,) = day.rows(*day.proposals())
    assert [one["sku"] for one in row["items"]] == ["A", None]
    assert row["value_e4"] is None


def test_a_merge_crosses_no_customs_limit() -> None:
    """Two IOSS orders of 80 EUR lie below 150 EUR each, together above it: they stay two consignments."""
    by = facts([service("s", bands=TEN_A_KILO[0].bands, zones=(Zone("1", "DE"),))], rates=_EUROS)
    german = {"country": "DE", "currency": "EUR", "vat_collected": True}
    for value, merges in ((80_0000, 0), (75_0000, 1), (None, 0)):
        rows = [order(name, weight_g=800, value_e4=value, **german) for name in "12"]
        assert len(Day(rows, by).proposals()) == merges, value


def test_duty_that_a_class_owes_once_is_saved() -> None:
    """Two shirts in two parcels owe 3 EUR and 19 % VAT each, in one parcel once: 28.56 CNY, and 6.00 of freight."""
    terms = (DoorTerms(Arrangement.PREPAID, Fraction(0), "EUR", source="by hand"),)
    one = service("s", bands=TEN_A_KILO[0].bands, zones=(Zone("1", "DE"),), door=terms)
    german = {"country": "DE", "currency": "EUR", "vat_collected": True, "hs_code": "610910", "origin": "CN"}
    rows = [order(name, weight_g=800, **german) for name in "12"]
    (merge,) = Day(rows, facts([one], rates=_EUROS, door=door_facts())).proposals()
    duty = sum(price.duty_fen for price in merge.before) - merge.parcels[0].price.duty_fen
    assert duty == 2856
    assert merge.saving_fen == 2856 + 600


def test_orders_are_packed_together() -> None:
    """Two mugs in two bags cost 2 x 0.45; in one carton 1.10: the parcel is packed anew, by its pieces."""
    articles = {"MUG": article(300, 120, 100, 90), "VASE": article(300, 200, 100, 90)}
    table = PackingTable(
        (
            Packing("bag", "bag", (250, 210, 0), 18, 2000, 45, wall_mm=4),
            Packing("box", "carton", (240, 120, 100), 90, 3000, 110, outer_mm=(250, 130, 110)),
        )
    )
    by = facts(TEN_A_KILO, packing=table)
    rows = [of_article(articles, name, sku="MUG", quantity=1) for name in "12"]
    (merge,) = Day(rows, by, articles).proposals()
    assert (merge.parcels[0].packing, merge.parcels[0].weight_g) == ("box", 690)
    assert (merge.before_packing_fen, merge.parcels[0].packing_fen) == (90, 110)
    assert merge.saving_fen == 2000 + 90 - 1000 - 110
    # One order's weight is its own: it is packed as one piece, and here nothing holds both.
    own = [rows[0], of_article(articles, "2", sku="VASE", quantity=1) | {"weight_g": 350}]
    assert Day(own, by, articles).proposals() == []
    strange = [rows[0], order("2", weight_g=800, sku="NEW")]
    assert Day(strange, by, articles).proposals() == []


def test_the_cheapest_grouping_of_several_orders() -> None:
    """Three of 800 g: two go together for 14.00 and one alone, of five ways; all three would be too heavy."""
    rows = [order(name, weight_g=800) for name in "123"]
    (merge,) = Day(rows, facts(TEN_A_KILO)).proposals()
    assert merge.orders == ("1", "2")
    assert merge.proof.partitions == 4


def test_more_orders_than_every_way_are_grouped_well() -> None:
    """Fourteen orders of 300 g: parcels of three for 10.00 or of six for 14.00; the bound tells what is sure."""
    rows = [order(str(number), weight_g=300) for number in range(14)]
    found = Day(rows, facts(TEN_A_KILO)).proposals()
    assert sum(len(one.orders) for one in found) >= 12
    assert all(one.proof.bound_fen is not None and one.proof.bound_fen <= one.after_fen for one in found)
    alone = 14 - sum(len(one.orders) for one in found)
    assert sum(one.after_fen for one in found) + 1000 * alone == 1400 * 2 + 1000  # 6 + 6 + 2


def test_lines_that_were_edited_propose_nothing() -> None:
    """An order that the run's lines call assigned and no service takes: there is no price to save from."""
    day = Day(_two(weight_g=5000), facts(TEN_A_KILO))
    day.decided = day.decided.with_columns(status=pl.lit("assigned"))
    assert day.proposals() == []


def test_what_saves_more_is_taken() -> None:
    """Two orders of three pieces: merged they save 1.00, split into single pieces each saves 7.00."""
    articles = {"A": article(300)}
    bands = (band(upto=300, base=1), band(over=300, upto=900, base=10), band(over=900, upto=2000, base=19))
    rows = [of_article(articles, name, sku="A", quantity=3) for name in "12"]
    found = Day(rows, facts([service("s", bands=bands)]), articles).proposals()
    assert [(one.kind, one.saving_fen) for one in found] == [("split", 700), ("split", 700)]
    steep = (band(upto=300, base=4), band(over=300, upto=900, base=13), band(over=900, upto=2000, base=14))
    found = Day(rows, facts([service("s", bands=steep)]), articles).proposals()
    assert [(one.kind, one.saving_fen) for one in found] == [("merge", 1200)]


def test_a_parcel_takes_no_orders_id() -> None:
    """An order that is called as the parcel would be: the parcel is called otherwise."""
    rows = [*_two(), order("1-M2", weight_g=100, name="Bob")]
    (merge,) = Day(rows, facts(TEN_A_KILO)).proposals()
    assert merge.parcels[0].parcel_id == "1-M2M"


def test_no_proposal_crosses_what_it_may_not() -> None:
    """Random days of few buyers and doors: each proposal is held to the orders by plain comparison."""
    dice = Random("no crossing")  # noqa: S311 - a seeded day, not a secret
    by = facts([service("s", bands=TEN_A_KILO[0].bands, zones=(Zone("1", "US"), Zone("1", "DE")))], rates=_EUROS)
    paid = datetime(2026, 11, 19, 2, tzinfo=UTC)
    proposed = 0
    for _ in range(DAYS):
        rows = [
            order(
                str(number), weight_g=dice.choice((100, 400, 900)), name=dice.choice(("Ann", "ANN", "Bob")),
                address1=dice.choice(("1 Main St", "1  main st")), country=dice.choice(("US", "DE")),
                phone=dice.choice((None, "1")), platform=dice.choice((None, "ebay")),
                ioss=dice.choice((None, None, "IM1")),
                paid_at=paid + timedelta(hours=dice.randint(0, 60)), currency="EUR", vat_collected=True,
                value_e4=dice.choice((20_0000, 80_0000)), goods=dice.choice((None, None, "battery")),
                flags=dice.choice((None, None, None, "PRE_ORDER")),
            )
            for number in range(40)
        ]  # fmt: skip
        day = Day(rows, by)
        told = {row["order_id"]: (row, decided) for row, decided in zip(rows, day.decided.rows(), strict=True)}
        seen: set[str] = set()
        for one in day.proposals():
            proposed += 1
            assert seen.isdisjoint(one.orders)
            seen.update(one.orders)
            orders, decided = zip(*(told[order_id] for order_id in one.orders), strict=True)
            for name in ("country", "phone", "platform", "ioss", "vat_collected", "currency"):
                assert len({row[name] for row in orders}) == 1, name
            assert len({row["name"].lower() for row in orders}) == 1
            assert all(row["flags"] is None for row in orders)
            leaves = max(dispatch_on for _, dispatch_on, _ in decided)
            assert all(leaves <= latest_at.date() for _, _, latest_at in decided)
            values = [row["value_e4"] for row in orders]
            if orders[0]["country"] == "DE":
                assert {value > 150_0000 for value in values} == {sum(values) > 150_0000}
            assert "battery" not in {row["goods"] for row in orders}  # the one service takes none
    assert proposed >= DAYS
