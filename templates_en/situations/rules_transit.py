"""Rules of selection for parcels on their way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from routing.reason import Reason
from templates_en.situations.asks import ABOUT_THE_PARCEL, Ask, UnknownFactError, Why, has_left, scan_age
from templates_en.situations.state import DELIVERED

if TYPE_CHECKING:
    from collections.abc import Callable

    from templates_en.situations.state import State


_OUT_FOR = timedelta(hours=24)
_MOVING = frozenset({"origin", "export", "transit", "arrive_dest", "out"})


def last_scan(*kinds: str) -> Callable[[State], Why]:
    """The rule that the newest scan is of one of those kinds, and the buyer asks how things stand or of duty."""

    def rule(state: State) -> Why:
        if state.last_kind in kinds and state.message in {*ABOUT_THE_PARCEL, "duty"}:
            return (last_scan_reason(state),)
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
    return (last_scan_reason(state), day_reason(days))


def lost(state: State) -> Why:
    """The carrier says that the parcel is lost, or its window has been over for as long as the threshold allows."""
    if not on_the_way(state):
        return None
    if state.given.get("inquiry") == "lost":
        return (Reason("situation.inquiry_lost"),)
    if state.last_kind == "lost":
        return (last_scan_reason(state),)
    days, over = state.days_on_way, state.threshold("lost_days_past_window")
    if state.window is not None and days is not None and days > state.window.calendar_days_most + over:
        return (day_reason(days), Reason("situation.window_long_over", window=state.window.words, days=over))
    return None


def past_window(state: State) -> Why:
    """The window of the service is over."""
    if not on_the_way(state) or state.window is None:
        return None
    days = days_on_way(state)
    if days <= state.window.calendar_days_most:
        return None
    return (day_reason(days), Reason("situation.window_over", window=state.window.words))


def disruption(state: State) -> Why:
    """The person states a notice of a disruption on the way."""
    if not on_the_way(state) or not state.given.get("notice"):
        return None
    return (Reason("situation.notice", notice=state.given["notice"]),)


def holiday(state: State) -> Why:
    """A public holiday falls into the parcel's silence, where the parcel is."""
    row = state.delaying_holiday if on_the_way(state) else None
    if row is None:
        return None
    return (
        Reason(
            "situation.holiday", name=row.name, country=row.country, start=row.start, end=row.end, source=row.source
        ),
        Reason("situation.no_scan_for", days=state.silent_days),
    )


def stalled(*, at_destination: bool) -> Callable[[State], Why]:
    """The rule that no scan came for longer than the threshold, on this side of the way or on that."""

    def rule(state: State) -> Why:
        if not on_the_way(state) or state.tracked is False or state.at_destination != at_destination:
            return None
        silent, most = state.silent_days, state.threshold("stalled_days")
        if state.last is None and silent is not None and silent > state.threshold("inactive_days") and state.tracked:
            return (Reason("situation.never_scanned", days=silent),)
        if state.last is None or silent is None or silent < most:
            return None
        return (last_scan_reason(state), Reason("situation.silent_for", days=silent, threshold=most))

    return rule


def untracked(state: State) -> Why:
    """The parcel cannot be followed.

    Raises:
        UnknownFactError: nobody said whether it can, or when it left.
    """
    if not on_the_way(state) or state.scans:
        return None
    if state.tracked is None:
        raise UnknownFactError(
            Ask(
                "tracked", Reason("question.tracked"),
                ("--untracked", "--var tracking_no=NUMBER", "--tracking FILE"),
                ("in_transit.untracked", "in_transit.tracking_inactive"),
            )
        )  # fmt: skip
    return (Reason("situation.untracked", days=days_on_way(state)),) if state.tracked is False else None


def inactive(state: State) -> Why:
    """The parcel can be followed, and its first scan may still be to come."""
    if not on_the_way(state) or state.scans or state.message is None or not state.tracked:
        return None
    days, most = days_on_way(state), state.threshold("inactive_days")
    return (Reason("situation.no_scan_yet", days=days),) if days <= most else None


def normal(state: State) -> Why:
    """The parcel moves, within its window where one is known."""
    if not on_the_way(state) or state.last is None or state.last_kind not in _MOVING:
        return None
    if (state.silent_days or 0) >= state.threshold("stalled_days"):
        return None
    if state.window is not None and (state.days_on_way or 0) > state.window.calendar_days_most:
        return None
    return (last_scan_reason(state), day_reason(state.days_on_way), window_reason(state))


def dispatched(state: State) -> Why:
    """The parcel has left, and its first scan may still be to come."""
    if state.message not in ABOUT_THE_PARCEL or not state.sent or state.status == DELIVERED or state.scans:
        return None
    if (state.days_on_way or 0) > state.threshold("inactive_days"):
        return None
    if state.dispatched_on is None:
        return (Reason("situation.status", status="dispatched"),)
    return (Reason("situation.dispatched_on", day=state.dispatched_on), Reason("situation.unscanned"))


def on_the_way(state: State) -> bool:
    """Whether the parcel has left and is not delivered, and the buyer asks how things stand or nothing."""
    return state.message in ABOUT_THE_PARCEL and state.status != DELIVERED and has_left(state)


def days_on_way(state: State) -> int:
    """The days since the parcel left.

    Raises:
        UnknownFactError: nobody said when.
    """
    if state.days_on_way is None:
        raise UnknownFactError(
            Ask(
                "dispatched_on", Reason("question.dispatched_on"),
                ("--dispatched DATE", "--tracking FILE"),
                ("in_transit.normal", "in_transit.past_window"),
            )
        )  # fmt: skip
    return state.days_on_way


def last_scan_reason(state: State) -> Reason:
    """The kind of the newest scan, and how long ago it was."""
    return Reason("situation.last_scan", kind=state.last_kind, age=scan_age(state))


def day_reason(days: int | None) -> Reason:
    """Which day on the way it is."""
    if days is None:
        return Reason("situation.day_not_known")
    return Reason("situation.day_after", days=days)


def window_reason(state: State) -> Reason:
    """The window of the service, or that none is known."""
    if state.window is None:
        return Reason("situation.no_window")
    return Reason("situation.window", window=state.window.words)
