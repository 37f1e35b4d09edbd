"""What `sampan reply suggest` prints: the situation with its reasons, and the text ready to copy or what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from attrs import evolve, frozen

from cli.output.show import json_text, jsonl_text, print_rows, table
from cli.reply.show import country_text, moment_text, obstacles, reply_shape
from cli.words import said, sentence
from cli.words.cells import ljust
from templates_en.english import write
from templates_en.lint import utf16_units
from templates_en.messages.message_class import message_classes
from templates_en.platforms import OWN, SUPPRESS
from templates_en.platforms import platform as platform_of
from templates_en.situations.select import select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.reply.request import Request
    from templates_en.facts import Case
    from templates_en.letters.letter import Letter
    from templates_en.platforms import Platform
    from templates_en.render import Reply
    from templates_en.situations.select import Selection

_RULE = "-" * 72
_HEAD = 11
"""Cells of the head of a line."""
_ALSO = 4
"""Other letters that are named."""
_ROUND = ("order_id", "platform", "situation", "text", "do_first", "why")


@frozen(eq=False)
class Suggestion:
    """What fits one order; `letter` and `reply` are None while something is left to decide."""

    case: Case
    selection: Selection
    letter: Letter | None
    reply: Reply | None


def print_round(suggestions: Sequence[Suggestion], output_format: str) -> None:
    """A line an order: the situation and whether its text is ready; as JSON the texts too."""
    if output_format in {"json", "jsonl"}:
        told = [_suggestion_shape(row) for row in suggestions]
        click.echo(
            json_text(told) if output_format == "json" else jsonl_text(told), nl=bool(told) or output_format == "json"
        )
        return
    rows = [
        {
            "order_id": row.case.state.order_id or "",
            "platform": row.case.state.platform or OWN,
            "situation": row.letter.id if row.letter else "",
            "text": _readiness(row),
            "do_first": (row.letter.do_first or "") if row.letter else "",
            "why": "; ".join(map(sentence, row.selection.chosen.why)) if row.selection.chosen else "",
        }
        for row in suggestions
    ]
    print_rows(rows, output_format, _ROUND, widths={"situation": 60, "do_first": 40})


def _readiness(row: Suggestion) -> str:
    if row.reply is None:
        return " ".join(said("needs {fact}", fact=fact) for fact in _asked(row))
    if row.reply.text is not None:
        return said("only if asked") if _answers_nobody(row) else said("ready")
    if row.reply.missing:
        return said("needs {facts:list}", facts=[missing.field for missing in row.reply.missing])
    if row.reply.refused:
        return said("check {facts:list}", facts=[refused.field for refused in row.reply.refused])
    return said("not sent: {codes:words}", codes=[rule.code for rule in row.reply.rules])


def _asked(row: Suggestion) -> list[str]:
    """The facts that decide and are not known; what the buyer says where nothing else is."""
    return [ask.fact for ask in row.selection.asks] or ["message"]


def _answers_nobody(row: Suggestion) -> bool:
    return row.letter is not None and row.letter.answers and row.case.state.message is None


def print_suggestion(request: Request, row: Suggestion, output_format: str) -> None:
    """The suggestion with its reasons, and the reply ready to copy or what is missing for it."""
    case, selection, letter, reply = row.case, row.selection, row.letter, row.reply
    if output_format == "csv":
        print_round([row], output_format)
        return
    if output_format != "table":
        told = shape(request, row)
        click.echo(json_text(told) if output_format == "json" else jsonl_text([told]))
        return
    where = platform_of(case.state.platform)
    _print_head(request, case, where)
    if request.undecided:
        _print_classes(request, case)
        return
    if selection.chosen is None or letter is None or reply is None:
        _print_asks(selection)
        return
    _line(said("Situation:"), said("{situation} - {title:name}", situation=letter.id, title=letter.title))
    for number, why in enumerate(selection.chosen.why):
        _line(said("Why:") if number == 0 else "", sentence(why))
    _print_also(list(selection.runners_up), said("Also fits:"))
    allowed = "suppress" if reply.verdict == SUPPRESS else "allow"
    _line(said("Platform:"), said("{platform:name}: {verdict:name}", platform=where.name, verdict=allowed))
    if letter.do_first:
        _line(said("Do first:"), said("{step:name}", step=letter.do_first))
    _print_resolution(case, letter.id)
    if _answers_nobody(row):
        _line(said("Note:"), said("this letter answers a question; without one there is no need to write."))
    for line in obstacles(letter, reply):
        _line(said("Note:"), line)
    if reply.text is not None:
        units = utf16_units(reply.text)
        most = where.limit(request.message_type)
        head = said("--- reply, {units} of {most} characters", units=units, most=most)
        click.echo("\n" + f"{head} {_RULE}"[:72])
        click.echo(reply.text)
        click.echo(_RULE)
    else:
        click.echo("\n" + said("No reply yet: see the notes above."))


def _line(head: str, text: str) -> None:
    """A line of the suggestion: what it tells of, and what it tells."""
    click.echo(f"{ljust(head, _HEAD)}{text}")


def _print_asks(selection: Selection) -> None:
    for ask in selection.asks:
        _line(said("Needed:"), sentence(ask.question))
        _line("", said("Give one of: {ways}", ways="  |  ".join(map(sentence, ask.options))))
        if ask.between:
            _line("", said("It decides between {situations:list}.", situations=ask.between))
    _print_also(list(selection.runners_up), said("Fits too:"))


def _print_head(request: Request, case: Case, where: Platform) -> None:
    state = case.state
    parts = [said("Order {order_id}", order_id=state.order_id) if state.order_id else said("No order")]
    parts.append(said("{platform:name}", platform=where.name))
    if state.destination:
        parts.append(said("to {country}", country=country_text(state.destination)))
    if state.service or state.service_class:
        both = {"service": state.service, "service_class": state.service_class}
        if state.service and state.service_class:
            parts.append(said("{service} ({service_class:name})", **both))
        else:
            parts.append(said("{service:name}", service=state.service or state.service_class))
    if case.order is not None and case.order.status != "assigned":
        parts.append(said("no channel was found for it"))
    click.echo(" | ".join(parts))
    reading = request.reading
    if reading is not None and reading.clear and state.message == reading.clear:
        told = said(
            "{label:name} (class {name}), because of {phrases:list}. Another class: --msg CLASS.",
            label=message_classes()[reading.clear].label,
            name=reading.clear,
            phrases=[f'"{phrase}"' for phrase in reading.found[0][1]],
        )
        _line(said("Buyer:"), told)
    elif state.message:
        label = message_classes()[state.message].label
        _line(said("Buyer:"), said("{label:name} (class {name}, as given).", label=label, name=state.message))


def _print_classes(request: Request, case: Case) -> None:
    found = request.reading.found if request.reading else ()
    if found:
        click.echo(said("The buyer's words fit several classes; choose with --msg:"))
        rows = [
            (name, message_classes()[name].label, ", ".join(phrases), _situation(case, name) or said("a fact decides"))
            for name, phrases in found
        ]
        click.echo(table(rows, ("--msg", "the buyer ...", "because of", "letter")))
        return
    click.echo(said("The buyer's words fit no class; choose with --msg:"))
    every = [(row.name, row.label) for row in message_classes().values()]
    click.echo(table(every, ("--msg", "the buyer ...")))


def _situation(case: Case, message: str) -> str | None:
    """The letter that such a message would get; None where a fact that is not known decides."""
    chosen = select(evolve(case.state, message=message)).chosen
    return chosen.situation if chosen else None


def _print_also(matches: list[Any], head: str) -> None:
    for number, match in enumerate(matches[:_ALSO]):
        told = {"situation": match.situation, "group": match.group, "why": match.why}
        _line(head if number == 0 else "", said("{situation} ({group}: {why:parts})", **told))
    if len(matches) > _ALSO:
        _line("", said("and {n} more", n=len(matches) - _ALSO))


def _print_resolution(case: Case, situation: str) -> None:
    resolution = case.resolution(situation)
    if resolution is None:
        return
    answers = {"who": resolution.responsible, "why": resolution.why}
    _line(said("Settle:"), said("{who:name} answers for it: {why:name}.", **answers))
    told = {"payer": resolution.freight_payer, "until": moment_text(resolution.next_update_by)}
    _line("", said("Freight: the {payer:name} pays. Next update to the buyer by {until}.", **told))
    for option in resolution.options:
        parts = [said("{option:name}", option=option.words)]
        if option.loss:
            parts.append(said("costs up to {loss}", loss=write("money", option.loss)))
        owed = said(" (owed to the buyer, this or another owed one)") if option.owed else ""
        _line("", said("- {parts:list}{owed}", parts=parts, owed=owed))
    _line("", said("Ordered by {order}.", order=resolution.ordered_by))
    for line in resolution.windows:
        _line("", sentence(line))
    _line("", said("compensation: {approval}", approval=resolution.approval))


def shape(request: Request, row: Suggestion) -> dict[str, Any]:
    """The suggestion as JSON; the first seven keys are a promise."""
    return {**_suggestion_shape(row), "message_classes": _classes_shape(request, row.case)}


def _classes_shape(request: Request, case: Case) -> list[dict[str, Any]]:
    found = request.reading.found if request.reading else ()
    return [{"class": name, "because_of": list(words), "situation": _situation(case, name)} for name, words in found]


def _suggestion_shape(row: Suggestion) -> dict[str, Any]:
    case, selection = row.case, row.selection
    shape: dict[str, Any] = {
        "situation": None,
        "platform": case.state.platform or OWN,
        "verdict": None,
        "text": None,
        "missing": [],
        "why": "",
        "runners_up": [match.situation for match in selection.runners_up],
        "order_id": case.state.order_id,
    }
    if row.letter is not None and row.reply is not None:
        shape = {**reply_shape(row.letter, case, row.reply, selection), "do_first": row.letter.do_first}
    resolution = case.resolution(row.letter.id) if row.letter is not None else None
    shape["message"] = case.state.message
    shape["asks"] = [
        {
            "fact": ask.fact,
            "question": sentence(ask.question),
            "options": list(map(sentence, ask.options)),
            "between": list(ask.between),
        }
        for ask in selection.asks
    ]
    shape["resolution"] = resolution and {
        "reason": resolution.reason,
        "responsible": resolution.responsible,
        "freight_payer": resolution.freight_payer,
        "options": [option.words for option in resolution.options],
        "approval": sentence(resolution.approval),
        "next_update_by": resolution.next_update_by.isoformat(),
    }
    return shape
