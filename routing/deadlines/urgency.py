"""Which orders are due, overdue or uncovered at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from routing.deadlines.localtime import utc_moment, zone
from routing.deadlines.localtime_columns import NO_SECOND
from routing.deadlines.workdays import epoch_day

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from routing.deadlines.deadline_columns import Deadlines
    from routing.deadlines.schedule import Schedule


@frozen(eq=False)
class Urgency:
    """How urgent orders are at one moment, as masks; an order may be in more than one."""

    due_today: npt.NDArray[np.bool_]  # the dispatch day is today
    overdue: npt.NDArray[np.bool_]  # the dispatch day is past
    past_latest: npt.NDArray[np.bool_]  # the latest time is past
    uncovered: npt.NDArray[np.bool_]  # some date lies in a time no calendar covers


def urgency(deadlines: Deadlines, now_s: int, schedule: Schedule) -> Urgency:
    """Which orders are due today, overdue or uncovered at that moment (UTC seconds)."""
    today = epoch_day(utc_moment(now_s).astimezone(zone(schedule.zone)).date())
    return Urgency(
        due_today=deadlines.dispatch_day == today,
        overdue=deadlines.dispatch_day < today,
        past_latest=(deadlines.latest_s != NO_SECOND) & (deadlines.latest_s < now_s),
        uncovered=~deadlines.known,
    )
