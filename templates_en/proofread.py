"""A text proof-read before any order is known: phrases, tone, structure, figures, the worst case of its length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from routing.reason import Reason
from templates_en.english import MOST_LENGTH
from templates_en.lint import (
    BLOCK,
    Finding,
    layout_findings,
    phrase_findings,
    structure_findings,
    tone_findings,
    utf16_units,
)
from templates_en.platforms import platforms

if TYPE_CHECKING:
    from templates_en.letters.letter import Letter

_PRINTED = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_TAG = re.compile(r"\{%.*?%\}")
_BRANCH = re.compile(r"\{% else %\}|(?<=\{% endif %\})(?=\{% if)")
_LINE_NUMBER = re.compile(r"(?m)^[0-9]+\. ")


def proofread(letter: Letter) -> list[Finding]:
    """The findings on a text of the catalogue; a shop's own text passes the same."""
    plain = {block.name: _as_prose(block.source) for block in letter.blocks}
    whole = "\n\n".join(plain.values())
    found = [*phrase_findings(whole, words=True), *tone_findings(whole), *layout_findings(whole)]
    figure = re.search(r"[0-9]+", _LINE_NUMBER.sub("", whole))
    if figure is not None:
        found.append(Finding("T11", BLOCK, figure[0], Reason("draft.figure")))
    restates = letter.restates
    found += structure_findings(letter.kind, plain, None)
    said = "".join(block.source for block in letter.blocks if block.name in {"acknowledge", "facts"})
    if restates is not None and restates not in _PRINTED.findall(said):
        found.append(Finding("T23", BLOCK, restates, Reason("draft.not_restated")))
    longest = worst_case_utf16(letter)
    least_limit = min(platform.limit_utf16 for platform in platforms().values())
    if longest > least_limit:
        found.append(Finding("N", BLOCK, f"{longest} units", Reason("draft.longest_facts", limit=least_limit)))
    return found


def worst_case_utf16(letter: Letter) -> int:
    """The length of the letter with the longest facts its types allow, both branches of every condition counted."""
    blocks = [*letter.blocks, *(letter.frame.blocks if letter.frame else ())]
    variables = {**(letter.frame.variables if letter.frame else {}), **letter.variables}
    total = 0
    for block in blocks:
        total += utf16_units(_TAG.sub("", _PRINTED.sub("", block.source))) + 2
        total += sum(MOST_LENGTH[variables[name].type] for name in _PRINTED.findall(block.source))
    return total


def _as_prose(source: str) -> str:
    """The block with a neutral word for each fact and without its conditions."""
    text = _TAG.sub("", _BRANCH.sub(" ", _PRINTED.sub("something", source)))
    lines = (re.sub(r" +", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
