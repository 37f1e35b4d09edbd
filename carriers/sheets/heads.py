"""What the head of a column says: which figures stand below it, in which currency and unit."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from attrs import frozen

from routing.values.toml_file import toml_values
from routing.values.units import exact

_UNIT: Final = re.compile(
    r"(?:/|每|per|元|\()\s*(?P<n>[0-9]+(?:\.[0-9]+)?)?\s*(?P<unit>kgs?|公斤|千克|кг|克|г|g|lbs?|磅|oz|盎司|斤)(?![a-zа-я])",
    re.IGNORECASE,
)
WEIGHT_UNIT: Final = re.compile(
    r"kgs?|公斤|千克|кг|lbs?\b|磅|oz\b|盎司|克|(?<![a-z])g(?:ram)?s?(?![a-z])|(?<![а-я])г(?![а-я])", re.IGNORECASE
)
_GRAMS: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(kgs?|公斤|千克|克|g)(?![a-z])", re.IGNORECASE)
UNITS: Final = {
    "kg": "kg", "kgs": "kg", "公斤": "kg", "千克": "kg", "克": "g",
    "кг": "kg", "г": "g", "g": "g", "gs": "g", "gram": "g", "grams": "g",
    "lb": "lb", "lbs": "lb", "磅": "lb", "oz": "oz", "盎司": "oz", "斤": "斤",
}  # fmt: skip
HUNDREDTHS: Final = re.compile(r"(?:^|[^区])分\s*/\s*(?:克|g|kg|公斤|千克|票|件)|美分|\bcents?\b|¢", re.IGNORECASE)
"""Texts of prices in hundredths, which nobody may take for whole units."""
_LONGEST: Final = 60


@frozen
class Head:
    """A head: the kind of its figures, and what it says of them; empty where it says nothing."""

    kind: str
    currency: str = ""
    unit: str = ""
    """What a price is for: "1 kg", "100 g", "1 lb"."""
    weight_unit: str = ""
    """kg, g, lb or oz, of weights."""
    grams: int | None = None
    """A weight that the head names: 首重0.5kg."""


@lru_cache(maxsize=4096)
def head(text: str) -> Head:
    """What a cell says as a head; of kind "" where it seems to be none."""
    if not text or len(text) > _LONGEST:
        return Head("")
    text = text.replace("_", " ")
    kind = next((kind for kind, pattern in _patterns("kind", "name") if pattern.search(text)), "")
    weight = WEIGHT_UNIT.search(text)
    return Head(kind, currency_of(text), unit_of(text), UNITS[weight[0].lower()] if weight else "", grams_of(text))


def currency_of(text: str) -> str:
    """The currency a text names; "" where it names none."""
    return next((code for code, pattern in _patterns("currency", "code") if pattern.search(text)), "")


def unit_of(text: str) -> str:
    """What a price is for, as "1 kg" or "100 g"; "" where the text does not say."""
    match = _UNIT.search(text)
    return f"{match['n'] or 1} {UNITS[match['unit'].lower()]}" if match else ""


def grams_of(text: str) -> int | None:
    """The first weight a text names, in whole grams; None where it names none."""
    match = _GRAMS.search(text)
    if match is None:
        return None
    found = Fraction(exact(match[1], UNITS[match[2].lower()], "gram"))
    return int(found) if found.denominator == 1 else None


@cache
def _patterns(table: str, key: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(name, pattern) of a table of `sheet_heads.toml`, in its order."""
    text = (resources.files("carriers") / "data" / "sheet_heads.toml").read_text(encoding="utf-8")
    return tuple(
        (row[key], re.compile("|".join(row["patterns"]), re.IGNORECASE)) for row in toml_values(text, table)[table]
    )
