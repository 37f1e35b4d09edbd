"""A finished line against the exact path: every column recomputed in plain arithmetic, one order at a time."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from attrs import frozen

from routing.deadlines.deadline import deadline_of
from routing.deadlines.deliver_by import deliver_by_of
from routing.deadlines.localtime import instant, zone
from routing.deadlines.pickup import pickup_note
from routing.exact.choice import decide, moved_to
from routing.exact.heavier import heavier
from routing.exact.parcel import Parcel, parcel_of
from routing.line import (
    DISPATCH_UNKNOWN,
    DOOR,
    FREE_TEXTS,
    HEAVIER_COSTS_LESS,
    MOVED_BY_CAP,
    NO_CHANNEL,
    NOTE_JOINT,
    ON_TIME_BELOW_TARGET,
    ON_TIME_BY_CARD,
    ON_TIME_UNKNOWN,
    ORDERS_JOINT,
)
from routing.run_order import ASSIGNED
from routing.values.money import cny, decimal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from routing.deadlines.deadline import Deadline
    from routing.exact.answer import Answer
    from routing.exact.choice import Choice
    from routing.exact.heavier import Heavier
    from routing.facts import Facts
    from routing.landed.consignment import Consignment
    from routing.promise.on_time import Due
    from routing.reason import Reason, Words


OWN_COLUMNS: Final = ("order_id", "paid_at", "ship_by", "deliver_by", "flags")
"""What of an order decides its line, besides what makes the parcel and its consignment."""
_AS_ORDERED: Final = ("country", "weight_g", "length_mm", "width_mm", "height_mm")
_NO_DOOR: Final = dict.fromkeys(DOOR, "")
_KEPT: Final = 4096
"""Parcels whose answers are kept."""


@frozen
class Difference:
    """A cell that is not what the exact path says."""

    order_id: str
    column: str
    written: str
    exact: str


class Verifier:
    """The exact path over the facts of a run.

    `on` is the run's day of hand-over, None for each order's dispatch day; `words` says how its lines were written;
    `moved` names the service of orders that caps moved, by their ids.
    """

    def __init__(
        self, facts: Facts, on: date | None, words: Words = str, moved: Mapping[str, str] | None = None
    ) -> None:
        self.facts, self.on, self.words, self.moved = facts, on, words, moved or {}
        self._decided = lru_cache(maxsize=_KEPT)(self._decide)
        self._told: dict[int, tuple[Reason, str]] = {}

    def differences(
        self, order: Mapping[str, object], written: Mapping[str, str], guard: Callable[[str], str] = str
    ) -> list[Difference]:
        """The cells of a line of assignments.csv that differ from the exact path.

        `order` has what makes the parcel and the consignment, and OWN_COLUMNS; `guard` is what the writer does to texts
        that a spreadsheet would run as a formula.
        """
        exact = self.line(order)
        told = exact | {name: guard(exact[name]) for name in FREE_TEXTS}
        if told.items() <= written.items():
            return []
        identity = str(order["order_id"])
        return [
            Difference(identity, column, written.get(column, ""), exact[column])
            for column, cell in told.items()
            if written.get(column, "") != cell
        ]

    def line(self, order: Mapping[str, object]) -> dict[str, str]:
        """The line of assignments.csv for one order, as text."""
        due = self.deadline(order)
        by = self.deliver_by(order, due)
        choice, heavy = self._of(order, due)
        chosen, runner_up = choice.chosen, choice.runner_up
        value, on_time = order["value_e4"], choice.on_time
        unknown = DISPATCH_UNKNOWN if due.dispatch_on is None else ""
        by_cap = MOVED_BY_CAP if choice.moved else ""
        less = HEAVIER_COSTS_LESS if heavy is not None else ""
        flags = (_text(order["flags"]), unknown, less, *self._late_flags(choice, by), by_cap)
        return {
            "order_id": str(order["order_id"]),
            "status": ASSIGNED if chosen else NO_CHANNEL,
            "service": chosen.service.code if chosen else "",
            "carrier": chosen.service.carrier if chosen else "",
            "tier": choice.tier if chosen else "",
            "chargeable_g": _text(chosen.chargeable_g if chosen else None),
            "price_cny": _fen(chosen.price_fen if chosen else None),
            "price_basis": chosen.service.basis if chosen else "",
            "runner_up": runner_up.service.code if runner_up else "",
            "runner_up_price_cny": _fen(runner_up.price_fen if runner_up else None),
            "saving_cny": _fen(choice.saving_fen),
            "reason": "" if choice.reason is None else self.words(choice.reason),
            "dispatch_on": _text(due.dispatch_on),
            "target_at": due.target_at.isoformat() if due.target_at else "",
            "latest_at": due.latest_at.isoformat() if due.latest_at else "",
            "deadline_note": self._note(chosen, due),
            **{name: _text(order[name]) for name in _AS_ORDERED},
            "value": decimal_text(value, 4) if isinstance(value, int) else "",
            "currency": _text(order["currency"]),
            "flags": ";".join(filter(None, flags)),
            **self._at_door(choice),
            "deliver_by": by.isoformat() if by else "",
            "on_time": decimal_text(on_time.chance, 2) if on_time else "",
            **_of_parcel(order),
        }

    def _late_flags(self, choice: Choice, by: datetime | None) -> Iterator[str]:
        """The flags of the chance to be on time."""
        target, on_time = self.facts.target, choice.on_time
        if target is None or by is None or choice.chosen is None:
            return
        if on_time is None:
            yield ON_TIME_UNKNOWN
            return
        if on_time.chance < target.chance:
            yield ON_TIME_BELOW_TARGET
        if on_time.level == "card":
            yield ON_TIME_BY_CARD

    def _at_door(self, choice: Choice) -> dict[str, str]:
        """The columns of DOOR."""
        chosen, door = choice.chosen, choice.answers.door
        if chosen is None or door is None:
            return _NO_DOOR
        cost = door.cost(chosen.service)
        whole = None if cost.sum_fen is None else (chosen.price_fen or 0) + cost.sum_fen
        sums = (_fen(cost.duty_fen), _fen(cost.fees_fen), _fen(whole))
        return dict(zip(DOOR, (*sums, NOTE_JOINT.join(map(self.words, cost.notes))), strict=True))

    def _note(self, chosen: Answer | None, due: Deadline) -> str:
        pickup = pickup_note(chosen.service, self.facts.schedule, due.dispatch_on) if chosen else None
        told = self._once(due.note)
        return told if pickup is None else f"{told}{NOTE_JOINT}{self.words(pickup)}"

    def _once(self, shared: Reason) -> str:
        """A reason that many orders share, put in words once."""
        known = self._told.get(id(shared))
        if known is None:
            known = self._told[id(shared)] = shared, self.words(shared)  # while it is kept, no other takes its place
        return known[1]

    def choice(self, order: Mapping[str, object], due: Deadline | None = None) -> Choice:
        """The exact choice for one order."""
        return self._of(order, due)[0]

    def heavier(self, order: Mapping[str, object], due: Deadline | None = None) -> Heavier | None:
        """The greater weight at which the service chosen for one order asks less."""
        return self._of(order, due)[1]

    def _of(self, order: Mapping[str, object], due: Deadline | None) -> tuple[Choice, Heavier | None]:
        consignment = self._consignment(order)
        asked = None if self.facts.target is None else self.due(order, due or self.deadline(order))
        decided = self._decided(parcel_of(order), self.pricing_day(order, due), consignment, asked)
        service = self.moved.get(str(order["order_id"]))
        if service is None:
            return decided
        choice = moved_to(decided[0], service)
        return choice, None if choice.chosen is None else heavier(choice.chosen, choice.answers)

    def _consignment(self, order: Mapping[str, object]) -> Consignment | None:
        """What customs sees of the order; None where nobody asks for the cost at the door."""
        if self.facts.door is None:
            return None
        from routing.landed.order import consignment_of  # noqa: PLC0415 - most runs do without the door

        return consignment_of(order)

    def due(self, order: Mapping[str, object], deadline: Deadline) -> Due | None:
        """When the order's parcel is due; None where nobody asks or says, or its dispatch day is not known."""
        by, day = self.deliver_by(order, deadline), self.on or deadline.dispatch_on
        if self.facts.target is None or by is None or day is None:
            return None
        from routing.promise.on_time import Due  # noqa: PLC0415 - most runs do without a promise

        start = instant(day, 0, zone(self.facts.schedule.zone))
        return Due(self.facts.target, int((by - start).total_seconds()), day.month)

    def pricing_day(self, order: Mapping[str, object], due: Deadline | None = None) -> date:
        """The day whose facts count for the order."""
        if self.on is not None:
            return self.on
        told = due or self.deadline(order)
        return told.dispatch_on or told.paid_at.date()

    def deadline(self, order: Mapping[str, object]) -> Deadline:
        """The order's deadline."""
        schedule = self.facts.schedule
        in_utc: datetime = order["paid_at"]  # type: ignore[assignment]
        paid_at = in_utc.astimezone(zone(schedule.zone))  # how the file wrote it was not kept
        ship_by: datetime | None = order["ship_by"]  # type: ignore[assignment]
        return deadline_of(paid_at, schedule, schedule.platforms.get(str(order["platform"])), ship_by)

    def deliver_by(self, order: Mapping[str, object], due: Deadline) -> datetime | None:
        """By when the order is to be delivered; None where nobody says."""
        given: datetime | None = order["deliver_by"]  # type: ignore[assignment]
        platform: str | None = order["platform"]  # type: ignore[assignment]
        rules, zone_name = self.facts.policy.delivery, self.facts.schedule.zone
        return deliver_by_of(
            given, platform, str(order["country"]), due.paid_at.date(), due.dispatch_on, rules, zone_name
        )

    def _decide(
        self, parcel: Parcel, on: date, consignment: Consignment | None, due: Due | None
    ) -> tuple[Choice, Heavier | None]:
        facts, door = self.facts, None
        if consignment is not None and facts.door is not None:
            from routing.landed.parcel_door import ParcelDoor  # noqa: PLC0415 - most runs do without the door

            door = ParcelDoor(consignment, parcel.country, facts.door, facts.rates, on)
        choice = decide(parcel, facts.versions_on(on), facts.policy, facts.rates, on, door, due)
        return choice, None if choice.chosen is None else heavier(choice.chosen, choice.answers)


def _of_parcel(order: Mapping[str, object]) -> dict[str, str]:
    """The columns of PARCEL_COLUMNS: filled in a run whose lines are parcels."""
    orders: Sequence[str] = order.get("order_ids") or ()  # type: ignore[assignment]
    return {"parcel_id": _text(order.get("parcel_id")), "order_ids": ORDERS_JOINT.join(orders)}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _fen(fen: int | None) -> str:
    return "" if fen is None else cny(fen)
