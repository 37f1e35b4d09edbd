"""Fuel percentages of a card."""

from typing import Final

SENTENCES: Final = {
    "fuel.two_hold": "two percentages hold from {start} on. Close one.",
}
