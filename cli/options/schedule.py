"""The options that say when a seller ships, shared by the commands that count days."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from carriers.calendars.official import CALENDARS
from carriers.calendars.shop_schedule import Options, load_schedule
from cli.options.types import ReadParam
from routing.deadlines.day_text import clock, cutoff_on, day_range, week
from routing.deadlines.localtime import zone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from routing.deadlines.schedule import Schedule


_F = TypeVar("_F", bound="Callable[..., Any]")


def _zone_key(text: str) -> str:
    return zone(text).key


ZONE = ReadParam("zone", _zone_key)
_OPTIONS = (
    click.option("--zone", "zone_name", type=ZONE, help="Zone of the shop.  [default: Asia/Shanghai]"),
    click.option(
        "--cutoff", type=ReadParam("HH:MM", clock), help="Paid before it ships the same day.  [default: 17:00]"
    ),
    click.option("--weekmask", type=ReadParam("week", week), help="Worked days, Monday first.  [default: 1111100]"),
    click.option(
        "--holidays", type=click.Choice(CALENDARS, case_sensitive=False), metavar="|".join(CALENDARS),
        help="Whose official holidays: China's, the United States', or none.  [default: CN]",
    ),
    click.option(
        "--closed", multiple=True, type=ReadParam("DATE[..DATE]", day_range), help="The shop is closed.  Repeatable."
    ),
    click.option(
        "--open", "opened", multiple=True, type=ReadParam("DATE[..DATE]", day_range),
        help="Worked although off.  Repeatable.",
    ),
    click.option(
        "--cutoff-on", multiple=True, type=ReadParam("DATE=HH:MM|Sat=HH:MM", cutoff_on),
        help="Another cutoff on a date or weekday.  Repeatable.",
    ),
    click.option(
        "--calendar", "calendar_file", type=click.Path(path_type=Path), metavar="FILE",
        help="The seller's calendar file; see `sampan calendar --help`.",
    ),
)  # fmt: skip


def schedule_options(command: _F) -> _F:
    """The command with the options added, in their order."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)


def schedule_of(
    *,
    zone_name: str | None,
    cutoff: int | None,
    weekmask: tuple[bool, ...] | None,
    holidays: str | None,
    closed: tuple[list[date], ...],
    opened: tuple[list[date], ...],
    cutoff_on: tuple[tuple[date | int, int], ...],
    calendar_file: Path | None,
) -> Schedule:
    """The schedule those options and the file make.

    Raises:
        InputError: with all faults of the file.
    """
    options = Options(
        zone_name, cutoff, weekmask, holidays,
        dict.fromkeys((day for span in closed for day in span), ""),
        dict.fromkeys((day for span in opened for day in span), ""),
        cutoff_on,
    )  # fmt: skip
    return load_schedule(calendar_file, options)
