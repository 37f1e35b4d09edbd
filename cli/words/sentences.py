"""A reason, a fault or an error as the sentence that people read.

The sentences stand in `cli/words/english`, a folder a room and a module for each subject, with their figures in braces:

`{x}` is a text, a number, a day, a place or another reason; None is nothing.  `{x!r}` quotes a text.
`{x:list}` of a tuple makes "a, b, c", `{x:or}` "a, b or c", `{x:and}` "a, b and c", `{x:all}` "a and b and c",
`{x:any}` "a or b or c", `{x:parts}` "a; b", `{x:lines}` lines, `{x:words}` words, `{x:quoted}` "'a', 'b'"; each of its
members is a text or a reason.
`{x:then}` is a reason, or several, with a blank behind; nothing where there is none.
`{cause:name}` is a name that the catalogue may know (names.py), such as that of a holiday; another text stays as it is;
`{goods:names}` are several of them.
`{n:count row}` is a whole number with its noun: "1 row", "2 rows"; `{n:,}` and the like are Python's own.
`{day:day}`, `{at:moment}`, `{second:clock}` and the others of `dates.FORMATS` are days and clocks.
Of two sentences, the first is for a figure `n` that is 1, the second for all others.
"""

from __future__ import annotations

import string
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from cli.words import dates, dates_zh
from cli.words.catalogue import NAME, SCREEN, translated, translated_number
from cli.words.english import module_of
from cli.words.language import CHINESE, ENGLISH, language, speaking
from cli.words.places import place_told
from routing.errors import Fault, InputError, ReadError, SampanError
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Told: TypeAlias = Reason | Place | SampanError | Fault | str
"""What a sentence can be made of; a text is one already."""
_Parts: TypeAlias = tuple[tuple[str, str | None, str | None, str], ...]
_TOLD: Final = (Reason, Place, SampanError, Fault)
_MANY: Final = (tuple, list, frozenset, set)
_PARSER: Final = string.Formatter()
_JOINTS: Final = {
    ENGLISH: {
        "all": " and ",
        "list": ", ",
        "any": " or ",
        "parts": "; ",
        "lines": "\n",
        "words": " ",
        "nor": " nor ",
    },
    CHINESE: {
        "all": "，并且",
        "list": "、",
        "any": "或",
        "parts": "；",
        "lines": "\n",
        "words": " ",
        "nor": "，也不是 ",
    },
}
"""What stands between the members of a figure, by its format."""
_LAST: Final = {ENGLISH: {"or": " or ", "and": " and "}, CHINESE: {"or": " 或 ", "and": " 和 "}}
"""What stands before the last member."""
_FORMATS: Final = {ENGLISH: dates.FORMATS, CHINESE: dates_zh.FORMATS}
_THEN: Final = "then"
_NAME: Final = "name"
_NAMES: Final = "names"
_COUNT: Final = "count "
_QUOTED_MAX: Final = 300
"""Signs of a text that a sentence quotes."""


def sentence(of: Told) -> str:
    """The text of a reason, of a place, of an error with its way out, or of a fault with its place.

    Raises:
        LookupError: no sentence has the reason's code, or the reason lacks a figure of the sentence.
    """
    if isinstance(of, Place):
        of = place_told(of)
    if isinstance(of, Reason):
        return _of_reason(of)
    if isinstance(of, str):
        return of
    if isinstance(of, Fault):
        return _told_at(of.file, sentence(of.place), sentence(of.reason))
    if isinstance(of, InputError):
        return "\n".join(map(sentence, of.faults))
    if isinstance(of, ReadError) and of.way_out is not None:
        return beside(sentence(of.reason), sentence(of.way_out))
    return sentence(of.reason)


def sentence_in(chosen: str) -> Callable[[Told], str]:
    """`sentence` in that language, whatever is spoken around it: for what a run wrote in its own."""

    def write(of: Told) -> str:
        with speaking(chosen):
            return sentence(of)

    return write


def said(english: str, /, **figures: Any) -> str:
    """A text of a screen in the reader's language, with its figures: written where it is shown, in English.

    Args:
        english: a literal, which `make words` finds; braces as above.
        figures: one for each pair of braces.
    """
    return _filled(translated(SCREEN, english), figures)


def beside(*sentences: str) -> str:
    """Sentences one behind the other, with a blank where the language has one; empty ones are left out."""
    joined = ""
    for one in filter(None, sentences):
        joined += f"{_blank_behind(joined)}{one}"
    return joined


def _blank_behind(text: str) -> str:
    """The blank that parts a text from the next one: Chinese marks of punctuation bring their own."""
    return " " if text and not text.endswith(("。", "；", "，", "：", "？", "！")) else ""


def _told_at(file: str, place: str, text: str) -> str:
    """A text with the file, and the place in it, that it speaks of."""
    comma, colon = ("，", "：") if language() == CHINESE else (", ", ": ")
    return f"{file}{comma}{place}{colon}{text}" if place else f"{file}{colon}{text}"


def _of_reason(reason: Reason) -> str:
    if not reason.figures:
        return _plain(reason.code, language())
    return _written(_parts_of(reason.code, reason.figures), reason.figures).strip()


@cache
def _plain(code: str, _language: str) -> str:
    """The sentence of a reason that has no figures, in the reader's language."""
    return _written(_parts_of(code, {}), {}).strip()


def _parts_of(code: str, figures: Mapping[str, Any]) -> _Parts:
    """The sentence of a code in the reader's language, cut at its figures; of two, that for the figure `n`."""
    found = _english(code)
    if isinstance(found, str):
        return _only_parts(code, language())
    return _parts(translated_number(code, found, figures["n"]))


@cache
def _only_parts(code: str, _language: str) -> _Parts:
    """The same of a code that has one sentence."""
    return _parts(translated(code, str(_english(code))))


@cache
def _english(code: str) -> str | tuple[str, str]:
    """The sentence of a code in English, or the two."""
    subject, _, _ = code.partition(".")
    sentences: Mapping[str, str | tuple[str, str]] = import_module(module_of(subject)).SENTENCES
    return sentences[code]


def _filled(template: str, figures: Mapping[str, Any]) -> str:
    """The sentence with its figures."""
    return _written(_parts(template), figures)


def _written(parts: _Parts, figures: Mapping[str, Any]) -> str:
    """The same of a sentence that is cut at them."""
    texts = []
    for literal, name, conversion, form in parts:
        texts.append(literal)
        if name is None:
            continue
        figure = _quoted(figures[name]) if conversion == "r" else figures[name]
        if not form and type(figure) is str:
            texts.append(figure)
        elif form == _THEN:
            text = figure_text(figure, "words")
            texts.append(f"{text}{_blank_behind(text)}")
        else:
            texts.append(figure_text(figure, form))
    return "".join(texts)


def _quoted(figure: Any) -> str:
    """The figure in quotes; of a long text its beginning."""
    long = isinstance(figure, str) and len(figure) > _QUOTED_MAX
    return f"{figure[:_QUOTED_MAX]!r}..." if long else repr(figure)


@lru_cache(maxsize=4096)
def _parts(template: str) -> _Parts:
    """The sentence cut at its figures: the text before one, its name, conversion and format."""
    return tuple((literal, name, conversion, form or "") for literal, name, form, conversion in _PARSER.parse(template))


def figure_text(figure: Any, form: str = "") -> str:
    """A figure of a reason as its sentence would show it; None is nothing."""
    if figure is None or (not form and isinstance(figure, str)):
        return figure or ""
    if isinstance(figure, _TOLD) and form not in _FORMATS[ENGLISH]:
        return sentence(figure)
    formats = _FORMATS[language()]
    if form in formats:
        return formats[form](figure)
    if isinstance(figure, _MANY):
        if form == _NAMES:
            figure = [translated(NAME, str(each)) for each in figure]
        return _joined([repr(each) if form == "quoted" else figure_text(each, "") for each in figure], form)
    if form == _NAME:
        return translated(NAME, str(figure))
    return _counted(figure, form) or format(figure, "" if form in _JOINTS[ENGLISH] else form)


def _counted(figure: Any, form: str) -> str:
    """The figure with the noun of `count row`; nothing for another format."""
    if not form.startswith(_COUNT):
        return ""
    noun = form.removeprefix(_COUNT)
    return f"{figure} {noun}" if figure == 1 else f"{figure} {noun}s"


def _joined(texts: Sequence[str], joint: str) -> str:
    """The texts in a row, as the format asks."""
    joints, last = _JOINTS[language()], _LAST[language()]
    if joint in last and len(texts) > 1:
        return last[joint].join((joints["list"].join(texts[:-1]), texts[-1]))
    return joints.get(joint, joints["list"]).join(texts)
