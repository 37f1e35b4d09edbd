"""The catalogue of sentences: English is the source, and gettext's files hold the other languages."""

from __future__ import annotations

import gettext
import os
from contextlib import contextmanager
from functools import cache
from gettext import NullTranslations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

from cli.words.language import CHINESE, language, speak

LOCALES: Final = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120 - pathlib costs every start
DOMAIN: Final = "sampan"
_CLICK: Final = "messages"
_LANGUAGE: Final = "LANGUAGE"
"""The variable of gettext that stands above all others."""
NAMES: Final = {CHINESE: "zh_CN"}
"""Language -> the locale that gettext knows it by."""
HELP: Final = "help"
"""The context of the helps of commands and options."""
SCREEN: Final = "screen"
"""The context of what commands say where they say it."""
NAME: Final = "name"
"""The context of names and short texts that come from data or the system."""
FACT: Final = "fact"
"""The context of what forms call the facts of letters."""
WORD: Final = "word"
"""The context of single words of data (goods, classes, why a row is skipped), as pages of the desk tell them."""
HEAD: Final = "head"
"""The context of the heads of tables."""


def translated(context: str, english: str) -> str:
    """The text in the reader's language; English where the catalogue lacks it.

    Args:
        context: a reason's code, HELP or HEAD: one English word may be several of another language.
        english: the text of the source.
    """
    return _translations(language()).pgettext(context, english) if english else english


def translated_number(context: str, english: tuple[str, str], number: int) -> str:
    """The same of a text that English has twice: for 1, and for every other number."""
    return _translations(language()).npgettext(context, *english, number)


@cache
def _translations(of: str) -> NullTranslations:
    """The catalogue of a language; one without texts for English."""
    if of not in NAMES:
        return NullTranslations()
    return gettext.translation(DOMAIN, LOCALES, [NAMES[of]])


@contextmanager
def spoken(chosen: str) -> Iterator[None]:
    """The whole process speaks that language within the block; click too, whose words are in gettext's own domain."""
    gettext.bindtextdomain(_CLICK, LOCALES)
    process, before = speak(chosen), os.environ.get(_LANGUAGE)
    os.environ[_LANGUAGE] = NAMES.get(chosen, chosen)
    try:
        yield
    finally:
        speak(process)
        if before is None:
            os.environ.pop(_LANGUAGE, None)
        else:
            os.environ[_LANGUAGE] = before
