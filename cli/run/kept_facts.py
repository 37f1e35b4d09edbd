"""The facts a run kept, held against those it was decided by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.run.directory import INPUTS, hashes
from cli.words import said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FACTS = {".toml", ".csv"}
"""Endings of the files that facts are read from; what an operating system leaves in folders has others."""


def changed_facts(run: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Files of the run's `inputs/` that are not what its manifest says: altered, added or gone, in name order."""
    used = {one["name"]: one["sha256"] for one in manifest["inputs"]["facts"]}
    folder = run / INPUTS
    files = {str(one.relative_to(folder).as_posix()): one for one in folder.rglob("*") if one.is_file()}
    known = {name: file for name, file in files.items() if name in used or file.suffix in _FACTS}
    here = {one["name"]: one["sha256"] for one in hashes(known)}
    return sorted(name for name in used.keys() | here.keys() if used.get(name) != here.get(name))


def remark(changed: list[str]) -> str:
    """What to say of changed facts, for a person."""
    return said(
        "Not what the run was decided by: {files:list}. The figures here are those of the files as they are now.",
        files=[f"{INPUTS}/{name}" for name in changed],
    )
