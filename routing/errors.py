"""Faults as values that carry their facts: what is wrong, where, what is allowed, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable


class SampanError(Exception):
    """Any fault sampan itself reports; its text is meant for the person who runs it."""


class ReadError(SampanError, ValueError):
    """A text that is no weight, size, amount, time or country: the message names the text and a form that works."""


@frozen
class Fault:
    """One thing wrong with a card, policy, calendar, exchange-rate or mapping file.

    `place` is as exact as the file allows: a row, a key, a cell ("row 14", "service[2].limits.weight", "Sheet1!C7").
    """

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        """File, place and message on one line."""
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.message}"


class InputError(SampanError):
    """A whole file cannot be used (exit code 3).  Holds every fault found, not just the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@frozen
class Problem:
    """One order row that needs a person: a line of `problems.csv`.

    `row` counts the rows of the file as a spreadsheet shows them (the header is row 1); 0 when it is the whole file.
    """

    file: str
    row: int
    order_id: str
    column: str
    value: str
    code: str
    message: str
