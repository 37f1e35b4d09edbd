"""The runs of a folder, each under a name of its own: whoever names a run by it can name no other folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.run.directory import MANIFEST
from cli.run.manifest import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def runs_in(folders: Iterable[Path]) -> dict[str, Path]:
    """Name -> run directory: the folders that are runs themselves, and those that lie in them, the newest first.

    Of two of one name the first folder's counts.  Folders that cannot be looked at hold none, and a link that leads out
    of its folder is none of its runs.  A run that stayed in parts is told by these, each under the names of both.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        root = folder.resolve()
        for one in (root, *_below(root)):
            if (one / MANIFEST).is_file() and one.resolve().is_relative_to(root):
                for part in parts_of(one):
                    found.setdefault(one.name if part == one else f"{one.name}-{part.name}", part)
    return dict(sorted(found.items(), key=lambda pair: (-_made(pair[1]), pair[0])))


def _below(folder: Path) -> list[Path]:
    try:
        return [one for one in folder.iterdir() if one.is_dir() and not one.name.startswith(".")]
    except OSError:
        return []


def _made(run: Path) -> float:
    """When the run was written, in seconds; 0 for one that is gone in this moment."""
    try:
        return (run / MANIFEST).stat().st_mtime
    except OSError:
        return 0
