from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve
from told import refused

from carriers.labels.numbers.parcels import key_of
from carriers.labels.numbers.pool import Given, Pool, ledger_text, merged, read_ledger
from carriers.labels.numbers.s10 import check_digit, fault_of, read_pool
from carriers.shipment import Shipment
from cli.words import sentence
from routing.errors import InputError


@pytest.mark.parametrize(
    ("serial", "digit"),
    [
        ("47312482", 9),  # UPU S10's own example, RR473124829GB; sum 200, 11 - 2
        ("28704377", 5),  # a published number, RR287043775IN; sum 231, 11 - 0 -> 11 is written 5
        ("00000000", 5),  # sum 0 -> 11 is written 5
        ("12345678", 5),  # sum 204, 11 - 6
        ("00000001", 4),  # sum 7, 11 - 7
        ("00010000", 9),  # sum 2, 11 - 2
        ("01000000", 5),  # sum 6, 11 - 6
        ("00000101", 0),  # sum 5 + 7 = 12, 11 - 1 -> 10 is written 0
        ("00010010", 5),  # sum 2 + 9 = 11, 11 - 0 -> 11 is written 5
    ],
)
def test_check_digit(serial: str, digit: int) -> None:
    """The check digit is the one of UPU S10, with 10 written 0 and 11 written 5."""
    assert check_digit(serial) == digit


@pytest.mark.parametrize("number", ["RR473124828GB", "RR47312482GB", "rr473124829gb", "473124829", "RR473124829GB "])
def test_a_wrong_number_is_named(number: str) -> None:
    """A number with a wrong check digit, length or letters is refused, and the message quotes it."""
    wrong = fault_of(number)
    assert wrong is not None
    assert repr(number) in sentence(wrong)


def test_every_fault_of_a_pool_is_told_at_once() -> None:
    """A pool file with two faults tells both, with their rows."""
    with pytest.raises(InputError) as caught:
        read_pool(["number", "RR473124829GB", "RR473124820GB", "# spare", "", "rr 473 124 829 gb"], "pool.txt")
    assert [sentence(fault.place) for fault in caught.value.faults] == ["row 3", "row 6"]
    assert "stands in row 2 already" in sentence(caught.value)


RR, RR_IN = "RR473124829GB", "RR287043775IN"
CN = [
    f"{letters}{serial}{check_digit(serial)}CN" for letters in ("RB", "LK", "EA") for serial in ("70000000", "70000007")
]
"""Two registered, two tracked and two express numbers of China Post, with the check digits of UPU S10."""


def parcel(order_id: str = "1", **facts: Any) -> Shipment:
    """A parcel of China Post's registered service to Germany."""
    return Shipment(**{
        "order_id": order_id, "country": "DE", "service": "cnpost-registered", "carrier": "China Post",
        "service_class": "registered", "name": "Bernd Beta", "postcode": "10115", **facts,
    })  # fmt: skip


def test_a_number_is_given_to_one_order_only() -> None:
    """Two orders never share a number, an order keeps its number, and an empty pool gives none."""
    pool = Pool([RR, RR_IN])
    assert [pool.take(parcel(order)) for order in ("A", "B", "A", "C")] == [RR, RR_IN, RR, None]


def test_a_number_used_before_is_never_given_again() -> None:
    """A second run passes over the numbers of the ledger and gives an order of the first run its old number."""
    first = Pool([RR, RR_IN])
    first.take(parcel("A"))
    second = Pool([RR, RR_IN], read_ledger(ledger_text(first.taken).decode().splitlines(), "ledger"))
    assert (second.take(parcel("B")), second.take(parcel("A"))) == (RR_IN, RR)


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"postcode": "10117"}, True),  # a corrected address
        ({"name": "Bernd A. Beta"}, True),  # a corrected name
        ({"name": "Ann Alpha", "postcode": "02101"}, False),  # another buyer
        ({"country": "US"}, False),
        ({"platform": "ebay"}, False),  # another marketplace
        ({"paid_at": datetime(2026, 11, 20, tzinfo=UTC)}, False),  # another day
    ],
)
def test_two_shops_may_have_an_order_of_one_id(changes: dict[str, Any], same: bool) -> None:  # noqa: FBT001
    """#1001 of two shops are two parcels, and get two numbers; the same parcel in another run keeps its own."""
    first = parcel("#1001", platform="shopify", paid_at=datetime(2026, 11, 19, tzinfo=UTC))
    pool = Pool([RR, RR_IN])
    assert pool.take(first) == RR
    again = Pool([RR, RR_IN], read_ledger(ledger_text(pool.taken).decode().splitlines(), "ledger"))
    assert again.take(evolve(first, **changes)) == (RR if same else RR_IN)


def test_shops_that_have_names_are_told_apart_by_them() -> None:
    """The same order, payment and consignee in two named shops are two parcels."""
    pool = Pool([RR, RR_IN], shop="Lantern")
    pool.take(parcel())
    assert Pool([RR, RR_IN], pool.taken, shop="Kite").take(parcel()) == RR_IN


def test_a_ledger_of_order_ids_alone_still_counts() -> None:
    """Ledgers of the first sampan name orders only: their orders keep their numbers."""
    given = read_ledger(["tracking,order_id", f"{RR},A"], "old")
    assert Pool([RR, RR_IN], given).take(parcel("A")) == RR


@pytest.mark.parametrize(
    ("facts", "letters"),
    [
        ({}, ["RB", "RB", None]),
        ({"service": "cnpost-epacket"}, ["LK", "LK", "RB"]),  # tracked letter post first, registered is tracked too
        ({"service": "cnpost-ems", "service_class": "express_post"}, ["EA", "EA", None]),
        ({"service": "cnpost-surface", "service_class": "economy"}, [None, None, None]),  # U* only
        ({"service": "fedex-ip", "carrier": "FedEx", "service_class": "courier"}, [None, None, None]),
        ({"service": "aliexpress-standard", "carrier": "AliExpress"}, [None, None, None]),
        ({"service": "own-line", "carrier": "Forwarder"}, [None, None, None]),  # the numbers are China Post's
    ],
)
def test_a_number_fits_its_service_and_carrier(facts: dict[str, Any], letters: list[str | None]) -> None:
    """S10's first letters are those of the service, and China Post's numbers stand on China Post's parcels only."""
    pool = Pool(CN)
    numbers = [pool.take(parcel(str(order), **facts)) for order in range(3)]
    assert [number[:2] if number else None for number in numbers] == letters


def test_services_the_seller_named_bear_the_numbers() -> None:
    """A forwarder's own line may bear them when the seller says so."""
    pool = Pool(CN, trusted={"own-line"})
    assert pool.take(parcel(service="own-line", carrier="Forwarder")) == CN[0]


def test_a_number_of_two_parcels_is_told() -> None:
    """Two ledgers that give one number to two orders are a fault that names both files."""
    one, two = ([Given(RR, key_of(parcel(order)))] for order in ("A", "B"))
    assert len(merged([("a", one), ("b", one)])) == 1
    with refused(InputError, "order B here and for order A in a"):
        merged([("a", one), ("b", two)])


@pytest.mark.parametrize(
    "lines",
    [
        ["tracking,order_id", "RR473124829GB,A", "RR473124829GB,B"],  # one number, two orders
        ["tracking,order_id", "RR473124829GB,A", "RR287043775IN,A"],  # one order, two numbers
        ["tracking,order_id", "RR473124829GB"],  # cut off
        ["tracking,order_id", "RR473124829GB,"],  # cut off a sign later: no order
        ["tracking,order_id", "RR473124828GB,A"],  # a digit changed: the check digit of ...829 is 9
        ["tracking,order_id", "RR473124829GB,8.19E+15"],  # a spreadsheet took the order id for a number
        ["number", "RR473124829GB"],  # some other file
    ],
)
def test_a_damaged_ledger_is_refused(lines: list[str]) -> None:
    """A ledger that cannot be trusted stops the run: a number might be used twice."""
    with pytest.raises(InputError):
        read_ledger(lines, "pool.used.csv")
