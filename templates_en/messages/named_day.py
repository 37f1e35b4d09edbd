"""The day that a buyer names: "by 5 Dec", "am 19.", "12月5日", "before Christmas", "until Friday"."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from functools import cache
from importlib import resources
from itertools import product

from babel import Locale

from templates_en.messages.features import bare

LANGUAGES = ("en", "es", "pt", "fr", "de", "it", "ru", "pl", "tr", "ar", "ja", "ko", "zh")
"""Languages whose months and weekdays are known."""
_ISO = re.compile(r"(?<![\d-])(20\d\d)-(\d\d)-(\d\d)(?![\d-])")
_OF_EAST_ASIA = re.compile(r"(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日号號일]?")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(?:20\d\d)?(?!\d)")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
_OF_A_MONTH = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)\b|\b(?:el|dia|le|am|bis|zum|den|vor dem|entro il|il|ayin|يوم) (\d{1,2})(?:\.(?!\d)|\b)"
    r"|\b(\d{1,2})[- ]?(?:го|числа|числу|go|tego|unda|una|ine)\b|(?<![月\d])(\d{1,2})[号號日]"
    r"|(?<![월\d ])(\d{1,2})일(?!째|간)"
)
"""A day without its month, as "the 19th" is written in each language."""
_AMOUNT = re.compile(r"\s*(?:euros?|eur|usd|dollars?|%|pesos|reais|pcs|pieces)\b")


def named_day(words: str, today: date) -> date | None:
    """The one day that the words name, the next such day from `today` on; None where they name none or several.

    >>> named_day("I need it by 5 Dec", date(2026, 11, 26))
    datetime.date(2026, 12, 5)
    """
    seen = bare(words)
    found = {day for day in (*_with_month(seen, today), *_by_word(seen, today)) if day is not None}
    if not found:
        found = {day for day in _of_a_month(seen, today) if day is not None}
    if not found:
        found = set(_weekdays(seen, today))
    return found.pop() if len(found) == 1 else None


def _with_month(seen: str, today: date) -> list[date | None]:
    found = [_next(int(month), int(day), today) for _, month, day in _ISO.findall(seen)]
    found += [_next(int(month), int(day), today) for month, day in _OF_EAST_ASIA.findall(seen)]
    found += [_next(int(month), int(day), today) for day, month in _DOTTED.findall(seen)]
    for first, second in _SLASHED.findall(seen):
        low, high = sorted((int(first), int(second)))
        if high > 12 or low == high:  # else it could be either way round
            found.append(_next(low, high, today))
    for match in _months_expression().finditer(seen):
        day, month = match["before"] or match["after"], match["month"] or match["named"]
        found.append(_next(_months()[month], int(day), today))
    return found


def _by_word(seen: str, today: date) -> list[date | None]:
    """Christmas and the like; the longest word counts, so that Christmas Eve is not Christmas Day."""
    hits = [(word, day) for day, words in _named().items() for word in words if _stands(word, seen)]
    longest = [hit for hit in hits if not any(hit[0] in other[0] and hit != other for other in hits)]
    return [_next(int(day[:2]), int(day[3:]), today) for _, day in longest]


def _stands(word: str, seen: str) -> bool:
    return re.search(rf"(?<![a-z]){re.escape(bare(word))}", seen) is not None


def _of_a_month(seen: str, today: date) -> list[date | None]:
    found = []
    for match in _OF_A_MONTH.finditer(seen):
        if not _AMOUNT.match(seen, match.end()):
            number = int(next(group for group in match.groups() if group))
            months = ((today.year, today.month), (today.year + today.month // 12, today.month % 12 + 1))
            days = (_day(year, month, number) for year, month in months)
            found.append(next((day for day in days if day is not None and day >= today), None))
    return found


def _weekdays(seen: str, today: date) -> list[date]:
    return [
        today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
        for name, number in _names_of_weekdays().items()
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name), seen)
    ]


def _next(month: int, number: int, today: date) -> date | None:
    """The next such day from today on; None where the month has no such day."""
    days = (_day(year, month, number) for year in (today.year, today.year + 1))
    return next((day for day in days if day is not None and day >= today), None)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    """Names of the months in every language, whole and short, as `bare` text."""
    found: dict[str, int] = {}
    for language, form, width in product(LANGUAGES, ("format", "stand-alone"), ("wide", "abbreviated")):
        for number, name in Locale(language).months[form][width].items():
            seen = bare(name).rstrip(".")
            if len(seen) >= 3 and not seen[0].isdigit():
                found.setdefault(seen, number)
    return {**found, "sept": 9}


@cache
def _months_expression() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w.])(?P<before>\d{{1,2}})(?:st|nd|rd|th|er|[.ºª°])? ?(?:de |of |d')?(?P<month>{names})(?!\w)"
        rf"|(?<!\w)(?P<named>{names})\.? (?:the )?(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?!\w)"
    )


@cache
def _named() -> dict[str, list[str]]:
    """Month-day -> the words for it, from `data/messages/days.toml`."""
    text = resources.files("templates_en").joinpath("data/messages/days.toml").read_text(encoding="utf-8")
    named: dict[str, list[str]] = tomllib.loads(text)["named"]
    return named


@cache
def _names_of_weekdays() -> dict[str, int]:
    """Names of the weekdays in every language, Monday 0."""
    found: dict[str, int] = {}
    for language, form in product(LANGUAGES, ("format", "stand-alone")):
        for number, name in Locale(language).days[form]["wide"].items():
            found.setdefault(bare(name), number)
    return found
