"""The one situation that fits an order's state, why, and what else came into question.

Rules are tried in order; the first that holds wins, the later ones that hold are the runners-up.  A rule that hangs on
a fact nobody gave asks for it by name: below it nothing is chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from templates_en.situations.asks import Ask, UnknownFactError, ask_message
from templates_en.situations.rules import RULES

if TYPE_CHECKING:
    from routing.reason import Reason
    from templates_en.situations.state import State


@frozen
class Match:
    """A situation that fits, the group of its rule, and the values that triggered it."""

    situation: str
    group: Reason
    why: tuple[Reason, ...]


@frozen
class Selection:
    """The situation that fits best (None: a fact is missing, see `asks`), and the runners-up in their order."""

    chosen: Match | None
    runners_up: tuple[Match, ...] = ()
    asks: tuple[Ask, ...] = ()


def select(state: State) -> Selection:
    """The situation for that state by the written precedence, the runners-up, or the facts to ask for."""
    matches: list[Match] = []
    asks: list[Ask] = []
    for situation, group, rule in RULES:
        try:
            why = rule(state)
        except UnknownFactError as unknown:
            if not matches and unknown.ask not in asks:
                asks.append(unknown.ask)
            continue
        if why is not None:
            matches.append(Match(situation, group, why))
    if asks:
        return Selection(None, tuple(matches), tuple(asks))
    if not matches:
        return Selection(None, (), (ask_message(state),))
    return Selection(matches[0], tuple(matches[1:]))
