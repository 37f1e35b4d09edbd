"""Postcodes as text without spaces and hyphens, in capitals; the end of a range covers all that starts with it."""

from __future__ import annotations


def fold(text: str) -> str:
    """The comparable form.

    >>> fold("sw1a 1aa")
    'SW1A1AA'
    """
    return "".join(char for char in text.upper() if char.isalnum())


def within(folded: str, start: str, end: str) -> bool:
    """Whether a folded postcode lies between two folded ends, both included."""
    return start <= folded and (folded <= end or folded.startswith(end))
