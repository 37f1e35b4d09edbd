"""Descriptions customs refuses: words that name no goods, and party names that name nobody (EU ICS2 and its kin)."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

_FILLERS = frozenset(
    {"a", "an", "the", "of", "for", "and", "with", "new", "hot", "some", "small", "mini", "other", "various", "misc"}
    | {"assorted", "pcs", "pc", "piece", "pieces", "set", "sets"}
)
_SPLIT = re.compile(r"[,;/&+|]| and ")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def vague(description: str) -> str:
    """The part of the description that says nothing, when no other part says more; "" for a usable description.

    Amounts and fillers do not help ("2 new gifts"), nor does a list of vague words ("gift, parts").

    >>> vague("Gifts x2"), vague("clothing / accessories"), vague("Silicone phone case")
    ('Gifts x2', 'clothing / accessories', '')
    """
    parts = [part for part in _SPLIT.split(description.lower()) if part.strip()]
    return description if parts and all(_says_nothing(part, "goods") for part in parts) else ""


def nobody(name: str) -> bool:
    """Whether the name stands for no person or company ("unknown", "N/A", "private")."""
    return name.strip().lower().strip(".") in _terms("party") or _says_nothing(name.lower(), "party")


def _says_nothing(part: str, where: str) -> bool:
    words = [word for word in _WORD.findall(part) if word not in _FILLERS and len(word) > 1]
    if not words:
        return where == "goods"
    phrase = " ".join(words)
    return not {phrase, _singular(phrase)}.isdisjoint(_terms(where)) or _plain(part) in _terms(where)


def _plain(part: str) -> str:
    return " ".join(part.split())


def _singular(phrase: str) -> str:
    return phrase.removesuffix("s")


@cache
def _terms(where: str) -> frozenset[str]:
    path = resources.files("carriers") / "data/customs/vague_terms.csv"
    with path.open(encoding="utf-8") as file:
        listed = [row["term"] for row in csv.DictReader(file) if row["where"] == where]
    return frozenset(listed) | frozenset(_singular(term) for term in listed)
