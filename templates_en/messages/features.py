"""What a classifier sees of a text: its words and runs of letters, as numbers below `WIDTH`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

WIDTH = 1 << 16
"""Runs of letters share this many numbers."""
_FOLDED = str.maketrans({"ı": "i", "ł": "l", "ß": "ss", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "’": "'", "`": "'"})
"""Letters that have no accent to take off, as people without the key write them."""
_DIGITS = re.compile(r"\d+")
_DRAWN_OUT = re.compile(r"(\D)\1{2,}")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u1100-\u11ff]")
"""Letters of languages that write no blanks between words, or write them at will."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


@lru_cache(maxsize=4096)
def bare(words: str) -> str:
    """Lower-case text without accents and invisible signs, in its own alphabet, blanks between words single.

    >>> bare("¿Dónde  ESTÁ mi pedido?")
    '¿donde esta mi pedido?'
    """
    shown = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", words).lower().translate(_FOLDED))
    kept = "".join(char for char in shown if unicodedata.category(char) not in {"Mn", "Me", "Cf"})
    return " ".join(unicodedata.normalize("NFC", kept).split())


def is_unspaced(seen: str) -> bool:
    """Whether the text is in letters that are written without blanks between words."""
    return _UNSPACED.search(seen) is not None


def features(text: str) -> tuple[int, ...]:
    """The numbers of the text's words, pairs of words and runs of letters, each once, ascending.

    Digits count as such, whatever they are; letters drawn out ("pleeease") count twice at most.
    """
    seen = _DRAWN_OUT.sub(r"\1\1", _DIGITS.sub("0", bare(text)))
    found: set[int] = set()
    if is_unspaced(seen):
        joined = seen.replace(" ", "")
        found.update(
            _number(f"c{joined[at : at + size]}") for size in (1, 2, 3) for at in range(len(joined) - size + 1)
        )
        return tuple(sorted(found))
    words = _WORD.findall(seen)
    found.update(_number(f"w{word}") for word in words)
    found.update(_number(f"p{first} {second}") for first, second in pairwise(words))
    padded = f" {' '.join(words)} "
    found.update(_number(f"c{run}") for run in _runs(padded, (3, 4, 5)))
    return tuple(sorted(found))


def _runs(text: str, sizes: tuple[int, ...]) -> list[str]:
    return [text[at : at + size] for size in sizes for at in range(len(text) - size + 1)]


def _number(part: str) -> int:
    return crc32(part.encode()) % WIDTH
