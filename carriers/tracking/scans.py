"""Scans as columns: one row for each thing that a carrier or tracker says of a parcel."""

from __future__ import annotations

from typing import Final

import polars as pl

SCHEMA: Final = pl.Schema(
    {
        "tracking_number": pl.String(),  # capitals, without blanks and hyphens, as numbers are compared
        "other_number": pl.String(),  # the carrier's own or the last mile's number of the same parcel, written alike
        "order_id": pl.String(),  # as the file wrote it; null where it names none
        "at": pl.Datetime("us", "UTC"),
        "offset_s": pl.Int32(),  # how far the clock of the scan was ahead of UTC; null where nobody said
        "state": pl.String(),  # the tracker's own word, as written
        "substate": pl.String(),
        "event": pl.String(),  # what the scan means: a word of EVENTS
        "words": pl.String(),  # what the carrier wrote
        "place": pl.String(),
        "carrier": pl.String(),
        "source": pl.String(),  # the form of the file: 17track, yunexpress, aftership, table
    }
)
"""Unknown is null; `tracking_number` and `at` never are.

A parcel without a number is known by its order: its `tracking_number` is # and the order's number."""
READ: Final = pl.Schema({name: kind for name, kind in SCHEMA.items() if name != "event"})
"""What a reader takes from a file, before anyone has judged what it means."""
