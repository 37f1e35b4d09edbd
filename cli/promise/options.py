"""Options of the commands that read scans and runs."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cli.options.types import PATH

if TYPE_CHECKING:
    from collections.abc import Callable

_OPTIONS: Final = (
    click.option(
        "--store", type=PATH, default=Path("tracking.parquet"), show_default=True, metavar="FILE",
        help="File that keeps the scans; see `sampan track --help`.",
    ),
    click.option(
        "--run", "runs", multiple=True, required=True, type=PATH, metavar="DIR",
        help="A run that the parcels left by: their services, countries and dispatch days.  Repeatable.",
    ),
    click.option(
        "--least", type=click.IntRange(20, 100_000), default=100, show_default=True, metavar="N",
        help="Delivered parcels from which on a service to a country has a law of its own.",
    ),
    click.option(
        "--silent", "silent_days", type=click.IntRange(1, 400), default=60, show_default=True, metavar="DAYS",
        help="Days without a scan after which a parcel on its way counts as seen only to its last scan.",
    ),
)  # fmt: skip


def evidence_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with --store, --run, --least and --silent."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)
