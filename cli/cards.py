"""`sampan cards`: the life of a rate card, from a forwarder's sheet to its effect on past orders."""

from __future__ import annotations

from importlib import import_module

import click

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
COMMANDS = {
    "list": "List the services of cards: what is in force on a day, and what expires soon.",
    "check": "Look through cards for what loads but is probably not meant.",
    "import": "Make a card of a forwarder's price sheet.",
    "export": "Write a card as a workbook that a person can edit and import again.",
    "diff": "Compare two sets of cards: services, limits, countries, prices, surcharges.",
    "backtest": "Route past orders by old and new cards: who changes channel, and what it costs.",
}


class _Lazy(click.Group):
    """A group whose commands are imported when they run, from `cli/cards_<name>.py`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a card's life."""
        _ = ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        _ = ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"cli.cards_{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing one of them."""
        _ = ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Lazy, context_settings=SETTINGS, epilog="Example: sampan cards list")
def command() -> None:
    """List, check, import, export and compare rate cards."""
