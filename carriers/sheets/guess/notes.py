"""Sentences of a sheet's notes to the rules they state, with the countries they speak of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, evolve, frozen

from carriers.sheets.guess.note_charges import charged, door
from carriers.sheets.guess.note_goods import goods, not_served
from carriers.sheets.guess.note_measures import least, limits, rounding, volumetric
from carriers.sheets.guess.note_places import clauses, countries_in, speaks_of_countries
from carriers.sheets.guess.note_words import search

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SHORTEST: Final = 4
"""Signs that a text must have to be read as a sentence."""
_OPENING: Final = 12
"""Signs at a note's beginning that say what all of it is about."""
_MERGED: Final = {"limits": "limits", "not_served": "postcodes"}


@frozen
class Rule:
    """One rule read from a sentence."""

    rule: str
    sentence: str
    countries: tuple[str, ...] = ()
    except_countries: tuple[str, ...] = ()
    facts: Mapping[str, Any] = Factory(dict)
    """The keys of its [[proposed]] table."""


def rules_of(note: str, at: tuple[str, ...] = (), others: tuple[str, ...] = ()) -> list[Rule]:
    """The rules that a note states, in its order; each country's rule of a kind once.

    Args:
        note: a cell's text.
        at: the destinations of the row or the heading that it stands by.
        others: those that its heading leaves out: "other countries".
    """
    found: list[Rule] = []
    if search("aside", note[:_OPENING]):
        return []
    told = list(clauses(note, at, others))
    for clause in told:
        place = clause.place
        if not search("aside", clause.text) and not place.unknown:
            same = "\n".join(one.text for one in told if one.place.countries == place.countries
                             and one.place.others == place.others)  # fmt: skip
            for rule, facts in _read(same, clause.text):
                own = place.countries
                if "postcodes" in facts and not own and not place.others:  # of the one country that it names
                    named = countries_in(clause.text)
                    own = tuple(named) if len(named) == 1 else ()
                found.append(Rule(rule, clause.text, own, place.others, facts))
    return _gathered(found)


def unread(note: str, at: tuple[str, ...] = (), others: tuple[str, ...] = ()) -> list[str]:
    """The clauses of a note that speak of weights, sizes, money or places, and state no rule that is known."""
    told = list(clauses(note, at, others))
    return [
        clause.text for clause in told
        if clause.place.unknown or not (search("aside", clause.text) or any(_read(note, clause.text)))
        if search("tells", clause.text)
    ]  # fmt: skip


def costs(note: str) -> bool:
    """Whether a text states an amount or a share that a parcel may have to pay, and no rule above read it."""
    return bool(search("costs", note))


def tells(note: str) -> bool:
    """Whether a text speaks of money, weight, size, tax, goods, postcodes or countries."""
    return bool(search("tells", note)) or (re.search(r"[\u4e00-\u9fffA-Za-z]{2}", note) is not None
                                           and speaks_of_countries(note))  # fmt: skip


def _read(note: str, clause: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rules of a clause."""
    money = list(charged(clause))
    yield from money
    if money or search("costs", clause):  # what is over a length or a weight pays: no limit
        yield from volumetric(note, clause)
        yield from door(clause)
        return
    for reader in (least, rounding, limits, goods, door, not_served):
        yield from reader(clause)
    yield from volumetric(note, clause)


def _gathered(rules: Sequence[Rule]) -> list[Rule]:
    """The rules with equal ones once: of volumetric rules of the same destinations that with the most to say."""
    found: dict[tuple[object, ...], Rule] = {}
    for one in rules:
        key: tuple[object, ...] = (one.rule, one.countries, one.except_countries)
        if one.rule in {"surcharge", "least_billed"}:  # two least weights of a country are told as a contradiction
            key = (*key, str(one.facts))
        before = found.get(key)
        if before is not None and one.rule in _MERGED:
            of = _MERGED[one.rule]
            found[key] = evolve(before, facts={**before.facts, **one.facts, of: list(
                dict.fromkeys((*before.facts.get(of, ()), *one.facts.get(of, ()))))})  # fmt: skip
        elif before is not None and one.rule == "goods":
            found[key] = evolve(before, facts={
                kind: list(dict.fromkeys((*before.facts.get(kind, ()), *one.facts.get(kind, ()))))
                for kind in ("accepts", "refuses") if kind in {*before.facts, *one.facts}})  # fmt: skip
        elif before is not None and one.rule == "rounding":
            found[key] = evolve(before, facts={"steps": _steps(before.facts["steps"], one.facts["steps"])})
        elif before is None or (one.rule == "volumetric" and len(one.facts) > len(before.facts)):
            found[key] = one
    return list(found.values())


def _steps(first: list[str], more: list[str]) -> list[str]:
    """Two lists of steps as one: the weights that only one of them names are added."""
    starts = {step.partition(":")[0] if ":" in step else "" for step in first}
    return [*first, *(step for step in more if step.startswith("over") and step.partition(":")[0] not in starts)]
