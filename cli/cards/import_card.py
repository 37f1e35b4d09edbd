"""`sampan cards import`: a price sheet and its mapping, or an exported workbook, to a card folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from carriers.sheets.guess.guess import Guess, guess
from carriers.sheets.guess.propose import mapping_text
from carriers.sheets.guess.reissue import reissued
from carriers.sheets.imported import Imported, check_files, import_sheet
from carriers.sheets.kept import kept_files, kept_mapping, kept_sheets
from carriers.sheets.mapping import SheetMapping, read_mapping
from carriers.sheets.workbook import read_workbook
from carriers.sheets.workbook_card import card_files, is_card
from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.today import today
from cli.output.files import atomic_file, atomic_folder
from cli.output.show import table
from cli.words import said, sentence
from routing.errors import Fault, InputError
from routing.values.toml_file import load_toml

if TYPE_CHECKING:
    from carriers.sheets.lanes import Band
    from carriers.sheets.workbook import Sheet

_SHOWN = 15
_CHANGES = 40


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
@click.option(
    "--like", type=click.Path(path_type=Path), metavar="CARD", help="The card of the issue before: use its mapping."
)
@click.option("--force", is_flag=True, help="Replace the card that lies in DIR.")
@click.option("--guess", "guessing", is_flag=True, help="Propose a mapping, and show the first prices.")
def command(
    sheet: Path, mapping: Path | None, out: Path | None, *, like: Path | None, guessing: bool, force: bool
) -> int:
    """Make a card of a forwarder's price sheet.

    SHEET is .xlsx, .xls, .ods or .csv.  A workbook that `sampan cards export` wrote needs no --map.  Every fault of the
    sheet is told at once, each with its cell.  With --guess the proposal goes to stdout, and nothing is taken over
    before you have read it and given it back with --map.  With --like the mapping of the last issue's card is used
    again: what has changed is told, and what its notes say anew waits to be confirmed.
    """
    if (guessing, bool(mapping), bool(like)).count(True) > 1:
        raise click.UsageError(said("--guess, --map and --like exclude each other."))
    sheets = read_workbook(sheet)
    if guessing:
        return _propose(sheets, out, force=force)
    if like is not None:
        return _reissue(sheet, sheets, like, out, force=force)
    exported = mapping is None and is_card(sheets)
    if mapping is None and not exported:
        raise click.UsageError(said("say what stands where with --map FILE; --guess proposes one."))
    if out is None:
        raise click.UsageError(said("say where the card goes with -o DIR."))
    if (out / "card.toml").is_file() and not force:
        raise click.UsageError(said("{out} holds a card. Name another folder, or replace it with --force.", out=out))
    if mapping is None:
        files = card_files(read_workbook(sheet, exact=True))
        check_files(files, str(sheet))
        found = Imported(files, (), 0, 0)
    else:
        found = import_sheet(sheets, read_mapping(mapping))
        found.files.update(kept_files(sheets, mapping.read_text(encoding="utf-8")))
    _write(found, out)
    if mapping is None:
        click.echo(said("Wrote {out}. See it with: sampan cards check {out}", out=out))
    else:
        wrote = said(
            "Wrote {out}: {zones} zones, {rates} rates. See it with: sampan cards check {out}",
            out=out, zones=found.zones, rates=found.bands,
        )  # fmt: skip
        click.echo(wrote)
    return ALL_DONE


def _write(found: Imported, out: Path) -> None:
    with atomic_folder(out, "card.toml") as folder:
        for name, text in found.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    for passed in found.passed:
        click.echo(said("Passed over: {passed}", passed=sentence(passed)), err=True)


def _reissue(path: Path, sheets: list[Sheet], like: Path, out: Path | None, *, force: bool) -> int:
    """A new issue by the mapping of the last one's card."""
    if out is None:
        raise click.UsageError(said("say where the card goes with -o DIR."))
    kept = kept_mapping(like)
    beside = out.with_name(f"{out.name}.toml")
    for one in (out / "card.toml", beside):
        if one.is_file() and not force:
            there = said("{one} is there already. Name another folder, or replace it with --force.", one=one)
            raise click.UsageError(there)
    issue = reissued(load_toml(kept), kept_sheets(like), sheets, today().isoformat())
    for change in issue.changes[:_CHANGES]:
        click.echo(sentence(change))
    if len(issue.changes) > _CHANGES:
        click.echo(said("... and {more} more.", more=len(issue.changes) - _CHANGES))
    click.echo(said("Changed: {number} rows and notes.", number=len(issue.changes)), err=True)
    if issue.faults:
        raise InputError(issue.faults)
    text = mapping_text(issue.values, sentence)
    with atomic_file(beside) as file:
        file.write(text.encode())
    waiting = [one for one in issue.values.get("proposed", []) if not one.get("confirmed")]
    if waiting:
        for one in waiting:
            told = one["sentence"] if isinstance(one["sentence"], str) else sentence(one["sentence"])
            click.echo(said("To confirm: {cell} {told}", cell=one["cell"], told=told), err=True)
        click.echo(said("Wrote {beside}. Set confirmed = true or remove what does not hold, then:", beside=beside))
        click.echo(f"  sampan cards import {path} --map {beside} -o {out}")
        return NEEDS_A_PERSON
    found = import_sheet(sheets, read_mapping(beside))
    found.files.update(kept_files(sheets, text))
    _write(found, out)
    beside.unlink()
    day = issue.values["valid_from"]
    wrote = said(
        "Wrote {out}: {zones} zones, {rates} rates, from {day}. Before it is used:",
        out=out, zones=found.zones, rates=found.bands, day=day,
    )  # fmt: skip
    click.echo(wrote)
    for line in (
        f"sampan cards check {out} --replaces {like}",
        f"sampan cards diff {like} {out} --on {day}",
        f"sampan cards backtest ORDERS --old {like} --new {out} --new-on {day}",
    ):
        click.echo(f"  {line}")
    return ALL_DONE


def _propose(sheets: list[Sheet], out: Path | None, *, force: bool) -> int:
    found = guess(sheets, today().isoformat())
    if out is None:
        click.echo(found.text(sentence), nl=False)
    elif out.exists() and not force:
        raise click.UsageError(said("{out} is there already. Name another file, or replace it with --force.", out=out))
    else:
        with atomic_file(out) as file:
            file.write(found.text(sentence).encode())
        click.echo(said("Wrote {out}.", out=out))
    rows = [
        (zone, codes if len(codes) < 30 else f"{codes[:27]}...", _weights(band), *_price(band))
        for zone, codes, band in found.rows[:_SHOWN]
    ]
    click.echo(said("Read so, the first of {number} prices are:", number=len(found.rows)), err=True)
    click.echo(table(rows, ("destination", "countries", "weight", "base", "and"), right=(3,)), err=True)
    for passed in found.passed:
        click.echo(said("Passed over: {passed}", passed=sentence(passed)), err=True)
    faults = dict.fromkeys(map(sentence, (*found.faults, *_tried(sheets, found))))
    for fault in faults:
        click.echo(said("Not readable: {fault}", fault=fault), err=True)
    click.echo(said("Read what is proposed, set confirmed = true, then import with --map."), err=True)
    return NEEDS_A_PERSON if faults else ALL_DONE


def _tried(sheets: list[Sheet], found: Guess) -> tuple[Fault, ...]:
    """What the import would refuse with everything confirmed: tables that contradict each other among it."""
    card = {key: value for key, value in found.tables.items() if key not in {"sheet", "proposed"}}
    try:
        import_sheet(sheets, SheetMapping(sheets[0].file, card, found.maps))
    except InputError as error:
        return error.faults
    return ()


def _weights(band: Band) -> str:
    return said("{over} to {upto} g", over=band.over_g, upto=band.upto_g)


def _price(band: Band) -> tuple[str, str]:
    """The first amount, and what comes on top of it."""
    if band.per_step == "0":
        return band.base, ""
    step = {"price": band.per_step, "step": band.step_g, "covered": band.base_covers_g}
    if band.base_covers_g:
        return band.base, said("{price} each {step} g over {covered} g", **step)
    return band.base, said("{price} each {step} g", **step)
