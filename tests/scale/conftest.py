"""The command as a user runs it, and files for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from runs import Said, order_lines, write_orders

from cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def sampan(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs the command in this process."""

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["sampan", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        assert isinstance(code, int)
        return Said(code, *capfd.readouterr())

    return run


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Four files: plain, with an order of the first, without orders, and plain again."""
    folder = tmp_path / "in"
    folder.mkdir()
    second = write_orders(folder / "b.csv", 100, 80)
    second.write_text(second.read_text() + order_lines(3, 1) + order_lines(120, 1))
    return [
        write_orders(folder / "a.csv", 0, 100),
        second,
        write_orders(folder / "c.csv", 0, 0),
        write_orders(folder / "d.csv", 300, 70),
    ]
