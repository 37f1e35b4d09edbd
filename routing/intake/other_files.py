"""Files that sellers download beside their orders, known by their heads: what they lack, and which one to take."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from routing.intake.profiles import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLE = Path(__file__).with_name("other_files.toml")


@frozen
class FileKind:
    """A kind of file that no orders can be read from."""

    title: str
    heads: frozenset[str]
    """Heads, folded, that stand together in no other file."""
    lacks: str
    """`address`, `articles` or `orders`."""
    take: str
    """The name of the file that has them."""


def other_file(header: Sequence[str]) -> FileKind | None:
    """The kind of file that a header tells; None where it is none of those known."""
    heads = {folded(cell) for cell in header}
    return next((known for known in other_files() if known.heads <= heads), None)


@cache
def other_files() -> tuple[FileKind, ...]:
    """Every kind that is known."""
    rows = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["file"]
    return tuple(FileKind(**{**row, "heads": frozenset(map(folded, row["heads"]))}) for row in rows)
