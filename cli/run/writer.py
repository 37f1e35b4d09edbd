"""A run directory written as the chunks come."""

from __future__ import annotations

import csv
import errno
import io
import json
import shutil
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import polars as pl

from cli.run.account import Account
from cli.run.cells import SEPARATOR, ready_cells
from cli.run.directory import (
    ASSIGNMENTS,
    MANIFEST,
    ORDERS,
    PROBLEM_COLUMNS,
    PROBLEMS,
    REASONS,
    REASONS_MAX,
    SCHEMA_VERSION,
)
from cli.run.joining.row_groups import RowGroups
from cli.run.pipeline import BackgroundWriter
from cli.words import sentence
from cli.words.stored import stored
from routing.line import COLUMNS, FREE_TEXTS
from routing.orders import SCHEMA
from routing.values.formulas import BEGINS, guard
from routing.values.money import cny

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from routing.assignments import Assigned
    from routing.column_text import Column
    from routing.errors import Problem
    from routing.facts import Facts
    from routing.intake import Batch

_COPY_BYTES = 1 << 20
_BOM = b"\xef\xbb\xbf"
_REASONS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class RunWriter:
    """The files of a run in the folder where they are being made.  Memory holds a few chunks, whatever the run's size.

    A fault of the disk is an OSError, whichever library met it.
    """

    def __init__(self, folder: Path, facts: Facts, *, plain: bool, schema: pl.Schema = SCHEMA) -> None:
        """`schema`: of `orders.parquet`; a run whose lines are parcels has more columns than an order table."""
        self.folder, self.facts = folder, facts
        self.account = Account(len(facts.codes))
        bom = b"" if plain else _BOM
        self._lines = (folder / ASSIGNMENTS).open("wb")
        self._lines.write(bom + ",".join(COLUMNS).encode() + b"\n")
        self._problems = (folder / PROBLEMS).open("wb")
        self._problems.write(bom + ",".join(PROBLEM_COLUMNS).encode() + b"\n")
        self._reasons = (folder / REASONS).open("wb")
        self._refused = 0
        self._orders = BackgroundWriter(parquet_writer(folder / ORDERS, schema), ORDERS)
        self._written = BackgroundWriter(self._write_lines, ASSIGNMENTS)

    def add(self, batch: Batch, assigned: Assigned, orders: pl.DataFrame | None = None) -> None:
        """Appends a chunk; `orders` where `orders.parquet` holds more columns than an order table."""
        self._orders.put(batch.table.frame if orders is None else orders)
        self._written.put((assigned.columns, len(batch.table)))
        self._refuse(batch.problems)
        self.account.add(batch, assigned)

    def append(self, part: Path, account: Mapping[str, Any]) -> None:
        """Appends the files of a part, which another writer made, as they are.

        Args:
            part: its folder.
            account: as its `Account.as_json` gave it.
        """
        # opened here and not by the threads that write: the part may be gone before its turn comes
        self._orders.put((part / ORDERS).open("rb"))
        self._written.put((part / ASSIGNMENTS).open("rb"))
        with (part / PROBLEMS).open("rb") as stream:
            stream.readline()
            shutil.copyfileobj(stream, self._problems)
        for told in map(json.loads, (part / REASONS).read_bytes().splitlines()):
            line = self._refused + told.pop("line")
            if line < REASONS_MAX:
                self._reasons.write(reason_line(line, told))
        self._refused += sum(account["problems"].values())
        self.account.absorb(dict(account))

    def lost(self, problem: Problem, _part: str = "") -> None:
        """Notes a part that could not be made."""
        self._refuse([problem])
        self.account.problems[problem.code] += 1

    def _refuse(self, problems: Collection[Problem]) -> None:
        """Appends rows that were refused, and the reasons of them."""
        self._problems.write(problem_lines(problems))
        first, self._refused = self._refused, self._refused + len(problems)
        for line, problem in enumerate(islice(problems, max(0, REASONS_MAX - first)), first):
            self._reasons.write(reason_line(line, stored(problem.reason)))

    def _write_lines(self, pieces: Iterator[tuple[Mapping[str, Column], int] | BinaryIO]) -> None:
        for piece in pieces:
            if isinstance(piece, tuple):
                cells = ready_cells(*piece)
                with plain_faults(self.folder / ASSIGNMENTS):
                    cells.write_csv(self._lines, include_header=False, separator=SEPARATOR, quote_style="never")
            else:
                with piece as stream:
                    stream.readline()
                    shutil.copyfileobj(stream, self._lines, _COPY_BYTES)

    def close(self) -> None:
        """Ends the files.

        Raises:
            AssertionError: a row was lost.
        """
        self._written.close()
        self._orders.close()
        self._lines.close()
        self._problems.close()
        self._reasons.close()
        self.account.check()

    def abort(self) -> None:
        """Ends the files of a run that failed."""
        self._written.abort()
        self._orders.abort()
        for file in (self._lines, self._problems, self._reasons):
            with suppress(OSError):  # the disk may be full still
                file.close()

    def manifest(self, about: Mapping[str, Any]) -> dict[str, Any]:
        """Writes run.json: what was asked, read, decided and warned of."""
        return write_manifest(self.folder, self.account, self.facts, about)


def write_manifest(folder: Path, account: Account, facts: Facts, about: Mapping[str, Any]) -> dict[str, Any]:
    """Writes run.json into the folder of a run."""
    basis = {service.code: service.basis for service in facts.services}
    manifest = {
        "schema": SCHEMA_VERSION,
        **about,
        **account.shown(),
        "services": [
            {
                "service": code,
                "orders": int(orders),
                "price_cny": cny(fen),
                "basis": basis[code],
            }
            for code, (orders, fen) in zip(facts.codes, account.by_service.tolist(), strict=True)
            if orders
        ],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return manifest


def parquet_writer(path: Path, schema: pl.Schema) -> Callable[[Iterator[pl.DataFrame | BinaryIO]], None]:
    """Writes chunks to a Parquet file as they come, each as a row group; of another such file its row groups."""

    def write(pieces: Iterator[pl.DataFrame | BinaryIO]) -> None:
        with plain_faults(path), path.open("wb") as out:
            groups = RowGroups(out, schema)
            for piece in pieces:
                if isinstance(piece, pl.DataFrame):
                    groups.add(piece)
                else:
                    with piece as stream:
                        groups.append(stream)
            groups.close()

    return write


@contextmanager
def plain_faults(path: Path) -> Iterator[None]:
    """Turns what polars raises when it cannot write into the OSError it stands for."""
    try:
        yield
    except pl.exceptions.PolarsError as error:
        said = str(error).splitlines()[0].rpartition("IO error: ")[2]
        raise OSError(errno.EIO, said, str(path)) from error


def guarded(lines: pl.DataFrame) -> pl.DataFrame:
    """The same lines for people: a text that a spreadsheet would run as a formula starts with an apostrophe."""
    texts = [name for name in FREE_TEXTS if lines[name].str.contains(BEGINS).any()]
    if not texts:
        return lines
    return lines.with_columns(
        pl.when(pl.col(name).str.contains(BEGINS)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    )


def problem_lines(problems: Iterable[Problem]) -> bytes:
    """Problems as lines of problems.csv."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(_problem_cells(problem) for problem in problems)
    return out.getvalue().encode()


def reason_line(line: int, reason: Mapping[str, Any]) -> bytes:
    """A stored reason as a line of problems.jsonl: of which line below the head of problems.csv, from 0."""
    text = _REASONS.encode({"line": line, **reason})
    return text.encode("utf-8", "replace") + b"\n"


def _problem_cells(problem: Problem) -> list[str]:
    """The cells of one problem, in the order of PROBLEM_COLUMNS."""
    read = (guard(problem.order_id), guard(problem.column), guard(problem.value))
    return [guard(problem.file), str(problem.row), *read, problem.code, guard(sentence(problem.reason))]
