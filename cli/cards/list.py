"""`sampan cards list`: which services are in force on a day, where their prices come from, what expires soon."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from carriers.cards.catalogue import load_services
from carriers.cards.check_facts import SOON, soon
from cli.main import ALL_DONE
from cli.options.facts import folders_of
from cli.options.today import today
from cli.options.types import DAY
from cli.output.show import format_option, print_rows
from cli.words import said

if TYPE_CHECKING:
    from routing.services.service import Service

_COLUMNS = ("service", "class", "carrier", "basis", "valid_from", "valid_to", "status", "countries", "card")


@click.command(name="list", epilog="Example: sampan cards list --on 2026-11-20")
@click.argument("folders", nargs=-1, metavar="[DIR]...")
@click.option("--on", type=DAY, help="The day asked about.  [default: today]")
@format_option()
def command(folders: tuple[str, ...], on: date | None, output_format: str) -> int:
    """List the services of cards: what is in force on a day, and what expires soon.

    DIR is a card or a folder of cards; `bundled`, and nothing at all, stand for the bundled ones.
    """
    rows = listed(folders, on)
    print_rows(rows, output_format, _COLUMNS)
    made_up = sum(row["basis"] == "illustrative" for row in rows)
    if made_up and output_format == "table":
        click.echo(
            said("{n} of {all} hold made-up prices: load your own with --cards DIR.", n=made_up, all=len(rows)),
            err=True,
        )
    return ALL_DONE


def listed(folders: tuple[str, ...] = (), on: date | None = None) -> list[dict[str, Any]]:
    """What `sampan cards list` tells of each service.

    Args:
        folders: cards or folders of cards, `bundled` among them; none: the bundled ones.
        on: the day asked about; None: today in China.

    Raises:
        InputError: a card cannot be used.
    """
    day = on or today()
    return [_row(service, day) for service in load_services(folders_of(folders))]


def _row(service: Service, on: date) -> dict[str, Any]:
    start, end = service.validity.start, service.validity.end
    return {
        "service": service.code,
        "class": service.service_class,
        "carrier": service.carrier,
        "basis": service.basis,
        "valid_from": start.isoformat(),
        "valid_to": end.isoformat() if end else None,
        "status": _status(service, on),
        "countries": len(service.zones_of),
        "card": service.card,
        "currency": service.currency,
        "source": service.source,
    }


def _status(service: Service, on: date) -> str:
    start, end = service.validity.start, service.validity.end
    if on < start:
        return said("begins in {n:count day}", n=(start - on).days)
    if end is not None and end < on:
        return said("ended {n:count day} ago", n=(on - end).days)
    if end is not None and end - on <= SOON:
        return said("expires in {n:count day}", n=(end - on).days) if end > on else said("expires today")
    near = soon(service, on)
    if near is not None:
        return said("in force; a rule ends {day}", day=near)
    return said("in force")
