"""What one surcharge comes to for one parcel, and how that is told."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from routing.exact.bill import BilledSurcharge
from routing.reason import Reason
from routing.services.fees import fee_of, share_of_value
from routing.values.money import decimal_text, half_up

if TYPE_CHECKING:
    from datetime import date

    from routing.exact.parcel import Parcel
    from routing.services.fees import Fee
    from routing.services.refusal import Why
    from routing.services.service import Surcharge
    from routing.values.money import ExchangeRates


def charged(
    surcharge: Surcharge, parcel: Parcel, chargeable_g: int, currency: str, rates: ExchangeRates, on: date
) -> BilledSurcharge | Why:
    """The surcharge's amount in the card's currency; what is missing to tell it."""
    if surcharge.per == "value":
        return _share(surcharge, parcel, currency, rates, on)
    counts = {
        "parcel": 1,
        "kg": ceil(Fraction(chargeable_g, surcharge.step_g)),
        "piece": parcel.pieces,
        "item": parcel.items,
    }
    count, fee = counts[surcharge.per], fee_of(surcharge, currency, rates, on)
    if fee is None:
        return "rate"
    if count is None:
        return "items"
    amount_micro = fee.bounded(fee.each_micro * count)
    return BilledSurcharge(surcharge, amount_micro, _how(surcharge, count, currency))


def _share(
    surcharge: Surcharge, parcel: Parcel, currency: str, rates: ExchangeRates, on: date
) -> BilledSurcharge | Why:
    """A share of the value."""
    if parcel.value_e4 is None or parcel.currency is None:
        return "value"
    fee: Fee | None = fee_of(surcharge, currency, rates, on)
    part = share_of_value(surcharge, parcel.currency, currency, rates, on)
    if fee is None or part is None:
        return "rate"
    share = part * parcel.value_e4
    percent = surcharge.share * 100
    how = Reason(
        "price.share_of",
        percent=decimal_text(half_up(percent.numerator * 10**6, percent.denominator), 6, least=0),
        value=decimal_text(parcel.value_e4, 4),
        currency=parcel.currency,
    )
    return BilledSurcharge(surcharge, fee.bounded(half_up(share.numerator, share.denominator)), how)


def _how(surcharge: Surcharge, count: int, currency: str) -> Reason | None:
    """How an amount came about; None where the surcharge's name says it all."""
    amount, code = decimal_text(surcharge.amount_micro, 6), surcharge.currency or currency
    match surcharge.per:
        case "piece":
            return Reason("price.pieces", count=count, amount=amount, currency=code)
        case "item":
            return Reason("price.items", count=count, amount=amount, currency=code)
        case _:
            return None if code == currency else Reason("price.amount", amount=amount, currency=code, per=surcharge.per)
