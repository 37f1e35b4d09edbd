"""Causes of differences and what shows them, for people."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

from cli.words import sentence
from routing.reason import Reason
from routing.values.money import decimal_text, half_up

if TYPE_CHECKING:
    from routing.audit.cause import Cause, Finding

_CAUSES: Final = {
    "ok": Reason("cause.ok"),
    "rounding": Reason("cause.rounding"),
    "weight": Reason("cause.weight"),
    "volumetric": Reason("cause.volumetric"),
    "next_step": Reason("cause.next_step"),
    "least_weight": Reason("cause.least_weight"),
    "zone": Reason("cause.zone"),
    "service": Reason("cause.service"),
    "card_version": Reason("cause.card_version"),
    "fuel": Reason("cause.fuel"),
    "discount": Reason("cause.discount"),
    "surcharge": Reason("cause.surcharge"),
    "surcharge_missing": Reason("cause.surcharge_missing"),
    "duty": Reason("cause.duty"),
    "arithmetic": Reason("cause.arithmetic"),
    "currency": Reason("cause.currency"),
    "rate": Reason("cause.rate"),
    "twice": Reason("cause.twice"),
    "per_piece": Reason("cause.per_piece"),
    "unexplained": Reason("cause.unexplained"),
    "not_ours": Reason("cause.not_ours"),
    "no_parcel": Reason("cause.no_parcel"),
    "second_parcel": Reason("cause.second_parcel"),
    "number_unknown": Reason("cause.number_unknown"),
    "no_price": Reason("cause.no_price"),
    "duplicate": Reason("cause.duplicate"),
    "return": Reason("cause.returned"),
    "adjustment": Reason("cause.adjustment"),
    "address_correction": Reason("cause.address_correction"),
    "residential": Reason("cause.residential"),
    "tax": Reason("cause.tax"),
    "credit": Reason("cause.credit"),
    "void": Reason("cause.void"),
}
"""The code of a line's cause -> its name."""


def cause_name(codes: str) -> str:
    """The causes of a line: "weight and fuel" for "weight+fuel", "zone or service" for "zone;service"."""
    either = [_together([_CAUSES[code] for code in codes_.split("+")]) for codes_ in codes.split(";")]
    return sentence(Reason("cause.either", causes=tuple(either)))


def _together(causes: list[Reason]) -> Reason:
    return causes[0] if len(causes) == 1 else Reason("cause.together", causes=tuple(causes))


def evidence(finding: Finding) -> str:
    """What shows the causes of a line, in sentences."""
    if finding.nearest:
        off = decimal_text(half_up(finding.nearest_off_micro, 10_000), 2)
        return sentence(Reason("evidence.nearest", off=off, cause=finding.nearest[0].evidence))
    told = dict.fromkeys(_said(together) for together in finding.causes)
    return reduce(lambda one, other: sentence(Reason("evidence.or", one=one, other=other)), told)


def _said(together: tuple[Cause, ...]) -> str:
    return sentence(Reason("evidence.also", causes=tuple(dict.fromkeys(sentence(one.evidence) for one in together))))
