"""Orders that several places tell of: what is made of each where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake.files.chunk import ROW

if TYPE_CHECKING:
    from routing.intake.cells.ledger import Ledger
    from routing.intake.source_file import SourceFile


def skipped_elsewhere(orders: pl.DataFrame, live: pl.Series, run: SourceFile, ledger: Ledger) -> dict[int, str]:
    """Index of an order -> why it is not to be shipped, by what another place knows; refuses those that do not count.

    Args:
        orders: one row an order, as the ledger has them.
        live: a mask of those to ship, as far as this place knows.
        run: the file, with what was settled.
        ledger: takes the refused ones.
    """
    over: dict[int, str] = {}
    named = orders.select(pl.int_range(pl.len()).alias("at"), "order_id", ROW).filter(live)
    for at, order_id, row in named.iter_rows():
        verdict = run.settled.get(order_id)
        if verdict is None or verdict.counts == (run.file, row):
            continue
        if verdict.skip is not None:
            over[at] = verdict.skip
        else:
            ledger.refuse(at, "order_id", order_id, verdict.code, verdict.reason)
    return over
