"""Cells of CSV files for people: nothing runs as a formula, and nothing loses digits in a spreadsheet."""

from __future__ import annotations

import re
from typing import Final

from routing.values import formulas

MANGLED: Final = r"0[0-9]+|[0-9]{12,}|[0-9]+[eE][0-9]+|[0-9]{1,4}[-/][0-9]{1,2}(?:[-/][0-9]{1,4})?"
"""What a spreadsheet takes for a number or a date, as a pattern for Python and for polars."""
PHONE: Final = r"\+[0-9]{1,3} [0-9 ()./-]{3,20}(?: ext\. [0-9]{1,7})?"
"""A telephone number with a blank in it: neither a number nor a formula that runs."""
_MANGLED: Final = re.compile(MANGLED)
_PHONE: Final = re.compile(PHONE)


def protect(text: str) -> str:
    r"""A cell of a CSV file for people: no formula, and nothing a spreadsheet would take for a number or a date.

    >>> protect("=1+1"), protect("00123"), protect("+49 30 901820")
    ("'=1+1", '00123\t', '+49 30 901820')
    """
    guarded = guard(text)
    return f"{text}\t" if guarded == text and _MANGLED.fullmatch(text) else guarded


def guard(text: str) -> str:
    """A cell of a report that programs read too: no formula, all else as it is."""
    return text if _PHONE.fullmatch(text) else formulas.guard(text)


def unprotect(text: str) -> str:
    """The text `protect` was given."""
    plain = formulas.unguarded(text)
    return plain if plain != text else text.removesuffix("\t")
