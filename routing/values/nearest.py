"""The nearest known names to one that is misspelt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE = 0.7  # of 1; "opne" and "open" are 0.75 alike: two letters changed places, of four
_IDS_ALIKE = 0.6  # ids are typed from a screen: more is forgiven


def suggestion(word: str, names: Iterable[str], most: int = 1) -> Reason | None:
    """What was perhaps meant, at most so many names; None when none is near.

    >>> suggestion("opne", ["zone", "open"])
    name.did_you_mean(names=('open',))
    """
    found = nearest(word, names, most)
    return Reason("name.did_you_mean", names=found) if found else None


def nearest(word: str, names: Iterable[str], most: int = 1, alike: float = _ALIKE) -> tuple[str, ...]:
    """The names most like the word, the nearest first; none that is less alike than `alike`.  Case does not matter.

    >>> nearest("opne", ["zone", "open"])
    ('open',)
    """
    from rapidfuzz import process  # noqa: PLC0415 - only a wrong name needs it
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    found = process.extract(
        word, list(names), scorer=OSA.normalized_similarity, processor=str.casefold, score_cutoff=alike, limit=most
    )
    return tuple(name for name, *_ in found)


def near_ids(order_id: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The order ids most like one that is not known, the nearest first."""
    return nearest(order_id, known, most, _IDS_ALIKE)
