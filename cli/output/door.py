"""The cost at the door of one parcel, for people and as JSON: each amount with its rule, day, source and exchange."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from cli.output.show import table
from cli.words import said, sentence
from routing.landed.door import DoorCost
from routing.values.money import cny, decimal_text, half_up

if TYPE_CHECKING:
    from collections.abc import Iterable

    from routing.exact.answer import Answer
    from routing.landed.consignment import Consignment
    from routing.landed.door import DoorStep
    from routing.landed.parcel_door import ParcelDoor

UNKNOWN: Final = "unknown"
_SUMS: Final = ("service", "freight CNY", "your duty", "your fees", "to the door", "consignee pays")
_STEPS: Final = ("amount", "", "CNY", "since", "source")
_SOURCE_WIDTH: Final = 60


def consignment_json(consignment: Consignment) -> dict[str, Any]:
    """What lies in the parcel, as customs sees it."""
    return {
        "place": consignment.place,
        "vat_collected": consignment.vat_collected,
        "value": _text(consignment.value_e4, 10_000),
        "currency": consignment.currency,
        "items": [
            {
                "name": item.name, "hs_code": item.hs_code, "hs_class": item.hs_class, "pieces": item.pieces,
                "value": _text(item.value_e4, 10_000), "origin": item.origin,
            }
            for item in consignment.items
        ],
    }  # fmt: skip


def door_json(answer: Answer, door: ParcelDoor) -> dict[str, Any] | None:
    """What one service's parcel costs at the door; None where the service does not take it."""
    if answer.price_fen is None:
        return None
    cost = door.cost(answer.service)
    return {
        "status": UNKNOWN if cost.sum_fen is None else "known",
        "charged_cny": _text(door.charges.sum_cny),
        "duty_cny": _fen(cost.duty_fen),
        "fees_cny": _fen(cost.fees_fen),
        "door_cny": _fen(_whole(answer, cost)),
        "consignee_cny": _text(cost.buyer_cny) if cost.sum_fen is not None else None,
        "steps": [_step_json(step, door) for step in cost.steps],
        "missing": [sentence(reason) for reason in cost.open],
        "notes": [sentence(reason) for reason in cost.notes],
    }


def _step_json(step: DoorStep, door: ParcelDoor) -> dict[str, Any]:
    exchange = door.rates.rate(step.currency, door.on)
    return {
        "kind": step.kind.value,
        "rule": step.code,
        "amount": _text(step.amount),
        "currency": step.currency,
        "count": step.count,
        "cny": _text(step.cny),
        "exchange_rate": _text(exchange.cny) if exchange else None,
        "exchange_source": exchange.source if exchange else None,
        "percent": _text(step.share * 100) if step.share is not None else None,
        "of_cny": _text(step.taxed_cny),
        "percent_source": step.share_source or None,
        "counted": not step.doubtful,
        "since": step.since.isoformat() if step.since else None,
        "source": step.source,
        "source_date": step.source_date or None,
    }


def door_page(door: ParcelDoor, answers: Iterable[Answer], shown: Iterable[Answer]) -> str:
    """The sums of every service that takes the parcel, and the steps of some.

    Args:
        door: of the parcel.
        answers: of all services.
        shown: those whose steps are shown.
    """
    priced = [one for one in answers if one.priced]
    rows = [_sums(one, door.cost(one.service)) for one in priced]
    charged = _text(door.charges.sum_cny) or UNKNOWN
    parts = [said("Charged at the door, whoever pays: {cny:name} CNY.", cny=charged)]
    parts.append(table(rows, _SUMS, right=(1, 2, 3, 4, 5)) if rows else said("No service takes it to the door."))
    costs = [(one.service.code, door.cost(one.service)) for one in shown]
    parts += [
        _steps(name, cost) for name, cost in costs or [("", DoorCost(door.charges.steps, open=door.charges.open))]
    ]
    return "\n\n".join(parts)


def _sums(answer: Answer, cost: DoorCost) -> tuple[str, ...]:
    told = [_fen(fen) or UNKNOWN for fen in (cost.duty_fen, cost.fees_fen, _whole(answer, cost))]
    asked = UNKNOWN if cost.sum_fen is None else _text(cost.buyer_cny) or ""
    return answer.service.code, cny(answer.price_fen or 0), *told, asked


def _steps(name: str, cost: DoorCost) -> str:
    """The steps by a service; by whatever service where it has no name."""
    rows = [
        (
            _rule(step), _text(step.amount) or "", step.currency, _text(step.cny) or "",
            step.since.isoformat() if step.since else "", "; ".join(filter(None, (step.source, step.share_source))),
        )
        for step in cost.steps
    ]  # fmt: skip
    heads = (name, *_STEPS)
    lines = [table(rows, heads, right=(1, 3), widths={"source": _SOURCE_WIDTH})] if rows else []
    lines += [f"- {sentence(reason)}" for reason in cost.notes]
    return "\n".join(lines) or said("{service}: nothing is charged at the door.", service=name or "*")


def _rule(step: DoorStep) -> str:
    share = ""
    if step.share is not None:
        share = said(", {percent} % of {taxed} CNY", percent=_text(step.share * 100), taxed=_text(step.taxed_cny))
    aside = f" ({said('not counted')})" if step.doubtful else ""
    times = f", {step.count} x {_text(step.amount / step.count)}" if step.count and step.count > 1 else ""
    return said("{kind:name}", kind=step.kind.value) + f" {step.code}{times}{share}{aside}"


def _whole(answer: Answer, cost: DoorCost) -> int | None:
    return None if cost.sum_fen is None else (answer.price_fen or 0) + cost.sum_fen


def _fen(fen: int | None) -> str | None:
    return None if fen is None else cny(fen)


def _text(figure: Fraction | int | None, of: int = 1) -> str | None:
    """Decimal text, to the fourth decimal where it needs so many."""
    if figure is None:
        return None
    parts = Fraction(figure) * 10_000 / of
    return decimal_text(half_up(parts.numerator, parts.denominator), 4)
