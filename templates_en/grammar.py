"""Spelling and grammar of a draft, as warnings: by Harper where it is installed (the extra `proof`)."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from typing import TYPE_CHECKING

from routing.reason import Reason
from templates_en.lint import WARN, Finding

if TYPE_CHECKING:
    from harper import Linter

_SPELLING = "Spelling"
_LETTER_MAX = 50_000
"""Signs of the longest letter; no marketplace takes a fifth of them."""
_ENDLESS = re.compile(r"\S{1000}")
"""No word, and no address of a page."""


def can_check_grammar() -> bool:
    """Whether Harper is installed."""
    return importlib.util.find_spec("harper") is not None


def grammar_findings(text: str, *, british: bool = False) -> list[Finding]:
    """Warnings on spelling and grammar, T12; none where Harper is not installed, or for what is too long for a letter.

    Names and numbers are no slips: a word with a capital or a digit is not held to the dictionary.  Harper compares a
    word with others sign by sign, and takes memory by the square of its length.
    """
    if not can_check_grammar() or len(text) > _LETTER_MAX or _ENDLESS.search(text):
        return []
    found = []
    for lint in _linter(british=british).lint(text):
        words = text[lint.span.start : lint.span.end]
        if lint.lint_kind == _SPELLING and (words != words.lower() or any(char.isdigit() for char in words)):
            continue
        found.append(Finding("T12", WARN, words, Reason("draft.grammar", message=lint.message)))
    return found


@cache
def _linter(*, british: bool) -> Linter:
    from harper import Dialect, Linter  # noqa: PLC0415 - an extra, and half a second to load

    return Linter(dialect=Dialect.BRITISH if british else Dialect.AMERICAN)
