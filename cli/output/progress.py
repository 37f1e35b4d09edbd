"""A count of rows on stderr, while a run goes on."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from cli.words import said

VARIABLE: Final = "SAMPAN_PROGRESS"
"""The variable that names a file for the count, for who runs the command and shows its way: the desk."""


class Progress:
    """A count of rows on stderr, only for a terminal and only when it takes longer than a second.

    It is written into the file that SAMPAN_PROGRESS names, too.
    """

    def __init__(self) -> None:
        self.begun = self.told = time.monotonic()
        self.shown = False
        self.watched = sys.stderr is not None and sys.stderr.isatty()
        self.file = os.environ.get(VARIABLE, "")
        self.noted = 0.0

    def tell(self, count: int, of_what: str = "") -> None:
        """Says how far the run has come, at most five times a second."""
        moment = time.monotonic()
        if self.file and moment - self.noted > 0.2:
            self.noted = moment
            with suppress(OSError):  # who watched is gone; the run goes on
                Path(self.file).write_text(str(count), encoding="ascii")
        if self.watched and moment - self.begun > 1 and moment - self.told > 0.2:
            speed = round(count / (moment - self.begun))
            told = of_what or said("rows, {speed:,} a second", speed=speed)
            click.echo(f"\r{count:,} {told} ", nl=False, err=True)
            self.told, self.shown = moment, True

    def remark(self, text: str) -> None:
        """Says something once, on a line of its own."""
        self.end()
        self.shown = False
        with suppress(BrokenPipeError):  # nobody reads the remarks any more; the run goes on
            click.echo(text, err=True)

    def end(self) -> None:
        """Leaves the line."""
        if self.shown:
            click.echo("", err=True)
