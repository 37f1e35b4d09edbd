"""The orders of a run that caps moved to another service, as the run keeps them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from cli.run.directory import INPUTS
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ALLOTMENT = "allotment.csv"
"""In the inputs of a run that `sampan allot` made: what was moved, and where to."""
_COLUMNS = ("order_id", "service")


def moved_of(run: Path) -> dict[str, str]:
    """Order -> the service it was moved to; nothing where no caps were at work.

    Raises:
        InputError: the file cannot be read.
    """
    path = run / INPUTS / ALLOTMENT
    try:
        text = path.read_text(encoding="utf-8")
        lines = list(csv.DictReader(io.StringIO(text, newline="")))
        return {line[_COLUMNS[0]]: line[_COLUMNS[1]] for line in lines}
    except FileNotFoundError:
        return {}
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise InputError([Fault(str(path), "", Reason("run.damaged", fault=str(error)))]) from None


def keep_moved(path: Path, moved: Mapping[str, str]) -> None:
    """Writes what was moved."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([_COLUMNS, *moved.items()])
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
