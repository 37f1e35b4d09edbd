"""`sampan labels layouts`: the layouts there are."""

from __future__ import annotations

import click

from cli.labels.options import layout_of
from cli.output.show import format_option, json_text, print_rows
from cli.words import said


@click.command("layouts", epilog="Example: sampan labels layouts --format json")
@click.argument("name", required=False)
@format_option()
def command(name: str | None, output_format: str) -> None:
    """List the layouts, or show the columns of one."""
    from carriers.labels.layouts.read import as_data, load, names  # noqa: PLC0415

    if name:
        layout = layout_of(name, "NAME")
        if output_format == "json":
            click.echo(json_text(as_data(layout)))
            return
        keys = ("header", "field", "value", "required", "min", "max", "unit", "decimals", "pattern")
        rows = [{key: getattr(column, key) for key in keys} for column in layout.columns]
        print_rows(rows, output_format, keys)
        for words in (
            f"{layout.title}.",
            *layout.notes,
            *(said("Source: {source}", source=source) for source in layout.sources),
        ):
            click.echo(words, err=True)
        return
    rows = [
        {
            "layout": layout.name,
            "columns": len(layout.columns),
            "file": "/".join(layout.types),
            "rows": _rows(layout.rows),
            "seen": layout.seen,
            "confidence": layout.confidence,
            "title": layout.title,
        }
        for layout in map(load, names())
    ]
    print_rows(rows, output_format, list(rows[0]))


def _rows(kind: str) -> str:
    """What a row of the file stands for."""
    if kind == "order":
        return said("one per order")
    return said("one per item") if kind == "item" else said("one per article")
