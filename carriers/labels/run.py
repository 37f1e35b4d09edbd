"""A run's assigned orders, one after another, without holding them all."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Any

from carriers.labels.protect import unprotect
from carriers.shipment import COLUMNS, master_rows, of_row
from routing.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from carriers.shipment import Shipment

ASSIGNED = "assigned"
_BATCH_ROWS = 16_384
_NEEDED = ("order_id", "status", "service", "carrier", "dispatch_on")


def read_run(run: Path, services: Collection[str] = ()) -> Iterator[Shipment]:
    """The run's assigned orders, in input order; memory does not grow with their number.

    The product master that the run kept completes orders of one line, which hold only its English name and HS code.

    Args:
        run: a folder with assignments.csv and orders.parquet, and inputs/products.* when the run had a product master.
        services: only orders of these services; empty: of all.

    Raises:
        InputError: a file is missing or is none of a run's, or assignments.csv names an order orders.parquet lacks.
    """
    orders, master = _orders(run / "orders.parquet"), master_rows(run)
    for number, row in _assignments(run / "assignments.csv"):
        place = f"row {number}"
        if row["status"] == ASSIGNED and (not services or row["service"] in services):
            order_id = unprotect(row["order_id"])
            order = next((order for order in orders if order["order_id"] == order_id), None)
            if order is None:
                raise InputError(
                    [
                        Fault(
                            str(run / "assignments.csv"),
                            place,
                            f"order {row['order_id']!r} is not in orders.parquet, or not in this order. "
                            "Rows may be taken out of assignments.csv, not added, moved or edited; "
                            "else run `sampan route` again.",
                        )
                    ]
                )
            yield of_row(order, row["service"], row["carrier"], _day(row["dispatch_on"], run, place), master)


def services_of(run: Path) -> list[str]:
    """The services of the run's assigned orders."""
    return sorted({row["service"] for _, row in _assignments(run / "assignments.csv") if row["status"] == ASSIGNED})


def _assignments(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number and cells of each assignment; a cell that is not there is empty."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                fault = f"has no column {', '.join(missing)}. Run `sampan route` again."
                raise InputError([Fault(str(path), "row 1", fault)])
            for row in reader:
                yield reader.line_num, row
    except OSError:
        raise InputError(
            [Fault(str(path), "", "is not there. Give the folder that `sampan route --out` wrote.")]
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError([Fault(str(path), "", f"is no UTF-8 CSV file ({error}). Run `sampan route` again.")]) from None


def _orders(path: Path) -> Iterator[dict[str, Any]]:
    import polars as pl  # noqa: PLC0415 - `labels layouts` and `labels check` read no run

    from routing.orders import SCHEMA  # noqa: PLC0415 - the same

    try:
        scan = pl.scan_parquet(path, glob=False)
        schema = scan.collect_schema()
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = "is not there" if not path.exists() else f"is no Parquet file ({error})"
        raise InputError([Fault(str(path), "", f"{reason}. Run `sampan route` again.")]) from None
    wrong = [name for name in COLUMNS if schema.get(name) != SCHEMA[name]]
    if wrong:
        raise InputError(
            [Fault(str(path), "", f"column {', '.join(wrong)}: missing or of another type. Run `sampan route` again.")]
        )
    try:
        count = scan.select(pl.len()).collect().item()
        for start in range(0, count, _BATCH_ROWS):  # slices, because collect_batches() reads ahead without limit
            yield from scan.select(COLUMNS).slice(start, _BATCH_ROWS).collect().iter_rows(named=True)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError([Fault(str(path), "", f"is damaged ({error}). Run `sampan route` again.")]) from None


def _day(text: str, run: Path, place: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        fault = Fault(
            str(run / "assignments.csv"), place, f"dispatch_on {text!r} is no date. Write it like 2026-11-23."
        )
        raise InputError([fault]) from None
