"""Whether the facts of a letter agree with each other, with the order and with the day it is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from attrs import field, frozen

from routing.errors import ReadError
from routing.reason import Reason
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
    reason: Reason

    @property
    def in_place(self) -> Reason:
        """The reason with the field and the column it comes from."""
        return Reason("consistency.refused", field=self.field, column=self.column, reason=self.reason)


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
            raise ReadError(Reason("fact.no_zone", moment=str(value)), Reason("fact.give_offset"))


def contradictions(
    variables: Mapping[str, Variable], values: Mapping[str, Value], background: Background
) -> Iterator[Refused]:
    """Every fact that disagrees with another one or with the day."""
    for name, variable in variables.items():
        if name not in values:
            continue
        reason = _CHECKS[variable.check](values[name], values, background) if variable.check else None
        if variable.type == "window" and reason is None:
            reason = _window_of_another(values[name], background)
        if reason is not None:
            yield Refused(name, variable.source, reason)
    yield from _out_of_order(variables, values)
    yield from _holiday_tense(variables, values, background)


def _not_past(value: Value, _values: Mapping[str, Value], background: Background) -> Reason | None:
    if isinstance(value, datetime):
        return Reason("consistency.moment_over", moment=str(value)) if value <= background.now else None
    return Reason("consistency.day_over", day=value) if value < background.now.date() else None


def _past(value: Value, _values: Mapping[str, Value], background: Background) -> Reason | None:
    # A scan may carry the date of a zone that is already a day ahead of the shop's.
    today_in_the_east = (background.now.astimezone(UTC) + _FARTHEST_EAST).date()
    return Reason("consistency.still_to_come", day=str(value)) if value > today_in_the_east else None


def _within_48h(value: Value, _values: Mapping[str, Value], background: Background) -> Reason | None:
    if not background.now < value <= background.now + HOUSE_RESPONSE:
        return Reason("consistency.update_too_late", moment=str(value))
    return None


def _within_order(value: Value, _values: Mapping[str, Value], background: Background) -> Reason | None:
    total = background.order_value
    if total is None or background.approved:
        return None
    if value.currency != total.currency:
        return Reason(
            "consistency.other_currency", amount=str(value.amount), currency=value.currency, of_order=total.currency
        )
    if value.amount > total.amount:
        return Reason(
            "consistency.over_order", amount=str(value.amount), total=str(total.amount), currency=total.currency
        )
    return None


def _in_time(value: Window, values: Mapping[str, Value], background: Background) -> Reason | None:
    sent = values.get("dispatched_on", background.dispatched_on)
    if sent is not None and value.last_day(sent) < background.now.date():
        return Reason("consistency.window_over", window=value.words, sent=sent)
    return None


def _late(value: Window, values: Mapping[str, Value], background: Background) -> Reason | None:
    sent = values.get("dispatched_on", background.dispatched_on)
    if sent is not None and value.last_day(sent) >= background.now.date():
        return Reason("consistency.window_not_over", window=value.words, sent=sent)
    return None


_CHECKS = {
    "not_past": _not_past,
    "past": _past,
    "within_48h": _within_48h,
    "within_order": _within_order,
    "in_time": _in_time,
    "late": _late,
}


def _window_of_another(window: Window, background: Background) -> Reason | None:
    if background.destination is None and background.service is None and background.service_class is None:
        return None
    if window.serves(background.service, background.service_class, background.destination):
        return None
    meant = background.service or background.service_class
    if meant is None:
        return Reason("consistency.window_without_service", window=window.words, to=str(background.destination))
    return Reason("consistency.window_of_another", window=window.words, meant=meant, to=str(background.destination))


def _out_of_order(variables: Mapping[str, Variable], values: Mapping[str, Value]) -> Iterator[Refused]:
    pairs = [(name, name.removesuffix(head) + tail) for head, tail in _PAIRS for name in values if name.endswith(head)]
    pairs += [("refunded_on", "delivered_on")]  # told together only where the parcel came after the refund
    pairs += [("dispatched_on", later) for later in ("delivered_on", "last_event_on", "refunded_on")]
    for first, second in pairs:
        if first in values and second in values and values[first] > values[second]:
            reason = Reason("consistency.out_of_order", day=values[first], later=second, day_of_later=values[second])
            yield Refused(first, variables[first].source, reason)


def _holiday_tense(
    variables: Mapping[str, Variable], values: Mapping[str, Value], background: Background
) -> Iterator[Refused]:
    end = values.get("holiday_end")
    if end is None:
        return
    over = bool(values.get("holiday_over", False))
    if over != (end < background.now.date()):
        reason = (
            Reason("consistency.holiday_said_over", end=end) if over else Reason("consistency.holiday_lasts", end=end)
        )
        yield Refused("holiday_end", variables["holiday_end"].source, reason)
