"""By when many orders are to be delivered; `deliver_by` is the same for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from routing.deadlines.localtime import DAY_S
from routing.deadlines.localtime_columns import NO_SECOND, local_clock, wall_moment
from routing.deadlines.workday_columns import NO_DAY
from routing.deadlines.workdays import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from routing.services.policy import DeliveryDays


@frozen(eq=False)
class DeliverBy:
    """By when each order is to be delivered: UTC seconds, NO_SECOND where nobody says, and the shop's seconds east."""

    at_s: npt.NDArray[np.int64]
    offset_s: npt.NDArray[np.int32]


def deliver_by_columns(
    given_s: npt.NDArray[np.int64] | None,
    rule_idx: npt.NDArray[np.integer] | None,
    paid_s: npt.NDArray[np.int64],
    dispatch_day: npt.NDArray[np.int32],
    rules: Sequence[DeliveryDays],
    zone_name: str,
) -> DeliverBy:
    """The moments for columns of orders.

    Args:
        given_s: as the orders' file has them, UTC seconds, NO_SECOND for none; None: it has none at all.
        rule_idx: the place in `rules` of the first that covers each order, -1 for none; None: for none of them.
        paid_s: UTC seconds of payment.
        dispatch_day: days since 1970 in the shop's zone; NO_DAY where not known.
        rules: the policy's.
        zone_name: the shop's zone.
    """
    clock = local_clock(zone_name, FIRST_DAY, LAST_DAY)
    at_s = np.full(len(paid_s), NO_SECOND)
    if rule_idx is not None:
        days = np.array([*(rule.days for rule in rules), 0], np.int64)[rule_idx]
        of_payment = np.array([*(rule.since == "payment" for rule in rules), False])[rule_idx]
        paid_day = (paid_s + clock.offset_at(paid_s)) // DAY_S
        first = np.where(of_payment, paid_day, dispatch_day)
        known = (rule_idx >= 0) & (of_payment | (dispatch_day != NO_DAY))
        at_s = wall_moment(np.where(known, (first + days) * DAY_S, NO_SECOND), DAY_S - 1, clock)
    if given_s is not None:
        at_s = np.where(given_s != NO_SECOND, given_s, at_s)
    return DeliverBy(at_s, clock.offset_at(at_s))
