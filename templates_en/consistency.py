"""Whether the facts of a letter agree with each other, with the order and with the day it is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from attrs import field, frozen

from templates_en.platforms import HOUSE_RESPONSE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from templates_en.fact_types import Money, Value
    from templates_en.letters.letter import Variable
    from templates_en.windows import Window

_FARTHEST_EAST = timedelta(hours=14)
_PAIRS = (("_start", "_end"), ("_from", "_to"))


@frozen
class Refused:
    """A fact that cannot be printed: the field, the column it comes from, and why."""

    field: str
    column: str
    message: str

    def __str__(self) -> str:
        """Field, column and reason in one line."""
        return f"{self.field} (from {self.column}): {self.message}"


@frozen
class Background:
    """What a letter does not print but is held against.  `now` is aware: its zone is the shop's."""

    now: datetime = field()
    order_value: Money | None = None
    service: str | None = None
    service_class: str | None = None
    destination: str | None = None
    approved: bool = False  # a person took responsibility for an amount above the order's value
    dispatched_on: date | None = None

    @now.validator
    def _has_zone(self, _attribute: object, value: datetime) -> None:
        if value.tzinfo is None:
            raise ValueError("now needs a zone")


def contradictions(
    variables: Mapping[str, Variable], values: Mapping[str, Value], background: Background
) -> Iterator[Refused]:
    """Every fact that disagrees with another one or with the day."""
    for name, variable in variables.items():
        if name not in values:
            continue
        message = _CHECKS[variable.check](values[name], values, background) if variable.check else None
        if variable.type == "window" and message is None:
            message = _window_of_another(values[name], background)
        if message is not None:
            yield Refused(name, variable.source, message)
    yield from _out_of_order(variables, values)
    yield from _holiday_tense(variables, values, background)


def _not_past(value: Value, _values: Mapping[str, Value], background: Background) -> str | None:
    if isinstance(value, datetime):
        return f"{value} is over; give a time to come." if value <= background.now else None
    return f"{value} is over; give a day to come." if value < background.now.date() else None


def _past(value: Value, _values: Mapping[str, Value], background: Background) -> str | None:
    # A scan may carry the date of a zone that is already a day ahead of the shop's.
    today_in_the_east = (background.now.astimezone(UTC) + _FARTHEST_EAST).date()
    return (
        f"{value} is still to come; a thing that happened has a day that is past."
        if value > today_in_the_east
        else None
    )


def _within_48h(value: Value, _values: Mapping[str, Value], background: Background) -> str | None:
    if not background.now < value <= background.now + HOUSE_RESPONSE:
        return f"{value} is not within 48 hours from now; a buyer does not wait longer for the next update."
    return None


def _within_order(value: Value, _values: Mapping[str, Value], background: Background) -> str | None:
    total = background.order_value
    if total is None or background.approved:
        return None
    if value.currency != total.currency:
        return (
            f"{value.amount} {value.currency} is not in {total.currency}, as the order is; give approved_by if meant."
        )
    if value.amount > total.amount:
        return f"{value.amount} is more than the order's {total.amount} {total.currency}; give approved_by if meant."
    return None


def _in_time(value: Window, values: Mapping[str, Value], background: Background) -> str | None:
    sent = values.get("dispatched_on", background.dispatched_on)
    if sent is not None and value.last_day(sent) < background.now.date():
        return f"{value.words} from {sent} are over, so the parcel is not within its time; in_transit.past_window fits."
    return None


def _late(value: Window, values: Mapping[str, Value], background: Background) -> str | None:
    sent = values.get("dispatched_on", background.dispatched_on)
    if sent is not None and value.last_day(sent) >= background.now.date():
        return f"{value.words} from {sent} are not over yet, so the parcel is not late."
    return None


_CHECKS = {
    "not_past": _not_past,
    "past": _past,
    "within_48h": _within_48h,
    "within_order": _within_order,
    "in_time": _in_time,
    "late": _late,
}


def _window_of_another(window: Window, background: Background) -> str | None:
    if background.destination is None and background.service is None and background.service_class is None:
        return None
    if window.serves(background.service, background.service_class, background.destination):
        return None
    meant = background.service or background.service_class or "no service"
    return f"the window {window.words} is not for {meant} to {background.destination}; take it from the window table."


def _out_of_order(variables: Mapping[str, Variable], values: Mapping[str, Value]) -> Iterator[Refused]:
    pairs = [(name, name.removesuffix(head) + tail) for head, tail in _PAIRS for name in values if name.endswith(head)]
    pairs += [("refunded_on", "delivered_on")]  # told together only where the parcel came after the refund
    pairs += [("dispatched_on", later) for later in ("delivered_on", "last_event_on", "refunded_on")]
    for first, second in pairs:
        if first in values and second in values and values[first] > values[second]:
            message = f"{values[first]} is after {second}, {values[second]}; one of the two is wrong."
            yield Refused(first, variables[first].source, message)


def _holiday_tense(
    variables: Mapping[str, Variable], values: Mapping[str, Value], background: Background
) -> Iterator[Refused]:
    end = values.get("holiday_end")
    if end is None:
        return
    over = bool(values.get("holiday_over", False))
    if over != (end < background.now.date()):
        tense = "is said to be over" if over else "is spoken of as if it lasted"
        yield Refused("holiday_end", variables["holiday_end"].source, f"the holiday ends on {end} and {tense}.")
