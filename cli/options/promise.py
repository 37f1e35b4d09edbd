"""The options by which the chance to be on time is asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import click

from cli.options.types import PATH, ReadParam
from cli.words import said
from routing.errors import ReadError
from routing.promise.law import SURE
from routing.reason import Reason
from routing.values.dates import NoDayError, day
from routing.values.moments import moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo
    from pathlib import Path

USUAL: Final = 9_500
"""The chance asked for where none is named."""
_PERCENT: Final = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))? ?%?")


def percent(text: str) -> int:
    """A percentage of at most two decimals as ten-thousandths.

    Raises:
        ReadError: none above 0 and up to 100.

    >>> percent("97.5")
    9750
    """
    match = _PERCENT.fullmatch(text.strip())
    chance = int(match[1] + (match[2] or "").ljust(2, "0")) if match else 0
    if not 0 < chance <= SURE:
        raise ReadError(Reason("promise.no_percent", text=text))
    return chance


def due_moment(text: str, where: tzinfo) -> datetime:
    """A moment with its offset, or a day, whose last second in the zone is meant.

    Raises:
        ReadError: neither.
    """
    try:
        on = day(text)
    except NoDayError:
        return moment(text)
    return datetime(on.year, on.month, on.day, tzinfo=where) + timedelta(days=1, seconds=-1)


TARGET: Final = ReadParam("PERCENT", percent)
_OPTIONS: Final = (
    click.option(
        "--promise", type=PATH, metavar="FILE",
        help="What `sampan promise learn` wrote: the cheapest service that is likely enough to be on time.",
    ),
    click.option(
        "--target", type=TARGET, metavar="PERCENT",
        help="The least chance to be on time that is asked of a service.  [default: 95]",
    ),
)  # fmt: skip


def promise_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with --promise and --target."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)


def asked(promise: Path | None, target: int | None, by: datetime | None = None) -> int | None:
    """The chance that is asked for, where one is: by a promise, or by a moment that is named.

    Raises:
        click.UsageError: a target, and nothing that it goes by.
    """
    if promise is None and by is None:
        if target is not None:
            raise click.UsageError(said("--target goes by a promise. Name it: --promise FILE."))
        return None
    return target or USUAL


def seconds_due(by: datetime, start: datetime) -> int:
    """Seconds from the first moment of the dispatch day to the moment by which the parcel is to be delivered."""
    return int((by.astimezone(UTC) - start.astimezone(UTC)).total_seconds())
