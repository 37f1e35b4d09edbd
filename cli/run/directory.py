"""A run directory: what its files are called, and what goes into it as it is."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ASSIGNMENTS, PROBLEMS, REASONS, MANIFEST, ORDERS, INPUTS = (
    "assignments.csv",
    "problems.csv",
    "problems.jsonl",
    "run.json",
    "orders.parquet",
    "inputs",
)
PARTS = "parts"
"""Of a run that stays in parts: a folder with a run for each of them."""
SCHEMA_VERSION = 2
OWN = (ASSIGNMENTS, PROBLEMS, REASONS, MANIFEST, ORDERS, INPUTS, f"{PARTS}/*")
"""All that a run writes, in each part too.  What else stands in its directory was made from it, or is a person's."""
PROBLEM_COLUMNS = ("file", "row", "order_id", "column", "value", "code", "message")
REASONS_MAX = 2_000
"""`problems.jsonl` has the reasons of so many lines below these, each with its `line` from 0, for any language."""


def keep_inputs(folder: Path, files: Mapping[str, Path]) -> None:
    """Copies the files a run decided by into its `inputs/`."""
    for name, file in files.items():
        target = folder / INPUTS / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def copy_problems(run: Path, folder: Path) -> None:
    """Copies what a run says of refused rows into the folder of a run made of it."""
    shutil.copyfile(run / PROBLEMS, folder / PROBLEMS)
    if (run / REASONS).is_file():  # runs of earlier sampans have none
        shutil.copyfile(run / REASONS, folder / REASONS)


def hashes(files: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Name, size and sha256 of files."""
    found = []
    for name, file in files.items():
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        found.append({"name": name, "bytes": file.stat().st_size, "sha256": digest})
    return found
