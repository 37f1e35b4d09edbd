"""An order of a finished run: its row of `orders.parquet` and of `assignments.csv`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
from rapidfuzz import process

from routing.errors import Fault, InputError, SampanError
from routing.run_order import RunOrder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ORDERS, ASSIGNMENTS, PROBLEMS = "orders.parquet", "assignments.csv", "problems.csv"
_ASSIGNMENT_COLUMNS = ("order_id", "status", "service", "carrier", "dispatch_on", "latest_at", "deadline_note")
_GOOD_MATCH = 60


class NoSuchOrderError(SampanError):
    """The run holds no order of that id; the message offers the nearest one, or says where the order ended."""


def find_order(run: Path, order_id: str) -> RunOrder:
    """The order of that id.

    Raises:
        InputError: the folder is no run, or one of its files cannot be read.
        NoSuchOrderError: no such order in it.
    """
    found = list(read_orders(run, order_id))
    if found:
        return found[0]
    ids = _frame(run).select("order_id").collect().get_column("order_id").to_list()
    raise NoSuchOrderError(_not_found(run, order_id, ids))


def read_orders(run: Path, order_id: str | None = None) -> Iterator[RunOrder]:
    """All accepted orders of the run in input order, or the one of that id.

    Raises:
        InputError: the folder is no run, or one of its files cannot be read.
    """
    frame, assignments = _frame(run), _assignments(run)
    if order_id is not None:
        frame = frame.filter(pl.col("order_id") == order_id)
        assignments = assignments.filter(pl.col("order_id").is_in(_written(order_id)))
    try:
        rows = frame.collect().to_dicts()
        decided = {row["order_id"]: row for row in assignments.collect().to_dicts()}
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError([Fault(str(run), "", f"{error}. Write the run again with `sampan route`.")]) from None
    for row in rows:
        own, guarded = _written(row["order_id"])
        yield _order(run, row, decided.get(own) or decided.get(guarded))


def _written(order_id: str) -> tuple[str, str]:
    """The id as it may stand in the run's tables: with an apostrophe where a spreadsheet would run it as a formula."""
    return order_id, f"'{order_id}"


def _order(run: Path, row: dict[str, Any], decided: dict[str, str | None] | None) -> RunOrder:
    if decided is None:
        message = f"order {row['order_id']} is in {ORDERS} but not here; write the run again with `sampan route`."
        raise InputError([Fault(str(run / ASSIGNMENTS), "", message)])
    try:
        dispatch_on = date.fromisoformat(decided["dispatch_on"]) if decided["dispatch_on"] else None
        latest_at = datetime.fromisoformat(decided["latest_at"]) if decided["latest_at"] else None
        if latest_at is not None and latest_at.tzinfo is None:
            raise ValueError(f"latest_at {latest_at} has no offset")  # noqa: TRY301 - told like any other unreadable time
    except ValueError as error:
        raise InputError([Fault(str(run / ASSIGNMENTS), f"order {row['order_id']}", f"{error}.")]) from None
    return RunOrder(
        row=row,
        status=decided["status"] or "",
        service=decided["service"] or None,
        carrier=decided["carrier"] or None,
        dispatch_on=dispatch_on,
        latest_at=latest_at,
        deadline_note=decided["deadline_note"] or "",
    )


def _frame(run: Path) -> pl.LazyFrame:
    return pl.scan_parquet(_file(run, ORDERS), glob=False)


def _assignments(run: Path) -> pl.LazyFrame:
    path = _file(run, ASSIGNMENTS)
    try:
        frame = pl.scan_csv(path, infer_schema=False, encoding="utf8", glob=False)
        columns = frame.collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError([Fault(str(path), "", f"{error}. Write the run again with `sampan route`.")]) from None
    missing = [name for name in _ASSIGNMENT_COLUMNS if name not in columns]
    if missing:
        raise InputError([Fault(str(path), "row 1", f"no column {missing[0]!r}; is this the file of a run?")])
    return frame.select(_ASSIGNMENT_COLUMNS)


def _file(run: Path, name: str) -> Path:
    path = run / name
    if not path.is_file():
        raise InputError(
            [Fault(str(path), "", "there is no such file. --run takes a folder that `sampan route` wrote.")]
        )
    return path


def _not_found(run: Path, order_id: str, ids: list[str]) -> str:
    problems = run / PROBLEMS
    if problems.is_file():
        rows = pl.read_csv(problems, infer_schema=False, glob=False)
        if "order_id" in rows.columns and not {*rows.get_column("order_id")}.isdisjoint(_written(order_id)):
            return f"order {order_id!r} was not accepted by the run; {problems} says why."
    near = process.extractOne(order_id, ids, score_cutoff=_GOOD_MATCH)
    hint = f" Did you mean {near[0]!r}?" if near else f" The run holds {len(ids)} orders."
    return f"no order {order_id!r} in {run}.{hint}"
