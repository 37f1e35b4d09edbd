"""The clause of a rate card that priced a parcel, with its date and source, as reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.reason import Reason
from routing.values.money import decimal_text, half_up

if TYPE_CHECKING:
    from fractions import Fraction

    from routing.audit.quote import Quote


def clause(quote: Quote) -> tuple[Reason, ...]:
    """Band, discount, fuel and source of a quote."""
    service, band, found = quote.version.service, quote.charge.band, []
    card, code = service.card, service.name or service.code
    at = {
        "card": card,
        "service": code,
        "zone": band.zone,
        "over_g": band.over_g,
        "upto_g": band.upto_g,
        "base": decimal_text(band.base_micro, 6),
        "currency": service.currency,
    }
    if band.per_step_micro:
        per_step = decimal_text(band.per_step_micro, 6)
        steps = {"covers_g": band.base_covers_g, "per_step": per_step, "step_g": band.step_g}
        found.append(Reason("clause.steps", **at, **steps))
    else:
        found.append(Reason("clause.flat", **at))
    if quote.discount != 1:
        found.append(Reason("clause.discount", percent=_percent(1 - quote.discount)))
    if quote.charge.fuel:
        found.append(Reason("clause.fuel", percent=_percent(quote.charge.fuel)))
    return (*found, Reason("clause.source", start=band.validity.start, source=service.source))


def _percent(share: Fraction) -> str:
    return decimal_text(half_up(share.numerator * 10**6, share.denominator), 4, least=0)
