"""A run's orders and every service that may take each, read from its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from cli.run.directory import ASSIGNMENTS
from cli.run.reader import intact, lines_of, orders_of
from routing.allotment.candidates import Candidates
from routing.allotment.lines import UNKNOWN
from routing.errors import Fault, InputError
from routing.orders import SCHEMA, OrderTable
from routing.reason import Reason

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from routing.allotment.lines import Lines
    from routing.allotment.problem import Int64s
    from routing.facts import Facts

_CHUNK = 65_536


def gather(run: Path, facts: Facts, on: date | None, *, later_tiers: bool) -> tuple[Lines, list[str]]:
    """The lines of the run's orders that have a channel, and their ids.

    Raises:
        InputError: a file of the run is damaged or was edited.
    """
    days = _dispatch_days(run)
    candidates = Candidates(facts, on, later_tiers)
    start = 0
    with intact(run):
        for frame in orders_of(run).collect_batches(chunk_size=_CHUNK, maintain_order=True):
            candidates.add(OrderTable(frame.select(SCHEMA.names())), days[start : start + len(frame)])
            start += len(frame)
    if start != len(days):
        raise InputError([Fault(str(run), "", Reason("run.lengths_differ", file=ASSIGNMENTS))])
    return candidates.lines(), candidates.order_ids


def _dispatch_days(run: Path) -> Int64s:
    """Each order's dispatch day as days since 1970."""
    texts = pl.Series([line["dispatch_on"] or None for line in lines_of(run)], dtype=pl.String)
    days: Int64s = (
        texts.str.to_date("%Y-%m-%d", strict=False).to_physical().cast(pl.Int64).fill_null(UNKNOWN).to_numpy()
    )
    return days
