"""The training sentences: patterns of a file written out, each in a fixed order."""

from __future__ import annotations

import random
import re
from pathlib import Path
from zlib import crc32

SENTENCES = Path(__file__).parent / "sentences"
MOST = 14
"""So many sentences of a pattern are taken at most, drawn the same way each time."""
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")


def patterns(language: str) -> dict[str, list[str]]:
    """Class -> its patterns, the slots filled in as alternatives."""
    slots: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    name = ""
    for line in (SENTENCES / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("@"):
            slot, _, words = text[1:].partition("=")
            slots[slot.strip()] = f"({words.strip()})"
        elif text.startswith("["):
            name = text.strip("[]")
            found.setdefault(name, [])
        else:
            found[name].append(_SLOT.sub(lambda match: slots[match[1]], text))
    return found


def written_out(pattern: str) -> list[str]:
    """Sentences of the pattern, at most `MOST`, drawn by its own text; every alternative before one twice."""
    draw = random.Random(crc32(pattern.encode()))  # noqa: S311 - no secret
    left: dict[str, list[str]] = {}
    return sorted({_one(pattern, draw, left) for _ in range(MOST)})


def _one(pattern: str, draw: random.Random, left: dict[str, list[str]]) -> str:
    """One sentence: the innermost alternatives are drawn first, until none is left; `left` are those not drawn yet."""

    def drawn(match: re.Match[str]) -> str:
        if not left.get(match[1]):
            left[match[1]] = draw.sample(match[1].split("|"), match[1].count("|") + 1)
        return left[match[1]].pop()

    text = pattern
    while _ALTERNATIVES.search(text):
        text = _ALTERNATIVES.sub(drawn, text, count=1)
    return re.sub(r" +", " ", text).strip()
