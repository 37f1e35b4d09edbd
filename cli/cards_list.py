"""`sampan cards list`: which services are in force on a day, where their prices come from, what expires soon."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from carriers.catalogue import BUNDLED, bundled_folder, load_services
from carriers.check import SOON
from cli.reads import DAY
from cli.show import csv_text, format_option, json_text, jsonl_text, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.service import Service

_COLUMNS = ("service", "class", "carrier", "basis", "valid_from", "valid_to", "status", "countries", "card")


@click.command(name="list", epilog="Example: sampan cards list --on 2026-11-20")
@click.argument("folders", nargs=-1, metavar="[DIR]...")
@click.option("--on", type=DAY, help="The day asked about.  [default: today]")
@format_option()
def command(folders: tuple[str, ...], on: date | None, shape: str) -> int:
    """List the services of cards: what is in force on a day, and what expires soon.

    DIR is a card or a folder of cards; `bundled`, and nothing at all, stand for the bundled ones.
    """
    day = on or today()
    rows = [_row(service, day) for service in load_services(folders_of(folders))]
    if shape == "table":
        click.echo(table([[row[name] or "" for name in _COLUMNS] for row in rows], _COLUMNS, right=(7,)))
        made_up = sum(row["basis"] == "illustrative" for row in rows)
        if made_up:
            click.echo(f"{made_up} of {len(rows)} hold made-up prices: load your own with --cards DIR.", err=True)
    elif shape == "csv":
        click.echo(csv_text([[row[name] for name in _COLUMNS] for row in rows], _COLUMNS), nl=False)
    else:
        click.echo(json_text(rows) if shape == "json" else jsonl_text(rows))
    return 0


def folders_of(names: Sequence[str]) -> tuple[Path, ...]:
    """The folders that names on the command line stand for."""
    return tuple(bundled_folder() if name == BUNDLED else Path(name) for name in names) or (bundled_folder(),)


def today() -> date:
    """Today where the goods lie."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


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
        return f"begins in {_days((start - on).days)}"
    if end is not None and end < on:
        return f"ended {_days((on - end).days)} ago"
    if end is not None and end - on <= SOON:
        return f"expires in {_days((end - on).days)}" if end > on else "expires today"
    return "in force"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
