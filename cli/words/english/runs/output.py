"""Sentences on files and folders that cannot be written."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "output.disk": "is a disk of its own, which cannot be replaced as a whole. Name a folder within it.",
    "output.locked": "is being written by another run. Wait for it, or name another.",
    "output.no_folder": "cannot be written to ({system:name}). Name another folder.",
    "output.not_written": "cannot be written: {system:name}. Nothing was left behind.",
    "output.not_written_at": "cannot be written: {system:name} ({at}). Nothing was left behind.",
    "output.own_folder": (
        "is the folder you are in, or one above it; it would be pulled from under you. Name another folder."
    ),
    "output.taken": "is not empty and holds no {mark}: nothing there is overwritten. Name another folder.",
}
"""Code -> the sentence."""
