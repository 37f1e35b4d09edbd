"""`sampan calendar`: the year as the shop works it, its notice, a check of the seller's file, marketplaces' clocks."""

from __future__ import annotations

import click

from carriers.calendars import seller_file
from cli.group import LazyGroup


def _file_format() -> str:
    """The description of the file from the module that reads it, kept as it is laid out there."""
    text = (seller_file.__doc__ or "").partition("\n\n")[2]
    return "\n\n".join("\b\n" + part for part in text.strip().split("\n\n"))


class _Calendar(LazyGroup):
    """The commands of `cli/calendar/<name>.py`."""

    lazy = {  # noqa: RUF012 - a constant, as in the class above
        "show": (
            "Print a year: holidays, make-up working days, the shop's closures, the counts, and where it is announced."
        ),
        "add": "Add a year's notice to the seller's calendar file, and show what was read day by day.",
        "check": "Check a seller's calendar file: every fault (exit 3), or what it says and what is odd about it.",
        "clocks": "List the marketplaces' clocks with their rule, source and date.",
    }
    prefix = "cli.calendar."


@click.command(
    cls=_Calendar,
    help=(
        "Show and check the days a shop works, and add a new year.\n\n"
        f"\b\nThe seller's calendar file\n\n{_file_format()}"
    ),
    epilog="Example: sampan calendar show 2026 --weekmask 1111110",
)
def command() -> None:
    """Show and check the days a shop works, and add a new year."""
