"""Where label files stand: made in a hidden folder, named all together, with the ledger of numbers written first."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

import click

from carriers.labels.numbers.pool import Pool, read_ledger
from carriers.labels.numbers.s10 import read_pool
from cli.output.files import atomic_file
from routing.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

STDOUT = "-"
_DAY_SECONDS = 86_400


class Staging:
    """Files made out of sight; `publish` names them.  Nothing is left behind when the block ends with a fault."""

    def __init__(self, target: Path, *, ours: bool) -> None:
        """`ours`: the folder holds nothing but what this command made, so older parts of the same name may go."""
        self._target = target
        self._ours = ours
        self._made: list[tuple[Path, Path]] = []

    def __enter__(self) -> Self:
        if self._target.is_dir():
            raise InputError([Fault(str(self._target), "", "is a folder. Name a file.")])
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._sweep()
            self._folder = Path(tempfile.mkdtemp(dir=self._target.parent, prefix=".labels-"))
        except OSError as error:
            raise InputError(
                [Fault(str(self._target.parent), "", f"cannot be written in: {error.strerror}.")]
            ) from None
        return self

    def __exit__(self, *_fault: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Removes what a killed run left a day ago or earlier: it holds buyers' addresses."""
        for left in self._target.parent.glob(".labels-*"):
            if left.is_dir() and time.time() - left.stat().st_mtime > _DAY_SECONDS:
                shutil.rmtree(left, ignore_errors=True)

    def open(self, number: int, suffix: str = "", ending: str = "") -> BinaryIO:
        """The n-th file: target.csv, target-2.csv, ...; `suffix` and `ending` for a file of another kind beside it."""
        stem = self._target.stem + suffix + (f"-{number}" if number > 1 else "")
        name = stem + (ending or self._target.suffix)
        self._made.append((self._folder / name, self._target.parent / name))
        return (self._folder / name).open("wb")

    def publish(self) -> list[Path]:
        """Names all files and returns their paths; parts of an earlier, longer run go, or are pointed out."""
        for hidden, path in self._made:
            hidden.replace(path)
        paths = [path for _, path in self._made]
        part = re.compile(re.escape(self._target.stem) + r"(?:-[0-9]+)?" + re.escape(self._target.suffix))
        for path in sorted(self._target.parent.iterdir()):
            if not part.fullmatch(path.name) or path in paths:
                continue
            if self._ours:
                path.unlink()
            else:
                click.echo(f"Note: {path} is of an earlier run. Do not upload it again.", err=True)
        return paths

    def print(self) -> None:
        """Sends the one file made to stdout.

        Raises:
            click.UsageError: there are several.
        """
        if len(self._made) > 1:
            names = ", ".join(path.name for _, path in self._made)
            raise click.UsageError(f"This makes {len(self._made)} files ({names}): give a file name with -o.")
        for hidden, _ in self._made:
            with hidden.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.flush()


@contextmanager
def tracking_pool(path: Path | None, run_dir: Path) -> Iterator[Pool]:
    """The pool of a file, with its ledger `<file>.used.csv` locked against a second run.

    Without a file, a pool that knows the numbers this run's orders were given before, and has none to give.

    Raises:
        InputError: the pool or the ledger is faulty, or another run holds it.
    """
    if path is None:
        yield Pool([], _read(record_of(run_dir)))
        return
    lock = path.with_name(path.name + ".lock")
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        message = f"another run takes numbers from it. If none does, remove {lock} and try again."
        raise InputError([Fault(str(path), "", message)]) from None
    try:
        given = _read(ledger_of(path))
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        yield Pool(read_pool(lines, str(path)), given)
    finally:
        lock.unlink(missing_ok=True)


def remember(pool: Pool, path: Path | None, run_dir: Path) -> None:
    """Writes the ledger beside the pool, and the numbers of this run's orders beside the run."""
    if path is not None and pool.new:
        with atomic_file(ledger_of(path)) as file:
            file.write(pool.ledger())
    if pool.taken:
        with atomic_file(record_of(run_dir)) as file:
            file.write(Pool([], {**_read(record_of(run_dir)), **pool.taken}).ledger())


def _read(path: Path) -> dict[str, str]:
    return read_ledger(path.read_text(encoding="utf-8").splitlines(), str(path)) if path.exists() else {}


def record_of(run_dir: Path) -> Path:
    """Where a run's numbers are remembered."""
    return run_dir / "labels" / "tracking.csv"


def ledger_of(path: Path) -> Path:
    """Where a pool file's given numbers are remembered."""
    return path.with_name(path.name + ".used.csv")
