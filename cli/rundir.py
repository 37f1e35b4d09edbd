"""A run directory: written as the chunks come, read back for explain, verify, labels and replies."""

from __future__ import annotations

import csv
import hashlib
import json
import queue
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from cli.pipeline import Behind
from routing.errors import Fault, InputError
from routing.orders import SCHEMA
from routing.parcels import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
_BOM = b"\xef\xbb\xbf"
_PROBLEM_COLUMNS = ("file", "row", "order_id", "column", "value", "code", "message")
_FORMULA = r"^[=+\-@\t\r＝＋－＠]"
"""What a spreadsheet would run as a formula when it stands first in a cell."""
_GUARDED = re.compile(_FORMULA)


class RunWriter:
    """The files of a run in the folder where they are being made.  Memory holds one chunk, whatever the run's size."""

    def __init__(self, folder: Path, facts: Facts, *, plain: bool) -> None:
        self.folder, self.facts = folder, facts
        self._lines = (folder / ASSIGNMENTS).open("wb")
        self._problems = (folder / PROBLEMS).open("w", encoding="utf-8" if plain else "utf-8-sig", newline="")
        self._orders = _OrdersFile(folder / ORDERS)
        if not plain:
            self._lines.write(_BOM)
        self._header = True
        self._written = Behind(self._write_lines)
        self._table = csv.writer(self._problems, lineterminator="\n")
        self._table.writerow(_PROBLEM_COLUMNS)
        self.counts: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.problem_codes: Counter[str] = Counter()
        self.by_service = np.zeros((len(facts.codes), 2), np.int64)  # orders, fen
        self.by_tier: Counter[str] = Counter()

    def add(self, batch: Batch, assigned: Assigned) -> None:
        """Appends a chunk."""
        self._orders.put(batch.table.frame)
        self._written.put(assigned.lines)
        for problem in batch.problems:
            self._table.writerow(_row(problem))
            self.problem_codes[problem.code] += 1
        self._count(batch, assigned)

    def _write_lines(self, lines: pl.DataFrame) -> None:
        guarded(lines).write_csv(self._lines, include_header=self._header)
        self._header = False

    def _count(self, batch: Batch, assigned: Assigned) -> None:
        choices = assigned.choices
        taken = choices.service != UNKNOWN
        self.counts += Counter(
            rows_read=batch.rows_read,
            order_rows=batch.order_rows,
            rejected=batch.rejected_rows,
            skipped=batch.skipped_rows,
            orders=len(batch.table),
            assigned=int(taken.sum()),
            no_channel=int((~taken).sum()),
        )
        self.skipped += Counter(batch.skipped)
        chosen = choices.service[taken]
        self.by_service[:, 0] += np.bincount(chosen, minlength=len(self.by_service))
        np.add.at(self.by_service[:, 1], chosen, choices.price_fen[taken])
        self.by_tier += Counter(dict(assigned.lines["tier"].drop_nulls().value_counts().iter_rows()))

    def close(self) -> None:
        """Ends the files.  An empty run still has its header.

        Raises:
            AssertionError: a row was lost.
        """
        self._written.close()
        if self._header:
            from routing.assignments import COLUMNS  # noqa: PLC0415

            self._lines.write((",".join(COLUMNS) + "\n").encode())
        self._lines.close()
        self._problems.close()
        self._orders.close()
        counts = self.counts
        if counts["rows_read"] != counts["order_rows"] + counts["rejected"] + counts["skipped"]:
            raise AssertionError(f"rows were lost: {dict(counts)}")
        if counts["orders"] != counts["assigned"] + counts["no_channel"]:
            raise AssertionError(f"orders were lost: {dict(counts)}")

    def abort(self) -> None:
        """Ends the files of a run that failed."""
        self._written.abort()
        self._lines.close()
        self._problems.close()
        self._orders.abort()

    def manifest(self, about: Mapping[str, Any]) -> dict[str, Any]:
        """Writes run.json: what was asked, read, decided and warned of."""
        counts = self.counts
        shown = ("rows_read", "orders", "assigned", "no_channel", "rejected", "skipped", "order_rows")
        basis = {service.code: service.basis for service in self.facts.services}
        manifest = {
            "schema": SCHEMA_VERSION,
            **about,
            "counts": {name: counts[name] for name in shown},
            "skipped": dict(sorted(self.skipped.items())),
            "problems": dict(sorted(self.problem_codes.items())),
            "tiers": dict(sorted(self.by_tier.items())),
            "services": [
                {
                    "service": code,
                    "orders": int(orders),
                    "price_cny": f"{fen // 100}.{fen % 100:02d}",
                    "basis": basis[code],
                }
                for code, (orders, fen) in zip(self.facts.codes, self.by_service.tolist(), strict=True)
                if orders
            ],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        (self.folder / MANIFEST).write_text(text, encoding="utf-8")
        return manifest


class _OrdersFile:
    """orders.parquet, written by a thread of its own as chunks come."""

    def __init__(self, path: Path) -> None:
        self._chunks: queue.Queue[pl.DataFrame | None] = queue.Queue(maxsize=2)
        self._writing = Behind(self._write)
        self._writing.put(path)

    def put(self, frame: pl.DataFrame) -> None:
        """Hands over a chunk."""
        while self._writing.busy:
            try:
                self._chunks.put(frame, timeout=0.2)
            except queue.Full:
                continue
            return
        self._writing.close()

    def close(self) -> None:
        """Waits until all is written."""
        if self._writing.busy:
            self._chunks.put(None)
        self._writing.close()

    def abort(self) -> None:
        """Ends without caring for what was written."""
        while self._writing.busy:
            try:
                self._chunks.put(None, timeout=0.2)
            except queue.Full:
                self._chunks.get_nowait()
        self._writing.abort()

    def _write(self, path: Path) -> None:
        def source(*_: object) -> Iterator[pl.DataFrame]:
            while (chunk := self._chunks.get()) is not None:
                yield chunk

        register_io_source(source, schema=SCHEMA).sink_parquet(path, compression="lz4", maintain_order=True)


def guarded(lines: pl.DataFrame) -> pl.DataFrame:
    """The same lines for people: a text that a spreadsheet would run as a formula starts with an apostrophe."""
    texts = [name for name in ("order_id", "flags", "reason") if lines[name].str.contains(_FORMULA).any()]
    if not texts:
        return lines
    return lines.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    )


def _row(problem: Problem) -> list[str]:
    return [guard(str(getattr(problem, name))) for name in _PROBLEM_COLUMNS]


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
    except OSError:
        message = f"has no {MANIFEST}. Name the folder that `sampan route --out` wrote."
        raise InputError([Fault(str(run), "", message)]) from None
    except ValueError as error:
        raise InputError([Fault(str(path), "", f"is damaged: {error}. Route again.")]) from None
    if not isinstance(manifest, dict) or not {"schema", "on", "counts"} <= manifest.keys():
        raise InputError([Fault(str(path), "", "is no manifest of a run. Route again.")])
    if manifest["schema"] != SCHEMA_VERSION:
        message = f"is of schema {manifest['schema']}; this sampan reads {SCHEMA_VERSION}. Route again."
        raise InputError([Fault(str(path), "", message)])
    return manifest


def orders_of(run: Path) -> pl.LazyFrame:
    """The normalised orders of a run.

    Raises:
        InputError: the file is missing or damaged.
    """
    path = run / ORDERS
    try:
        frame = pl.scan_parquet(path)
        columns = frame.collect_schema().names()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError([Fault(str(path), "", f"cannot be read: {error}. Route again.")]) from None
    missing = [name for name in SCHEMA if name not in columns]
    if missing:
        raise InputError([Fault(str(path), "", f"lacks the columns {', '.join(missing)}. Route again.")])
    return frame


def lines_of(run: Path) -> Iterator[dict[str, str]]:
    """The lines of assignments.csv, cell by cell as written.

    Raises:
        InputError: the file is missing or damaged.
    """
    path = run / ASSIGNMENTS
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError([Fault(str(path), "", f"cannot be read: {error}. Route again.")]) from None


def names_of(paths: Sequence[Path]) -> dict[str, Path]:
    """A name for each order file: its own, numbered where two are alike."""
    found: dict[str, Path] = {}
    for path in paths:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            name = file.name if file.name not in found else f"{len(found)}-{file.name}"
            found[name] = file
    return found
