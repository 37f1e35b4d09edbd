"""A reason, a fault or an error as the sentence that people read."""

from __future__ import annotations

import string
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from routing.errors import Fault, InputError, ReadError, SampanError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_JOINTS: Final = {"list": ", ", "parts": "; ", "lines": "\n", "words": " "}
_LAST: Final = {"or": " or ", "and": " and "}


class _Sentences(string.Formatter):
    """The formatting of figures in sentences.

    `{x!r}` quotes a text.  Of a tuple, `{x:list}` makes "a, b, c", `{x:or}` "a, b or c", `{x:and}` "a, b and c",
    `{x:parts}` "a; b", `{x:lines}` lines, `{x:words}` words; each of its members is a text or a reason.
    `{n:count row}` is a whole number with its noun: "1 row", "2 rows"; `{n:,}` and the like are Python's own.
    None is nothing.
    """

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, tuple | list | frozenset | set):
            return _joined([self.format_field(each, "") for each in value], format_spec or "list")
        if value is None:
            return ""
        if isinstance(value, Reason | SampanError | Fault):
            return sentence(value)
        if format_spec.startswith("count "):
            noun = format_spec.removeprefix("count ")
            return f"{value} {noun}" if value == 1 else f"{value} {noun}s"
        return str(super().format_field(value, format_spec))


_FORMATTER: Final = _Sentences()


def sentence(of: Reason | SampanError | Fault | str) -> str:
    """The text of a reason, of an error with its way out, or of a fault with its place.

    Raises:
        LookupError: no sentence has the reason's code, or the reason lacks a figure of the sentence.
    """
    if isinstance(of, str):
        return of
    if isinstance(of, Reason):
        return _FORMATTER.vformat(_template(of.code, of.figures), (), of.figures).strip()
    if isinstance(of, Fault):
        where = f"{of.file}, {of.place}" if of.place else of.file
        return f"{where}: {sentence(of.reason)}"
    if isinstance(of, InputError):
        return "\n".join(map(sentence, of.faults))
    if isinstance(of, ReadError) and of.way_out is not None:
        return f"{sentence(of.reason)} {sentence(of.way_out)}"
    return sentence(of.reason)


def _template(code: str, figures: Mapping[str, Any]) -> str:
    """The sentence of a code; of two, the first is for a figure `n` that is 1, the second for all others."""
    subject, _, _ = code.partition(".")
    found = _sentences(subject)[code]
    return found if isinstance(found, str) else found[0 if figures["n"] == 1 else 1]


@cache
def _sentences(subject: str) -> Mapping[str, str | tuple[str, str]]:
    sentences: Mapping[str, str | tuple[str, str]] = import_module(f"cli.words.english.{subject}").SENTENCES
    return sentences


def _joined(texts: Sequence[str], joint: str) -> str:
    """The texts in a row, as the format asks."""
    if joint in _LAST and len(texts) > 1:
        return _LAST[joint].join((", ".join(texts[:-1]), texts[-1]))
    return _JOINTS.get(joint, ", ").join(texts)
