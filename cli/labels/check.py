"""`sampan labels check`: an upload file held to its layout."""

from __future__ import annotations

from pathlib import Path

import click

from cli.labels.options import FILE, layout_of, layout_option
from cli.main import NEEDS_A_PERSON
from cli.output.show import counted, format_option, print_rows
from cli.words import sentence


@click.command("check", epilog="Example: sampan labels check demo-run/labels/hualei.csv --layout hualei")
@click.argument("file", type=FILE)
@layout_option
@format_option()
@click.pass_context
def command(ctx: click.Context, file: Path, layout_name: str, output_format: str) -> None:
    """Check an existing upload file against a layout, cell by cell.  Exit code 1: something is wrong."""
    from carriers.labels.file_check import check_file  # noqa: PLC0415

    findings = check_file(file, layout_of(layout_name))
    columns = ("place", "field", "value", "rule", "way out")
    cells = [(one.order_id, one.field, one.value, one.rule, sentence(one.reason)) for one in findings]
    rows = [dict(zip(columns, row, strict=True)) for row in cells]
    print_rows(rows, output_format, columns)
    click.echo(f"{file}: {counted(len(rows), 'finding') if rows else 'no findings'}.", err=True)
    ctx.exit(NEEDS_A_PERSON if rows else 0)
