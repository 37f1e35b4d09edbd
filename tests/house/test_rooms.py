"""The house itself: rooms of a size one can see over, each with its place in the layers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from sources import ROOMS, ROOT, modules, pyproject

if TYPE_CHECKING:
    from pathlib import Path

MOST = 25
"""Files and folders that one folder shows."""
_DICTIONARY = "cli.words.english"
"""A page for each subject, which holds sentences and imports nothing."""


def _shown(folder: Path) -> list[str]:
    aside = {"__init__.py", "__pycache__", "py.typed"}
    return [path.name for path in folder.iterdir() if path.name not in aside and not path.name.startswith(".")]


def test_no_folder_is_a_hall() -> None:
    """A folder shows about twenty names at most; what is more has a subject of its own, and a folder."""
    folders = [ROOT / room for room in ROOMS]
    folders += [
        path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_dir() and path.name != "__pycache__"
    ]
    counts = {folder.relative_to(ROOT).as_posix(): len(_shown(folder)) for folder in folders}
    assert {name: count for name, count in counts.items() if count > MOST} == {}


def test_every_folder_of_modules_has_its_layers() -> None:
    """A contract names each module of each folder, so that a new one is put in its place first."""
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    whole = {folder for each in contracts if each.get("exhaustive") for folder in each["containers"]}
    packages = {module.dotted.rpartition(".")[0] for module in modules() if not module.file.endswith("__init__.py")}
    with_two = {name for name in packages if sum(module.dotted.rpartition(".")[0] == name for module in modules()) > 1}
    assert sorted(name for name in with_two - whole if not name.startswith(_DICTIONARY)) == []


def test_every_module_says_what_it_is() -> None:
    """The first line of a module is a sentence about it; that of a folder too."""
    silent = [module.file for module in modules() if not (ast.get_docstring(module.tree) or "").strip()]
    assert silent == []
