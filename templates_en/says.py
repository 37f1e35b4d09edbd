"""What a buyer wrote, as a class of message: a suggestion with its reason, never a silent guess."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from attrs import field, frozen

from templates_en.disguise import plain

_CONTRACTIONS = (
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bcan(?:'t|not)\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(do|does|did|has|have|is|was|will|would|are|were)nt\b"), r"\1 not"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'d\b"), " would"),
    (re.compile(r"\b(it|where|what|that|there|how|when|who)'?s\b"), r"\1 is"),
)
_WORDS_BETWEEN = r"(?:[^\s.!?]+ ){0,3}?"


@frozen
class MessageClass:
    """A kind of thing buyers ask; `name` is the word for --msg."""

    name: str
    label: str
    phrases: tuple[str, ...]
    weak: tuple[str, ...] = field(default=(), converter=tuple)


@frozen
class Reading:
    """The classes that a buyer's words fit, each with the words that say so; one class is clear, several are not."""

    found: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def clear(self) -> str | None:
        """The class, when there is exactly one."""
        return self.found[0][0] if len(self.found) == 1 else None


@cache
def message_classes() -> dict[str, MessageClass]:
    """The classes of `data/messages.toml` by name."""
    text = resources.files("templates_en").joinpath("data/messages.toml").read_text(encoding="utf-8")
    return {
        name: MessageClass(name, row["label"], tuple(row["phrases"]), row.get("weak", ()))
        for name, row in tomllib.loads(text).items()
    }


def read_message(words: str) -> Reading:
    """The classes that the buyer's words fit, in the order of the words."""
    seen = plain(words)
    for expression, written_out in _CONTRACTIONS:
        seen = expression.sub(written_out, seen)
    seen = re.sub(r"\s+", " ", seen)
    return Reading(_classes(seen, weak=False) or _classes(seen, weak=True))


def _classes(seen: str, *, weak: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Classes by the longest matching stretch of words: "where is my refund" is not read as "where is my"."""
    hits = [
        (match.start(), match.end(), named, name)
        for name, named, expression in _expressions(weak)
        for match in expression.finditer(seen)
    ]
    hits.sort(key=lambda hit: (hit[0] - hit[1], -hit[2]))  # the longest first, then the one that names more words
    taken: list[tuple[int, int, int, str]] = []
    for hit in hits:
        overlapping = [other for other in taken if hit[0] < other[1] and other[0] < hit[1]]
        if all(hit[:3] == other[:3] for other in overlapping):  # two classes may claim the very same words
            taken.append(hit)
    found: dict[str, list[str]] = {}
    for start, end, _, name in sorted(taken):
        shown = seen[start:end].strip()
        if shown not in found.setdefault(name, []):
            found[name].append(shown)
    return tuple((name, tuple(shown)) for name, shown in found.items())


@cache
def _expressions(weak: bool) -> tuple[tuple[str, int, re.Pattern[str]], ...]:  # noqa: FBT001 - private, two calls
    """Class, how many words the phrase names, and its pattern."""
    return tuple(
        (row.name, sum(word != "*" for word in phrase.split(" ")), _expression(phrase))
        for row in message_classes().values()
        for phrase in (row.weak if weak else row.phrases)
    )


def _expression(phrase: str) -> re.Pattern[str]:
    """The pattern of a phrase: "*" is up to three words, "a|b" one of two."""
    words = [word if word == "*" else f"(?:{'|'.join(map(re.escape, word.split('|')))})" for word in phrase.split(" ")]
    pattern = r"[,;:]? ".join(words).replace(r"*[,;:]? ", _WORDS_BETWEEN)
    return re.compile(rf"\b{pattern}\b")
