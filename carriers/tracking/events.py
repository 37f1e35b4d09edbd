"""What a scan may mean: one list of events, in the order of a parcel's way."""

from __future__ import annotations

from typing import Final

EVENTS: Final = (
    "not_found",  # the tracker knows nothing of the number
    "label_created",  # data came, no parcel yet: no scan
    "cancelled",  # the label was cancelled
    "first_scan",  # the carrier took the parcel over: 上网
    "in_transit",
    "departed",  # left the country of origin
    "arrived",  # in the country of destination
    "customs",  # being cleared
    "customs_released",
    "customs_documents",  # asks for papers or information
    "customs_held",
    "duty_due",  # duty, tax or a fee is to be paid first
    "delayed",
    "exception",  # something is wrong, the scan does not say what
    "out_for_delivery",
    "attempt_failed",
    "available_for_pickup",  # waits for the buyer at a shop, locker or post office: not delivered
    "delivered",
    "damaged",
    "lost",
    "destroyed",
    "returning",
    "returned",
    "expired",  # the tracker has given up
    "unknown",  # neither state nor words are known: kept and told
)
"""Later ones count as the later of two scans of one moment."""
UNKNOWN: Final = "unknown"
LABEL_CREATED: Final = "label_created"
FIRST_SCAN: Final = "first_scan"
DELIVERED: Final = "delivered"
HELD_BY_CARRIER: Final = (
    "first_scan", "in_transit", "departed", "arrived", "customs", "customs_released", "customs_documents",
    "customs_held", "duty_due", "out_for_delivery", "attempt_failed", "available_for_pickup", "delivered", "damaged",
    "returning", "returned",
)  # fmt: skip
"""Events of a parcel that the carrier has: the earliest is the first scan, whatever else it says."""
GOING_BACK: Final = ("returning", "returned")
ENDED: Final = ("delivered", "returned", "lost", "destroyed", "cancelled")
"""After these nothing is awaited."""
