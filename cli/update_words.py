"""Brings the catalogue of sentences up to date: `make words`.

Every text that people read is collected: the sentences of reasons, the helps of commands and options, the heads of
tables, and click's own.  Translations that stand are kept, texts that are gone are taken out, and what lacks a
translation is told (exit code 1).
"""

from __future__ import annotations

import ast
import inspect
import io
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from carriers.calendars.platform_clocks import platform_rules
from carriers.customs.customs import rules
from carriers.customs.thresholds import thresholds
from carriers.finding import HELD, NOTE, WARNING
from carriers.labels.answers.upload import forms
from carriers.labels.layouts.read import load, names
from carriers.policies.policies import load_rules, rules_path
from carriers.tracking.events import EVENTS
from carriers.tracking.late_rules import late_rules
from cli.group import COMMANDS as COMMANDS_HEAD
from cli.help import EXAMPLE, LANG_HELP, OPTIONS, SUBCOMMAND, TEXT
from cli.main import COMMANDS, sampan
from cli.reply.fields import fact_words
from cli.words.catalogue import DOMAIN, FACT, HEAD, HELP, LOCALES, NAME, NAMES, SCREEN, WORD
from cli.words.english import module_of, rooms
from cli.words.heads import HEADS
from cli.words.names import HOLIDAYS, SYSTEM, WORDS
from routing.intake.codes import FLAGS, PROBLEMS
from routing.intake.finish import BLANK
from routing.intake.other_files import other_files
from routing.intake.profiles import profiles
from routing.landed.facts import Kind
from routing.services.service import BASES, CLASSES
from routing.values.goods import GOODS
from templates_en.catalogue import bundled
from templates_en.lint import phrase_words
from templates_en.messages.message_class import message_classes
from templates_en.messages.red_flags import red_flags
from templates_en.platforms import platforms
from templates_en.resolution import resolution_words

if TYPE_CHECKING:
    from collections.abc import Iterator

Text = tuple[str, str | tuple[str, str]]
"""A context, and the English text; two where English tells 1 from every other number."""

CLICK: Final = "messages"
_WIDTH: Final = 120
_NO_MATTER_WHEN: Final = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> int:
    """Writes the catalogues of every language; 1 where a text lacks its translation."""
    lacking = 0
    for locale in NAMES.values():
        for domain in (DOMAIN, CLICK):
            folder = Path(LOCALES) / locale / "LC_MESSAGES"
            texts = list(texts_of_sampan()) if domain == DOMAIN else None
            catalogue = updated(folder / f"{domain}.po", texts)
            (folder / f"{domain}.po").write_bytes(po_bytes(catalogue))
            (folder / f"{domain}.mo").write_bytes(mo_bytes(catalogue))
            missing = [message for message in catalogue if message.id and not message.string]
            for message in missing:
                click.echo(f"{locale} {domain}: {message.context or ''} {message.id!r}", err=True)
            lacking += len(missing)
    return int(lacking > 0)


def updated(file: Path, texts: list[Text] | None) -> Catalog:
    """The catalogue of a file with exactly those texts, each with the translation that stands; None: with its own."""
    with file.open("rb") as lines:
        old = read_po(lines, locale=file.parent.parent.name)
    new = Catalog(locale=file.parent.parent.name, fuzzy=False)
    wanted = [(message.context or "", message.id) for message in old if message.id] if texts is None else texts
    for context, english in wanted:
        stands = old.get(english, context or None)
        new.add(english, stands.string if stands else None, context=context or None)
    return new


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as a text file: the same bytes for the same texts, whenever it is written."""
    written = io.BytesIO()
    write_po(written, catalogue, width=_WIDTH, omit_header=True, sort_output=False)
    return _HEADER.encode() + written.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    again = read_po(io.BytesIO(po_bytes(catalogue)), locale=catalogue.locale)
    again.creation_date = again.revision_date = _NO_MATTER_WHEN  # the same bytes for the same texts
    written = io.BytesIO()
    write_mo(written, again)
    return written.getvalue()


_HEADER: Final = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: zh_CN\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def texts_of_sampan() -> Iterator[Text]:
    """Every text of the product that is translated, once each."""
    seen = set()
    for text in (
        *_sentences(),
        *_screens(),
        *((HEAD, head) for head in HEADS),
        *((NAME, name) for name in names_of_data()),
        *_facts(),
        *((WORD, word) for word in words_of_data()),
        *_helps(),
    ):
        if text not in seen:
            seen.add(text)
            yield text


def _sentences() -> Iterator[Text]:
    for subject in sorted(rooms(), key=lambda name: (rooms()[name], name)):
        yield from import_module(module_of(subject)).SENTENCES.items()


def _screens() -> Iterator[Text]:
    """What commands and pages say where they say it: the literal of each call of `said`."""
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "said":
                yield SCREEN, str(ast.literal_eval(node.args[0]))
    for path in sorted(Path(__file__).parent.rglob("*.html")):
        tree = Environment(autoescape=True).parse(path.read_text("utf-8"))
        for _, _, texts in extract_from_ast(tree, ("said",)):
            yield SCREEN, str(texts[0] if isinstance(texts, tuple) else texts)


def names_of_data() -> Iterator[str]:
    """Names and short texts of the data that come with sampan, where people read them."""
    yield from HOLIDAYS
    yield from WORDS
    yield from (profile.title for profile in profiles().values())
    yield from (other.title for other in other_files())
    yield from (where.name for where in platforms().values() if where.name.startswith("your "))
    yield from dict.fromkeys(text for rule in thresholds() for text in (rule.within, rule.beyond))
    yield from (rule["name"] for kind in ("product_identifier", "recipient_id") for rule in rules()[kind])
    yield from SYSTEM
    yield from PROBLEMS.values()
    yield from FLAGS.values()
    for letter in bundled().letters.values():
        yield from filter(None, (letter.title, letter.when, letter.do_first))
    yield from (row.label for row in message_classes().values())
    yield from (flag.do_first for flag in red_flags().values())
    yield from resolution_words()
    yield from phrase_words()
    yield from (rule.name for rule in load_rules(rules_path()))
    yield from (load(name).title for name in names())
    yield from (note for form in forms().values() for note in form.notes)
    yield from (str(rule["rule"]) for rule in platform_rules().values())
    yield from (rule.title for rule in late_rules())


def _facts() -> Iterator[Text]:
    yield from ((FACT, word) for word in fact_words())


def words_of_data() -> Iterator[str]:
    """Single words of data that pages of the desk tell in the reader's words; elsewhere they stay as they are."""
    yield from GOODS
    yield from CLASSES
    yield from BASES
    yield from (HELD, WARNING, NOTE)
    yield from EVENTS
    yield from (kind.value for kind in Kind)
    yield from sorted({rule.reason for profile in profiles().values() for rule in profile.skips})
    yield BLANK


def _helps() -> Iterator[Text]:
    yield HELP, LANG_HELP
    yield HELP, EXAMPLE
    yield HELP, COMMANDS_HEAD
    for shown in (OPTIONS, SUBCOMMAND, TEXT):
        yield HELP, shown
    for short in COMMANDS.values():
        yield HELP, short
    for _, command in commands(sampan):
        texts = [command.help, command.short_help, *getattr(command, "lazy", {}).values()]
        texts += [parameter.help for parameter in command.params if isinstance(parameter, click.Option)]
        for text in texts:
            if text:
                yield HELP, inspect.cleandoc(text)


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """The command with all that stand below it, each behind the words that lead to it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from commands(below, (*path, name))


if __name__ == "__main__":
    sys.exit(main())
