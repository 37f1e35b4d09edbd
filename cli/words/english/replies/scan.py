"""Faults of a tracking file."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "scan.unknown": "{text!r} is no event that is known.",
    "scan.write_one_of": "Write one of {events:list}.",
}
