"""The exact price of one parcel by one band, as a bill: discount, surcharges, fuel, minimum, rounding, exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from routing.reason import Reason
from routing.services.service import MICRO
from routing.values.money import cny, decimal_text, half_up

if TYPE_CHECKING:
    from fractions import Fraction

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


@frozen
class Price:
    """What a price is made of, in millionths of the card's currency, and the whole in fen.

    `steps` are `count` started steps beyond the base, `discount` and `rounding` may be below zero; `fuelled` is what
    fuel applies to, `minimum` what is missing to the least price, `whole` the price in the card's currency.
    """

    base: int
    count: int
    steps: int
    discount: int | Fraction
    fuelled: int | Fraction
    fuel: int | Fraction
    minimum: int | Fraction
    rounding: int | Fraction
    whole: int
    fen: int


def price(service: Service, charge: Charge) -> Price:
    """The price, amount by amount."""
    band = charge.band
    base, over_g = band.base_micro, charge.chargeable_g - band.base_covers_g
    count = -(-over_g // band.step_g) if over_g > 0 else 0
    steps = count * band.per_step_micro
    total: int | Fraction = base + steps
    off: int | Fraction = 0
    discount = _discount(service, band)
    if discount != 1:
        off = total * (discount - 1)
        total += off
    fuelled = total
    for one in charge.surcharges:
        total += one.amount_micro
        if one.surcharge.fuel_applies:
            fuelled += one.amount_micro
    fuel: int | Fraction = 0
    if charge.fuel:
        fuel = fuelled * charge.fuel
        total += fuel
    minimum_micro = service.minimum_micro if band.minimum_micro is None else band.minimum_micro
    minimum = max(0, minimum_micro - total)
    total += minimum
    whole, exchange = _rounded(service, total), charge.exchange
    fen = half_up(whole * exchange.numerator * 100, exchange.denominator * MICRO)
    return Price(base, count, steps, off, fuelled, fuel, minimum, whole - total, whole, fen)


def bill(service: Service, charge: Charge) -> tuple[Step, ...]:
    """The price step by step, for people."""
    found, band, currency = price(service, charge), charge.band, service.currency
    steps = [Step(_base_label(band), _text(found.base), currency)]

    def step(label: Reason, amount: int | Fraction) -> None:
        steps.append(Step(label, _text(amount), currency))

    if found.count:
        per_step = _text(band.per_step_micro)
        step(Reason("price.started_steps", count=found.count, amount=per_step, step_g=band.step_g), found.steps)
    discount = _discount(service, band)
    if discount != 1:
        step(Reason("price.discount", percent=_percent(1 - discount)), found.discount)
    for one in charge.surcharges:
        step(_surcharge_label(one), one.amount_micro)
    if charge.fuel:
        step(Reason("price.fuel", percent=_percent(charge.fuel), amount=_text(found.fuelled)), found.fuel)
    if found.minimum:
        step(Reason("price.minimum"), found.minimum)
    if found.rounding:
        step(Reason("price.rounding"), found.rounding)
    if currency != "CNY":
        label = Reason("price.exchange", rate=_plain(charge.exchange), currency=currency)
        steps.append(Step(label, cny(found.fen), "CNY"))
    return tuple(steps)


def _discount(service: Service, band: RateBand) -> Fraction:
    """The share of the band's price that is paid."""
    return service.discount if band.discount is None else band.discount


def _rounded(service: Service, total_micro: int | Fraction) -> int:
    """The total in whole steps of the card's rounding, in millionths."""
    unit, total = service.rounding.step_micro, total_micro.numerator
    each = unit * total_micro.denominator
    whole = -(-total // each) if service.rounding.mode == "up" else half_up(total, each)
    return whole * unit


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


def _text(amount_micro: int | Fraction) -> str:
    """An amount as decimal text, exact when it ends within twelve decimals."""
    return decimal_text(half_up(amount_micro.numerator * 10**6, amount_micro.denominator), 12)


def _plain(number: Fraction) -> str:
    return decimal_text(half_up(number.numerator * 10**8, number.denominator), 8)


def _percent(share: Fraction) -> str:
    return decimal_text(half_up(share.numerator * 10**8, share.denominator), 6, least=0)
