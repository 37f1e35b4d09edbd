"""`sampan calendar check`: what a seller's calendar file says, and what is odd about it."""

from __future__ import annotations

from pathlib import Path

import click

from carriers.calendars.remarks import remarks
from carriers.calendars.shop_schedule import load_schedule
from cli.output.show import counted
from cli.words import sentence
from cli.words.dates import clock_text, week_text


@click.command(name="check", epilog="Example: sampan calendar check my-calendar.toml")
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Check a seller's calendar file: every fault (exit 3), or what it says and what is odd about it."""
    schedule = load_schedule(file)
    days, calendar = schedule.days, schedule.days.calendar
    lines = [
        ("zone", schedule.zone),
        ("cutoff", clock_text(schedule.cutoff_s)),
        ("week", week_text(days.weekmask)),
        ("holidays", f"{calendar.name}, {calendar.first} to {calendar.last}"),
        ("closed", counted(len(days.closed), "day")),
        ("open", counted(len(days.opened), "day")),
        (
            "cutoffs",
            f"{counted(len(schedule.weekday_cutoff_s), 'weekday')}, {counted(len(schedule.date_cutoff_s), 'date')}",
        ),
        ("platforms", ", ".join(f"{name}: {clock.name}" for name, clock in schedule.platforms.items()) or "none"),
    ]
    click.echo(f"{file} can be used.")
    click.echo("\n".join(f"{label:<11}{text}" for label, text in lines))
    for remark in remarks(schedule):
        click.echo(f"Remark: {sentence(remark)}", err=True)
