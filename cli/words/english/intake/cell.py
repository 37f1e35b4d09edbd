"""A sentence of which a cell is the subject."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "cell.unreadable": "{error}",
    "cell.empty": "is empty. {way_out}",
    "cell.of_column": "{column} {what}",
    "cell.of_text": "{text!r} {what}",
}
