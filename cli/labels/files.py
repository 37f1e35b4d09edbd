"""Where label files stand: made out of sight, named all together; one writer at a time, and nothing left behind.

A set of files is named by a plan that is on the disk before the first name is given: who is stopped in between leaves a
plan that the next command carries out, who is stopped before leaves nothing that it does not clear away.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Self

import click

from carriers.labels.numbers.answers import read_answers
from carriers.labels.numbers.pool import LEDGER_COLUMNS, Pool, ledger_text, merged, read_ledger
from carriers.labels.numbers.s10 import read_pool
from cli.output.files import atomic_file, locked, sync_all
from cli.words import said
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from types import TracebackType

    from carriers.labels.numbers.answers import Answer
    from carriers.labels.numbers.pool import Given

STDOUT = "-"
PATIENCE_S: float = 60
"""How long a command waits for another that writes the same labels or takes numbers from the same pool."""
ANSWERS: Final = "answers.csv"
_PLAN: Final = "plan.json"
_PREFIX: Final = ".labels-"
_LOCK: Final = ".lock"
_LEDGER: Final = ".used.csv"
_ORDER: Final = "--"
"""Between the name of a layout and an order's id, where each order has a file of its own."""


class LabelSet:
    """The files of one command, reports and numbers among them; `publish` names them."""

    def __init__(self, run_dir: Path, targets: Collection[Path], *, ours: bool) -> None:
        """The files that will be made.

        Args:
            run_dir: the run, which the reports belong to.
            targets: the files, as they are called when there is one of each.
            ours: their folders hold nothing but what this command made, so older parts of their names may go.
        """
        self._home = run_dir / "labels"
        self._targets = list(targets)
        self._ours = ours
        self._folders: dict[Path, Path] = {}
        self._made: list[tuple[Path, Path]] = []
        self._of_target: dict[Path, list[Path]] = {}
        self._reports: list[tuple[Path, Path]] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for target in self._targets:
            if target.is_dir():
                raise InputError([Fault(str(target), "", Reason("label_output.is_folder"))])
        with ExitStack() as stack:
            for folder in dict.fromkeys((self._home, *(target.parent for target in self._targets))):
                try:
                    folder.mkdir(parents=True, exist_ok=True)
                    if folder is self._home:
                        stack.enter_context(locked(folder / _LOCK, folder, PATIENCE_S))
                    tidy(folder)
                    made = Path(tempfile.mkdtemp(dir=folder, prefix=_PREFIX))
                except OSError as error:
                    reason = Reason("label_output.not_writable", system=error.strerror or str(error))
                    raise InputError([Fault(str(folder), "", reason)]) from None
                stack.callback(shutil.rmtree, made, ignore_errors=True)
                stack.enter_context(locked(made / _LOCK, folder))
                self._folders[folder] = made
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.__exit__(kind, error, at)

    def open(self, target: Path, number: int = 1, suffix: str = "", ending: str = "") -> BinaryIO:
        """The n-th file of a target: target.csv, target-2.csv, ...

        Args:
            target: one of the targets.
            number: counted from 1.
            suffix: for a file of another kind beside it; `order_suffix` for one order's.
            ending: of its name; "": the target's.
        """
        stem = target.stem + suffix + (f"-{number}" if number > 1 and not suffix.startswith(_ORDER) else "")
        name = stem + (ending or target.suffix)
        hidden = self._folders[target.parent] / name
        self._made.append((hidden, target.parent / name))
        self._of_target.setdefault(target, []).append(target.parent / name)
        return hidden.open("wb")

    def paths_of(self, target: Path) -> list[Path]:
        """The files of a target, in the order in which they were opened, as they will be called."""
        return self._of_target.get(target, [])

    def order_suffix(self, order_id: str) -> str:
        """What the name of an order's own file ends in: its id in signs that every disk takes, never twice."""
        plain = _ORDER + (re.sub(r"[^A-Za-z0-9.-]+", "_", order_id).strip("_.") or "order")[:80]
        taken = {path.stem.partition(_ORDER)[2].casefold() for _, path in self._made}
        names = (plain + (f"_{number}" if number > 1 else "") for number in count(1))
        return next(name for name in names if name.removeprefix(_ORDER).casefold() not in taken)

    def report(self, name: str) -> BinaryIO:
        """A report of the run's labels folder, to be written anew."""
        hidden = self._folders[self._home] / f"report-{name}"
        self._reports.append((hidden, self._home / name))
        return hidden.open("wb")

    def publish(self, *, files: bool = True) -> list[Path]:
        """Names the reports and, unless they were printed, the files; returns the paths of the files.

        Parts of an earlier, longer run go, or are pointed out where they are not ours.
        """
        made = self._made if files else []
        paths = [path for _, path in made]
        old = [path for target in self._targets for path in _other_parts(target, paths)] if files else []
        moves = [(str(hidden.resolve()), str(path.absolute())) for hidden, path in (*made, *self._reports)]
        plan = {"moves": moves, "gone": [str(path.absolute()) for path in old if self._ours]}
        staged = self._folders[self._home]
        for folder in self._folders.values():
            sync_all(folder)
        with atomic_file(staged / _PLAN) as file:
            file.write(json.dumps(plan).encode())
        _carry_out(staged)
        for path in old if not self._ours else ():
            click.echo(said("Note: {file} is of an earlier run. Do not upload it again.", file=path), err=True)
        return paths

    def print(self) -> None:
        """Sends the one file made to stdout.

        Raises:
            click.UsageError: there are several.
        """
        if len(self._made) > 1:
            names = ", ".join(path.name for _, path in self._made)
            told = said("This makes {n} files ({files}): give a file name with -o.", n=len(self._made), files=names)
            raise click.UsageError(told)
        for hidden, _ in self._made:
            with hidden.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.flush()


def _other_parts(target: Path, paths: Collection[Path]) -> list[Path]:
    """Files beside the target that are parts of an earlier run of its name."""
    kinds = r"(?:-skus|-invoices)?(?:-[0-9]+)?|--[A-Za-z0-9._-]+"
    part = re.compile(re.escape(target.stem) + f"(?:{kinds})" + re.escape(target.suffix))
    return [path for path in sorted(target.parent.iterdir()) if part.fullmatch(path.name) and path not in paths]


def tidy(folder: Path) -> None:
    """Clears away what a stopped command left in a folder: a plan is carried out, all else is removed at once.

    What a command at work holds is left alone: it has a lock on it.
    """
    for left in sorted(folder.glob(f"{_PREFIX}*")):
        if not left.is_dir():
            continue
        try:
            with locked(left / _LOCK, left):
                if (left / _PLAN).is_file():
                    _carry_out(left)
        except InputError:
            continue  # somebody is at work there
        shutil.rmtree(left, ignore_errors=True)


def _carry_out(staged: Path) -> None:
    """Gives all names of a plan; what has its name already stays."""
    plan = json.loads((staged / _PLAN).read_text(encoding="utf-8"))
    for hidden, path in plan["moves"]:
        if os.path.lexists(hidden):
            Path(hidden).replace(path)
    for path in plan["gone"]:
        Path(path).unlink(missing_ok=True)
    (staged / _PLAN).unlink(missing_ok=True)


@contextmanager
def tracking_pool(path: Path | None, run_dir: Path, shop: str = "", trusted: Collection[str] = ()) -> Iterator[Pool]:
    """The pool of a file, locked against a second command; it knows all ledgers beside it, and the run's numbers.

    Without a file, a pool that knows the numbers this run's orders were given before, and has none to give.

    Args:
        path: numbers the carrier allocated, one a line.
        run_dir: the run, whose orders may have numbers.
        shop: the seller's shop, where its file names it.
        trusted: services that the seller named for these numbers.

    Raises:
        InputError: the pool or a ledger is faulty, or another command holds it.
    """
    record = record_of(run_dir)
    if path is None:
        yield Pool([], _read(record), shop=shop, trusted=trusted)
        return
    try:
        lock = locked(path.with_name(f".{path.name}.lock"), path, PATIENCE_S)
        with lock:
            for left in path.parent.glob(f".{path.name}{_LEDGER}.*.part"):
                left.unlink(missing_ok=True)
            beside = sorted(set(path.parent.glob(f"*{_LEDGER}")) - {ledger_of(path)})
            others = filter(_is_ledger, beside)
            ledgers = (record, ledger_of(path), *others)
            given = merged((str(ledger), _read(ledger)) for ledger in ledgers)
            lines = _text(path).splitlines()
            yield Pool(read_pool(lines, str(path)), given, shop=shop, trusted=trusted)
    except PermissionError as error:
        reason = Reason("label_output.not_writable", system=error.strerror or str(error))
        raise InputError([Fault(str(path.parent), "", reason)]) from None


def remember(pool: Pool, path: Path | None, labels: LabelSet, run_dir: Path) -> None:
    """Writes the ledger beside the pool at once, and the numbers of this run's orders with the labels."""
    if path is not None and pool.taken:
        before = {one.number: one for one in _read(ledger_of(path))}
        with atomic_file(ledger_of(path)) as file:
            file.write(ledger_text({**before, **{one.number: one for one in pool.taken}}.values()))
    if pool.taken:
        before = {one.number: one for one in _read(record_of(run_dir))}
        with labels.report(record_of(run_dir).name) as record:
            record.write(ledger_text({**before, **{one.number: one for one in pool.taken}}.values()))


def answers_of(run_dir: Path) -> dict[str, Answer]:
    """Order id -> the number that its carrier answered with, as `sampan labels answer` kept it.

    Raises:
        InputError: the table was damaged.
    """
    path = run_dir / "labels" / ANSWERS
    return read_answers(_text(path).splitlines(), str(path)) if path.exists() else {}


def _read(path: Path) -> list[Given]:
    """A ledger's numbers; none where there is none."""
    return read_ledger(_text(path).splitlines(), str(path)) if path.exists() else []


def _is_ledger(path: Path) -> bool:
    """Whether a file beside the pool is a ledger, and not another that only bears such a name."""
    return _text(path).startswith(LEDGER_COLUMNS[0])


def _text(path: Path) -> str:
    """A small table as a spreadsheet may have saved it: UTF-8, with or without a mark, or GBK."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def record_of(run_dir: Path) -> Path:
    """Where a run's numbers are remembered."""
    return run_dir / "labels" / "tracking.csv"


def ledger_of(path: Path) -> Path:
    """Where a pool file's given numbers are remembered."""
    return path.with_name(path.name + _LEDGER)
