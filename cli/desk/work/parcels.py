"""The proposals of a run: what merging and splitting its orders would save, as `sampan parcels propose` wrote it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cli.parcels.proposals_file import DATA, FOLDER, PICTURE, TABLE, read_proposals

if TYPE_CHECKING:
    from pathlib import Path

FILES: Final = (TABLE, PICTURE)
"""Those that a browser may ask for."""


def proposals_of(run: Path) -> list[dict[str, Any]] | None:
    """The proposals of a run as proposals.json has them; None where none were made yet.

    Raises:
        InputError: the file is damaged.
    """
    path = run / FOLDER / DATA
    if not path.is_file():
        return None
    read_proposals(run)  # refuses what is damaged
    told: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["proposals"]
    return told


def file_of(run: Path, name: str) -> Path | None:
    """The table or the picture of a run's proposals; None for any other word."""
    path = run / FOLDER / name
    return path if name in FILES and path.is_file() else None
