"""The one reader of a run directory, for explain, verify, labels and replies."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click
import polars as pl

from cli.run.directory import ASSIGNMENTS, INPUTS, ORDERS, PROBLEM_COLUMNS, PROBLEMS, REASONS
from cli.run.manifest import parts_of, read_manifest
from cli.words import said, sentence
from routing.errors import Fault, InputError, ReadError
from routing.line import COLUMNS, ON_TIME, PARCEL_COLUMNS
from routing.orders import SCHEMA
from routing.place import Place
from routing.reason import Reason
from routing.run_order import ASSIGNED, RunOrder
from routing.values.dates import day
from routing.values.formulas import guard, unguarded
from routing.values.moments import moment
from routing.values.nearest import near_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from routing.intake import ProductMaster

_FILLED: Final = ("order_id", "paid_at", "country", "weight_g")
"""Columns that no routed order leaves empty."""
_LEAST: Final = {"weight_g": 1, "length_mm": 1, "width_mm": 1, "height_mm": 1, "value_e4": 0}
"""What a routed order has at least, where it has anything."""
_LATER: Final = ("deliver_by",)
"""Columns of orders that runs of earlier sampans do not have."""
_EVER: Final = COLUMNS[: -len(ON_TIME + PARCEL_COLUMNS)]
"""The columns of assignments.csv; earlier sampans lack the others."""
_CELL_MAX: Final = 1 << 30
"""Signs of a cell; more than Python's reader takes unasked, for a cell that was refused for its length is told too."""
IN_PARCELS: Final = ("parcel_id", "order_ids", "line_orders")
"""Columns of `orders.parquet` in a run of parcels: the parcel's id, the orders in it, and the order of each line."""
OF_ORDERS: Final = ("orders_paid_at", "orders_ship_by", "orders_deliver_by")
"""Columns beside those: of each order in `order_ids` when it was paid, and what its marketplace asks."""
_BATCH_ROWS: Final = 16_384
_FIRST_LAST: Final = "flags"
"""The last column that every sampan wrote: the table grew behind it since."""
_DECIDED: Final = ("order_id", "status", "service", "carrier", "dispatch_on", "latest_at", "deadline_note")
"""The columns of assignments.csv that a `RunOrder` holds; a person may have taken out others."""


def read_orders(run: Path, columns: Sequence[str] = SCHEMA.names()) -> Iterator[RunOrder]:
    """The orders of a run with what it decided, in its order, one after another; memory holds some thousand.

    Rows may be taken out of assignments.csv: their orders are passed over.

    Args:
        run: the run directory.
        columns: of `orders.parquet`, which the rows are to have; `order_id` among them.

    Raises:
        InputError: the folder is no run, or one of its files is damaged or was edited.
    """
    read_manifest(run)
    orders = _rows(run, columns)
    for number, line in _table(run / ASSIGNMENTS, _DECIDED):
        row = next((row for row in orders if guard(row["order_id"]) == line["order_id"]), None)
        if row is None:
            reason = Reason("run.line_of_no_order", order_id=line["order_id"], orders=ORDERS, assignments=ASSIGNMENTS)
            raise InputError([Fault(str(run / ASSIGNMENTS), Place(row=number), reason)])
        yield _order(run, row, line, Place(row=number))


def part_with(run: Path, order_id: str) -> Path:
    """The part of a run that holds an order; the run itself where it is in no parts.

    Raises:
        InputError: a part is damaged.
        UsageError: no part has such an order; the message says where it ended, or offers the nearest.
    """
    parts = parts_of(run)
    if parts == [run]:
        return run
    own = list({order_id, unguarded(order_id)})
    known: list[str] = []
    for part in parts:
        with intact(part):
            ids = orders_of(part).select("order_id").collect()["order_id"]
        if ids.is_in(own).any():
            return part
        known += ids.to_list()
    raise click.UsageError(sentence(_missing(run, order_id, known)))


def find_order(run: Path, order_id: str) -> RunOrder:
    """The order of that id with what the run decided.

    Raises:
        InputError: the folder is no run, or one of its files is damaged or was edited.
        UsageError: no such order in it; the message says where it ended, or offers the nearest.
    """
    return _decided(run, find_row(run, order_id))


def find_parcels(run: Path, order_id: str) -> list[RunOrder]:
    """The parcels in which an order travels, with what the run decided: in most runs one, the order itself.

    The rows are those of the parcels; where several orders share one, or an order goes in several, the id is that of
    the parcel.

    Raises:
        InputError: the folder is no run, or one of its files is damaged or was edited.
        UsageError: no such order in it; the message says where it ended, or offers the nearest.
    """
    rows = parcel_rows(run, order_id)
    return [_decided(run, row) for row in rows] if rows else [find_order(run, order_id)]


def parcel_rows(run: Path, order_id: str) -> list[dict[str, Any]]:
    """The rows of the parcels that hold an order, or a part of it; none where the run's lines are no parcels.

    Raises:
        InputError: the folder is no run, or the file is damaged.
    """
    read_manifest(run)
    frame = orders_of(run)
    with intact(run):
        if IN_PARCELS[1] not in frame.collect_schema():
            return []
        own = pl.lit(pl.Series([[order_id, unguarded(order_id)]]))
        return list(
            frame.filter(pl.col(IN_PARCELS[1]).list.set_intersection(own).list.len() > 0)
            .collect()
            .iter_rows(named=True)
        )


def _decided(run: Path, row: dict[str, Any]) -> RunOrder:
    """A row of `orders.parquet` with its line of assignments.csv."""
    path = run / ASSIGNMENTS
    try:
        next(_table(path, _DECIDED), None)  # its columns
        lines = pl.scan_csv(path, infer_schema=False, encoding="utf8", glob=False).select(_DECIDED)
        found = lines.filter(pl.col("order_id") == guard(row["order_id"])).head(1).collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unread(path, error) from None
    if not found.height:
        raise _fault(path, Reason("run.order_without_line", order_id=row["order_id"], orders=ORDERS))
    line = {name: text or "" for name, text in found.row(0, named=True).items()}
    return _order(run, row, line, Place(order=row["order_id"]))


def find_orders(run: Path, is_asked: Callable[[str], bool]) -> list[RunOrder]:
    """Those orders of a run, of many, whose id is asked for, in its order.

    Orders of which a person took out the line are passed over.

    Raises:
        InputError: the folder is no run, or one of its files is damaged or was edited.
    """
    read_manifest(run)
    frame, path = orders_of(run), run / ASSIGNMENTS
    with intact(run):
        ids = frame.select("order_id").collect()["order_id"]
        held = pl.col("order_id").is_in([name for name in ids if is_asked(name)])
        if IN_PARCELS[1] in frame.collect_schema():
            names = frame.select(pl.col(IN_PARCELS[1]).explode().unique()).collect().to_series()
            own = pl.lit(pl.Series([[name for name in names if is_asked(name)]], dtype=pl.List(pl.String)))
            held |= pl.col(IN_PARCELS[1]).list.set_intersection(own).list.len() > 0
        rows = frame.filter(held).collect()
    next(_table(path, _DECIDED), None)  # its columns
    asked = {guard(name): name for name in rows["order_id"]}
    try:
        lines = pl.scan_csv(path, infer_schema=False, encoding="utf8", glob=False).select(_DECIDED)
        found = lines.filter(pl.col("order_id").is_in(list(asked))).collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unread(path, error) from None
    of = {asked[line["order_id"]]: line for line in found.iter_rows(named=True)}
    return [
        _order(run, row, {key: text or "" for key, text in of[name].items()}, Place(order=name))
        for row in rows.iter_rows(named=True)
        if (name := row["order_id"]) in of
    ]


def find_row(run: Path, order_id: str) -> dict[str, Any]:
    """The order's row of `orders.parquet`.

    Args:
        run: the run directory.
        order_id: as in the order file, or as assignments.csv shows it, with an apostrophe.

    Raises:
        InputError: the folder is no run, or the file is damaged.
        UsageError: no such order in the run; the message says where it ended, or offers the nearest.
    """
    read_manifest(run)
    frame = orders_of(run)
    own = list({order_id, unguarded(order_id)})
    with intact(run):
        found = frame.filter(pl.col("order_id").is_in(own)).collect().sort(pl.col("order_id") != order_id)
        if found.height:
            return found.row(0, named=True)
        parcels = parcel_rows(run, order_id)
        if len(parcels) == 1:
            return parcels[0]
        if parcels:
            ids = [parcel["order_id"] for parcel in parcels]
            told = said("Order {order_id} travels in several parcels. Name one of {parcels:list}.", order_id=order_id,
                        parcels=ids)  # fmt: skip
            raise click.UsageError(told)
        known = frame.select("order_id").collect()["order_id"].to_list()
    raise click.UsageError(sentence(_missing(run, order_id, known)))


def flagged_rows(run: Path, flag: str) -> Iterator[dict[str, Any]]:
    """The rows of `orders.parquet` of the orders that assignments.csv flags so; none where a person took flags out.

    Raises:
        InputError: a file of the run is missing or damaged.
    """
    path = run / ASSIGNMENTS
    try:
        lines = pl.scan_csv(path, infer_schema=False, encoding="utf8", glob=False)
        if not {"order_id", "flags"} <= set(lines.collect_schema()):
            return
        held = pl.col("flags").fill_null("").str.split(";").list.contains(flag)
        ids = lines.filter(held).select("order_id").collect()["order_id"].to_list()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unread(path, error) from None
    with intact(run):
        own = {*ids, *map(unguarded, ids)}
        yield from orders_of(run).filter(pl.col("order_id").is_in(list(own))).collect().iter_rows(named=True)


def services_of(run: Path) -> list[str]:
    """The services of the run's assigned orders, in alphabetical order."""
    lines = (line for _, line in _table(run / ASSIGNMENTS, _DECIDED))
    return sorted({line["service"] for line in lines if line["status"] == ASSIGNED})


def products_of(run: Path) -> ProductMaster | None:
    """The product master that the run kept, if it had one.

    Raises:
        InputError: it cannot be used.
    """
    from routing.intake.products import read_products  # noqa: PLC0415 - for few commands, and much code

    kept = sorted((run / INPUTS).glob("products.*"))
    return read_products(kept[0]) if kept else None


def _missing(run: Path, order_id: str, known: list[str]) -> Reason:
    """Why the run has no such order."""
    refused = (one for part in parts_of(run) for one in problems_of(part))
    problem = next((one for one in refused if one["order_id"] in {order_id, guard(order_id)}), None)
    if problem:
        return Reason(
            "run.order_rejected", order_id=order_id, file=problem["file"], row=problem["row"],
            column=problem["column"], message=problem["message"],
        )  # fmt: skip
    near = near_ids(order_id, known)
    if near:
        return Reason("run.order_misspelt", run=str(run), order_id=order_id, near=near)
    return Reason("run.order_unknown", run=str(run), order_id=order_id, n=len(known), problems=PROBLEMS)


def orders_of(run: Path) -> pl.LazyFrame:
    """The normalised orders of a run, or of a part of one.

    Raises:
        InputError: the file is missing or damaged.
    """
    path = run / ORDERS
    try:
        frame = pl.scan_parquet(path, glob=False)
        found = frame.collect_schema()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unread(path, error) from None
    lacking = [name for name in _LATER if name not in found]
    if lacking:
        frame = frame.with_columns(pl.lit(None, SCHEMA[name]).alias(name) for name in lacking)
        found = frame.collect_schema()
    wrong = tuple(name for name, kind in SCHEMA.items() if not _is_kind(found.get(name), kind))
    if wrong:
        raise _fault(path, Reason("run.orders_lack", columns=wrong))
    with intact(run):
        tests = [pl.col(name).is_null().any() for name in _FILLED]
        tests += [(pl.col(name) < least).any().alias(f"{name}.") for name, least in _LEAST.items()]
        failed = [name.rstrip(".") for name, fails in frame.select(tests).collect().row(0, named=True).items() if fails]
    if failed:
        raise _fault(path, Reason("run.orders_without", columns=tuple(dict.fromkeys(failed))))
    return frame


def _is_kind(found: pl.DataType | None, wanted: pl.DataType) -> bool:
    """Whether a column is of that kind.  Which words an enumeration knows may differ from one sampan to the next."""
    if found is None or isinstance(wanted, pl.Datetime):
        return found == wanted
    return found.base_type() == wanted.base_type()


@contextmanager
def intact(run: Path) -> Iterator[None]:
    """Turns what polars raises when the orders of a run are damaged into an InputError."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _fault(run / ORDERS, Reason("run.damaged", fault=str(error).splitlines()[0])) from None


def lines_of(run: Path) -> Iterator[dict[str, str]]:
    """The lines of assignments.csv, cell by cell as written.

    Raises:
        InputError: the file is missing or damaged.
    """
    return (line for _, line in _table(run / ASSIGNMENTS, _EVER))


def records_of(run: Path) -> Iterator[list[str]]:
    """The header of assignments.csv, and the cells of each line as written: `lines_of` for who passes many over.

    Raises:
        InputError: the file is missing or damaged.
    """
    return (cells for _, cells in _records(run / ASSIGNMENTS, _EVER))


def line_table(run: Path) -> pl.DataFrame:
    """The lines of assignments.csv as columns of text by COLUMNS; an empty cell is null.

    Raises:
        InputError: the file is missing or damaged, or lacks a column.
    """
    return _text_table(run / ASSIGNMENTS, COLUMNS, COLUMNS[COLUMNS.index(_FIRST_LAST) + 1 :])


def problem_table(run: Path) -> pl.DataFrame:
    """The lines of problems.csv as columns of text by PROBLEM_COLUMNS; an empty cell is null.

    Raises:
        InputError: the file is missing or damaged, or lacks a column.
    """
    return _text_table(run / PROBLEMS, PROBLEM_COLUMNS)


def problem_reasons(run: Path) -> dict[int, Any]:
    """Row of `problem_table` -> the reason that was stored of it, of the first rows; none where a run has none."""
    try:
        told = [json.loads(line) for line in (run / REASONS).read_bytes().splitlines()]
        return {one["line"]: one for one in told}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _text_table(path: Path, columns: Sequence[str], later: Sequence[str] = ()) -> pl.DataFrame:
    """The columns of a CSV file as text; `later` are those that it may lack, and then are empty."""
    try:
        found = pl.read_csv(path, infer_schema=False, encoding="utf8", glob=False, truncate_ragged_lines=True)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unread(path, error) from None
    found = found.with_columns(pl.lit(None, pl.String).alias(name) for name in later if name not in found.columns)
    missing = tuple(name for name in columns if name not in found.columns)
    if missing:
        raise InputError([Fault(str(path), "row 1", Reason("run.table_lacks", columns=missing))])
    return found.select(columns)


def problems_of(run: Path) -> Iterator[dict[str, str]]:
    """The lines of problems.csv, cell by cell as written.

    Raises:
        InputError: the file is missing or damaged.
    """
    return (line for _, line in _table(run / PROBLEMS, PROBLEM_COLUMNS))


def _table(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number and cells of each line; a cell that is not there is empty."""
    records = _records(path, columns)
    _, names = next(records)
    empty = dict.fromkeys(names, "")
    for number, cells in records:
        found = dict(zip(names, cells, strict=False))
        yield number, found if len(cells) >= len(names) else empty | found


def _records(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of the header, among them these columns, and of each line that is not empty."""
    csv.field_size_limit(_CELL_MAX)  # stays so: tables that are read side by side would set it back under each other
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            names = next(lines, [])
            missing = tuple(name for name in columns if name not in names)
            if missing:
                raise InputError([Fault(str(path), Place(row=1), Reason("run.table_lacks", columns=missing))])
            yield 1, names
            for cells in lines:
                if cells:
                    yield lines.line_num, cells
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unread(path, error) from None


def _rows(run: Path, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of the run's orders, in slices, because collect_batches() reads ahead without limit."""
    frame = orders_of(run)
    with intact(run):
        count = frame.select(pl.len()).collect().item()
        wanted = [*columns, *(name for name in IN_PARCELS if name in frame.collect_schema())]
        for start in range(0, count, _BATCH_ROWS):
            yield from frame.select(wanted).slice(start, _BATCH_ROWS).collect().iter_rows(named=True)


def _order(run: Path, row: dict[str, Any], line: Mapping[str, str], place: Place) -> RunOrder:
    """An order of those cells."""
    try:
        dispatch_on = day(line["dispatch_on"], iso=True) if line["dispatch_on"] else None
        latest_at = moment(line["latest_at"]) if line["latest_at"] else None
    except ReadError as error:
        raise InputError([Fault(str(run / ASSIGNMENTS), place, Reason("run.edited", fault=error.reason))]) from None
    return RunOrder(
        row=row,
        status=line["status"],
        service=line["service"] or None,
        carrier=line["carrier"] or None,
        dispatch_on=dispatch_on,
        latest_at=latest_at,
        deadline_note=line["deadline_note"],
    )


def _unread(path: Path, error: Exception) -> InputError:
    """What to say of a file of a run that cannot be read; a folder that is no run, or one in parts, is told as that."""
    if not path.exists():
        read_manifest(path.parent)
    return _fault(path, Reason("run.not_read", fault=str(error)))


def _fault(path: Path, reason: Reason) -> InputError:
    return InputError([Fault(str(path), "", reason)])
