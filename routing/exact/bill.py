"""The exact price of one parcel by one band, as a bill: discount, surcharges, fuel, minimum, rounding, exchange."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from attrs import frozen

from routing.reason import Reason
from routing.services.service import MICRO
from routing.values.money import cny, decimal_text, half_up

if TYPE_CHECKING:
    from routing.services.service import RateBand, Service, Surcharge


@frozen
class Step:
    """One line of a price: what is added, and how much of which currency, as decimal text."""

    label: Reason
    amount: str
    currency: str


@frozen
class BilledSurcharge:
    """A surcharge with its amount in millionths of the card's currency; `how` tells what that is made of."""

    surcharge: Surcharge
    amount_micro: int
    how: Reason | None = None


@frozen
class Charge:
    """What makes the price of one parcel by one service: band, chargeable weight, surcharges, fuel and exchange.

    `fuel` is a fraction of what it applies to, `exchange` CNY for one unit of the card's currency.
    """

    band: RateBand
    chargeable_g: int
    surcharges: tuple[BilledSurcharge, ...]
    fuel: Fraction
    exchange: Fraction


def dearest_of_group(applying: list[BilledSurcharge]) -> list[BilledSurcharge]:
    """The surcharges charged: all without a group, and of each group the dearest (of equals the first)."""
    dearest: dict[str, BilledSurcharge] = {}
    for one in applying:
        known = dearest.setdefault(one.surcharge.group, one)
        if one.amount_micro > known.amount_micro:
            dearest[one.surcharge.group] = one
    return [one for one in applying if not one.surcharge.group or one is dearest[one.surcharge.group]]


def price(service: Service, charge: Charge) -> tuple[int, tuple[Step, ...]]:
    """Fen, and the steps that lead there."""
    currency, band = service.currency, charge.band
    steps: list[Step] = []

    def step(label: Reason, amount: Fraction) -> Fraction:
        steps.append(Step(label, _text(amount), currency))
        return amount

    total = step(_base_label(band), Fraction(band.base_micro))
    count = ceil(Fraction(max(0, charge.chargeable_g - band.base_covers_g), band.step_g))
    if count:
        per_step = _text(Fraction(band.per_step_micro))
        label = Reason("price.started_steps", count=count, amount=per_step, step_g=band.step_g)
        total += step(label, Fraction(count * band.per_step_micro))
    discount = service.discount if band.discount is None else band.discount
    if discount != 1:
        off = 1 - discount
        total += step(Reason("price.discount", percent=_percent(off)), -total * off)
    fuelled = total
    for one in charge.surcharges:
        amount = step(_surcharge_label(one), Fraction(one.amount_micro))
        total += amount
        fuelled += amount if one.surcharge.fuel_applies else 0
    if charge.fuel:
        label = Reason("price.fuel", percent=_percent(charge.fuel), amount=_text(fuelled))
        total += step(label, fuelled * charge.fuel)
    minimum_micro = service.minimum_micro if band.minimum_micro is None else band.minimum_micro
    if total < minimum_micro:
        total += step(Reason("price.minimum"), minimum_micro - total)
    rounded = _rounded(service, total)
    if rounded != total:
        step(Reason("price.rounding"), rounded - total)
    worth = rounded * charge.exchange * 100 / MICRO
    price_fen = half_up(worth.numerator, worth.denominator)
    if currency != "CNY":
        label = Reason("price.exchange", rate=_plain(charge.exchange), currency=currency)
        steps.append(Step(label, cny(price_fen), "CNY"))
    return price_fen, tuple(steps)


def _rounded(service: Service, total_micro: Fraction) -> Fraction:
    unit = service.rounding.step_micro
    parts = total_micro / unit
    count = ceil(parts) if service.rounding.mode == "up" else half_up(parts.numerator, parts.denominator)
    return Fraction(count * unit)


def _surcharge_label(one: BilledSurcharge) -> Reason:
    if one.how is None:
        return Reason("price.surcharge", name=one.surcharge.name)
    return Reason("price.surcharge_of", name=one.surcharge.name, how=one.how)


def _base_label(band: RateBand) -> Reason:
    if band.base_covers_g:
        return Reason("price.first_grams", zone=band.zone, grams=band.base_covers_g)
    if band.per_step_micro:
        return Reason("price.fee", zone=band.zone)
    return Reason("price.band", zone=band.zone, over_g=band.over_g, upto_g=band.upto_g)


def _text(amount_micro: Fraction) -> str:
    """An amount as decimal text, exact when it ends within twelve decimals."""
    return decimal_text(half_up(amount_micro.numerator * 10**6, amount_micro.denominator), 12)


def _plain(number: Fraction) -> str:
    return decimal_text(half_up(number.numerator * 10**8, number.denominator), 8)


def _percent(share: Fraction) -> str:
    return decimal_text(half_up(share.numerator * 10**8, share.denominator), 6, least=0)
