"""Sentences on what a browser sends to the desk."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "desk.broken_form": "What the browser sent was cut short, or is no form. Nothing was kept of it: send it again.",
    "desk.no_form": "What the browser sent is no form with files. Load the page anew, and send again.",
    "desk.too_many_files": "A form takes {most} files at once. Send the others after them, or a folder of them as a zip.",
}
"""Code -> the sentence."""
