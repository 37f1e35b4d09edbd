"""Rows to a table, CSV, JSON or JSON lines on stdout."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_F = TypeVar("_F", bound="Callable[..., Any]")

FORMATS = ("table", "csv", "json", "jsonl")


def format_option(*formats: str) -> Callable[[_F], _F]:
    """The option --format."""
    return click.option(
        "--format", "shape", type=click.Choice(formats or FORMATS), default="table", show_default=True,
        help="How to print.",
    )  # fmt: skip


def table(rows: Sequence[Sequence[object]], headers: Sequence[str], right: Sequence[int] = ()) -> str:
    """A plain table; the columns of `right` are aligned to the right."""
    from tabulate import tabulate  # noqa: PLC0415

    align = ["right" if column in right else "left" for column in range(len(headers))]
    return str(tabulate(rows, headers=headers, tablefmt="simple", colalign=align, disable_numparse=True))


def csv_text(rows: Sequence[Sequence[object]], headers: Sequence[str]) -> str:
    """CSV with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue()


def json_text(value: Any) -> str:
    """Indented JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def jsonl_text(values: Sequence[Any]) -> str:
    """One JSON object a line."""
    return "\n".join(json.dumps(value, ensure_ascii=False) for value in values)
