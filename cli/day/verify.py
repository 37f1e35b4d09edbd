"""`sampan verify`: every line of a run against the exact reference."""

from __future__ import annotations

from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.facts import FactPaths
from cli.options.types import PATH
from cli.output.show import csv_text, format_option, json_text, jsonl_text, table
from cli.run.directory import ASSIGNMENTS, INPUTS
from cli.run.kept_facts import changed_facts, remark
from cli.run.manifest import language_of, parts_of, read_manifest
from cli.run.moved import moved_of
from cli.run.reader import intact, lines_of, orders_of
from cli.words import said
from cli.words.sentences import sentence_in
from routing.errors import Fault, InputError
from routing.reason import Reason
from routing.values.dates import day
from routing.values.formulas import guard
from routing.verify import Difference, Verifier

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADERS = ("order_id", "column", "written", "exact")
_SHOWN = 50
_CHUNK = 16_384


@click.command(
    epilog="Example: sampan verify demo-run",
)
@click.argument("run", type=PATH, metavar="RUN_DIR")
@format_option()
def command(run: Path, output_format: str) -> int:
    """Recompute every line of a run with the exact reference.

    Orders and facts are those the run kept.  Exit code 1 and the cells that differ, if any do, or the kept facts that
    are no longer those the run was decided by.
    """
    parts = [_verified(part) for part in parts_of(run)]
    found, changed = [one for part in parts for one in part[0]], parts[0][1]
    _print(found, changed, sum(part[2] for part in parts), output_format)
    return NEEDS_A_PERSON if found or changed else ALL_DONE


def _verified(run: Path) -> tuple[list[Difference], list[str], int]:
    """The cells of a run that differ, the kept facts that are others now, and how many lines it has."""
    manifest = read_manifest(run)
    on, changed = manifest["on"], changed_facts(run, manifest)
    facts, words = FactPaths.snapshot(run / INPUTS).load(), sentence_in(language_of(manifest))
    verifier = Verifier(facts, day(on, iso=True) if on else None, words, moved_of(run))
    found: list[Difference] = []
    lines = 0
    for written, order in _pairs(run):
        lines += 1
        if written is None or order is None:
            raise InputError([Fault(str(run), "", Reason("run.lengths_differ", file=ASSIGNMENTS))])
        found += verifier.differences(order, written, guard)
    if lines != manifest["counts"]["orders"]:
        reason = Reason("run.other_count", lines=lines, told=manifest["counts"]["orders"])
        raise InputError([Fault(str(run / ASSIGNMENTS), "", reason)])
    return found, changed, lines


def _pairs(run: Path) -> Iterator[tuple[dict[str, str] | None, dict[str, Any] | None]]:
    return zip_longest(lines_of(run), _orders(run))


def _orders(run: Path) -> Iterator[dict[str, Any]]:
    with intact(run):
        for chunk in orders_of(run).collect_batches(chunk_size=_CHUNK, maintain_order=True):
            yield from chunk.iter_rows(named=True)


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
