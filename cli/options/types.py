"""Parameters of commands, read by the project's own readers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.words import said, sentence
from routing.errors import ReadError
from routing.values.dates import day
from routing.values.moments import moment

if TYPE_CHECKING:
    from collections.abc import Callable


class ReadParam(click.ParamType[Any]):
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
            self.fail(sentence(error), param, ctx)


class PathParam(click.Path):
    """A path that can be told and is not empty: an unset variable's empty text would mean the current folder."""

    def convert(self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        if not os.fspath(value):
            self.fail(said("is empty. Name a file or folder; . is the current one."), param, ctx)
        try:
            os.fspath(value).encode()
        except UnicodeEncodeError:
            self.fail(said("{value} is no UTF-8 text. Rename it.", value=ascii(value)), param, ctx)
        return super().convert(value, param, ctx)


PROFILES = ("auto", "canonical", "aliexpress", "shopify", "ebay", "amazon", "woocommerce", "tiktok", "temu")
"""Whose exports are read."""
PATH = PathParam(path_type=Path)
DAY = ReadParam("DATE", day)
MOMENT = ReadParam("TIME", moment)
from_option = click.option(
    "--from", "profile", type=click.Choice(PROFILES), default="auto", show_default=True,
    help="Whose export the files are.",
)  # fmt: skip
"""The option --from."""
