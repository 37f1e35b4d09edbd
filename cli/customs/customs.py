"""`sampan customs`: what customs and tax ask of a parcel."""

from __future__ import annotations

import click

from cli.group import LazyGroup


class _Customs(LazyGroup):
    """The commands of `cli/customs/<name>.py`."""

    lazy = {  # noqa: RUF012 - a constant, as in the class above
        "check": "List what customs of each destination asks for and the run's assigned orders lack, line by line.",
        "list": "List what is charged at the door of a country, since when, and how sure that is.",
    }
    prefix = "cli.customs."


@click.command(cls=_Customs, epilog="Example: sampan customs list --to DE")
def command() -> None:
    """Tell what customs and tax ask of a parcel."""
