"""Findings in a text that is meant for a buyer: phrases, contact, links, length, layout, and how a letter is built."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from attrs import field, frozen, validators

from routing.reason import Reason
from templates_en.normalise import plain, readings, squashed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BLOCK, WARN = "block", "warn"
WARN_UTF16 = 1000
"""A message longer than this is hard to read on a phone; the limits are each platform's own."""
MOST_WORDS = 25
"""Words in a sentence (tone rule T8: no monologue)."""
MOST_PARAGRAPHS = 4
"""Paragraphs between the greeting and the sign-off (T8)."""

_BARE_VERBS = frozenset(
    """accept add answer apply ask bring buy call cancel change check choose click close collect come confirm contact
    describe do fill find fix follow get give go hand hold inform keep leave let look mail make note open order pack
    pay pick print provide put read refuse remember reply report return say see select send ship show sign speak stop
    take tell try turn use visit wait write""".split()  # noqa: SIM905 - one word a verb reads best
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_FACT_LINE = re.compile(r"^(?:[A-Z][A-Za-z ]{2,20}: |[0-9]+\. ).*$", re.MULTILINE)
_LAYOUT = (
    (re.compile(r"[^\S\n]{2,}"), Reason("draft.two_spaces")),
    (re.compile(r"[^\S\n]+$", re.MULTILINE), Reason("draft.space_at_line_end")),
    (re.compile(r"\n{3,}"), Reason("draft.two_blank_lines")),
    (re.compile(r"[^\S\n][,.;:!?](?=\s|$)"), Reason("draft.space_before_mark")),
    (re.compile(r",\s*[.;,]|[.;:]\s*,|\band [.,]|\bor [.,]|: ?[.,]"), Reason("draft.dangling")),
    (re.compile(r"(?<!\.)\.\.(?!\.)|[!?]\.|\(\s*\)|\"\s*\"|“\s*”"), Reason("draft.doubled_mark")),
    (re.compile(r"\b1 (?:days|weeks|hours|parcels)\b|\b0 (?:days?|weeks?)\b"), Reason("draft.plural")),
)


@frozen
class Finding:
    """One thing that keeps a text from being sent (`block`) or needs a look (`warn`)."""

    code: str
    level: str
    excerpt: str
    reason: Reason

    @property
    def in_place(self) -> Reason:
        """The reason with its code, its level and the words it is about."""
        return Reason("draft.finding", code=self.code, level=self.level, excerpt=self.excerpt, reason=self.reason)


@frozen
class Phrase:
    """A forbidden way of saying something; `scope` is "all" or "words", `level` is "block" or "warn"."""

    code: str = field(validator=validators.min_len(1))
    level: str = field(validator=validators.in_((BLOCK, WARN)))
    scope: str = field(validator=validators.in_(("all", "words")))
    pattern: str = field(validator=validators.min_len(1))
    why: str = field(validator=validators.min_len(1))
    instead: str = field(validator=validators.min_len(1))
    needs: tuple[str, ...] = field(default=(), converter=tuple)
    expression: re.Pattern[str] = field(init=False, eq=False, repr=False)

    @expression.default
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.MULTILINE)

    squashed_expression: re.Pattern[str] = field(init=False, eq=False, repr=False)

    @squashed_expression.default
    def _compiled_without_spaces(self) -> re.Pattern[str]:
        return re.compile(self.pattern.replace(" ", " ?"), re.MULTILINE)

    def found(self, views: Iterable[str], blobs: Iterable[str]) -> list[str]:
        """Every place that says it, in the first reading of the text that does, or in its spaced-out words."""
        for expression, texts in ((self.expression, views), (self.squashed_expression, blobs)):
            for text in texts:
                for part in self.needs or ("",):
                    if part in text:
                        break
                else:
                    continue
                if expression.search(text):
                    return list(dict.fromkeys(match[0].strip() for match in expression.finditer(text)))
        return []


@cache
def phrases() -> tuple[Phrase, ...]:
    """The forbidden phrases of `data/phrases.toml`."""
    text = resources.files("templates_en").joinpath("data/phrases.toml").read_text(encoding="utf-8")
    return tuple(Phrase(**row) for row in tomllib.loads(text)["phrase"])


def phrase_words() -> Iterator[str]:
    """What is said of the forbidden phrases: why each is one, and what to write in its place."""
    for phrase in phrases():
        yield from filter(None, (phrase.why, phrase.instead))


@cache
def _phrases_of_scope(words: bool) -> tuple[Phrase, ...]:  # noqa: FBT001 - private, one call
    return tuple(phrase for phrase in phrases() if words or phrase.scope == "all")


@cache
def _any_part() -> re.Pattern[str]:
    """Where this finds nothing, no phrase of scope "all" can stand: all of them name their parts."""
    parts = {part for phrase in _phrases_of_scope(False) for part in phrase.needs}
    return re.compile("|".join(re.escape(part) for part in sorted(parts)))


def phrase_findings(text: str, *, words: bool = False) -> list[Finding]:
    """Forbidden phrases in a value (or, with `words`, in a draft or text), disguises undone."""
    seen = plain(text)
    views, blobs = (seen, *readings(seen)), squashed(seen)
    found: list[Finding] = []
    if not words and not any(_any_part().search(view) for view in (*views, *blobs)):
        return found
    for phrase in _phrases_of_scope(words):
        reason = Reason("draft.phrase", why=phrase.why, instead=phrase.instead)
        found += [Finding(phrase.code, phrase.level, excerpt, reason) for excerpt in phrase.found(views, blobs)]
    return found


def length_findings(text: str, limit_utf16: int, source: str) -> list[Finding]:
    """Findings on the length, counted in UTF-16 units: the strictest reading of a limit without a unit."""
    units = utf16_units(text)
    if units > limit_utf16:
        reason = Reason("draft.over_limit", units=units, limit=limit_utf16, source=source)
        return [Finding("N", BLOCK, f"{units} units", reason)]
    if units > WARN_UTF16:
        return [Finding("N", WARN, f"{units} units", Reason("draft.long", units=units))]
    return []


def utf16_units(text: str) -> int:
    """How many UTF-16 code units the text takes: most emoji count as two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def layout_findings(text: str) -> list[Finding]:
    """Blanks, double spaces, dangling commas and empty quotes that an optional part may leave behind."""
    found = []
    for expression, reason in _LAYOUT:
        match = expression.search(text)
        if match is not None:
            excerpt = text[max(0, match.start() - 12) : match.end() + 12].replace("\n", "\\n")
            found.append(Finding("LAYOUT", BLOCK, excerpt, reason))
    return found


def tone_findings(text: str) -> list[Finding]:
    """Sentences that are too long or that command, in a text written by hand or in the catalogue."""
    found = []
    prose = _FACT_LINE.sub("", text)
    for match in _SENTENCE.finditer(prose):
        sentence = match[0].strip()
        words = sentence.split()
        if len(words) > MOST_WORDS:
            reason = Reason("draft.long_sentence", words=len(words), most=MOST_WORDS)
            found.append(Finding("T8", BLOCK, " ".join(words[:6]) + " ...", reason))
        if words and words[0].strip("\"',").lower() in _BARE_VERBS and "please" not in sentence.lower():
            found.append(Finding("T3", BLOCK, " ".join(words[:6]), Reason("draft.command")))
    return found


def draft_findings(text: str, limit_utf16: int, source: str) -> list[Finding]:
    """All findings of a text somebody wrote by hand."""
    return [
        *phrase_findings(text, words=True),
        *tone_findings(text),
        *layout_findings(text.strip()),
        *length_findings(text, limit_utf16, source),
    ]


_CAUSE = re.compile(r"\b(?:because|due to|as a result|owing to|caused by|the reason|since the)\b", re.IGNORECASE)
_REMEDY = re.compile(
    r"\b(?:refund|replace|replacement|resend|discount|compensat\w*|coupon|return|exchange|choose)\b", re.IGNORECASE
)
_QUESTION = re.compile(r"\?")
_SOOTHES = re.compile(r"\b(?:sorry|thank|understand|apologi[sz]e)\b", re.IGNORECASE)


def structure_findings(kind: str, blocks: Mapping[str, str], restates: str | None) -> list[Finding]:
    """How a letter is built: it opens warmly, a complaint first soothes, questions stand last, and it ends with a step.

    Args:
        kind: "complaint" or "information".
        blocks: the rendered blocks by name, in order.
        restates: for a complaint, the value (as rendered) that shows the buyer was heard; T23.
    """
    found = []
    first, last = next(iter(blocks), ""), next(reversed(list(blocks)), "")
    if first != "acknowledge" or last != "next":
        found.append(Finding("T9", BLOCK, first, Reason("draft.block_order")))
    opening = blocks.get("acknowledge", "")
    if kind == "complaint":
        for expression, reason in (
            (_CAUSE, Reason("draft.opens_with_cause")),
            (_QUESTION, Reason("draft.opens_with_question")),
            (_REMEDY, Reason("draft.opens_with_remedy")),
        ):
            match = expression.search(opening)
            if match is not None:
                found.append(Finding("T16", BLOCK, match[0], reason))
        if not _SOOTHES.search(opening):
            found.append(Finding("T16", BLOCK, opening[:40], Reason("draft.not_soothing")))
        if restates is not None and not any(restates in blocks.get(name, "") for name in ("acknowledge", "facts")):
            found.append(Finding("T23", BLOCK, restates, Reason("draft.not_restated")))
    for name, text in blocks.items():
        if name not in {"next", "offer"} and "?" in _FACT_LINE.sub("", text):
            found.append(Finding("T2", BLOCK, text[:40], Reason("draft.question_in_block", block=name)))
    if len(blocks) > MOST_PARAGRAPHS:
        found.append(
            Finding("T8", BLOCK, f"{len(blocks)} blocks", Reason("draft.many_paragraphs", most=MOST_PARAGRAPHS))
        )
    return found


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those findings that keep the text from being sent."""
    return [finding for finding in findings if finding.level == BLOCK]
