"""The rules of selection in their precedence: each says why its situation fits a state, or that it does not."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import frozen

from routing.errors import ReadError
from templates_en.english import write
from templates_en.state import DELIVERED, PACKED, UNPAID
from templates_en.values import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from templates_en.state import State

    Why = tuple[str, ...] | None

ABOUT_THE_PARCEL = frozenset({None, "where", "when", "delivery"})
"""Messages that ask how things stand, so that the state of the parcel is the answer; None: the buyer wrote nothing."""
_SILENT_MINUTES = 5
"""Chat only: 5 minutes after a question, 10 after a promotion, 30 in the end (service training)."""
_OUT_FOR = timedelta(hours=24)
_MOVING = frozenset({"origin", "export", "transit", "arrive_dest", "out"})
_NAMED_DAYS_OFF = re.compile(r"\boff \(([^)]+)\)")
_WEEKEND_OFF = re.compile(r"\b(?:Sat|Sun)\b[^;]*\boff\b")
_CUSTOMS = {
    "customs_docs": "in_transit.customs.docs",
    "duty_due": "in_transit.customs.duty",
    "customs_hold": "in_transit.customs.held",
}


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


def _said(*classes: str) -> Callable[[State], Why]:
    def rule(state: State) -> Why:
        return (f"buyer's message: {state.message}",) if state.message in classes else None

    return rule


def _given(*names: str) -> Callable[[State], Why]:
    def rule(state: State) -> Why:
        present = [name for name in names if state.given.get(name) is not None]
        return tuple(f"{name} = {state.given[name]}" for name in present) or None

    return rule


def _dispute(state: State) -> Why:
    return (f"dispute open: {state.dispute}",) if state.dispute else None


def _arrived_after_refund(state: State) -> Why:
    if not _refund_posted(state) or state.status != DELIVERED:
        return None
    refunded = state.given.get("refunded_on")
    if state.last is not None and refunded is not None and (_day_of(refunded) or date.min) > state.last.at.date():
        return None
    return (f"refund posted{f' on {refunded}' if refunded else ''}", f"delivered {_on(state)}")


def _refund_issued(state: State) -> Why:
    if _refund_posted(state):
        return ("a refund is posted", *_message(state))
    return (*_message(state), "the buyer asks for the refund") if state.message == "refund" else None


def _refund_posted(state: State) -> bool:
    return any(state.given.get(name) is not None for name in ("refunded_on", "refunded_amount"))


def _feedback(state: State) -> Why:
    if state.rating is not None and state.rating <= 3:
        return (f"rating {state.rating} of 5",)
    return _said("complaint", "threat")(state)


def _delivery_time(*, known: bool) -> Callable[[State], Why]:
    def rule(state: State) -> Why:
        if state.message != "delivery" or _sent(state) or (state.window is not None) != known:
            return None
        shown = f"window {state.window.words} ({state.window.source})" if state.window else "no window is known"
        return (*_message(state), state.sent_why, f"{shown}, to {state.destination}")

    return rule


def _duty(*, sent: bool) -> Callable[[State], Why]:
    def rule(state: State) -> Why:
        if state.message != "duty" or state.last_kind in _CUSTOMS or _sent(state) != sent:
            return None
        return (*_message(state), state.sent_why)

    return rule


def _pre_dispatch_time(state: State) -> Why:
    return (*_message(state), state.sent_why) if state.message == "when" and state.before_sale else None


def _follow_up(state: State) -> Why:
    minutes = state.given.get("silent_minutes")
    shown = str(minutes).strip()
    return (f"silent for {shown} minutes",) if shown.isdecimal() and int(shown) >= _SILENT_MINUTES else None


def _cancel(*, sent: bool) -> Callable[[State], Why]:
    def rule(state: State) -> Why:
        if state.message != "cancel" or state.status == DELIVERED or _sent(state) != sent:
            return None
        return (*_message(state), state.sent_why)

    return rule


def _change_address(state: State) -> Why:
    if state.message != "address" or state.status == DELIVERED:
        return None
    _sent(state)
    return (*_message(state), state.sent_why)


def _change_order(state: State) -> Why:
    if state.message != "change" or _sent(state) or state.status == PACKED:
        return None
    return (*_message(state), state.sent_why)


def _unwanted(state: State) -> Why:
    if state.message == "unwanted" or (state.message == "cancel" and state.status == DELIVERED):
        return (*_message(state), *((f"delivered {_on(state)}",) if state.status == DELIVERED else ()))
    return None


def _delivered_not_received(state: State) -> Why:
    if state.status == DELIVERED and state.message in {"where", "delivery", "when"}:
        return (f"delivered {_on(state)}", *_message(state))
    return None


def _last_scan(*kinds: str) -> Callable[[State], Why]:
    def rule(state: State) -> Why:
        if state.last_kind in kinds and state.message in {*ABOUT_THE_PARCEL, "duty"}:
            return (f"last scan {state.last_kind} {_on(state)}",)
        return None

    return rule


def _out_for_delivery(state: State) -> Why:
    """Out within the last day: what the window says no longer matters.  Inside the window the usual letter says it."""
    last = state.last
    if last is None or last.kind != "out" or not _on_the_way(state) or state.now - last.at > _OUT_FOR:
        return None
    days = state.days_on_way
    if days is not None and (state.window is None or days <= state.window.calendar_days_most):
        return None
    return (
        f"last scan out {_on(state)}",
        f"day {days} after dispatch" if days is not None else "dispatch day not known",
    )


def _lost(state: State) -> Why:
    if not _on_the_way(state):
        return None
    if state.given.get("inquiry") == "lost":
        return ("the carrier's inquiry says lost",)
    if state.last_kind == "lost":
        return (f"last scan lost {_on(state)}",)
    days, over = state.days_on_way, state.threshold("lost_days_past_window")
    if state.window is not None and days is not None and days > state.window.calendar_days_most + over:
        return (f"day {days} after dispatch", f"window {state.window.words}, and {write('days', over)} more are over")
    return None


def _past_window(state: State) -> Why:
    if not _on_the_way(state) or state.window is None:
        return None
    days = _days_on_way(state)
    if days <= state.window.calendar_days_most:
        return None
    return (f"day {days} after dispatch", f"window {state.window.words} is over")


def _disruption(state: State) -> Why:
    return (f"notice: {state.given['notice']}",) if _on_the_way(state) and state.given.get("notice") else None


def _holiday(state: State) -> Why:
    row = state.delaying_holiday if _on_the_way(state) else None
    if row is None:
        return None
    return (
        f"{row.name} in {row.country}, {row.start} to {row.end} ({row.source})",
        f"no scan for {write('days', state.silent_days)}",
    )


def _stalled(*, at_destination: bool) -> Callable[[State], Why]:
    def rule(state: State) -> Why:
        if not _on_the_way(state) or state.tracked is False or state.at_destination != at_destination:
            return None
        silent, most = state.silent_days, state.threshold("stalled_days")
        if state.last is None and silent is not None and silent > state.threshold("inactive_days") and state.tracked:
            return (f"no scan at all on day {silent} after dispatch",)
        if state.last is None or silent is None or silent < most:
            return None
        return (f"last scan {state.last_kind} {_on(state)}", f"silent for {write('days', silent)}, threshold {most}")

    return rule


def _untracked(state: State) -> Why:
    if not _on_the_way(state) or state.scans:
        return None
    if state.tracked is None:
        raise UnknownFactError(
            Ask(
                "tracked", "Can the parcel be followed?",
                ("--untracked", "--var tracking_no=NUMBER", "--tracking FILE"),
                ("in_transit.untracked", "in_transit.tracking_inactive"),
            )
        )  # fmt: skip
    return (f"no tracking, day {_days_on_way(state)} after dispatch",) if state.tracked is False else None


def _inactive(state: State) -> Why:
    if not _on_the_way(state) or state.scans or state.message is None or not state.tracked:
        return None
    days, most = _days_on_way(state), state.threshold("inactive_days")
    return (f"tracked, no scan yet on day {days} after dispatch",) if days <= most else None


def _normal(state: State) -> Why:
    if not _on_the_way(state) or state.last is None or state.last_kind not in _MOVING:
        return None
    if (state.silent_days or 0) >= state.threshold("stalled_days"):
        return None
    if state.window is not None and (state.days_on_way or 0) > state.window.calendar_days_most:
        return None
    shown = f"window {state.window.words}" if state.window else "no window is known"
    days = "dispatch day not known" if state.days_on_way is None else f"day {state.days_on_way} after dispatch"
    return (f"last scan {state.last_kind} {_on(state)}", days, shown)


def _dispatched(state: State) -> Why:
    if state.message not in ABOUT_THE_PARCEL or not state.sent or state.status == DELIVERED or state.scans:
        return None
    if (state.days_on_way or 0) > state.threshold("inactive_days"):
        return None
    return (f"dispatched on {state.dispatched_on}", "no scan yet") if state.dispatched_on else ("status dispatched",)


def _unpaid(state: State) -> Why:
    return ("status unpaid",) if state.status == UNPAID and state.message is None else None


def _late(state: State) -> Why:
    if not _waiting(state):
        return None
    if state.latest_at is not None and state.now > state.latest_at:
        return (state.sent_why, f"latest dispatch {state.latest_at:%Y-%m-%d %H:%M} is over")
    new = _new_date(state)
    if new is None or (state.latest_at is not None and new <= state.latest_at.astimezone(state.now.tzinfo).date()):
        return None
    return (state.sent_why, f"new dispatch date {new}, after the latest one")


def _new_date(state: State) -> date | None:
    """The new dispatch day that the person states; one that cannot be read is far away, and rendering refuses it."""
    stated = state.given.get("new_date")
    return None if stated is None else _day_of(stated) or date.max


def _day_of(stated: object) -> date | None:
    """The day that the person states; None where it cannot be read."""
    try:
        day: date = read("date", stated)
    except ReadError:
        return None
    return day


def _moved(state: State) -> Why:
    if (
        not _waiting(state)
        or closure(state) is None
        or state.given.get("new_date")
        or (state.latest_at is not None and state.now > state.latest_at)
    ):
        return None
    return (state.sent_why, f"deadline note: {state.deadline_note}")


def _on_time(state: State) -> Why:
    if not _waiting(state) or (state.latest_at is not None and state.now > state.latest_at):
        return None
    new = state.given.get("new_date")
    return (state.sent_why, f"new dispatch date {new}" if new else f"dispatch planned for {state.dispatch_on}")


def _waiting(state: State) -> bool:
    return state.message in ABOUT_THE_PARCEL and not state.before_sale and _sent(state) is False


def closure(state: State) -> str | None:
    """What moved the dispatch, in words, as far as the deadline's note says: a public holiday or the weekend.

    A note reads like "paid on a day off; Thu 1 to Wed 7 off (National Day); ships Thu 8 Oct".
    """
    named = _NAMED_DAYS_OFF.search(state.deadline_note)
    if named is not None:
        return f"the {named[1].replace('Labour', 'Labor')} holiday"
    return "the weekend" if _WEEKEND_OFF.search(state.deadline_note) else None


def _channel_changed(state: State) -> Why:
    return _given("change_reason")(state) if state.message in {*ABOUT_THE_PARCEL, "carrier"} else None


def _sent(state: State) -> bool:
    if state.sent is None:
        raise UnknownFactError(
            Ask(
                "status", "Has the parcel left?",
                ("--status paid", "--dispatched DATE", "--event transit@2026-11-18T09:00+08:00", "--tracking FILE"),
                ("order.dispatch.on_time", "order.dispatch.late", "in_transit.normal"),
            )
        )  # fmt: skip
    return state.sent


def _on_the_way(state: State) -> bool:
    return state.message in ABOUT_THE_PARCEL and state.status != DELIVERED and _sent(state)


def _days_on_way(state: State) -> int:
    if state.days_on_way is None:
        raise UnknownFactError(
            Ask(
                "dispatched_on", "On which day did the parcel leave?",
                ("--dispatched DATE", "--tracking FILE"),
                ("in_transit.normal", "in_transit.past_window"),
            )
        )  # fmt: skip
    return state.days_on_way


def _message(state: State) -> tuple[str, ...]:
    return (f"buyer's message: {state.message}",) if state.message else ()


def _on(state: State) -> str:
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


_SAID_BEFORE_SALE = (
    ("pre.price.bargain", "price"),
    ("pre.spec.answer", "spec"),
    ("pre.packaging", "packing"),
    ("pre.stock", "stock"),
    ("pre.carrier_choice", "carrier"),
    ("pre.shipping_cost", "postage"),
    ("pre.authenticity", "genuine"),
    ("pre.returns_policy", "returns"),
    ("pre.invoice", "invoice"),
)
_SAID_AFTER_SALE = (
    ("after.damaged", "damage"),
    ("after.defective", "fault"),
    ("after.wrong_item", "wrong"),
    ("after.missing_part", "missing_part"),
    ("after.not_as_described", "mismatch"),
    ("after.exchange", "exchange"),
)

STATE_FACTS = frozenset(
    """
    silent_minutes out_of_stock notice inquiry protection_end refunded_on refunded_amount compensation_amount new_date
    change_reason parcels address_field extra_days extra_cost resolved_on tracking_no approved_by
    """.split()  # noqa: SIM905 - one word a fact reads best
)
"""Facts a person may state that decide the situation; most of them are printed as well."""

RULES: tuple[tuple[str, str, Callable[[State], Why]], ...] = (
    ("dispute.opened", "dispute", _dispute),
    ("after.arrived_after_refund", "money", _arrived_after_refund),
    ("after.refund_issued", "money", _refund_issued),
    ("after.compensation_offer", "money", _given("compensation_amount")),
    ("feedback.negative", "complaint", _feedback),
    *((situation, "buyer's request", _said(word)) for situation, word in _SAID_AFTER_SALE),
    ("contact.off_platform_request", "buyer's request", _said("contact")),
    ("after.change_of_mind", "buyer's request", _unwanted),
    ("order.cancel.before_dispatch", "buyer's request", _cancel(sent=False)),
    ("order.cancel.after_dispatch", "buyer's request", _cancel(sent=True)),
    ("order.declaration_request", "buyer's request", _said("gift")),
    ("order.address.change", "buyer's request", _change_address),
    ("order.change", "buyer's request", _change_order),
    ("delivered.not_received", "delivered", _delivered_not_received),
    ("delivery.pickup_waiting", "delivered", _last_scan("pickup")),
    ("delivery.attempt_failed", "delivered", _last_scan("attempt_failed")),
    *((situation, "customs", _last_scan(kind)) for kind, situation in _CUSTOMS.items()),
    ("pre.duties", "buyer's request", _duty(sent=False)),
    ("in_transit.customs.duty", "buyer's request", _duty(sent=True)),
    ("in_transit.out_for_delivery", "delivered", _out_for_delivery),
    ("in_transit.lost", "lost or returning", _lost),
    ("in_transit.returning", "lost or returning", _last_scan("return")),
    *((situation, "buyer's request", _said(word)) for situation, word in _SAID_BEFORE_SALE),
    ("pre.dispatch_time", "buyer's request", _pre_dispatch_time),
    ("pre.follow_up", "chat", _follow_up),
    ("order.out_of_stock", "order", _given("out_of_stock")),
    ("order.address.verify", "order", _given("address_field")),
    ("order.remote_area", "order", _given("extra_days", "extra_cost")),
    ("order.unpaid", "order", _unpaid),
    ("pre.delivery_time", "buyer's request", _delivery_time(known=True)),
    ("pre.delivery_time.unknown", "buyer's request", _delivery_time(known=False)),
    ("order.dispatch.late", "dispatch", _late),
    ("after.resolution_check", "follow-up", _given("resolved_on")),
    ("in_transit.protection_extended", "protection", _given("protection_end", "extension_days")),
    ("in_transit.past_window", "past the window", _past_window),
    ("in_transit.delay.disruption", "holiday or disruption", _disruption),
    ("in_transit.delay.holiday", "holiday or disruption", _holiday),
    ("in_transit.stalled.destination", "stalled", _stalled(at_destination=True)),
    ("in_transit.stalled.origin", "stalled", _stalled(at_destination=False)),
    ("order.channel_changed", "order", _channel_changed),
    ("order.split_shipment", "order", _given("parcels")),
    ("in_transit.untracked", "normal", _untracked),
    ("in_transit.tracking_inactive", "normal", _inactive),
    ("in_transit.normal", "normal", _normal),
    ("order.dispatched", "normal", _dispatched),
    ("order.dispatch.weekend_holiday", "dispatch", _moved),
    ("order.dispatch.on_time", "dispatch", _on_time),
)
"""Precedence: dispute, money, complaint, what the buyer asks for, delivered, customs, lost or returning, past the
window, holiday or disruption, stalled, normal; before dispatch the deadline decides."""
