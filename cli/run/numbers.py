"""Tracking numbers of a run's orders, as its label files gave them out or the carrier answered."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING, Final

from routing.errors import Fault, InputError
from routing.place import Place
from routing.reason import Reason
from routing.values.formulas import unguarded

if TYPE_CHECKING:
    from pathlib import Path

LABELS: Final = "labels"
LEDGERS: Final = ("tracking.csv", "answers.csv")
_NUMBER_HEADS: Final = ("tracking_no", "tracking", "跟踪号", "运单号")


def numbers_of(folder: Path) -> dict[str, str]:
    """Order id -> the tracking number that the run's label files gave it, or that the carrier answered with."""
    known: dict[str, str] = {}
    for name in LEDGERS:
        if (folder / LABELS / name).is_file():
            known |= numbers_in(folder / LABELS / name)
    return known


def copy_numbers(run: Path, folder: Path) -> None:
    """Takes a run's tracking numbers over into one that is made of it."""
    for name in LEDGERS:
        if (run / LABELS / name).is_file():
            (folder / LABELS).mkdir(exist_ok=True)
            shutil.copyfile(run / LABELS / name, folder / LABELS / name)


def numbers_in(path: Path) -> dict[str, str]:
    """Order id -> tracking number of a table that has both.

    Raises:
        InputError: it cannot be read, or has no such columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            heads = rows.fieldnames or []
            number = next((head for head in _NUMBER_HEADS if head in heads), None)
            if number is None or "order_id" not in heads:
                raise InputError(
                    [Fault(str(path), Place(row=1), Reason("bill.no_numbers", columns=("order_id", *_NUMBER_HEADS)))]
                )
            return {unguarded(row["order_id"]): row[number] for row in rows if row["order_id"] and row[number]}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError([Fault(str(path), "", Reason("run.not_read", fault=str(error)))]) from None
