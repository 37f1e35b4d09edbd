"""Runs and a store of scans as the parcels that are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import frozen

from carriers.bills.lines import order_key, tracking_key
from carriers.tracking.store import moments, read_store
from cli.bill.sent_runs import dispatched_by
from cli.run.directory import ASSIGNMENTS
from cli.run.reader import intact, orders_of
from routing.deadlines.late.parcels import PARCEL
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

_MOMENTS: Final = ("label_s", "scanned_s", "delivered_s", "returned_s", "last_event", "last_s")


@frozen(eq=False)
class Gathered:
    """Parcels of the schema PARCEL, the shop's zone, and what of the store found no order."""

    parcels: pl.DataFrame
    zone: ZoneInfo
    strangers: tuple[str, ...]
    """Orders that the store names and no run has."""
    numbers_alone: int
    """Parcels of the store of which neither number nor order is known to the runs."""


def gathered(store: Path, runs: Sequence[Path], now: datetime) -> Gathered:
    """The parcels of the runs with what their scans said until a moment; an order counts as the last run has it.

    Raises:
        InputError: the store or a run cannot be used.
    """
    known = _in_seconds(moments(read_store(store), pl.col("at") <= now))
    parts, zones = [], []
    for run, zone, own in dispatched_by(runs):
        zones.append(zone)
        parts.append(own.join(_orders(run), on="place", how="left").join(_dates(run), on="order_id", how="left"))
    sent = pl.concat(parts).with_columns(
        order=order_key(pl.col("order_id")), number=tracking_key(pl.col("tracking_no"))
    )
    sent = sent.unique("order", keep="last", maintain_order=True)
    found, met = _matched(sent, known)
    left = known.join(met, on="tracking_number", how="anti")
    named = left.drop_nulls("order_id")
    return Gathered(
        found, zones[-1], tuple(named["order_id"].unique().sort()), left.height - named.height
    )  # fmt: skip


def _orders(run: Path) -> pl.DataFrame:
    """Of each order its place, marketplace, payment and the marketplace's ship-by."""
    with intact(run):
        rows = orders_of(run).select(
            platform=pl.col("platform").cast(pl.String),
            paid_s=pl.col("paid_at").dt.epoch("s"),
            ship_by_s=pl.col("ship_by").dt.epoch("s"),
        )
        return rows.collect().with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))


def _dates(run: Path) -> pl.DataFrame:
    """Of each order by when the marketplace wants it delivered, as the run told it."""
    path = run / ASSIGNMENTS
    try:
        lines = pl.scan_csv(path, infer_schema=False, encoding="utf8", glob=False)
        names = lines.collect_schema().names()
        if "deliver_by" not in names:  # a run of before, or a column that a person took out
            return pl.DataFrame(schema={"order_id": pl.String, "by_s": pl.Int64})
        found = lines.select("order_id", "deliver_by").drop_nulls().collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = Reason("run.not_read", fault=str(error).splitlines()[0])
        raise InputError([Fault(str(path), "", reason)]) from None
    moment = pl.col("deliver_by").str.to_datetime("%Y-%m-%dT%H:%M:%S%:z", time_unit="us", strict=False)
    bare = pl.col("order_id").str.replace(r"^'([=+@\t\r\n＝＋＠－-])", "$1")
    return found.select(order_id=bare, by_s=moment.dt.epoch("s")).unique("order_id", keep="last")


def _in_seconds(known: pl.DataFrame) -> pl.DataFrame:
    return known.select(
        "tracking_number",
        "other_number",
        "order_id",
        of_order=order_key(pl.col("order_id")),
        label_s=pl.col("label_created").dt.epoch("s"),
        scanned_s=pl.col("first_scan").dt.epoch("s"),
        delivered_s=pl.col("delivered").dt.epoch("s"),
        returned_s=pl.col("returned").dt.epoch("s"),
        last_event="last_event",
        last_s=pl.col("last_at").dt.epoch("s"),
    )


def _matched(sent: pl.DataFrame, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The parcels with their moments, and the numbers of the store that were met.

    By their tracking number, else by the carrier's other one, else by their order; of an order in several parcels each
    is one.
    """
    found, met, left = [], [], sent
    for own, theirs in (("number", "tracking_number"), ("number", "other_number"), ("order", "of_order")):
        keyed = known.drop_nulls(theirs).with_columns(key=theirs, tracked="tracking_number").drop("order_id")
        hits = left.drop_nulls(own).join(keyed.drop("tracking_number"), left_on=own, right_on="key", how="inner")
        found.append(_as_parcels(hits.with_columns(tracking_number="tracked")))
        met.append(hits.select(tracking_number="tracked"))
        left = left.join(hits.select("place", "run"), on=["place", "run"], how="anti")
    bare = left.with_columns(pl.lit(None).alias(name) for name in _MOMENTS).with_columns(tracking_number="number")
    return pl.concat([*found, _as_parcels(bare)]), pl.concat(met).unique()


def _as_parcels(frame: pl.DataFrame) -> pl.DataFrame:
    by_order = pl.col("tracking_number").str.starts_with("#")  # known by its order alone
    number = pl.when(~by_order).then("tracking_number")
    return frame.with_columns(tracking_number=number).select(PARCEL.names()).cast(PARCEL)
