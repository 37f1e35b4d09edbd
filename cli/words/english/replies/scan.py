"""Faults of a tracking file."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "scan.no_column": "no column {column!r}. Columns: {columns:list}.",
    "scan.no_file": "{error}. Check the path after --tracking.",
    "scan.unknown": "{text!r} is no event that is known.",
    "scan.unreadable": "{what} {way_out}",
    "scan.write_one_of": "Write one of {events:list}.",
}
