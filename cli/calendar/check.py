"""`sampan calendar check`: what a seller's calendar file says, and what is odd about it."""

from __future__ import annotations

from pathlib import Path

import click

from carriers.calendars.remarks import remarks
from carriers.calendars.shop_schedule import load_schedule
from cli.words import said
from cli.words.cells import ljust


@click.command(name="check", epilog="Example: sampan calendar check my-calendar.toml")
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Check a seller's calendar file: every fault (exit 3), or what it says and what is odd about it."""
    schedule = load_schedule(file)
    days, calendar = schedule.days, schedule.days.calendar
    span = {"name": calendar.name, "first": calendar.first, "last": calendar.last}
    own = {"weekdays": len(schedule.weekday_cutoff_s), "dates": len(schedule.date_cutoff_s)}
    platforms = [f"{name}: {clock.name}" for name, clock in schedule.platforms.items()]
    lines = [
        (said("zone"), schedule.zone),
        (said("cutoff"), said("{cutoff:clock}", cutoff=schedule.cutoff_s)),
        (said("week"), said("{week:week}", week=days.weekmask)),
        (said("holidays"), said("{name}, {first} to {last}", **span)),
        (said("closed"), said("{n:count day}", n=len(days.closed))),
        (said("open"), said("{n:count day}", n=len(days.opened))),
        (said("cutoffs"), said("{weekdays:count weekday}, {dates:count date}", **own)),
        (said("platforms"), said("{platforms:list}", platforms=platforms) if platforms else said("none")),
    ]
    click.echo(said("{file} can be used.", file=file))
    click.echo("\n".join(f"{ljust(label, 11)}{text}" for label, text in lines))
    for remark in remarks(schedule):
        click.echo(said("Remark: {remark}", remark=remark), err=True)
