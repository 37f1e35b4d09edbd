"""The glossary holds the field's words: each once, and every class and every unit of `routing` speaks by it."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from sources import ROOT, modules

if TYPE_CHECKING:
    from collections.abc import Iterator

_GLOSSARY = (ROOT / "docs/GLOSSARY.md").read_text("utf-8")
_LITTLE_WORDS = frozenset(
    {"1", "as", "by", "go", "if", "in", "is", "it", "log2", "no", "of", "off", "or", "out", "per", "so", "to", "up"}
)
"""Last words of names that are no unit."""
_PLAIN = frozenset(
    """
    ambiguous answer apart archive arrangement assigned bands broken by calendar categories chunk clock code column
    country dated decoder delimited difference error evaluation exact fail fault file filter grid input kind known
    layout ledger limits local measures membership moment name no opening option own page parquet parsed place price
    product rate read reading recognised refused sampan seen selection set sheet size skip sorted source spans sure
    survey table exact faulty terms time value verdict verifier weighing work
    """.split()  # noqa: SIM905 - one word a name reads best
)
"""Plain words that class names of `routing` are made of beside the field's."""


def _rows(heading: str | None = None) -> Iterator[list[str]]:
    """The rows of the tables of terms, or of the table under a heading."""
    for part in re.split(r"^## ", _GLOSSARY, flags=re.MULTILINE)[1:]:
        title, _, text = part.partition("\n")
        if (title == heading) if heading else (title != "Endings of names"):
            lines = [line for line in text.splitlines() if line.startswith("| ")]
            for line in lines[1:]:
                yield [cell.strip() for cell in line.strip("|").split("|")]


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[A-Za-z]+", text)}


def test_each_term_stands_once_with_its_meaning_in_both_languages() -> None:
    """Term, Chinese, meaning and where it stands in the code; no term twice, and no place that is gone."""
    rows = list(_rows())
    terms = [row[0] for row in rows]
    assert len(terms) == len(set(terms)) >= 40
    for term, chinese, meaning, _, where in rows:
        assert meaning, term
        assert re.search(r"[\u4e00-\u9fff]", chinese), term
        assert (ROOT / where.strip("`")).exists(), f"{term}: {where}"


def test_classes_of_routing_are_named_in_words_of_the_field() -> None:
    """Every public class name of `routing` is made of terms of the glossary and of plain words."""
    terms = {word for row in _rows() for word in _words(row[0])} | _PLAIN
    wrong = {}
    for module in modules("routing"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                strange = [word for word in re.findall(r"[A-Z][a-z]*", node.name) if not _known(word, terms)]
                if strange:
                    wrong[f"{module.file}: {node.name}"] = strange
    assert wrong == {}


def _known(word: str, terms: set[str]) -> bool:
    word = word.casefold()
    return word in terms or word.removesuffix("s") in terms


def test_every_unit_at_the_end_of_a_name_is_explained() -> None:
    """A short ending, or one with a figure, is in the table of endings; each ending of the table is in use."""
    endings = {ending for row in _rows("Endings of names") for ending in re.findall(r"`_(\w+)`", row[0])}
    used, strange = set(), set()
    for name in _names():
        last = name.strip("_").casefold().rpartition("_")
        if not last[0]:
            continue
        used.add(last[2])
        if (len(last[2]) <= 2 or re.search(r"\d", last[2])) and last[2] not in endings | _LITTLE_WORDS:
            strange.add(name)
    assert sorted(strange) == []
    assert sorted(endings - used) == []


def _names() -> set[str]:
    """Every name that `routing` gives to a value: of a variable, a parameter, a field."""
    names = set()
    for module in modules("routing"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.arg):
                names.add(node.arg)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.FunctionDef) and any(ast.unparse(d) == "property" for d in node.decorator_list):
                names.add(node.name)
    return names
