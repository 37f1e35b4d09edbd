"""What a buyer wrote, as a class of message: a suggestion with its reason, never a silent guess."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from attrs import frozen

from templates_en.disguise import plain


@frozen
class MessageClass:
    """A kind of thing buyers ask; `name` is the word for --msg."""

    name: str
    label: str
    phrases: tuple[str, ...]


@frozen
class Reading:
    """The classes that a buyer's words fit, each with the phrases that say so; one class is clear, several are not."""

    found: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def clear(self) -> str | None:
        """The class, when there is exactly one."""
        return self.found[0][0] if len(self.found) == 1 else None


@cache
def message_classes() -> dict[str, MessageClass]:
    """The classes of `data/messages.toml` by name."""
    text = resources.files("templates_en").joinpath("data/messages.toml").read_text(encoding="utf-8")
    return {name: MessageClass(name, row["label"], tuple(row["phrases"])) for name, row in tomllib.loads(text).items()}


def read_message(words: str) -> Reading:
    """The classes that the buyer's words fit, in the order of the words."""
    seen = plain(words).replace("’", "'")
    taken: list[tuple[int, int, str, str]] = []
    for name, phrase, expression in _expressions():
        for match in expression.finditer(seen):
            start, end = match.span()
            if not any(start < other_end and other_start < end for other_start, other_end, _, _ in taken):
                taken.append((start, end, name, phrase))
    found: dict[str, list[str]] = {}
    for _, _, name, phrase in sorted(taken):
        if phrase not in found.setdefault(name, []):
            found[name].append(phrase)
    return Reading(tuple((name, tuple(phrases)) for name, phrases in found.items()))


@cache
def _expressions() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Every phrase, the longest first, so that "where is my refund" is not read as "where is my"."""
    pairs = [(row.name, phrase) for row in message_classes().values() for phrase in row.phrases]
    pairs.sort(key=lambda pair: -len(pair[1]))
    return tuple((name, phrase, re.compile(rf"\b{re.escape(phrase)}\b")) for name, phrase in pairs)
