"""`sampan cards import`: a price sheet and its mapping, or an exported workbook, to a card folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from carriers.sheets.guess.guess import guess
from carriers.sheets.imported import Imported, check_files, import_sheet
from carriers.sheets.mapping import read_mapping
from carriers.sheets.workbook import read_workbook
from carriers.sheets.workbook_card import card_files, is_card
from cli.options.today import today
from cli.output.files import atomic_file, atomic_folder
from cli.output.show import table
from cli.words import sentence

if TYPE_CHECKING:
    from carriers.sheets.lanes import Band
    from carriers.sheets.workbook import Sheet

_SHOWN = 15


@click.command(
    name="import",
    epilog="Example: sampan cards import prices.xlsx --map map.toml -o cards/new",
)
@click.argument("sheet", type=click.Path(path_type=Path), metavar="SHEET")
@click.option(
    "--map", "mapping", type=click.Path(path_type=Path), metavar="FILE", help="What stands where; see docs/CARDS.md."
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The card folder to write; with --guess the mapping.",
)
@click.option("--force", is_flag=True, help="Replace the card that lies in DIR.")
@click.option("--guess", "guessing", is_flag=True, help="Propose a mapping, and show the first prices.")
def command(sheet: Path, mapping: Path | None, out: Path | None, *, guessing: bool, force: bool) -> int:
    """Make a card of a forwarder's price sheet.

    SHEET is .xlsx, .xls, .ods or .csv.  A workbook that `sampan cards export` wrote needs no --map.  Every fault of the
    sheet is told at once, each with its cell.  With --guess the proposal goes to stdout, and nothing is taken over
    before you have read it and given it back with --map.
    """
    if guessing and mapping:
        raise click.UsageError("--guess proposes a mapping: use it without --map.")
    sheets = read_workbook(sheet)
    if guessing:
        return _propose(sheets, out, force=force)
    exported = mapping is None and is_card(sheets)
    if mapping is None and not exported:
        raise click.UsageError("say what stands where with --map FILE; --guess proposes one.")
    if out is None:
        raise click.UsageError("say where the card goes with -o DIR.")
    if (out / "card.toml").is_file() and not force:
        raise click.UsageError(f"{out} holds a card. Name another folder, or replace it with --force.")
    if mapping is None:
        files = card_files(read_workbook(sheet, exact=True))
        check_files(files, str(sheet))
        found = Imported(files, (), 0, 0)
    else:
        found = import_sheet(sheets, read_mapping(mapping))
    with atomic_folder(out, "card.toml") as folder:
        for name, text in found.files.items():
            (folder / name).write_text(text, encoding="utf-8")
    for said in found.passed:
        click.echo(f"Passed over: {sentence(said)}", err=True)
    told = f": {found.zones} zones, {found.bands} rates" if mapping else ""
    click.echo(f"Wrote {out}{told}. See it with: sampan cards check {out}")
    return 0


def _propose(sheets: list[Sheet], out: Path | None, *, force: bool) -> int:
    found = guess(sheets, today().isoformat())
    if out is None:
        click.echo(found.text(sentence), nl=False)
    elif out.exists() and not force:
        raise click.UsageError(f"{out} is there already. Name another file, or replace it with --force.")
    else:
        with atomic_file(out) as file:
            file.write(found.text(sentence).encode())
        click.echo(f"Wrote {out}.")
    rows = [
        (zone, codes if len(codes) < 30 else f"{codes[:27]}...", f"{band.over_g} to {band.upto_g} g", *_price(band))
        for zone, codes, band in found.rows[:_SHOWN]
    ]
    click.echo(f"\nRead so, the first of {len(found.rows)} prices are:\n", err=True)
    click.echo(table(rows, ("destination", "countries", "weight", "base", "and"), right=(3,)), err=True)
    for passed in found.passed:
        click.echo(f"Passed over: {sentence(passed)}", err=True)
    for fault in found.faults:
        click.echo(f"Not readable: {sentence(fault)}", err=True)
    click.echo("Save the proposal, read what is proposed, set confirmed = true, then import with --map.", err=True)
    return 0


def _price(band: Band) -> tuple[str, str]:
    """The first amount, and what comes on top of it."""
    if band.per_step == "0":
        return band.base, ""
    covered = f" over {band.base_covers_g} g" if band.base_covers_g else ""
    return band.base, f"{band.per_step} each {band.step_g} g{covered}"
