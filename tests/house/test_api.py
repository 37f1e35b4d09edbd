"""The door for Python users: public names that are there, and examples that print what the page says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_PAGE = (ROOT / "docs/API.md").read_text("utf-8")
_EXAMPLES = re.findall(r"## ([^\n]+)\n.*?```python\n(.*?)```\n\n```text\n(.*?)```", _PAGE, re.DOTALL)


@pytest.mark.parametrize(("title", "code", "output"), _EXAMPLES, ids=[title for title, _, _ in _EXAMPLES])
def test_an_example_prints_what_the_page_says(
    title: str,
    code: str,
    output: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each example of docs/API.md runs as it stands, in about ten lines, beside the bundled day's files."""
    for name in ("orders.csv", "products.csv"):
        shutil.copyfile(ROOT / "carriers/data/demo" / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert len(code.strip().splitlines()) <= 11, title
    exec(compile(code, title, "exec"), {})  # noqa: S102 - the page's own code
    assert capsys.readouterr().out.strip() == output.strip()


@pytest.mark.parametrize("package", ["routing", "carriers", "templates_en", "cli.verbs"])
def test_every_public_name_is_there(package: str) -> None:
    """Each name of `__all__` can be imported, and is listed; no other name is made up."""
    door = import_module(package)
    for name in door.__all__:
        assert getattr(door, name) is not None
    assert set(door.__all__) <= set(dir(door))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        door.nothing  # noqa: B018


def test_the_door_costs_nothing_until_it_is_used() -> None:
    """Importing `routing` loads neither numpy nor polars: a command starts as fast as before."""
    doors = "routing, carriers, templates_en, cli.verbs, sys"
    code = f"import {doors}; print(sorted({{'numpy', 'polars', 'attrs'}} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
