"""The questions for a fact that selection needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from routing.errors import ReadError
from templates_en.fact_types import read
from templates_en.situations.state import DELIVERED

if TYPE_CHECKING:
    from datetime import date

    from templates_en.situations.state import State


Why = tuple[str, ...] | None
"""What a rule says: the reasons why its situation fits; None where it does not."""

ABOUT_THE_PARCEL = frozenset({None, "where", "when", "delivery"})
"""Messages that ask how things stand, so that the state of the parcel is the answer; None: the buyer wrote nothing."""


class UnknownFactError(Exception):
    """A rule hangs on a fact that nobody gave; `ask` says which and how to give it."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask


@frozen
class Ask:
    """A fact that selection needs: its name, how to give it, and the situations it decides between."""

    fact: str
    question: str
    options: tuple[str, ...]
    between: tuple[str, ...] = ()


def day_of(stated: object) -> date | None:
    """The day that the person states; None where it cannot be read."""
    try:
        day: date = read("date", stated)
    except ReadError:
        return None
    return day


def has_left(state: State) -> bool:
    """Whether the parcel has left; asks where nobody said."""
    if state.sent is None:
        raise UnknownFactError(
            Ask(
                "status", "Has the parcel left?",
                ("--status paid", "--dispatched DATE", "--event transit@2026-11-18T09:00+08:00", "--tracking FILE"),
                ("order.dispatch.on_time", "order.dispatch.late", "in_transit.normal"),
            )
        )  # fmt: skip
    return state.sent


def message_reason(state: State) -> tuple[str, ...]:
    """The buyer's message as a reason."""
    return (f"buyer's message: {state.message}",) if state.message else ()


def when_text(state: State) -> str:
    """When the last scan was, and how long ago."""
    if state.last is None:
        return "as stated"
    days = max(state.silent_days or 0, 0)  # a scan in the east may bear tomorrow's date
    ago = "today" if days == 0 else "1 day ago" if days == 1 else f"{days} days ago"
    return f"on {state.last.at:%Y-%m-%d} ({ago})"


def ask_message(state: State) -> Ask:
    """The question for the buyer's words, when nothing else decides."""
    if state.message == "change":
        return Ask(
            "message", f"It can no longer be changed ({state.sent_why}). What does the buyer want instead?",
            ("--msg cancel", "--msg exchange", "--status paid (if it can still be changed)"),
        )  # fmt: skip
    shown = "delivered" if state.status == DELIVERED else f"message {state.message}" if state.message else "nothing yet"
    return Ask("message", f"What does the buyer say? Known so far: {shown}.", ('--says "..."', "--msg CLASS"))
