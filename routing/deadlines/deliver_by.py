"""By when an order is to be delivered: the marketplace's date from its file, else the policy's days.

`deliver_by_columns` is the same for columns.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from routing.deadlines.localtime import DAY_S, instant, zone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from routing.services.policy import DeliveryDays


def deliver_by_of(
    given: datetime | None,
    platform: str | None,
    country: str,
    paid_on: date,
    dispatch_on: date | None,
    rules: Iterable[DeliveryDays],
    zone_name: str,
) -> datetime | None:
    """The moment by which the parcel is to be delivered, in the shop's zone; None where nobody says.

    Args:
        given: as the order's file has it, aware; fractions of a second are dropped.
        platform: the marketplace.
        country: of the consignee.
        paid_on: the day of payment in the shop's zone.
        dispatch_on: the day of dispatch; None: not known.
        rules: the policy's; the first that covers the order counts, and says nothing where its first day is not known.
        zone_name: the shop's zone.
    """
    where = zone(zone_name)
    if given is not None:
        return given.astimezone(where).replace(microsecond=0)
    rule = next((rule for rule in rules if rule.covers(platform, country)), None)
    if rule is None:
        return None
    first = paid_on if rule.since == "payment" else dispatch_on
    return None if first is None else instant(first + timedelta(days=rule.days), DAY_S - 1, where).astimezone(where)
