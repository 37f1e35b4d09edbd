"""Tracking numbers that carriers answered with, kept with the run: which order has which number, and by what file."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from attrs import astuple, fields, frozen

from carriers.labels.numbers.s10 import number_fault
from routing.errors import Fault, InputError
from routing.place import Place
from routing.reason import Reason
from routing.values.formulas import guard, unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen
class Answer:
    """One order's number.  `file` is the carrier's reply that told it; `carrier` and `service` as the run has them."""

    order_id: str
    tracking: str
    carrier: str = ""
    service: str = ""
    file: str = ""


ANSWER_COLUMNS: Final = tuple(a.name for a in fields(Answer))


def answers_text(answers: Iterable[Answer]) -> bytes:
    """The table of a run's answers: CSV, one line an order."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ANSWER_COLUMNS)
    writer.writerows([guard(cell) for cell in astuple(one)] for one in answers)
    return text.getvalue().encode()


def read_answers(lines: Iterable[str], file: str) -> dict[str, Answer]:
    """Order id -> its answer.

    Raises:
        InputError: a line is damaged, or an order stands twice.
    """
    reader = csv.reader(lines)
    if tuple(next(reader, ())) != ANSWER_COLUMNS:
        reason = Reason("tracking.no_answers", header=",".join(ANSWER_COLUMNS))
        raise InputError([Fault(file, Place(row=1), reason)])
    found: dict[str, Answer] = {}
    faults = []
    for row, cells in enumerate(reader, 2):
        one = Answer(*map(unguarded, cells)) if len(cells) == len(ANSWER_COLUMNS) else None
        if one is None or not one.order_id or one.order_id in found or number_fault(one.tracking):
            faults.append(Fault(file, Place(row=row), Reason("tracking.answer_damaged")))
            continue
        found[one.order_id] = one
    if faults:
        raise InputError(faults)
    return found
