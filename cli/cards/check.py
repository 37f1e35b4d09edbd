"""`sampan cards check`: findings in cards, the gravest first."""

from __future__ import annotations

from collections import Counter
from datetime import date

import click

from carriers.cards.check import check_cards
from cli.main import ALL_DONE, NEEDS_A_PERSON, UNUSABLE_INPUT
from cli.options.facts import folders_of
from cli.options.today import today
from cli.options.types import DAY
from cli.output.findings import COLUMNS, finding_rows
from cli.output.show import format_option, print_rows
from cli.words import said


@click.command(name="check", epilog="Example: sampan cards check bundled")
@click.argument("folders", nargs=-1, required=True, metavar="DIR...")
@click.option("--replaces", "before", multiple=True, metavar="DIR", help="The card it replaces: what has gone missing.")
@click.option("--on", type=DAY, help="The day asked about.  [default: today]")
@format_option()
def command(folders: tuple[str, ...], before: tuple[str, ...], on: date | None, output_format: str) -> int:
    """Look through cards for what loads but is probably not meant.

    Gaps, overlaps, prices that fall as the weight grows, two parcels cheaper than one, limits that no rate reaches,
    stale dates, surcharges gone since the card before.  Exit code 3 with errors, 1 with warnings.
    """
    day = on or today()
    found = check_cards(folders_of(folders), day, folders_of(before) if before else ())
    print_rows(finding_rows(found), output_format, COLUMNS, none=said("Nothing found."))
    counts = Counter(one.severity for one in found)
    told = [_counted(severity, count) for severity, count in counts.items()] or [said("nothing found")]
    click.echo(said("{folders:list} as of {day}: {told:list}.", folders=folders, day=day, told=told), err=True)
    return UNUSABLE_INPUT if counts["error"] else NEEDS_A_PERSON if counts["warning"] else ALL_DONE


def _counted(severity: str, count: int) -> str:
    """1 error, 2 warnings."""
    if severity == "error":
        return said("{n:count error}", n=count)
    return said("{n:count warning}", n=count) if severity == "warning" else said("{n:count info}", n=count)
