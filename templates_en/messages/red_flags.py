"""What stands above every class: words that a person must see before any letter goes out."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from attrs import frozen

from templates_en.messages.features import bare
from templates_en.messages.phrases import keeps_blanks, pattern

SAFETY = frozenset({"injury", "allergy", "shock", "fire"})
"""Flags of a danger: the letter says to stop using the item."""
NO_LETTER = frozenset({"self_harm"})
"""Flags to which a person alone answers."""


@frozen
class RedFlag:
    """A kind of thing: its name, what the buyer does, and what the person does first; `phrases` by language."""

    name: str
    label: str
    do_first: str
    phrases: dict[str, tuple[str, ...]]


@cache
def red_flags() -> dict[str, RedFlag]:
    """The flags of `data/messages/red_flags.toml` by name, the gravest first."""
    text = resources.files("templates_en").joinpath("data/messages/red_flags.toml").read_text(encoding="utf-8")
    return {
        name: RedFlag(
            name,
            row["label"],
            row["do_first"],
            {key: tuple(found) for key, found in row.items() if key not in {"label", "do_first"}},
        )
        for name, row in tomllib.loads(text).items()
    }


def flags_of(words: str, written_out: str, languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The flags that the buyer's words raise, each with the words that say so.

    Args:
        words: what the buyer wrote.
        written_out: the same in English without contractions.
        languages: whose phrases are searched, beside the English ones.
    """
    seen = bare(words)
    joined = seen.replace(" ", "")
    found: dict[str, tuple[str, ...]] = {}
    for name in red_flags():
        shown: list[str] = []
        for language in dict.fromkeys(("en", *languages)):
            spaced, unspaced = _expressions(name, language)
            texts = (seen, written_out) if language == "en" else (seen,)
            shown += [match[0] for text in texts for match in (spaced.finditer(text) if spaced else ())]
            shown += [match[0] for match in (unspaced.finditer(joined) if unspaced else ())]
        if shown:
            found[name] = tuple(dict.fromkeys(shown))
    return found


@cache
def _expressions(name: str, language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """The phrases of a flag in a language: those of spaced letters, and those searched with the blanks left out."""
    rows = red_flags()[name].phrases.get(language, ())
    unspaced = [pattern(row) for row in rows if not keeps_blanks(row)]
    spaced = [pattern(row) for row in rows if keeps_blanks(row)]
    return (re.compile("|".join(spaced)) if spaced else None, re.compile("|".join(unspaced)) if unspaced else None)
