"""Descriptions customs refuses: words that name no goods, and party names that name nobody (EU ICS2 and its kin)."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

_FILLERS = frozenset(
    {
        "a",
        "an",
        "the",
        "of",
        "for",
        "and",
        "with",
        "in",
        "to",
        "from",
        "by",
        "new",
        "hot",
        "some",
        "small",
        "mini",
        "big",
    }
    | {
        "big",
        "other",
        "various",
        "misc",
        "assorted",
        "mixed",
        "free",
        "nice",
        "good",
        "best",
        "cheap",
        "cute",
        "lovely",
    }
    | {"pcs", "pc", "piece", "pieces", "set", "sets", "pack", "packs", "pair", "pairs", "lot", "lots", "kind", "kinds"}
    | {"child", "children", "kid", "kids", "boy", "boys", "girl", "girls", "man", "men", "woman", "women", "baby"}
    | {
        "my",
        "friend",
        "friends",
        "family",
        "her",
        "him",
        "you",
        "mum",
        "mom",
        "dad",
        "home",
        "personal",
        "private",
        "use",
    }
)
"""Words that name no goods beside one of the list: amounts, praise, and for whom it is."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
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
    words = _WORD.findall(part)
    if where == "goods" and words and all(_typed_at_random(word) for word in words):
        return True
    known = _terms(where)
    if {" ".join(part.split()), " ".join(map(_singular, words))} & known:
        return True
    telling = [_singular(word) for word in words if word not in _FILLERS and len(word) > 1]
    if not telling:
        return where == "goods"
    return " ".join(telling) in known or (where == "goods" and all(word in known for word in telling))


def _typed_at_random(word: str) -> bool:
    """Whether somebody ran along a row of keys, or leant on one: "asdf", "xxx", "qwerty"."""
    if len(word) < 3:
        return False
    return len(set(word)) == 1 or any(word in row or word[::-1] in row for row in _ROWS)


def _singular(word: str) -> str:
    """An English noun in the singular, as its spelling has it: boxes, batteries, watches, parts."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("xes", "ches", "shes", "sses", "zes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@cache
def _terms(where: str) -> frozenset[str]:
    path = resources.files("carriers") / "data/customs/vague_terms.csv"
    with path.open(encoding="utf-8") as file:
        listed = [row["term"] for row in csv.DictReader(file) if row["where"] == where]
    return frozenset(listed) | frozenset(" ".join(map(_singular, term.split())) for term in listed)


@cache
def party_terms() -> tuple[str, ...]:
    """All that stands for no person, in small letters."""
    return tuple(sorted(_terms("party")))


@cache
def may_be_nobody() -> str:
    """A pattern for polars that finds every name of which `nobody` may be true by its words, and some others.

    It is for names in small letters with one blank for all that is no letter and no hyphen.
    """
    words = {term.split()[0] for term in party_terms()}
    plain = sorted(word for word in words if word.isascii() and word.isalpha())
    # A plural may end otherwise than its singular: parties, party.  A short word stands alone.
    begins = [word[:-1] if len(word) > 3 else rf"{word}(?:e?s)?(?:[^a-z]|$)" for word in plain]
    return rf"(?:^|[^a-z])(?:{'|'.join(begins)})"
