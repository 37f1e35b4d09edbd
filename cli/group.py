"""A group of commands whose help tells the whole first sentence of each, and whose errors know what was meant."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final

import click

from cli.help import first_sentence, in_language
from cli.words.catalogue import HELP, translated
from cli.words.language import CHINESE, language

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: Final = "Commands"
_LONGEST = 500


def first_sentence_of(command: click.Command) -> str:
    """The first sentence of a command's help, in the reader's language."""
    if language() == CHINESE:
        return first_sentence(in_language(command).help or "")
    return command.get_short_help_str(_LONGEST)


class Group(click.Group):
    """A group whose list of commands cuts no sentence short."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they are defined: that of their use."""
        _ = ctx
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; a misspelt one is answered with those most like it."""
        name, known = args[0] if args else "", self.list_commands(ctx)
        if name and name not in known and not name.startswith("-"):
            from cli.words import said, sentence  # noqa: PLC0415 - not needed to print the help
            from routing.values.nearest import suggestion  # noqa: PLC0415 - the same

            near = suggestion(name, known, most=3)
            hint = sentence(near) if near else said("There are {names:list}.", names=known)
            ctx.fail(said("No such command {name!r}. {hint}", name=name, hint=hint))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, each with its first sentence."""
        with formatter.section(translated(HELP, COMMANDS)):
            formatter.write_dl([(name, self.sentence(name)) for name in self.list_commands(ctx)])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, with its help in the reader's language."""
        command = super().get_command(ctx, cmd_name)
        return command and in_language(command)

    def sentence(self, name: str) -> str:
        """The first sentence of a command's help, in the reader's language."""
        return first_sentence_of(self.commands[name])


class LazyGroup(Group):
    """A group whose commands are imported when they are called, so that `sampan --help` starts at once."""

    lazy: ClassVar[Mapping[str, str]]
    """Command name -> the first sentence of its help, in the order in which the help lists them."""
    prefix: ClassVar[str]
    """What the module of a command is called before the command's name."""
    modules: ClassVar[Mapping[str, str]] = {}
    """Command name -> the name of its module, where a module cannot be called that."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of `lazy`."""
        _ = ctx
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        _ = ctx
        if cmd_name not in self.lazy:
            return None
        command: click.Command = import_module(self.prefix + self.modules.get(cmd_name, cmd_name)).command
        return in_language(command)

    def sentence(self, name: str) -> str:
        """The first sentence of a command's help, without importing the command."""
        return translated(HELP, self.lazy[name])
