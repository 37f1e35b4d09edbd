"""One way to run `sampan` in the process of the test, as a shell would."""

from __future__ import annotations

import contextlib
import io
import sys
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
