"""A group of commands whose help tells the whole first sentence of each, and whose errors know what was meant."""

from __future__ import annotations

from difflib import get_close_matches

import click

_LONGEST = 500


class Group(click.Group):
    """A group whose list of commands cuts no sentence short."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; a misspelt one is answered with those most like it."""
        name = args[0] if args else ""
        if name and name not in self.commands and not name.startswith("-"):
            close = get_close_matches(name, self.commands)
            hint = f"Did you mean {' or '.join(close)}?" if close else f"There are {', '.join(self.commands)}."
            ctx.fail(f"No such command {name!r}. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, each with its first sentence."""
        _ = ctx
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, one.get_short_help_str(_LONGEST)) for name, one in sorted(self.commands.items())]
            )
