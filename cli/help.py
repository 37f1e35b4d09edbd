"""The help of a command in the reader's language, and the option --lang that every command has."""

from __future__ import annotations

import inspect
from copy import copy
from typing import TYPE_CHECKING, Final

import click

from cli.words.catalogue import HELP, translated
from cli.words.language import CHINESE, LANGUAGES, OPTION, language

if TYPE_CHECKING:
    from collections.abc import Iterable

LANG_HELP: Final = "Language of helps, tables and messages.  [default: SAMPAN_LANG, else the locale]"
EXAMPLE: Final = "Example: "
"""How the last line of a help begins."""
OPTIONS: Final = "[OPTIONS]"
SUBCOMMAND: Final = "COMMAND [ARGS]..."
"""What click writes behind the name of a command, and of a group."""
NUMBER: Final = "N"
TEXT: Final = "TEXT"
"""What stands for the value of an option that is a whole number, or any text."""
_RAW: Final = "\b\n"
"""The sign of click for a paragraph whose lines stand as they are."""
_FULL_STOP: Final = "。"


class _CellFormatter(click.HelpFormatter):
    """A help of which lines end by the cells that letters fill on the screen: a Chinese one fills two."""

    def write_text(self, text: str) -> None:
        """A paragraph, or several with an empty line between."""
        from cli.words.wrapping import wrapped  # noqa: PLC0415 - English helps do without it

        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write_paragraph()
            if paragraph.startswith(_RAW):
                lines = paragraph.removeprefix(_RAW).splitlines()
            else:
                lines = wrapped(" ".join(paragraph.split()), self.width - self.current_indent)
            for line in lines:
                self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names with what they mean beside them."""
        from cli.words.cells import width  # noqa: PLC0415 - as above
        from cli.words.wrapping import wrapped  # noqa: PLC0415 - as above

        rows = list(rows)
        first = min(max((width(name) for name, _ in rows), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for name, meaning in rows:
            lines = wrapped(meaning, max(self.width - first - self.current_indent - 2, 20))
            beside = width(name) <= first - col_spacing
            self.write(f"{indent}{name}{' ' * (first - width(name)) + lines.pop(0) if beside else ''}\n")
            for line in lines:
                self.write(f"{indent}{' ' * first}{line}\n")


class _CellContext(click.Context):
    formatter_class = _CellFormatter


def in_language(command: click.Command) -> click.Command:
    """The command as its reader is to see it: with --lang, and its help in the language of the moment."""
    told = copy(command)
    told._help_option = None  # noqa: SLF001 - click keeps the option --help of the language that first asked for it
    told.params = [*map(_parameter, command.params), _language_option()]
    told.help = _text(command.help)
    told.short_help = _text(command.short_help)
    told.epilog = _example(command.epilog)
    told.options_metavar = _text(command.options_metavar)
    if isinstance(told, click.Group):
        told.subcommand_metavar = translated(HELP, told.subcommand_metavar)
    if language() == CHINESE:
        told.context_class = _CellContext
    return told


def first_sentence(help_text: str) -> str:
    """The first sentence of a Chinese help."""
    paragraph = help_text.partition("\n\n")[0]
    return paragraph.partition(_FULL_STOP)[0] + _FULL_STOP if _FULL_STOP in paragraph else paragraph


def _parameter(parameter: click.Parameter) -> click.Parameter:
    """An option with its help in the reader's language; another parameter as it is."""
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    told = copy(parameter)
    told.help = _text(parameter.help)
    if told.metavar is None and isinstance(told.type, click.types.IntParamType):
        told.metavar = NUMBER
    if told.metavar is None and isinstance(told.type, click.types.StringParamType):
        told.metavar = translated(HELP, TEXT)
    return told


def _example(epilog: str | None) -> str | None:
    """The example below a help; its command is the same in every language."""
    if epilog is None or not epilog.startswith(EXAMPLE):
        return _text(epilog)
    return translated(HELP, EXAMPLE) + epilog.removeprefix(EXAMPLE)


def _text(english: str | None) -> str | None:
    return translated(HELP, inspect.cleandoc(english)) if english else english


def _language_option() -> click.Option:
    """The option --lang; its value has been heeded before the command line is read, so that helps know it too."""
    return click.Option(
        [OPTION],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        is_eager=True,
        help=translated(HELP, LANG_HELP),
    )
