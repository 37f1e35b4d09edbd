"""The one guard against cells that a spreadsheet would run as a formula: every writer and reader holds to it."""

from __future__ import annotations

import re
from typing import Final

SIGNS: Final = "=+@\t\r\n＝＋＠－-"
"""OWASP's list of 2025-08-01 (it added the line feed), full-width forms too.  The hyphen stands last, see BEGINS."""
BEGINS: Final = f"^'*[{SIGNS}]"
"""A cell that is guarded, as a pattern for Python and for polars (a hyphen that stands last is itself): one that begins
with such a sign, or with apostrophes before one, so that taking the guard off always gives the text back."""
_BEGINS: Final = re.compile(BEGINS)
_FIRST: Final = frozenset(f"'{SIGNS}")
"""How a text begins that the pattern takes."""


def runs(text: str) -> bool:
    """Whether a spreadsheet would run the text as a formula."""
    return text.startswith(tuple(SIGNS))


def guard(text: str) -> str:
    """The text for people's eyes: with an apostrophe before what a spreadsheet would run as a formula.

    >>> guard("=1+1"), guard("'=1"), guard("it's")
    ("'=1+1", "''=1", "it's")
    """
    return f"'{text}" if text[:1] in _FIRST and _BEGINS.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guard` was given.

    >>> unguarded("'=1+1"), unguarded("''=1"), unguarded("'n")
    ('=1+1', "'=1", "'n")
    """
    return text[1:] if text.startswith("'") and _BEGINS.match(text) else text
