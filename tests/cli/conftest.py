"""What the tests of commands share: one way to run `sampan` in this process, and one run of the bundled day."""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path
from typing import Protocol

import pytest
from attrs import frozen

from cli.main import main


@frozen
class Done:
    """What a command left behind: its exit code, and what it printed where."""

    code: int
    out: str
    err: str


class Sampan(Protocol):
    """Runs `sampan` with these arguments, as a shell would."""

    def __call__(self, *arguments: object) -> Done:
        """What came of it."""


def run(*arguments: object) -> Done:
    """Runs the command in this process; an exception that `main` lets through fails the test."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["sampan", *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as left:
            main()
    finally:
        sys.argv = before
    code = left.value.code
    assert isinstance(code, int)
    return Done(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def sampan() -> Sampan:
    """The command."""
    return run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run directory of the bundled day."""
    folder = tmp_path_factory.mktemp("demo") / "demo-run"
    assert run("demo", "--out", folder).code == 0
    return folder


@pytest.fixture(scope="session")
def bundled_day() -> tuple[Path, Path]:
    """The bundled day's orders and products."""
    data = Path(__file__).parents[2] / "carriers" / "data" / "demo"
    return data / "orders.csv", data / "products.csv"


ORDERS = "order_id,paid_at,country,weight,size,value\n1,2026-11-19T10:00:00+08:00,US,350g,20x15x10cm,12 USD\n"


@pytest.fixture
def one_order(tmp_path: Path) -> Path:
    """A file of one order that a channel takes."""
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path
