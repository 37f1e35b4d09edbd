"""What `sampan reply` prints: tables and JSON for lists, the reply with its reasons, the reply alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from babel import Locale

from cli.output.show import json_text, jsonl_text, print_rows, table
from cli.words import said, sentence
from cli.words.language import CHINESE, language
from routing.reason import Reason
from templates_en.english import write
from templates_en.facts import how_to_give
from templates_en.lint import BLOCK
from templates_en.platforms import SUPPRESS
from templates_en.situations.select import Selection, select

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from templates_en.facts import Case
    from templates_en.letters.letter import Letter, Variable
    from templates_en.platforms import Platform
    from templates_en.render import Reply


def print_letter(letter: Letter, platforms: dict[str, Platform], output_format: str) -> None:
    """One situation of the catalogue."""
    verdicts = {key: row.verdict(letter) for key, row in platforms.items()}
    if output_format != "table":
        shown = {
            "situation": letter.id,
            "title": letter.title,
            "when": letter.when,
            "kind": letter.kind,
            "tags": list(letter.tags),
            "policy": list(letter.policy),
            "text": "\n\n".join(block.source for block in letter.blocks),
            "facts": [
                {"field": row.name, "column": row.source, "type": row.type, "required": row.required(frozenset())}
                for row in letter.variables.values()
            ],
            "platforms": {key: row.verdict for key, row in verdicts.items()},
        }
        if output_format == "csv":
            row = {key: value if isinstance(value, str) else json.dumps(value) for key, value in shown.items()}
            print_rows([row], output_format, list(row))
        else:
            click.echo(json_text(shown) if output_format == "json" else jsonl_text([shown]))
        return
    click.echo(said("{situation}: {title:name}", situation=letter.id, title=letter.title))
    click.echo(said("Fits when: {when:name}", when=letter.when) + "\n")
    for block in letter.blocks:
        mark = "  " + said("[left out where {code} is not allowed]", code=block.code) if block.code else ""
        click.echo(f"{block.source}{mark}\n")
    click.echo(said("Facts:"))
    facts = [
        [row.name, _types()[row.type], _need(row), row.source, sentence(how_to_give(row))]
        for row in letter.variables.values()
    ]
    click.echo(table(facts, ("field", "type", "", "column", "how to give it")))
    click.echo("\n" + said("Platforms:"))
    for key, verdict in verdicts.items():
        reason = said("{reasons:parts}", reasons=[rule.reason for rule in verdict.rules])
        without = [said("without {codes:words}", codes=sorted(verdict.without))] if verdict.without else []
        told = said("{parts:list}", parts=[said("{verdict:name}", verdict=verdict.verdict), *without])
        click.echo(f"  {key}: {told}{f' - {reason}' if reason else ''}")


def _types() -> dict[str, str]:
    """What a letter's fact is."""
    return {
        "address": said("address"),
        "approval": said("your approval"),
        "choice": said("one of several"),
        "choices": said("some of several"),
        "clock": said("time of day"),
        "code": said("number or code"),
        "country": said("country"),
        "date": said("day"),
        "days": said("number of days"),
        "event": said("scan"),
        "flag": said("yes or no"),
        "moment": said("day and time"),
        "money": said("amount"),
        "name": said("name"),
        "reason": said("reason"),
        "span": said("days from to"),
        "steps": said("steps"),
        "text": said("text"),
        "title": said("name of goods"),
        "window": said("delivery time"),
    }


def _need(row: Variable) -> str:
    if row.with_ is not None:
        return said("with {fact}", fact=row.with_)
    return said("optional") if row.optional else said("required")


def reply_shape(letter: Letter, case: Case, reply: Reply, selection: Selection) -> dict[str, Any]:
    """The JSON shape of a reply; the first seven keys are a promise."""
    return {
        "situation": reply.situation,
        "platform": reply.platform,
        "verdict": reply.verdict,
        "text": reply.text,
        "missing": [{"field": row.field, "column": row.column, "how": how(letter, row.field)} for row in reply.missing],
        "why": "; ".join(map(sentence, _why(letter, selection))),
        "runners_up": [row.situation for row in _others(letter, selection)],
        "order_id": case.state.order_id,
        "refused": [
            {"field": row.field, "column": row.column, "message": sentence(row.reason)} for row in reply.refused
        ],
        "findings": [
            {"code": row.code, "level": row.level, "excerpt": row.excerpt, "message": sentence(row.reason)}
            for row in reply.findings
        ],
        "rules": [
            {"code": row.code, "verdict": row.verdict, "why": sentence(row.why), "source": row.source}
            for row in reply.rules
        ],
        "remarks": list(map(sentence, reply.remarks)),
    }


def _why(letter: Letter, selection: Selection) -> tuple[Reason, ...]:
    """Why this situation: what triggered it, or that a person chose it."""
    for match in (selection.chosen, *selection.runners_up):
        if match is not None and match.situation == letter.id:
            return match.why
    return (Reason("reply.chosen_by_hand"),)


def _others(letter: Letter, selection: Selection) -> list[Any]:
    return [row for row in (selection.chosen, *selection.runners_up) if row is not None and row.situation != letter.id]


def how(letter: Letter, field: str) -> str:
    """How to give the fact, or one of the facts, that the letter lacks."""
    names = field.split(" or ")
    variables = {**(letter.frame.variables if letter.frame else {}), **letter.variables}
    return said("{ways:any}", ways=[how_to_give(variables[name]) for name in names])


def print_replies(letter: Letter, pairs: Sequence[tuple[Case, Reply]], output_format: str) -> None:
    """The replies of one situation: in a table the texts alone, remarks and what is missing on standard error."""
    if output_format in {"json", "jsonl"}:
        shapes = [reply_shape(letter, case, reply, select(case.state)) for case, reply in pairs]
        click.echo(
            json_text(shapes[0] if len(shapes) == 1 else shapes) if output_format == "json" else jsonl_text(shapes)
        )
        return
    if output_format == "csv":
        rows = [
            {
                "order_id": case.state.order_id or "",
                "situation": reply.situation,
                "platform": reply.platform,
                "verdict": reply.verdict,
                "text": reply.text or "",
                "missing": " ".join(row.field for row in reply.missing),
            }
            for case, reply in pairs
        ]
        print_rows(rows, output_format, ("order_id", "situation", "platform", "verdict", "text", "missing"))
        return
    for number, (case, reply) in enumerate(pairs):
        if len(pairs) > 1:
            click.echo(f"{'' if number == 0 else chr(10)}=== {case.state.order_id}")
        if reply.text is not None:
            click.echo(reply.text)
        order = f"{case.state.order_id}: " if case.state.order_id else ""
        for line in obstacles(letter, reply):
            click.echo(order + line, err=True)


def obstacles(letter: Letter, reply: Reply) -> list[str]:
    """What stands between the order and its text, and remarks on a text that is there."""
    lines: list[str] = []
    if reply.verdict == SUPPRESS:
        where = reply.platform
        lines += [said("not sent on {platform}: {reason}.", platform=where, reason=rule.reason) for rule in reply.rules]
    for row in reply.missing:
        told = {"field": row.field, "column": row.column, "how": how(letter, row.field)}
        lines.append(said("missing {field} (from {column}); give {how}.", **told))
    lines += [said("refused {what}", what=row.in_place) for row in reply.refused]
    if not reply.refused:
        lines += [said("blocked {what}", what=row.in_place) for row in reply.findings if row.level == BLOCK]
    lines += [said("look at {what}", what=row.in_place) for row in reply.findings if row.level != BLOCK]
    lines += map(sentence, reply.remarks)
    if reply.verdict != SUPPRESS and reply.rules:
        lines += [
            said("a part is left out on {platform}: {reason}.", platform=reply.platform, reason=rule.reason)
            for rule in reply.rules
        ]
    return lines


def country_text(code: str) -> str:
    """A country as its reader calls it."""
    if language() == CHINESE:
        return str(Locale("zh").territories.get(code, code))
    return str(write("country", code))


def moment_text(moment: datetime) -> str:
    """A moment as its reader writes it."""
    if language() == CHINESE:
        return said("{moment:moment}", moment=moment)
    return str(write("moment", moment))
