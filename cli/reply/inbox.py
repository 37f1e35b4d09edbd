"""`sampan reply inbox`: a day's messages, each with its answer or with what a person must settle first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from cli.output.show import csv_text, json_text, jsonl_text, print_rows
from cli.reply.messages_file import Message, orders_in
from cli.reply.show import how
from cli.words import said, sentence
from routing.reason import Reason
from templates_en.lint import BLOCK, utf16_units
from templates_en.messages.named_day import named_day
from templates_en.messages.reading import Reading, read_message
from templates_en.messages.red_flags import NO_LETTER, SAFETY, red_flags
from templates_en.platforms import SUPPRESS
from templates_en.platforms import platform as platform_of
from templates_en.situations.select import Selection, select

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cli.reply.request import Request
    from routing.run_order import RunOrder
    from templates_en.catalogue import Catalogue
    from templates_en.facts import Case
    from templates_en.letters.letter import Letter
    from templates_en.render import Reply

    Render = Callable[[Letter, Case, str | None], Reply]

_NUMBER_LINE = re.compile(r"(?:Order|Tracking) number: ")
_TOLD_BY = {
    "after.safety": SAFETY,
    "after.data_deletion": frozenset({"data_deletion"}),
    "after.counterfeit": frozenset({"counterfeit"}),
}
"""Letters that say themselves what a person does first about a flag."""
ASK = "ask"
"""The verdict of a message that a person must settle first."""
SHEET = (
    "message_id", "order_id", "text", "locale", "at", "platform", "msg", "facts", "language", "classes", "red_flags",
    "situation", "verdict", "reply", "missing", "do_first", "also_fits",
)  # fmt: skip


@frozen(eq=False)
class _Part:
    """One letter of an answer, or what stands in its way."""

    case: Case
    selection: Selection
    letter: Letter | None
    reply: Reply | None


@frozen(eq=False)
class Answer:
    """What one message comes to; `text` is ready to paste, None where something is missing or to be settled."""

    message: Message
    order_id: str | None
    reading: Reading
    classes: tuple[str, ...]
    situations: tuple[str, ...]
    verdict: str
    text: str | None
    missing: tuple[dict[str, str], ...]
    do_first: tuple[str, ...]
    also_fits: tuple[str, ...]

    def shape(self) -> dict[str, Any]:
        """The answer as JSON; the keys are a promise."""
        return {
            "message_id": self.message.message_id,
            "order_id": self.order_id,
            "language": self.reading.language,
            "classes": list(self.classes),
            "red_flags": [name for name, _ in self.reading.red_flags],
            "situation": "; ".join(self.situations) or None,
            "verdict": self.verdict,
            "text": self.text,
            "missing": list(self.missing),
            "do_first": list(self.do_first),
            "also_fits": list(self.also_fits),
        }


def answer(
    message: Message, orders: dict[str, RunOrder], request: Request, catalogue: Catalogue, render: Render
) -> Answer:
    """The answer to one message: a letter for each order and each thing it asks for, joined under one greeting."""
    found = orders_in(message, orders)
    reading = read_message(_with_words_for_numbers(message.text, found))
    classes = (message.msg,) if message.msg else reading.issues
    shown = classes or tuple(name for name, _ in reading.found)
    order_id = found[0].order_id if found else message.order_id or None
    flags = [name for name, _ in reading.red_flags]
    do_first = [red_flags()[name].do_first for name in flags]
    unknown = [] if found or not message.order_id or request.run is None else [_no_order()]
    held = [name for name in flags if name in NO_LETTER]
    if held or not classes or unknown:
        also = _letters_of(shown, found, request, reading, message)
        asked = [] if held or classes else [_which_class(message.text, shown)]
        return Answer(
            message, order_id, reading, shown, (), ASK, None, (*unknown, *asked), tuple(dict.fromkeys(do_first)), also
        )
    cases = [
        request.of_message(order, order_id, name, reading, message.platform or None, _facts(message, name, request))
        for order in _one_or_none(found)
        for name in classes
    ]
    parts = _without_twins([_part(case, catalogue, render, _locale(message, reading, case)) for case in cases])
    do_first = _to_do(parts, flags)
    also = tuple(
        dict.fromkeys(match.situation for part in parts for match in part.selection.runners_up)
    )  # fmt: skip
    situations = tuple(part.letter.id for part in parts if part.letter)
    text, note = _joined(parts)
    missing = [row for part in parts for row in _missing(part)]
    if not found and request.run is not None and any(part.letter is None for part in parts):
        missing = [_no_order()]
    return Answer(
        message, order_id, reading, shown, situations, _verdict(parts), text,
        tuple(missing), tuple(dict.fromkeys([*do_first, *note])),
        tuple(name for name in also if name not in situations),
    )  # fmt: skip


def _with_words_for_numbers(text: str, found: Sequence[RunOrder]) -> str:
    """The text with "my order" for a number that stands alone: "where is 7029?"."""
    for order in found:
        text = re.sub(rf"\b(is|are|and|about|for) {re.escape(order.order_id)}(?![\w-])", r"\1 my order", text)
    return text


def _facts(message: Message, name: str, request: Request) -> dict[str, str]:
    """What a person stated, and the day that the buyer names where he needs it by a day."""
    day = named_day(message.text, request.now.date()) if name == "needed_by" else None
    return {**({"needed_on": day.isoformat()} if day else {}), **message.stated}


def _to_do(parts: Sequence[_Part], flags: Sequence[str]) -> list[str]:
    """What a person does before the letters go out: for the flags, for each letter, and what the letters rest on."""
    letters = [part.letter for part in parts if part.letter]
    told = {flag for letter in letters for flag in _TOLD_BY.get(letter.id, ())}
    steps = [red_flags()[name].do_first for name in flags if name not in told]
    steps += [letter.do_first for letter in letters if letter.do_first]
    for part in parts:
        state, reply = part.case.state, part.reply
        if part.letter is not None and state.left_as_planned:
            steps.append(sentence(Reason("inbox.left_as_planned", day=state.dispatch_on)))
        if "needed_on" in state.given and part.letter is not None and "needed_on" in part.letter.variables:
            steps.append(sentence(Reason("inbox.day_read", day=state.given["needed_on"])))
        if reply is not None and reply.verdict == SUPPRESS:
            steps += [sentence(rule.reason) for rule in reply.rules]
    return steps


def _one_or_none(found: list[RunOrder]) -> Sequence[RunOrder | None]:
    return found or (None,)


def _part(case: Case, catalogue: Catalogue, render: Render, locale: str | None) -> _Part:
    selection = select(case.state)
    if selection.chosen is None:
        return _Part(case, selection, None, None)
    letter = catalogue[selection.chosen.situation]
    return _Part(case, selection, letter, render(letter, case, locale))


def _without_twins(parts: list[_Part]) -> list[_Part]:
    """The parts without a second letter of the same situation for the same order."""
    kept: dict[tuple[str | None, str | None], _Part] = {}
    for number, part in enumerate(parts):
        name = part.letter.id if part.letter else f"open {number}"
        kept.setdefault((part.case.state.order_id, name), part)
    if len(kept) > 1:  # a scan in the buyer's own country is no scan in a wrong one
        kept = {key: part for key, part in kept.items() if not _is_at_home(part)} or kept
    return list(kept.values())


def _is_at_home(part: _Part) -> bool:
    return part.case.state.message == "wrong_country" and part.case.state.at_destination


def _locale(message: Message, reading: Reading, case: Case) -> str | None:
    """The buyer's language: as the sheet says, else as he writes, else that of his country."""
    return message.locale or reading.language or case.language


def _verdict(parts: Sequence[_Part]) -> str:
    """Suppressed when a letter is; a question when one is open; else allowed."""
    replies = [part.reply for part in parts]
    if any(reply is None for reply in replies):
        return ASK
    return SUPPRESS if any(reply is not None and reply.verdict == SUPPRESS for reply in replies) else "allow"


def _joined(parts: Sequence[_Part]) -> tuple[str | None, tuple[str, ...]]:
    """The letters under one greeting and one sign-off, and a remark where they do not fit into one message."""
    texts = [part.reply.text for part in parts if part.reply is not None and part.reply.text is not None]
    if len(texts) < len(parts) or not texts:
        return None, ()
    paragraphs = [text.split("\n\n") for text in texts]
    kept: list[str] = []
    for number, text in enumerate(paragraphs):
        body = text[1:-1]
        if number and body[0].startswith("Thank you"):  # thanked once
            body = body[1:]
        kept += [shorter for part in body if (shorter := _without_numbers_told(part, kept))]
    whole = "\n\n".join([paragraphs[0][0], *kept, paragraphs[0][-1]])
    limit = platform_of(parts[0].case.state.platform).limit()
    if utf16_units(whole) > limit:
        return texts[0], ("Send the second letter as a message of its own: together they are too long.",)
    return whole, ()


def _without_numbers_told(paragraph: str, told: Sequence[str]) -> str:
    """The paragraph without the lines of numbers that stand in an earlier one."""
    before = {line for part in told for line in part.split("\n")}
    lines = paragraph.split("\n")
    return "\n".join(line for line in lines if not (_NUMBER_LINE.match(line) and line in before))


def _missing(part: _Part) -> list[dict[str, str]]:
    """What the part lacks, with the way to give it."""
    rows = [
        {"field": ask.fact, "column": "", "how": " | ".join(map(sentence, ask.options))} for ask in part.selection.asks
    ]
    if part.letter is None or part.reply is None:
        return rows
    letter, reply = part.letter, part.reply
    rows += [{"field": row.field, "column": row.column, "how": how(letter, row.field)} for row in reply.missing]
    rows += [{"field": row.field, "column": row.column, "how": sentence(row.reason)} for row in reply.refused]
    if not reply.refused:
        blocked = [row for row in reply.findings if row.level == BLOCK]
        rows += [{"field": "text", "column": "", "how": sentence(row.in_place)} for row in blocked]
    return rows


def _no_order() -> dict[str, str]:
    return {"field": "order_id", "column": "orders.order_id", "how": "write an order of the run into the sheet"}


def _which_class(text: str, names: tuple[str, ...]) -> dict[str, str]:
    if not any(char.isalpha() for char in text):
        return {"field": "message", "column": "text", "how": sentence(Reason("inbox.no_words"))}
    if not names:
        return {"field": "message", "column": "msg", "how": sentence(Reason("inbox.nothing_asked"))}
    shown = "|".join(names)
    return {"field": "message", "column": "msg", "how": f"write one of {shown} into the column msg"}


def _letters_of(
    names: tuple[str, ...], found: list[RunOrder], request: Request, reading: Reading, message: Message
) -> tuple[str, ...]:
    """The letters that those classes would get."""
    order = found[0] if found else None
    cases = (request.of_message(order, None, name, reading, message.platform or None, message.stated) for name in names)
    chosen = (select(case.state).chosen for case in cases)
    return tuple(dict.fromkeys(match.situation for match in chosen if match is not None))


def answers_text(answers: Sequence[Answer], output_format: str) -> str:
    """The answers as CSV (the sheet with its answers), JSON or JSON lines."""
    shapes = [row.shape() for row in answers]
    if output_format == "json":
        return json_text(shapes) + "\n"
    if output_format == "jsonl":
        return jsonl_text(shapes) + ("\n" if shapes else "")
    return csv_text([_sheet_row(row) for row in answers], SHEET)


def _sheet_row(row: Answer) -> list[str]:
    message, shape = row.message, row.shape()
    own = [message.message_id, row.order_id or "", message.text, message.locale, message.at, message.platform]
    missing = "; ".join(f"{each['field']}: {each['how']}" for each in row.missing)
    return [
        *own, message.msg, message.facts, row.reading.language or "", " ".join(row.classes),
        " ".join(shape["red_flags"]), shape["situation"] or "", row.verdict, row.text or "", missing,
        " ".join(row.do_first), " ".join(row.also_fits),
    ]  # fmt: skip


def print_answers(answers: Sequence[Answer], output_format: str, out: Path | None) -> None:
    """Writes the answers to the file, or prints them; a table shows a line a message."""
    if out is not None:
        from cli.output.files import atomic_file  # noqa: PLC0415 - needed only with --out

        with atomic_file(out) as file:
            text = answers_text(answers, "csv" if output_format == "table" else output_format)
            file.write(text.encode("utf-8-sig" if output_format in {"csv", "table"} else "utf-8"))
    if output_format == "table":
        rows = [
            {
                "message_id": row.message.message_id,
                "order_id": row.order_id or "",
                "lang": row.reading.language or "",
                "classes": " ".join(row.classes),
                "situation": " ".join(row.situations),
                "text": _readiness(row),
                "red flags": " ".join(name for name, _ in row.reading.red_flags),
                "do first": " ".join(row.do_first),
            }
            for row in answers
        ]
        print_rows(rows, "table", tuple(rows[0]) if rows else (), widths={"do first": 60})
    elif out is None:
        click.echo(answers_text(answers, output_format), nl=False)


def _readiness(row: Answer) -> str:
    if row.text is not None:
        return said("ready")
    if row.verdict == SUPPRESS:
        return said("not sent")
    if row.missing:
        return said("needs {facts:list}", facts=list(dict.fromkeys(each["field"] for each in row.missing)))
    return said("a person")
