"""A run directory read back, for explain, verify, labels and replies."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from cli.run.directory import ASSIGNMENTS, MANIFEST, ORDERS, PROBLEM_COLUMNS, PROBLEMS, SCHEMA_VERSION
from routing.assignments import COLUMNS
from routing.errors import Fault, InputError
from routing.orders import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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
    return _table(run / PROBLEMS, PROBLEM_COLUMNS)


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
