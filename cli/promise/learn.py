"""`sampan promise learn`: laws of transit from the scans of one's own parcels."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.types import MOMENT, PATH
from cli.output.files import atomic_file
from cli.promise.options import evidence_options
from cli.words import said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from cli.promise.observed import Observed
    from routing.promise.promise import PromiseRow


@click.command(
    name="learn", epilog="Example: sampan promise learn --store tracking.parquet --run demo-run -o promise.csv"
)
@evidence_options
@click.option("--as-of", type=MOMENT, help="Look at scans up to this moment.  [default: the newest scan]")
@click.option("-o", "--out", type=PATH, metavar="FILE", help="File to write.  [default: standard output]")
def command(
    store: Path, runs: tuple[Path, ...], least: int, silent_days: int, as_of: datetime | None, out: Path | None
) -> int:
    """Learn from scans how soon each service delivers to each country.

    Parcels still on their way count for as long as they were seen.  A line for each service and country, for months
    that went otherwise, and for the first scan and the way from it; where too few parcels were delivered the service's
    own law stands there, or nothing, and then the card's days count.  Exit code 1 if no service has a law.
    """
    from carriers.promise import promise_csv  # noqa: PLC0415 - not needed for the help
    from cli.promise.observed import evidence, services_of_runs  # noqa: PLC0415
    from routing.promise.learn import learn  # noqa: PLC0415
    from routing.promise.promise import Promise  # noqa: PLC0415

    read = evidence(store, runs, silent_days)
    seen = read.observed(as_of or read.newest)
    rows = learn(seen.parcels, least)
    services = services_of_runs(runs)
    lanes = {(row.service, row.country) for row in rows if row.country}
    days = {(code, country): services[code].transit_to(country) for code, country in lanes if code in services}
    text = promise_csv(Promise(rows, seen.as_of), days)
    if out is None:
        sys.stdout.write(text)
    else:
        with atomic_file(out) as file:
            file.write(text.encode())
    for line in _told(seen, rows, silent_days, read.zone):
        click.echo(line, err=True)
    return ALL_DONE if any(row.level == "service" and not row.country for row in rows) else NEEDS_A_PERSON


def _told(seen: Observed, rows: Sequence[PromiseRow], silent_days: int, where: ZoneInfo) -> list[str]:
    """What a person should know of it."""
    parcels = seen.parcels
    delivered = parcels["delivered_s"].count()
    lines = [
        said(
            "{parcels:count parcel} with scans as of {at:moment}: {delivered} delivered, {on_the_way} on the way.",
            parcels=parcels.height,
            at=seen.as_of.astimezone(where),
            delivered=delivered,
            on_the_way=parcels.height - delivered,
        )
    ]
    lanes = [row for row in rows if row.country and not row.month and row.stage == "total"]
    levels = Counter(row.level for row in lanes)
    lines.append(
        said(
            "{lanes:count lane} of a service and a country: {country} with a law of its own, {service} by all of the"
            " service's parcels, {card} by the card's days.",
            lanes=len(lanes),
            **{level: levels[level] for level in ("country", "service", "card")},
        )
    )
    months = sorted({month for row in rows if row.stage == "total" for month in row.left_out})
    if months:
        told = [f"{year}-{month:02d}" for year, month in months]
        text = said("Months that went otherwise, and are not in the laws of their lanes: {months:list}.", months=told)
        lines.append(text)
    if seen.unseen:
        lines.append(said("{n:count parcel} of the runs without a scan: nothing is learnt from them.", n=seen.unseen))
    if seen.silent:
        told_so = said(
            "{n:count parcel} on the way without a scan for {days} days: counted only up to the last. If their tracking"
            " was not fetched again, add it; if they are lost, their service is worse than these laws say.",
            n=seen.silent,
            days=silent_days,
        )
        lines.append(told_so)
    if seen.contradicting:
        n = seen.contradicting
        lines.append(said("{n:count parcel} delivered before the dispatch day of their run: left out.", n=n))
    return lines
