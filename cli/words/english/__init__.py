"""The sentences in English: a folder a room, a module a subject, which is a reason's code up to its full stop."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def module_of(subject: str) -> str:
    """The module of a subject, wherever its room is.

    Raises:
        LookupError: no room has the subject.
    """
    return f"{__name__}.{rooms()[subject]}.{subject}"


@cache
def rooms() -> dict[str, str]:
    """Subject -> the room it stands in."""
    return {path.stem: path.parent.name for path in _FOLDER.glob("*/*.py") if path.stem != "__init__"}
