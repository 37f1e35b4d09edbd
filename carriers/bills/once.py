"""Each line of an invoice once: rows of one parcel put together, and files of one invoice held against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import frozen

from carriers.bills.lines import KIND_COLUMNS, SCHEMA, order_key, tracking_key
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carriers.bills.read import BillFile

_SAME: Final = ("kind", "detail", "key", "currency", "total_micro")
"""What tells one line of an invoice from another."""


@frozen(eq=False)
class Counted:
    """The lines of all bills, each once, in the order of files and rows; and what is to be said of them."""

    lines: pl.DataFrame
    remarks: tuple[Reason, ...] = ()


def counted_once(files: Sequence[BillFile]) -> Counted:
    """The lines of bills.  Of an invoice that lies in several files each line counts once; so does a doubled file."""
    frames = [_by_parcel(file.lines) if file.form.by_charge else file.lines for file in files]
    named = [_named(frame, file.name) for frame, file in zip(frames, files, strict=True)]
    named = [_with_credits(frame) for frame in named]
    if len(named) == 1:
        return Counted(named[0])
    kept: list[pl.DataFrame] = []
    remarks: list[Reason] = []
    seen: dict[tuple[object, ...], str] = {}
    for frame, file in zip(named, files, strict=True):
        mark = _content(frame)
        if frame.height and mark in seen:
            remarks.append(Reason("bill.same_file", file=file.name, other=seen[mark]))
            continue
        seen[mark] = file.name
        kept.append(frame)
    lines = pl.concat(kept) if kept else pl.DataFrame(schema=SCHEMA)
    marks = lines.select("file", "row", "bill", "kind", "detail", "currency", "total_micro", key=_key())
    marks = marks.with_columns(nth=pl.int_range(pl.len()).over("file", "bill", *_SAME))
    once = marks.select(pl.struct("bill", *_SAME, "nth").is_first_distinct()).to_series()
    for bill, file, rows in marks.filter(~once).group_by("bill", "file", maintain_order=True).len().iter_rows():
        remarks.append(Reason("bill.rows_again", bill=bill, file=file, n=rows))
    return Counted(lines if once.all() else lines.filter(once), tuple(remarks))


def _key() -> pl.Expr:
    """By what a line's parcel is known within its invoice."""
    number = tracking_key(pl.col("tracking_no"))
    own = tracking_key(pl.col("waybill"))
    return pl.coalesce(number, own, order_key(pl.col("order_nos").list.first()))


def _named(frame: pl.DataFrame, file: str) -> pl.DataFrame:
    """Lines of a bill without a number bear the name of their file."""
    return frame.with_columns(pl.col("bill").fill_null(file))


def _with_credits(frame: pl.DataFrame) -> pl.DataFrame:
    """Lines of less than nothing give money back, whatever the bill calls them."""
    back = (pl.col("kind") == "charge") & (pl.col("total_micro") < 0)
    return frame.with_columns(kind=pl.when(back).then(pl.lit("credit")).otherwise("kind"))


def _content(frame: pl.DataFrame) -> tuple[object, ...]:
    """What a file says, whatever it is called and however it is written."""
    marks = frame.select(pl.struct(_key().alias("key"), "kind", "currency", "total_micro", "form").hash()).to_series()
    return frame.height, int(marks.cast(pl.UInt64).sort().hash().sum() or 0), marks.min(), marks.max()


def _by_parcel(lines: pl.DataFrame) -> pl.DataFrame:
    """Rows of single charges put together: one line for each parcel, invoice and kind of row.

    A row that names no parcel stays as it is.
    """
    keyed = lines.with_columns(key=_key(), at=pl.int_range(pl.len()))
    keyed = keyed.with_columns(group=pl.when(pl.col("key").is_null()).then(pl.col("at")))
    by = [
        "file",
        "bill",
        "kind",
        pl.when(pl.col("kind") != "charge").then("detail").alias("why"),
        "key",
        "group",
        "currency",
    ]
    whole = keyed.group_by(by, maintain_order=True).agg(
        pl.col("row").min(),
        pl.col("at").min(),
        *(
            pl.col(name).drop_nulls().first()
            for name in ("form", "detail", "tracking_no", "waybill", "service", "zone", "country", "pieces")
        ),
        pl.col("order_nos").list.explode(keep_nulls=False, empty_as_null=False).unique(maintain_order=True),
        *(pl.col(name).max() for name in ("charged_g", "scale_g", "volumetric_g")),
        pl.col("total_micro").sum(),
        pl.col("names").drop_nulls().unique(maintain_order=True).str.join("; "),
        *(pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name) for name in KIND_COLUMNS),
    )
    return whole.sort("at").select(SCHEMA.names()).cast(SCHEMA)
