"""What a buyer wrote, as a class of message: a suggestion with its reason, never a silent guess."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources

from attrs import field, frozen
from rapidfuzz.distance import OSA

from templates_en.english import vocabulary
from templates_en.normalise import plain

_CONTRACTIONS = (
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bcan(?:'t|not)\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\bcant\b"), "can not"),
    (re.compile(r"\b(?:wher|whre|were)(?= is\b)"), "where"),
    (re.compile(r"\bu\b"), "you"),
    (re.compile(r"\bur\b"), "your"),
    (re.compile(r"\b(?:do|dose)es?nt\b"), "does not"),
    (re.compile(r"\b(do|does|did|has|have|is|was|will|would|are|were)nt\b"), r"\1 not"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'d\b"), " would"),
    (re.compile(r"\b(it|where|what|that|there|how|when|who)'?s\b"), r"\1 is"),
)
_WORDS_BETWEEN = r"(?:[^\s.!?]+ ){0,3}?"
_LETTERS = re.compile(r"[a-z]{5,}")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Letters of languages that write no blanks between words."""


@frozen
class MessageClass:
    """A kind of thing buyers ask; `name` is the word for --msg, `abroad` are phrases of other languages."""

    name: str
    label: str
    phrases: tuple[str, ...]
    weak: tuple[str, ...] = field(default=(), converter=tuple)
    abroad: tuple[str, ...] = field(default=(), converter=tuple)


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
        name: MessageClass(name, row["label"], tuple(row["phrases"]), row.get("weak", ()), row.get("abroad", ()))
        for name, row in tomllib.loads(text).items()
    }


def read_message(words: str) -> Reading:
    """The classes that the buyer's words fit, in the order of the words; those of another language come last.

    A letter wrong in a long word does not hinder: "recieved", "canel".
    """
    seen = plain(words)
    for expression, written_out in _CONTRACTIONS:
        seen = expression.sub(written_out, seen)
    seen = _LETTERS.sub(lambda word: _mended(word[0]), re.sub(r"\s+", " ", seen))
    found = {**_classes(seen, "phrases")}
    for name, shown in _classes(re.sub(r"\s+", " ", _bare(words)), "abroad").items():
        found[name] = (*found.get(name, ()), *shown)
    return Reading(tuple((found or _classes(seen, "weak")).items()))


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    """The often misspelt word that this one is with a letter wrong, left out, added or exchanged; else the word.

    An ending makes another word ("include", "included"), so it is not taken for a slip.
    """
    meant, others = vocabulary()["often_misspelt"], vocabulary()["near_misses"]
    if word in meant or word in others:
        return word
    near = [
        other for other in meant if other[0] == word[0] and not other.startswith(word) and not word.startswith(other)
    ]
    return next((other for other in near if OSA.distance(word, other, score_cutoff=1) <= 1), word)


def _bare(words: str) -> str:
    """Lower-case text without accents, in its own alphabet."""
    shown = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", words).lower())
    return "".join(char for char in shown if unicodedata.category(char) not in {"Mn", "Me", "Cf"})


def _classes(seen: str, kind: str) -> dict[str, tuple[str, ...]]:
    """Classes by the longest matching stretch of words: "where is my refund" is not read as "where is my".

    `kind`: which phrases, by the name of their field.
    """
    hits = [
        (match.start(), match.end(), named, name)
        for name, named, expression in _expressions(kind)
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
    return {name: tuple(shown) for name, shown in found.items()}


@cache
def _expressions(kind: str) -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    """Class, how many words the phrase names, and its pattern."""
    return tuple(
        (row.name, sum(word != "*" for word in phrase.split(" ")), _expression(phrase))
        for row in message_classes().values()
        for phrase in getattr(row, kind)
    )


def _expression(phrase: str) -> re.Pattern[str]:
    """The pattern of a phrase: "*" is up to three words, "a|b" one of two, "stem*" a word that begins so."""
    if _UNSPACED.search(phrase):
        return re.compile(re.escape(_bare(phrase)))
    words = [word if word == "*" else f"(?:{'|'.join(map(_word, word.split('|')))})" for word in phrase.split(" ")]
    pattern = r"[,;:]? ".join(words).replace(r"*[,;:]? ", _WORDS_BETWEEN)
    return re.compile(rf"\b{pattern}\b")


def _word(word: str) -> str:
    return re.escape(_bare(word.rstrip("*"))) + (r"\w*" if word.endswith("*") else "")
