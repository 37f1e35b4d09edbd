"""The questions for a fact that selection needs, and what several rules say of a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from routing.errors import ReadError
from routing.reason import Reason
from templates_en.fact_types import read
from templates_en.situations.state import DELIVERED

if TYPE_CHECKING:
    from datetime import date

    from templates_en.situations.state import State


Why = tuple[Reason, ...] | None
"""What a rule says: the reasons why its situation fits; None where it does not."""

ABOUT_THE_PARCEL = frozenset({None, "where", "when", "delivery", "needed_by"})
"""Messages that ask how things stand, so that the state of the parcel is the answer; None: the buyer wrote nothing."""


class UnknownFactError(Exception):
    """A rule hangs on a fact that nobody gave; `ask` says which and how to give it."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask


@frozen
class Ask:
    """A fact that selection needs: its name, how to give it, and the situations it decides between."""

    fact: str
    question: Reason
    options: tuple[str | Reason, ...]
    between: tuple[str, ...] = ()


def day_of(stated: object) -> date | None:
    """The day that the person states; None where it cannot be read."""
    try:
        day: date = read("date", stated)
    except ReadError:
        return None
    return day


def has_left(state: State) -> bool:
    """Whether the parcel has left.

    Raises:
        UnknownFactError: nobody said.
    """
    if state.sent is None:
        raise UnknownFactError(
            Ask(
                "status", Reason("question.has_left"),
                ("--status paid", "--dispatched DATE", "--event transit@2026-11-18T09:00+08:00", "--tracking FILE"),
                ("order.dispatch.on_time", "order.dispatch.late", "in_transit.normal"),
            )
        )  # fmt: skip
    return state.sent


def message_reason(state: State) -> tuple[Reason, ...]:
    """The buyer's message as a reason; empty where the buyer wrote nothing."""
    return (Reason("situation.message", message=state.message),) if state.message else ()


def scan_age(state: State) -> Reason:
    """When the last scan was, and how long ago."""
    if state.last is None:
        return Reason("situation.as_stated")
    day, days = state.last.at.date(), max(state.silent_days or 0, 0)  # a scan in the east may bear tomorrow's date
    if days == 0:
        return Reason("situation.scanned_today", day=day)
    return Reason("situation.scanned_before", day=day, days=days)


def ask_message(state: State) -> Ask:
    """The question for the buyer's words, when nothing else decides."""
    if state.message == "change":
        return Ask(
            "message", Reason("question.no_change", why=state.sent_why),
            ("--msg cancel", "--msg exchange", Reason("question.still_changeable")),
        )  # fmt: skip
    known = Reason("question.nothing_known")
    if state.message:
        known = Reason("question.known_message", message=state.message)
    if state.status == DELIVERED:
        known = Reason("question.known_delivered")
    return Ask("message", Reason("question.message", known=known), ('--says "..."', "--msg CLASS"))
