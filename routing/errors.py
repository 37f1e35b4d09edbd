"""Faults as values that carry their facts: what is wrong, where, what is allowed, the way out.

Their sentences are made at the edge: `cli.words.sentence` takes any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from routing.place import Place
    from routing.reason import Reason


class SampanError(Exception):
    """Any fault sampan itself reports, as a reason for the person who runs it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class ReadError(SampanError, ValueError):
    """A text that is no weight, size, amount, time or country.

    `reason` says what is wrong and names the text; `way_out` a form that works, None where that is plain.
    """

    def __init__(self, reason: Reason, way_out: Reason | None = None) -> None:
        super().__init__(reason)
        self.args = (reason, way_out)
        self.way_out = way_out

    def __str__(self) -> str:
        return f"{self.reason} {self.way_out}" if self.way_out else str(self.reason)


@frozen
class Fault:
    """One thing wrong with a card, policy, calendar, exchange-rate or mapping file.

    `place` is as exact as the file allows: a row, a cell, or a name that the file itself has, such as that of a sheet,
    of a column or of a key ("service[2].limits.weight"); the empty text is the whole file.
    """

    file: str
    place: Place | str
    reason: Reason

    def __str__(self) -> str:
        """File, place and reason on one line."""
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.reason}"


class InputError(SampanError):
    """A whole file cannot be used (exit code 3).  Holds every fault found, not just the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults[0].reason)
        self.args = (self.faults,)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


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
    reason: Reason
