"""The chance to be on time of every service, and what one more percent costs, for people and as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cli.words import said
from routing.line import REQUESTED
from routing.values.money import cny, decimal_text, half_up

if TYPE_CHECKING:
    from datetime import datetime

    from routing.exact.answer import Answer
    from routing.exact.choice import Answers, Choice

_PERCENT = 100
"""Ten-thousandths in one."""


def on_time_json(answer: Answer, answers: Answers) -> dict[str, str] | None:
    """The chance of a service and what it is told by; None where nobody asks, or the service refuses."""
    told = answers.on_time(answer) if answer.priced else None
    return None if told is None else {"percent": decimal_text(told.chance, 2), "told_by": told.level}


def choice_on_time_json(choice: Choice, by: datetime | None) -> dict[str, Any]:
    """By when the parcel is to be delivered, what was asked, and what one more percent costs."""
    due, more = choice.answers.due, one_more_percent(choice)
    return {
        "deliver_by": None if by is None else by.isoformat(),
        "target_percent": None if due is None else decimal_text(due.target.chance, 2),
        "one_more_percent": None if more is None else {"service": more[0].service.code, "price_cny": cny(more[1])},
    }


def one_more_percent(choice: Choice) -> tuple[Answer, int] | None:
    """The service of the same tier that is likelier in time at the least cost a percent, and that cost in fen.

    None where none is likelier, or nobody asks.
    """
    answers, chosen, told = choice.answers, choice.chosen, choice.on_time
    if chosen is None or told is None:
        return None
    base = answers.compared(chosen)[1]
    likelier = [
        (Fraction((answers.compared(one)[1] - base) * _PERCENT, chance - told.chance), one)
        for one in _candidates(choice)
        if one.priced and (chance := _chance(answers, one)) > told.chance and answers.compared(one)[0] is False
    ]
    if not likelier:
        return None
    cost, service = min(likelier, key=lambda pair: (pair[0], pair[1].service.rank_to(answers.parcel.country)))
    return service, half_up(cost.numerator, cost.denominator)


def on_time_page(choice: Choice, by: datetime | None) -> str:
    """By when, how likely, and what more would cost, a sentence each; "" where nobody says by when."""
    if by is None:
        return ""
    due, told = choice.answers.due, choice.on_time
    lines = [said("To be delivered by {by:moment}.", by=by)]
    if due is None or told is None or choice.chosen is None:
        return lines[0]
    asked, chance = decimal_text(due.target.chance, 2), decimal_text(told.chance, 2)
    code = choice.chosen.service.code
    if told.chance >= due.target.chance:
        lines.append(
            said(
                "{service} is on time with {chance} %; {target} % is asked.", service=code, chance=chance, target=asked
            )
        )
    else:
        lines.append(
            said(
                "No service of the tier is on time with the {target} % asked; {service} comes nearest with {chance} %.",
                service=code, chance=chance, target=asked,
            )
        )  # fmt: skip
    if told.level == "card":
        lines.append(said("That is told by the days of its card, not by parcels of yours."))
    elif told.level == "service":
        lines.append(said("That is told by all your parcels with the service: too few of them went to this country."))
    more = one_more_percent(choice)
    if more is not None:
        service, fen = more
        percent = decimal_text(_chance(choice.answers, service), 2)
        lines.append(
            said(
                "One more percent costs {price} CNY: with {service}, on time with {chance} %.",
                price=cny(fen), service=service.service.code, chance=percent,
            )
        )  # fmt: skip
    return "\n".join(lines)


def _candidates(choice: Choice) -> list[Answer]:
    """The services that compete with the chosen one."""
    answers = choice.answers
    if choice.tier == REQUESTED and answers.parcel.requested is not None:
        return answers.requested(answers.parcel.requested)
    tier = next(tier for tier in answers.policy.tiers if tier.name == choice.tier)
    return answers.of(tier.allow)


def _chance(answers: Answers, one: Answer) -> int:
    told = answers.on_time(one)
    return 0 if told is None else told.chance
