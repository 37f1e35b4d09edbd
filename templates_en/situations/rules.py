"""The rules of selection in their precedence: each says why its situation fits a state, or that it does not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from routing.reason import Reason
from templates_en.situations.asks import Why, day_of, has_left, message_reason, scan_age
from templates_en.situations.rules_dispatch import channel_changed, late, moved, on_time, stated, unpaid
from templates_en.situations.rules_transit import (
    dispatched,
    disruption,
    holiday,
    inactive,
    last_scan,
    lost,
    normal,
    out_for_delivery,
    past_window,
    stalled,
    untracked,
)
from templates_en.situations.state import DELIVERED, PACKED

if TYPE_CHECKING:
    from collections.abc import Callable

    from templates_en.situations.state import State


_SILENT_MINUTES = 5
"""Chat only: 5 minutes after a question, 10 after a promotion, 30 in the end (service training)."""
_CUSTOMS = {
    "customs_docs": "in_transit.customs.docs",
    "duty_due": "in_transit.customs.duty",
    "customs_hold": "in_transit.customs.held",
}


def _said(*classes: str) -> Callable[[State], Why]:
    def rule(state: State) -> Why:
        return message_reason(state) if state.message in classes else None

    return rule


def _dispute(state: State) -> Why:
    return (Reason("situation.dispute", dispute=state.dispute),) if state.dispute else None


def _arrived_after_refund(state: State) -> Why:
    if not _refund_posted(state) or state.status != DELIVERED:
        return None
    refunded = state.given.get("refunded_on")
    if state.last is not None and refunded is not None and (day_of(refunded) or date.min) > state.last.at.date():
        return None
    posted = Reason("situation.refunded_on", day=refunded) if refunded else Reason("situation.refunded")
    return (posted, delivered_reason(state))


def _refund_issued(state: State) -> Why:
    if _refund_posted(state):
        return (Reason("situation.refund_posted"), *message_reason(state))
    return (*message_reason(state), Reason("situation.refund_asked")) if state.message == "refund" else None


def _refund_posted(state: State) -> bool:
    return any(state.given.get(name) is not None for name in ("refunded_on", "refunded_amount"))


def _feedback(state: State) -> Why:
    if state.rating is not None and state.rating <= 3:
        return (Reason("situation.rating", rating=state.rating),)
    return _said("complaint", "threat")(state)


def _delivery_time(*, known: bool) -> Callable[[State], Why]:
    def rule(state: State) -> Why:
        if state.message != "delivery" or has_left(state) or (state.window is not None) != known:
            return None
        to = state.destination
        if state.window is None:
            return (*message_reason(state), state.sent_why, Reason("situation.no_window_to", to=to))
        window = Reason("situation.window_to", window=state.window.words, source=state.window.source, to=to)
        return (*message_reason(state), state.sent_why, window)

    return rule


def _duty(*, sent: bool) -> Callable[[State], Why]:
    def rule(state: State) -> Why:
        if state.message != "duty" or state.last_kind in _CUSTOMS or has_left(state) != sent:
            return None
        return (*message_reason(state), state.sent_why)

    return rule


def _pre_dispatch_time(state: State) -> Why:
    return (*message_reason(state), state.sent_why) if state.message == "when" and state.before_sale else None


def _follow_up(state: State) -> Why:
    minutes = state.given.get("silent_minutes")
    shown = str(minutes).strip()
    if not shown.isdecimal() or int(shown) < _SILENT_MINUTES:
        return None
    return (Reason("situation.silent_minutes", minutes=shown),)


def _cancel(*, sent: bool) -> Callable[[State], Why]:
    def rule(state: State) -> Why:
        if state.message != "cancel" or state.status == DELIVERED or has_left(state) != sent:
            return None
        return (*message_reason(state), state.sent_why)

    return rule


def _change_address(state: State) -> Why:
    if state.message != "address" or state.status == DELIVERED:
        return None
    has_left(state)
    return (*message_reason(state), state.sent_why)


def _change_order(state: State) -> Why:
    if state.message != "change" or has_left(state) or state.status == PACKED:
        return None
    return (*message_reason(state), state.sent_why)


def _unwanted(state: State) -> Why:
    if state.message == "unwanted" or (state.message == "cancel" and state.status == DELIVERED):
        return (*message_reason(state), *((delivered_reason(state),) if state.status == DELIVERED else ()))
    return None


def _delivered_not_received(state: State) -> Why:
    if state.status == DELIVERED and state.message in {"where", "delivery", "when"}:
        return (delivered_reason(state), *message_reason(state))
    return None


def delivered_reason(state: State) -> Reason:
    """When the parcel was delivered."""
    return Reason("situation.delivered", age=scan_age(state))


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
    ("after.compensation_offer", "money", stated("compensation_amount")),
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
    ("delivery.pickup_waiting", "delivered", last_scan("pickup")),
    ("delivery.attempt_failed", "delivered", last_scan("attempt_failed")),
    *((situation, "customs", last_scan(kind)) for kind, situation in _CUSTOMS.items()),
    ("pre.duties", "buyer's request", _duty(sent=False)),
    ("in_transit.customs.duty", "buyer's request", _duty(sent=True)),
    ("in_transit.out_for_delivery", "delivered", out_for_delivery),
    ("in_transit.lost", "lost or returning", lost),
    ("in_transit.returning", "lost or returning", last_scan("return")),
    *((situation, "buyer's request", _said(word)) for situation, word in _SAID_BEFORE_SALE),
    ("pre.dispatch_time", "buyer's request", _pre_dispatch_time),
    ("pre.follow_up", "chat", _follow_up),
    ("order.out_of_stock", "order", stated("out_of_stock")),
    ("order.address.verify", "order", stated("address_field")),
    ("order.remote_area", "order", stated("extra_days", "extra_cost")),
    ("order.unpaid", "order", unpaid),
    ("pre.delivery_time", "buyer's request", _delivery_time(known=True)),
    ("pre.delivery_time.unknown", "buyer's request", _delivery_time(known=False)),
    ("order.dispatch.late", "dispatch", late),
    ("after.resolution_check", "follow-up", stated("resolved_on")),
    ("in_transit.protection_extended", "protection", stated("protection_end", "extension_days")),
    ("in_transit.past_window", "past the window", past_window),
    ("in_transit.delay.disruption", "holiday or disruption", disruption),
    ("in_transit.delay.holiday", "holiday or disruption", holiday),
    ("in_transit.stalled.destination", "stalled", stalled(at_destination=True)),
    ("in_transit.stalled.origin", "stalled", stalled(at_destination=False)),
    ("order.channel_changed", "order", channel_changed),
    ("order.split_shipment", "order", stated("parcels")),
    ("in_transit.untracked", "normal", untracked),
    ("in_transit.tracking_inactive", "normal", inactive),
    ("in_transit.normal", "normal", normal),
    ("order.dispatched", "normal", dispatched),
    ("order.dispatch.weekend_holiday", "dispatch", moved),
    ("order.dispatch.on_time", "dispatch", on_time),
)
"""Precedence: dispute, money, complaint, what the buyer asks for, delivered, customs, lost or returning, past the
window, holiday or disruption, stalled, normal; before dispatch the deadline decides."""
