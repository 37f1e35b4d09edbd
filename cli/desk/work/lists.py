"""Lists of a run's orders: filtered, searched, sorted and cut into pages, on columns and never row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import evolve, frozen

from routing.line import NO_CHANNEL
from routing.run_order import ASSIGNED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cli.desk.work.runs import Run

ROWS: Final = 50
"""Rows of a page."""
QUEUES: Final = ("due", "overdue", "held", "ask")
"""Due today; to be sent before today; without a channel; the buyer waits for an answer."""
ASK_FLAGS: Final = ("BUYER_REQUEST", "CANCEL_ASKED", "PARTLY_REFUNDED")
"""Flags of orders whose buyer is to be answered before the parcel leaves."""
SORTS: Final = (
    "id", "name", "country", "service", "price_fen", "saving_fen", "dispatch_on", "latest_at", "weight_g", "platform",
)  # fmt: skip
"""Columns by which a list is sorted."""
_CHOICES: Final = ("service", "country", "platform")
"""Columns of which a filter takes one word."""
_QUERY_MAX: Final = 100


@frozen
class Asked:
    """What a list is asked for; words that mean nothing are dropped."""

    q: str = ""
    queue: str = ""
    service: str = ""
    country: str = ""
    platform: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Asked:
        """What the words of an address ask for."""
        sort, queue, page = words.get("sort", ""), words.get("queue", ""), words.get("page", "1")
        return cls(
            q=words.get("q", "").strip()[:_QUERY_MAX],
            queue=queue if queue in QUEUES else "",
            service=words.get("service", ""),
            country=words.get("country", ""),
            platform=words.get("platform", ""),
            sort=sort if sort.removeprefix("-") in SORTS else "",
            page=page_number(page),
        )

    def words(self) -> dict[str, object]:
        """The words of an address that asks for the same page."""
        told = {name: getattr(self, name) for name in ("q", "queue", *_CHOICES, "sort")}
        return told | {"page": self.page if self.page > 1 else ""}


def page_number(text: str) -> int:
    """The number of a page that an address asks for; 1 for any other word."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 and int(text) else 1


@frozen
class Listed:
    """A page of a list: its rows, of how many, and the page that was given."""

    rows: list[dict[str, Any]]
    total: int
    pages: int
    asked: Asked


def listed(run: Run, asked: Asked, clock: datetime) -> Listed:
    """The page of the run's orders that is asked for; the last one where there are not so many."""
    places = found(run, asked, clock)
    pages = max(1, -(-len(places) // ROWS))
    page = min(asked.page, pages)
    rows = run.table[places.slice((page - 1) * ROWS, ROWS)]
    return Listed(rows.drop("sought").to_dicts(), len(places), pages, evolve(asked, page=page))


def found(run: Run, asked: Asked, clock: datetime) -> pl.Series:
    """The places of all orders that are asked for, in the order that is asked for."""
    order = _order(run, asked.sort) if asked.sort else pl.int_range(run.table.height, dtype=pl.UInt32, eager=True)
    tests = _tests(run, asked, clock)
    if not tests:
        return order
    return order.filter(run.table.select(pl.all_horizontal(tests)).to_series().fill_null(value=False).gather(order))


def queue_counts(run: Run, clock: datetime) -> dict[str, int]:
    """How many orders stand in each queue."""
    told = [_queue(run, name, clock).fill_null(value=False).sum().alias(name) for name in QUEUES]
    return run.table.select(told).row(0, named=True)


def choices(run: Run) -> dict[str, list[tuple[str, int]]]:
    """The words that a filter can take, each with its orders, most orders first."""
    return run.once("choices", lambda: {name: _counts(run, name) for name in _CHOICES})


def warm(run: Run) -> None:
    """Works out what every list of a run needs, before anybody asks for it."""
    choices(run)
    for sort in SORTS:
        _order(run, sort)
        _order(run, f"-{sort}")


def _counts(run: Run, name: str) -> list[tuple[str, int]]:
    counts = run.table[name].cast(pl.String).drop_nulls().value_counts(sort=True, name="n")
    return sorted(counts.rows(), key=lambda one: (-one[1], one[0]))


def _order(run: Run, sort: str) -> pl.Series:
    """The places of all orders sorted by a column, empty ones last; worked out once a run."""
    column = pl.col(sort.removeprefix("-"))
    if run.table.schema[sort.removeprefix("-")] == pl.Categorical:
        column = column.cast(pl.String)

    def make() -> pl.Series:
        return run.table.select(
            pl.arg_sort_by(column, descending=sort.startswith("-"), nulls_last=True, maintain_order=True)
        ).to_series()

    return run.once(("sorted", sort), make)


def _tests(run: Run, asked: Asked, clock: datetime) -> list[pl.Expr]:
    tests = [pl.col("sought").str.contains(word.lower(), literal=True) for word in asked.q.split()]
    tests += [pl.col(name) == getattr(asked, name) for name in _CHOICES if getattr(asked, name)]
    if asked.queue:
        tests.append(_queue(run, asked.queue, clock))
    return tests


def _queue(run: Run, name: str, clock: datetime) -> pl.Expr:
    today = run.moment(clock).date().isoformat()
    sent = pl.col("status") == ASSIGNED
    if name == "due":
        return sent & (pl.col("dispatch_on") == today)
    if name == "overdue":
        return sent & (pl.col("dispatch_on") < today)
    if name == "held":
        return pl.col("status") == NO_CHANNEL
    return pl.any_horizontal(pl.col("flags").str.contains(flag, literal=True) for flag in ASK_FLAGS)
