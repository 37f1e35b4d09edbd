"""Runs and a store of scans as the parcels that are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import frozen

from carriers.bills.lines import order_key, tracking_key
from carriers.tracking.store import moments, read_store
from cli.bill.sent_runs import dispatched_by
from cli.run.directory import ASSIGNMENTS
from cli.run.reader import IN_PARCELS, OF_ORDERS, intact, orders_of
from routing.deadlines.late.parcels import PARCEL
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

_PLACE: Final = ("run", "place")
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

    In a run of parcels each order counts by itself, with the scans of every parcel in which it travels.

    Raises:
        InputError: the store or a run cannot be used.
    """
    known = _in_seconds(moments(read_store(store), pl.col("at") <= now))
    parts, zones = [], []
    for run, zone, own in dispatched_by(runs):
        zones.append(zone)
        dated = own.rename({"order_id": "parcel"}).join(_dates(run), on="parcel", how="left")
        parts.append(dated.join(_orders(run), on="place", how="left"))
    sent = pl.concat(parts).with_columns(
        order=order_key(pl.col("order_id")), number=tracking_key(pl.col("tracking_no")),
        by_s=pl.coalesce("own_by_s", "by_s"),
    )  # fmt: skip
    sent = sent.filter(pl.col("run") == pl.col("run").max().over("order")).unique([*_PLACE, "order"], keep="last")
    found, met = _matched(sent, known)
    left = known.join(met, on="tracking_number", how="anti")
    named = left.drop_nulls("order_id")
    return Gathered(
        _as_parcels(sent, found), zones[-1], tuple(named["order_id"].unique().sort()), left.height - named.height
    )  # fmt: skip


def _orders(run: Path) -> pl.DataFrame:
    """Of each order in each parcel its place, marketplace, payment, and what the marketplace's file asks of it."""
    paid, ship_by, deliver_by = ("paid_at", "ship_by", "deliver_by")
    with intact(run):
        frame = orders_of(run).with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
        names = frame.collect_schema().names()
        own_id, parcel_id = pl.col("order_id"), pl.lit(None, pl.String)
        if IN_PARCELS[1] in names:
            several = [IN_PARCELS[1]]
            if OF_ORDERS[0] in names:  # else a run of before
                several += OF_ORDERS
                paid, ship_by, deliver_by = OF_ORDERS
            frame = frame.explode(several)
            own_id = pl.col(IN_PARCELS[1])
            parcel_id = pl.when(own_id != pl.col("order_id")).then("order_id")
        told = {"paid_s": paid, "ship_by_s": ship_by, "own_by_s": deliver_by}
        return frame.select(
            "place",
            order_id=own_id,
            parcel_id=parcel_id,
            platform=pl.col("platform").cast(pl.String),
            **{name: pl.col(own).dt.epoch("s") for name, own in told.items()},
        ).collect()


def _dates(run: Path) -> pl.DataFrame:
    """Of each line by when the marketplace wants it delivered, as the run told it."""
    path = run / ASSIGNMENTS
    try:
        lines = pl.scan_csv(path, infer_schema=False, encoding="utf8", glob=False)
        names = lines.collect_schema().names()
        if "deliver_by" not in names:  # a run of before, or a column that a person took out
            return pl.DataFrame(schema={"parcel": pl.String, "by_s": pl.Int64})
        found = lines.select("order_id", "deliver_by").drop_nulls().collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = Reason("run.not_read", fault=str(error).splitlines()[0])
        raise InputError([Fault(str(path), "", reason)]) from None
    moment = pl.col("deliver_by").str.to_datetime("%Y-%m-%dT%H:%M:%S%:z", time_unit="us", strict=False)
    bare = pl.col("order_id").str.replace(r"^'([=+@\t\r\n＝＋＠－-])", "$1")
    return found.select(parcel=bare, by_s=moment.dt.epoch("s")).unique("parcel", keep="last")


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
    """The moments of each parcel, by its place in its run, and the numbers of the store that were met.

    By its tracking number, else by the carrier's other one, else by its orders; of an order in several parcels each
    is one.
    """
    left = sent.select(*_PLACE, "number").unique()
    found, met = [], []
    for theirs in ("tracking_number", "other_number"):
        keyed = known.drop_nulls(theirs).with_columns(key=theirs)
        hits = left.drop_nulls("number").join(keyed, left_on="number", right_on="key", how="inner")
        found.append(hits.select(*_PLACE, "tracking_number", *_MOMENTS))
        left = left.join(hits, on=_PLACE, how="anti")
    met = [one.select("tracking_number") for one in found]
    rest = known.drop_nulls("of_order").join(pl.concat(met), on="tracking_number", how="anti")
    hits = _by_order(sent.join(left, on=_PLACE, how="semi"), rest)
    met.append(hits.select("tracking_number"))
    by_order = pl.col("tracking_number").str.starts_with("#")  # known by its order alone
    alone = hits.filter(by_order).sort("last_s", descending=True, nulls_last=True).unique(_PLACE, keep="first")
    found += [hits.filter(~by_order).unique([*_PLACE, "tracking_number"]), alone.with_columns(tracking_number=None)]
    return pl.concat([one.select(*_PLACE, "tracking_number", *_MOMENTS) for one in found], how="vertical_relaxed"), (
        pl.concat(met).unique()
    )


def _by_order(sent: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """What the store tells of parcels by their orders.

    Several numbers of an order in several parcels are shared out in their order: the first to the first parcel, ...,
    what is left to the last.
    """
    numbers = known.sort("scanned_s", "label_s", "tracking_number", nulls_last=True).with_columns(
        turn=pl.int_range(pl.len()).over("of_order")
    )
    places = sent.sort(_PLACE).with_columns(
        at=pl.int_range(pl.len()).over("order"), last=(pl.len() - 1).over("order").cast(pl.Int64)
    )
    hits = places.select(*_PLACE, "order", "at", "last").join(numbers, left_on="order", right_on="of_order")
    return hits.filter(
        (pl.col("turn") == pl.col("at")) | ((pl.col("at") == pl.col("last")) & (pl.col("turn") > pl.col("at")))
    )


def _as_parcels(sent: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Each order in each parcel with the moments of the parcel; without any where the store knows nothing of it."""
    whole = sent.join(found, on=_PLACE, how="left")
    return whole.with_columns(pl.coalesce("tracking_number", "number")).select(PARCEL.names()).cast(PARCEL)
