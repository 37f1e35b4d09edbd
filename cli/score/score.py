"""`sampan score`: the command."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import click

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.schedule import ZONE
from cli.options.types import MOMENT, PATH
from cli.output.files import atomic_file
from cli.output.show import format_option, json_text, print_rows
from cli.score import rows
from cli.words import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.score.report import Report

LISTS: Final[dict[str, tuple[tuple[str, ...], Callable[[Report], list[dict[str, Any]]]]]] = {
    "figures": (rows.FIGURES, rows.figure_rows),
    "card": (rows.CARD, rows.card_rows),
    "marketplaces": (rows.MARKETPLACES, rows.marketplace_rows),
    "unanswered": (rows.UNANSWERED, rows.unanswered_rows),
    "follow-ups": (rows.FOLLOW_UPS, rows.follow_up_rows),
}
"""List -> its columns, and what makes its rows."""
_WIDTHS: Final = {"item": 30}


@click.command("score", epilog="Example: sampan score chats.csv --team team.csv")
@click.argument("log", type=PATH, metavar="LOG")
@click.option("--team", "sheet", type=PATH, metavar="FILE", help="What no chat tells of the agents: CSV or workbook.")
@click.option("--input-zone", type=ZONE, metavar="ZONE", help="Zone of times written without an offset.")
@click.option("--now", type=MOMENT, metavar="TIME", help="Until when buyers wait.  [default: the log's last message]")
@click.option("--only", type=click.Choice(list(LISTS)), help="Print one list alone; CSV prints figures unless told.")
@click.option("--picture", type=PATH, metavar="FILE", help="Draw answers and cards (SVG).")
@format_option()
def command(
    log: Path, sheet: Path | None, input_zone: str | None, now: datetime | None, only: str | None,
    picture: Path | None, output_format: str,
) -> int:  # fmt: skip
    """Score a shop's service by its chats: conversion, answers, waits, follow-ups, and the handbook's card.

    LOG has a row a message: buyer, agent, at, direction, and if known paid, amount, platform, item, reason;
    docs/SCORE.md lists how each may be headed.  Exit code 1 when a buyer waits or a follow-up is due.
    """
    found = scored(log, sheet, input_zone, now)
    _print(found, output_format, only)
    if picture is not None:
        from cli.score.picture import drawn  # noqa: PLC0415 - only a picture needs it

        with atomic_file(picture) as file:
            file.write(drawn(found).encode())
    for remark in remarks(found):
        click.echo(remark, err=True)
    waits = bool(found.unanswered) or any(one.due for one in found.follow_ups)
    return NEEDS_A_PERSON if waits else ALL_DONE


def scored(log: Path, sheet: Path | None, input_zone: str | None, now: datetime | None) -> Report:
    """The report of a log and, where there is one, a team sheet; until its last message, where no moment is given.

    Raises:
        InputError: the log or the sheet cannot be used.
    """
    from carriers.service.log import read_log  # noqa: PLC0415 - not needed to print the help
    from carriers.service.team import read_team  # noqa: PLC0415 - the same
    from cli.score.report import report  # noqa: PLC0415 - the same

    zone = None if input_zone is None else ZoneInfo(input_zone)
    messages = read_log(log, zone)
    until = now or max(one.at for one in messages)
    return report(messages, read_team(sheet) if sheet else {}, until, zone or ZoneInfo("Asia/Shanghai"))


def _print(found: Report, output_format: str, only: str | None) -> None:
    if output_format == "table":
        _print_tables(found, only)
        return
    if only is None and output_format == "json":
        click.echo(json_text({"now": found.now.isoformat()} | {name.replace("-", "_"): make(found)
                                                              for name, (_, make) in LISTS.items()}))  # fmt: skip
        return
    columns, make = LISTS[only or "figures"]
    print_rows(make(found), output_format, columns)


def _print_tables(found: Report, only: str | None) -> None:
    first = True
    for name, (keys, make) in LISTS.items():
        shown = tuple(key for key in keys if key != "source")
        lines, columns = rows.card_table(found) if name == "card" else (rows.for_people(make(found)), shown)
        if only not in {None, name} or (only is None and not lines):
            continue
        if only is None:
            click.echo(("" if first else "\n") + title(name) + "\n")
        for part in (rows.ENQUIRIES, rows.ANSWERS) if name == "figures" else (columns,):
            click.echo("\n" if part is rows.ANSWERS else "", nl=False)
            print_rows(lines, "table", part, none=said("none"), widths=_WIDTHS)
        first = False


def title(name: str) -> str:
    """The title of a list."""
    return {
        "figures": said("Figures"),
        "card": said("Score card"),
        "marketplaces": said("Answers by the marketplaces' own limits"),
        "unanswered": said("Buyers who wait for an answer"),
        "follow-ups": said("Enquiries to follow up"),
    }[name]


def remarks(found: Report) -> list[str]:
    """Until when it was counted, and what could not be told."""
    told = [said("Counted until {now}.", now=found.now.isoformat())]
    told += [
        said(
            "Of the team's card {parts:names} are not known: the sum is of {weight}, not of 100.",
            parts=one.unknown,
            weight=one.weight,
        )
        for one in found.cards
        if one.unknown and one.agent is None
    ]
    if found.ruleless:
        told.append(said("No limit for answers is recorded of {platforms:list}.", platforms=found.ruleless))
    return told
