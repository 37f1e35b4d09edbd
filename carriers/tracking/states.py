"""States of trackers and carriers to events, by the table of the data file."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

OWN: Final = "table"
"""The form of tables, in whose states the events of this program are."""
_SIGNS: Final = re.compile(r"[\s_\-/.]+")


@frozen
class State:
    """What a state means.  `firm`: the words beside it may deny it, but not make it more precise."""

    event: str
    firm: bool


@frozen
class Meaning:
    """What state and sub-state say together; `told` is the part of them that nobody knows."""

    state: State | None
    told: str | None


def meaning(form: str, state: str | None, substate: str | None) -> Meaning:
    """What a scan's state and sub-state mean: the sub-state's meaning, else the state's, else the part before its "_".

    >>> meaning("17track", "InTransit", "InTransit_PickedUp").state
    State(event='first_scan', firm=True)
    >>> meaning("17track", "InTransit", "InTransit_OnTheMoon")
    Meaning(state=State(event='in_transit', firm=False), told='InTransit_OnTheMoon')
    """
    told = None
    for text in (substate, state):
        if not text:
            continue
        found = _known(form, text)
        if found is not None:
            return Meaning(found, told)
        told = told or text
    for text in (substate, state):
        main = (text or "").partition("_")[0]
        if main != text and (found := _known(form, main)) is not None:
            return Meaning(State(found.event, firm=False), told)
    return Meaning(None, told)


def is_own(texts: pl.Series) -> pl.Series:
    """Which texts are events of this program, as a table of one's own may write them."""
    own = [code for form, code in _states() if form == OWN]
    return texts.str.to_lowercase().str.replace_all(r"[\s_\-/.]+", "").is_in(own).fill_null(value=False)


def _known(form: str, text: str) -> State | None:
    states = _states()
    code = _code(text)
    return states.get((form, code)) or (states.get(("", code)) if len(code) > 1 else None)


def _code(text: str) -> str:
    """A state as states are compared: InfoReceived, info_received and "Info received" are one."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).casefold()


@cache
def _states() -> Mapping[tuple[str, str], State]:
    """Form and code -> meaning; the form "" holds for files of other forms: the first form that has the code."""
    path = resources.files("carriers") / "data/tracking/states.csv"
    found: dict[tuple[str, str], State] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            state, code = State(row["event"], row["firm"] == "yes"), _code(row["code"])
            found.setdefault((row["form"], code), state)
            found.setdefault(("", code), state)
    return found
