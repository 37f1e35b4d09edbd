"""Notes to clauses, each with the destinations that it speaks of."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from carriers.sheets.destinations import countries, names_destination
from carriers.sheets.guess.note_words import named, search
from routing.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENTENCE: Final = re.compile(
    r"(?<=[A-Za-z)\d])\.(?:\s+(?=[A-Z])|\s*$)|[;；。\n!！]+|(?<![\d.])\d{1,2}\s*[.、)）](?!\d)|[①-⑳]"
)
_BRACKETS: Final = re.compile(r"[（(]([^（()）]{2,60})[)）]")
_NUMBERED: Final = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?=[、.)）:：](?!\d))|[*※•★-]|(?:备?注|说明|提示|特别说明|note)\d{0,2}(?=[:：.、]))[、.)）:：]?\s*"
)
_BARE: Final = re.compile(
    r"[^\d,，;]{1,60}\d+(?:\.\d+)?\s*(?:kg|g|克|公斤|usd|美元|美金|eur|欧元?|gbp|英镑|元)(?:/[票件单])?(?:以内|以下)?",
    re.IGNORECASE,
)
_SAYS: Final = re.compile(r"包税|DD[UP]|关税|不[接收送计]|免[抛泡]|计[抛泡]|暂停|停收|进位|起重", re.IGNORECASE)
"""What parts a list of destinations, each with what is said of it."""
_BEHIND: Final = re.compile(
    r"(?:[:：]\s*|\bfor\s+|适用(?:于|国家)?\s*[:：]?\s*)([\u4e00-\u9fff、/和A-Za-z ,，&]{2,60})\s*$", re.IGNORECASE
)
"""Destinations at the end of a sentence: 以下国家起重50g:美国、加拿大."""
_TOPICS: Final = {"least": "起重", "step": "进位", "limit": "限重", "value": "申报价值上限"}
_PIECES: Final = re.compile(
    r"(?<=[,，/])|(?<=[gGkK克斤])(?=、\s*[\u4e00-\u9fff])|(?<=[:：])(?=\s*[\u4e00-\u9fff]{2,12}\d)"
    r"|(?<!for)(?<!of)(?<!to)(?<!in)(?=\s+[\u4e00-\u9fffA-Z])"
)
_WORD: Final = re.compile(r"[A-Za-z0-9]")
_AREAS: Final = re.compile(r"[A-Za-z]{1,2}(?:[\s、,，/]+[A-Za-z]{1,2})*[\s、,，/]*")
_UNITS: Final = frozenset({"kg", "cm", "mm", "g", "kgs"})
_LONGEST_NAME: Final = 40


@frozen
class Place:
    """The destinations that the sentences at hand speak of."""

    countries: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """All but these."""
    seen: tuple[str, ...] = ()
    unknown: bool = False
    """Whether they are called by a word that no list spells out: the Middle East, zone 1."""

    def of(self, sentence: str) -> Place:
        """The destinations of the next sentence: those it names, else those before."""
        excepted = search("except", sentence)
        if excepted:
            names = next((group for group in excepted.groups() if group), "")
            left_out = destinations(names.strip(" ,，、:："))
            if left_out:
                return Place((), left_out, tuple(dict.fromkeys((*self.seen, *left_out))))
        if search("everywhere", sentence):
            return Place((), (), self.seen)
        if search("others", sentence):
            return Place((), self.seen, self.seen)
        named = beginning(sentence)
        if not named and search("regions", sentence):
            return Place((), (), self.seen, unknown=True)
        return Place(named, (), tuple(dict.fromkeys((*self.seen, *named)))) if named else self


@frozen
class Clause:
    """A part of a note, with whom it is for."""

    text: str
    place: Place


def clauses(note: str, at: tuple[str, ...] = (), others: tuple[str, ...] = ()) -> Iterator[Clause]:
    """The clauses of a note; `at`: the destinations of the row or heading that it stands by, or all but `others`."""
    place, topic = Place(at, others, at or others), ""
    for sentence in filter(None, (part.strip(" ,，") for part in _SENTENCE.split(unicodedata.normalize("NFKC", note)))):
        place = Place(at, others, place.seen) if place.others else place
        for part in _parts(sentence):
            aside = [inner for inner in _BRACKETS.findall(part) if beginning(inner) and re.search(r"\d", inner)]
            clause = _BRACKETS.sub(lambda match, aside=aside: "" if match[1] in aside else match[0], part)  # type: ignore[misc]
            plain = _NUMBERED.sub("", clause)
            place = place.of(plain)
            here = _beside(plain, place, _BRACKETS.findall(part))
            place = evolve(place, seen=here.seen)  # what stands in brackets or behind is for this clause alone
            # what stands in brackets goes on with the words before: 最小计费重0.1kg(日本、韩国0.5kg)
            topic = _topic(clause) or topic
            yield Clause(_told(clause.strip(" ,，"), topic), here)
            for inner in aside:
                own = beginning(inner)
                yield Clause(_told(inner, topic), Place(own, (), own))


def _beside(clause: str, place: Place, brackets: list[str]) -> Place:
    """The destinations of a clause, or those that stand in brackets or at its end where it begins with none."""
    if beginning(_BRACKETS.sub("", clause)) or place.others:
        return place
    listed = dict.fromkeys(code for inner in brackets for code in destinations(inner.strip()))
    behind = _BEHIND.search(clause)
    listed |= dict.fromkeys(destinations(behind[1].strip(" ,，、")) if behind else ())
    if listed:
        return Place(tuple(listed), (), tuple(dict.fromkeys((*place.seen, *listed))))
    if any(search("regions", inner.strip()) for inner in brackets):
        return Place((), (), place.seen, unknown=True)
    return place


def _topic(clause: str) -> str:
    """What a clause speaks of: "least", "step" or "limit"; "" where it says none of these."""
    found = ((match.start(), name) for name, texts in named("topics").items()
             for pattern in texts if (match := pattern.search(clause)))  # fmt: skip
    return min(found, default=(0, ""))[1]


def _told(clause: str, topic: str) -> str:
    """A clause of a destination and a weight alone with the words that it goes on with: 美国50g of 起重:美国50g."""
    if not topic or _topic(clause) or not _BARE.fullmatch(clause):
        return clause
    return f"{clause}{_TOPICS[topic]}"


def _parts(sentence: str) -> Iterator[str]:
    """The parts of a sentence, parted before a destination or other ones that begin a new one."""
    for part in re.split(r"[,，](?=\s*(?:(?:其他|其它|其余)|[A-Z]{4,6}[\u4e00-\u9fff]))", sentence):
        held, topic = "", ""
        for piece in _PIECES.split(part):
            if held and beginning(piece.strip()) and (re.search(r"\d", held) or _topic(held) or _SAYS.search(held)):
                topic = topic or _topic(held)
                if re.search(r"\d", held) or _SAYS.search(held):
                    yield held
                held = _told(piece.strip(" ,，"), topic)
            else:
                held += piece
        if held.strip():
            yield held


def beginning(sentence: str) -> tuple[str, ...]:
    """The countries that a sentence begins with."""
    sentence = _NUMBERED.sub("", sentence)
    head = re.split(r"[:：]", sentence, maxsplit=1)[0] if re.search(r"[:：]", sentence[:120]) else ""
    postal = search("postcode", sentence)
    for text in (head, *_beginnings(sentence)):
        if postal and _AREAS.fullmatch(text.strip()):  # BT、IM、JE邮编: British areas
            continue
        found = destinations(text.strip(" ,，、()（）"))
        if found:
            return found
    return ()


def _beginnings(sentence: str) -> Iterator[str]:
    """Beginnings of a sentence that may be a list of countries, the longest first."""
    match = re.match(r"[\u4e00-\u9fff、/和及A-Za-z ,，()]+", sentence)
    text = match[0] if match else ""
    for stop in range(min(len(text), _LONGEST_NAME), 1, -1):
        if not (_WORD.match(sentence[stop - 1]) and _WORD.match(sentence[stop : stop + 1])):
            yield text[:stop]


@lru_cache(maxsize=1 << 12)
def destinations(text: str) -> tuple[str, ...]:
    """The countries that a text names, nothing else in it."""
    word = re.sub(r"(?:等国家?|国家|地区|专线|方向|路向|渠道)$", "", text.replace("以及", "、").replace("及", "、"))
    for one in (text, word, word.rstrip("的")):
        if one.casefold() not in _UNITS and 1 < len(one) <= 120 and names_destination(one):
            try:
                return countries(one, {})
            except ReadError:
                return ()
    return ()


def speaks_of_countries(text: str) -> bool:
    """Whether a text names a country anywhere."""
    for run in re.findall(r"[\u4e00-\u9fff]{2,}", text):
        for at in range(len(run) - 1):
            if any(_known(run[at : at + size]) for size in (2, 3, 4, 5)):
                return True
    return any(_known(word) for word in re.findall(r"[A-Za-z]{4,}", text))


def countries_in(text: str) -> set[str]:
    """The countries that a text names anywhere, by their longest names."""
    found: set[str] = set()
    for run in re.findall(r"[\u4e00-\u9fff]{2,}", text):
        at = 0
        while at < len(run) - 1:
            size = next((size for size in range(min(8, len(run) - at), 1, -1) if _known(run[at : at + size])), 0)
            if size:
                found.update(countries(run[at : at + size], {}))
            at += size or 1
    for word in re.findall(r"[A-Za-z]{4,}", text):
        if _known(word):
            found.update(countries(word, {}))
    return found


@lru_cache(maxsize=1 << 14)
def _known(word: str) -> bool:
    return names_destination(word)
