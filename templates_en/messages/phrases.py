"""Phrases of buyers as patterns: "*" is up to three words, "a|b" one of two, "stem*" a word that begins so."""

from __future__ import annotations

import re

from templates_en.messages.features import bare, is_unspaced

_WORDS_BETWEEN = r"(?:[^\s.!?]+ ){0,3}?"
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
"""Korean: blanks stand between words, and are left out at will, but none stands within a word."""
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_BEFORE = "(?:و|ف|ب|ل|ال|وال|بال|لل|وب)?"
"""What Arabic writes onto the front of a word: and, with, to, the."""


def pattern(phrase: str) -> str:
    """The regular expression of a phrase, to be searched in a bare text."""
    if _HANGUL.search(phrase):
        return re.escape(bare(phrase)).replace(r"\ ", " ?")
    if is_unspaced(phrase):
        return re.escape(bare(phrase).replace(" ", ""))
    words = [word if word == "*" else f"(?:{'|'.join(map(_word, word.split('|')))})" for word in phrase.split(" ")]
    spaced = r"[,;:]? ".join(words).replace(r"*[,;:]? ", _WORDS_BETWEEN)
    return rf"\b{spaced}\b"


def _word(word: str) -> str:
    before = _ARABIC_BEFORE if _ARABIC.search(word) else ""
    return before + re.escape(bare(word.rstrip("*"))) + (r"\w*" if word.endswith("*") else "")


def keeps_blanks(phrase: str) -> bool:
    """Whether the phrase is searched in the text with its blanks."""
    return _HANGUL.search(phrase) is not None or not is_unspaced(phrase)
