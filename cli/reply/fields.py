"""What an answer lacks as the fields of a form: how each is typed, and what stands there as an example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from attrs import evolve, frozen

from cli.words.catalogue import FACT, NAME, translated
from templates_en.english import vocabulary
from templates_en.facts import example_of
from templates_en.messages.message_class import message_classes
from templates_en.situations.state import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cli.reply.inbox import Answer
    from templates_en.catalogue import Catalogue
    from templates_en.letters.letter import Variable

CLASS: Final = "msg"
"""The field by which a person settles what the buyer asks for."""
ORDER: Final = "order_id"
_STATUS: Final = "status"
_LEFT: Final = "dispatched"
_EITHER: Final = " or "

_YES_NO: Final = ("yes", "no")

Kind = Literal["text", "date", "choice"]


@frozen
class Field:
    """One fact to fill in."""

    name: str
    kind: Kind = "text"
    choices: tuple[tuple[str, str], ...] = ()
    """What is sent, and what is shown for it."""
    example: str = ""
    fault: str = ""
    """Why what was filled in before does not do."""


def fields_of(answer: Answer, catalogue: Catalogue) -> tuple[Field, ...]:
    """The fields that make an answer of one that lacks something; none where nothing is to be filled in."""
    variables = _variables(answer.situations, catalogue)
    found: dict[str, Field] = {}
    for row in answer.missing:
        stated = answer.message.stated.get(row["field"], "")
        for name in row["field"].split(_EITHER):
            for field in _fields(name, variables.get(name), row["how"] if stated else ""):
                found.setdefault(field.name, field)
    return tuple(found.values())


def unfillable(answer: Answer) -> tuple[str, ...]:
    """What stands in the way of the text and no field can mend, as sentences."""
    return tuple(row["how"] for row in answer.missing if row["field"] == "text")


def state_fields() -> tuple[Field, ...]:
    """Where the order stands, which a person may know of any message."""
    return Field(_STATUS, "choice", _shown(STATUSES)), Field(_LEFT, "date")


def classes() -> tuple[tuple[str, str], ...]:
    """The classes of message with what their buyers want."""
    return tuple((name, translated(NAME, row.label)) for name, row in message_classes().items())


def fact_words() -> Iterable[str]:
    """What forms call the facts of all letters, for the catalogue of texts."""
    from templates_en.catalogue import bundled  # noqa: PLC0415 - only where the catalogue of texts is made

    variables = [row for letter in bundled().letters.values() for row in letter.variables.values()]
    names = {_STATUS, _LEFT, ORDER, CLASS, *STATUSES, *_YES_NO}
    names |= {word for row in variables for word in (row.name, *row.choices)}
    yield from sorted(map(_word, names))


def fact_text(name: str) -> str:
    """What a form calls a fact, or one of the words that a fact may be, in the reader's language."""
    return translated(FACT, _word(name))


def _word(name: str) -> str:
    return _WORDS.get(name) or name.replace("_", " ")


_WORDS: Final = {
    CLASS: "what the buyer asks for",
    ORDER: "order number",
    _STATUS: "where the order stands",
    _LEFT: "day the parcel left",
}


def _fields(name: str, variable: Variable | None, fault: str) -> list[Field]:
    if name == "text":
        return []
    if name == "message":
        return [Field(CLASS, "choice", classes())]
    if name == _STATUS:
        return [evolve(one, fault=fault if one.name == _STATUS else "") for one in state_fields()]
    return [_field(name, variable, fault)]


def _field(name: str, variable: Variable | None, fault: str) -> Field:
    kind = variable.type if variable is not None else "text"
    if kind == "date":
        return Field(name, "date", fault=fault)
    if variable is not None and kind in {"choice", "flag"}:
        words = variable.choices or _YES_NO
        return Field(name, "choice", _shown(words), fault=fault)
    return Field(name, example=vocabulary()["examples"].get(name) or example_of(kind), fault=fault)


def _shown(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((one, fact_text(one)) for one in words)


def _variables(situations: Iterable[str], catalogue: Catalogue) -> dict[str, Variable]:
    letters = [catalogue[name] for name in situations]
    return {
        row.name: row
        for letter in letters
        for row in (*letter.variables.values(), *(letter.frame.variables.values() if letter.frame else ()))
    }
