"""What a line of `assignments.csv` is made of: its columns, and the words that stand in them."""

from __future__ import annotations

from typing import Final

COLUMNS: Final = (
    "order_id",
    "status",
    "service",
    "carrier",
    "tier",
    "chargeable_g",
    "price_cny",
    "price_basis",
    "runner_up",
    "runner_up_price_cny",
    "saving_cny",
    "reason",
    "dispatch_on",
    "target_at",
    "latest_at",
    "deadline_note",
    "country",
    "weight_g",
    "length_mm",
    "width_mm",
    "height_mm",
    "value",
    "currency",
    "flags",
    "duty_cny",
    "fees_cny",
    "door_cny",
    "door_note",
    "deliver_by",
    "on_time",
    "parcel_id",
    "order_ids",
)
DOOR: Final = ("duty_cny", "fees_cny", "door_cny", "door_note")
"""The columns that are empty where nobody asks for the cost at the door."""
ON_TIME: Final = ("deliver_by", "on_time")
"""The columns of delivery: empty where nobody says by when, and where no promise tells the chance."""
PARCEL_COLUMNS: Final = ("parcel_id", "order_ids")
"""The columns of a run whose lines are parcels: its own id, and the orders that lie in it; empty in other runs."""
ORDERS_JOINT: Final = ";"
"""Between the ids of the orders in one parcel."""
NO_CHANNEL: Final = "no_channel"
REQUESTED: Final = "requested"
"""The tier of an order that asks for a service: what it asks for is the only candidate."""
DISPATCH_UNKNOWN: Final = "DISPATCH_UNKNOWN"
"""Flag of an order whose dispatch day no calendar covers: the facts of the day of payment were used."""
HEAVIER_COSTS_LESS: Final = "HEAVIER_COSTS_LESS"
"""Flag of an order whose service asks less for a somewhat heavier parcel."""
ON_TIME_BELOW_TARGET: Final = "ON_TIME_BELOW_TARGET"
"""Flag of an order of which no service of its tier reaches the chance asked for: it has the likeliest."""
ON_TIME_BY_CARD: Final = "ON_TIME_BY_CARD"
"""Flag of an order whose chance is told by the days of the card, for want of parcels to learn from."""
ON_TIME_UNKNOWN: Final = "ON_TIME_UNKNOWN"
"""Flag of an order that is due, of which no chance is told because its dispatch day is not known."""
FREE_TEXTS: Final = ("order_id", "flags", "reason", "parcel_id", "order_ids")
"""The columns that tell what files say: a cell that a spreadsheet would run as a formula is guarded there."""
MOVED_BY_CAP: Final = "MOVED_BY_CAP"
"""Flag of an order that caps moved from the service that it would take."""
NOTE_JOINT: Final = "; "
"""Between a deadline's note and that of the carrier's pickup."""
