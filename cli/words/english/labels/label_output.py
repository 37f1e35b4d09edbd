"""What is wrong with where label files are to stand."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "label_output.is_folder": "is a folder. Name a file.",
    "label_output.not_writable": "cannot be written in: {system:name}.",
}
