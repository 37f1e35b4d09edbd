"""`sampan bill guess`: a map for a bill of no known form."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.types import PATH
from cli.output.files import atomic_file
from cli.words import said


@click.command(name="guess", epilog="Example: sampan bill guess november.csv -o bill-map.toml")
@click.argument("bill", type=PATH, metavar="BILL")
@click.option("-o", "--out", type=PATH, metavar="FILE", help="File to write.  [default: standard output]")
def command(bill: Path, out: Path | None) -> int:
    """Propose a map for a bill whose form is not known, by the heads of its columns.

    Look it through, write what it leaves open, and give it to `sampan bill check --map`.
    """
    from carriers.bills.guess import guess, map_text  # noqa: PLC0415 - not needed for the help

    proposal = guess(bill)
    text = map_text(
        proposal,
        said("Not taken: add what is money or a number of the parcel to [columns] or a [[charge]]."),
        said("the bill does not say it: write it"),
    )
    if out is None:
        sys.stdout.write(text)
    else:
        with atomic_file(out) as file:
            file.write(text.encode())
        click.echo(said("Wrote {out}.", out=str(out)), err=True)
    if proposal.unsaid:
        click.echo(said("To write by hand: {keys:list}.", keys=proposal.unsaid), err=True)
    return NEEDS_A_PERSON if proposal.unsaid else ALL_DONE
