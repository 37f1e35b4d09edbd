"""Reasons are values: each code has one sentence with its figures, and sentences stand in `cli/words` alone."""

from __future__ import annotations

import ast
import re
import string
from importlib import import_module
from typing import TYPE_CHECKING, Final

from sources import ROOT, calls, dotted, modules

from cli.words.english import module_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CODE = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_WORD = re.compile(r"""[("']*[A-Za-z][a-z']*[.,;:!?)"']*""")
_FORMS = {
    # What each code means: the table of a manual, which a test holds to it.
    "routing/intake/codes.py",
    # A customs form is in the words of the postal union, whoever prints it.
    "carriers/labels/slips/slip.py",
    # So are a commercial invoice's words, which customs of any country reads.
    "carriers/labels/slips/invoice.py",
    # The packer's papers are forms in Chinese and English at once, whatever language the desk speaks.
    "carriers/labels/papers/handover.py",
    "carriers/labels/papers/pick.py",
    # A map that is proposed is a file for a person, with its remarks.
    "carriers/sheets/guess/guess.py",
    # Statements are in the language of the database.
    "carriers/bills/claims.py",
    # The definitions of units are in the language of the library that reads them.
    "routing/values/units.py",
    # What a proposed mapping is written with: conditions and steps as its file has them.
    "carriers/sheets/guess/note_measures.py",
    "carriers/sheets/guess/propose.py",
    # What a person writes in English into a letter, and the words that letters are written with.
    "templates_en/english.py",
}
_DATA = {
    "armed forces americas", "armed forces europe", "armed forces pacific", "washington d c",  # names of states
    "Northern Ireland (XI)", "Great Britain (GB)",  # names of tax territories
    "article without number and name",
    "line of no piece",
    "footer of the export",  # a key under which skipped rows are counted in run.json
    "a new parcel; a full refund",  # an example of a fact
    "country of origin", "sale of goods",  # a header, a word of a form
    "unexpected end of data", "No such file or directory", "overwrite a value",  # what other libraries say
}  # fmt: skip
"""Texts of three or more words that are no sentences."""
_REGEX_CALLS = {
    "re.compile",
    "re.match",
    "re.fullmatch",
    "re.search",
    "re.split",
    "re.sub",
    "re.finditer",
    "re.findall",
}


def _catalogue() -> dict[str, frozenset[str]]:
    """The figures of every sentence, by its code."""
    figures = {}
    for path in sorted((ROOT / "cli/words/english").glob("*/*.py")):
        if path.stem == "__init__":
            continue
        sentences: Mapping[str, str | tuple[str, str]] = import_module(module_of(path.stem)).SENTENCES
        for code, sentence in sentences.items():
            assert code.partition(".")[0] == path.stem, f"{code} stands in {path.name}"
            figures[code] = _figures(sentence)
    return figures


def _figures(sentence: str | tuple[str, str]) -> frozenset[str]:
    texts, number = ((sentence,), set[str]()) if isinstance(sentence, str) else (sentence, {"n"})
    named = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return frozenset(named | number)


_READ_BACK: Final = "cli/words/stored.py"
"""Makes reasons again of what was kept of them: their codes were written out when they were made."""


def _reasons() -> Iterator[tuple[str, ast.Call]]:
    """Every `Reason(...)` of the product with its place."""
    for module in modules():
        for name, call in calls(module.tree):
            if name == "Reason" and str(module.file) != _READ_BACK:
                yield f"{module.file}:{call.lineno}", call


def _code(call: ast.Call) -> str:
    """The code of a reason where it is written out, else ""."""
    return str(call.args[0].value) if call.args and isinstance(call.args[0], ast.Constant) else ""


def _given(call: ast.Call) -> frozenset[str] | None:
    """The figures of a reason; None when they are handed on with **."""
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name is not None)


def test_every_code_is_written_out() -> None:
    """A reason's code is a literal, subject and what is so: it can be looked for, and its sentence checked."""
    wrong = [place for place, call in _reasons() if not _CODE.fullmatch(_code(call))]
    assert wrong == []


def test_every_reason_has_its_sentence_with_exactly_its_figures() -> None:
    """Neither a figure too few, which would fail in front of a person, nor one that nobody is told."""
    catalogue = _catalogue()
    wrong = []
    for place, call in _reasons():
        code = _code(call)
        if code and code not in catalogue:
            wrong.append(f"{place}: {code} has no sentence")
        elif code and (given := _given(call)) is not None and given != catalogue[code]:
            wrong.append(f"{place}: {code} gives {sorted(given)}, its sentence tells {sorted(catalogue[code])}")
    assert wrong == []


def test_no_sentence_is_left_over() -> None:
    """A sentence that no code asks for is dead, and would be translated for nothing."""
    used = {_code(call) for _, call in _reasons()}
    assert sorted(_catalogue().keys() - used) == []


def test_no_sentence_is_made_below_the_edge() -> None:
    """No text of three or more words stands in routing, carriers or templates_en outside docstrings and patterns.

    Left out are faults of the caller (raise ValueError and the like), which no person meets.
    """
    wrong = [
        f"{module.file}:{line}: {text[:70]!r}"
        for module in modules("routing", "carriers", "templates_en")
        for line, text in _texts(module.tree)
        if text not in _DATA and module.file not in _FORMS
    ]
    assert wrong == []


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The texts of three or more words that are neither docstring nor pattern nor told to a caller alone."""
    aside = {id(inner) for node in ast.walk(tree) for inner in _no_sentences(node)}
    for node in ast.walk(tree):
        if id(node) in aside:
            continue
        if isinstance(node, ast.JoinedStr):
            aside |= {id(part) for part in node.values}
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "..." for part in node.values)
            if len(_words(text)) > 1:
                yield node.lineno, text
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(_words(node.value)) > 2:
            yield node.lineno, node.value


def _no_sentences(node: ast.AST) -> Iterator[ast.AST]:
    """What within a node is no sentence: docstrings, patterns, lists of words, faults of the caller."""
    match node:
        case ast.Expr(value=ast.Constant() as text):
            yield text
        case ast.Call(func=ast.Attribute(value=ast.Constant() as text, attr="split")):
            yield text
        case ast.Call() if dotted(node.func) in _REGEX_CALLS:
            yield from ast.walk(node)
        case ast.Raise(exc=ast.Call() as raised) if _of_the_caller(raised):
            yield from ast.walk(node)


def _words(text: str) -> list[str]:
    return [word for word in text.split() if _WORD.fullmatch(word)]


def _of_the_caller(raised: ast.Call) -> bool:
    return dotted(raised.func) in {
        "ValueError",
        "TypeError",
        "LookupError",
        "KeyError",
        "AttributeError",
        "AssertionError",
    }
