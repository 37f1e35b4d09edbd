"""`sampan cards diff`: what a new card changes, before it is used."""

from __future__ import annotations

from collections import Counter
from datetime import date

import click

from carriers.cards.catalogue import load_services
from carriers.cards.diff import Change, diff
from cli.main import ALL_DONE
from cli.options.facts import folders_of
from cli.options.today import today
from cli.options.types import DAY
from cli.output.show import format_option, print_rows
from cli.words import said, sentence

_COLUMNS = ("service", "kind", "what", "old", "new", "change")
_WIDE = 60


@click.command(name="diff", epilog="Example: sampan cards diff bundled cards/new")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--on", type=DAY, help="Day that counts.  [default: today]")
@format_option()
def command(old: str, new: str, on: date | None, output_format: str) -> int:
    """Compare two sets of cards: services, limits, countries, prices, surcharges.

    OLD and NEW are cards or folders of cards; of a card that is not in force on the day, its nearest day counts.
    """
    day = on or today()
    found = diff(load_services(folders_of([old])), load_services(folders_of([new])), day)
    rows = [_row(one) for one in found]
    if output_format == "table":
        rows = [{name: _narrow(cell) for name, cell in row.items()} | {"kind": _kinds()[row["kind"]]} for row in rows]
    print_rows(rows, output_format, _COLUMNS, none=said("No difference."))
    kinds = Counter(one.kind for one in found)
    told = [said("{count} {kind}", count=count, kind=_kinds()[kind]) for kind, count in sorted(kinds.items())]
    click.echo(said("Changes: {changes:list}.", changes=told or [said("none")]), err=True)
    return ALL_DONE


def _kinds() -> dict[str, str]:
    """What a change is of, as a table calls it."""
    return {
        "service": said("service"),
        "fact": said("fact"),
        "limit": said("limit"),
        "weight rule": said("weight rule"),
        "surcharge": said("surcharge"),
        "country": said("country"),
        "price": said("price"),
    }


def _row(one: Change) -> dict[str, str]:
    told = [sentence(part) if part else "" for part in (one.what, one.old, one.new, one.change)]
    return dict(zip(_COLUMNS, (one.service, one.kind, *told), strict=True))


def _narrow(cell: str) -> str:
    return cell if len(cell) <= _WIDE else f"{cell[: _WIDE - 3]}..."
