"""A run's orders and every service that may take each, read from its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cli.run.directory import ASSIGNMENTS
from cli.run.reader import intact, lines_of, orders_of
from routing.allotment.candidates import Candidates
from routing.allotment.lines import UNKNOWN
from routing.errors import Fault, InputError
from routing.orders import SCHEMA, OrderTable
from routing.reason import Reason
from routing.values.formulas import unguarded

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
    ids, days = _dispatch_days(run)
    candidates = Candidates(facts, on, later_tiers)
    start, known = 0, None
    with intact(run):
        for frame in orders_of(run).collect_batches(chunk_size=_CHUNK, maintain_order=True):
            own = days[start : start + len(frame)]
            if frame["order_id"].to_list() != ids[start : start + len(frame)]:  # lines that a person sorted
                known = known or dict(zip(ids, days.tolist(), strict=True))
                own = np.array([known.get(name, UNKNOWN) for name in frame["order_id"]], np.int64)
            candidates.add(OrderTable(frame.select(SCHEMA.names())), own)
            start += len(frame)
    if start != len(days) or (known is not None and len(known) != start):
        raise InputError([Fault(str(run), "", Reason("run.lengths_differ", file=ASSIGNMENTS))])
    return candidates.lines(), candidates.order_ids


def _dispatch_days(run: Path) -> tuple[list[str], Int64s]:
    """The orders of the lines, and each one's dispatch day as days since 1970."""
    lines = [(unguarded(line["order_id"]), line["dispatch_on"] or None) for line in lines_of(run)]
    texts = pl.Series([day for _, day in lines], dtype=pl.String)
    days: Int64s = (
        texts.str.to_date("%Y-%m-%d", strict=False).to_physical().cast(pl.Int64).fill_null(UNKNOWN).to_numpy()
    )
    return [name for name, _ in lines], days
