"""`sampan cards diff`: what a new card changes, before it is used."""

from __future__ import annotations

from collections import Counter
from datetime import date

import click
from attrs import asdict

from carriers.catalogue import load_services
from carriers.diff import diff
from cli.cards_list import folders_of, today
from cli.reads import DAY
from cli.show import csv_text, format_option, json_text, jsonl_text, table

_COLUMNS = ("service", "kind", "what", "old", "new", "change")
_WIDE = 60


@click.command(name="diff", epilog="Example: sampan cards diff cards/old cards/new")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--on", type=DAY, help="Day that counts.  [default: today]")
@format_option()
def command(old: str, new: str, on: date | None, shape: str) -> int:
    """Compare two sets of cards: services, limits, countries, prices, surcharges.

    OLD and NEW are cards or folders of cards; of a card that is not in force on the day, its nearest day counts.
    """
    day = on or today()
    found = diff(load_services(folders_of([old])), load_services(folders_of([new])), day)
    rows = [[getattr(one, name) for name in _COLUMNS] for one in found]
    if shape == "table":
        narrow = [[cell if len(cell) <= _WIDE else f"{cell[: _WIDE - 3]}..." for cell in row] for row in rows]
        click.echo(table(narrow, _COLUMNS) if rows else "No difference.")
    elif shape == "csv":
        click.echo(csv_text(rows, _COLUMNS), nl=False)
    else:
        values = [asdict(one) for one in found]
        click.echo(json_text(values) if shape == "json" else jsonl_text(values))
    kinds = Counter(one.kind for one in found)
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    click.echo(f"Changes: {told or 'none'}.", err=True)
    return 0
