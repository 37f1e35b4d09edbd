"""Postal item numbers (UPU S10): the check digit, and a carrier's pool of numbers.  No number is ever made up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from routing.errors import Fault, InputError
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)  # UPU S10: of the eight digits of the serial number, left to right
_ANY = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9-]{4,38}[A-Z0-9]", re.IGNORECASE)
"""What carriers' own numbers look like: letters, digits and hyphens, six signs at least, never without a digit."""
_SHAPE = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")


def check_digit(serial: str) -> int:
    """The check digit of eight digits: 11 less the weighted sum modulo 11, where 10 is written 0 and 11 is written 5.

    >>> check_digit("47312482")
    9
    """
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(WEIGHTS, serial, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def fault_of(number: str) -> Reason | None:
    """What is wrong with the number, None when nothing is.

    >>> fault_of("RR473124829GB") is None
    True
    """
    if not _SHAPE.fullmatch(number):
        return Reason("tracking.no_item_number", number=number)
    right = check_digit(number[2:10])
    if int(number[10]) != right:
        return Reason("tracking.check_digit", number=number, written=number[10], right=right)
    return None


def number_fault(number: str) -> Reason | None:
    """What is wrong with any carrier's tracking number: of the post its check digit, else its signs alone.

    >>> number_fault("YT2632800000000001") is None, number_fault("RR473124820GB") is None
    (True, False)
    """
    if _SHAPE.fullmatch(number):
        return fault_of(number)
    return None if _ANY.fullmatch(number) else Reason("tracking.no_number", number=number)


def read_pool(lines: Iterable[str], file: str) -> list[str]:
    """The numbers of a pool file, in its order: one a line (the first cell), blank lines and # remarks left out.

    Raises:
        InputError: every number that is malformed, has a wrong check digit or stands twice.
    """
    faults: list[Fault] = []
    rows: dict[str, int] = {}
    for row, line in enumerate(lines, 1):
        cell = re.split(r"[,;\t]", line.strip().lstrip("\ufeff"), maxsplit=1)[0].strip().strip('"').upper()
        number = cell.replace(" ", "")
        if not number or number.startswith("#") or (row == 1 and not any(char.isdigit() for char in number)):
            continue
        wrong = fault_of(number)
        if number in rows:
            wrong = Reason("tracking.pool_twice", number=number, row=rows[number])
        if wrong:
            faults.append(Fault(file, Place(row=row), wrong))
        rows.setdefault(number, row)
    if faults:
        raise InputError(faults)
    return list(rows)
