"""Rules of selection for orders that have not left."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from routing.deadlines.workdays import SetBy
from routing.reason import Reason
from templates_en.situations.asks import ABOUT_THE_PARCEL, Why, day_of, has_left
from templates_en.situations.state import UNPAID

if TYPE_CHECKING:
    from collections.abc import Callable

    from templates_en.situations.state import State


def stated(*names: str) -> Callable[[State], Why]:
    """The rule that fits as soon as the person states one of those facts."""

    def rule(state: State) -> Why:
        present = [name for name in names if state.given.get(name) is not None]
        return tuple(Reason("situation.stated", name=name, value=state.given[name]) for name in present) or None

    return rule


def unpaid(state: State) -> Why:
    """The order waits for its payment, and the buyer asks nothing."""
    return (Reason("situation.unpaid"),) if state.status == UNPAID and state.message is None else None


def late(state: State) -> Why:
    """The latest dispatch is over, or the day that the person states lies behind it."""
    if not waiting(state):
        return None
    if past_latest(state):
        return (state.sent_why, Reason("situation.latest_over", latest_at=state.latest_at))
    new = new_date(state)
    if new is None or (state.latest_at is not None and new <= state.latest_at.astimezone(state.now.tzinfo).date()):
        return None
    return (state.sent_why, Reason("situation.new_date_late", day=new))


def new_date(state: State) -> date | None:
    """The new dispatch day that the person states; one that cannot be read is far away, and rendering refuses it."""
    given = state.given.get("new_date")
    return None if given is None else day_of(given) or date.max


def moved(state: State) -> Why:
    """Days off moved the dispatch, nobody states another day, and it is not late."""
    if not waiting(state) or closure(state) is None or state.given.get("new_date") or past_latest(state):
        return None
    return (state.sent_why, Reason("situation.deadline_note", note=state.deadline_note))


def on_time(state: State) -> Why:
    """The order waits for its dispatch day, and it is not late."""
    if not waiting(state) or past_latest(state):
        return None
    new = state.given.get("new_date")
    if new:
        return (state.sent_why, Reason("situation.new_date", day=new))
    if state.dispatch_on is None:
        return (state.sent_why, Reason("situation.day_not_known"))
    return (state.sent_why, Reason("situation.planned", day=state.dispatch_on))


def waiting(state: State) -> bool:
    """Whether the order is bought and has not left, and the buyer asks how things stand or nothing."""
    return state.message in ABOUT_THE_PARCEL and not state.before_sale and has_left(state) is False


def past_latest(state: State) -> bool:
    """Whether the latest moment of dispatch is over."""
    return state.latest_at is not None and state.now > state.latest_at


def closure(state: State) -> SetBy | None:
    """Who set the days off that moved the dispatch; None where none did.

    A public holiday comes before the seller's own days, and these before the weekend.
    """
    deciders = {day.set_by for day in state.days_off}
    return next((decider for decider in (SetBy.OFFICIAL, SetBy.OWN, SetBy.WEEK) if decider in deciders), None)


def channel_changed(state: State) -> Why:
    """The parcel goes by another channel than the buyer chose, and the person states why."""
    return stated("change_reason")(state) if state.message in {*ABOUT_THE_PARCEL, "carrier"} else None
