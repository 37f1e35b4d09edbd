"""Faults of a sheet of messages."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "inbox.no_columns": "there is no column {missing:list}. The sheet has the columns {columns:list}.",
    "inbox.unreadable": "{error}. Write it as CSV in UTF-8.",
}
