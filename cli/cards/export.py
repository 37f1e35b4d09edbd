"""`sampan cards export`: a card as one workbook."""

from __future__ import annotations

from pathlib import Path

import click

from carriers.cards.catalogue import bundled_folder, load_services
from carriers.sheets.workbook_card import card_workbook
from cli.output.files import atomic_file
from cli.words import said


@click.command(name="export", epilog="Example: sampan cards export cnpost-ems -o ems.xlsx")
@click.argument("card", metavar="CARD")
@click.option(
    "--format", "output_format", type=click.Choice(["xlsx"]), default="xlsx", show_default=True, help="What to write."
)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The workbook to write."
)
def command(card: str, output_format: str, out: Path) -> int:
    """Write a card as a workbook that a person can edit and import again.

    CARD is a card's folder, or the name of a bundled card.
    """
    _ = output_format
    folder = Path(card)
    if not (folder / "card.toml").is_file() and (bundled_folder() / card / "card.toml").is_file():
        folder = bundled_folder() / card
    load_services([folder])
    content = card_workbook(folder)
    with atomic_file(out) as file:
        file.write(content)
    click.echo(said("Wrote {file}. Import it again with: sampan cards import {file} -o DIR", file=out))
    return 0
