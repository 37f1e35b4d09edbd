"""The words of notes, from `sheet_notes.toml`: patterns by key, with numbers, weights, lengths and money in them."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, Final

from routing.values.toml_file import toml_values
from routing.values.units import exact

_NUMBER: Final = r"(\d{1,6}(?:\.\d{1,4})?)"
_UNIT: Final = r"\s*(kgs?|公斤|千克|克|g)(?![a-z])"
_PARTS: Final = {
    "<w>": _NUMBER + _UNIT,
    "<n>": _NUMBER,
    "<u>": _UNIT,
    "<l>": r"(cm|厘米|公分|mm|毫米|米|m)(?![a-z])",
}
_PART: Final = re.compile(r"(?<!\?P)<(?:w|n|u|l)>")
UNITS: Final = {"公斤": "kg", "千克": "kg", "克": "g", "厘米": "cm", "公分": "cm", "毫米": "mm", "米": "m"}
CURRENCIES: Final = {
    "元": "CNY", "块": "CNY", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "usd": "USD", "美元": "USD", "美金": "USD",
    "刀": "USD", "$": "USD", "eur": "EUR", "欧元": "EUR", "欧": "EUR", "€": "EUR", "gbp": "GBP", "英镑": "GBP",
    "磅": "GBP", "£": "GBP", "hkd": "HKD", "港币": "HKD", "港元": "HKD",
}  # fmt: skip


def search(key: str, text: str) -> re.Match[str] | None:
    """The first match of a key's patterns."""
    return next((match for pattern in patterns(key) if (match := pattern.search(text))), None)


@cache
def patterns(key: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of a key."""
    return tuple(re.compile(_whole(text), re.IGNORECASE) for text in words()[key])


@cache
def named(key: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    """Name -> patterns, of a table of the words."""
    return {
        name: tuple(re.compile(_whole(text), re.IGNORECASE) for text in texts) for name, texts in words()[key].items()
    }


def whole_grams(figure: str | None, unit: str | None) -> int | None:
    """The grams of a figure; None where they are no whole number above 0."""
    if figure is None:
        return None
    word = (unit or "kg").lower()
    found = Fraction(exact(figure, UNITS.get(word, word.removesuffix("s")), "gram"))
    return int(found) if found.denominator == 1 and found > 0 else None


def _whole(text: str) -> str:
    return _PART.sub(lambda match: _PARTS[match[0]], text)


@cache
def words() -> dict[str, Any]:
    """What notes say."""
    text = (resources.files("carriers") / "data" / "sheet_notes.toml").read_text(encoding="utf-8")
    return toml_values(text, "sheet_notes.toml")
