"""The command as a user runs it, and files for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from runs import Said, write_four

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
    """Four files of a test's own, which it may change."""
    return write_four(tmp_path / "in")
