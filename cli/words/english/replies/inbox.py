"""Faults of a sheet of messages."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "inbox.day_read": "The day {day} was read from the message: check it.",
    "inbox.left_as_planned": "No scan shows this parcel: make sure that it left on {day}, as planned.",
    "inbox.nothing_asked": "it asks for nothing that a letter answers; if it does, write its class into the column msg",
    "inbox.no_words": "the message has no words; look at it where it was sent",
    "inbox.no_columns": "there is no column {missing:list}. The sheet has the columns {columns:list}.",
    "inbox.too_many_cells": "has {cells} cells, the header {width}. Put a message that holds a separator in quotes.",
    "inbox.unreadable": "{error}. Write it as CSV in UTF-8.",
}
