"""The store of scans: a Parquet file in the columns of SCHEMA, sorted, each scan once."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

import polars as pl

from carriers.bills.lines import order_key, tracking_key
from carriers.tracking.events import DELIVERED, EVENTS, GOING_BACK, HELD_BY_CARRIER, LABEL_CREATED
from carriers.tracking.meanings import judged
from carriers.tracking.scans import READ, SCHEMA
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "tracking.parquet"
_LEVEL: Final = 3


def read_store(path: Path) -> pl.DataFrame:
    """The scans of a store, in the columns of SCHEMA, by number and moment.

    Raises:
        InputError: it is not there, or is no store.
    """
    if not path.exists():
        raise InputError([Fault(str(path), "", Reason("file.missing"))])
    try:
        found = pl.read_parquet(path, glob=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = Reason("tracking_store.unreadable", fault=str(error).splitlines()[0])
        raise InputError([Fault(str(path), "", reason)]) from None
    lacking = tuple(name for name, kind in SCHEMA.items() if found.schema.get(name) != kind)
    if lacking:
        raise InputError([Fault(str(path), "", Reason("tracking_store.lacks", columns=lacking))])
    return found.select(SCHEMA.names())


def write_store(scans: pl.DataFrame, file: BinaryIO) -> None:
    """Writes scans as a store: the same scans make the same bytes."""
    scans.write_parquet(file, compression="zstd", compression_level=_LEVEL, statistics=True)


def merged(*parts: pl.DataFrame) -> pl.DataFrame:
    """The scans of several parts, judged anew, each once, whatever the order of the parts.

    Two rows are one scan if number, moment and words are the same, or, where one of them has no words, the event.  The
    one that tells more stays.  The order of a number stands in all rows of it, where one says it.
    """
    parts = (pl.DataFrame(schema=READ), *(part.select(READ.names()) for part in parts))
    scans = judged(pl.concat(parts).unique())
    numbers = scans.select(pl.col("tracking_number").unique().sort()).with_row_index("number")
    scans = scans.join(numbers, on="tracking_number", how="left").with_columns(rank=_rank())
    once = _once(scans.with_columns(text=pl.coalesce("text", -pl.col("rank").cast(pl.Int64) - 1)))
    bare = once["words"].is_null()
    if bare.any():  # told again without words
        spoken = once.filter(~bare).select("number", "at", "event").unique()
        once = pl.concat([once.filter(~bare), once.filter(bare).join(spoken, on=["number", "at", "event"], how="anti")])
    once = once.sort("number", "at", "rank", "text")
    for name in ("order_id", "other_number"):  # what one row of a number says holds for all of it
        said = once.drop_nulls(name).group_by("number").agg(said=pl.col(name).min())
        once = once.join(said, on="number", how="left", maintain_order="left")
        once = once.with_columns(pl.coalesce(name, "said").alias(name)).drop("said")
    return once.select(SCHEMA.names())


def _once(scans: pl.DataFrame) -> pl.DataFrame:
    """One row of each number, moment and text: that which tells most, and of those the first in the alphabet."""
    key = ["number", "at", "text"]
    several = scans.select(pl.struct(key).is_duplicated()).to_series()
    told = pl.sum_horizontal(pl.col(name).is_not_null() for name in ("substate", "state", "offset_s", "place"))
    names = [name for name in READ.names() if name not in {"tracking_number", "at"}]
    again = scans.filter(several).with_columns(told=told)
    again = again.sort([*key, "told", *names], descending=[False] * 3 + [True] + [False] * len(names), nulls_last=True)
    named = (pl.col(name).drop_nulls().first().over(key) for name in ("order_id", "other_number"))
    first = again.with_columns(named).unique(key, keep="first", maintain_order=True).drop("told")
    return pl.concat([scans.filter(~several), first])


def scans_of_parcel(scans: pl.DataFrame, parcel: str) -> pl.DataFrame:
    """The scans of a tracking number, of the carrier's other number, or of an order (with or without its #)."""
    asked = pl.DataFrame({"parcel": [parcel]})
    number = asked.select(tracking_key(pl.col("parcel"))).item()
    order = asked.select(order_key(pl.col("parcel"))).item()
    numbers = pl.any_horizontal(pl.col("tracking_number", "other_number") == number)
    found = scans.filter(numbers.fill_null(value=False))
    return found if found.height else scans.filter((order_key(pl.col("order_id")) == order).fill_null(value=False))


def orders_in_doubt(scans: pl.DataFrame) -> pl.DataFrame:
    """Numbers that are told of several orders: `tracking_number`, `order_ids`."""
    named = scans.drop_nulls("order_id").group_by("tracking_number").agg(order_ids=pl.col("order_id").unique().sort())
    return named.filter(pl.col("order_ids").list.len() > 1).sort("tracking_number")


def moments(scans: pl.DataFrame, until: pl.Expr | None = None) -> pl.DataFrame:
    """The moments of each parcel, one row a tracking number, by number.

    `order_id` and `other_number` as the store has them; moments in UTC, null where there is none: `label_created`,
    `first_scan` (the carrier's first, whatever it says), `delivered` (to the buyer: not after it went back), `returned`
    (began to go back), `last_at`; `last_event` (not an unknown one, where there is another), `last_words`, and `scans`,
    how many.

    Args:
        scans: the columns of SCHEMA, by number and moment.
        until: what of them counts, for example `pl.col("at") <= now`.
    """
    counted = scans if until is None else scans.filter(until)
    event, at = pl.col("event"), pl.col("at")
    back = at.filter(event.is_in(GOING_BACK)).min()
    known = event.filter(event != "unknown")
    found = counted.lazy().group_by("tracking_number", maintain_order=True).agg(
        order_id=pl.col("order_id").drop_nulls().first(),
        other_number=pl.col("other_number").drop_nulls().first(),
        label_created=at.filter(event == LABEL_CREATED).min(),
        first_scan=at.filter(event.is_in(HELD_BY_CARRIER)).min(),
        delivered=at.filter((event == DELIVERED) & (back.is_null() | (at < back))).min(),
        returned=back,
        last_at=at.last(),
        last_event=pl.coalesce(known.last(), event.last()),
        last_words=pl.col("words").last(),
        scans=pl.len(),
    )  # fmt: skip
    return found.collect()


def _rank() -> pl.Expr:
    """The place of an event among EVENTS."""
    return pl.col("event").replace_strict(list(EVENTS), list(range(len(EVENTS))), return_dtype=pl.Int32)
