"""`sampan late`: the three lists of a morning, and the marketplaces' own figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.types import MOMENT, PATH
from cli.output.show import format_option

if TYPE_CHECKING:
    from cli.late.told import Told

BELOW: Final = 50
"""Percent; a parcel whose chance is less is told, unless another is asked for."""
AHEAD: Final = 2
"""Days that the figures look beyond today, unless others are asked for."""


@click.command(
    name="late",
    epilog="Example: sampan late --run demo-run --store tracking.parquet --now 2026-11-24T09:00:00+08:00",
)
@click.option(
    "--run",
    "runs",
    multiple=True,
    required=True,
    type=PATH,
    metavar="DIR",
    help="A run that the parcels left by.  Repeatable.",
)
@click.option(
    "--store",
    type=PATH,
    default=Path("tracking.parquet"),
    show_default=True,
    metavar="FILE",
    help="File that keeps the scans; see `sampan track --help`.",
)
@click.option("--now", type=MOMENT, help="The moment.  [default: the clock]")
@click.option(
    "--promise", type=PATH, metavar="FILE", help="What `sampan promise learn` wrote.  [default: the cards' days]"
)
@click.option(
    "--below",
    type=click.IntRange(1, 100),
    default=BELOW,
    show_default=True,
    metavar="PERCENT",
    help="A parcel whose chance to be on time is less is told.",
)
@click.option(
    "--ahead",
    type=click.IntRange(0, 30),
    default=AHEAD,
    show_default=True,
    metavar="DAYS",
    help="Days beyond today whose deadlines the marketplaces' figures look at.",
)
@click.option("--out", type=PATH, metavar="FILE", help="Write the same to a file: CSV, or JSON with --format json.")
@format_option("table", "csv", "json")
def command(
    runs: tuple[Path, ...], store: Path, now: datetime | None, promise: Path | None, below: int, ahead: int,
    out: Path | None, output_format: str,
) -> int:  # fmt: skip
    """Tell what must leave today, what left but was not scanned, and what will probably miss its date.

    Then each marketplace's own late figure by its own rule, as it is now, and the orders that may still tip it.  A
    parcel's chance counts the days that it is already on its way.  Exit code 1 if anything is on a list.
    """
    from cli.late.told import printed, tell, written  # noqa: PLC0415 - heavy, and not needed for the help

    told: Told = tell(runs, store, now or datetime.now(UTC), promise, below, timedelta(days=ahead))
    if out is not None:
        written(told, out, output_format)
    printed(told, output_format)
    return NEEDS_A_PERSON if told.rows or told.over else ALL_DONE
