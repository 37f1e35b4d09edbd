"""Lines of bills to the parcels that were sent: by tracking number, order number, then the forwarder's own waybill."""

from __future__ import annotations

from typing import Final

import polars as pl

from carriers.bills.lines import order_key, tracking_key

SENT: Final = "sent"
"""Column of the parcel's place among those sent; null where a line belongs to none."""


def matched(lines: pl.DataFrame, sent: pl.DataFrame) -> pl.DataFrame:
    """The lines with SENT, the place of their parcel among `sent`, and `by`, what told it.

    Args:
        lines: columns as in `carriers.bills.lines.SCHEMA`.
        sent: columns `order_id`, `tracking_no` (null: unknown) and, of runs of parcels, `orders_held`; of several rows
            with a number the last one counts.
    """
    wanted = [name for name in ("order_id", "tracking_no", "orders_held") if name in sent.columns]
    places = sent.select(wanted).with_row_index(SENT)
    numbers = _keys(places, tracking_key(pl.col("tracking_no")))
    orders = _keys(places, order_key(pl.col("order_id")))
    told = lines.select("tracking_no", "order_nos", "waybill").with_row_index("line")
    one = told.select("line", key=tracking_key(pl.col("tracking_no")), own=tracking_key(pl.col("waybill")))
    several = told.select("line", "order_nos").explode("order_nos").select("line", key=order_key(pl.col("order_nos")))
    found = [
        _told(one.select("line", "key"), numbers, "tracking_no"),
        _told(several, orders, "order_no"),
        _told(one.select("line", key="own"), numbers, "waybill"),
        _told(told.select("line", key=order_key(pl.col("tracking_no"))), orders, "tracking_no"),
        _told(told.select("line", key=order_key(pl.col("waybill"))), orders, "waybill"),
    ]
    if "orders_held" in wanted and places["orders_held"].null_count() < places.height:
        known = pl.concat(found)
        left = several.join(known, on="line", how="anti").join(one, on="line", suffix="_of_line")
        found.append(_held(left, places, known.select(SENT).unique()))
    first = pl.concat(found).unique("line", keep="first", maintain_order=True)
    first = pl.concat([first, _by_others(one, first)]).unique("line", keep="first", maintain_order=True)
    return lines.with_columns(beside(told.select("line"), first, "line"))


def _held(lines: pl.DataFrame, places: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Lines that name an order which travels in a parcel with others, or in several.

    Of an order in several parcels the numbers that the bill has of it are shared out in their order among those that
    are not known yet: the first to the first parcel, and what is beyond them to the last.
    """
    held = places.select(SENT, "orders_held").explode("orders_held").drop_nulls()
    held = held.select(SENT, key=order_key(pl.col("orders_held")))
    free = ~pl.col(SENT).is_in(known[SENT].implode())
    held = held.filter(free | ~free.any().over("key"))
    held = held.sort(SENT).with_columns(turn=pl.int_range(pl.len()).over("key"), last=(pl.len() - 1).over("key"))
    number = pl.coalesce("key_of_line", "own", pl.col("line").cast(pl.String))
    named = lines.drop_nulls("key").with_columns(first=pl.col("line").min().over("key", number))
    named = named.with_columns(turn=pl.col("first").rank("dense").over("key").cast(pl.Int64) - 1)
    told = named.join(held, on="key", how="inner", maintain_order="left", suffix="_of_parcel")
    own = pl.min_horizontal("turn", pl.col("last").cast(pl.Int64)) == pl.col("turn_of_parcel")
    return told.filter(own).select("line", SENT, by=pl.lit("order_no"))


def _by_others(lines: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Lines that bear the carrier's number of a line that is known: a credit note does not repeat our order number."""
    numbers = pl.concat([lines.select("line", "key"), lines.select("line", key="own")]).drop_nulls("key")
    learned = numbers.join(known, on="line").select("key", SENT).unique("key", keep="first", maintain_order=True)
    left = lines.join(known, on="line", how="anti")
    return pl.concat(
        [_told(left.select("line", "key"), learned, "bill"), _told(left.select("line", key="own"), learned, "bill")]
    )


def _keys(places: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    return places.select(SENT, key=key).drop_nulls("key").unique("key", keep="last")


def _told(lines: pl.DataFrame, keys: pl.DataFrame, by: str) -> pl.DataFrame:
    found = lines.drop_nulls("key").join(keys, on="key", how="inner", maintain_order="left")
    return found.select("line", SENT, by=pl.lit(by))


def beside(lines: pl.DataFrame, table: pl.DataFrame, *on: str) -> list[pl.Series]:
    """The other columns of a table, looked up for each line; null where it has none.

    Only the keys are joined: lines are many and wide.
    """
    found = lines.select(on).join(table, on=list(on), how="left", maintain_order="left")
    return found.drop(on).get_columns()
