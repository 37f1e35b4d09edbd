"""The product's own modules as syntax trees, for the tests of the house."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
ROOMS = ("routing", "carriers", "templates_en", "cli")


@frozen
class Module:
    """A module of the product: `file` as seen from the root, like routing/plan.py."""

    file: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """Which of the four top folders it stands in."""
        return self.file.partition("/")[0]

    @property
    def dotted(self) -> str:
        """Its name in import statements."""
        return self.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def modules(*rooms: str) -> tuple[Module, ...]:
    """All modules of these rooms, of all four when none is named, in the order of their names."""
    paths = (path for room in rooms or ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return tuple(Module(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))) for path in paths)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name of what is called: "Reason", "re.compile", "error.reason.startswith"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


@cache
def pyproject() -> dict[str, Any]:
    """The project's settings."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
