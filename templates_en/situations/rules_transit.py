"""Rules of selection for parcels on their way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from templates_en.english import write
from templates_en.situations.asks import ABOUT_THE_PARCEL, Ask, UnknownFactError, Why, has_left, when_text
from templates_en.situations.state import DELIVERED

if TYPE_CHECKING:
    from collections.abc import Callable

    from templates_en.situations.state import State


_OUT_FOR = timedelta(hours=24)


_MOVING = frozenset({"origin", "export", "transit", "arrive_dest", "out"})


def last_scan(*kinds: str) -> Callable[[State], Why]:
    """Whether "last scan" fits the state, and why."""

    def rule(state: State) -> Why:
        if state.last_kind in kinds and state.message in {*ABOUT_THE_PARCEL, "duty"}:
            return (f"last scan {state.last_kind} {when_text(state)}",)
        return None

    return rule


def out_for_delivery(state: State) -> Why:
    """Out within the last day: what the window says no longer matters.  Inside the window the usual letter says it."""
    last = state.last
    if last is None or last.kind != "out" or not on_the_way(state) or state.now - last.at > _OUT_FOR:
        return None
    days = state.days_on_way
    if days is not None and (state.window is None or days <= state.window.calendar_days_most):
        return None
    return (
        f"last scan out {when_text(state)}",
        f"day {days} after dispatch" if days is not None else "dispatch day not known",
    )


def lost(state: State) -> Why:
    """Whether "lost" fits the state, and why."""
    if not on_the_way(state):
        return None
    if state.given.get("inquiry") == "lost":
        return ("the carrier's inquiry says lost",)
    if state.last_kind == "lost":
        return (f"last scan lost {when_text(state)}",)
    days, over = state.days_on_way, state.threshold("lost_days_past_window")
    if state.window is not None and days is not None and days > state.window.calendar_days_most + over:
        return (f"day {days} after dispatch", f"window {state.window.words}, and {write('days', over)} more are over")
    return None


def past_window(state: State) -> Why:
    """Whether "past window" fits the state, and why."""
    if not on_the_way(state) or state.window is None:
        return None
    days = days_on_way(state)
    if days <= state.window.calendar_days_most:
        return None
    return (f"day {days} after dispatch", f"window {state.window.words} is over")


def disruption(state: State) -> Why:
    """Whether "disruption" fits the state, and why."""
    return (f"notice: {state.given['notice']}",) if on_the_way(state) and state.given.get("notice") else None


def holiday(state: State) -> Why:
    """Whether "holiday" fits the state, and why."""
    row = state.delaying_holiday if on_the_way(state) else None
    if row is None:
        return None
    return (
        f"{row.name} in {row.country}, {row.start} to {row.end} ({row.source})",
        f"no scan for {write('days', state.silent_days)}",
    )


def stalled(*, at_destination: bool) -> Callable[[State], Why]:
    """Whether "stalled" fits the state, and why."""

    def rule(state: State) -> Why:
        if not on_the_way(state) or state.tracked is False or state.at_destination != at_destination:
            return None
        silent, most = state.silent_days, state.threshold("stalled_days")
        if state.last is None and silent is not None and silent > state.threshold("inactive_days") and state.tracked:
            return (f"no scan at all on day {silent} after dispatch",)
        if state.last is None or silent is None or silent < most:
            return None
        return (
            f"last scan {state.last_kind} {when_text(state)}",
            f"silent for {write('days', silent)}, threshold {most}",
        )

    return rule


def untracked(state: State) -> Why:
    """Whether "untracked" fits the state, and why."""
    if not on_the_way(state) or state.scans:
        return None
    if state.tracked is None:
        raise UnknownFactError(
            Ask(
                "tracked", "Can the parcel be followed?",
                ("--untracked", "--var tracking_no=NUMBER", "--tracking FILE"),
                ("in_transit.untracked", "in_transit.tracking_inactive"),
            )
        )  # fmt: skip
    return (f"no tracking, day {days_on_way(state)} after dispatch",) if state.tracked is False else None


def inactive(state: State) -> Why:
    """Whether "inactive" fits the state, and why."""
    if not on_the_way(state) or state.scans or state.message is None or not state.tracked:
        return None
    days, most = days_on_way(state), state.threshold("inactive_days")
    return (f"tracked, no scan yet on day {days} after dispatch",) if days <= most else None


def normal(state: State) -> Why:
    """Whether "normal" fits the state, and why."""
    if not on_the_way(state) or state.last is None or state.last_kind not in _MOVING:
        return None
    if (state.silent_days or 0) >= state.threshold("stalled_days"):
        return None
    if state.window is not None and (state.days_on_way or 0) > state.window.calendar_days_most:
        return None
    shown = f"window {state.window.words}" if state.window else "no window is known"
    days = "dispatch day not known" if state.days_on_way is None else f"day {state.days_on_way} after dispatch"
    return (f"last scan {state.last_kind} {when_text(state)}", days, shown)


def dispatched(state: State) -> Why:
    """Whether "dispatched" fits the state, and why."""
    if state.message not in ABOUT_THE_PARCEL or not state.sent or state.status == DELIVERED or state.scans:
        return None
    if (state.days_on_way or 0) > state.threshold("inactive_days"):
        return None
    return (f"dispatched on {state.dispatched_on}", "no scan yet") if state.dispatched_on else ("status dispatched",)


def on_the_way(state: State) -> bool:
    """Whether "on the way" fits the state, and why."""
    return state.message in ABOUT_THE_PARCEL and state.status != DELIVERED and has_left(state)


def days_on_way(state: State) -> int:
    """Whether "days on way" fits the state, and why."""
    if state.days_on_way is None:
        raise UnknownFactError(
            Ask(
                "dispatched_on", "On which day did the parcel leave?",
                ("--dispatched DATE", "--tracking FILE"),
                ("in_transit.normal", "in_transit.past_window"),
            )
        )  # fmt: skip
    return state.days_on_way
