"""A run directory: what its files are called, and what goes into it as it is."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING, Any

from routing.intake.files.find import files_at, told_apart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ASSIGNMENTS, PROBLEMS, MANIFEST, ORDERS, INPUTS = (
    "assignments.csv",
    "problems.csv",
    "run.json",
    "orders.parquet",
    "inputs",
)
SCHEMA_VERSION = 1
OWN = (ASSIGNMENTS, PROBLEMS, MANIFEST, ORDERS, INPUTS)
"""All that a run writes.  What else stands in its directory was made from it, or is a person's."""
PROBLEM_COLUMNS = ("file", "row", "order_id", "column", "value", "code", "message")


def keep_inputs(folder: Path, files: Mapping[str, Path]) -> None:
    """Copies the files a run decided by into its `inputs/`."""
    for name, file in files.items():
        target = folder / INPUTS / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def hashes(files: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Name, size and sha256 of files."""
    found = []
    for name, file in files.items():
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        found.append({"name": name, "bytes": file.stat().st_size, "sha256": digest})
    return found


def names_of(paths: Sequence[Path]) -> dict[str, Path]:
    """The order files by the names under which the run speaks of them."""
    return {name: file for file, name in told_apart(files_of(paths)).items()}


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The order files behind the paths, as intake finds them: those of a folder in the order of their names."""
    return [file for path in paths for file in files_at(path)]
