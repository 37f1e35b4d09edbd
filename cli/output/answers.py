"""Every service's answer to one parcel, for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.output.on_time import on_time_json
from cli.output.show import table
from cli.words import said, sentence
from cli.words.sentences import beside, figure_text
from routing.exact.heavier import heavier
from routing.reason import Reason
from routing.values.money import cny, decimal_text
from routing.values.quantity import GRAM, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from routing.exact.answer import Answer
    from routing.exact.choice import Answers, Choice
    from routing.exact.parcel import Parcel
    from routing.landed.parcel_door import ParcelDoor
    from routing.services.refusal import Refusal

CSV_COLUMNS = (
    "service", "carrier", "class", "status", "chosen", "price_cny", "price_basis", "chargeable_g", "code", "measured",
    "limit", "margin", "remedy", "on_time",
)  # fmt: skip
"""The columns of a quote as CSV: keys of `answer_json`, and whether the service is the one chosen."""
HEADERS = ("service", "class", "CNY", "prices", "charged g", "days", "why not", "remedy")


def parcel_json(parcel: Parcel) -> dict[str, Any]:
    """The parcel as it was understood."""
    return {
        "to": parcel.country,
        "postcode": parcel.postcode or None,
        "weight_g": parcel.weight_g,
        "sides_mm": list(parcel.sides) if parcel.sides else None,
        "shape": "roll" if parcel.roll else "box",
        "volume_mm3": parcel.volume_mm3,
        "value": decimal_text(parcel.value_e4, 4) if parcel.value_e4 is not None else None,
        "currency": parcel.currency,
        "goods": sorted(parcel.goods),
        "pieces": parcel.pieces,
        "items": parcel.items,
        "platform": parcel.platform,
        "tracked": parcel.tracked,
        "requested_service": parcel.requested,
    }


def size_text(parcel: Parcel) -> str:
    """The sides as they were understood, in mm."""
    if not parcel.sides:
        return said("size unknown")
    return " x ".join(str(side) for side in parcel.sides) + " mm"


def choice_json(choice: Choice) -> dict[str, Any]:
    """The tier and the service chosen, or why none."""
    chosen, runner_up, saving = choice.chosen, choice.runner_up, choice.saving_fen
    return {
        "tier": choice.tier or None,
        "chosen": chosen.service.code if chosen else None,
        "runner_up": runner_up.service.code if runner_up else None,
        "saving_cny": None if saving is None else cny(saving),
        "reason": None if choice.reason is None else sentence(choice.reason),
    }


def answer_json(answer: Answer, answers: Answers) -> dict[str, Any]:
    """One of the services' answers; every key stands in each, null where it has no meaning.

    `door` and `on_time` are null where nobody asks for them.
    """
    door, less = answers.door, heavier(answer, answers)
    service, first = answer.service, answer.refusals[0] if answer.refusals else None
    return {
        "service": service.code,
        "carrier": service.carrier,
        "name": service.name,
        "class": service.service_class,
        "status": "priced" if answer.priced else "refused",
        "price_cny": cny(answer.price_fen) if answer.price_fen is not None else None,
        "price_basis": service.basis,
        "chargeable_g": answer.chargeable_g,
        "transit_days": list(service.transit_to(answers.parcel.country)),
        "steps": [
            {"label": sentence(one.label), "amount": one.amount, "currency": one.currency} for one in answer.steps
        ],
        "heavier": None
        if less is None
        else {
            "weight_g": less.weight_g, "price_cny": cny(less.price_fen), "saving_cny": cny(less.saving_fen)
        },
        "code": first.code if first else None,
        "measured": _shown(first.measured) if first else None,
        "limit": _shown(first.limit) if first else None,
        "margin": _shown(first.margin) if first else None,
        "remedy": _shown(answer.remedy),
        "refusals": [
            {
                "code": one.code, "message": sentence(one.message), "measured": _shown(one.measured),
                "limit": _shown(one.limit), "margin": _shown(one.margin), "remedy": _shown(one.remedy),
            }
            for one in answer.refusals
        ],
        "card": service.card,
        "source": service.source,
        "door": None if door is None else _at_the_door(answer, door),
        "on_time": None if answers.due is None else on_time_json(answer, answers),
    }  # fmt: skip


def _at_the_door(answer: Answer, door: ParcelDoor) -> dict[str, Any] | None:
    from cli.output.door import door_json  # noqa: PLC0415 - only where somebody asks for the cost at the door

    return door_json(answer, door)


def ordered(choice: Choice) -> list[Answer]:
    """The services that take the parcel by price, then those that do not."""
    country = choice.answers.parcel.country
    return sorted(choice.answers, key=lambda one: (not one.priced, one.price_fen or 0, one.service.rank_to(country)))


def answer_row(answer: Answer, choice: Choice) -> tuple[str, ...]:
    """One service's answer as a line of the table."""
    service = answer.service
    mark = "* " if answer is choice.chosen else "  "
    least, most = service.transit_to(choice.answers.parcel.country)
    price = cny(answer.price_fen) if answer.price_fen is not None else ""
    charged = str(answer.chargeable_g) if answer.chargeable_g is not None else ""
    why = _why(answer.refusals[0]) if answer.refusals else ""
    more = f" (+{len(answer.refusals) - 1})" if len(answer.refusals) > 1 else ""
    return (
        mark + service.code, service.service_class, price, service.basis if price else "", charged, f"{least}-{most}",
        *_on_time_cell(answer, choice), why + more, _shown(answer.remedy) or "",
    )  # fmt: skip


def _why(refusal: Refusal) -> str:
    """A refusal's code with the figures compared, or with what is so."""
    if refusal.sign:
        return f"{refusal.code} {_shown(refusal.measured)} {refusal.sign} {_shown(refusal.limit)}"
    return f"{refusal.code} {sentence(refusal.message)}"


def _shown(figure: object) -> str | None:
    return None if figure is None else figure_text(figure)


def answers_table(choice: Choice) -> str:
    """All services as a table, the chosen one marked."""
    at = HEADERS.index("days") + 1
    heads = HEADERS if choice.answers.due is None else (*HEADERS[:at], "on time %", *HEADERS[at:])
    right = (2, 4) if choice.answers.due is None else (2, 4, at)
    return table([answer_row(one, choice) for one in ordered(choice)], heads, right=right)


def answer_cells(answer: Answer, choice: Choice) -> list[object]:
    """One service's answer as a line of CSV, in the order of CSV_COLUMNS."""
    told = {"chosen": "yes" if answer is choice.chosen else "no", **answer_json(answer, choice.answers)}
    told["on_time"] = (told["on_time"] or {}).get("percent")
    return [told[name] for name in CSV_COLUMNS]


def _on_time_cell(answer: Answer, choice: Choice) -> tuple[str, ...]:
    """The chance to be on time, where it is asked for."""
    if choice.answers.due is None:
        return ()
    told = on_time_json(answer, choice.answers)
    return (told["percent"] if told else "",)


def bill(answer: Answer) -> str:
    """A price step by step."""
    rows = [(sentence(one.label), one.amount, one.currency) for one in answer.steps]
    rows.append((said("price"), cny(answer.price_fen or 0), "CNY"))
    return table(rows, (answer.service.code, "amount", ""), right=(1,))


def heavier_told(choice: Choice) -> str:
    """A line for each service that asks less for a heavier parcel, in the order of the table."""
    parcel_g, told = choice.answers.parcel.weight_g, []
    for one in ordered(choice):
        less = heavier(one, choice.answers)
        if less is not None:
            reason = Reason(
                "choice.heavier",
                service=one.service.code,
                weight=Quantity(less.weight_g, GRAM),
                more=Quantity(less.weight_g - parcel_g, GRAM),
                price=cny(less.price_fen),
                saving=cny(less.saving_fen),
            )
            told.append(sentence(reason))
    return "\n".join([said("Heavier costs less:"), *told]) if told else ""


def decision(choice: Choice) -> str:
    """The choice in a sentence or two."""
    if choice.chosen is None:
        # A service's own way out stands in its row; that of a tier, which the reason then names, nowhere else.
        if choice.reason is not None and choice.reason.code == "choice.tier_undecided":
            return said("No channel: {reason}: {way_out}.", reason=choice.reason, way_out=_way_out(choice.blocked))
        return said("No channel: {reason}.", reason=choice.reason)
    chosen = choice.chosen
    told = said(
        "Chosen: {service} for {price} CNY, by tier {tier:name}.",
        service=chosen.service.code,
        price=cny(chosen.price_fen or 0),
        tier=choice.tier,
    )
    if choice.runner_up is None:
        return told
    saving = cny(choice.saving_fen or 0)
    if choice.moved:
        left, less = choice.runner_up.service.code, cny(-(choice.saving_fen or 0))
        moved = said("Moved by a cap from {service}, which costs {less} CNY less.", service=left, less=less)
        return beside(told, moved)
    return beside(
        told, said("Runner-up {service}: {saving} CNY more.", service=choice.runner_up.service.code, saving=saving)
    )


def travelling(order: Mapping[str, Any]) -> str:
    """Which orders travel in a parcel, or of which a part; "" for a row of `orders.parquet` that is an order itself."""
    held = order.get("order_ids") or [order["order_id"]]
    if len(held) > 1:
        return said("In this parcel travel the orders {orders:list}.", orders=held)
    if held[0] != order["order_id"]:
        return said("In this parcel travels a part of order {order_id}.", order_id=held[0])
    return ""


def _way_out(blocked: str) -> str:
    """What lets a tier be told that hangs on something unknown."""
    if blocked == "VALUE_UNKNOWN":
        return said("give what the buyer paid")
    if blocked == "SIZE_UNKNOWN":
        return said("give the size")
    return said("give a rate of the order's currency with --fx")
