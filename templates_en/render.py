"""A letter and the facts become the reply, or the list of what is missing, wrong or not allowed.

The template is rendered once.  A value is never evaluated: what stands in it, stands in the reply or is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen
from jinja2 import UndefinedError

from routing.errors import ReadError
from routing.reason import Reason
from templates_en.consistency import Refused, contradictions
from templates_en.english import vocabulary, write
from templates_en.fact_types import Approval, read
from templates_en.letters.sandbox import ENVIRONMENT
from templates_en.lint import BLOCK, Finding, layout_findings, length_findings, phrase_findings
from templates_en.platforms import SUPPRESS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from templates_en.consistency import Background
    from templates_en.fact_types import Value
    from templates_en.letters.letter import Letter, Variable
    from templates_en.platforms import Platform, Rule

_FREE_TEXT = frozenset({"text", "title", "address", "steps", "choices"})
_MASKED = frozenset({"code", "date", "moment", "money", "days", "name"})
"""Types whose values cannot carry a phrase of their own; a name was looked at when it was read."""
_BARE_CODE = re.compile(r"(?!.*[A-Za-z]{5})#?[0-9A-Za-z_-]+")
"""A code without a word in it, a dot or a blank is no link, contact or phrase."""
_MASK = "§"
_LINE_EDGES = re.compile(r"[ \t]*\n[ \t]*")
_GAPS = re.compile(r"\n{3,}")


@frozen
class Missing:
    """A fact the letter cannot go without, and the column it would come from."""

    field: str
    column: str


@frozen
class Reply:
    """The outcome for one letter: the text, or why there is none.

    `verdict` is the platform's; `rules` are the rules behind a suppression or a part left out.  `findings` hold what
    the lint says about the text (a blocked text is not handed out), `remarks` what was done to a value.
    """

    situation: str
    platform: str
    verdict: str
    text: str | None = None
    missing: tuple[Missing, ...] = ()
    refused: tuple[Refused, ...] = ()
    findings: tuple[Finding, ...] = ()
    rules: tuple[Rule, ...] = ()
    remarks: tuple[Reason, ...] = ()


def render(
    letter: Letter,
    facts: Mapping[str, object],
    platform: Platform,
    background: Background,
    *,
    buyer_locale: str | None = None,
    message_type: str | None = None,
) -> Reply:
    """The reply of that letter to one buyer.

    Args:
        letter: from the catalogue.
        facts: raw values by variable name; absent or None is missing.  More than the letter needs is fine.
        platform: whose buyer reads it.
        background: the moment and the order it is held against.
        buyer_locale: the buyer's language, when known ("de-DE").
        message_type: a message type with a length limit of its own ("customization" on Amazon).
    """
    verdict = platform.verdict(letter, buyer_locale)
    if verdict.verdict == SUPPRESS:
        return Reply(letter.id, platform.key, SUPPRESS, rules=verdict.rules)
    needs = letter.needs(verdict.without)
    values, missing, refused = _values(letter, needs, facts)
    refused += _left_out(letter, needs, facts, verdict.rules)
    refused += contradictions(needs, values, background)
    remarks = _remarks(needs, facts, values)
    if buyer_locale and not buyer_locale.lower().startswith("en"):
        remarks = (*remarks, Reason("reply.other_language", locale=buyer_locale))
    if missing or refused:
        return Reply(
            letter.id, platform.key, verdict.verdict, None, tuple(missing), tuple(refused), (), verdict.rules, remarks
        )
    shown = _shown(needs, values)
    british = background.destination in vocabulary()["british_spelling_in"]
    text = _text(letter, shown, verdict.without, british=british)
    limit = platform.limit(message_type)
    free = [str(shown[name]) for name in values if _may_smuggle(needs[name].type, shown[name])]
    findings = (
        *(finding for value in free for finding in _value_findings(value)),
        *_paragraph_findings(text, free, [str(shown[name]) for name in values if needs[name].type in _MASKED]),
        *length_findings(text, limit, platform.limit_source),
    )
    if any(finding.level == BLOCK for finding in findings):
        refused += _blamed(needs, shown, values)
        return Reply(
            letter.id, platform.key, verdict.verdict, None, (), tuple(refused), findings, verdict.rules, remarks
        )
    return Reply(letter.id, platform.key, verdict.verdict, text, (), (), findings, verdict.rules, remarks)


def blocks(letter: Letter, facts: Mapping[str, object]) -> dict[str, str]:
    """The rendered blocks of a letter by name, for the checks of its structure; facts must be complete and valid."""
    shown = _shown(letter.variables, _values(letter, letter.variables, facts)[0])
    return {
        block.name: text
        for block in letter.blocks
        if (text := _tidy(ENVIRONMENT.from_string(block.source).render(shown)))
    }


def _values(
    letter: Letter, needs: Mapping[str, Variable], facts: Mapping[str, object]
) -> tuple[dict[str, Value], list[Missing], list[Refused]]:
    values: dict[str, Value] = {}
    missing: list[Missing] = []
    refused: list[Refused] = []
    given = frozenset(name for name in needs if not _is_blank(facts.get(name)))
    for name, variable in needs.items():
        if name not in given:
            if variable.required(given):
                missing.append(Missing(name, variable.source))
            continue
        if variable.with_ is not None and variable.with_ not in given:
            continue  # it says something about a thing that is not there
        raw = facts[name]
        try:
            value = read(variable.type, raw, variable.choices)
        except ReadError as error:
            refused.append(
                Refused(name, variable.source, Reason("reply.unreadable", what=error.reason, way_out=error.way_out))
            )
            continue
        if value is not None:
            values[name] = value
    missing += [
        Missing(" or ".join(names), " or ".join(letter.variables[name].source for name in names))
        for names in letter.any_of
        if not any(name in values for name in names)
    ]
    return values, missing, refused


def _is_blank(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _left_out(
    letter: Letter, needs: Mapping[str, Variable], facts: Mapping[str, object], rules: tuple[Rule, ...]
) -> list[Refused]:
    """Facts that were given for a part the platform does not allow: saying nothing about them would mislead."""
    reason = Reason("reply.part_not_allowed", rules=tuple(rule.reason for rule in rules))
    return [
        Refused(name, variable.source, reason)
        for name, variable in letter.variables.items()
        if name not in needs and variable.source.startswith("given.") and facts.get(name) is not None
    ]


def _remarks(
    needs: Mapping[str, Variable], facts: Mapping[str, object], values: Mapping[str, Value]
) -> tuple[Reason, ...]:
    remarks = []
    for name, variable in needs.items():
        raw = facts.get(name)
        if variable.type != "name" or not isinstance(raw, str) or not raw.strip():
            continue
        if name not in values:
            remarks.append(Reason("reply.name_left_out", name=name, text=raw))
        elif values[name] != raw.strip():
            remarks.append(Reason("reply.name_written", name=name, text=raw, written=values[name]))
    return tuple(remarks)


def _shown(needs: Mapping[str, Variable], values: Mapping[str, Value]) -> dict[str, str | bool | None]:
    shown: dict[str, str | bool | None] = {}
    for name, variable in needs.items():
        if name in values:
            shown[name] = write(variable.type, values[name])
        else:
            shown[name] = variable.fallback
    return shown


def _text(letter: Letter, shown: Mapping[str, str | bool | None], without: frozenset[str], *, british: bool) -> str:
    try:
        return _tidy(letter.template(without, british=british).render(shown))
    except (UndefinedError, ValueError) as error:  # the declarations were checked: this is a fault of the text's logic
        raise ReadError(Reason("letter.lets_missing_through", file=letter.file, error=str(error))) from error


def _tidy(text: str) -> str:
    """The text without the empty lines that an unused optional line or block leaves."""
    return _GAPS.sub("\n\n", _LINE_EDGES.sub("\n", text.strip()))


@lru_cache(maxsize=16384)
def _value_findings(value: str) -> tuple[Finding, ...]:
    return tuple(phrase_findings(value))


@lru_cache(maxsize=16384)
def _one_paragraph(paragraph: str, holds_free_text: bool) -> tuple[Finding, ...]:  # noqa: FBT001 - private, one call
    phrases = phrase_findings(paragraph) if holds_free_text else []
    return (*phrases, *layout_findings(paragraph))


def _may_smuggle(kind: str, shown: object) -> bool:
    """Whether a value could carry a phrase, link or contact: free text, or a code with more than letters and digits."""
    return kind in _FREE_TEXT or (kind == "code" and not _BARE_CODE.fullmatch(str(shown)))


def _paragraph_findings(text: str, free: list[str], written: list[str]) -> tuple[Finding, ...]:
    """Phrases that only arise where a free value meets the words around it, and faults of layout.

    Paragraphs without free values hold the catalogue's own words, which are proof-read; dates, amounts and codes are
    masked, so that paragraphs of a batch repeat and are read once.
    """
    codes = [value for value in written if value not in free]
    found: list[Finding] = []
    masked = text
    for value in codes:
        masked = masked.replace(value, _MASK)
    for paragraph in masked.split("\n\n"):
        found += _one_paragraph(paragraph, any(value in paragraph for value in free))
    return tuple(found)


def _blamed(
    needs: Mapping[str, Variable], shown: Mapping[str, str | bool | None], values: Mapping[str, Value]
) -> list[Refused]:
    refused = []
    for name in values:
        if isinstance(values[name], Approval) or not _may_smuggle(needs[name].type, shown[name]):
            continue
        found = _value_findings(str(shown[name]))
        refused += [Refused(name, needs[name].source, row.in_place) for row in found if row.level == BLOCK]
    return refused
