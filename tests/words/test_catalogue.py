"""The catalogue: every text has its Chinese, with the same figures, and what is read is what is written there."""

from __future__ import annotations

import csv
import re
import string
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from cli.update_words import CLICK, mo_bytes, po_bytes, texts_of_sampan, updated
from cli.words.catalogue import DOMAIN, HELP, LOCALES, NAME, NAMES
from cli.words.dates_zh import FORMATS
from cli.words.language import CHINESE
from cli.words.names import HOLIDAYS

FOLDER = Path(LOCALES) / NAMES[CHINESE] / "LC_MESSAGES"
ALIKE = 6
"""English texts that may come to one in Chinese: "check the figure" of amounts, of weights, of dates."""
KNOWN = {"list", "or", "and", "all", "any", "parts", "words", "lines", "quoted", "name", "names", *FORMATS}
"""Formats of Chinese texts."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SAME = re.compile(r"(\{[^}]*\}|[\s\d%/+.,:;()（）：，。；、!*x'\"=<>-]|CNY)*")
"""What reads alike in both languages: figures and marks alone."""


def _chinese() -> dict[tuple[str, str], str]:
    """(context, English) -> Chinese."""
    with (FOLDER / f"{DOMAIN}.po").open("rb") as file:
        catalogue = read_po(file, locale=NAMES[CHINESE])
    return {(message.context or "", _first(message.id)): _first(message.string) for message in catalogue if message.id}


def _first(text: object) -> str:
    """A text, or the first of several."""
    return text if isinstance(text, str) else str(text[0]) if isinstance(text, list | tuple) else ""


def test_every_text_has_its_chinese_and_no_chinese_is_left_over() -> None:
    """What a command says it says in both languages; `make words` names what lacks."""
    wanted = {(context, text if isinstance(text, str) else text[0]) for context, text in texts_of_sampan()}
    there = _chinese()
    assert wanted - there.keys() == set()
    assert there.keys() - wanted == set()
    assert {pair for pair, chinese in there.items() if not chinese} == set()


def test_chinese_is_chinese() -> None:
    """No text was copied over in English, but those of figures and marks alone."""
    copied = {
        english
        for (_, english), chinese in _chinese().items()
        if not (_CHINESE.search(chinese) or _SAME.fullmatch(chinese))
    }
    assert copied == {"card.toml"} & copied


def _figures(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_chinese_tells_the_same_figures() -> None:
    """A figure that only one of the two tells would be lost to the readers of the other, or stop them."""
    other = {}
    plural = {text[0]: text[1] for _, text in texts_of_sampan() if isinstance(text, tuple)}
    for (context, english), chinese in _chinese().items():
        if context == HELP:
            continue
        figures = _figures(plural.get(english, english))
        if _figures(chinese) not in (figures, figures | {"n"}):
            other[english] = chinese
    assert other == {}


def _formats(text: str) -> dict[str, str]:
    return {name: form or "" for _, name, form, _ in string.Formatter().parse(text) if name is not None}


def test_chinese_asks_for_formats_that_there_are() -> None:
    """A figure is told as in English, or as another of the formats; a noun of English is part of the Chinese text."""
    strange = {}
    plural = {text[0]: text[1] for _, text in texts_of_sampan() if isinstance(text, tuple)}
    for (context, english), chinese in _chinese().items():
        if context in {HELP, NAME}:
            continue
        wanted = _formats(plural.get(english, english))
        for name, form in _formats(chinese).items():
            if form not in {wanted.get(name, ""), ""} | KNOWN:
                strange[english] = chinese
    assert strange == {}


def test_one_chinese_text_serves_few_english_ones() -> None:
    """A slip in the catalogue that gives many texts the words of one is seen."""
    served = Counter(chinese for chinese in _chinese().values() if _CHINESE.search(chinese))
    assert {chinese: count for chinese, count in served.items() if count > ALIKE} == {}


@pytest.mark.parametrize("domain", [DOMAIN, CLICK])
def test_what_is_read_is_what_is_written(domain: str) -> None:
    """The .mo file that is read is made of the .po file that people edit, and both are as `make words` writes them."""
    texts = list(texts_of_sampan()) if domain == DOMAIN else None
    catalogue = updated(FOLDER / f"{domain}.po", texts)
    assert (FOLDER / f"{domain}.po").read_bytes() == po_bytes(catalogue)
    assert (FOLDER / f"{domain}.mo").read_bytes() == mo_bytes(catalogue)


def test_every_official_day_off_has_a_name_that_is_translated() -> None:
    """The names that the bundled calendars give."""
    named = set()
    for file in ("workdays_cn.csv", "workdays_us.csv"):
        text = (resources.files("carriers") / "data" / file).read_text("utf-8")
        named |= {
            row["holiday"] for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
        }
    assert named == set(HOLIDAYS)
