"""A run directory: written as the chunks come, read back for explain, verify, labels and replies."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import re
import shutil
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import polars as pl
from polars.io.plugins import register_io_source

from carriers.formulas import BEGINS
from cli.account import Account
from cli.pipeline import Behind
from routing.assignments import COLUMNS
from routing.errors import Fault, InputError
from routing.intake.sources import files_at, told_apart
from routing.money import cny
from routing.orders import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from routing.assignments import Assigned
    from routing.errors import Problem
    from routing.facts import Facts
    from routing.intake import Batch

ASSIGNMENTS, PROBLEMS, MANIFEST, ORDERS, INPUTS = (
    "assignments.csv",
    "problems.csv",
    "run.json",
    "orders.parquet",
    "inputs",
)
SCHEMA_VERSION = 1
OWN = (ASSIGNMENTS, PROBLEMS, MANIFEST, ORDERS, INPUTS)
"""All that a run writes.  What else stands in its directory was made from it, or is a person's."""
_COPY_BYTES = 1 << 20
_BOM = b"\xef\xbb\xbf"
_PROBLEM_COLUMNS = ("file", "row", "order_id", "column", "value", "code", "message")
_GUARDED = re.compile(BEGINS)


class RunWriter:
    """The files of a run in the folder where they are being made.  Memory holds a few chunks, whatever the run's size.

    A fault of the disk is an OSError, whichever library met it.
    """

    def __init__(self, folder: Path, facts: Facts, *, plain: bool) -> None:
        self.folder, self.facts = folder, facts
        self.account = Account(len(facts.codes))
        bom = b"" if plain else _BOM
        self._lines = (folder / ASSIGNMENTS).open("wb")
        self._lines.write(bom + ",".join(COLUMNS).encode() + b"\n")
        self._problems = (folder / PROBLEMS).open("wb")
        self._problems.write(bom + ",".join(_PROBLEM_COLUMNS).encode() + b"\n")
        self._orders = Behind(parquet_writer(folder / ORDERS, SCHEMA), ORDERS)
        self._written = Behind(self._write_lines, ASSIGNMENTS)

    def add(self, batch: Batch, assigned: Assigned) -> None:
        """Appends a chunk."""
        self._orders.put(batch.table.frame)
        self._written.put(assigned.lines)
        self._problems.write(problem_lines(batch.problems))
        self.account.add(batch, assigned)

    def append(self, part: Path, account: Mapping[str, Any], batches: Sequence[int]) -> None:
        """Appends the files of a part, which another writer made in plain form.

        Args:
            part: its folder.
            account: as its `Account.as_json` gave it.
            batches: orders in each of its chunks, so that this run's files are cut as if it had read them itself.
        """
        for frame in _recut(orders_of(part), batches):
            self._orders.put(frame)
        # opened here and not by the thread that writes: the part may be gone before its turn comes
        self._written.put((part / ASSIGNMENTS).open("rb"))
        with (part / PROBLEMS).open("rb") as stream:
            stream.readline()
            shutil.copyfileobj(stream, self._problems)
        self.account.absorb(dict(account))

    def lost(self, problem: Problem) -> None:
        """Notes a part that could not be made."""
        self._problems.write(problem_lines([problem]))
        self.account.problems[problem.code] += 1

    def _write_lines(self, pieces: Iterator[pl.DataFrame | BinaryIO]) -> None:
        for piece in pieces:
            if not isinstance(piece, pl.DataFrame):
                with piece as stream:
                    stream.readline()
                    shutil.copyfileobj(stream, self._lines, _COPY_BYTES)
            else:
                with plain_faults(self.folder / ASSIGNMENTS):
                    guarded(piece).write_csv(self._lines, include_header=False)

    def close(self) -> None:
        """Ends the files.

        Raises:
            AssertionError: a row was lost.
        """
        self._written.close()
        self._orders.close()
        self._lines.close()
        self._problems.close()
        self.account.check()

    def abort(self) -> None:
        """Ends the files of a run that failed."""
        self._written.abort()
        self._orders.abort()
        for file in (self._lines, self._problems):
            with suppress(OSError):  # the disk may be full still
                file.close()

    def manifest(self, about: Mapping[str, Any]) -> dict[str, Any]:
        """Writes run.json: what was asked, read, decided and warned of."""
        basis = {service.code: service.basis for service in self.facts.services}
        manifest = {
            "schema": SCHEMA_VERSION,
            **about,
            **self.account.shown(),
            "services": [
                {
                    "service": code,
                    "orders": int(orders),
                    "price_cny": cny(fen),
                    "basis": basis[code],
                }
                for code, (orders, fen) in zip(self.facts.codes, self.account.by_service.tolist(), strict=True)
                if orders
            ],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        (self.folder / MANIFEST).write_text(text, encoding="utf-8")
        return manifest


def parquet_writer(path: Path, schema: pl.Schema) -> Callable[[Iterator[pl.DataFrame]], None]:
    """Writes chunks to a Parquet file as they come."""

    def write(chunks: Iterator[pl.DataFrame]) -> None:
        with plain_faults(path):
            frames = register_io_source(lambda *_: chunks, schema=schema)
            frames.sink_parquet(path, compression="lz4", maintain_order=True)

    return write


@contextmanager
def plain_faults(path: Path) -> Iterator[None]:
    """Turns what polars raises when it cannot write into the OSError it stands for."""
    try:
        yield
    except pl.exceptions.PolarsError as error:
        said = str(error).splitlines()[0].rpartition("IO error: ")[2]
        raise OSError(errno.EIO, said, str(path)) from error


def _recut(orders: pl.LazyFrame, heights: Sequence[int]) -> Iterator[pl.DataFrame]:
    """The orders again, cut into chunks of these heights."""
    pieces = orders.collect_batches(chunk_size=1 << 16, maintain_order=True)
    held = pl.DataFrame(schema=SCHEMA)
    for height in heights:
        while held.height < height:
            held = pl.concat([held, next(pieces)])
        yield held.head(height).rechunk()
        held = held.slice(height)


def guarded(lines: pl.DataFrame) -> pl.DataFrame:
    """The same lines for people: a text that a spreadsheet would run as a formula starts with an apostrophe."""
    texts = [name for name in ("order_id", "flags", "reason") if lines[name].str.contains(BEGINS).any()]
    if not texts:
        return lines
    return lines.with_columns(
        pl.when(pl.col(name).str.contains(BEGINS)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    )


def problem_lines(problems: Iterable[Problem]) -> bytes:
    """Problems as lines of problems.csv."""
    out = io.StringIO(newline="")
    rows = ([guard(str(getattr(problem, name))) for name in _PROBLEM_COLUMNS] for problem in problems)
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def guard(text: str) -> str:
    """A text for people's eyes: with an apostrophe before what a spreadsheet would run as a formula."""
    return "'" + text if _GUARDED.match(text) else text


def keep_inputs(folder: Path, files: Mapping[str, Path]) -> None:
    """Copies the files a run decided by into its `inputs/`."""
    for name, file in files.items():
        target = folder / INPUTS / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def hashes(files: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Name, size and sha256 of files."""
    found = []
    for name, file in files.items():
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        found.append({"name": name, "bytes": file.stat().st_size, "sha256": digest})
    return found


def read_manifest(run: Path) -> dict[str, Any]:
    """The manifest of a run.

    Raises:
        InputError: no run directory, or one of another version.
    """
    path = run / MANIFEST
    try:
        manifest: Any = json.loads(path.read_text(encoding="utf-8"))
    except PermissionError as error:
        raise InputError([Fault(str(path), "", f"may not be read ({error.strerror}). Check who owns it.")]) from None
    except OSError:
        message = f"has no {MANIFEST}. Name the folder that `sampan route --out` wrote."
        raise InputError([Fault(str(run), "", message)]) from None
    except ValueError as error:
        raise InputError([Fault(str(path), "", f"is damaged: {error}. Route again.")]) from None
    if not isinstance(manifest, dict) or "schema" not in manifest:
        raise InputError([Fault(str(path), "", "is no manifest of a run. Route again.")])
    if manifest["schema"] != SCHEMA_VERSION:
        message = f"is of schema {manifest['schema']}; this sampan reads {SCHEMA_VERSION}. Route again."
        raise InputError([Fault(str(path), "", message)])
    try:
        _check_manifest(manifest)
    except (KeyError, TypeError, ValueError) as error:
        message = f"is damaged: {type(error).__name__} {error}. Route again."
        raise InputError([Fault(str(path), "", message)]) from None
    return manifest


def _check_manifest(manifest: dict[str, Any]) -> None:
    """Looks at what others read of it; any fault is a KeyError, TypeError or ValueError."""
    if manifest["on"] is not None:
        date.fromisoformat(manifest["on"])
    int(manifest["counts"]["orders"])
    for one in manifest["inputs"]["facts"]:
        bytes.fromhex(one["sha256"])
        Path(one["name"])


def orders_of(run: Path) -> pl.LazyFrame:
    """The normalised orders of a run.

    Raises:
        InputError: the file is missing or damaged.
    """
    path = run / ORDERS
    try:
        frame = pl.scan_parquet(path, glob=False)
        found = frame.collect_schema()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError([Fault(str(path), "", f"cannot be read: {error}. Route again.")]) from None
    wrong = [name for name, kind in SCHEMA.items() if not _is_kind(found.get(name), kind)]
    if wrong:
        message = f"lacks the columns {', '.join(wrong)}, or holds them as another kind. Route again."
        raise InputError([Fault(str(path), "", message)])
    return frame


def _is_kind(found: pl.DataType | None, wanted: pl.DataType) -> bool:
    """Whether a column is of that kind.  Which words an enumeration knows may differ from one sampan to the next."""
    if found is None or isinstance(wanted, pl.Datetime):
        return found == wanted
    return found.base_type() == wanted.base_type()


@contextmanager
def intact(run: Path) -> Iterator[None]:
    """Turns what polars raises when the orders of a run are damaged into an InputError."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        message = f"is damaged: {str(error).splitlines()[0]}. Route again."
        raise InputError([Fault(str(run / ORDERS), "", message)]) from None


def lines_of(run: Path) -> Iterator[dict[str, str]]:
    """The lines of assignments.csv, cell by cell as written.

    Raises:
        InputError: the file is missing or damaged.
    """
    return _table(run / ASSIGNMENTS, COLUMNS)


def problems_of(run: Path) -> Iterator[dict[str, str]]:
    """The lines of problems.csv, cell by cell as written.

    Raises:
        InputError: the file is missing or damaged.
    """
    return _table(run / PROBLEMS, _PROBLEM_COLUMNS)


def _table(path: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file, restval="")
            missing = [name for name in columns if name not in (lines.fieldnames or ())]
            if missing:
                message = f"lacks the columns {', '.join(missing)}; cells are parted by commas. Route again."
                raise InputError([Fault(str(path), "row 1", message)])
            yield from lines
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError([Fault(str(path), "", f"cannot be read: {error}. Route again.")]) from None


def names_of(paths: Sequence[Path]) -> dict[str, Path]:
    """The order files by the names under which the run speaks of them."""
    return {name: file for file, name in told_apart(files_of(paths)).items()}


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The order files behind the paths, as intake finds them: those of a folder in the order of their names."""
    return [file for path in paths for file in files_at(path)]
