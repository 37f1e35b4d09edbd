"""The nearest known name to one that is misspelt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE = 0.7  # of 1; "opne" and "open" are 0.75 alike: two letters changed places, of four


def suggestion(word: str, names: Iterable[str], most: int = 1) -> Reason | None:
    """What was perhaps meant, at most so many names; None when none is near.  Case does not matter.

    >>> suggestion("opne", ["zone", "open"])
    name.did_you_mean(names=('open',))
    """
    from rapidfuzz import process  # noqa: PLC0415 - only a wrong name needs it
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    found = process.extract(
        word, list(names), scorer=OSA.normalized_similarity, processor=str.casefold, score_cutoff=_ALIKE, limit=most
    )
    return Reason("name.did_you_mean", names=tuple(name for name, *_ in found)) if found else None


def did_you_mean(word: str, names: Iterable[str], most: int = 1) -> str:
    """The same as text; "" when none is near."""
    return str(suggestion(word, names, most) or "")
