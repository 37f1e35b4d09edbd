"""A reply's rows held to the run's orders: which order gets which number, and which row needs a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import define, field

from carriers.finding import HELD, WARNING, Finding
from carriers.labels.numbers.answers import Answer
from carriers.labels.numbers.s10 import number_fault
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carriers.labels.answers.reply import Reply
    from carriers.shipment import Shipment

_E_NOTATION = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+")
FIELD: Final = "tracking"


@define
class Matched:
    """What a reply says of the run's orders."""

    answers: dict[str, Answer] = field(factory=dict)
    """Order id -> its number, those of before included."""
    named: list[str] = field(factory=list)
    """Orders whose number the reply tells, and which it may be told to the marketplace of."""
    new: int = 0
    """Orders that have a number now and had none."""
    findings: list[Finding] = field(factory=list)
    unanswered: list[str] = field(factory=list)
    """Orders of the run that have no number yet."""


def match_reply(
    reply: Reply, shipments: Mapping[str, Shipment], before: Mapping[str, Answer], *, replace: bool = False
) -> Matched:
    """The numbers of the run's orders after the reply.

    Args:
        reply: the carrier's.
        shipments: the run's assigned orders by id.
        before: the numbers they had.
        replace: a number that is another than before takes its place.
    """
    matched = Matched(dict(before))
    known = _spelled(shipments)
    told: dict[str, str] = {}
    for row in reply.rows:
        if not row.order and not row.number:
            continue
        order_id = known.get(row.order) or known.get(_bare(row.order), "")
        wrong = _row_fault(row.order, row.number, order_id, told.get(order_id, ""))
        if wrong is not None:
            rule, reason = wrong
            matched.findings.append(_finding(order_id or row.order, row.row, row.number, rule, reason))
        else:
            told.setdefault(order_id, row.number)
    for order_id, number in _once(told, shipments, matched):
        old = matched.answers.get(order_id)
        if old is not None and old.tracking != number and not replace:
            reason = Reason("answer.other_number", before=old.tracking)
            matched.findings.append(_finding(order_id, 0, number, "OTHER_NUMBER", reason))
            continue
        shipment = shipments[order_id]
        matched.new += old is None
        matched.named.append(order_id)
        matched.answers[order_id] = Answer(order_id, number, shipment.carrier, shipment.service, reply.file)
    matched.unanswered = [order_id for order_id in shipments if order_id not in matched.answers]
    return matched


def _once(told: Mapping[str, str], shipments: Mapping[str, Shipment], matched: Matched) -> Iterable[tuple[str, str]]:
    """The numbers that belong to one parcel: two orders share one only where they go to the same door."""
    by_number: dict[str, list[str]] = {}
    for order_id, number in told.items():
        by_number.setdefault(number, []).append(order_id)
    for order_id, answer in matched.answers.items():
        if answer.tracking in by_number and order_id not in by_number[answer.tracking] and order_id in shipments:
            by_number[answer.tracking].append(order_id)
    for number, orders in by_number.items():
        if len(orders) > 1:
            same = len({_door(shipments[one]) for one in orders}) == 1
            for one in orders:
                if one in told:
                    others = tuple(other for other in orders if other != one)[:5]
                    reason = Reason("answer.number_of_two", others=others)
                    if same:
                        reason = Reason("answer.number_shared", others=others)
                    level = WARNING if same else HELD
                    matched.findings.append(Finding(one, FIELD, number, "NUMBER_TWICE", reason, level))
            if not same:
                continue
        yield from ((one, number) for one in orders if one in told)


def _door(shipment: Shipment) -> tuple[str, ...]:
    parts = (shipment.country, shipment.postcode, shipment.name, shipment.address1)
    return tuple((text or "").casefold() for text in parts)


def _row_fault(order: str, number: str, order_id: str, told: str) -> tuple[str, Reason] | None:
    """What is wrong with a row; `told` is the number that an earlier row told of the order."""
    if _E_NOTATION.fullmatch(order) or _E_NOTATION.fullmatch(number):
        return "ID_MANGLED", Reason("answer.mangled")
    if not order:
        return "ORDER_MISSING", Reason("answer.no_order")
    if not order_id:
        return "ORDER_UNKNOWN", Reason("answer.unknown_order")
    return _number_fault(number, told)


def _number_fault(number: str, told: str) -> tuple[str, Reason] | None:
    if not number:
        return "NUMBER_MISSING", Reason("answer.no_number")
    if wrong := number_fault(number):
        return "NUMBER_WRONG", wrong
    return ("TWO_NUMBERS", Reason("answer.two_numbers", first=told)) if told not in {"", number} else None


def _finding(order_id: str, row: int, number: str, rule: str, reason: Reason) -> Finding:
    said = Reason("answer.in_row", row=row, reason=reason) if row else reason
    return Finding(order_id, FIELD, number, rule, said)


def _spelled(order_ids: Iterable[str]) -> dict[str, str]:
    """Spellings -> the id: as it is, and without the signs that carriers take off, where one order alone has it."""
    spelled = {order_id: order_id for order_id in order_ids}
    bare: dict[str, set[str]] = {}
    for order_id in spelled:
        bare.setdefault(_bare(order_id), set()).add(order_id)
    return {**{text: ids.pop() for text, ids in bare.items() if len(ids) == 1}, **spelled}


def _bare(order_id: str) -> str:
    """An id by its letters and digits alone."""
    return "".join(char for char in order_id.casefold() if char.isalnum())
