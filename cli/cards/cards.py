"""`sampan cards`: the life of a rate card, from a forwarder's sheet to its effect on past orders."""

from __future__ import annotations

import click

from cli.group import LazyGroup


class _Cards(LazyGroup):
    """The commands of `cli/cards/<name>.py`, in the order of a card's life."""

    lazy = {  # noqa: RUF012 - a constant, as in the class above
        "list": "List the services of cards: what is in force on a day, and what expires soon.",
        "check": "Look through cards for what loads but is probably not meant.",
        "import": "Make a card of a forwarder's price sheet.",
        "export": "Write a card as a workbook that a person can edit and import again.",
        "diff": "Compare two sets of cards: services, limits, countries, prices, surcharges.",
        "backtest": "Route past orders by old and new cards: who changes channel, and what it costs.",
    }
    prefix = "cli.cards."
    modules = {"import": "import_card"}  # noqa: RUF012 - a constant, as above


@click.command(cls=_Cards, epilog="Example: sampan cards list")
def command() -> None:
    """List, check, import, export and compare rate cards."""
