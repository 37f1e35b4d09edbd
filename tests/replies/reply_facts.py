"""Valid facts for every variable of the catalogue, as an order, its tracking and a customer-service agent give them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from templates_en.consistency import Background
from templates_en.fact_types import Money
from templates_en.windows import Window

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
WINDOW = Window(
    8, 25, "days", "seller's handbook", date(2026, 11, 21), service_class="economy", not_to=frozenset({"BR"})
)

FACTS: dict[str, Any] = {
    "buyer_name": "Anna Kowalska",
    "agent_name": "Lily",
    "shop_name": "Ocean Lantern Shop",
    "sign_off": "Kind regards",
    "order_id": "1001",
    "item": "Canvas travel bag, navy, 30 L",
    "ordered_item": "Canvas travel bag, navy, 30 L",
    "received_item": "a black backpack",
    "coupon": "AUTUMN5",
    "coupon_end": "2026-12-24",
    "qa_list": "Is the strap leather? Yes, it is leather.; How wide is it? It is 32 cm wide.",
    "color_note": "yes",
    "cutoff": "17:00",
    "next_dispatch_date": "2026-11-23",
    "holiday": "National Day",
    "holiday_country": "CN",
    "holiday_start": "2026-11-10",
    "holiday_end": "2026-11-27",
    "destination": "US",
    "carrier": "China Post",
    "old_carrier": "DHL",
    "requested_carrier": "DHL",
    "eligible": "yes",
    "extra_cost": "14.00 USD",
    "window": WINDOW,
    "packing_method": "in a sturdy outer packing with padding around the item",
    "damage_remedy": "replace it or refund it",
    "stock_state": "low",
    "restock_on": "2026-12-01",
    "postage": "4.99 USD",
    "free_from": "30 USD",
    "provable_facts": "The maker's invoice dated 3 September 2026.; The serial number on the inner label.",
    "return_days": "7",
    "exchange_days": "15",
    "change_of_mind_payer": "buyer",
    "document": "a commercial invoice",
    "document_available": "yes",
    "promotion_end": "2026-11-30",
    "hold_until": "2026-11-28",
    "address_field": "postcode",
    "reply_by": "2026-11-23",
    "dispatched": "no",
    "new_address": "12 Elm Street, Springfield, IL 62704, United States",
    "change_by": "2026-11-23",
    "old_value": "navy",
    "new_value": "gray",
    "new_variant": "the bag in gray",
    "extra_days": "3",
    "refund_amount": "12.00 USD",
    "keep_refund": "5.00 USD",
    "closure_holiday": "National Day",
    "refunded_amount": "12.00 USD",
    "discount_amount": "2.00 USD",
    "compensation_amount": "3.00 USD",
    "duty_amount": "6.20 USD",
    "duty_free": "no",
    "free_limit": "150 EUR",
    "duty_each": "3 EUR",
    "duty_limit": "150 EUR",
    "duty_since": "2026-07-01",
    "duty_total": "6 EUR",
    "duty_ours": "no",
    "tax_paid": "no",
    "dispatched_on": "2026-11-05",
    "delivered_on": "2026-11-18",
    "refunded_on": "2026-11-17",
    "tracking_no": "LX123456789CN",
    "return_path": "open a return on the order page, and use the return address shown there",
    "alternative": "the same bag in gray",
    "dispatch_on": "2026-11-23",
    "latest_on": "2026-11-18",
    "new_date": "2026-11-24",
    "closure": "the weekend",
    "own_closure": "no",
    "parcels": "Parcel 1 holds the bag.; Parcel 2 holds the strap.",
    "change_reason": "the parcel is longer than the first carrier allows",
    "last_event": "transit",
    "last_event_on": "2026-11-18",
    "last_place": "Los Angeles",
    "reached": "yes",
    "unscanned": "yes",
    "inquiry": "open",
    "latest_ahead": "yes",
    "window_end": "2026-11-30",
    "local_carrier": "USPS",
    "next_update_by": "2026-11-21T10:00+08:00",
    "new_eta": "2026-12-05",
    "notice": "a strike at the sorting center",
    "notice_by": "Canada Post",
    "area": "Ontario",
    "since": "2026-11-15",
    "documents": "A copy of the order page.; The tax number of the buyer.",
    "documents_by": "2026-11-28",
    "authority": "the customs office named in the notice",
    "days_on_way": "40",
    "option": "a new parcel; a full refund",
    "extension_days": "20",
    "protection_end": "2026-12-20",
    "carrier_statement_on": "2026-11-18",
    "return_reason": "the address was incomplete",
    "redelivery_way": "on the carrier's own page",
    "delivered_place": "Springfield, front porch",
    "photos": "received",
    "untracked": "yes",
    "remedy": "a new item; a partial refund if you keep it; a full refund",
    "fault": "the zip does not close",
    "freight_payer": "seller",
    "listed": "navy",
    "received": "black",
    "missing_part": "the shoulder strap",
    "packed_list": "Canvas travel bag, 1 piece.; Shoulder strap, 1 piece.",
    "return_by": "2026-11-25",
    "exchange_by": "2026-12-03",
    "refund_method": "the card you paid with",
    "bank_days": "2-3 working days",
    "reason": "the zip was sewn in badly",
    "approved_by": "Chen Wei",
    "dispute_reason": "not_received",
    "evidence": [
        "We handed it to China Post on 5 November 2026.",
        "It was scanned in Los Angeles on 18 November 2026.",
    ],
    "respond_by": "2026-11-22T10:00+08:00",
    "complaint": "order",
    "issue": "the bag arrived two weeks after the date on the listing",
    "extra_choice": "return",
    "send_after": "2026-12-20",
    "note_possible": "yes",
    "wrap_possible": "yes",
    "return_tracking": "RR123456789CN",
    "return_arrived_on": "2026-11-18",
    "earliest_on": "2026-11-28",
    "latest_delivery_on": "2026-12-15",
    "needed_on": "2026-12-24",
    "fits": "yes",
    "quality_facts": "The fabric weighs 400 g a square meter.; The seams are sewn twice.",
    "claim_amount": "24.00 USD",
    "upset": "no",
    "refund_offered": "yes",
    "as_in_shop": "no",
    "foreign_seller": "no",
    "address_fixed": "no",
    "resolved_on": "2026-11-17",
    "step": "we are asking the carrier for the scan history",
}
"""One valid raw value for every variable; `LATE` changes those that `in_transit.past_window` needs."""

LATE = {"dispatched_on": "2026-10-11"}


def background(**changes: object) -> Background:
    """The order that FACTS belong to."""
    known: dict[str, Any] = {
        "now": NOW,
        "order_value": Money.of_e4(240_000, "USD"),
        "service": "cainiao-economy",
        "service_class": "economy",
        "destination": "US",
    }
    return Background(**{**known, **changes})


def facts_for(situation: str, **changes: object) -> dict[str, Any]:
    """Valid facts for that situation."""
    return {**FACTS, **(LATE if situation == "in_transit.past_window" else {}), **changes}
