"""Sentences of a sheet's notes to the rules they state, with the countries they speak of."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, evolve, frozen

from carriers.sheets.destinations import countries, names_destination
from routing.values.toml_file import toml_values
from routing.values.units import exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NUMBER: Final = r"(\d{1,6}(?:\.\d{1,4})?)"
_UNIT: Final = r"\s*(kgs?|公斤|千克|克|g)"
_PARTS: Final = {"<w>": _NUMBER + _UNIT, "<n>": _NUMBER, "<u>": _UNIT, "<l>": r"(cm|厘米|mm|米|m)(?![a-z])"}
_SENTENCE: Final = re.compile(r"[;；。\n!！]+|(?<![\d.])\d{1,2}\s*[.、)）](?!\d)")
_UNITS: Final = {"公斤": "kg", "千克": "kg", "克": "g", "厘米": "cm", "米": "m"}


@frozen
class Rule:
    """One rule read from a sentence."""

    rule: str
    sentence: str
    countries: tuple[str, ...] = ()
    except_countries: tuple[str, ...] = ()
    facts: Mapping[str, Any] = Factory(dict)
    """The keys of its [[proposed]] table."""


def rules_of(note: str) -> list[Rule]:
    """The rules that a note states, in its order; each country's rule of a kind once."""
    note = unicodedata.normalize("NFKC", note)
    found: list[Rule] = []
    if _search("aside", note[:12]):
        return []
    place = _Place()
    for sentence in _clauses(note):
        if _search("aside", sentence):
            continue
        place = place.of(sentence)
        found += [
            Rule(rule, sentence, place.countries, place.others, facts)
            for rule, facts in (
                *_least(sentence),
                *_rounding(sentence),
                *_volumetric(note, sentence),
                *_limits(sentence),
            )
        ]
    return _gathered(found)


def tells(note: str) -> bool:
    """Whether a text speaks of money, weight, size, tax, goods or postcodes."""
    return bool(_search("tells", note))


@frozen
class _Place:
    """The destinations that the sentences at hand speak of."""

    countries: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()

    def of(self, sentence: str) -> _Place:
        """The destinations of the next sentence: those it begins with, else those before."""
        others = _search("others", sentence)
        if others:
            return _Place((), self.seen, self.seen)
        named = _named(sentence)
        if named:
            return _Place(named, (), tuple(dict.fromkeys((*self.seen, *named))))
        return self


def _clauses(note: str) -> Iterator[str]:
    """The sentences of a note; parted before a destination that begins a new one."""
    for sentence in filter(None, (part.strip() for part in _SENTENCE.split(note))):
        parts = re.split(r"[,，](?=\s*(?:其他|其它|其余))", sentence)
        for part in parts:
            yield from _by_country(part)


def _by_country(sentence: str) -> Iterator[str]:
    """The parts of 美国50G起重,英国10G起重, one for each destination."""
    held = ""
    for part in re.split(r"(?<=[,，])", sentence):
        if held and _named(part) and re.search(r"\d", held):
            yield held
            held = part
        else:
            held += part
    if held.strip():
        yield held


def _named(sentence: str) -> tuple[str, ...]:
    """The countries that a sentence begins with."""
    head = re.split(r"[:：]", sentence, maxsplit=1)[0] if re.search(r"[:：]", sentence[:80]) else ""
    for text in (head, *_beginnings(sentence)):
        word = text.strip(" ,，、()（）")
        if 1 < len(word) <= 120 and names_destination(word):
            return countries(word, {})
    return ()


def _beginnings(sentence: str) -> Iterator[str]:
    """Beginnings of a sentence that may be a list of countries, the longest first."""
    match = re.match(r"[\u4e00-\u9fff、/和A-Za-z ,，()]+", sentence)
    text = match[0] if match else ""
    for stop in range(min(len(text), 40), 1, -1):
        yield text[:stop]


def _least(sentence: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for pattern in _patterns("least"):
        match = pattern.search(sentence)
        if match is None:
            continue
        figures = match.groups()
        if len(figures) == 4 and _grams(figures[0], figures[1]) != _grams(figures[2], figures[3]):
            continue
        grams = _grams(figures[0], figures[1])
        if grams is not None:
            yield "least_billed", {"weight": f"{grams} g"}
            return


def _rounding(sentence: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The started steps of a sentence, by weight."""
    steps: dict[int, int] = {}
    unit = "kg"
    for part in re.split(r"[,，、;；/]", sentence):
        match = next((found for pattern in _patterns("step") if (found := pattern.search(part))), None)
        start = _search("from", part)
        if match is None:
            continue
        unit = match[2] or unit
        step = _grams(match[1], unit)
        if step is None or not step:
            continue
        steps[_start_g(start, unit) if start and start.end() <= match.end() else 0] = step
    if steps:
        if 0 not in steps:
            steps[0] = 1
        texts = [f"{step} g" if not over else f"over {over} g: {step} g" for over, step in sorted(steps.items())]
        yield "rounding", {"steps": texts}


def _start_g(match: re.Match[str], unit: str) -> int:
    """The weight from which a step holds."""
    low, low_unit, _, high_unit, above, above_unit, over, over_unit, *_ = match.groups()
    if low is not None:
        return _grams(low, low_unit or high_unit or unit) or 0
    if above is not None or over is not None:
        return _grams(above or over, above_unit or over_unit or unit) or 0
    return 0


def _volumetric(note: str, sentence: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A rule on volume, told once where its divisor stands, or by its sentence where the note has it elsewhere."""
    if not _search("volume", sentence):
        return
    divisor = _search("divisor", sentence) or _search("divisor", note)
    if divisor is None or not 500 <= int(divisor[1]) <= 1_000_000:
        return
    facts: dict[str, Any] = {"divisor": int(divisor[1])}
    times = _search("times", note)
    if times:
        strictly = _search("passed", note) and not _search("reached", note)
        facts["ratio_over" if strictly else "ratio"] = times[1]
    share = _search("share", note)
    if share:
        facts["share"] = f"{share[1] or share[2]} %"
    below = _search("not_below", note)
    if below:
        grams = _grams(below[1] or below[3], below[2] or below[4])
        facts["weight"] = [f"weight > {grams} g"]
    yield "volumetric", facts


def _limits(sentence: str) -> Iterator[tuple[str, dict[str, Any]]]:
    limits = []
    for measure, texts in _words()["limits"].items():
        match = re.search(_whole(texts), sentence, re.IGNORECASE)
        if match:
            limits.append(f"{measure} <= {match[1]} {_UNITS.get(match[2].lower(), match[2].lower())}")
    box = _search("box", sentence)
    if box:
        sides = sorted(map(int, box.groups()[:3]), reverse=True)
        names = ("longest_side", "second_side", "shortest_side")
        limits += [f"{name} <= {side} cm" for name, side in zip(names, sides, strict=True)]
    if limits:
        yield "limits", {"limits": list(dict.fromkeys(limits))}


def _grams(figure: str | None, unit: str | None) -> int | None:
    if figure is None:
        return None
    word = (unit or "kg").lower()
    found = Fraction(exact(figure, _UNITS.get(word, word.removesuffix("s")), "gram"))
    return int(found) if found.denominator == 1 and found > 0 else None


def _gathered(rules: Sequence[Rule]) -> list[Rule]:
    """The rules with equal ones once: of volumetric rules of the same destinations that with the most to say."""
    found: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Rule] = {}
    for one in rules:
        key = (one.rule, one.countries, one.except_countries)
        before = found.get(key)
        if before is not None and one.rule == "limits":
            limits = list(dict.fromkeys((*before.facts["limits"], *one.facts["limits"])))
            found[key] = evolve(before, facts={"limits": limits})
        elif before is None or (one.rule == "volumetric" and len(one.facts) > len(before.facts)):
            found[key] = one
    return list(found.values())


def _search(key: str, text: str) -> re.Match[str] | None:
    """The first match of a key's patterns."""
    return next((match for pattern in _patterns(key) if (match := pattern.search(text))), None)


@cache
def _patterns(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_whole([text]), re.IGNORECASE) for text in _words()[key])


def _whole(texts: Sequence[str]) -> str:
    """The patterns as one, with numbers, weights and units in them."""
    found = "|".join(texts)
    for name, pattern in _PARTS.items():
        found = found.replace(name, pattern)
    return found


@cache
def _words() -> dict[str, Any]:
    """What notes say, from `sheet_notes.toml`."""
    text = (resources.files("carriers") / "data" / "sheet_notes.toml").read_text(encoding="utf-8")
    return toml_values(text, "sheet_notes.toml")
