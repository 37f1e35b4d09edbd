"""The rules of selection in their precedence: each says why its situation fits a state, or that it does not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from routing.reason import Reason
from templates_en.messages.red_flags import SAFETY
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


def _danger(state: State) -> Why:
    """The buyer's words raise a flag of danger, and there is an order."""
    raised = [flag for flag in state.red_flags if flag in SAFETY]
    if raised and not state.before_sale:
        return tuple(Reason("situation.red_flag", flag=flag) for flag in raised)
    return message_reason(state) if state.message == "injury" else None


def _before_sale(*classes: str) -> Callable[[State], Why]:
    """The rule that the buyer asks for one of those before there is a paid order."""

    def rule(state: State) -> Why:
        return message_reason(state) if state.message in classes and state.before_sale else None

    return rule


def _paid(*classes: str) -> Callable[[State], Why]:
    """The rule that the buyer asks for one of those after the order was paid."""

    def rule(state: State) -> Why:
        return message_reason(state) if state.message in classes and not state.before_sale else None

    return rule


def _not_sent(*classes: str) -> Callable[[State], Why]:
    """The rule that the buyer asks for one of those before the parcel left."""

    def rule(state: State) -> Why:
        return message_reason(state) if state.message in classes and state.sent is not True else None

    return rule


def _stock_of_paid(state: State) -> Why:
    if state.message != "stock" or state.before_sale or has_left(state):
        return None
    return (*message_reason(state), state.sent_why)


def _hold(state: State) -> Why:
    if state.message != "away" or state.status == DELIVERED:
        return None
    has_left(state)
    return (*message_reason(state), state.sent_why)


def _sent(*classes: str) -> Callable[[State], Why]:
    """The rule that the buyer asks for one of those when the parcel has left."""

    def rule(state: State) -> Why:
        return (*message_reason(state), state.sent_why) if state.message in classes and has_left(state) else None

    return rule


def _needed_by(state: State) -> Why:
    """The buyer needs it by a day, and the days on which it usually arrives are known and not over."""
    days = state.delivery_days
    if state.message != "needed_by" or state.status == DELIVERED or days is None or days[1] < state.today:
        return None
    return (*message_reason(state), Reason("situation.between", start=days[0], end=days[1]))


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
        asked = state.message == "delivery" or (state.message == "needed_by" and not known)
        if not asked or has_left(state) or (state.window is not None) != known:
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


def _protection_asked(state: State) -> Why:
    if state.message != "protection" or state.given.get("protection_end") is not None:
        return None
    return message_reason(state)


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
    ("pre.spec.answer", "spec"),
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
    ("after.misled", "misled"),
    ("after.extra_item", "extra"),
    ("after.late_return", "late_return"),
    ("after.tag_removed", "tag_removed"),
    ("after.return_sent", "return_sent"),
)
_SAID_ANY_TIME = (
    ("order.payment_failed", "payment"),
    ("order.gift_wrap", "wrap"),
    ("order.gift_note", "card"),
    ("after.photos_received", "photos"),
    ("after.thanks", "thanks"),
)

STATE_FACTS = frozenset(
    """
    silent_minutes out_of_stock notice inquiry protection_end refunded_on refunded_amount compensation_amount new_date
    carrier_claim return_arrived_on change_reason parcels address_field extra_days extra_cost resolved_on tracking_no
    approved_by
    """.split()  # noqa: SIM905 - one word a fact reads best
)
"""Facts a person may state that decide the situation; most of them are printed as well."""

_DANGER = Reason("situation_group.danger")
_DISPUTE = Reason("situation_group.dispute")
_MONEY = Reason("situation_group.money")
_COMPLAINT = Reason("situation_group.complaint")
_REQUEST = Reason("situation_group.request")
_DELIVERED = Reason("situation_group.delivered")
_AT_CUSTOMS = Reason("situation_group.customs")
_LOST_OR_RETURNING = Reason("situation_group.lost_or_returning")
_CHAT = Reason("situation_group.chat")
_ORDER = Reason("situation_group.order")
_DISPATCH = Reason("situation_group.dispatch")
_FOLLOW_UP = Reason("situation_group.follow_up")
_PROTECTION = Reason("situation_group.protection")
_PAST_WINDOW = Reason("situation_group.past_window")
_HOLIDAY_OR_DISRUPTION = Reason("situation_group.holiday_or_disruption")
_STALLED = Reason("situation_group.stalled")
_NORMAL = Reason("situation_group.normal")

RULES: tuple[tuple[str, Reason, Callable[[State], Why]], ...] = (
    ("after.safety", _DANGER, _danger),
    ("folded.carrier_claim", _MONEY, stated("carrier_claim")),
    ("dispute.opened", _DISPUTE, _dispute),
    ("after.data_deletion", _REQUEST, _said("data_deletion")),
    ("after.counterfeit", _COMPLAINT, _said("fake")),
    ("after.return_arrived", _MONEY, stated("return_arrived_on")),
    ("after.arrived_after_refund", _MONEY, _arrived_after_refund),
    ("after.refund_issued", _MONEY, _refund_issued),
    ("after.counter_demand", _MONEY, _said("counter_demand")),
    ("after.compensation_offer", _MONEY, stated("compensation_amount")),
    ("feedback.negative", _COMPLAINT, _feedback),
    *((situation, _REQUEST, _said(word)) for situation, word in _SAID_AFTER_SALE),
    ("contact.off_platform_request", _REQUEST, _said("contact")),
    ("after.change_of_mind", _REQUEST, _unwanted),
    ("order.cancel.before_dispatch", _REQUEST, _cancel(sent=False)),
    ("order.cancel.after_dispatch", _REQUEST, _cancel(sent=True)),
    ("order.declaration_request", _REQUEST, _said("gift")),
    *((situation, _REQUEST, _said(word)) for situation, word in _SAID_ANY_TIME),
    ("order.hold", _REQUEST, _hold),
    ("in_transit.wrong_country", _REQUEST, _sent("wrong_country")),
    ("in_transit.protection_request", _REQUEST, _protection_asked),
    ("order.price_paid", _REQUEST, _paid("price", "counter_offer")),
    ("order.stock_after_payment", _REQUEST, _stock_of_paid),
    ("order.address.change", _REQUEST, _change_address),
    ("order.change", _REQUEST, _change_order),
    ("delivered.not_received", _DELIVERED, _delivered_not_received),
    ("delivery.pickup_waiting", _DELIVERED, last_scan("pickup")),
    ("delivery.attempt_failed", _DELIVERED, last_scan("attempt_failed")),
    *((situation, _AT_CUSTOMS, last_scan(kind)) for kind, situation in _CUSTOMS.items()),
    ("pre.duties", _REQUEST, _duty(sent=False)),
    ("in_transit.customs.duty", _REQUEST, _duty(sent=True)),
    ("in_transit.out_for_delivery", _DELIVERED, out_for_delivery),
    ("in_transit.lost", _LOST_OR_RETURNING, lost),
    ("in_transit.returning", _LOST_OR_RETURNING, last_scan("return")),
    ("pre.price.bargain", _REQUEST, _before_sale("price")),
    ("pre.price.second_round", _REQUEST, _before_sale("counter_offer")),
    ("pre.stock", _REQUEST, _before_sale("stock")),
    ("pre.packaging", _REQUEST, _not_sent("packing")),
    ("pre.carrier_choice", _REQUEST, _not_sent("carrier")),
    ("pre.shipping_cost", _REQUEST, _not_sent("postage")),
    ("pre.quality", _REQUEST, _not_sent("quality")),
    *((situation, _REQUEST, _said(word)) for situation, word in _SAID_BEFORE_SALE),
    ("pre.needed_by", _REQUEST, _needed_by),
    ("pre.dispatch_time", _REQUEST, _pre_dispatch_time),
    ("pre.follow_up", _CHAT, _follow_up),
    ("order.out_of_stock", _ORDER, stated("out_of_stock")),
    ("order.address.verify", _ORDER, stated("address_field")),
    ("order.remote_area", _ORDER, stated("extra_days", "extra_cost")),
    ("order.unpaid", _ORDER, unpaid),
    ("pre.delivery_time", _REQUEST, _delivery_time(known=True)),
    ("pre.delivery_time.unknown", _REQUEST, _delivery_time(known=False)),
    ("order.dispatch.late", _DISPATCH, late),
    ("after.resolution_check", _FOLLOW_UP, stated("resolved_on")),
    ("in_transit.protection_extended", _PROTECTION, stated("protection_end", "extension_days")),
    ("in_transit.past_window", _PAST_WINDOW, past_window),
    ("in_transit.delay.disruption", _HOLIDAY_OR_DISRUPTION, disruption),
    ("in_transit.delay.holiday", _HOLIDAY_OR_DISRUPTION, holiday),
    ("in_transit.stalled.destination", _STALLED, stalled(at_destination=True)),
    ("in_transit.stalled.origin", _STALLED, stalled(at_destination=False)),
    ("order.channel_changed", _ORDER, channel_changed),
    ("order.split_shipment", _ORDER, stated("parcels")),
    ("in_transit.untracked", _NORMAL, untracked),
    ("in_transit.tracking_inactive", _NORMAL, inactive),
    ("in_transit.normal", _NORMAL, normal),
    ("order.dispatched", _NORMAL, dispatched),
    ("order.dispatch.weekend_holiday", _DISPATCH, moved),
    ("order.dispatch.on_time", _DISPATCH, on_time),
)
"""Precedence: dispute, money, complaint, what the buyer asks for, delivered, customs, lost or returning, past the
window, holiday or disruption, stalled, normal; before dispatch the deadline decides."""
