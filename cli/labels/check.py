"""`sampan labels check`: an upload file held to its layout."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import click

from carriers.finding import HELD
from cli.labels.options import FILE, layout_of, layout_option
from cli.main import NEEDS_A_PERSON
from cli.options.today import today
from cli.options.types import DAY
from cli.output.show import format_option, print_rows
from cli.words import said, sentence

_COLUMNS: Final = ("place", "field", "value", "rule", "way out", "level")


@click.command("check", epilog="Example: sampan labels check demo-run/labels/hualei.csv --layout hualei")
@click.argument("file", type=FILE)
@layout_option
@click.option("--on", type=DAY, metavar="DATE", help="Day of the rules of customs.  [default: today]")
@click.option("--first-row", type=click.IntRange(min=2), metavar="N", help="First row of data in a carrier's workbook.")
@format_option()
@click.pass_context
def command(
    ctx: click.Context, file: Path, layout_name: str, output_format: str, on: date | None, first_row: int | None
) -> None:
    """Check an existing upload file against a layout, by the rules it would be written by.

    Exit code 1: something would have been held back.
    """
    from carriers.labels.file_check import check_file  # noqa: PLC0415

    findings = list(check_file(file, layout_of(layout_name), on or today(), first_row=first_row))
    rows = [
        {
            "place": sentence(one.place or ""),
            "field": one.field,
            "value": one.value,
            "rule": one.rule,
            "way out": sentence(one.reason),
            "level": one.level,
        }
        for one in findings
    ]
    print_rows(rows, output_format, _COLUMNS)
    found = said("{n:count finding}", n=len(rows)) if rows else said("no findings")
    click.echo(said("{file}: {found}.", file=file, found=found), err=True)
    ctx.exit(NEEDS_A_PERSON if any(one.level == HELD for one in findings) else 0)
