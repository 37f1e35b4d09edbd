"""Scans as they are gathered from a file, before their times are read, and what of them cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import field, frozen

from carriers.bills.lines import order_key, tracking_key
from carriers.tracking.scans import READ
from carriers.tracking.times import moments_of
from routing.errors import Problem
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

NO_NUMBER: Final = "NUMBER_MISSING"
NO_TIME: Final = "TIME_INVALID"
TEXTS: Final = (
    "tracking_number", "other_number", "order_id", "at", "state", "substate", "words", "place", "carrier",
)  # fmt: skip
"""What is gathered of a scan, all of it text."""
_SHOWN: Final = 80
_LONGEST: Final = {"words": 2000}
"""Signs that are kept of a text; of others so many as an id has at most."""
_ID_MAX: Final = 200


@frozen(eq=False)
class TrackingFile:
    """What a file tells: its scans in the columns of READ, rows that cannot be used, and what is to be said of it."""

    name: str
    form: str
    scans: pl.DataFrame
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Reason, ...] = ()
    rows: int = 0
    """Scans that the file holds, with those that cannot be used."""


@frozen
class Clock:
    """How wall times are read: the zone (None: they are refused), and the order of day and month ("": the same)."""

    zone: str | None = None
    day_order: str = ""


@frozen(eq=False)
class Gathered:
    """Texts of scans, and where each of them stands."""

    file: str
    form: str
    texts: pl.DataFrame
    """The columns of TEXTS."""
    place_of: Callable[[int], tuple[int, str]]
    """Row (0 where the file has none) and column, or path, of a scan by its index."""
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Reason, ...] = field(default=())

    def read(self, clock: Clock) -> TrackingFile:
        """The scans with their moments; one that has no number or no moment is a problem."""
        texts = self.texts.with_columns(
            pl.col(name).str.slice(0, _LONGEST.get(name, _ID_MAX)).str.strip_chars() for name in TEXTS
        )
        texts = texts.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))
        told = moments_of(texts["at"], clock.zone, clock.day_order)
        by_order = pl.concat_str(pl.lit("#"), order_key(pl.col("order_id")))
        frame = texts.with_columns(
            tracking_number=pl.coalesce(tracking_key(pl.col("tracking_number")), by_order),
            other_number=tracking_key(pl.col("other_number")),
            order_id=pl.col("order_id").str.replace(r"^'", ""),
            text=pl.col("at"),
            at=told.at,
            offset_s=told.offset_s,
            source=pl.lit(self.form),
        ).with_row_index("index")
        good = pl.col("tracking_number").is_not_null() & pl.col("at").is_not_null()
        problems = [self._problem(row, told.faults) for row in frame.filter(~good).iter_rows(named=True)]
        return TrackingFile(
            self.file, self.form, frame.filter(good).select(READ.names()), (*self.problems, *problems), self.remarks,
            texts.height + len(self.problems),
        )  # fmt: skip

    def _problem(self, row: dict[str, str | None], faults: object) -> Problem:
        number, column = self.place_of(int(row["index"] or 0))
        order = row["order_id"] or ""
        if row["tracking_number"] is None:
            return Problem(self.file, number, order, column, "", NO_NUMBER, Reason("tracking_read.no_number"))
        text = row["text"] or ""
        if not text:
            return Problem(self.file, number, order, column, "", NO_TIME, Reason("tracking_read.no_time"))
        return Problem(self.file, number, order, column, text[:_SHOWN], NO_TIME, faults[text])  # type: ignore[index]
