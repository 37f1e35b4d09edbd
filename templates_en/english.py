"""Checked values in the words of a letter: months spelled out, amounts with their currency, plain lists."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from babel.languages import get_official_languages
from babel.lists import format_list
from babel.numbers import format_currency

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

LOCALE = "en"
_TAGS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_WORDS = re.compile(r"[A-Za-z]+")
END_MARKS = " .,;:!?"
MOST_TEXT = 160
MOST_TITLE = 80
MOST_NAME = 60
MOST_LIST = 600
"""Longest text, item title, name and list in a letter, in characters; titles and names end at a whole word.  With these
even the longest letter stays below 2000 characters."""
MOST_LENGTH = {
    "text": MOST_TEXT, "title": MOST_TITLE, "name": MOST_NAME, "address": MOST_TEXT, "code": 60, "steps": MOST_LIST,
    "choices": MOST_LIST // 2, "country": 45, "moment": 40, "date": 17, "money": 24, "event": 32, "reason": 40,
    "clock": 16, "days": 9, "span": 24, "window": 24, "choice": 12,
}  # fmt: skip
"""The longest that a value of each type is in print."""


def write(kind: str, value: Any) -> Any:  # noqa: C901, PLR0911, PLR0912 - one line a type
    """The value in the words of the letter: a str; a flag stays true or false."""
    match kind:
        case "title":
            return to_whole_words(value, MOST_TITLE)
        case "date":
            return _date_words(value)
        case "moment":
            return _moment_words(value.replace(tzinfo=None), (value.utcoffset() or timedelta()) // timedelta(minutes=1))
        case "money":
            return _money_words(value.amount, value.currency)
        case "days":
            return "1 day" if value == 1 else f"{value} days"
        case "steps":
            return "\n".join(f"{number}. {step}" for number, step in enumerate(value, start=1))
        case "choices":
            return _list_words(value)
        case "country":
            return country_words(value)
        case "event":
            return str(vocabulary()["events"][value])
        case "reason":
            return str(vocabulary()["disputes"][value])
        case "clock":
            return f"{value} China time"
        case "window":
            return value.words
        case "approval":
            return value.by
        case _:
            return value  # text, name, code, span, choice, flag: already as printed


@cache
def vocabulary() -> dict[str, Any]:
    """The words of `data/words.toml`."""
    text = resources.files("templates_en").joinpath("data/words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=512)
def country_words(code: str) -> str:
    """The country as it stands in a sentence: "the United States", "France"."""
    shown: str = Locale(LOCALE).territories[code]
    shown = shown.replace("Hong Kong SAR China", "Hong Kong").replace("Macao SAR China", "Macao")
    return f"the {shown}" if code in vocabulary()["with_article"] else shown


@lru_cache(maxsize=512)
def language_of(country: str | None) -> str | None:
    """The code of the language that most people of the country read officially; None where it is not known."""
    found = get_official_languages(country or "", de_facto=True)
    return found[0] if found else None


@lru_cache(maxsize=1024)
def zone_of_country(country: str | None, at: datetime) -> ZoneInfo | None:
    """The zone by which most people of the country live; None where it has several, and none is known to be that."""
    named = vocabulary()["zones"].get(country or "")
    if named is not None:
        return ZoneInfo(named)
    zones = [ZoneInfo(name) for name, territory in get_global("zone_territories").items() if territory == country]
    offsets = {at.astimezone(zone).utcoffset() for zone in zones}
    return zones[0] if len(offsets) == 1 else None


def us_spelling(text: str) -> str:
    """The text with the words that an official table spells otherwise as American English has them."""
    for other, spelling in vocabulary()["us_spelling"].items():
        text = text.replace(other, spelling)
    return text


def british_spelling(source: str) -> str:
    """The source of a text with its own words in British spelling; names in braces stay."""
    words: dict[str, str] = vocabulary()["british_spelling"]

    def spelled(word: re.Match[str]) -> str:
        other = words.get(word[0].lower(), word[0])
        return other.capitalize() if word[0][0].isupper() else other

    parts = _TAGS.split(source)
    return "".join(part if part.startswith("{") else _WORDS.sub(spelled, part) for part in parts)


def to_whole_words(text: str, most: int) -> str:
    """The text up to `most` characters, ending at a whole word, so that no letter, accent or emoji is cut apart."""
    if len(text) <= most:
        return text
    return text[: most + 1].rpartition(" ")[0].rstrip(END_MARKS)


@lru_cache(maxsize=4096)
def _date_words(day: date) -> str:
    return format_date(day, "d MMMM y", locale=LOCALE)


@lru_cache(maxsize=4096)
def _moment_words(at: datetime, minutes: int) -> str:
    """`minutes` ahead of UTC; moments of two zones are equal, so that they may not be the key of what is kept."""
    hours, rest = divmod(abs(minutes), 60)
    offset = f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
    return f"{_date_words(at.date())}, {at:%H:%M} (UTC{offset})"


@lru_cache(maxsize=8192)
def _money_words(value: Decimal, code: str) -> str:
    return format_currency(value, code, format="¤¤ #,##0.00", locale=LOCALE, currency_digits=True)


@lru_cache(maxsize=1024)
def _list_words(parts: tuple[str, ...]) -> str:
    return format_list(list(parts), style="or", locale=LOCALE)
