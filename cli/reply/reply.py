"""`sampan reply`: the English reply that fits an order, or the facts that are missing for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.group import Group
from cli.main import NEEDS_A_PERSON, UNUSABLE_INPUT
from cli.output.show import format_option, print_rows
from cli.reply.request import UNASKED, Request, case_options, inbox_options, order_options
from cli.reply.show import print_letter, print_replies
from cli.reply.suggest import Suggestion, print_round, print_suggestion
from cli.words import said, sentence
from cli.words.sentences import beside
from routing.errors import SampanError
from routing.reason import Reason
from templates_en import catalogue as catalogues
from templates_en.catalogue import NotInCatalogueError
from templates_en.consistency import Refused
from templates_en.lint import BLOCK, draft_findings
from templates_en.messages.message_class import message_classes
from templates_en.platforms import SUPPRESS, UnknownPlatformError, platforms
from templates_en.platforms import platform as platform_of
from templates_en.render import Reply
from templates_en.render import render as render_letter
from templates_en.situations.select import select

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.reply.inbox import Answer
    from cli.reply.messages_file import Message
    from templates_en.catalogue import Catalogue
    from templates_en.facts import Case
    from templates_en.letters.letter import Letter

WRONG_USE_OF = (NotInCatalogueError, UnknownPlatformError)
_texts = click.option(
    "--texts", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
    help="Folder of your own texts; they replace the bundled ones of the same id.",
)  # fmt: skip


class _Group(Group):
    """A group whose commands turn a slip of the pen (an unknown id) into wrong use, exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WRONG_USE_OF as error:
            raise click.UsageError(sentence(error)) from None
        except SampanError as error:
            click.echo(said("Error: {told}", told=sentence(error)), err=True)
            ctx.exit(UNUSABLE_INPUT)


@click.group(cls=_Group, epilog='Example: sampan reply suggest --run demo-run 7001 --says "where is my parcel"')
def command() -> None:
    """Write the English reply that fits the order's facts and the marketplace's rules."""


@command.command("list", epilog="Example: sampan reply list --stage in_transit")
@click.option("--stage", type=click.Choice(catalogues.STAGES), help="Only this stage of a sale.")
@_texts
@format_option()
def list_(stage: str | None, texts: Path | None, output_format: str) -> None:
    """List the situations of the catalogue."""
    catalogue = catalogue_of(texts)
    letters, folded = [letter for letter in catalogue if stage in {None, letter.stage}], catalogue.folded
    rows = [{"situation": row.id, "title": row.title, "when": row.when, "kind": row.kind} for row in letters]
    print_rows(rows, output_format, ("situation", "title", "when", "kind"), widths={"when": 60})
    others = [row.id for row in folded]
    click.echo(said("Also there, for moments of several situations: {letters:list}.", letters=others), err=True)


@command.command(epilog="Example: sampan reply search parcel not arrived")
@click.argument("words", nargs=-1, required=True)
@click.option("--stage", type=click.Choice(catalogues.STAGES), help="Only this stage of a sale.")
@click.option("--limit", type=click.IntRange(1), metavar="N", default=10, show_default=True, help="At most so many.")
@_texts
@format_option()
def search(words: tuple[str, ...], stage: str | None, limit: int, texts: Path | None, output_format: str) -> None:
    """Find situations by words of their title, tags or text."""
    catalogue = catalogue_of(texts)
    found = [
        pair
        for pair in catalogue.search(" ".join(words), limit=len(catalogue.letters))
        if stage in {None, pair[0].stage}
    ]
    if not found:
        told = said("Nothing fits {words!r}. `sampan reply list` shows all situations.", words=" ".join(words))
        click.echo(told, err=True)
    rows = [{"situation": letter.id, "title": letter.title, "score": round(score)} for letter, score in found[:limit]]
    print_rows(rows, output_format, ("situation", "title", "score"))


@command.command(epilog="Example: sampan reply show delivered.not_received")
@click.argument("situation")
@_texts
@format_option()
def show(situation: str, texts: Path | None, output_format: str) -> None:
    """Show one situation: its text, its facts with their columns, and what each platform allows."""
    print_letter(catalogue_of(texts)[situation], platforms(), output_format)


@command.command(epilog='Example: sampan reply suggest --run demo-run 7001 --says "where is my parcel"')
@click.argument("order_id", required=False)
@click.option("--all", "every", is_flag=True, help="A line for every order of the run, for the morning round.")
@case_options
@order_options
@_texts
@format_option()
@click.pass_context
def suggest(
    ctx: click.Context, /, order_id: str | None, *, every: bool, texts: Path | None, output_format: str, **options: Any
) -> None:
    """Suggest the reply for an order: the situation, why, what else fits, and the text ready to copy."""
    options = _heard(options)
    if every:
        if order_id is not None or options["run"] is None:
            raise click.UsageError(said("--all takes --run DIR and no order id."))
        request, catalogue = _request(texts, options)
        suggestions = [_suggestion(case, catalogue, request, strict=False) for case in request.cases((), every=True)]
        print_round(suggestions, output_format)
    else:
        request, suggestion = suggested(order_id, texts, **options)
        suggestions = [suggestion]
        print_suggestion(request, suggestion, output_format)
    if any(row.reply is None or row.reply.text is None for row in suggestions):
        ctx.exit(NEEDS_A_PERSON)


def _heard(options: dict[str, Any]) -> dict[str, Any]:
    """The options with what the buyer wrote read from the standard input, where - asks for it."""
    return options | {"says": sys.stdin.read()} if options["says"] == "-" else options


def suggested(order_id: str | None, texts: Path | None = None, **options: Any) -> tuple[Request, Suggestion]:
    """What `sampan reply suggest` tells of one order.

    Args:
        order_id: of the run; None where the options tell all.
        texts: a folder of own texts.
        options: those of `case_options` and `order_options`.

    Raises:
        click.UsageError: an option that cannot be read, or no order named of a run.
        SampanError: a file that cannot be used.
    """
    if order_id is None and options["run"] is not None:
        raise click.UsageError(said("Name the order after --run, or take --all for every order of the run."))
    request, catalogue = _request(texts, options)
    return request, _suggestion(request.case(order_id), catalogue, request, strict=True)


def _request(texts: Path | None, options: dict[str, Any]) -> tuple[Request, Catalogue]:
    request, catalogue = Request.of(options), catalogue_of(texts)
    request.check_names(catalogue)
    return request, catalogue


@command.command(epilog="Example: sampan reply render order.dispatched 7001 --run demo-run --dispatched 2026-11-20")
@click.argument("situation")
@click.argument("order_ids", nargs=-1)
@click.option("--all", "every", is_flag=True, help="For every order of the run.")
@case_options
@order_options
@_texts
@format_option()
@click.pass_context
def render(
    ctx: click.Context,
    /,
    situation: str,
    order_ids: tuple[str, ...],
    *,
    every: bool,
    texts: Path | None,
    output_format: str,
    **options: Any,
) -> None:
    """Render one situation for an order, for several, or with --all for every order of the run."""
    request = Request.of(_heard(options))
    if every and (order_ids or request.run is None):
        raise click.UsageError(said("--all takes --run DIR and no order ids."))
    if not every and not order_ids and request.run is not None:
        raise click.UsageError(said("Name the orders, or take --all for every order of the run."))
    catalogue = catalogue_of(texts)
    request.check_names(catalogue)
    letter = catalogue[situation]
    pairs = [(case, _reply(letter, case, request, strict=not every)) for case in request.cases(order_ids, every=every)]
    print_replies(letter, pairs, output_format)
    if any(reply.text is None for _, reply in pairs):
        ctx.exit(NEEDS_A_PERSON)


@command.command(epilog="Example: sampan reply inbox messages.csv --run demo-run --format jsonl")
@click.argument("messages", type=click.Path(path_type=Path), metavar="MESSAGES.csv")
@inbox_options
@_texts
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the answers to a file.")
@format_option()
@click.pass_context
def inbox(
    ctx: click.Context, /, messages: Path, *, texts: Path | None, out: Path | None, output_format: str, **options: Any
) -> None:
    """Answer a day's messages: each with its letter, or with what a person must settle first.

    The sheet has the columns message_id, order_id and text, and may have locale, at, platform, msg (a class that you
    settled) and facts (like "status=paid; dispatched=2026-11-20").  Order numbers in the text are found.  The sheet
    that --format csv writes goes back in.
    """
    from cli.reply.inbox import print_answers  # noqa: PLC0415 - only for messages
    from cli.reply.messages_file import read_messages  # noqa: PLC0415 - the same

    rows = read_messages(messages)
    answers = answered(rows, texts, **options)
    print_answers(answers, output_format, out)
    ready = sum(row.text is not None for row in answers)
    counts = {"n": len(answers), "ready": ready, "person": len(answers) - ready}
    flagged = sum(bool(row.reading.red_flags) for row in answers)
    told = said("{n} messages: {ready} ready, {person} for a person.", **counts)
    click.echo(beside(told, said("{n} with red flags.", n=flagged) if flagged else ""), err=True)
    if ready < len(answers):
        ctx.exit(NEEDS_A_PERSON)


def answered(rows: list[Message], texts: Path | None = None, **options: Any) -> list[Answer]:
    """What `sampan reply inbox` answers to each message.

    Args:
        rows: the messages.
        texts: a folder of own texts.
        options: those of `inbox_options`.

    Raises:
        click.UsageError: an option or a stated fact that cannot be read, or a class that is none.
        SampanError: a file that cannot be used.
    """
    from cli.reply.inbox import answer  # noqa: PLC0415 - only for messages
    from cli.reply.messages_file import orders_of  # noqa: PLC0415 - the same

    request = Request.of(dict.fromkeys(UNASKED) | {"events": (), "given": ()} | options)
    catalogue = catalogue_of(texts)
    for row in rows:
        if row.msg and row.msg not in message_classes():
            told = said(
                "message {message_id}: {name!r} is no class of message. Classes: {classes:list}.",
                message_id=row.message_id,
                name=row.msg,
                classes=list(message_classes()),
            )
            raise click.UsageError(told)
    orders = orders_of(rows, request.run)

    def rendered(letter: Letter, case: Case, locale: str | None) -> Reply:
        return _reply(letter, case, request, strict=False, locale=locale)

    return [answer(row, orders, request, catalogue, rendered) for row in rows]


@command.command(epilog="Example: sampan reply lint draft.txt --platform ebay")
@click.argument("file", type=click.File("r", encoding="utf-8"), required=False)
@click.option("--platform", "key", metavar="NAME", help="Whose length limit counts.  [default: your own shop]")
@click.option(
    "--message-type", metavar="TYPE", help="A message type with a limit of its own, like customization on Amazon."
)
@_texts
@format_option()
@click.pass_context
def lint(
    ctx: click.Context,
    /,
    file: Any,
    *,
    key: str | None,
    message_type: str | None,
    texts: Path | None,
    output_format: str,
) -> None:
    """Check a draft (a file, or - for standard input), or without a file every text of the catalogue."""
    from templates_en.grammar import grammar_findings  # noqa: PLC0415 - only for drafts
    from templates_en.proofread import proofread  # noqa: PLC0415 - the same

    where = platform_of(key)
    if file is None:
        letters = catalogue_of(texts).letters.values()
        found = [(letter.id, finding) for letter in letters for finding in proofread(letter)]
        checked = said("{n} texts", n=len(letters))
    else:
        limit = where.limit(message_type)
        try:
            draft = file.read()
        except UnicodeDecodeError as error:
            told = said("{file} is no UTF-8 text: {error}.", file=file.name, error=str(error))
            raise click.UsageError(told) from None
        of_draft = (*draft_findings(draft, limit, where.limit_source), *grammar_findings(draft))
        found = [(file.name, finding) for finding in of_draft]
        checked = file.name
    rows = [
        {"where": place, "code": row.code, "level": row.level, "excerpt": row.excerpt, "message": sentence(row.reason)}
        for place, row in found
    ]
    print_rows(rows, output_format, ("where", "code", "level", "excerpt", "message"), widths={"message": 80})
    blocked = sum(finding.level == BLOCK for _, finding in found)
    counts = {"checked": checked, "blocked": blocked, "doubtful": len(found) - blocked}
    click.echo(said("{checked}: {blocked} to mend, {doubtful} to look at.", **counts), err=True)
    if blocked:
        ctx.exit(NEEDS_A_PERSON)


def _suggestion(case: Case, catalogue: Catalogue, request: Request, *, strict: bool) -> Suggestion:
    """What fits the order, and its reply where nothing is left to decide."""
    selection = select(case.state)
    if strict:
        platform_of(case.state.platform)
    if selection.chosen is None or request.undecided:
        return Suggestion(case, selection, None, None)
    letter = catalogue[selection.chosen.situation]
    return Suggestion(case, selection, letter, _reply(letter, case, request, strict=strict))


def _reply(letter: Letter, case: Case, request: Request, *, strict: bool, locale: str | None = None) -> Reply:
    """The reply; for a platform without rules an error (`strict`), or within a batch a refusal of that order alone."""
    try:
        where = platform_of(case.state.platform)
    except UnknownPlatformError as error:
        if strict:
            raise
        refused = Refused("platform", "orders.platform", Reason("reply.no_platform", what=error.reason))
        return Reply(letter.id, str(case.state.platform), SUPPRESS, refused=(refused,))
    return render_letter(
        letter,
        case.facts(letter),
        where,
        case.background(),
        buyer_locale=request.buyer_locale or locale,
        message_type=request.message_type,
    )


def catalogue_of(texts: Path | None) -> Catalogue:
    """The bundled letters, with the seller's own in place of those of the same id.

    Raises:
        InputError: one of the own letters is not sound.
    """
    load: Callable[[], Catalogue] = catalogues.bundled
    return load() if texts is None else catalogues.with_own(texts)
