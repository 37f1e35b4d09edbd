"""What the heads of an order export mean: words in several languages, the bundled profiles' heads, and near ones."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from routing.intake.profiles import OWN, profiles
from routing.values.money import CURRENCIES
from routing.values.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SURE, TO_CONSIGNEE, OF_PROFILE, BARE, WITHIN, NEAR, OF_BUYER = 100, 98, 90, 80, 60, 50, 20
"""How sure a head is: written so, the consignee's, of a profile, nobody's, at its end, alike, the payer's."""
_ALIKE: Final = 0.88
"""From so much of 1 on two heads are alike."""
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])")
_SIGNS: Final = re.compile(r"[\W_]+")
_UNITS: Final = {
    "g": "g", "gram": "g", "grams": "g", "克": "g", "kg": "kg", "kgs": "kg", "公斤": "kg", "千克": "kg",
    "oz": "oz", "lb": "lb", "lbs": "lb",
    "cm": "cm", "厘米": "cm", "公分": "cm", "mm": "mm", "毫米": "mm", "in": "in", "inch": "in", "inches": "in",
}  # fmt: skip
"""Unit as a head names it -> as a field ends."""
MEASURES: Final = {
    "weight": ("g", "kg", "oz", "lb"),
    **dict.fromkeys(("length", "width", "height", "size"), ("cm", "mm", "in")),
}
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_FEWEST: Final = 4
"""Letters of a head below which likeness tells nothing."""


def plain(head: str) -> str:
    """A head in small letters without accents and signs, words of one cut apart.

    >>> plain("shippingPostCode"), plain("Empfänger-PLZ"), plain("重量(g)")
    ('shipping post code', 'empfanger plz', '重量 g')
    """
    letters = "".join(
        char for char in unicodedata.normalize("NFKD", _CAMEL.sub(" ", head)) if not unicodedata.combining(char)
    )
    return _SIGNS.sub(" ", letters.casefold().replace("ß", "ss")).strip()


def meanings(head: str) -> dict[str, int]:
    """The fields that a head may mean, each with how sure that is, out of a hundred."""
    word, unit = _without_unit(plain(head))
    found: dict[str, int] = {}
    for field, sure in (*_exact(word), *_of_address(word), *_of_profiles(plain(head))):
        name = f"{field}_{unit}" if unit and unit in MEASURES.get(field, ()) else field
        found[name] = max(sure, found.get(name, 0))
    return found or dict(_within(word)) or dict(_near(word))


def _without_unit(word: str) -> tuple[str, str]:
    """The head without a unit or currency at its end, and the unit."""
    first, _, last = word.rpartition(" ")
    if first and last in _UNITS:
        return first, _UNITS[last]
    return (first, "") if first and last.upper() in CURRENCIES else (word, "")


def _exact(word: str) -> Iterator[tuple[str, int]]:
    """Words of an order, alone or with one that says it is of the order or of its line."""
    table = _words()["order"]
    if word in table:
        yield table[word], SURE
        return
    for name in _place()["of_order"]:
        field = table.get(word.removeprefix(name).strip()) if word.startswith(name) else None
        if field:
            yield field, TO_CONSIGNEE
            return


def _of_address(word: str) -> Iterator[tuple[str, int]]:
    table = _words()["address"]
    if word in table:
        yield table[word], BARE
    elif word in _place()["person"]:
        yield "name", BARE
    for names, sure in ((_place()["to"], TO_CONSIGNEE), (_place()["of_buyer"], OF_BUYER)):
        for name in names:
            for rest in (word.removeprefix(name), word.removesuffix(name)):
                if rest != word and (field := table.get(rest.strip())):
                    yield field, sure
                    return


def _of_profiles(word: str) -> Iterator[tuple[str, int]]:
    for field in _bundled().get(word, ()):
        yield field, OF_PROFILE


def _within(word: str) -> Iterator[tuple[str, int]]:
    """A Chinese head says at its end what it is, as 平台订单号 does."""
    table = {**_words()["address"], **_words()["order"]}
    ends = (word[start:] for start in range(1, len(word) - 1))
    found = next((table[end] for end in ends if _CHINESE.match(end) and end in table), None)
    if found and _CHINESE.match(word):
        yield found, WITHIN


def _near(word: str) -> Iterator[tuple[str, int]]:
    table = {**_words()["address"], **_words()["order"]}
    known = [one for one in table if len(one) >= _FEWEST]
    for name in nearest(word, known, alike=_ALIKE) if len(word) >= _FEWEST else ():
        yield table[name], NEAR


@cache
def _table() -> Mapping[str, Any]:
    text = (resources.files("carriers") / "data" / "order_heads.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _place() -> Mapping[str, tuple[str, ...]]:
    """Words that stand before or behind those of an address, the longest first."""
    return {name: tuple(sorted(map(plain, words), key=len, reverse=True)) for name, words in _table()["place"].items()}


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """Head -> field, for words of the order and of an address."""
    return {
        part: {plain(word): field for field, words in _table()[part].items() for word in words}
        for part in ("order", "address")
    }


@cache
def _bundled() -> Mapping[str, tuple[str, ...]]:
    """Head of a bundled profile -> the fields that it means there."""
    found: dict[str, dict[str, None]] = {}
    for name, profile in profiles().items():
        for field, heads in profile.columns.items() if name != OWN else ():
            for head in heads:
                if not head.endswith("*"):
                    found.setdefault(plain(head), {})[field] = None
    return {head: tuple(fields) for head, fields in found.items()}
