"""The product's own modules as syntax trees, for the tests of the house."""

from __future__ import annotations

import ast
import gc
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

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


def modules(*rooms: str) -> list[Module]:
    """All modules of these rooms, of all four when none is named, in the order of their names."""
    return [module for room in rooms or ROOMS for module in _modules(room)]


@cache
def _modules(room: str) -> tuple[Module, ...]:
    paths = sorted((ROOT / room).rglob("*.py"))
    gc.disable()  # a million nodes that stay: the collector need not look at them again and again
    try:
        return tuple(Module(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))) for path in paths)
    finally:
        gc.freeze()
        gc.enable()


@cache
def calls(tree: ast.Module) -> tuple[tuple[str, ast.Call], ...]:
    """Every call with the dotted name of what is called: "Reason", "re.compile", "error.reason.startswith"."""
    return tuple((dotted(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def dotted(node: ast.expr) -> str:
    """The expression as it is written, a dotted name most often."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ast.unparse(node)


@cache
def pyproject() -> dict[str, Any]:
    """The project's settings."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
