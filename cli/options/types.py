"""Parameters of commands, read by the project's own readers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from cli.words import said, sentence
from routing.errors import ReadError
from routing.values.dates import day
from routing.values.moments import moment
from routing.values.nearest import nearest

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


PROFILES = (
    "auto", "canonical", "aliexpress", "amazon", "dianxiaomi", "ebay", "etsy", "lazada", "mabang", "shopee", "shopify",
    "squarespace", "temu", "tiktok", "walmart", "wix", "woo-webtoffee", "woocommerce",
)  # fmt: skip
"""Whose exports are read."""


class ProfileParam(click.ParamType[Any]):
    """A marketplace's name, or a file that says how another's exports are read."""

    name = "profile"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The name, or the profile in the file."""
        if not isinstance(value, str) or value in PROFILES:
            return value
        if not value.endswith(".toml"):
            near = nearest(value, PROFILES)
            if near:
                told = said("{value!r} is no kind of export. Did you mean {near}?", value=value, near=near[0])
                self.fail(told, param, ctx)
            known = ("FILE.toml", *PROFILES)
            told = said("{value!r} is no kind of export. Write one of {known:list}.", value=value, known=known)
            self.fail(told, param, ctx)
        from carriers.exports.own_profile import read_profile  # noqa: PLC0415 - brings the whole of intake

        return read_profile(Path(value))

    def shell_complete(self, _ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin so, and files."""
        names = [CompletionItem(name) for name in PROFILES if name.startswith(incomplete)]
        return names or [CompletionItem(incomplete, type="file")]


PATH = PathParam(path_type=Path)
DAY = ReadParam("DATE", day)
MOMENT = ReadParam("TIME", moment)
from_option = click.option(
    "--from", "profile", type=ProfileParam(), default="auto", show_default=True, metavar="NAME|FILE.toml",
    help=f"Whose export the files are: {', '.join(PROFILES)}; or a file that says how yours is read.",
)  # fmt: skip
"""The option --from."""
