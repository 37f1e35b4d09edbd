"""The nearest known name to one that is misspelt, for the end of an error message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE = 0.7  # of 1; "opne" and "open" are 0.75 alike: two letters changed places, of four


def did_you_mean(word: str, names: Iterable[str], most: int = 1) -> str:
    """A question that names what was perhaps meant, at most so many names; "" when none is near.  Case does not matter.

    >>> did_you_mean("opne", ["zone", "open"])
    'Did you mean open?'
    """
    from rapidfuzz import process  # noqa: PLC0415 - only a wrong name needs it
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    found = process.extract(
        word, list(names), scorer=OSA.normalized_similarity, processor=str.casefold, score_cutoff=_ALIKE, limit=most
    )
    return f"Did you mean {' or '.join(name for name, *_ in found)}?" if found else ""
