"""The language that people are spoken to in: `--lang`, else SAMPAN_LANG, else the locale, else English."""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ENGLISH: Final = "en"
CHINESE: Final = "zh"
LANGUAGES: Final = (ENGLISH, CHINESE)
OPTION: Final = "--lang"
VARIABLE: Final = "SAMPAN_LANG"
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables of the locale, of which the first that is set counts."""

_process: list[str] = [ENGLISH]
_here: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> str:
    """The language in which the sentences of this moment are written: one of LANGUAGES."""
    return _here.get() or _process[0]


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Writes in that language within the block, whatever the process speaks; for this thread or task alone."""
    token = _here.set(chosen)
    try:
        yield
    finally:
        _here.reset(token)


def speak(chosen: str) -> str:
    """Sets the language of the whole process, its threads among it; gives the one before."""
    before, _process[0] = _process[0], chosen
    return before


def asked_for(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """The language that a command line and its surroundings ask for.

    Args:
        arguments: what was typed behind `sampan`.
        environment: the variables; those of the process where left out.
    """
    named = _typed(arguments)
    if named in LANGUAGES:
        return named
    around = os.environ if environment is None else environment
    said = around.get(VARIABLE, "").strip().lower()
    if said:
        return CHINESE if said.startswith(CHINESE) else ENGLISH
    place = next((around[name] for name in _LOCALE if around.get(name)), "")
    return CHINESE if place.lower().startswith(CHINESE) else ENGLISH


def _typed(arguments: Sequence[str]) -> str:
    """What was typed behind the last --lang; nothing where there is none, or it is no word of its own."""
    named = ""
    for at, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == OPTION and at + 1 < len(arguments):
            named = arguments[at + 1]
        elif argument.startswith(f"{OPTION}="):
            named = argument.partition("=")[2]
    return named
