"""Orders with their door: columns of a run, the choice by door cost, and both paths on random orders."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from handmade import EVERYTHING, band, service

from carriers.calendars.shop_schedule import load_schedule
from carriers.customs.door_facts import door_facts
from cli.words import sentence
from routing.facts import Facts
from routing.landed.facts import Basis, Charge, Kind, Sure
from routing.landed.order import consignment_of
from routing.orders import SCHEMA, OrderTable
from routing.plan import Plan
from routing.services.door_terms import Arrangement, DoorTerms
from routing.services.policy import Selection, Tier
from routing.services.service import Validity, Zone
from routing.values.money import VALUE_MAX_E4, DatedRate, ExchangeRates
from routing.verify import Verifier

ORDERS = int(os.environ.get("SAMPAN_DOOR_ORDERS", "600"))
"""How many random orders both paths answer; 5,000 take some ten seconds."""
SEED = int(os.environ.get("SAMPAN_DOOR_SEED", "17"))

PLACES = ("DE", "FR", "IT", "RO", "ES", "GB", "US", "TH", "MX", "JP", "NO", "RE", "XX")
COUNTRIES = PLACES[:-1]
TERRITORY = {"ES": "ES-CN", "FR": "MC", "IT": "IT-LIVIGNO", "GB": "GB-NIR"}
_CNY = {"EUR": "8.05", "USD": "7.1234", "RON": "1.6", "GBP": "9.1", "THB": "0.21"}  # JPY, MXN and NOK have none
RATES = ExchangeRates(
    (
        *(DatedRate(code, Fraction(cny), date(2020, 1, 1), None, "by hand") for code, cny in _CNY.items()),
        DatedRate("EUR", Fraction("8.11"), date(2026, 11, 3), None, "by hand"),
    )
)
ZONES = tuple(Zone("1", country) for country in COUNTRIES)
PREPAID = DoorTerms(Arrangement.PREPAID, Fraction("1.5"), "EUR", source="by hand")
TERMS: tuple[tuple[DoorTerms, ...], ...] = (
    (),
    (PREPAID,),
    (DoorTerms(Arrangement.COLLECTED),),
    (DoorTerms(Arrangement.INCLUDED, countries=frozenset({"FR", "DE"})), PREPAID),
    (DoorTerms(Arrangement.PREPAID, Fraction(2), "NOK"),),
)
SERVICES = tuple(
    service(f"s{n}", bands=(band(base=10 + 4 * n),), zones=ZONES, door=terms) for n, terms in enumerate(TERMS)
)
TIERS = (
    Tier("light", Selection(services=frozenset({"s0", "s1", "s2"})), countries=frozenset({"DE", "FR", "ES"})),
    *EVERYTHING.tiers,
)
DOUBT = Charge(
    "X_FEE", "US", Kind.FEE, Basis.VALUE, Fraction("0.01"), None, 0, "USD", True,
    Validity(date(2020, 1, 1)), Sure.NOT_CONFIRMED, "by hand", "2026",
)  # fmt: skip
DOOR = evolve(door_facts(), charges=(*door_facts().charges, DOUBT))


def facts(rank: Any = "freight", **more: Any) -> Facts:
    """Five services that differ in price and in what their cards say of duty."""
    policy = evolve(EVERYTHING, tiers=TIERS, rank=rank)
    return evolve(Facts(SERVICES, policy, RATES, load_schedule(), door=DOOR), **more)


def order(number: int = 1, country: str = "DE", **more: Any) -> dict[str, Any]:
    """An order of 500 g worth 20 EUR, VAT paid at the sale; paid on the morning of 20 November."""
    facts = {"order_id": str(number), "paid_at": datetime(2026, 11, 20, 2, tzinfo=UTC), "source": "o.csv", "row": 2}
    size = {"weight_g": 500, "length_mm": 200, "width_mm": 150, "height_mm": 100}
    worth = {"value_e4": 20_0000, "currency": "EUR", "vat_collected": True}
    return {**facts, **size, **worth, "country": country, **more}


def item(hs_code: str | None, sku: str | None = "A", pieces: int | None = 1, unit_e4: int | None = 10_0000) -> Any:
    """A line of an order."""
    return {"sku": sku, "quantity": pieces, "unit_value_e4": unit_e4, "hs_code": hs_code, "origin": "CN"}


def lines(rows: list[dict[str, Any]], of: Facts, on: date | None = None) -> list[dict[str, str]]:
    """The lines of assignments.csv, after the exact path was found to write the same."""
    table = OrderTable.of(rows)
    written = Plan(of, on, sentence).route(table).lines.cast(pl.String)
    verifier = Verifier(of, on, sentence)
    told = [{name: cell or "" for name, cell in line.items()} for line in written.iter_rows(named=True)]
    for line, row in zip(told, table.frame.iter_rows(named=True), strict=True):
        assert verifier.differences(row, line) == [], row
    return told


def _random(dice: Random, number: int) -> dict[str, Any]:
    country = dice.choice(COUNTRIES)
    codes = ("610910", "6109.10", "910212", "61091", None, "8517 79 00 90")
    values = (
        0,
        1,
        9_9999,
        18_7500,
        149_9999,
        150_0000,
        150_0001,
        160_0000,
        1_000_0000,
        *(dice.randrange(150_0000) for _ in range(8)),
    )
    many = [
        {
            "sku": dice.choice(("A", "B", None)),
            "title": dice.choice(("Shirt", None)),
            "quantity": dice.choice((1, 2, 5, 5, None)),
            "unit_value_e4": dice.choice((*values, *values, None)),
            "hs_code": dice.choice(codes[: dice.choice((1, 3, 3, 6))]),
            "origin": dice.choice(("CN", "CN", "VN", None)),
        }
        for _ in range(dice.randint(0, 3))
    ]
    return order(
        number,
        country,
        paid_at=datetime(2026, 1, 1, 2, tzinfo=UTC) + timedelta(days=dice.choice((dice.randrange(360), 180, 303, 306))),
        territory=dice.choice((None, None, TERRITORY.get(country))),
        value_e4=dice.choice((*values, None)),
        currency=dice.choice(("EUR", "EUR", "EUR", "USD", "USD", "CNY", "JPY", None)),
        vat_collected=dice.choice((True, True, True, False, None)),
        ioss=dice.choice((None, None, "IM3720000224")),
        items=many or None,
        sku=dice.choice(("A", None)),
        quantity=dice.choice((1, 3, None)),
        hs_code=dice.choice(codes),
        origin=dice.choice(("CN", None)),
        requested_service=dice.choice((None, None, "s1", "s2", "s3", "s4")),
        weight_g=dice.choice((500, 500, 500, 40_000)),
    )


@pytest.mark.parametrize("rank", ["freight", "door"])
def test_both_paths_agree(rank: str) -> None:
    """Random orders with items, days and destinations: every cell by the columns' path is that of the exact one."""
    dice = Random(SEED)  # noqa: S311 - no secret
    rows = [_random(dice, number) for number in range(ORDERS // 2)]
    told = lines(rows, facts(rank))
    if ORDERS >= 600:
        assert sum(bool(line["door_cny"]) for line in told) > ORDERS // 20
        assert len({line["door_note"] for line in told}) > 20
        assert len({line["service"] for line in told}) > 3


def test_values_beyond_64_bits_are_exact() -> None:
    """A million pieces of the dearest article that a file may hold."""
    dear = item("610910", pieces=1_000_000, unit_e4=VALUE_MAX_E4)
    huge = evolve(
        DOOR,
        charges=(
            *DOOR.charges,
            evolve(DOUBT, area="MX", sure=Sure.SOLID),
            evolve(DOUBT, area="MX", kind=Kind.DUTY, sure=Sure.SOLID),
            evolve(DOUBT, area="MX", kind=Kind.VAT, sure=Sure.SOLID),
        ),
    )
    more = [order(2, "DE", items=[dear]), order(3, items=[item("610910")])]
    line, *_ = lines([order(1, "MX", items=[dear], currency="USD", requested_service="s1"), *more], facts(door=huge))
    # 1 % of a million times 10,000,000,000 USD at 7.1234 CNY, as duty and as tax; the same as fee with 1.50 EUR
    assert line["duty_cny"] == "1424680000000000.00"
    assert line["fees_cny"] == "712340000000012.17"


def test_the_columns_by_hand() -> None:
    """A shirt and a watch to France by the service that prepays for 1.50 EUR; 20 November, 8.11 CNY a EUR.

    Duty 2 x 3 EUR and 20 % VAT on it, 7.20 EUR = 58.39; fees 2 x 2 EUR and the handling 1.50, 5.50 EUR = 44.61
    (44.605, half up); with the price of 14.00 it is 117.00.
    """
    two = [item("610910"), item("9102.12.00")]
    (line,) = lines([order(1, "FR", items=two, requested_service="s1")], facts())
    assert [line[name] for name in ("price_cny", "duty_cny", "fees_cny", "door_cny")] == [
        "14.00", "58.39", "44.61", "117.00",
    ]  # fmt: skip
    assert line["door_note"] == "EU_HANDLING_FEE is not certain and not in the sum"


def test_a_missing_code_leaves_the_sum_empty_and_names_the_article() -> None:
    """In the lines of the order as well as in an order of one line."""
    lacking = order(1, items=[item("610910"), item(None, "HAT-7"), item("61091", None)], requested_service="s1")
    single = order(2, sku="CAP-1", requested_service="s1")
    told = lines([lacking, single], facts())
    assert [(line["duty_cny"], line["fees_cny"], line["door_cny"]) for line in told] == [("", "", "")] * 2
    assert [line["door_note"] for line in told] == [
        f"no HS code of six digits or more for {articles}: fill column hs_code of the product master"
        for articles in ("HAT-7 and #3", "CAP-1")
    ]


def test_the_cheapest_freight_is_not_the_cheapest_parcel() -> None:
    """One class to Germany: 3 EUR and 19 % of it, 3.57 EUR = 28.95 CNY, and 1.50 EUR handling = 12.17 CNY.

    s0 costs 10 and its card says nothing of duty: unknown loses; s1 prepays: 14 + 41.12 = 55.12; s2 lets the consignee
    pay: 18.  Freight alone takes s0.
    """
    shirt = order(1, items=[item("610910")])
    (by_freight,) = lines([shirt], facts())
    assert (by_freight["service"], by_freight["runner_up"], by_freight["saving_cny"]) == ("s0", "s1", "4.00")
    assert by_freight["door_cny"] == ""
    (by_door,) = lines([shirt], facts("door"))
    assert (by_door["service"], by_door["price_cny"], by_door["door_cny"]) == ("s2", "18.00", "18.00")
    assert (by_door["runner_up"], by_door["runner_up_price_cny"], by_door["saving_cny"]) == ("s1", "14.00", "37.12")
    assert by_door["door_note"].startswith("the consignee is asked for it; ")


def test_without_the_question_the_columns_are_empty() -> None:
    """Nobody asks: no cell of the door; a policy that ranks by it then compares prices."""
    for rank in ("freight", "door"):
        (line,) = lines([order(1, items=[item("610910")])], facts(rank, door=None))
        assert (line["service"], line["duty_cny"], line["fees_cny"], line["door_cny"], line["door_note"]) == (
            "s0", "", "", "", "",
        )  # fmt: skip


def test_an_order_becomes_a_consignment() -> None:
    """Lines tell classes and values; an order of one line tells them by its own columns; IOSS says VAT was paid."""
    row = OrderTable.of([order(items=[item("610910", pieces=5)], territory="ES-CN", vat_collected=None, ioss="IM1")])
    several = consignment_of(row.frame.row(0, named=True))
    assert (several.place, several.value_e4, several.vat_collected, several.items[0].pieces) == (
        "ES-CN",
        500_000,
        True,
        5,
    )
    one = consignment_of(OrderTable.of([order(hs_code="610910", vat_collected=None)]).frame.row(0, named=True))
    assert (one.place, one.value_e4, one.vat_collected, one.classes()) == ("DE", 200_000, None, 1)
    assert {"items", "vat_collected"} <= set(SCHEMA)


@pytest.mark.parametrize("rank", ["freight", "door"])
def test_chunks_of_one_kind(rank: str) -> None:
    """No order at all; orders of one line alone, without codes; orders with lines alone: both paths agree."""
    of = facts(rank)
    assert lines([], of) == []
    bare = [order(n, sku="A", quantity=2, description="Shirt") for n in range(3)]
    assert [line["door_cny"] for line in lines([*bare, order(4, "US", value_e4=None, currency=None)], of)][-1] == ""
    listed = [order(n, items=[item("610910"), item("610910", "B")], requested_service="s1") for n in range(3)]
    assert {line["duty_cny"] for line in lines(listed, of)} == {"28.95"}  # 3.57 EUR at 8.11
