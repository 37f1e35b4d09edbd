"""Parameters of commands, read by the project's own readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from routing.daywords import day, moment
from routing.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable


class Reads(click.ParamType[Any]):
    """A parameter read by one of the project's own readers; what it refuses is wrong use."""

    def __init__(self, name: str, read: Callable[[str], object]) -> None:
        self.name = name
        self.read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value read."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value)
        except ReadError as error:
            self.fail(str(error), param, ctx)


DAY = Reads("DATE", day)
MOMENT = Reads("TIME", moment)
