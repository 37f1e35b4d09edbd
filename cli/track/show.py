"""`sampan track show`: the scans of one parcel."""

from __future__ import annotations

from datetime import timedelta, timezone
from pathlib import Path
from typing import Any, Final

import click

from cli.output.show import format_option, print_rows
from cli.track.options import store_option
from cli.words import said

_COLUMNS: Final = ("at", "event", "words", "place", "carrier", "state", "substate")


@click.command(name="show", epilog="Example: sampan track show 7001 --store tracking.parquet")
@click.argument("parcel", metavar="NUMBER|ORDER")
@store_option
@format_option()
def command(parcel: str, store: Path, output_format: str) -> None:
    """Show the scans of a parcel: by its tracking number or its order, with or without its #."""
    from carriers.tracking.store import read_store, scans_of_parcel  # noqa: PLC0415 - not needed for the help

    scans = read_store(store)
    found = scans_of_parcel(scans, parcel)
    if not found.height:
        raise click.UsageError(said("{store} holds no scan of {parcel!r}.", store=str(store), parcel=parcel))
    print_rows([_row(row) for row in found.iter_rows(named=True)], output_format, _COLUMNS, widths={"words": 60})


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """A scan with its moment by the clock that it was written by, else in UTC."""
    at = row["at"]
    if row["offset_s"] is not None:
        at = at.astimezone(timezone(timedelta(seconds=row["offset_s"])))
    return {**row, "at": at.isoformat(timespec="seconds")}
