"""A backtest adds up, and its totals are those of two runs of `sampan route`, to the cent."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from carriers.backtest.backtest import Backtest
from carriers.cards.catalogue import bundled_folder
from cli.cards.backtest_picture import picture
from cli.options.facts import FactPaths
from cli.words import sentence
from routing.intake import Reading, order_files, read_orders, read_products
from routing.orders import OrderTable
from routing.plan import Plan
from routing.run_order import ASSIGNED

if TYPE_CHECKING:
    from collections.abc import Callable

    from routing.facts import Facts

    Write = Callable[..., Path]

DEMO = Path(str(resources.files("carriers"))) / "data" / "demo"
PAID = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def day() -> OrderTable:
    """The bundled day's orders."""
    (batch,) = read_orders(
        order_files([DEMO / "orders.csv"]), Reading(profile="canonical", products=read_products(DEMO / "products.csv"))
    )
    return batch.table


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled cards, but dearer ePackets to the US, no FedEx, and AliExpress Standard up to 1 kg."""
    folder = tmp_path_factory.mktemp("new") / "cards"
    shutil.copytree(bundled_folder(), folder)
    shutil.rmtree(folder / "fedex-ip")
    for name, old, new in (
        ("cnpost-epacket/rates.csv", ",10,0,1,0.08,2017", ",12,0,1,0.085,2017"),
        ("aliexpress-standard/card.toml", "weight <= 2 kg", "weight <= 1 kg"),
    ):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


@cache
def _facts(cards: Path, policy: str = "handbook") -> Facts:
    return FactPaths.named([str(cards)], policy, None).load()


def _routed(facts: Facts, table: OrderTable) -> dict[str, tuple[str | None, Decimal]]:
    """Order -> service and price, from the lines that a run writes."""
    lines = Plan(facts).route(table).lines
    return {
        line["order_id"]: (line["service"], Decimal(line["price_cny"] or 0))
        for line in lines.iter_rows(named=True)
        if line["status"] == ASSIGNED
    }


def test_totals_are_those_of_two_runs(day: OrderTable, changed: Path) -> None:
    """Old and new totals, in all and by service, equal two separate runs to the cent."""
    old, new = _facts(bundled_folder()), _facts(changed)
    test = Backtest(old, new)
    test.add(day)
    runs = [_routed(facts, day) for facts in (old, new)]
    sums = [sum((price for _, price in run.values()), Decimal(0)) for run in runs]
    assert [Decimal(fen) / 100 for fen in (test.total.old_fen, test.total.new_fen)] == sums
    assert sums[0] != sums[1]
    for service, money in test.by_service.items():
        before, after = ([price for one, price in run.values() if one == service] for run in runs)
        assert (money.old_orders, money.new_orders) == (len(before), len(after))
        assert (money.old_fen, money.new_fen) == (int(sum(before) * 100), int(sum(after) * 100))


def test_the_account_of_orders_adds_up(day: OrderTable, changed: Path) -> None:
    """Kept, changed, lost, gained and none are all orders, as counted from two runs by hand."""
    old, new = _facts(bundled_folder()), _facts(changed)
    test = Backtest(old, new)
    test.add(day)
    before, after = (_routed(facts, day) for facts in (old, new))
    orders = day.frame["order_id"].to_list()
    services = [(before.get(one, (None,))[0], after.get(one, (None,))[0]) for one in orders]
    assert test.account == {
        "orders": len(orders),
        "kept": sum(one == other and one is not None for one, other in services),
        "changed": sum(one != other and None not in {one, other} for one, other in services),
        "lost": sum(one is not None and other is None for one, other in services),
        "gained": sum(one is None and other is not None for one, other in services),
        "none": sum(one is None and other is None for one, other in services),
    }
    for totals in (test.by_country, test.by_service, test.by_tier):
        assert sum((money for money in totals.values()), type(test.total)()) == test.total


def test_chunks_do_not_matter(day: OrderTable, changed: Path) -> None:
    """The same orders in one chunk or in many give the same account, totals and largest changes."""
    old, new = _facts(bundled_folder()), _facts(changed)
    whole, parts = Backtest(old, new), Backtest(old, new)
    whole.add(day)
    for start in range(0, len(day), 17):
        parts.add(OrderTable(day.frame.slice(start, 17)))
    parts.add(OrderTable(day.frame.clear()))
    assert whole.account == parts.account
    assert whole.total == parts.total
    assert whole.largest == parts.largest
    assert whole.cheapest == parts.cheapest


def test_what_the_policy_costs_is_its_distance_from_the_cheapest(day: OrderTable) -> None:
    """The cost of the handbook is its total less that of a run with the policy `cheapest`, over the same orders."""
    handbook, cheapest = _facts(bundled_folder()), _facts(bundled_folder(), "cheapest")
    test = Backtest(handbook, handbook)
    test.add(day)
    mine, least = _routed(handbook, day), _routed(cheapest, day)
    both = mine.keys() & least.keys()
    assert test.cheapest["orders"] == len(both)
    gap = sum((mine[one][1] - least[one][1] for one in both), Decimal(0))
    assert Decimal(test.cheapest["policy_fen"] - test.cheapest["cheapest_fen"]) / 100 == gap
    assert gap > 0


def _orders(*rows: dict[str, object]) -> OrderTable:
    plain = {"paid_at": PAID, "country": "US", "weight_g": 500, "length_mm": 200, "width_mm": 150, "height_mm": 100,
             "shape": "box", "value_e4": 200_000, "currency": "USD", "source": "test"}  # fmt: skip
    return OrderTable.of([{**plain, "order_id": f"o{at}", "row": at + 2, **row} for at, row in enumerate(rows)])


TWO = (
    '\n[[service]]\ncode = "two"\ncarrier = "Other Post"\nname = "Line two"\nclass = "registered"\n'
    'tracked = true\ntransit_days = [7, 20]\ngoods = ["general"]\nlimits = ["weight <= 2 kg"]\n'
)
TWO_ZONE, TWO_RATE = "two,1,US\n", "two,1,0,2000,60,2000,1,0\n"

REASONS = [
    # what the new card does, order, reason
    (
        "dearer",
        {"rates": ("one,1,0,2000,16,", "one,1,0,2000,18,")},
        {},
        "one costs 58.00 instead of 56.00",
    ),
    (
        "refused",
        {"card": ("weight <= 2 kg", "weight <= 300 g")},
        {},
        "one no longer takes it: WEIGHT_OVER, weight 500 g is not <= 300 g",
    ),
    (
        "other_wins",
        {"rates": ("one,1,0,2000,16,", "one,1,0,2000,26,")},
        {},
        "one now costs 66.00 instead of 56.00; two is the cheapest of tier registered",
    ),
    (
        "undercut",
        {"rates": (TWO_RATE, "two,1,0,2000,50,2000,1,0\n")},
        {},
        "two undercuts one (56.00)",
    ),
    (
        "no_channel_either_way",
        {"card": ("weight <= 2 kg", "weight <= 3 kg"), "rates": ("one,1,0,2000,", "one,1,0,3000,")},
        {"goods": "battery"},
        None,
    ),
]


@pytest.mark.parametrize("case", REASONS, ids=lambda case: case[0])
def test_each_change_has_its_reason(write_card: Write, good: dict[str, str], case: tuple[object, ...]) -> None:
    """The largest changes say why: dearer, refused with the figures, beaten by another, undercut."""
    _, changes, order, said = case
    assert isinstance(changes, dict)
    assert isinstance(order, dict)
    both = {"card": good["card"] + TWO, "zones": good["zones"] + TWO_ZONE, "rates": good["rates"] + TWO_RATE}
    new = dict(both)
    for key, (old_text, new_text) in changes.items():
        assert old_text in new[key]
        new[key] = new[key].replace(old_text, new_text, 1)
    test = Backtest(_facts(write_card("old", **both)), _facts(write_card("new", **new)))
    test.add(_orders(order))
    assert [sentence(one.reason) for one in test.largest] == ([said] if said else [])


def test_a_service_that_moves_to_another_class_says_so(write_card: Write, good: dict[str, str]) -> None:
    """The service still takes the parcel, but its class is no longer among the handbook's for it."""
    new = good["card"].replace('"registered"', '"courier"')
    test = Backtest(_facts(write_card("a")), _facts(write_card("b", card=new)))
    test.add(_orders({}))
    (one,) = test.largest
    assert sentence(one.reason).startswith("one would take it for 56.00, but the policy leaves no channel: ")


def test_an_earlier_tier_that_now_takes_it_says_so(write_card: Write, good: dict[str, str], tmp_path: Path) -> None:
    """Nothing got dearer: the order only meets a service of an earlier tier now."""
    policy = tmp_path / "policy.toml"
    policy.write_text(
        'name = "p"\n[[tier]]\nname = "first"\nservices = ["one"]\n[[tier]]\nname = "rest"\neverything = true\n',
        encoding="utf-8",
    )
    both = {"card": good["card"] + TWO, "zones": good["zones"] + TWO_ZONE, "rates": good["rates"] + TWO_RATE}
    small = {**both, "card": both["card"].replace("weight <= 2 kg", "weight <= 300 g", 1)}
    old, new = (_facts(write_card(name, **texts), str(policy)) for name, texts in (("a", small), ("b", both)))
    test = Backtest(old, new)
    test.add(_orders({}))
    assert [sentence(one.reason) for one in test.largest] == ["falls into tier first instead of rest"]


def test_lost_and_gained_channels_come_first(write_card: Write, good: dict[str, str]) -> None:
    """An order without a channel weighs more than any money; each way says why."""
    small = good["card"].replace("weight <= 2 kg", "weight <= 300 g")
    old, new = _facts(write_card("a")), _facts(write_card("b", card=small))
    orders = _orders({"weight_g": 100}, {"weight_g": 400})
    lost, gained = Backtest(old, new), Backtest(new, old)
    lost.add(orders)
    gained.add(orders)
    assert (lost.account["lost"], gained.account["gained"]) == (1, 1)
    assert sentence(lost.largest[0].reason) == "one no longer takes it: WEIGHT_OVER, weight 400 g is not <= 300 g"
    assert lost.largest[0].new_fen is None
    assert sentence(gained.largest[0].reason) == "had no channel: WEIGHT_OVER one 400 g > 300 g"
    assert gained.largest[0].old_service == ""


def test_the_ten_largest_are_the_ten_largest(write_card: Write, good: dict[str, str]) -> None:
    """Of thirty orders that get dearer by weight, the ten heaviest are told, the heaviest first."""
    new = good["rates"].replace("16,0,1,0.08", "16,0,1,0.10")
    test = Backtest(_facts(write_card("a")), _facts(write_card("b", rates=new)))
    rows: list[dict[str, object]] = [{"weight_g": 50 * (number + 1)} for number in range(30)]
    test.add(_orders(*rows))
    assert [one.order_id for one in test.largest] == [f"o{number}" for number in range(29, 19, -1)]
    assert sentence(test.largest[0].reason) == "one costs 166.00 instead of 136.00"


def test_a_new_card_may_be_looked_up_on_a_day_of_its_own(write_card: Write, good: dict[str, str]) -> None:
    """Past orders lie before a new sheet's first day: without a day for it nothing is in force, and that is told."""
    later = good["card"].replace("2026-01-01", "2026-12-01")
    old, new = _facts(write_card("a")), _facts(write_card("b", card=later))
    blind, seeing = Backtest(old, new), Backtest(old, new, new_on=date(2026, 12, 1))
    for test in (blind, seeing):
        test.add(_orders({}))
    assert blind.account["lost"] == 1
    (said,) = map(sentence, blind.outside())
    assert said.startswith("one (new) holds 2026-12-01 to further notice; the orders go out 2026-11-18 to 2026-11-18.")
    assert seeing.account["kept"] == 1
    assert seeing.outside() == []


def test_nothing_in_nothing_out(changed: Path) -> None:
    """Without orders there is an account of zeros, no largest change and nothing outside."""
    test = Backtest(_facts(changed), _facts(changed))
    assert test.account == {"orders": 0, "kept": 0, "changed": 0, "lost": 0, "gained": 0, "none": 0}
    assert test.largest == []
    assert test.outside() == []
    assert ET.fromstring(picture(test)).tag.endswith("svg")  # noqa: S314 - our own text


def test_the_picture_is_drawn(day: OrderTable, changed: Path) -> None:
    """The picture is well-formed SVG with a bar, old and new, for each service, and the totals in words."""
    test = Backtest(_facts(bundled_folder()), _facts(changed))
    test.add(day)
    drawn = picture(test)
    root = ET.fromstring(drawn)  # noqa: S314 - our own text
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"fedex-ip", "cnpost-epacket", "SE"} <= set(texts)
    assert f"{len(day)} past orders by old and new cards" in texts
    widths = [float(node.get("width", "0")) for node in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert all(width >= 0 for width in widths)
    assert sum(width == 300 for width in widths) == 1  # the longest bar


def test_the_day_is_the_file_s(day: OrderTable) -> None:
    """The fixture holds every good row of the bundled file: 210 rows less five bad ones."""
    with (DEMO / "orders.csv").open(encoding="utf-8", newline="") as file:
        assert len(day) == sum(1 for _ in csv.DictReader(file)) - 5
