"""The orders of a run with what it decided, some thousand at once: what `read_orders` tells, as columns.

Plain files are read in columns; where a line of assignments.csv is not plain, or fits no order, `read_orders` reads on,
and says what is wrong.
"""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from cli.run.directory import ASSIGNMENTS
from cli.run.manifest import read_manifest
from cli.run.reader import IN_PARCELS, intact, orders_of, read_orders
from routing.errors import ReadError
from routing.orders import SCHEMA
from routing.values.dates import day
from routing.values.formulas import BEGINS
from routing.values.record_blocks import record_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BATCH_ROWS: Final = 16_384
_DECIDED: Final = ("order_id", "status", "service", "carrier", "dispatch_on", "latest_at")
_MOMENT: Final = r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9][+-][0-9]{2}:[0-9]{2}$"
_SCHEMA: Final = {
    "status": pl.String, "service": pl.String, "carrier": pl.String, "dispatch_on": pl.Date, "latest_at": pl.String,
}  # fmt: skip


class _NotPlainError(Exception):
    """What is left is read order by order."""


def order_tables(run: Path, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    """The orders with their lines, in the run's order.

    The columns are those asked for, `status`, `service` and `carrier` (null: none), `dispatch_on` (a day) and
    `latest_at` (a text).

    Args:
        run: the run directory.
        columns: of `orders.parquet`; `order_id` among them.

    Raises:
        InputError: the folder is no run, or one of its files is damaged or was edited.
    """
    read_manifest(run)
    told = 0
    try:
        for frame in _plain_tables(run, columns):
            told += frame.height
            yield frame
    except (_NotPlainError, OSError, UnicodeDecodeError, pl.exceptions.PolarsError):
        yield from _order_by_order(run, columns, told)


def _plain_tables(run: Path, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    orders = orders_of(run)
    with intact(run):
        names = orders.collect_schema().names()
        count = orders.select(pl.len()).collect().item()
    wanted = [*columns, *(name for name in IN_PARCELS if name in names)]
    lines = _plain_lines(run / ASSIGNMENTS)
    waiting = next(lines, None)
    for start in range(0, count, BATCH_ROWS):
        with intact(run):
            frame = orders.select(wanted).slice(start, BATCH_ROWS).collect()
        while waiting is not None and waiting.height < frame.height and (more := next(lines, None)) is not None:
            waiting = pl.concat([waiting, more])
        if waiting is None:
            return
        ids = pl.col("order_id")
        guarded = pl.when(ids.str.contains(BEGINS)).then(pl.lit("'") + ids).otherwise(ids)
        joined = frame.with_columns(_line=guarded).join(
            waiting.with_row_index("_at"), left_on="_line", right_on="order_id", maintain_order="left"
        )
        in_turn = (joined["_at"] == pl.int_range(joined.height, eager=True)).all()
        if not in_turn or joined["_line"].is_duplicated().any():
            raise _NotPlainError
        waiting = waiting[joined.height :]
        if joined.height:
            yield joined.drop("_at", "_line")
    if waiting is not None and (waiting.height or next(lines, None) is not None):
        raise _NotPlainError


def _plain_lines(path: Path) -> Iterator[pl.DataFrame]:
    """The lines of assignments.csv in pieces; order_id as it stands there."""
    with path.open("rb") as file:
        if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            file.seek(0)
        head: list[str] = []
        for block in record_blocks(file):
            if not head:
                head = next(csv.reader([block[: block.find(b"\n")].decode()]), [])
                if len(set(head)) < len(head) or not set(_DECIDED) <= set(head) or "deadline_note" not in head:
                    raise _NotPlainError
                block = block[block.find(b"\n") + 1 :]  # noqa: PLW2901 - the head is no line
                if not block:
                    continue
            yield _lines(block, head)


def _lines(block: bytes, head: Sequence[str]) -> pl.DataFrame:
    at = {name: number for number, name in enumerate(head)}
    frame = pl.read_csv(
        io.BytesIO(block),
        has_header=False,
        infer_schema=False,
        schema=dict.fromkeys((f"column_{at + 1}" for at in range(len(head))), pl.String),
        columns=[f"column_{at[name] + 1}" for name in _DECIDED],
    ).select(pl.col(f"column_{at[name] + 1}").fill_null("").alias(name) for name in _DECIDED)
    odd = frame.select(pl.any_horizontal(pl.all().str.contains('["\r\n]')).any()).item()
    if odd or frame.select((pl.col("order_id") == "").any()).item():
        raise _NotPlainError
    moments = frame["latest_at"]
    known = (moments == "") | (
        moments.str.contains(_MOMENT) & moments.str.to_datetime("%Y-%m-%dT%H:%M:%S%:z", strict=False).is_not_null()
    )
    if not known.all():
        raise _NotPlainError
    days = frame["dispatch_on"].unique()
    try:
        read = {text: day(text, iso=True) if text else None for text in days}
    except ReadError:
        raise _NotPlainError from None
    return frame.with_columns(
        *(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in ("service", "carrier")),
        pl.col("dispatch_on").replace_strict(read, return_dtype=pl.Date),
    )


def _order_by_order(run: Path, columns: Sequence[str], told: int) -> Iterator[pl.DataFrame]:
    """What is left behind the orders that were told."""
    orders = islice(read_orders(run, columns), told, None)
    while batch := list(islice(orders, BATCH_ROWS)):
        names = list(batch[0].row)
        kinds: dict[str, Any] = {name: SCHEMA.get(name, pl.List(pl.String)) for name in names}
        kinds |= {name: pl.String for name in IN_PARCELS[:1] if name in kinds}
        frame = pl.DataFrame([one.row for one in batch], schema=kinds)
        decided = [
            (one.status, one.service, one.carrier, one.dispatch_on, one.latest_at and one.latest_at.isoformat())
            for one in batch
        ]
        yield frame.hstack(pl.DataFrame(decided, schema=_SCHEMA, orient="row"))
