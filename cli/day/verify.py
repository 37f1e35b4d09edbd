"""`sampan verify`: every line of a run against the exact reference."""

from __future__ import annotations

import os
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cli.day.recomputed import Recomputing, line_ranges
from cli.day.side_by_side import side_by_side
from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.types import PATH
from cli.output.show import csv_text, format_option, json_text, jsonl_text, table
from cli.run.directory import ASSIGNMENTS
from cli.run.kept_facts import changed_facts, remark
from cli.run.manifest import parts_of, read_manifest
from cli.words import said
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from routing.verify import Difference

_HEADERS = ("order_id", "column", "written", "exact")
_SHOWN = 50
_LINES_EACH: Final = 10_000
"""Lines that are worth a process of their own."""
_MOST: Final = 8
"""Processes that are taken unasked: each needs some 130 MB."""


@click.command(
    epilog="Example: sampan verify demo-run",
)
@click.argument("run", type=PATH, metavar="RUN_DIR")
@click.option(
    "--workers", type=click.IntRange(1), metavar="N",
    help="Recompute in so many processes.  [default: one for each processor, where there are lines for them]",
)  # fmt: skip
@format_option()
def command(run: Path, workers: int | None, output_format: str) -> int:
    """Recompute every line of a run with the exact reference.

    Orders and facts are those the run kept.  Exit code 1 and the cells that differ, if any do, or the kept facts that
    are no longer those the run was decided by.
    """
    parts = [_verified(part, workers) for part in parts_of(run)]
    found, changed = [one for part in parts for one in part[0]], parts[0][1]
    _print(found, changed, sum(part[2] for part in parts), output_format)
    return NEEDS_A_PERSON if found or changed else ALL_DONE


def _verified(run: Path, workers: int | None) -> tuple[list[Difference], list[str], int]:
    """The cells of a run that differ, the kept facts that are others now, and how many lines it has."""
    manifest = read_manifest(run)
    changed, told = changed_facts(run, manifest), manifest["counts"]["orders"]
    processes = workers or max(1, min(_processors(), _MOST, told // _LINES_EACH))
    found: list[Difference] = []
    lines = 0
    ranges = line_ranges(run)
    for part in side_by_side(partial(Recomputing, run), ranges, processes, lambda part: part.fault is not None):
        if part.fault is not None:
            raise part.fault
        lines += part.lines
        found += part.differences
    if lines != told:
        raise InputError([Fault(str(run / ASSIGNMENTS), "", Reason("run.other_count", lines=lines, told=told))])
    return found, changed, lines


def _processors() -> int:
    """The processors that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # Linux alone knows
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _print(found: list[Difference], changed: list[str], lines: int, output_format: str) -> None:
    rows = [(one.order_id, one.column, one.written, one.exact) for one in found]
    if output_format == "csv":
        click.echo(csv_text(rows, _HEADERS), nl=False)
    elif output_format in {"json", "jsonl"}:
        objects = [dict(zip(_HEADERS, row, strict=True)) for row in rows]
        text = (
            json_text({"lines": lines, "differences": objects, "changed_facts": changed})
            if output_format == "json"
            else jsonl_text(objects)
        )
        click.echo(text, nl=bool(text))
    elif found:
        click.echo(table(list(islice(rows, _SHOWN)), _HEADERS))
        told = said("{n} cells in {lines} lines differ from the exact reference.", n=len(found), lines=lines)
        click.echo(told, err=True)
    else:
        click.echo(said("{n:count line} recomputed: no difference.", n=lines))
    if changed:
        click.echo(remark(changed), err=True)
