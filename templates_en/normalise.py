"""Texts without their disguise: what a reader sees, as plain lower-case words.

Forbidden phrases are hidden behind look-alike letters, zero-width characters, full-width forms, digits for letters
and spaced-out letters.  `plain` undoes all of these but the digits, `readings` those too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LOOK_ALIKES = str.maketrans(
    "абвгеёзкмнорстухіјѕԁԛԝһαβεικνορτυχϲ‚’‘“”–—‐‑−∕⁄",
    "abbreezkmhopctyxijsdqwhabeikvoptuxc,''\"\"-----//",
)
"""Cyrillic and Greek letters, quotes and dashes that look like ASCII ones."""
_UPPER_LOOK_ALIKES = str.maketrans("АВЕЗКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abe3kmhopctyxijsabezhikmnoptyx")
_LETTERS_OF_DIGITS = {
    "0": "o",
    "1": "li",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "$": "s",
    "@": "a",
    "!": "i",
}
_WORD = re.compile(r"[a-z0-9$@!]+")
_LETTER, _FOR_A_LETTER = re.compile(r"[a-z]"), re.compile(r"[0-9$@!]")
_SPACED = re.compile(r"(?<![a-z0-9])(?:[a-z0-9][ .\-_*|]{1,3}){3,}[a-z0-9](?![a-z0-9])")
_BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?:[-_/*·•|+~]+|[^\S ]+)(?=[a-z])")
"""Marks and line ends that stand where a blank would: "lowest-price"."""
_SPACES = re.compile(r"[^\S\n]+")


def plain(text: str) -> str:
    """The text as a reader sees it: compatibility forms, look-alikes, accents and invisible characters undone.

    Lower case, line ends kept, runs of spaces become one.

    >>> plain("ＬＯＷ\u200best\u00a0prісe")
    'lowest price'
    """
    if text.isascii():
        return _SPACES.sub(" ", text.lower())
    shown = unicodedata.normalize("NFKC", text).translate(_UPPER_LOOK_ALIKES).lower().translate(_LOOK_ALIKES)
    bare = (
        char for char in unicodedata.normalize("NFKD", shown) if unicodedata.category(char) not in {"Mn", "Me", "Cf"}
    )
    return _SPACES.sub(" ", "".join(bare))


def squashed(seen: str) -> tuple[str, ...]:
    """The words somebody spaced out letter by letter, joined: "l o w e s t  p r i c e" gives "lowestprice"."""
    return tuple(re.sub(r"[ .\-_*|]", "", match[0]) for match in _SPACED.finditer(seen))


@lru_cache(maxsize=4096)
def readings(seen: str) -> tuple[str, ...]:
    """Further ways to read a plain text: "lowest-price" as two words, "l0west" with letters, "l o w e s t" joined.

    Empty for a text without such tricks; at most a handful for one full of them.
    """
    found: list[str] = []
    apart = _BETWEEN_WORDS.sub(" ", seen)
    if apart != seen:
        found.append(apart)
    joined = _SPACED.sub(lambda match: re.sub(r"[ .\-_*|]", "", match[0]), seen)
    if joined != seen:
        found.append(joined)
    # One reading for every meaning of 1 across the text suffices: disguises are not ciphers.
    found += [text for one in ("l", "i") if (text := _with_letters(joined, one)) != joined]
    return tuple(dict.fromkeys(found))


def _with_letters(text: str, one: str) -> str:
    """The text with letters for digits and signs in words that mix them; addresses of e-mail stay."""

    def spelt(match: re.Match[str]) -> str:
        word = match[0].rstrip("$@!")
        end = match[0][len(word) :]
        mail = "@" in word and not end and text[match.end() : match.end() + 1] == "."
        if mail or not _LETTER.search(word) or not _FOR_A_LETTER.search(word):
            return match[0]
        return "".join(one if char == "1" else _LETTERS_OF_DIGITS.get(char, char)[0] for char in word) + end

    return _WORD.sub(spelt, text)
