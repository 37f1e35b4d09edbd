from __future__ import annotations

import pytest

from carriers.labels.numbers.pool import Pool, read_ledger
from carriers.labels.numbers.s10 import check_digit, fault_of, read_pool
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
    assert [fault.place for fault in caught.value.faults] == ["row 3", "row 6"]
    assert "stands in row 2 already" in sentence(caught.value)


def test_a_number_is_given_to_one_order_only() -> None:
    """Two orders never share a number, an order keeps its number, and an empty pool gives none."""
    pool = Pool(["RR473124829GB", "RR287043775IN"], {})
    assert [pool.take(order) for order in ("A", "B", "A", "C")] == [
        "RR473124829GB",
        "RR287043775IN",
        "RR473124829GB",
        None,
    ]


def test_a_number_used_before_is_never_given_again() -> None:
    """A second run passes over the numbers of the ledger and gives an order of the first run its old number."""
    first = Pool(["RR473124829GB", "RR287043775IN"], {})
    first.take("A")
    second = Pool(["RR473124829GB", "RR287043775IN"], read_ledger(first.ledger().decode().splitlines(), "ledger"))
    assert (second.take("B"), second.take("A")) == ("RR287043775IN", "RR473124829GB")


@pytest.mark.parametrize(
    "lines",
    [
        ["tracking,order_id", "RR473124829GB,A", "RR473124829GB,B"],  # one number, two orders
        ["tracking,order_id", "RR473124829GB,A", "RR287043775IN,A"],  # one order, two numbers
        ["tracking,order_id", "RR473124829GB"],  # cut off
        ["tracking,order_id", "RR473124829GB,"],  # cut off a sign later: no order
        ["tracking,order_id", "RR473124828GB,A"],  # a digit changed: the check digit of ...829 is 9
        ["number", "RR473124829GB"],  # some other file
    ],
)
def test_a_damaged_ledger_is_refused(lines: list[str]) -> None:
    """A ledger that cannot be trusted stops the run: a number might be used twice."""
    with pytest.raises(InputError):
        read_ledger(lines, "pool.used.csv")
