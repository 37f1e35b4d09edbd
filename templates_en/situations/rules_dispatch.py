"""Rules of selection for orders that have not left."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from templates_en.situations.asks import ABOUT_THE_PARCEL, Why, day_of, has_left
from templates_en.situations.state import UNPAID

if TYPE_CHECKING:
    from collections.abc import Callable

    from templates_en.situations.state import State


_NAMED_DAYS_OFF = re.compile(r"\boff \(([^)]+)\)")


_WEEKEND_OFF = re.compile(r"\b(?:Sat|Sun)\b[^;]*\boff\b")


def given_reason(*names: str) -> Callable[[State], Why]:
    """Whether "given reason" fits the state, and why."""

    def rule(state: State) -> Why:
        present = [name for name in names if state.given.get(name) is not None]
        return tuple(f"{name} = {state.given[name]}" for name in present) or None

    return rule


def unpaid(state: State) -> Why:
    """Whether "unpaid" fits the state, and why."""
    return ("status unpaid",) if state.status == UNPAID and state.message is None else None


def late(state: State) -> Why:
    """Whether "late" fits the state, and why."""
    if not waiting(state):
        return None
    if state.latest_at is not None and state.now > state.latest_at:
        return (state.sent_why, f"latest dispatch {state.latest_at:%Y-%m-%d %H:%M} is over")
    new = new_date(state)
    if new is None or (state.latest_at is not None and new <= state.latest_at.astimezone(state.now.tzinfo).date()):
        return None
    return (state.sent_why, f"new dispatch date {new}, after the latest one")


def new_date(state: State) -> date | None:
    """The new dispatch day that the person states; one that cannot be read is far away, and rendering refuses it."""
    stated = state.given.get("new_date")
    return None if stated is None else day_of(stated) or date.max


def moved(state: State) -> Why:
    """Whether "moved" fits the state, and why."""
    if (
        not waiting(state)
        or closure(state) is None
        or state.given.get("new_date")
        or (state.latest_at is not None and state.now > state.latest_at)
    ):
        return None
    return (state.sent_why, f"deadline note: {state.deadline_note}")


def on_time(state: State) -> Why:
    """Whether "on time" fits the state, and why."""
    if not waiting(state) or (state.latest_at is not None and state.now > state.latest_at):
        return None
    new = state.given.get("new_date")
    return (state.sent_why, f"new dispatch date {new}" if new else f"dispatch planned for {state.dispatch_on}")


def waiting(state: State) -> bool:
    """Whether "waiting" fits the state, and why."""
    return state.message in ABOUT_THE_PARCEL and not state.before_sale and has_left(state) is False


def closure(state: State) -> str | None:
    """What moved the dispatch, in words, as far as the deadline's note says: a public holiday or the weekend.

    A note reads like "paid on a day off; Thu 1 to Wed 7 off (National Day); ships Thu 8 Oct".
    """
    named = _NAMED_DAYS_OFF.search(state.deadline_note)
    if named is not None:
        return f"the {named[1].replace('Labour', 'Labor')} holiday"
    return "the weekend" if _WEEKEND_OFF.search(state.deadline_note) else None


def channel_changed(state: State) -> Why:
    """Whether "channel changed" fits the state, and why."""
    return given_reason("change_reason")(state) if state.message in {*ABOUT_THE_PARCEL, "carrier"} else None
